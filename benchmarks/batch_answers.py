"""What the server of benchmarks/batch.py answers: as in llm_answers.py, but each question is thought over once only.

Runs in the server's process, which shares the machine with the client that is measured.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # it is run as a file

import llm_answers
from model_server import Request

_known: dict[int, str] = {}


def script(request: Request) -> str:
    """The answer to a request."""
    if request.model == llm_answers.TALLY:
        return llm_answers.script(request)
    key = hash((request.model, request.text))
    if key not in _known:
        _known[key] = llm_answers.script(request)
    else:
        llm_answers.count(_known[key])
    return _known[key]
