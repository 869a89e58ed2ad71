"""Everything that servers and networks do instead of answering: the right fault, or the answer after all, and no
request too many."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import openai
import pytest

from calling import GOOD, call, lose_no_time, settings_of
from model_server import ModelServer, Reply, Request, in_order, replies
from pmtool.engines.llm.faults import _TOLD, Faults

RETRIES = 2
TRIES = RETRIES + 1
SSE = "text/event-stream"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    lose_no_time(monkeypatch)


class Case(NamedTuple):
    reply: Reply
    kind: str
    requests: int = 1
    streamed: int | None = None
    """Requests where answers are streamed; None: as many."""
    says: str = ""


def redirect(status: int) -> Reply:
    return Reply(status=status, body=b"", headers={"location": "http://elsewhere.example/v1/chat/completions"})


CASES = {
    "reset before anything": Case(replies.reset(), "dropped", TRIES, says="broke the connection off"),
    "closed before anything": Case(replies.closed(), "dropped", TRIES),
    "reset in the midst": Case(replies.reset(GOOD, after=5), "dropped", TRIES, 1 + TRIES),
    "closed in the midst": Case(replies.closed(GOOD, after=5), "dropped", TRIES, 1 + TRIES),
    "ended without its end": Case(replies.ends_early(GOOD, after=5), "garbled", 1, 2, says="no API's answer"),
    "an error in the midst": Case(replies.fails_midway(GOOD, after=5), "error_body", 1, 2, says="server_error"),
    "an error as 200": Case(replies.error_in_ok(), "error_body", says="502"),
    "a quota as 200": Case(replies.error_in_ok("Out of money", "insufficient_quota"), "quota"),
    "a page": Case(replies.html(), "html", says="web page"),
    "a page as 403": Case(replies.html(403), "html"),
    "a page as 404": Case(replies.html(404), "html"),
    "a gateway's page": Case(replies.bad_gateway(), "broken", TRIES, says="(502)"),
    "no body": Case(replies.empty_body(), "garbled"),
    "no JSON": Case(replies.invalid_json(), "garbled"),
    "plain text": Case(replies.raw(b"not here", "text/plain"), "garbled", 1, 2),
    "no UTF-8": Case(replies.raw(b'{"choices": "\xff"}'), "garbled"),
    "a list": Case(replies.raw(b"[1]"), "empty", says="answered nothing"),
    "a number": Case(replies.raw(b"3"), "empty"),
    "null": Case(replies.raw(b"null"), "empty"),
    "another object": Case(replies.raw(b'{"detail": "ok"}'), "empty"),
    "no choices": Case(replies.no_choices(), "empty", 1, 2),
    "no content": Case(replies.no_content(), "empty"),
    "blank content": Case(replies.in_words(""), "empty"),
    "a refusal": Case(replies.refusal(), "refused", says="refused to answer"),
    "cut by the limit": Case(replies.length(GOOD, 5), "cut", says="limit of tokens"),
    "whole at the limit": Case(Reply(GOOD, finish_reason="length"), "cut"),
    "filtered": Case(replies.content_filter(), "filtered", says="content filter"),
    "filtered in the midst": Case(replies.content_filter(GOOD[:40]), "filtered"),
    "filtered as 400": Case(replies.error(400, "Filtered.", code="content_filter"), "filtered"),
    "500": Case(replies.server_error(), "broken", TRIES, says="(500, server_error)"),
    "503": Case(replies.overloaded(), "broken", TRIES),
    "408": Case(replies.error(408, "Too slow."), "broken", TRIES),
    "409": Case(replies.error(409, "Locked."), "broken", TRIES),
    "429": Case(replies.rate_limited(None), "busy", TRIES, says="no more requests for now"),
    "429, for a moment": Case(replies.rate_limited(0.01), "busy", TRIES),
    "429, beyond the deadline": Case(replies.rate_limited(60), "busy"),
    "429, in milliseconds": Case(replies.rate_limited(None, retry_after_ms=60_000), "busy"),
    "429, for hours": Case(replies.rate_limited(7200), "busy"),
    "429, a page": Case(replies.html(429), "busy", TRIES),
    "503, beyond the deadline": Case(replies.overloaded(60), "broken"),
    "no quota": Case(replies.insufficient_quota(), "quota", says="is used up"),
    "no money": Case(replies.error(402, "Insufficient Balance"), "quota"),
    "wrong key": Case(
        replies.wrong_key("sk-somebody-elses-key"), "key", says="does not take the key from OPENAI_API_KEY"
    ),
    "forbidden": Case(replies.error(403, "No.", code="unsupported_country"), "forbidden", says="unsupported_country"),
    "unknown model": Case(replies.unknown_model("some-model"), "model", says="has no model some-model"),
    "unknown model, otherwise": Case(replies.bare_error(404, "model 'some-model' not found, pull it"), "model"),
    "unknown model of a version": Case(replies.bare_error(400, "The model gpt-5.4-mini does not exist."), "model"),
    "unknown model as 400": Case(replies.error(400, "Invalid model name passed in model=some-model"), "model"),
    "unknown path": Case(replies.unknown_path("POST", "/chat/completions"), "path", says="under the base URL"),
    "too long": Case(replies.too_long(), "too_long", says="too long for some-model"),
    "too long, otherwise": Case(
        replies.bare_error(400, "This model's maximum context length is 4 tokens."), "too_long"
    ),
    "too large": Case(replies.error(413, "Too large."), "too_long"),
    "moved": Case(redirect(308), "moved", says="another address (308)"),
    "moved, as a GET": Case(redirect(301), "moved"),
    "refused for no known reason": Case(replies.error(400, "No."), "rejected", says="(400, invalid_request_error)"),
}


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("name", CASES)
def test_faults(name: str, streams: bool) -> None:
    case = CASES[name]
    with ModelServer(case.reply) as server:
        called = call(server, retries=RETRIES, streams=streams)
    assert called.fault.kind == case.kind
    assert case.says in str(called.fault)
    assert len(server.requests) == (case.streamed or case.requests if streams else case.requests)
    assert called.fault.__cause__ is called.fault.__context__ is None, "what caused it quotes the report"


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    "fault",
    [
        replies.reset(),
        replies.closed(GOOD, after=5),
        replies.rate_limited(0.01),
        replies.rate_limited(None, retry_after_ms=5),
        replies.server_error(500),
        replies.bad_gateway(),
        replies.overloaded(0.01),
    ],
)
def test_what_passes_is_asked_for_again(fault: Reply, streams: bool) -> None:
    with ModelServer([fault, GOOD]) as server:
        called = call(server, retries=RETRIES, streams=streams)
    assert called.answered.answer.timeline
    assert len(server.requests) == 2


@pytest.mark.parametrize("fault", [replies.ends_early(GOOD, after=5), replies.fails_midway(GOOD, after=5)])
def test_a_stream_that_breaks_off_is_asked_for_again_in_one_piece(fault: Reply) -> None:
    with ModelServer([fault, GOOD]) as server:
        called = call(server, retries=RETRIES, streams=True)
    assert called.answered.usage.calls == 2
    assert [request.streams for request in server.requests] == [True, False]


def test_without_retries_nothing_is_asked_for_again() -> None:
    for fault in (replies.server_error(), replies.reset(GOOD, after=5), replies.ends_early(GOOD, after=5)):
        with ModelServer(fault) as server:
            assert call(server, retries=0, streams=True).kinds != [""]
        assert len(server.requests) == 1


def test_a_retry_waits_as_long_as_it_is_told() -> None:
    with ModelServer([replies.rate_limited(0.3), GOOD]) as server:
        call(server, retries=RETRIES)
    first, second = server.requests
    assert 0.3 <= second.arrived - first.arrived < 2


# -- the deadline


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    "reply",
    [
        replies.hangs(),
        replies.hangs(GOOD, after=5),
        replies.trickles(GOOD, seconds_per_byte=0.005),
    ],
    ids=["hangs", "hangs in the midst", "trickles"],
)
def test_the_deadline_ends_whatever_takes_too_long(reply: Reply, streams: bool) -> None:
    with ModelServer(reply) as server:
        begun = time.monotonic()
        called = call(server, deadline=0.5, retries=RETRIES, streams=streams)
        assert time.monotonic() - begun < 3
        server.wait_idle()
        assert [request.hung_up for request in server.requests] == [True]
    assert called.fault.kind == "deadline"
    assert "took longer than 0.5 s" in str(called.fault)


@pytest.mark.parametrize(("reply", "kind"), [(replies.rate_limited(0.3), "busy"), (replies.overloaded(0.3), "broken")])
def test_the_deadline_covers_waiting_for_a_retry(reply: Reply, kind: str) -> None:
    with ModelServer(reply) as server:
        called = call(server, deadline=1, retries=20)
    assert called.fault.kind == kind
    assert 2 <= len(server.requests) <= 4


def test_the_deadline_tells_of_the_server_that_was_busy_until_then() -> None:
    with ModelServer(in_order([replies.rate_limited(None, retry_after_ms=10)], then=replies.hangs())) as server:
        called = call(server, deadline=0.5, retries=RETRIES)
    assert called.fault.kind == "busy"
    assert len(server.requests) == 2


def test_the_deadline_covers_asking_again() -> None:
    with ModelServer(in_order(["no JSON"], then=replies.hangs())) as server:
        called = call(server, deadline=0.5, reasks=2)
    assert called.fault.kind == "deadline"
    assert len(server.requests) == 2


# -- no connection


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port whose queue of clients is full, so that nobody is answered."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield int(listener.getsockname()[1])
        for client in waiting:
            client.close()


def test_a_dead_host(closed_port: int) -> None:
    called = call(f"http://127.0.0.1:{closed_port}/v1", retries=RETRIES)
    assert called.fault.kind == "unreachable"
    assert str(called.fault) == f"127.0.0.1:{closed_port} can't be reached (nobody listens there)"


def test_a_host_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    called = call("https://models.invalid/v1", retries=RETRIES)
    assert str(called.fault) == "models.invalid can't be reached (there is no such host)"


def test_a_host_that_takes_no_connection(silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmtool.engines.llm.transport._CONNECT", 0.2)
    called = call(f"http://127.0.0.1:{silent_port}/v1", retries=0)
    assert str(called.fault).endswith("can't be reached (nobody answers there)")


def test_https_where_there_is_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_in_the_clear() -> None:
            client, _ = listener.accept()
            client.recv(4096)
            client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            client.close()

        thread = threading.Thread(target=answer_in_the_clear)
        thread.start()
        called = call(f"https://127.0.0.1:{listener.getsockname()[1]}/v1", retries=0)
        thread.join()
    assert str(called.fault).endswith("can't be reached (it does not speak https there)")


def test_nothing_of_this_machine_goes_through_a_proxy(closed_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port}")
    with ModelServer(GOOD) as server:
        assert call(server).answered


# -- sentences


def faults(**changed: Any) -> Faults:
    told = {"base_url": "https://models.example/v1", "model": "some-model", "key": "OPENAI_API_KEY", "deadline": 30.0}
    return Faults(**told | changed)


@pytest.mark.parametrize("kind", _TOLD)
def test_every_fault_is_a_sentence_with_a_remedy(kind: Any) -> None:
    fault = faults().of(kind, "400")
    assert not str(fault).endswith(".")
    assert "{" not in str(fault) + fault.remedy
    assert fault.remedy.endswith(".")
    assert any(word in str(fault) for word in ("models.example", "some-model"))


def test_a_key_that_is_wanted() -> None:
    fault = faults(key="none").of("key")
    assert str(fault) == "models.example wants a key, and there is none"
    assert "OPENAI_API_KEY" in fault.remedy


def test_a_certificate_that_is_not_trusted() -> None:
    import ssl

    import httpx2

    error = openai.APIConnectionError(request=httpx2.Request("POST", "https://models.example"))
    error.__cause__ = httpx2.ConnectError("no")
    error.__cause__.__cause__ = ssl.SSLCertVerificationError("no")
    fault = faults().from_error(error)
    assert fault is not None
    assert "its certificate can't be trusted" in str(fault)


def test_no_words_of_a_server_are_shown() -> None:
    said = "sk-live-1234 said: the vault opens with a tin whistle"
    bodies = [
        {"error": {"message": said, "type": said, "code": said, "param": said}},
        {"error": said},
        {"message": said, "code": ["x"], "type": {"a": said}},
        {"error": {"code": "x" * 41, "type": None, "param": True}},
    ]
    for status in (400, 401, 403, 404, 422, 429, 500, 529):
        for body in bodies:
            reply = replies.raw(json.dumps(body).encode(), status=status)
            with ModelServer(reply) as server:
                fault = call(server, retries=0).fault
            assert "vault" not in f"{fault} {fault.remedy}"
            assert "sk-live" not in f"{fault} {fault.remedy}"


def test_settings_show_no_key() -> None:
    assert "planted" not in repr(settings_of("http://127.0.0.1:1/v1", headers={"X-Token": "planted"}))


# -- odd bodies


def odd(value: object) -> Iterator[object]:
    """Bodies like an answer's in which one thing after the other is something else."""
    whole: Any = {
        "id": "1",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": GOOD}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 1}},
    }
    paths: list[tuple[Any, ...]] = [
        ("choices",),
        ("choices", 0),
        ("choices", 0, "message"),
        ("choices", 0, "message", "content"),
        ("choices", 0, "message", "tool_calls"),
        ("choices", 0, "message", "refusal"),
        ("choices", 0, "finish_reason"),
        ("usage",),
        ("usage", "prompt_tokens"),
        ("usage", "prompt_tokens_details"),
        ("error",),
        ("id",),
    ]
    for path in paths:
        copy = json.loads(json.dumps(whole))
        place = copy
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        yield copy


def chunked(body: Any) -> bytes:
    """The same as a stream of one chunk."""
    text = json.dumps(body).replace('"message"', '"delta"')
    return f"data: {text}\n\ndata: [DONE]\n\n".encode()


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("value", [None, 7, "x", [], [None], {}, {"a": 1}, [{"function": 3}], True, 1e400])
def test_whatever_the_body_is_it_is_an_answer_or_a_fault(value: object, streams: bool) -> None:
    bodies = list(odd(value))

    def script(request: Request) -> Reply:
        body = bodies[int(request.messages[-1]["content"].split()[-1].rstrip("."))]
        return replies.raw(chunked(body), SSE) if request.streams else replies.raw(json.dumps(body).encode())

    with ModelServer(script) as server:
        called = call(server, count=len(bodies), streams=streams, retries=0)
    assert set(called.kinds) <= {"", "empty", "error_body", "refused", "unparsed", "garbled", "dropped"}
    assert "" in called.kinds, "what does not matter is not looked at"
