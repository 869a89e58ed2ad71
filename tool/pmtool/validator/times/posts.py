"""PM127, PM128: what the public was told, and when, against what happened."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pmtool.model import Document
from pmtool.model.finding import SourceSpan
from pmtool.patterns import Pattern
from pmtool.temporal.posts import Post, find_posts
from pmtool.validator.facts.clock import as_told, day_and_clock
from pmtool.validator.facts.windows import Window, windows_in
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record, Telling
from pmtool.validator.rule import Flaw, Rule
from pmtool.validator.times.wording import apart

_ALL_CLEAR = Pattern(
    r"status[ -]?page\b[^.;]{0,40}\b(?:resolved|operational|green|all[ -]clear)\b"
    r"|\b(?:resolved|all[ -]clear)\b[^.;]{0,30}\b(?:posted|published|announced|status[ -]?page)\b",
    re.I,
)
_ONGOING = frozenset({"investigating", "identified"})
_STILL_BAD = Pattern(
    r"\b(?:still|currently|continue(?:s|d)? to) (?:\w+ ){0,3}(?:see|seeing|experienc\w+|fail\w*|affected|unavailable"
    r"|down|degraded|impacted|impacting|delayed)\b|\bare (?:seeing|experiencing|investigating)\b",
    re.I,
)
_GETTING_BETTER = Pattern(r"\b(?:recover\w*|restored|resolved|back to normal|backlog|improv\w+|fix(?:ed)?)\b", re.I)
_LAG = dt.timedelta(minutes=5)
"""What a post may come late."""
_SAME_INCIDENT = dt.timedelta(days=1)
_PART = Pattern(r"\b(?=[\w-]{0,60}[a-z])(?=[\w-]{0,60}-)[a-z][\w-]{0,60}\d[\w-]*\b", re.I)
"""The name of a zone, cluster or host: letters, a hyphen and a digit."""
_LONGEST_LABEL = 120
_MANY = 500
"""Windows around one instant."""


@dataclass(frozen=True)
class _Post:
    at: dt.datetime
    state: str
    text: str
    path: str
    span: SourceSpan | None

    @property
    def is_ongoing(self) -> bool:
        """Whether it tells of harm that is being suffered."""
        if self.state == "update":
            return bool(_STILL_BAD.search(self.text)) and not _GETTING_BETTER.search(self.text)
        return self.state in _ONGOING

    @property
    def named(self) -> str:
        return f"the {quoted(self.state)} post of {day_and_clock(self.at)}"


def _posts(record: Record) -> list[_Post]:
    """Public posts with a known instant, in order of time."""
    found = []
    for number, update in enumerate(record.postmortem.status_updates):
        at = update.at.moment() if update.at else None
        if at:
            stamp = update.evidence[-1] if record.raw and update.evidence else None
            span = SourceSpan(source=stamp.source, start=stamp.start, end=stamp.end) if stamp else None
            found.append(_Post(at, update.state, update.text, f"/status_updates/{number}", span))
    return sorted(found, key=lambda post: post.at)


class PostAgainstTimeline(Rule):
    """A public post that contradicts what the report tells: resolved before it was over, or under investigation after.

    Why: customers acted on it, and a timeline that does not mention the difference hides what to improve.

    Bad report::

        # Errors in the checkout

        The checkout refused every card from 14:05 to 14:58 UTC on 12 March 2026.

        Resolved

        The checkout works again.

        Posted Mar 12, 2026 - 14:40 UTC

        Investigating

        We are looking into errors in the checkout.

        Posted Mar 12, 2026 - 14:10 UTC

    Good report::

        # Errors in the checkout

        The checkout refused every card from 14:05 to 14:38 UTC on 12 March 2026.

        Resolved

        The checkout works again.

        Posted Mar 12, 2026 - 14:40 UTC

        Investigating

        We are looking into errors in the checkout.

        Posted Mar 12, 2026 - 14:10 UTC

    Fix: correct the time that is wrong, or say in the report that the post came too early or too late.
    """

    code = "PM127"
    name = "post-contradicts-timeline"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Each post once."""
        posts = [*_posts(record), *_all_clears(record)]
        if not posts:
            return
        told = _Told(record)
        yield from _before_the_start(posts, told)
        for post in posts:
            if post.state == "resolved":
                yield from _too_early(post, told, record)
            elif post.is_ongoing:
                flaw = _part_recovered(post, told) or _too_late(post, told, record)
                yield from (flaw,) if flaw else ()


class _Told:
    """The windows of a record, in the orders that posts ask for: there may be many of both."""

    def __init__(self, record: Record) -> None:
        told = [(telling, window) for telling in record.tellings for window in _windows(telling)]
        self._by_end = sorted(told, key=lambda entry: entry[1].end)
        self._ends = [window.end for _, window in self._by_end]
        harm = sorted((w.start, w.end) for telling in record.tellings for w in windows_in(telling.mentions))
        self._starts = [start for start, _ in harm]
        self._latest_ends = list(accumulate((end for _, end in harm), max))
        self._parts: dict[str, tuple[dt.datetime, str]] = {}
        for telling, window in told:
            end = window.end, telling.words(*window.words)
            for part in _label(telling, window):
                self._parts[part] = max(self._parts.get(part, end), end)
        self._names = sorted(self._parts)

    def open_at(self, at: dt.datetime) -> tuple[Telling, Window] | None:
        """The window around an instant that ends last, within a day."""
        first, last = bisect_right(self._ends, at), bisect_left(self._ends, at + _SAME_INCIDENT)
        around = reversed(self._by_end[max(first, last - _MANY) : last])
        return next((entry for entry in around if entry[1].start < at), None)

    def last_end(self, at: dt.datetime) -> dt.datetime | None:
        """When the last of the windows ended, or will end, that had begun by an instant."""
        begun = bisect_left(self._starts, at)
        return self._latest_ends[begun - 1] if begun else None

    def first_start(self) -> dt.datetime | None:
        """When the first of the windows began."""
        return self._starts[0] if self._starts else None

    def end_of(self, name: str) -> tuple[dt.datetime, str] | None:
        """The last end that is told of the parts whose names begin so, and its words."""
        first, last = bisect_left(self._names, name), bisect_left(self._names, name + "\U0010ffff")
        return max((self._parts[part] for part in self._names[first:last]), default=None)


def _all_clears(record: Record) -> Iterator[_Post]:
    """Events that tell of the public all-clear."""
    for moment in record.moments:
        if _ALL_CLEAR.search(moment.event.text):
            evidence = moment.event.evidence[:1] if record.raw else ()
            span = next((SourceSpan(source=e.source, start=e.start, end=e.end) for e in evidence), None)
            yield _Post(moment.at, "resolved", moment.event.text, moment.path, span)


def _windows(telling: Telling) -> list[Window]:
    """Ranges that are told outside of the short posts, which tell how things stood when they were posted."""
    document = telling.document
    posts = find_posts(document, [(m.start, m.end) for m in telling.mentions if m.kind == "posted"])
    inside = {i for post in posts if not post.narrative for i in range(_first_words(document, post), post.last + 1)}
    found = windows_in([m for m in telling.mentions if not m.approximate])
    return [w for w in found if (b := document.block_at(w.words[0])) is None or b.index not in inside]


def _first_words(document: Document, post: Post) -> int:
    """The block that names a post's state; above the topmost post of a page a report may stand."""
    blocks = document.blocks[post.first : post.last + 1]
    return next((block.index for block in blocks if block.kind == "state"), post.first)


def _before_the_start(posts: list[_Post], told: _Told) -> Iterator[Flaw]:
    """The first post that tells of harm, where every window that is told began after it."""
    first = min((post for post in posts if post.is_ongoing), key=lambda post: post.at, default=None)
    began = told.first_start()
    if first and began and _LAG < began - first.at < _SAME_MORNING:
        what = f"{first.named} comes {apart(first.at, began)} before the harm that is told to begin"
        yield Flaw(f"{what} at {day_and_clock(began)}", first.path, first.span)


_SAME_MORNING = dt.timedelta(hours=6)
"""A window that begins later is another's."""


def _too_early(post: _Post, told: _Told, record: Record) -> Iterator[Flaw]:
    """Resolved while a window of the report was open, or before the harm ended."""
    if open_then := told.open_at(post.at):
        telling, window = open_then
        until = f"the end of {quoted(telling.words(*window.words))}"
        yield Flaw(f"{post.named} comes {apart(post.at, window.end)} before {until}", post.path, post.span)
        return
    ended = record.postmortem.milestones.mitigated
    at = ended.moment() if ended and not ended.approximate else None
    if ended and at and post.at < at < post.at + _SAME_INCIDENT and not _began_again(record, post.at):
        until = f"the recovery at {quoted(as_told(ended))}"
        yield Flaw(f"{post.named} comes {apart(post.at, at)} before {until}", post.path, post.span)


def _began_again(record: Record, at: dt.datetime) -> bool:
    """Whether harm is told after an instant: then it ended once before."""
    last = record.once(_last_harm)
    return last is not None and last > at


def _last_harm(record: Record) -> dt.datetime | None:
    return max((m.at for m in record.moments if m.event.kind in ("impact", "detection", "trigger")), default=None)


def _part_recovered(post: _Post, told: _Told) -> Flaw | None:
    """The parts that a post calls affected, all of which the report has recover before."""
    named = sorted({found[0].lower() for found in _PART.finditer(post.text)})
    over = [
        f"{quoted(name)} {apart(post.at, end[0])} before ({end[1]})"
        for name in named
        if (end := told.end_of(name)) and post.at - _SAME_INCIDENT < end[0] < post.at - _LAG
    ]
    if not over:
        return None
    return Flaw(f"{post.named} calls affected what had recovered: {', '.join(over)}", post.path, post.span)


def _label(telling: Telling, window: Window) -> set[str]:
    """Names of parts in front of a window, on from the window before it."""
    block = telling.document.block_at(window.words[0])
    begin = max(block.start if block else 0, window.words[0] - _LONGEST_LABEL)
    before = telling.mentions_in(begin, window.words[0])
    ends = [m.end for m in before if m.kind == "range_end"]
    found = _PART.finditer(telling.document.text, ends[-1] if ends else begin, window.words[0])
    return {part[0].lower() for part in found}


def _too_late(post: _Post, told: _Told, record: Record) -> Flaw | None:
    """Under investigation although the harm had ended."""
    stone = record.postmortem.milestones.mitigated
    at = stone.moment() if stone and not stone.approximate else None
    ended = max(filter(None, (told.last_end(post.at), at)), default=None)
    if not ended or not ended + _LAG < post.at < ended + _SAME_INCIDENT or _began_again(record, ended):
        return None
    return Flaw(
        f"{post.named} comes {apart(post.at, ended)} after the recovery at {day_and_clock(ended)}", post.path, post.span
    )


class FirstPost(Rule):
    """How long it took until the public was told.

    Why: customers who learn of an incident from their own alerts call it hidden; most teams promise a time.

    Bad report::

        # Errors in the checkout

        - 2026-03-12 14:05 UTC: Errors begin
        - 2026-03-12 14:09 UTC: On-call engineer is paged
        - 2026-03-12 14:40 UTC: Errors end

        Resolved

        The checkout works again.

        Posted Mar 12, 2026 - 14:45 UTC

        Investigating

        We are looking into errors in the checkout.

        Posted Mar 12, 2026 - 14:31 UTC

    Good report::

        # Errors in the checkout

        - 2026-03-12 14:05 UTC: Errors begin
        - 2026-03-12 14:09 UTC: On-call engineer is paged
        - 2026-03-12 14:40 UTC: Errors end

    Fix: nothing to correct; hold the figure against what was promised.
    """

    code = "PM128"
    name = "first-public-post"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        """From the detection, or the start where that is not known."""
        stones = record.postmortem.milestones
        since, name = (stones.detected, "detection") if stones.detected else (stones.started, "start")
        at = since.moment() if since else None
        first = next(iter(_posts(record)), None)
        if at and first and first.at >= at and first.at - at < _SAME_INCIDENT:
            what = f"the first public post ({day_and_clock(first.at)}) came {apart(at, first.at)} after the {name}"
            yield Flaw(f"{what} ({day_and_clock(at)})", first.path, first.span)


RULES: tuple[Rule, ...] = (PostAgainstTimeline(), FirstPost())
