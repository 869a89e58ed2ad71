"""The walk through a document: what has been told so far, which the next incomplete time leans on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pmtool.model import Block
from pmtool.patterns import Pattern
from pmtool.temporal.calendar_days import calendar_day, epoch_time
from pmtool.temporal.context import Context
from pmtool.temporal.expression import Expression
from pmtool.temporal.posts import Post
from pmtool.temporal.windows import Window
from pmtool.temporal.zones import Zone

_TITLE = 200
"""Characters at a report's top that its title takes at most."""
_MOST_DATED = 40
_MOST_WINDOWS = 8
_YEAR = Pattern(r"\b((?:19[7-9]|20\d)\d)\b")
_ANNOUNCES = Pattern(
    r"\b(?:will|until|review(?:ed)?|apply|expires?|issued|valid|due|deadline|eta|target|"
    r"(?:planned|scheduled) for|expected|by end)\b"
)
_STORY_DAYS = 5
"""Days that prose takes a story on by; a later date is told in passing."""
_SENTENCE_BEGIN = Pattern(r"(?s).*[.!?:\n]")
_LONGEST_OPENING = 4
"""Characters: `On`, `By`, `Then`."""
_ALL_TIMES = Pattern(r"\b(?:times|UTC|GMT)\b", re.I)
_HEAD = 3
"""Blocks at the top of a report among which its date stands."""
_WRITTEN_WITHIN = 60
"""Days after an incident that a report on it is dated."""
_LONGEST_DAY_TITLE = 60
"""Characters."""
_MARKS = " *_:|()-–—,.[]"


_TIME_BEFORE = "the time before"


class Settings(NamedTuple):
    """What the user said about times that the report leaves open."""

    timezone: Zone | None = None
    date: dt.date | None = None


class ClockTime(NamedTuple):
    """A clock time on the walk: its words, where they stand, and the zone they are read in."""

    e: Expression
    block: Block | None
    key: tuple[object, ...] | None
    """The list of which it opens an entry."""
    zone: Zone


@dataclass(slots=True)
class Place:
    """Where the walk is."""

    post: int | None = None
    day: dt.date | None = None
    day_from: str = ""
    passage_day: tuple[int, dt.date] | None = None
    """Block that told a day or a time last, and the day."""
    passage_zone: tuple[int, str] | None = None
    entry: int = -1
    """Block that a time of its own opened."""
    last: dt.datetime | None = None
    last_block: int = -1
    last_approximate: bool = False
    lists: dict[tuple[object, ...], dt.datetime] = field(default_factory=dict)
    """Last time of each list."""
    worded: dict[int, set[dt.date]] = field(default_factory=dict)
    """Days told in words, by the block that tells them, or the section that they head."""
    story: Window | None = None
    """What the clock times have covered so far."""

    @property
    def day_is_worded(self) -> bool:
        """Whether a date told the day at hand last, rather than a clock time."""
        return self.day_from != _TIME_BEFORE


class Walk:
    """Where a walk is, and what is known from all of the document. `anchor` is a day known from elsewhere."""

    def __init__(self, context: Context, settings: Settings, anchor: dt.date | None) -> None:
        self.context = context
        self.settings = settings
        self.anchor = anchor
        self.title_year: int | None = None
        self.published: dt.date | None = None
        """Day that the report was written or sent, where its head says so."""
        self.post_times: list[dt.datetime | None] = []
        self.first_post: dt.datetime | None = None
        self.place = Place()
        self.dated: list[dt.datetime] = []
        """The first clock times that were told with their day."""
        self.windows: list[Window] = []
        """The incident's windows, as far as ranges state them."""

    def find_anchor(self, expressions: Sequence[Expression]) -> None:
        """A full date that dates without a year hang on: the first that does not tell of the report itself."""
        full = [e for e in expressions if e.year and e.has_day]
        told = [e for e in full if not e.peripheral]
        written = [e for e in full if e.peripheral]
        if written:
            self.published = self.calendar_day(written[0], None)
        told = told or [e for e in expressions if e.year and e.month and not e.has_day] or written
        if told:
            self.anchor = self.calendar_day(told[0], None) or self.anchor
        elif epochs := [e for e in expressions if e.epoch is not None]:
            self.anchor = epoch_time(epochs[0]).date()
        self.anchor = self.anchor or self.settings.date
        if found := _YEAR.search(self.context.document.text[:_TITLE].strip().partition("\n")[0]):
            self.title_year = int(found[1])

    def calendar_day(self, e: Expression, near: dt.date | None) -> dt.date | None:
        """The day that an expression names, completed from a near one."""
        return calendar_day(e, near, day_first=self.context.day_first, year=self.title_year)

    # -- posts

    def enter(self, block: Block | None) -> None:
        """A new post starts afresh: its own stamp dates its words."""
        post = self.context.post_of_block.get(block.index) if block else None
        if post != self.place.post:
            self.place = Place(post=post)

    def post(self) -> tuple[Post | None, dt.datetime | None]:
        """The post at hand and when it was posted."""
        if self.place.post is None:
            return None, None
        return self.context.posts[self.place.post], self.post_times[self.place.post]

    # -- days

    def near(self) -> dt.date | None:
        """The day that incomplete dates are completed from."""
        if self.place.day:
            return self.place.day
        post, posted = self.post()
        if post and posted:
            first = self.first_post if post.narrative else posted
            return first.date() if first else None
        return self.anchor

    def day_of_passage(self, block: Block | None) -> dt.date | None:
        """The day that this very block has told."""
        told = self.place.passage_day
        return told[1] if told and block and told[0] == block.index else None

    def tell_day(self, day: dt.date, e: Expression, block: Block | None) -> None:
        """A date was told: it holds for its passage, and for what follows unless it is told in passing."""
        if block is None:
            return
        place = self.place
        told = self.day_of_passage(block)
        if told and day < told and place.last_block == block.index:
            return  # an earlier day told in passing, after a clock time
        if self._dates_the_report(day, e, block):
            self.published = day
            return
        place.passage_day = block.index, day
        heading = block.kind == "heading" or self._stands_alone(e, block)
        self._word_day(day, block.section if heading and block.kind != "heading" else block.index)
        if heading or (self._moves_on(day, e) and not self.is_announced(e)):
            place.day, place.day_from = day, "the heading" if heading else "the text before"
            place.lists.pop(("paragraph", block.section), None)
        if heading:
            place.lists.clear()

    def _word_day(self, day: dt.date, where: int) -> None:
        self.place.worded.setdefault(where, set()).add(day)

    def _moves_on(self, day: dt.date, e: Expression) -> bool:
        """Whether a date in prose takes the story on: by a few days, a bare weekday only at a sentence's beginning."""
        if self.place.day is None:
            return True
        if e.weekday is not None and not e.has_day:
            before = self.context.document.text[max(0, e.start - 12) : e.start]
            if len(_SENTENCE_BEGIN.sub("", before).strip()) > _LONGEST_OPENING:
                return False
        return 0 <= (day - self.place.day).days <= _STORY_DAYS

    def _dates_the_report(self, day: dt.date, e: Expression, block: Block) -> bool:
        """Whether a lone date right below a title that names an earlier one tells when it was written."""
        blocks, title = self.context.document.blocks, self.place.passage_day
        if title is None or title[0] != 0 or not 0 < block.index < _HEAD or block.index + 1 >= len(blocks):
            return False
        prose = blocks[block.index + 1].kind in ("paragraph", "heading")
        later = 0 < (day - title[1]).days <= _WRITTEN_WITHIN
        return later and prose and block.kind == "paragraph" and self._stands_alone(e, block)

    def _stands_alone(self, e: Expression, block: Block) -> bool:
        text = self.context.document.text
        if block.end - block.start <= _LONGEST_DAY_TITLE and block.kind == "paragraph":
            opens = not text[block.start : e.start].strip(_MARKS)
            if _ALL_TIMES.search(text, block.start, block.end) and not e.has_clock:
                return True  # "All times UTC, 2026-03-03"
            if opens and text[e.end : e.end + 1] == ":" and text[block.end - 1] not in ".!?":
                return True  # "Thursday: slow"
        if block.end - block.start - (e.end - e.start) > 40:
            return False
        return len((text[block.start : e.start] + text[e.end : block.end]).strip(_MARKS)) <= 3

    def tell_time(self, at: dt.datetime, e: Expression, block: Block | None, key: tuple[object, ...] | None) -> None:
        """A clock time was told; with a `key` it opened an entry of that list."""
        place = self.place
        place.last, place.last_block, place.last_approximate = at, block.index if block else -1, e.approximate
        if not self.is_announced(e):
            place.day, place.day_from = at.date(), _TIME_BEFORE
            place.story = place.story.with_moment(at) if place.story else Window(at, at)
        if block:
            place.passage_day = block.index, at.date()
        if block and e.has_date:
            self._word_day(at.date(), block.index)
        if block and key:
            place.entry = block.index
            place.lists[key] = at
        if e.has_day and len(self.dated) < _MOST_DATED:
            self.dated.append(at)

    def tell_range(self, begin: dt.datetime, end: dt.datetime, first: Expression, second: Expression) -> None:
        """A range was told: the first of all states the incident's window, later ones that carry a day state theirs."""
        window = Window(begin, end)
        states = (first.has_day or second.has_day or not self.windows) and not self.is_announced(first)
        if states and window.is_short() and len(self.windows) < _MOST_WINDOWS:
            self.windows.append(window)

    def tell_zone(self, zone: str, block: Block | None) -> None:
        """A zone was told; it holds for the rest of its passage."""
        if block:
            self.place.passage_zone = block.index, zone

    def is_announced(self, e: Expression) -> bool:
        """Whether a time is promised rather than told: due dates, the next update."""
        before = self.context.document.text[max(0, e.start - 60) : e.start].lower()
        begin = max(before.rfind("."), before.rfind("\n")) + 1
        return _ANNOUNCES.search(before, begin) is not None
