"""One client's connection: its requests, one after the other, until either side has had enough."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

from . import replies, wire
from .answer import whole
from .reply import How

Converse = Callable[["Connection", wire.Message], Awaitable["How | None"]]
"""Answers one message by `Connection.write`, and says how the connection ends, if it does."""


class Connection(asyncio.Protocol):
    def __init__(self, number: int, converse: Converse, gone: Callable[[Connection], None]) -> None:
        self.number = number
        self.hung_up = False
        """Whether the client left of its own accord."""
        self._converse = converse
        self._gone = gone
        self._arrived = bytearray()
        self._exchange: asyncio.Task[None] | None = None
        self._begun = self._shut = False

    def write(self, data: bytes) -> None:
        self._transport.write(data)

    def shut(self) -> None:
        """Drops the client in the midst of whatever it waits for. One that is just coming needs to be told again."""
        self._shut = True
        if self._begun:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._begun = True

    def data_received(self, data: bytes) -> None:
        self._arrived += data
        if self._exchange is None:
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        self.hung_up = not self._shut
        if self._exchange is not None:
            self._exchange.cancel()
        self._gone(self)

    def _next(self) -> None:
        """Begins to answer what has arrived, if that is a whole message."""
        try:
            message = wire.take(self._arrived)
        except wire.BadMessageError as problem:
            reply = replies.error(problem.status, str(problem))
            answer = whole(reply, reply.body or b"", {"connection": "close"})
            self.write(answer.head + answer.tail)
            self._transport.close()
            return
        if message is not None:
            self._exchange = asyncio.get_running_loop().create_task(self._answer(message))

    async def _answer(self, message: wire.Message) -> None:
        ending = await self._converse(self, message)
        self._exchange = None
        if ending is How.RESET:
            self._reset()
        elif ending is How.CLOSE or not message.keeps_alive:
            self._transport.close()
        elif not self._transport.is_closing():
            self._next()

    def _reset(self) -> None:
        """Closes with RST: what lingers for no second is thrown away."""
        stream: socket.socket = self._transport.get_extra_info("socket")
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
