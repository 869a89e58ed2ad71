"""What can go wrong with a call, each in a sentence of its own that holds no key, report text or server's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

from pmtool.errors import EngineError, HeldBackError
from pmtool.patterns import Pattern

if TYPE_CHECKING:
    from openai import APIStatusError

Kind = Literal[
    "unreachable", "dropped", "deadline", "moved", "html", "garbled", "no_key", "key", "forbidden", "model", "path",
    "quota", "busy", "broken", "rejected", "too_long", "error_body", "empty", "refused", "filtered", "cut", "unparsed",
]  # fmt: skip


class _Told(NamedTuple):
    message: str
    remedy: str
    is_final: bool = False
    """Whether no other call can fare better: then all of them stop."""


_OFFLINE = "or use --engine offline"
_OTHERWISE = "or another form with PMTOOL_STRUCTURED (schema, tools or json)"
_TOLD: dict[Kind, _Told] = {
    "unreachable": _Told(
        "{host} can't be reached ({detail})",
        f"Check --base-url, the network and that the server runs, {_OFFLINE}.",
        True,
    ),
    "dropped": _Told("{host} broke the connection off before its answer was whole", f"Try again, {_OFFLINE}."),
    "deadline": _Told("{host} took longer than {deadline:g} s to answer", f"Give it more with --deadline, {_OFFLINE}."),
    "moved": _Told(
        "{host} wants requests to go to another address ({detail})",
        "Set --base-url to that address: a report is sent nowhere else unasked.",
        True,
    ),
    "html": _Told(
        "{host} answered with a web page instead of an API's answer",
        "Check --base-url (it often ends in /v1), and whether a proxy or a login page stands in between.",
        True,
    ),
    "garbled": _Told("{host} answered with something that is no API's answer", "Check --base-url, or try again."),
    "no_key": _Told(
        "{host} wants a key, and there is none",
        f"Put it into OPENAI_API_KEY, or name another variable with api_key_env, {_OFFLINE}.",
        True,
    ),
    "key": _Told("{host} does not take the key from {key}", f"Set a valid one, {_OFFLINE}.", True),
    "forbidden": _Told(
        "{host} does not let this key use the model {model} ({detail})", f"Choose another --model, {_OFFLINE}.", True
    ),
    "model": _Told("{host} has no model {model}", f"Choose another --model, {_OFFLINE}.", True),
    "path": _Told(
        "{host} offers no chat completions under the base URL", "Check --base-url; it often ends in /v1.", True
    ),
    "quota": _Told("the quota at {host} is used up", f"Raise it there, ask another server, {_OFFLINE}.", True),
    "busy": _Told("{host} takes no more requests for now", f"Try later, lower --concurrency, {_OFFLINE}."),
    "broken": _Told("{host} fails to answer ({detail})", f"Try later, {_OFFLINE}."),
    "rejected": _Told("{host} rejects the request ({detail})", f"Choose another --model, {_OTHERWISE}."),
    "too_long": _Told("the request is too long for {model}", "Lower window_tokens, or choose another --model."),
    "error_body": _Told("{host} answered with an error instead of text ({detail})", f"Try later, {_OFFLINE}."),
    "empty": _Told("{model} answered nothing", "Try again, or choose another --model."),
    "refused": _Told("{model} refused to answer", f"Choose another --model, {_OFFLINE}."),
    "filtered": _Told("a content filter of {host} held back the answer", f"Choose another --model, {_OFFLINE}."),
    "cut": _Told(
        "the answer of {model} was cut off at its limit of tokens",
        "Raise max_output_tokens, or lower window_tokens so that calls get smaller.",
    ),
    "unparsed": _Told(
        "{model} did not answer in the form asked for",
        f"Choose another --model, {_OTHERWISE}.",
    ),
}
_BY_CODE: dict[str, Kind] = {
    "insufficient_quota": "quota",
    "billing_hard_limit_reached": "quota",
    "billing_not_active": "quota",
    "context_length_exceeded": "too_long",
    "exceed_context_size_error": "too_long",
    "content_filter": "filtered",
    "model_not_found": "model",
}
_BY_STATUS: dict[int, Kind] = {
    401: "key", 402: "quota", 403: "forbidden", 404: "path", 408: "broken", 409: "broken", 413: "too_long", 429: "busy"
}  # fmt: skip
_HARMLESS = Pattern(r"(?=.{1,40}$)(?:[A-Za-z]+(?:[_.][A-Za-z]+)*|[0-9]{1,4})")
"""Codes of errors look like this; anything longer or livelier may be a key, or somebody's text."""
_TOO_LONG = Pattern(r"(?i)context (?:length|window|size)|prompt is too long|too many tokens")
_NO_MODEL = Pattern(r"(?i)\bmodel\b[^{}]{0,80}\b(?:not exist|not found)|\b(?:unknown|invalid) model\b")


PASSING: frozenset[Kind] = frozenset({"dropped", "deadline", "busy", "broken", "garbled", "error_body", "unreachable"})
"""Faults that go by: a server that is away, busy or confused for a while."""


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
        if kind == "key" and self._words["key"] == "none":
            kind = "no_key"
        told = _TOLD[kind]
        message = told.message.format(**self._words, detail=detail or "no reason given")
        return CallError(kind, message, told.remedy, is_final=told.is_final)

    def late(self, status: int) -> CallError:
        """The fault of a call that took too long; `status` is what the server said last."""
        if status >= 500:
            return self.of("broken", str(status))
        return self.of("busy" if status == 429 else "deadline")

    def from_error(self, error: Exception) -> CallError | HeldBackError | None:
        """The fault that an error of the SDKs stands for, or that they pass on; None for what is no such error."""
        import httpx2
        import openai
        from instructor.core.exceptions import InstructorError

        if isinstance(error, (CallError, HeldBackError)):
            return error
        if isinstance(error, openai.APIStatusError):
            return self._from_status(error)
        if isinstance(error, (openai.APIConnectionError, httpx2.TransportError)):
            return self._from_connection(error)
        if isinstance(error, (InstructorError, ValueError)):  # pydantic's and json's are ValueErrors
            return self.of("unparsed")
        return None

    def _from_status(self, error: APIStatusError) -> CallError:
        found = list(dict.fromkeys([str(error.status_code), *codes(error.body)]))
        is_page = "html" in error.response.headers.get("content-type", "")
        if is_page and error.status_code < 500 and error.status_code not in (401, 429):
            return self.of("html")
        return self.of(kind_of(found) or _kind_of_status(error.status_code, error.message), ", ".join(found))

    def _from_connection(self, error: BaseException) -> CallError:
        """Tells what can't be had from what was had and then lost."""
        import socket
        import ssl

        import httpx2

        causes = list(_chain(error))
        for kind, why in (
            (socket.gaierror, "there is no such host"),
            (ssl.SSLCertVerificationError, "its certificate can't be trusted"),
            (ssl.SSLError, "it does not speak https there"),
            (httpx2.ConnectTimeout, "nobody answers there"),
            (httpx2.ProxyError, "the proxy does not let it pass"),
            (httpx2.ConnectError, "nobody listens there"),
        ):
            if any(isinstance(cause, kind) for cause in causes):
                return self.of("unreachable", why)
        return self.of("dropped")


def codes(body: object) -> Iterator[str]:
    """The codes in an error's body, as far as they are harmless to show."""
    if isinstance(body, dict):
        inner = body.get("error")
        table = inner if isinstance(inner, dict) else body
        for name in ("code", "type", "param"):
            value = table.get(name)
            if isinstance(value, (str, int)) and _HARMLESS.fullmatch(str(value)):
                yield str(value)


def kind_of(found: Iterable[str]) -> Kind | None:
    """What codes tell, where they tell more than a status."""
    return next((_BY_CODE[code] for code in found if code in _BY_CODE), None)


def _kind_of_status(status: int, said: str) -> Kind:
    """By the status, and, where servers disagree on it, their words."""
    if status in (400, 404, 422) and _TOO_LONG.search(said):
        return "too_long"
    if status in (400, 404, 422) and _NO_MODEL.search(said):
        return "model"
    if 300 <= status < 400:
        return "moved"
    return _BY_STATUS.get(status, "broken" if status >= 500 else "rejected")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
