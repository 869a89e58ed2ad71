"""The lines of a job's output and error files. Servers send anything: what can't be read is as good as no answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from pmtool.engines.llm.faults import codes
from pmtool.engines.llm.jobs.deferring import Replied
from pmtool.engines.llm.reply import usage_of
from pmtool.engines.llm.spending import Usage

_FOR_NOW = frozenset({401, 402, 403, 408, 409, 425, 429})
"""Statuses, beside those from 500 on, by which a request failed for no fault of its own."""
_NOT_ANSWERED = 500
"""Whatever the status was, a link takes this one for the server's failure and goes on with the other calls."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a request in a job."""

    key: str
    replied: Replied
    is_settled: bool
    """Whether another job would bring nothing else."""
    usage: Usage


def result_of(line: bytes) -> Result | None:
    """What a line tells; None where it tells nothing."""
    try:
        told = json.loads(line)
        key, response, error = told["custom_id"], told.get("response"), told.get("error")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not isinstance(key, str):
        return None
    if not isinstance(response, dict) or not isinstance(response.get("body"), dict):
        return unanswered(key, error)
    status, body = response.get("status_code"), response["body"]
    if not isinstance(status, int) or status >= 500 or status in _FOR_NOW:
        return unanswered(key, body)
    return Result(key, Replied(status, json.dumps(body).encode()), is_settled=True, usage=_usage(body))


def unanswered(key: str, error: object = None) -> Result:
    """A request that a job did not answer; `error` is what was said instead."""
    code = next(codes(error), "no_answer")
    body = json.dumps({"error": {"code": code}}).encode()
    return Result(key, Replied(_NOT_ANSWERED, body), is_settled=False, usage=Usage())


def _usage(body: dict[str, object]) -> Usage:
    from openai.types import CompletionUsage

    told = body.get("usage")
    used = usage_of(CompletionUsage.construct(**told)) if isinstance(told, dict) else Usage()
    return replace(used, calls=1)
