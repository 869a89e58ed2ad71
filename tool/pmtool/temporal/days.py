"""Which day a clock time falls on, and what said so."""

from __future__ import annotations

import datetime as dt

from pmtool.temporal.calendar_days import DAY, closest_day, seen_from
from pmtool.temporal.expression import Expression
from pmtool.temporal.halves import half_is_open
from pmtool.temporal.retelling import told_again
from pmtool.temporal.walk import ClockTime, Walk

_NEXT_DAY_IN_LIST = 4 * 60
"""Minutes that a list's clock must fall back by to mean the next day; a smaller step is disorder."""
_NEXT_DAY_IN_PROSE = 13 * 60
_EVENING_BEFORE = 18 * 60
"""Minutes that a time quoted in an entry must lie ahead of the entry's own to mean the evening before."""
_SAME_TIME = 5
"""Minutes."""
_SAME_PASSAGE = 3
"""Blocks."""
_SPOKEN = ("today", "tomorrow", "yesterday", "tonight", "this ", "last night")
"""Words that count from the moment of writing."""


def day_of(
    walk: Walk, clock: ClockTime, *, start: dt.datetime | dt.date | None, twin: dt.datetime | None
) -> tuple[dt.date | None, str]:
    """The day of a clock time. `start`: where the range begins that it ends; `twin`: the moment that it tells again."""
    e = clock.e
    if e.has_date:
        near = walk.near()
        day = walk.calendar_day(e, near) if e.has_day else weekday(walk, e, near)
        return day, "its own words" if e.year else f"its own words, completed from {near or walk.title_year}"
    if e.days is not None:
        near = day_spoken_of(walk, walk.context.document.text[e.start : e.end].lower()) or walk.published
        return (near + dt.timedelta(days=e.days), "its own words") if near else (None, "")
    if start:
        begun = seen_from(start, clock.zone).date() if isinstance(start, dt.datetime) else start
        return begun, "the start of the range"
    if e.role == "start" and e.partner and e.partner.has_day:
        return _before_end(walk, e, e.partner), "the end of the range"
    if twin:
        return closest_day(e, clock.zone, twin), "the same moment in another zone"
    day, origin = _inherited(walk, clock)
    if day and (again := told_again(walk, clock, day)):
        return again, "the incident's window"
    return day, origin


def _inherited(walk: Walk, clock: ClockTime) -> tuple[dt.date | None, str]:
    """The day at hand: the passage's, the list's; or one from above, the page's Posted lines, the options."""
    if told := walk.day_of_passage(clock.block):
        return _in_passage(walk, clock, told), "the same passage"
    if clock.key in walk.place.lists:
        return _in_list(walk, clock, walk.place.lists[clock.key]), "the entry before"
    if clock.key is not None and (day := _told_above(walk, clock)):
        return day, "the same time, told above with its day"
    if walk.place.day:
        return _in_passage(walk, clock, walk.place.day), walk.place.day_from or "the text before"
    post, posted = walk.post()
    if posted and post and not post.narrative:
        return closest_day(clock.e, clock.zone, posted), "the page's Posted lines"
    if walk.first_post:
        return closest_day(clock.e, clock.zone, walk.first_post), "the page's Posted lines"
    if walk.anchor:
        return walk.anchor, "--date" if walk.anchor == walk.settings.date else "the document's date"
    return None, ""


def _told_above(walk: Walk, clock: ClockTime) -> dt.date | None:
    """The day of a list's first entry where its clock time was told above with a day: "Start: 3 March, 22:10"."""
    for told in walk.dated:
        seen = seen_from(told, clock.zone)
        if abs(clock.e.minute_of_day - (seen.hour * 60 + seen.minute)) <= _SAME_TIME:
            return seen.date()
    return None


def _before_end(walk: Walk, e: Expression, end: Expression) -> dt.date | None:
    """The day on which a range starts whose end is dated."""
    day = walk.calendar_day(end, walk.near())
    if day and end.meridiem == e.meridiem and (end.hour or 0, end.minute or 0) < (e.hour or 0, e.minute or 0):
        day -= DAY
    return day


def _in_list(walk: Walk, clock: ClockTime, entry_before: dt.datetime) -> dt.date:
    """The day of a list's next entry: the next where the clock falls back, the one before in a list told backwards."""
    previous = seen_from(entry_before, clock.zone)
    if half_is_open(walk, clock.e):
        return previous.date()
    step = clock.e.minute_of_day - (previous.hour * 60 + previous.minute)
    if clock.key in walk.context.descending:
        return previous.date() - DAY if step >= _NEXT_DAY_IN_LIST else previous.date()
    return previous.date() + DAY if step <= -_NEXT_DAY_IN_LIST else previous.date()


def _in_passage(walk: Walk, clock: ClockTime, day: dt.date) -> dt.date:
    """The day at hand, or the next where the clock falls back over midnight, or the one before in an entry's aside."""
    place, block = walk.place, clock.block
    last = place.last
    if last is None or last.date() != day or block is None or not 0 <= block.index - place.last_block <= _SAME_PASSAGE:
        return day
    if walk.context.document.blocks[place.last_block].section != block.section:
        return day
    last = seen_from(last, clock.zone)
    if half_is_open(walk, clock.e):
        return last.date()
    step = clock.e.minute_of_day - (last.hour * 60 + last.minute)
    if step >= _EVENING_BEFORE and place.entry == block.index:
        return last.date() - DAY
    return last.date() + DAY if step <= -_NEXT_DAY_IN_PROSE else last.date()


def weekday(walk: Walk, e: Expression, near: dt.date | None) -> dt.date | None:
    """The weekday before a post; in a report told afterwards, the one nearest to the day at hand."""
    post, posted = walk.post()
    near = posted.date() if posted and post and not post.narrative else near
    if near is None or e.weekday is None:
        return None
    back = (near.weekday() - e.weekday) % 7
    if posted or back <= 3 or near == walk.published:
        return near - dt.timedelta(days=back)
    return near + dt.timedelta(days=7 - back)


def is_spoken(words: str) -> bool:
    """Whether relative words count from the moment of writing."""
    return any(word in words for word in _SPOKEN)


def day_spoken_of(walk: Walk, words: str) -> dt.date | None:
    """The day that relative words count from: the day of writing for today and yesterday, else the day at hand."""
    place = walk.place
    if not is_spoken(words):
        return place.passage_day[1] if place.passage_day else walk.near()
    post, posted = walk.post()
    if posted and post and not post.narrative:
        return posted.date()
    if any(word in words for word in ("yesterday", "tomorrow", "last night")):
        return walk.published or (posted.date() if posted else place.day) or walk.settings.date
    return walk.settings.date
