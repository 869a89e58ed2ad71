"""The server as a process of its own, so that a client can be measured alone.

    python -m model_server --ttft 0.3 --tokens-per-second 100 --answers answers.py

prints its base URL as the first line of stdout and serves until it is terminated. FILE.py defines `script`.
"""

from __future__ import annotations

import argparse
import asyncio
import runpy
import signal
import sys
from pathlib import Path

from .reply import Pace
from .server import ModelServer


def main() -> None:
    options = _options()
    script = runpy.run_path(str(options.answers))["script"] if options.answers else "Hello."
    pace = Pace(ttft=options.ttft, tokens_per_second=options.tokens_per_second)
    server = ModelServer(script, pace=pace, api_key=options.api_key, keeps_requests=False)
    asyncio.run(_serve(server, options.port))
    for failure in server.failures:
        sys.stderr.write(f"model_server: the script raised {failure!r}\n")
    sys.exit(1 if server.failures else 0)


async def _serve(server: ModelServer, port: int) -> None:
    server.listen(port)

    def started() -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, server.stop)
        sys.stdout.write(f"{server.base_url}\n")
        sys.stdout.flush()

    await server.serve(started)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="model_server", description="An OpenAI-compatible server on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0, the default, is any that is free")
    parser.add_argument("--answers", type=Path, metavar="FILE.py", help="defines `script`: see model_server.script")
    parser.add_argument("--ttft", type=float, default=0.0, metavar="SECONDS", help="to the first token")
    parser.add_argument("--tokens-per-second", type=float, metavar="RATE", help="without it, all at once")
    parser.add_argument("--api-key", metavar="KEY", help="without it, any will do")
    return parser.parse_args()


if __name__ == "__main__":
    main()
