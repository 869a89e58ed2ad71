"""What can go wrong with a call, each in a sentence of its own that holds no key, report text or server's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from pmtool.errors import EngineError
from pmtool.patterns import Pattern

Kind = Literal[
    "unreachable", "deadline", "html", "key", "forbidden", "model", "quota", "busy", "broken", "rejected", "too_long",
    "error_body", "empty", "refused", "filtered", "cut", "unparsed",
]  # fmt: skip


class _Told(NamedTuple):
    message: str
    remedy: str
    is_final: bool = False
    """Whether no other call can fare better: then all of them stop."""


_OFFLINE = "or use --engine offline"
_TOLD: dict[Kind, _Told] = {
    "unreachable": _Told(
        "{host} can't be reached", f"Check --base-url, the network and that the server runs, {_OFFLINE}.", True
    ),
    "deadline": _Told("{host} did not answer within {deadline:g} s", f"Give it longer with --deadline, {_OFFLINE}."),
    "html": _Told(
        "{host} answered with a web page instead of an API's answer",
        "Check --base-url (it often ends in /v1), and whether a proxy or a login page stands in between.",
        True,
    ),
    "key": _Told("{host} does not take the key ({key})", f"Set a valid one, {_OFFLINE}.", True),
    "forbidden": _Told(
        "{host} does not allow this key to use the model {model}", f"Choose another --model, {_OFFLINE}.", True
    ),
    "model": _Told(
        "{host} has no model {model}, or no chat completions at this address", "Check --model and --base-url.", True
    ),
    "quota": _Told("the quota at {host} is used up", f"Raise it there, choose another --model, {_OFFLINE}.", True),
    "busy": _Told("{host} kept asking to slow down", f"Try later, lower --concurrency, {_OFFLINE}."),
    "broken": _Told("{host} kept failing ({detail})", f"Try later, {_OFFLINE}."),
    "rejected": _Told("{host} rejects the request ({detail})", "See `pmtool config doctor` for what it can do.", True),
    "too_long": _Told("the request is too long for {model}", "Lower window_tokens, or choose another --model."),
    "error_body": _Told("{host} answered with an error instead of text ({detail})", f"Try later, {_OFFLINE}."),
    "empty": _Told("{model} answered nothing", "Try again, or choose another --model."),
    "refused": _Told("{model} refused to answer", "Choose another --model, or leave this part to rules."),
    "filtered": _Told("a content filter of {host} held back the answer", "Choose another --model."),
    "cut": _Told(
        "the answer of {model} was cut off at its limit of tokens",
        "Raise max_output_tokens, or lower window_tokens so that calls get smaller.",
    ),
    "unparsed": _Told("{model} did not answer in the form asked for", "Choose another --model, or set `structured`."),
}
_HARMLESS = Pattern(r"[A-Za-z0-9_.\-]{1,40}")
"""Codes of errors look like this; anything longer or livelier may be somebody's text."""


class CallError(EngineError):
    """A call that failed."""

    def __init__(self, kind: Kind, message: str, remedy: str, *, is_final: bool) -> None:
        super().__init__(message, remedy)
        self.kind: Kind = kind
        self.is_final = is_final


class Faults:
    """Makes faults of one server and model."""

    def __init__(self, *, base_url: str, model: str, key: str, deadline: float) -> None:
        host = urlsplit(base_url).netloc.rpartition("@")[2] or base_url
        self._words: dict[str, object] = {"host": host, "model": model, "key": key, "deadline": deadline}

    def of(self, kind: Kind, detail: str = "") -> CallError:
        """The fault of a kind."""
        told = _TOLD[kind]
        message = told.message.format(**self._words, detail=detail or "no reason given")
        return CallError(kind, message, told.remedy, is_final=told.is_final)

    def from_error(self, error: BaseException) -> CallError | None:
        """The fault that an error of the SDKs stands for; None for what is no such error."""
        import openai

        if isinstance(error, CallError):
            return error
        if isinstance(error, (TimeoutError, openai.APITimeoutError)):
            return self.of("deadline")
        if isinstance(error, openai.APIStatusError):
            return self._from_status(error)
        if isinstance(error, openai.APIConnectionError):
            return self.of("unreachable")
        if isinstance(error, (openai.APIResponseValidationError, UnicodeDecodeError, ValueError)):
            return self.of("unparsed")
        if isinstance(error, openai.APIError):
            return self.of("error_body", next(codes(error.body), ""))
        return None

    def _from_status(self, error: Any) -> CallError:
        status: int = error.status_code
        found = [str(status), *codes(error.body)]
        detail = ", ".join(found)
        if "html" in error.response.headers.get("content-type", ""):
            return self.of("html")
        if is_quota(found):
            return self.of("quota")
        if "context_length_exceeded" in found or status == 413:
            return self.of("too_long")
        kinds: dict[int, Kind] = {401: "key", 403: "forbidden", 404: "model", 429: "busy", 408: "deadline"}
        kind: Kind = "broken" if status >= 500 else "model" if "model_not_found" in found else "rejected"
        return self.of(kinds.get(status, kind), detail)


def codes(body: object) -> Iterator[str]:
    """The codes in an error's body, as far as they are harmless to show."""
    if isinstance(body, dict):
        inner = body.get("error")
        table = inner if isinstance(inner, dict) else body
        for name in ("code", "type", "param"):
            value = table.get(name)
            if isinstance(value, (str, int)) and _HARMLESS.fullmatch(str(value)):
                yield str(value)


def is_quota(found: list[str]) -> bool:
    """Whether a 429 tells that money or quota is out: no waiting helps."""
    return not {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}.isdisjoint(found)
