"""HTTP/1.1 as bytes: requests taken out of what has arrived, heads and chunks of responses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

LONGEST_HEAD = 64 * 1024
LONGEST_BODY = 64 * 1024 * 1024
LAST_CHUNK = b"0\r\n\r\n"


class BadMessageError(Exception):
    """What arrived is no request that this server understands."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Message:
    """One request as it came. Names of headers are in lower case."""

    method: str
    path: str
    version: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def keeps_alive(self) -> bool:
        wish = self.headers.get("connection", "").lower()
        return wish != "close" and (self.version == "HTTP/1.1" or wish == "keep-alive")


def take(buffer: bytearray) -> Message | None:
    """Removes the first request from `buffer`; None while it isn't all there. Raises BadMessageError."""
    end = buffer.find(b"\r\n\r\n", 0, LONGEST_HEAD)
    if end < 0:
        if len(buffer) >= LONGEST_HEAD:
            raise BadMessageError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the head of the request is too long")
        return None
    (method, target, version), headers = _head(bytes(buffer[:end]))
    start = end + 4
    stop = start + _length(headers)
    if len(buffer) < stop:
        return None
    body = bytes(buffer[start:stop])
    del buffer[:stop]
    return Message(method, target.partition("?")[0], version, headers, body)


def _head(head: bytes) -> tuple[list[str], dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise BadMessageError(HTTPStatus.BAD_REQUEST, "this is no HTTP/1.1 request line")
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise BadMessageError(HTTPStatus.BAD_REQUEST, "a header lacks its colon")
        headers[name.lower()] = value.strip()
    return words, headers


def _length(headers: Mapping[str, str]) -> int:
    if "transfer-encoding" in headers:
        raise BadMessageError(HTTPStatus.LENGTH_REQUIRED, "chunked requests are not read here")
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()):
        raise BadMessageError(HTTPStatus.BAD_REQUEST, "Content-Length is no number")
    if int(length) > LONGEST_BODY:
        raise BadMessageError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the request is too long")
    return int(length)


def response_head(status: int, headers: Mapping[str, str]) -> bytes:
    """The status line and the headers, to the empty line."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body; nothing of nothing, since an empty chunk would be the last."""
    return b"%x\r\n%b\r\n" % (len(data), data) if data else b""
