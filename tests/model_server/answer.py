"""An answer as bytes on the wire, with its fault worked in, and how to send it at a pace."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from . import tokens, wire
from .completion import Completion, event
from .replies import error_object
from .reply import Fault, How, Pace, Reply

UPSTREAM_ERROR = error_object("The upstream model stopped responding.", type="server_error")
"""What takes the place of the rest, for How.ERROR."""
_SOME = 8
"""Tokens of an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Bytes in the order of sending."""

    head: bytes = b""
    pieces: Iterable[bytes] = ()
    """The tokens of a stream, each rendered when it is sent."""
    tail: bytes = b""
    tokens: int = 0
    """To be made before anything is sent: those of an answer that isn't streamed."""
    ending: How | None = None
    """RESET, CLOSE or HANG; None where the connection lives on."""


def whole(reply: Reply, body: bytes, headers: Mapping[str, str], *, tokens_made: int = 0) -> Answer:
    """One body."""
    announced, sent = _broken_body(body, reply.fault) if reply.fault else (body, body)
    own = {"content-type": reply.content_type, "content-length": str(len(announced))}
    head = wire.response_head(reply.status, own | {**headers})
    return Answer(head=head, tail=sent, tokens=tokens_made, ending=_ending(reply, headers))


def streamed(
    reply: Reply, completion: Completion, headers: Mapping[str, str], pace: Pace, *, with_usage: bool
) -> Answer:
    """Server-sent events, a token each; several where nobody can tell, since clients take their time over each event."""
    events: Iterable[bytes] = completion.events(_SOME if pace.is_at_once and not reply.fault else 1)
    closing = completion.closing(with_usage=with_usage)
    last = wire.LAST_CHUNK
    if fault := reply.fault:
        events = islice(events, fault.after)
        closing = event(UPSTREAM_ERROR) if fault.how is How.ERROR else b""
        last = last if fault.how in (How.ERROR, How.END) else b""
    own = {"content-type": "text/event-stream; charset=utf-8", "transfer-encoding": "chunked"}
    return Answer(
        head=wire.response_head(reply.status, own | {**headers}) + wire.chunk(completion.opening()),
        pieces=map(wire.chunk, events),
        tail=wire.chunk(closing) + last,
        ending=_ending(reply, headers),
    )


def silent(reply: Reply) -> Answer | None:
    """The answer to a reply whose fault comes before the headers, or None if it has no such fault."""
    if reply.fault and reply.fault.after is None:
        return Answer(ending=reply.fault.how)
    return None


async def send(answer: Answer, pace: Pace, write: Callable[[bytes], None]) -> None:
    """Sends all of it at that pace. Never returns where it hangs."""
    rate = pace.tokens_per_second
    wait = pace.ttft + (answer.tokens / rate if rate else 0)
    if wait:
        await asyncio.sleep(wait)
    if pace.seconds_per_byte:
        write(answer.head)
        await _trickle(chain(answer.pieces, (answer.tail,)), pace.seconds_per_byte, write)
    elif rate:
        write(answer.head)
        await _stream(answer.pieces, rate, write)
        write(answer.tail)
    else:
        write(b"".join((answer.head, *answer.pieces, answer.tail)))
    if answer.ending is How.HANG:
        await asyncio.get_running_loop().create_future()


async def _stream(pieces: Iterable[bytes], rate: float, write: Callable[[bytes], None]) -> None:
    """Sends what is due by the clock, so that waking up late is made good, in one write."""
    now = asyncio.get_running_loop().time
    left, start, sent = iter(pieces), now(), 0
    while due := list(islice(left, max(1, int((now() - start) * rate) + 1 - sent))):
        write(b"".join(due))
        sent += len(due)
        await asyncio.sleep(start + sent / rate - now())


async def _trickle(pieces: Iterable[bytes], seconds: float, write: Callable[[bytes], None]) -> None:
    for byte in chain.from_iterable(pieces):
        write(bytes((byte,)))
        await asyncio.sleep(seconds)


def _broken_body(body: bytes, fault: Fault) -> tuple[bytes, bytes]:
    """The body that the head announces, and what is sent of it."""
    kept = body[: (fault.after or 0) * tokens.CHARACTERS]
    match fault.how:
        case How.ERROR:
            error = json.dumps(UPSTREAM_ERROR).encode()
            return error, error
        case How.END:
            return kept, kept
        case _:
            return body, kept


def _ending(reply: Reply, headers: Mapping[str, str]) -> How | None:
    if reply.fault and reply.fault.how not in (How.END, How.ERROR):
        return reply.fault.how
    return How.CLOSE if headers.get("connection") == "close" else None
