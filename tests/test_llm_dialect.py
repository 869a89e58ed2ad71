"""Servers that know less: how to ask them is found out by their first refusals, once for all calls."""

from __future__ import annotations

import asyncio

import pytest

from calling import GOOD, Called, call, lose_no_time, outcome_of, with_client
from model_server import KNOWS_LITTLE, Capabilities, ModelServer, Pace, Reply, Request, by, replies
from pmtool.engines.llm.client import Client
from pmtool.engines.llm.dialect import Dialect

MANY = 6


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    lose_no_time(monkeypatch)


def asked_for(request: Request) -> tuple[str, object]:
    """The shape, and what is said of strictness."""
    body = request.json
    if request.shape == "tools":
        return "tools", body["tools"][0]["function"].get("strict")
    return request.shape, body.get("response_format", {}).get("json_schema", {}).get("strict")


def test_a_server_that_knows_all_is_asked_for_a_strict_schema() -> None:
    with ModelServer(GOOD) as server:
        assert call(server).dialect == Dialect()
    assert [asked_for(request) for request in server.requests] == [("json_schema", True)]


LACKING = {
    "no schemas": (Capabilities(json_schema=False), [("json_schema", True), ("tools", True)]),
    "no schemas, no tools": (
        Capabilities(json_schema=False, tools=False),
        [("json_schema", True), ("tools", True), ("json_object", None)],
    ),
    "nothing structured": (
        Capabilities(json_schema=False, tools=False, json_object=False),
        [("json_schema", True), ("tools", True), ("json_object", None), ("text", None)],
    ),
    "no strictness": (Capabilities(strict=False), [("json_schema", True), ("json_schema", None)]),
    "no schemas, no strictness": (
        Capabilities(json_schema=False, strict=False),
        [("json_schema", True), ("tools", True), ("tools", None)],
    ),
}


@pytest.mark.parametrize("name", LACKING)
def test_structure(name: str) -> None:
    capabilities, shapes = LACKING[name]
    with ModelServer(GOOD, capabilities=capabilities) as server:
        called = call(server)
    assert called.answered.answer.timeline
    assert [asked_for(request) for request in server.requests] == shapes


@pytest.mark.parametrize(
    ("lacks", "name"),
    [
        (Capabilities(temperature=False), "temperature"),
        (Capabilities(unknown_parameters=frozenset({"seed"})), "seed"),
        (Capabilities(unknown_parameters=frozenset({"reasoning_effort"})), "reasoning_effort"),
        (Capabilities(unknown_parameters=frozenset({"max_completion_tokens"})), "max_completion_tokens"),
        (Capabilities(usage=False), "stream_options"),
        (Capabilities(streaming=False), "stream"),
    ],
)
def test_parameters(lacks: Capabilities, name: str) -> None:
    told = {"temperature": 0.2, "seed": 4, "reasoning_effort": "low", "max_output_tokens": 5000}
    with ModelServer(GOOD, capabilities=lacks) as server:
        called = call(server, streams=True, **told)
    first, second = server.requests
    assert called.answered.answer.timeline
    gone = {"stream", "stream_options"} if name == "stream" else {name}
    assert first.json.keys() - second.json.keys() == gone
    assert asked_for(second) == ("json_schema", True)


def test_a_server_that_knows_little() -> None:
    with ModelServer(GOOD, capabilities=KNOWS_LITTLE) as server:
        called = call(server, streams=True)
    assert called.answered.answer.timeline
    assert called.dialect == Dialect(
        "json", streams=False, strict=called.dialect.strict, left_out=called.dialect.left_out
    )
    assert len(server.requests) <= 5


@pytest.mark.parametrize(
    ("refusal", "after"),
    [
        (replies.bare_error(422, "[{'type': 'extra_forbidden', 'loc': ('body', 'seed')}]"), {"seed"}),
        (replies.error(400, "Unsupported parameter", param="temperature"), {"temperature"}),
        (replies.error(404, "No endpoints found that support the parameter: response_format"), "tools"),
        (replies.error(400, "Invalid schema for response_format 'Answer'", code="invalid_json_schema"), False),
        (replies.server_error(501), None),
        (replies.error(400, "The upstream host disagrees"), None),
    ],
)
def test_how_servers_put_it(refusal: Reply, after: object) -> None:
    with ModelServer([refusal, GOOD] if after is not None else refusal) as server:
        called = call(server, temperature=0.1, seed=4, retries=0, streams=True)
    if after is None:
        assert called.kinds != [""]
        assert len(server.requests) == 1
    elif after is False:
        assert called.dialect == Dialect(strict=False)
    elif isinstance(after, str):
        assert called.dialect == Dialect("tools")
    else:
        assert called.dialect == Dialect(left_out=frozenset(after))


def test_what_is_not_sent_can_not_be_left_out() -> None:
    with ModelServer(replies.error(400, "The seed of all evil has a temperature")) as server:
        assert call(server).fault.kind == "rejected"
    assert len(server.requests) == 1


def test_calls_in_flight_learn_at_once_and_later_ones_know() -> None:
    async def use(client: Client, called: Called) -> None:
        for first in (0, MANY):
            asked = (outcome_of(client, called, number) for number in range(first, first + MANY))
            called.outcomes += await asyncio.gather(*asked)

    with ModelServer(GOOD, capabilities=Capabilities(json_schema=False)) as server:
        called = with_client(server.base_url, use)
    assert called.kinds == [""] * 2 * MANY
    shapes = [request.shape for request in server.requests]
    assert shapes.count("json_schema") <= MANY, "each call in flight asks once in vain"
    assert shapes.count("tools") == 2 * MANY


@pytest.mark.parametrize("structured", ["schema", "tools", "json"])
def test_what_is_configured_stays(structured: str) -> None:
    shapes = {"schema": "json_schema", "tools": "tools", "json": "json_object"}
    with ModelServer(GOOD) as server:
        assert call(server, structured=structured).answered
    assert [request.shape for request in server.requests] == [shapes[structured]]
    refused = by(lambda request: request.shape, {shapes[structured]: replies.rejects_json_schema()})
    with ModelServer(refused) as server:
        assert call(server, structured=structured).fault.kind == "rejected"
    assert len(server.requests) == 1


def test_a_server_that_refuses_everything_is_asked_in_each_way_once() -> None:
    words = "response_format json_schema strict tools seed temperature stream stream_options are not supported"
    with ModelServer(replies.error(400, words)) as server:
        called = call(server, streams=True, temperature=0.1, seed=4)
    assert called.fault.kind == "rejected"
    bodies = [request.body for request in server.requests]
    assert len(bodies) == len(set(bodies)) <= 9


def test_a_key_is_no_matter_of_dialect() -> None:
    with ModelServer(replies.error(401, "no seed, no tools, no response_format")) as server:
        assert call(server, seed=1).fault.kind == "key"
    assert len(server.requests) == 1


def test_what_one_call_learns_is_no_reason_to_repeat_another() -> None:
    def script(request: Request) -> Reply | str:
        if "part 0" in request.text:
            return GOOD if request.shape == "tools" else replies.rejects_json_schema()
        return Reply(status=500, body=b"", pace=Pace(ttft=0.2))

    with ModelServer(script) as server:
        called = call(server, count=2, retries=1)
    assert called.kinds == ["", "broken"]
    assert len(server.requests) == 4, "two ways of asking, and two tries"
