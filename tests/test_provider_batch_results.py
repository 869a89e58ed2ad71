"""Lines of a job's files, whatever a server puts there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.engines.llm.jobs.results import result_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def line(response: object = None, error: object = None) -> bytes:
    return json.dumps({"id": "b1", "custom_id": "k", "response": response, "error": error}).encode()


def body(**told: Any) -> dict[str, Any]:
    return {"choices": [{"message": {"content": "{}"}}], **told}


def test_an_answer_is_kept_with_what_it_took() -> None:
    used = {"prompt_tokens": 30, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 20}}
    result = result_of(line({"status_code": 200, "body": body(usage=used)}))
    assert result
    assert (result.key, result.replied.status, result.is_settled) == ("k", 200, True)
    assert (result.usage.calls, result.usage.input_tokens, result.usage.cached_tokens) == (1, 30, 20)


@pytest.mark.parametrize(
    ("response", "error", "is_settled"),
    [
        ({"status_code": 400, "body": {"error": {"code": "context_length_exceeded"}}}, None, True),
        ({"status_code": 404, "body": {"error": {"code": "model_not_found"}}}, None, True),
        ({"status_code": 429, "body": {"error": {"code": "rate_limit_exceeded"}}}, None, False),
        ({"status_code": 503, "body": {}}, None, False),
        ({"status_code": 200, "body": "<html>"}, None, False),
        (None, {"code": "batch_expired", "message": "…"}, False),
        (None, None, False),
    ],
)
def test_what_may_fare_better_in_another_job_is_told_apart(response: object, error: object, is_settled: bool) -> None:
    result = result_of(line(response, error))
    assert result
    assert result.is_settled is is_settled


@given(st.binary(max_size=20) | JSON.map(lambda value: json.dumps(value).encode()))
def test_what_is_no_result_is_none(garbage: bytes) -> None:
    assert result_of(garbage) is None


@given(JSON, JSON, JSON)
def test_whatever_stands_in_a_line_is_read(status: object, inner: object, error: object) -> None:
    for response in (inner, {"status_code": status, "body": inner}, {"status_code": 200, "body": {"usage": inner}}):
        result = result_of(line(response, error))
        assert result
        json.loads(result.replied.body)
