"""Replies by name: what models say, and everything that providers, proxies and networks do instead."""

from __future__ import annotations

import json
from collections.abc import Mapping

from . import tokens
from .reply import Fault, How, Pace, Reply, ToolCall

# What models say


def json_content(value: object) -> Reply:
    """The value as JSON, in the shape that the request asks for."""
    return Reply(json.dumps(value, ensure_ascii=False))


def in_words(content: str) -> Reply:
    """Plain words, even where a tool was to be called."""
    return Reply(content, tool_calls=())


def calls(*calls: ToolCall) -> Reply:
    return Reply(None, tool_calls=calls)


def refusal(words: str = "I'm sorry, I can't help with that.") -> Reply:
    return Reply(None, tool_calls=(), refusal=words)


def content_filter(content: str = "") -> Reply:
    """The provider's filter stopped the answer."""
    return Reply(content, finish_reason="content_filter")


def length(content: str, after: int) -> Reply:
    """The model's limit cuts the content after so many tokens."""
    return Reply(content[: after * tokens.CHARACTERS], finish_reason="length")


def cut(content: str, after: int) -> Reply:
    """The content breaks off after so many tokens, and the model calls it finished."""
    return Reply(content[: after * tokens.CHARACTERS], finish_reason="stop")


def no_content() -> Reply:
    return Reply(None, tool_calls=())


def no_choices() -> Reply:
    return Reply(no_choices=True)


# Errors, in OpenAI's shape


def error_object(
    message: str, *, type: str = "invalid_request_error", param: str | None = None, code: str | None = None
) -> dict[str, object]:
    return {"error": {"message": message, "type": type, "param": param, "code": code}}


def error(
    status: int,
    message: str,
    *,
    type: str = "invalid_request_error",
    param: str | None = None,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    body = json.dumps(error_object(message, type=type, param=param, code=code), indent=2).encode()
    return Reply(status=status, body=body, headers=headers or {})


def bare_error(status: int, message: str) -> Reply:
    """An error that isn't wrapped in `error`, as some servers of open models send it."""
    body = {"object": "error", "message": message, "type": "BadRequestError", "param": None, "code": status}
    return Reply(status=status, body=json.dumps(body).encode())


def rate_limited(retry_after: float | None = 1, *, retry_after_ms: float | None = None) -> Reply:
    """429 with `Retry-After` (seconds), `retry-after-ms`, both or neither."""
    headers = {"retry-after": retry_after, "retry-after-ms": retry_after_ms}
    return error(
        429,
        "Rate limit reached on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again later.",
        type="requests",
        code="rate_limit_exceeded",
        headers={name: f"{value:g}" for name, value in headers.items() if value is not None},
    )


def insufficient_quota() -> Reply:
    """429 that no waiting mends."""
    message = "You exceeded your current quota, please check your plan and billing details."
    return error(429, message, type="insufficient_quota", code="insufficient_quota")


def server_error(status: int = 500) -> Reply:
    message = "The server had an error while processing your request. Sorry about that!"
    return error(status, message, type="server_error")


def overloaded(retry_after: float | None = None) -> Reply:
    headers = {} if retry_after is None else {"retry-after": f"{retry_after:g}"}
    message = "The engine is currently overloaded, please try again later."
    return error(503, message, type="service_unavailable_error", headers=headers)


def wrong_key(key: str | None = None) -> Reply:
    """401. Shows the key as providers do: masked, but for its ends."""
    if not key:
        return error(401, "You didn't provide an API key. Send it as a bearer token in the Authorization header.")
    shown = f"{key[:3]}{'*' * max(3, len(key) - 7)}{key[-4:]}" if len(key) > 11 else "*" * len(key)
    return error(401, f"Incorrect API key provided: {shown}.", code="invalid_api_key")


def unknown_model(model: str) -> Reply:
    message = f"The model `{model}` does not exist or you do not have access to it."
    return error(404, message, code="model_not_found")


def unknown_path(method: str, path: str) -> Reply:
    return error(404, f"Invalid URL ({method} {path})")


def wrong_method(method: str, path: str) -> Reply:
    message = f"Not allowed to {method} on {path}."
    return error(405, message, code="method_not_supported")


def too_long(limit: int = 8192) -> Reply:
    """400: the prompt exceeds the model's context window."""
    message = f"This model's maximum context length is {limit} tokens. Please reduce the length of the messages."
    return error(400, message, param="messages", code="context_length_exceeded")


# 400s of servers that know less


def rejects_json_schema() -> Reply:
    message = "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."
    return error(400, message)


def rejects_json_object() -> Reply:
    message = "Invalid parameter: 'response_format' of type 'json_object' is not supported with this model."
    return error(400, message)


def rejects_strict(where: str = "response_format.json_schema.strict") -> Reply:
    return error(400, f"Unknown parameter: '{where}'.", param=where, code="unknown_parameter")


def rejects_schema(why: str, where: str = "response_format") -> Reply:
    """A strict schema that breaks the rules of strict schemas."""
    return error(400, f"Invalid schema for {where}: {why}", param=where, code="invalid_json_schema")


def rejects_tools() -> Reply:
    return error(400, "This model does not support tools.", type="api_error")


def rejects_stream() -> Reply:
    message = "Unsupported value: 'stream' does not support true with this model."
    return error(400, message, param="stream", code="unsupported_value")


def rejects_temperature() -> Reply:
    message = "Unsupported value: 'temperature' does not support this value with this model. Only the default (1) value is supported."
    return error(400, message, param="temperature", code="unsupported_value")


def rejects_parameter(name: str) -> Reply:
    return error(400, f"Unrecognized request argument supplied: {name}", param=name, code="unknown_parameter")


def script_failed(failure: Exception) -> Reply:
    """500 that no client should try again: the test is at fault."""
    return error(500, f"The script raised {failure!r}.", type="server_error", headers={"x-should-retry": "false"})


# Bodies that are no answer


def raw(body: bytes, content_type: str = "application/json", *, status: int = 200) -> Reply:
    return Reply(body=body, content_type=content_type, status=status)


def html(status: int = 200, title: str = "Sign in") -> Reply:
    """A page, as captive portals and proxies send it."""
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body><h1>{title}</h1></body></html>\n"
    return raw(page.encode(), "text/html; charset=utf-8", status=status)


def bad_gateway() -> Reply:
    return html(502, "502 Bad Gateway")


def empty_body() -> Reply:
    return raw(b"")


def invalid_json() -> Reply:
    return raw(b'{"id": "chatcmpl-1", "choices": [{"message": {"content": oops}}]}')


def error_in_ok(message: str = "Provider returned error", code: str | None = "502") -> Reply:
    """Status 200 with an error for a body, streamed or not."""
    body = json.dumps(error_object(message, type="upstream_error", code=code)).encode()
    return raw(body)


# What networks do


def reset(content: str = "", *, after: int | None = None) -> Reply:
    """The connection is reset: before the headers, or after so many tokens of the content."""
    return Reply(content, fault=Fault(How.RESET, after))


def closed(content: str = "", *, after: int | None = None) -> Reply:
    """The connection is closed: before the headers, or after so many tokens of the content."""
    return Reply(content, fault=Fault(How.CLOSE, after))


def hangs(content: str = "", *, after: int | None = None) -> Reply:
    """Nothing comes, or nothing more after so many tokens of the content. Ends when the client or the server does."""
    return Reply(content, fault=Fault(How.HANG, after))


def ends_early(content: str, *, after: int) -> Reply:
    """A stream that ends without its finish reason and [DONE]; cut JSON where it isn't streamed."""
    return Reply(content, fault=Fault(How.END, after))


def fails_midway(content: str, *, after: int) -> Reply:
    """An error event in the midst of a stream; a body that is an error where it isn't streamed."""
    return Reply(content, fault=Fault(How.ERROR, after))


def trickles(content: str, *, seconds_per_byte: float) -> Reply:
    return Reply(content, pace=Pace(seconds_per_byte=seconds_per_byte))
