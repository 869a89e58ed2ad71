"""When durations and relative expressions are: "20 minutes later", "the following day"."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from pmtool.model import Block, Precision
from pmtool.patterns import Pattern
from pmtool.temporal.days import day_spoken_of, is_spoken
from pmtool.temporal.expression import Expression
from pmtool.temporal.walk import Walk

_FARTHEST_DAYS = 36_525
"""A century; who says more counts something else."""
_YEARS = range(1900, 2200)
"""Years that steps may lead to, so that a chain of them stays within the calendar."""
_STORY_DAYS = 7
"""Days that a story moves on by; a longer step, or one back, is told in passing."""
_SAME_PASSAGE = 3
"""Blocks that a relative expression may stand behind its anchor."""
_CLOCK_IN_SENTENCE = Pattern(r"[^.!?\n]{0,200}\d(?::\d\d| ?[ap]\.?m\b)", re.I)


class Step(NamedTuple):
    """Where a relative expression leads; `at` is None where nothing says what it counts from."""

    at: dt.datetime | dt.date | None
    rule: str
    precision: Precision | None = None
    approximate: bool = False


def step(walk: Walk, e: Expression, block: Block | None) -> Step:
    """What a duration or relative expression that names no clock time leads to."""
    if not e.relative or e.anchored:
        return Step(None, e.form)
    if e.days is not None:
        return _to_a_day(walk, e, block)
    place = walk.place
    if place.last is None or e.minutes is None or not _is_near(walk, e, block):
        return Step(None, e.form)
    approximate = place.last_approximate
    found = count(place.last, e, "told before", approximate=approximate)
    if e.minutes > 0 and isinstance(found.at, dt.datetime):
        walk.tell_time(found.at, e, block, None)
        place.last_approximate = approximate or e.approximate
    return found


def count(anchor: dt.datetime, e: Expression, why: str, *, approximate: bool) -> Step:
    """So many minutes from a moment."""
    minutes = e.minutes or 0.0
    precision: Precision = "minute" if minutes == int(minutes) else "second"
    if abs(minutes) > _FARTHEST_DAYS * 1440:
        return Step(None, e.form)
    at = anchor + dt.timedelta(minutes=minutes)
    if at.year not in _YEARS:
        return Step(None, e.form)
    return Step(at, f"{minutes:+g} minutes from {anchor:%H:%M}, {why}", precision, approximate)


def _is_near(walk: Walk, e: Expression, block: Block | None) -> bool:
    """Whether the last clock time was told in this passage, so that "20 minutes later" counts from it."""
    last = walk.place.last_block
    if block is None or not 0 <= block.index - last <= _SAME_PASSAGE:
        return False
    if walk.context.document.text.startswith(("within", "Within"), e.start):
        return last == block.index
    return block.section in (last, walk.context.document.blocks[last].section)


def _to_a_day(walk: Walk, e: Expression, block: Block | None) -> Step:
    text = walk.context.document.text
    words = text[e.start : e.end].lower()
    near = day_spoken_of(walk, words)
    days = e.days or 0
    if near is None or abs(days) > _FARTHEST_DAYS:
        return Step(None, e.form, "day")
    day = near + dt.timedelta(days=days)
    if day.year not in _YEARS:
        return Step(None, e.form, "day")
    in_passing = days < 0 and not _CLOCK_IN_SENTENCE.match(text, e.end)
    if block and not is_spoken(words) and not in_passing:
        walk.place.passage_day = block.index, day
        if 0 < days <= _STORY_DAYS:
            walk.place.day, walk.place.day_from = day, f"“{words}”"
            walk.place.lists.clear()
    return Step(day, f"{days:+d} days from {near}", "day")
