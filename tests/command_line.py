"""What tests of the command line share: running pmtool, and what it printed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def process(arguments: Sequence[object], **options: object) -> subprocess.CompletedProcess[bytes]:
    """Runs pmtool as people do."""
    command = [sys.executable, "-m", "pmtool", *map(str, arguments)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 60} | options
    return subprocess.run(command, **options)


def one_sentence(err: str) -> bool:
    """Whether stderr holds one line for people, and nothing of Python's."""
    return err.startswith("pmtool: ") and err.count("\n") == 1 and "Traceback" not in err
