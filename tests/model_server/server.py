"""The server, on a thread of its own or on the caller's loop."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from . import replies
from .answer import Answer, send
from .capabilities import KNOWS_ALL, Capabilities
from .connection import Connection
from .jobs import Jobs
from .reply import AT_ONCE, How, Pace
from .request import Request, recorded
from .script import Script
from .service import Service
from .wire import Message

BACKLOG = 1024
"""Clients that may wait for the server to accept them."""


class ModelServer:
    """An OpenAI-compatible server on 127.0.0.1, which answers as the script says and records what was asked.

    As a context manager it runs on a thread; leaving drops every client, and raises what the script raised, unless
    another exception is on its way. `listen()` and `await serve()` run it on the caller's loop instead.
    """

    def __init__(
        self,
        script: Script,
        *,
        pace: Pace = AT_ONCE,
        capabilities: Capabilities = KNOWS_ALL,
        api_key: str | None = None,
        models: Sequence[str] | None = None,
        keeps_requests: bool = True,
        jobs: Jobs | None = None,
    ) -> None:
        """Without a key or models, any will do; without jobs, it has no Batch API."""
        self.requests: list[Request] = []
        """In the order of arrival, whatever became of them."""
        self.failures: list[Exception] = []
        """What the script raised; the client saw status 500."""
        self._service = Service(script, pace=pace, capabilities=capabilities, api_key=api_key, models=models, jobs=jobs)
        self._keeps_requests = keeps_requests
        self._request_numbers = itertools.count()
        self._connection_numbers = itertools.count()
        self._connections: set[Connection] = set()
        self._answering = 0
        self._idle = threading.Event()
        self._idle.set()

    @property
    def base_url(self) -> str:
        """What a client takes for its base URL."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"

    def wait_idle(self, timeout: float = 2.0) -> None:
        """Blocks until no request is being answered, since a client's leaving takes a moment to be seen.

        Raises TimeoutError.
        """
        if not self._idle.wait(timeout):
            raise TimeoutError(f"{self._answering} requests are still being answered after {timeout} s")

    def listen(self, port: int = 0) -> None:
        """Takes the port (0: any that is free). Clients may connect, and wait. Raises OSError."""
        self._listener = socket.create_server(("127.0.0.1", port), backlog=BACKLOG)

    async def serve(self, started: Callable[[], None] = lambda: None) -> None:
        """Answers until `stop()`. `started` is called once that can be called."""
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._connect, sock=self._listener, backlog=BACKLOG)
        started()
        try:
            await self._stopped.wait()
        finally:
            server.close()
            while self._connections:
                for connection in self._connections:
                    connection.shut()
                await asyncio.sleep(0)
            await server.wait_closed()

    def stop(self) -> None:
        """Ends `serve()`, from any thread."""
        self._loop.call_soon_threadsafe(self._stopped.set)

    def __enter__(self) -> Self:
        self.listen()
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self.serve(started.set)), name="model server")
        self._thread.start()
        started.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._thread.join()
        if error is None and self.failures:
            raise self.failures[0]

    def _connect(self) -> Connection:
        connection = Connection(next(self._connection_numbers), self._converse, self._connections.discard)
        self._connections.add(connection)
        return connection

    async def _converse(self, connection: Connection, message: Message) -> How | None:
        self._answering += 1
        self._idle.clear()
        request = recorded(
            message,
            number=next(self._request_numbers),
            connection=connection.number,
            arrived=time.monotonic(),
            concurrency=self._answering,
        )
        if self._keeps_requests:
            self.requests.append(request)
        try:
            answer, pace = self._answer(request)
            await send(answer, pace, connection.write)
        except asyncio.CancelledError:
            request.hung_up = connection.hung_up
            raise
        finally:
            request.ended = time.monotonic()
            self._answering -= 1
            if not self._answering:
                self._idle.set()
        return answer.ending

    def _answer(self, request: Request) -> tuple[Answer, Pace]:
        try:
            return self._service.answer(request)
        except Exception as failure:  # a script may raise anything; whoever owns the server gets to see it
            self.failures.append(failure)
            return self._service.rendered(request, replies.script_failed(failure))
