"""The call under way in a task, for those whom it can't be handed to: hooks of the SDKs, and their logs."""

from __future__ import annotations

import logging
from asyncio import Timeout
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

from pmtool.engines.llm.dialect import Dialect
from pmtool.engines.llm.gate import Pass
from pmtool.engines.llm.spending import Usage
from pmtool.engines.llm.streaming import Watch

_TALKATIVE = ("openai", "instructor", "httpx2", "httpcore2")


@dataclass
class Call:
    """A call, with all that is repeated for it."""

    watch: Watch | None
    place: int = 0
    """In line, which it keeps when it waits again."""
    estimate: Callable[[], Usage] = Usage
    """Of what one request takes, as far as is known by then."""
    passed: Pass | None = None
    """For the request that goes out next, or did so last."""
    is_sent: bool = False
    """Whether that one went out."""
    due: float = 0.0
    """When it must be over, by the event loop's clock."""
    timer: Timeout | None = None
    """Ends it then."""
    patience: float = 0.0
    """Seconds that it may still wait for a busy server without their counting as its time."""
    dialect: Dialect = field(default_factory=Dialect)
    """How it asks at the moment."""
    status: int = 0
    """Of the server's latest response."""
    headers: Mapping[str, str] | None = None
    """Of the latest request's response, once it begins."""
    usage: Usage = field(default_factory=Usage)
    """Of all its requests."""
    used: Usage | None = None
    """Of the latest request; None where that isn't known."""

    @property
    def streams(self) -> bool:
        """Whether its answer is to come bit by bit, as somebody watches."""
        return self.watch is not None and self.dialect.streams


UNDERWAY: ContextVar[Call] = ContextVar("call")
"""Not instructor's context=: with that it takes every message for a template."""


def hush() -> None:
    """Keeps the SDKs from logging our calls, since they quote the report; others' calls are none of our business."""
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if name.partition(".")[0] in _TALKATIVE and isinstance(logger, logging.Logger):
            logger.addFilter(_is_not_ours)


def _is_not_ours(record: logging.LogRecord) -> bool:
    return UNDERWAY.get(None) is None
