"""The server that stands in for models: the real client sees what a real server sends, good and bad."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import openai
import pytest
from openai import AsyncOpenAI

from model_server import (
    KNOWS_LITTLE,
    Capabilities,
    ModelServer,
    OutOfRepliesError,
    Pace,
    Reply,
    ToolCall,
    Usage,
    by,
    in_order,
    replies,
    spawned,
)

KEY = "sk-test-not-a-real-key"
MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Grüße, {{ x }} {% for %}"}]
SCHEMA = {
    "type": "object",
    "properties": {"events": {"type": "array", "items": {"type": "string"}}},
    "required": ["events"],
    "additionalProperties": False,
}
STRICT = {"type": "json_schema", "json_schema": {"name": "Answer", "schema": SCHEMA, "strict": True}}
TOOL = {"type": "function", "function": {"name": "Answer", "parameters": SCHEMA}}
NAMED = {"type": "function", "function": {"name": "Answer"}}
WORDS = "Connections ran out. " * 40
T = TypeVar("T")


def talk(base_url: str, use: Callable[[AsyncOpenAI], Awaitable[T]], **options: Any) -> T:
    async def main() -> T:
        options.setdefault("max_retries", 0)
        # without certificates, whose reading takes longer than most of these tests
        options.setdefault("http_client", openai.DefaultAsyncHttpxClient(verify=False))
        async with AsyncOpenAI(base_url=base_url, **{"api_key": KEY, "timeout": 5, **options}) as client:
            return await use(client)

    return asyncio.run(main())


def ask(client: AsyncOpenAI, **options: Any) -> Awaitable[Any]:
    return client.chat.completions.create(**{"model": "test-model", "messages": MESSAGES, **options})


def whole(server: ModelServer, **options: Any) -> Any:
    return talk(server.base_url, lambda client: ask(client, **options))


def chunks(server: ModelServer, **options: Any) -> list[Any]:
    async def collect(client: AsyncOpenAI) -> list[Any]:
        return [chunk async for chunk in await ask(client, stream=True, **options)]

    return talk(server.base_url, collect)


def content(stream: list[Any]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


def test_whole_answer() -> None:
    with ModelServer("Grüße zurück.") as server:
        answer = whole(server)
    assert answer.choices[0].message.content == "Grüße zurück."
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.completion_tokens == 4
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + 4


def test_streamed_answer_comes_token_by_token() -> None:
    with ModelServer(WORDS, pace=Pace(tokens_per_second=10_000)) as server:
        stream = chunks(server, stream_options={"include_usage": True})
    assert content(stream) == WORDS
    assert {len(chunk.choices[0].delta.content) for chunk in stream[1:-2]} == {4}
    assert stream[-2].choices[0].finish_reason == "stop"
    assert stream[-1].choices == []
    assert stream[-1].usage.completion_tokens == len(WORDS) // 4


def test_no_streamed_usage_unless_asked() -> None:
    with ModelServer("Yes.") as server:
        assert not any(chunk.usage for chunk in chunks(server))


def test_pace_is_kept() -> None:
    with ModelServer("four" * 20, pace=Pace(ttft=0.1, tokens_per_second=200)) as server:
        for answered in (whole, chunks):
            start = time.monotonic()
            answered(server)
            assert 0.2 <= server.requests[-1].ended - server.requests[-1].arrived <= time.monotonic() - start


@pytest.mark.parametrize(("choice", "reason"), [(NAMED, "stop"), ("required", "tool_calls"), ("auto", "tool_calls")])
def test_content_becomes_a_tool_call_where_tools_are_sent(choice: object, reason: str) -> None:
    with ModelServer(replies.json_content({"events": ["a", "b"]})) as server:
        answer = whole(server, tools=[TOOL], tool_choice=choice).choices[0]
        stream = chunks(server, tools=[TOOL], tool_choice=choice)
    (call,) = answer.message.tool_calls
    assert (call.function.name, json.loads(call.function.arguments)) == ("Answer", {"events": ["a", "b"]})
    assert answer.finish_reason == stream[-1].choices[0].finish_reason == reason
    parts = [part for chunk in stream for part in chunk.choices[0].delta.tool_calls or ()]
    assert parts[0].function.name == "Answer"
    assert "".join(part.function.arguments for part in parts) == call.function.arguments


def test_calls_of_ones_own_and_words_in_place_of_calls() -> None:
    two = replies.calls(ToolCall("Answer", "{"), ToolCall("Other", ""))
    with ModelServer([two, two, replies.in_words("No.")]) as server:
        message = whole(server, tools=[TOOL]).choices[0].message
        stream = chunks(server, tools=[TOOL])
        words = whole(server, tools=[TOOL]).choices[0].message
    assert [(call.function.name, call.function.arguments) for call in message.tool_calls] == [
        ("Answer", "{"),
        ("Other", ""),
    ]
    names = [part.function.name for chunk in stream for part in chunk.choices[0].delta.tool_calls or ()]
    assert list(filter(None, names)) == ["Answer", "Other"]
    assert (words.content, words.tool_calls) == ("No.", None)


def test_requests_are_recorded_byte_for_byte() -> None:
    sent: list[httpx2.Request] = []

    async def note(request: httpx2.Request) -> None:
        sent.append(request)

    async def use(client: AsyncOpenAI) -> None:
        await ask(client, response_format=STRICT, seed=7)

    with ModelServer("{}") as server:
        hooked = httpx2.AsyncClient(verify=False, event_hooks={"request": [note]})
        talk(server.base_url, use, http_client=hooked)
    (request,) = server.requests
    assert request.body == sent[0].content
    assert request.json == {"model": "test-model", "messages": MESSAGES, "response_format": STRICT, "seed": 7}
    assert (request.method, request.path, request.key) == ("POST", "/v1/chat/completions", KEY)
    assert (request.shape, request.streams) == ("json_schema", False)
    assert request.text == "Be brief.\n\nGrüße, {{ x }} {% for %}"
    assert not request.hung_up


def test_large_requests_arrive_whole() -> None:
    report = "2026-01-02 10:00 pool exhausted\r\n\r\n" * 20_000
    with ModelServer("ok") as server:
        whole(server, messages=[{"role": "user", "content": report}])
    assert server.requests[0].text == report


def test_many_at_once_over_kept_connections() -> None:
    async def use(client: AsyncOpenAI) -> set[str]:
        rounds = [await asyncio.gather(*(ask(client) for _ in range(64))) for _ in range(2)]
        return {answer.choices[0].message.content for answers in rounds for answer in answers}

    script = in_order([Reply("ok", pace=Pace(ttft=0.5))] * 64, then="ok")
    with ModelServer(script) as server:
        assert talk(server.base_url, use) == {"ok"}
    assert len(server.requests) == 128
    assert max(request.concurrency for request in server.requests) > 32
    assert len({request.connection for request in server.requests}) <= 64


def test_cached_tokens_are_the_shared_prefix_in_blocks() -> None:
    report = {"role": "system", "content": "word " * 2_000}
    with ModelServer("ok") as server:
        first, second, short = (
            whole(server, messages=messages).usage
            for messages in (
                [report, {"role": "user", "content": "timeline"}],
                [report, {"role": "user", "content": "causes"}],
                [{"role": "user", "content": "word " * 100}] * 2,
            )
        )
    assert (first.prompt_tokens_details.cached_tokens, short.prompt_tokens_details.cached_tokens) == (0, 0)
    assert second.prompt_tokens_details.cached_tokens == 2_432  # 19 blocks of 128 in 10,000 characters


def test_usage_as_told() -> None:
    with ModelServer(Reply("ok", usage=Usage(prompt=5, completion=6, cached=4))) as server:
        assert whole(server).usage.total_tokens == 11


def test_the_requests_limit_cuts_the_answer() -> None:
    with ModelServer(WORDS) as server:
        choice = whole(server, max_completion_tokens=3).choices[0]
    assert (choice.message.content, choice.finish_reason) == (WORDS[:12], "length")


@pytest.mark.parametrize(
    ("reply", "finish_reason"),
    [
        (replies.refusal("I will not."), "stop"),
        (replies.content_filter(), "content_filter"),
        (replies.length(WORDS, 5), "length"),
        (replies.no_content(), "stop"),
    ],
)
def test_endings_of_models(reply: Reply, finish_reason: str) -> None:
    with ModelServer(reply) as server:
        choice = whole(server, response_format=STRICT).choices[0]
        stream = chunks(server, response_format=STRICT)
    assert choice.finish_reason == stream[-1].choices[0].finish_reason == finish_reason
    assert (choice.message.refusal or "") == "".join(chunk.choices[0].delta.refusal or "" for chunk in stream)
    assert (choice.message.content or "") == content(stream)


def test_no_choices() -> None:
    with ModelServer(replies.no_choices()) as server:
        assert whole(server).choices == []
        assert not any(chunk.choices for chunk in chunks(server))


@pytest.mark.parametrize(
    ("reply", "error", "code"),
    [
        (replies.rate_limited(), openai.RateLimitError, "rate_limit_exceeded"),
        (replies.insufficient_quota(), openai.RateLimitError, "insufficient_quota"),
        (replies.server_error(), openai.InternalServerError, None),
        (replies.bad_gateway(), openai.InternalServerError, None),
        (replies.overloaded(), openai.InternalServerError, None),
        (replies.wrong_key(KEY), openai.AuthenticationError, "invalid_api_key"),
        (replies.unknown_model("test-model"), openai.NotFoundError, "model_not_found"),
        (replies.too_long(), openai.BadRequestError, "context_length_exceeded"),
        (replies.rejects_json_schema(), openai.BadRequestError, None),
        (replies.rejects_temperature(), openai.BadRequestError, "unsupported_value"),
        (replies.bare_error(400, "No."), openai.BadRequestError, 400),
    ],
)
def test_errors_by_status(reply: Reply, error: type[openai.APIStatusError], code: str | int | None) -> None:
    with ModelServer(reply) as server:
        with pytest.raises(error) as caught:
            whole(server)
        with pytest.raises(error):
            chunks(server)
    assert str(caught.value.code) == str(code), "a number in some versions of the SDK, a text in others"
    assert caught.value.response.status_code == reply.status
    assert KEY not in str(caught.value)


def test_the_client_tries_again_when_told() -> None:
    script = [replies.rate_limited(None, retry_after_ms=5), replies.overloaded(0.01), "ok"]
    with ModelServer(script) as server:
        answer = talk(server.base_url, ask, max_retries=2)
    assert answer.choices[0].message.content == "ok"
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    "reply",
    [
        replies.reset(),
        replies.closed(),
        replies.reset(WORDS, after=5),
        replies.closed(WORDS, after=5),
    ],
)
@pytest.mark.parametrize("answered", [whole, chunks])
def test_broken_connections(reply: Reply, answered: Callable[[ModelServer], object]) -> None:
    with ModelServer(reply) as server:
        with pytest.raises((openai.APIConnectionError, httpx2.TransportError)):
            answered(server)
        server.wait_idle()
    assert [request.hung_up for request in server.requests] == [False]


def leave(server: ModelServer, *, after: float, streams: bool = False, timeout: float = 5) -> None:
    """Asks, and leaves so many seconds after the request has arrived."""

    async def read(client: AsyncOpenAI) -> None:
        async for _ in await ask(client, stream=streams):
            pass

    async def use(client: AsyncOpenAI) -> None:
        asking = asyncio.create_task(read(client))
        while not server.requests:
            await asyncio.sleep(0.005)
        await asyncio.sleep(after)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    talk(server.base_url, use, timeout=timeout)
    server.wait_idle()


@pytest.mark.parametrize("reply", [replies.hangs(), replies.hangs(WORDS, after=5)])
@pytest.mark.parametrize("streams", [False, True])
def test_hanging_and_hanging_up(reply: Reply, streams: bool) -> None:
    with ModelServer(reply) as server:
        leave(server, after=0.05, streams=streams)
        assert server.requests[0].hung_up


def test_a_server_that_stops_was_not_hung_up_on() -> None:
    async def outlast(client: AsyncOpenAI) -> None:
        asking = asyncio.ensure_future(ask(client))
        while not server.requests:
            await asyncio.sleep(0.005)
        await asyncio.to_thread(server.__exit__, None, None, None)
        with pytest.raises(openai.APIConnectionError):
            await asking

    before = threading.active_count()
    server = ModelServer(replies.hangs()).__enter__()
    talk(server.base_url, outlast)
    assert not server.requests[0].hung_up
    assert threading.active_count() == before
    gc.collect()  # a socket left open would warn now


def test_a_stream_that_ends_early_looks_complete() -> None:
    with ModelServer(replies.ends_early(WORDS, after=5)) as server:
        stream = chunks(server)
        with pytest.raises(json.JSONDecodeError):
            whole(server)
    assert content(stream) == WORDS[:20]
    assert stream[-1].choices[0].finish_reason is None


def test_an_error_in_the_midst_of_a_stream() -> None:
    got = []

    async def read(client: AsyncOpenAI) -> None:
        async for chunk in await ask(client, stream=True):
            got.append(chunk)  # noqa: PERF401 - what came before the error counts

    with ModelServer(replies.fails_midway(WORDS, after=5)) as server:
        with pytest.raises(openai.APIError, match="stopped responding"):
            talk(server.base_url, read)
        assert whole(server).choices is None
    assert content(got) == WORDS[:20]


def test_a_trickle_outlives_timeouts_of_single_reads() -> None:
    with ModelServer(replies.trickles(WORDS, seconds_per_byte=0.01)) as server:
        leave(server, after=0.5, timeout=0.2)
        assert server.requests[0].hung_up


@pytest.mark.parametrize(
    "reply", [replies.html(), replies.empty_body(), replies.invalid_json(), replies.error_in_ok(), replies.raw(b"\xff")]
)
def test_bodies_that_are_no_answer_are_sent_as_they_stand(reply: Reply) -> None:
    with ModelServer(reply) as server:
        response = httpx2.post(f"{server.base_url}/chat/completions", verify=False, json={"model": "m", "messages": []})
    assert (response.status_code, response.content) == (200, reply.body)
    assert response.headers["content-type"] == reply.content_type


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"response_format": STRICT}, "json_schema"),
        ({"tools": [TOOL]}, "tools"),
        ({"stream": True}, "stream"),
        ({"stream_options": {"include_usage": True}}, "stream_options"),
    ],
)
def test_servers_that_know_little(options: dict[str, Any], complaint: str) -> None:
    with ModelServer("ok", capabilities=KNOWS_LITTLE) as server:
        with pytest.raises(openai.BadRequestError, match=complaint):
            whole(server, **options)
        assert whole(server).usage is None


def test_servers_that_lack_one_thing() -> None:
    with ModelServer("ok", capabilities=Capabilities(strict=False, unknown_parameters=frozenset({"seed"}))) as server:
        with pytest.raises(openai.BadRequestError, match=r"response_format\.json_schema\.strict"):
            whole(server, response_format=STRICT)
        with pytest.raises(openai.BadRequestError, match="seed"):
            whole(server, seed=1)
        whole(server, tools=[TOOL])


@pytest.mark.parametrize(
    ("schema", "complaint"),
    [
        (SCHEMA | {"additionalProperties": True}, "additionalProperties"),
        (SCHEMA | {"required": []}, "Missing 'events'"),
        (SCHEMA | {"properties": {"events": {"type": "string", "default": ""}}}, "'default' is not permitted"),
        (SCHEMA | {"properties": {"events": {"$ref": "#/$defs/E", "title": "E"}}}, "cannot have keywords"),
        (SCHEMA | {"$defs": {"E": {"anyOf": [{"type": "object"}]}}}, "additionalProperties"),
        ({"type": "array"}, "must be a JSON Schema of 'type: \"object\"'"),
    ],
)
def test_strict_schemas_are_held_to_their_rules(schema: dict[str, Any], complaint: str) -> None:
    def shape(strict: bool) -> dict[str, Any]:
        return {"type": "json_schema", "json_schema": {"name": "Answer", "schema": schema, "strict": strict}}

    with ModelServer("ok") as server:
        with pytest.raises(openai.BadRequestError, match="Invalid schema") as caught:
            whole(server, response_format=shape(True))
        whole(server, response_format=shape(False))
    assert complaint in caught.value.body["message"]


def test_keys_models_and_paths() -> None:
    with ModelServer("ok", api_key=KEY, models=["test-model"]) as server:
        with pytest.raises(openai.AuthenticationError, match="Incorrect API key"):
            talk(server.base_url, ask, api_key="sk-another-wrong-key")
        with pytest.raises(openai.NotFoundError, match="other"):
            whole(server, model="other")
        with pytest.raises(openai.NotFoundError, match="Invalid URL"):
            talk(server.base_url + "/v2", ask)
        models = talk(server.base_url, lambda client: client.models.list())
    assert [model.id for model in models.data] == ["test-model"]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"POST /v1/chat/completions HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /v1/chat/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"GET /v1/chat/completions HTTP/1.1\r\nConnection: close\r\n\r\n", 405),
        (b"POST /v1/chat/completions HTTP/1.0\r\nContent-Length: 4\r\n\r\nnope", 400),
        (b"GET / HTTP/1.1\r\n" + b"a" * 70_000, 431),
    ],
)
def test_what_is_no_request(raw: bytes, status: int) -> None:
    async def send() -> bytes:
        url = httpx2.URL(server.base_url)
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(raw)
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer

    with ModelServer("ok") as server:
        assert asyncio.run(send()).startswith(b"HTTP/1.1 %d " % status)


def test_scripts_by_key_and_in_order() -> None:
    script = by(
        lambda request: request.text,
        {"timeline": in_order(["first"], then="later"), "causes": lambda request: request.model},
        otherwise=replies.server_error(),
    )
    with ModelServer(script) as server:
        got = [
            whole(server, messages=[{"role": "user", "content": word}]).choices[0].message.content
            for word in ("timeline", "causes", "timeline")
        ]
        with pytest.raises(openai.InternalServerError):
            whole(server)
    assert got == ["first", "test-model", "later"]


def test_a_script_that_ran_out_fails_the_test() -> None:
    def use_twice() -> None:
        with ModelServer(["only"]) as server:
            whole(server)
            with pytest.raises(openai.InternalServerError):
                talk(server.base_url, ask, max_retries=2)
            assert len(server.requests) == 2

    with pytest.raises(OutOfRepliesError, match="request 1"):
        use_twice()


@pytest.mark.parametrize("host", ["192.0.2.1", "model.example"])
def test_nothing_but_loopback_can_be_reached(host: str) -> None:
    with pytest.raises((pytest.fail.Exception, BaseExceptionGroup)):
        talk(f"http://{host}/v1", ask)


def test_as_a_process_of_its_own(tmp_path: Path) -> None:
    answers = tmp_path / "answers.py"
    answers.write_text("def script(request):\n    return request.text.upper()\n")
    with spawned(answers, ttft=0.01, tokens_per_second=1000) as base_url:
        answer = talk(base_url, ask)
    assert answer.choices[0].message.content.startswith("BE BRIEF.")
