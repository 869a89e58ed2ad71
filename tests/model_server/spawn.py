"""Runs the server as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


@contextmanager
def spawned(answers: Path | None = None, *, ttft: float = 0.0, tokens_per_second: float | None = None) -> Iterator[str]:
    """Yields the base URL; `answers` is a Python file that defines `script`. Raises RuntimeError if it won't start."""
    command = [sys.executable, "-m", "model_server", "--ttft", str(ttft)]
    command += ["--answers", str(answers)] if answers else []
    command += ["--tokens-per-second", str(tokens_per_second)] if tokens_per_second else []
    paths = [str(HERE), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            if not (base_url := process.stdout.readline().strip()):
                raise RuntimeError("the model server did not start: see its stderr")
            yield base_url
        finally:
            process.terminate()
