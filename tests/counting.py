"""Counts calls, for tests of how work grows: a busy machine changes nothing."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Callable
from functools import _lru_cache_wrapper
from types import CodeType, FrameType

MOST = 8
"""How much more often a function may be called for four times the work; for each pair it would be sixteen."""
FEW = 300
"""Calls that prove nothing."""


def grown(small: Callable[[], object], large: Callable[[], object]) -> dict[str, tuple[int, int]]:
    """Functions that are called far more often for four times the work: how often for each."""
    before, after = calls(small), calls(large)
    return {name: (before[name], n) for name, n in after.items() if n > FEW and n > MOST * before[name]}


def calls(work: Callable[[], object]) -> Counter[str]:
    """How often each function is called, or resumed."""
    counts: Counter[CodeType | object] = Counter()

    def note(frame: FrameType, event: str, called: object) -> None:
        if event == "call":
            counts[frame.f_code] += 1
        elif event == "c_call":
            counts[called.__qualname__] += 1  # type: ignore[attr-defined]

    _forget()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return Counter({_name(function): n for function, n in counts.items()})


def _forget() -> None:
    """Empties the caches that hold a report's words, so that every count begins alike."""
    cached = [f for f in gc.get_objects() if type(f) is _lru_cache_wrapper and f.__module__.startswith("pmtool.")]
    for function in cached:
        if function.cache_parameters()["maxsize"]:
            function.cache_clear()


def _name(function: object) -> str:
    if isinstance(function, CodeType):
        return f"{function.co_filename}:{function.co_firstlineno} {function.co_name}"
    return str(function)
