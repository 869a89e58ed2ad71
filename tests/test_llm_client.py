"""What the client makes of answers, good and bad; how it shares slots, leaves sockets, and repeats nothing unasked."""

from __future__ import annotations

import asyncio
import gc
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calling import EVENT, GOOD, KEY, MESSAGES, Called, answer, call, lose_no_time, outcome_of, settings_of, with_client
from model_server import ModelServer, Pace, Reply, ToolCall, Usage, in_order, replies
from pmtool.engines.llm.answer import GROUPS, Answer
from pmtool.engines.llm.cache import AnswerCache
from pmtool.engines.llm.client import Client
from pmtool.engines.llm.faults import codes
from pmtool.engines.llm.link import _reader
from pmtool.engines.llm.request import Message
from pmtool.engines.llm.streaming import glimpse

SSE = "text/event-stream"
ERROR_KEYS = ("error", "code", "type", "param", "message")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    lose_no_time(monkeypatch)


def event(**changed: Any) -> str:
    return answer(timeline=[EVENT | changed])


def body_of(content: object, finish: object = "stop", **more: object) -> Reply:
    """A body of an answer, as it stands."""
    message = {"role": "assistant", "content": content}
    return replies.raw(json.dumps({"choices": [{"message": message, "finish_reason": finish}]} | more).encode())


# -- answers that can be used

USABLE = {
    "as asked": GOOD,
    "blanks around it": f"\n\n  {GOOD}\n",
    "in a fence": f"```json\n{GOOD}\n```",
    "in prose": f"Here is what you asked for:\n\n{GOOD}\n\nAnything else?",
    "after thoughts": "<think>{ maybe\n} or not</think>\n" + GOOD,
    "keys twice": GOOD.replace('"timeline"', '"timeline": null, "timeline"', 1),
    "in other words": event(text="Störung \N{FIRE} 故障 { \\ } <think>"),
}
LARGE = answer(timeline=[EVENT | {"number": n, "text": "x" * 1000} for n in range(1, 1000)])
"""A megabyte."""


@pytest.mark.parametrize("structured", ["schema", "tools", "json"])
@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("name", USABLE)
def test_answers_that_can_be_used(name: str, streams: bool, structured: str) -> None:
    with ModelServer(USABLE[name]) as server:
        called = call(server, streams=streams, structured=structured)
    assert called.answered.answer.timeline
    assert called.answered.usage.calls == len(server.requests) == 1


def streamed(content: str, size: int) -> Reply:
    """A stream of pieces of that size, without usage or [DONE]."""
    pieces = (content[i : i + size] for i in range(0, len(content), size))
    chunks = ({"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in pieces)
    return replies.raw("".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode(), SSE)


def test_a_large_answer() -> None:
    for reply in (LARGE, streamed(LARGE, 5000)):
        with ModelServer(reply) as server:
            called = call(server, streams=isinstance(reply, Reply))
        assert len(called.answered.answer.timeline or ()) == 999


@pytest.mark.parametrize(
    ("structured", "reply"),
    [
        ("tools", replies.in_words(GOOD)),
        ("tools", replies.calls(ToolCall("Answer", GOOD), ToolCall("Answer", "{"))),
        ("tools", replies.calls(ToolCall("another", GOOD))),
        ("schema", replies.calls(ToolCall("Answer", GOOD))),
        ("json", replies.calls(ToolCall("Answer", GOOD))),
    ],
)
@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
def test_answers_in_another_shape_than_asked_for(structured: str, reply: Reply, streams: bool) -> None:
    with ModelServer(reply) as server:
        assert call(server, streams=streams, structured=structured).answered.answer.timeline
    assert len(server.requests) == 1


def test_what_does_not_matter() -> None:
    for body in (
        body_of(GOOD, None),
        body_of(GOOD, "eos", model="another", usage=None, id=None),
        body_of(GOOD, "tool_calls", usage={"prompt_tokens": "many", "completion_tokens": -3}),
    ):
        with ModelServer(body) as server:
            called = call(server)
        assert called.answered.answer.timeline
        assert called.spent.input_tokens == called.spent.output_tokens == 0


def test_halves_of_characters_do_no_harm() -> None:
    with ModelServer(body_of(event(text="\ud83d").replace("\\ud83d", "\ud83d"))) as server:
        assert call(server).answered.answer.timeline[0].text == "?"  # type: ignore[index]


def test_a_server_that_does_not_stream_after_all() -> None:
    with ModelServer(body_of(GOOD, usage={"prompt_tokens": 3, "completion_tokens": 4})) as server:
        called = call(server, streams=True)
    assert called.answered.usage.output_tokens == 4
    assert [request.streams for request in server.requests] == [True]


def test_a_stream_without_its_last_words() -> None:
    with ModelServer(streamed(GOOD, 50)) as server:
        assert call(server, streams=True).answered.answer.timeline
    assert len(server.requests) == 1, "what is whole need not be asked for again"


# -- answers that can't be used: the model is told, as often as it may be

UNUSABLE = {
    "prose": "I would rather talk about the weather.",
    "cut": GOOD[:-20],
    "cut in a fence": f"```json\n{GOOD[:-20]}\n```",
    "twice": GOOD + GOOD,
    "a list": "[1, 2]",
    "not all parts": json.dumps({"timeline": [EVENT]}),
    "parts of its own": answer(verdict="guilty"),
    "an unknown kind": event(kind="sabotage"),
    "another type": event(text=7),
    "text for a number": event(number="first"),
    "a fraction": event(number=1.5),
    "NaN": event(number=float("nan")),
    "infinity": event(number=float("inf")),
    "half a character": event(text="\ud83d"),
    "deep": "[" * 100_000,
    "deep inside": answer(digest="@").replace('"@"', "[" * 2000 + "]" * 2000),
    "null": "null",
}


@pytest.mark.parametrize("structured", ["schema", "tools", "json"])
@pytest.mark.parametrize("name", UNUSABLE)
def test_answers_that_do_not_fit_are_asked_for_again(name: str, structured: str) -> None:
    with ModelServer([UNUSABLE[name], GOOD]) as server:
        called = call(server, reasks=2, structured=structured)
    assert called.answered.answer.timeline
    assert called.answered.usage.calls == len(server.requests) == 2
    again = server.requests[1].json["messages"]
    assert len(again) > len(server.requests[0].json["messages"])


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("reasks", [0, 1, 2])
def test_answers_that_never_fit(reasks: int, streams: bool) -> None:
    with ModelServer(event(kind="sabotage")) as server:
        called = call(server, reasks=reasks, streams=streams)
    assert called.fault.kind == "unparsed"
    assert called.spent.calls == len(server.requests) == reasks + 1
    assert called.fault.__cause__ is called.fault.__context__ is None


@pytest.mark.parametrize("digits", [19, 4000, 6000])
def test_huge_numbers(digits: int) -> None:
    with ModelServer(event(number="@").replace('"@"', "9" * digits)) as server:
        called = call(server)
    assert called.kinds in ([""], ["unparsed"])


def test_refusals_are_not_argued_with() -> None:
    for reply in (replies.refusal(), replies.length(GOOD, 5), replies.content_filter()):
        with ModelServer(reply) as server:
            call(server, reasks=5)
        assert len(server.requests) == 1


def test_layers_of_retries_do_not_multiply() -> None:
    script = in_order([replies.server_error(), "prose", replies.rate_limited(0.01), "prose"], then=replies.overloaded())
    with ModelServer(script) as server:
        called = call(server, reasks=2, retries=1)
    assert called.fault.kind == "broken"
    assert len(server.requests) == 6, "two, two, and two"


# -- what is sent


def test_messages_arrive_as_they_are() -> None:
    text = "{{ x }} {% for y in z %}{{ y }}{% endfor %} {# gone #} {{ 7 * 7 }} ${x} %s \\n\n  indented\ttab\n"
    messages: list[Message] = [
        {"role": "system", "content": text},
        {"role": "user", "content": text},
        {"role": "assistant", "content": text},
        {"role": "user", "content": text},
    ]

    async def use(client: Client, called: Called) -> None:
        called.outcomes.append(await client.ask(messages, Answer))

    with ModelServer(GOOD) as server:
        with_client(server.base_url, use)
        with_client(server.base_url, use, structured="tools")
    for request in server.requests:
        assert request.json["messages"] == messages


def test_settings_are_sent_and_nothing_else() -> None:
    told = {"temperature": 0.5, "seed": 7, "reasoning_effort": "low", "max_output_tokens": 900}
    with ModelServer(GOOD, api_key=KEY) as server:
        call(server, headers={"X-Team": "sre"}, **told)
        call(server)
    full, bare = (request.json for request in server.requests)
    assert bare.keys() == {"messages", "model", "response_format"}
    assert full.keys() - bare.keys() == {"temperature", "seed", "reasoning_effort", "max_completion_tokens"}
    assert server.requests[0].headers["x-team"] == "sre"


def test_a_server_without_a_key_gets_none_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with ModelServer(GOOD) as server:
        call(server, api_key_env="")
    assert KEY not in json.dumps(dict(server.requests[0].headers))


# -- a look on the way


def test_a_watcher_sees_statements_come() -> None:
    told = answer(timeline=[EVENT | {"number": n, "text": f"step {n}"} for n in range(1, 21)])
    with ModelServer(told, pace=Pace(tokens_per_second=2000)) as server:
        called = call(server, streams=True)
    seen = called.glimpses
    assert 2 <= len(seen) < 20, "a look every tenth of a second"
    assert [glimpse.statements for glimpse in seen] == sorted(glimpse.statements for glimpse in seen)
    assert (seen[-1].statements, seen[-1].latest) == (20, "step 20")


def test_a_watcher_that_fails_is_not_mistaken_for_a_server() -> None:
    def fail(_: object) -> None:
        raise AttributeError("a front end's own mistake")

    async def use(client: Client, called: Called) -> None:
        await client.ask(MESSAGES, Answer, watch=fail)

    with ModelServer(GOOD) as server, pytest.raises(AttributeError, match="own mistake"):
        with_client(server.base_url, use)


@given(st.text(), st.integers(0, 400))
def test_a_look_at_anything(noise: str, cut: int) -> None:
    for text in (noise, GOOD[:cut], GOOD[:cut] + noise, "```" + GOOD[:cut]):
        assert glimpse(text, 1).statements in (0, 1)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(ERROR_KEYS), inner, max_size=4),
)


@given(json_values)
def test_what_is_shown_of_an_error_is_short_and_plain(body: object) -> None:
    for code in codes(body):
        assert len(code) <= 40
        assert all(sign.isascii() and (sign.isalnum() or sign in "_.") for sign in code)


# -- slots, sockets, classes


def test_no_more_calls_than_allowed_are_in_flight() -> None:
    with ModelServer(GOOD, pace=Pace(ttft=0.3)) as server:
        called = call(server, count=8, concurrency=2, deadline=1)
    assert max(request.concurrency for request in server.requests) == 2
    assert called.kinds == [""] * 8, "waiting for a slot is not the server's time"


def test_many_slots_keep_their_connections() -> None:
    with ModelServer(GOOD) as server:
        assert call(server, count=240, concurrency=120).kinds == [""] * 240
    assert len({request.connection for request in server.requests}) <= 120


def test_asking_again_keeps_the_slot() -> None:
    with ModelServer(in_order(["no", "no"], then=GOOD)) as server:
        assert call(server, count=4, concurrency=1, reasks=2).kinds == [""] * 4
    assert max(request.concurrency for request in server.requests) == 1


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("reply", [replies.hangs(), replies.hangs(GOOD, after=5)], ids=["at once", "in the midst"])
def test_a_cancelled_call_leaves_the_server(reply: Reply, streams: bool) -> None:
    with ModelServer(reply) as server:

        async def use(client: Client, called: Called) -> None:
            asking = asyncio.create_task(outcome_of(client, called, streams=streams))
            while not server.requests:
                await asyncio.sleep(0.005)
            await asyncio.sleep(0.05)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await asyncio.to_thread(server.wait_idle)
            assert server.requests[0].hung_up

        with_client(server.base_url, use)
    gc.collect()  # a socket left open would warn now


def test_a_call_that_is_cancelled_gives_back_its_slot() -> None:
    with ModelServer(in_order([replies.hangs()], then=GOOD)) as server:

        async def use(client: Client, called: Called) -> None:
            first = asyncio.create_task(outcome_of(client, called))
            while not server.requests:
                await asyncio.sleep(0.005)
            first.cancel()
            called.outcomes.append(await outcome_of(client, called, 2))

        assert with_client(server.base_url, use, concurrency=1).kinds == [""]


def test_a_client_that_was_never_used_closes() -> None:
    async def use(client: Client, called: Called) -> None:
        assert client.spent.calls == 0

    with_client("http://127.0.0.1:1/v1", use)


def test_no_class_and_no_schema_is_made_for_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    import pydantic._internal._model_construction as construction

    made: list[str] = []
    new = construction.ModelMetaclass.__new__

    def noted(cls: type, name: str, *arguments: Any, **options: Any) -> Any:
        made.append(name)
        return new(cls, name, *arguments, **options)

    with ModelServer(GOOD) as server:
        call(server)
        monkeypatch.setattr(construction.ModelMetaclass, "__new__", noted)
        call(server, count=3)
    assert made == []
    assert _reader(Answer) is _reader(Answer)
    assert _reader(Answer).model_json_schema() is _reader(Answer).model_json_schema()
    assert set(_reader(Answer).model_json_schema()["properties"]) == set(GROUPS)


# -- the cache


def test_an_answer_is_paid_for_once(tmp_path: Path) -> None:
    file = str(tmp_path / "answers.sqlite3")
    used = Reply(GOOD, usage=Usage(prompt=10, completion=5, cached=4))
    with ModelServer(used) as server:
        first, second = call(server, cache=file), call(server, cache=file)
    assert len(server.requests) == 1
    assert first.answered.answer == second.answered.answer
    assert (first.answered.usage.input_tokens, first.answered.usage.cached_tokens) == (10, 4)
    assert (second.answered.usage.calls, second.answered.from_cache) == (0, True)


def test_calls_that_ask_the_same_share_one() -> None:
    async def use(client: Client, called: Called) -> None:
        called.outcomes += await asyncio.gather(*(outcome_of(client, called) for _ in range(5)))

    with ModelServer(GOOD) as server:
        called = with_client(server.base_url, use)
    assert called.kinds == [""] * 5
    assert len(server.requests) == called.spent.calls == 1
    answers = [outcome.answer for outcome in called.outcomes if not isinstance(outcome, Exception)]
    assert len({id(found) for found in answers}) == 5, "each may be changed without the others"


def test_no_fault_is_kept(tmp_path: Path) -> None:
    file = str(tmp_path / "answers.sqlite3")
    with ModelServer([replies.refusal(), GOOD]) as server:
        assert call(server, cache=file).kinds == ["refused"]
        assert call(server, cache=file).kinds == [""]


def test_an_answer_kept_in_another_form_is_asked_for_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = str(tmp_path / "answers.sqlite3")
    with ModelServer(GOOD) as server:
        call(server, cache=file)
        get = AnswerCache.get

        def older(cache: AnswerCache, key: str) -> Any:
            kept = get(cache, key)
            return kept and type(kept)(content='{"old": 1}', model=kept.model)

        with monkeypatch.context() as patch:
            patch.setattr(AnswerCache, "get", older)
            dropped = call(server, cache=file)
    assert dropped.answered.from_cache is False
    assert len(server.requests) == 2


def test_settings_of_tests_are_as_meant() -> None:
    assert settings_of("http://127.0.0.1:1/v1").api_key == KEY
