"""PM127, PM128: what the public was told, and when, against what happened."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pmtool.model import Document
from pmtool.model.finding import SourceSpan
from pmtool.patterns import Pattern
from pmtool.temporal.posts import Post, find_posts
from pmtool.validator.facts.clock import day_and_clock
from pmtool.validator.facts.windows import Window, windows_in
from pmtool.validator.record import Record, Telling
from pmtool.validator.rule import Flaw, Rule
from pmtool.validator.times.wording import apart, quoted

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
_PART = Pattern(r"\b(?=[\w-]*[a-z])(?=[\w-]*-)[a-z][\w-]*\d[\w-]*\b", re.I)
"""The name of a zone, cluster or host: letters, a hyphen and a digit."""
_LONGEST_LABEL = 120


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
        windows = [(telling, w) for telling in record.tellings for w in _windows(telling)]
        harm = [w for telling in record.tellings for w in windows_in(telling.mentions)]
        for post in [*_posts(record), *_all_clears(record)]:
            if post.state == "resolved":
                yield from _too_early(post, windows, record)
            elif post.is_ongoing:
                flaw = _part_recovered(post, windows) or _too_late(post, harm, record)
                yield from (flaw,) if flaw else ()


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


def _too_early(post: _Post, windows: list[tuple[Telling, Window]], record: Record) -> Iterator[Flaw]:
    """Resolved while a window of the report was open, or before the harm ended."""
    open_then = [(t, w) for t, w in windows if w.start < post.at < w.end and w.end - post.at < _SAME_INCIDENT]
    if open_then:
        telling, window = max(open_then, key=lambda told: told[1].end)
        until = f"the end of {quoted(telling.words(*window.words))}"
        yield Flaw(f"{post.named} comes {apart(post.at, window.end)} before {until}", post.path, post.span)
        return
    ended = record.postmortem.milestones.mitigated
    at = ended.moment() if ended and not ended.approximate else None
    if ended and at and post.at < at < post.at + _SAME_INCIDENT and not _began_again(record, post.at):
        until = f"the recovery at {quoted(ended.as_written or day_and_clock(at))}"
        yield Flaw(f"{post.named} comes {apart(post.at, at)} before {until}", post.path, post.span)


def _began_again(record: Record, at: dt.datetime) -> bool:
    """Whether harm is told after an instant: then it ended once before."""
    return any(m.at > at and m.event.kind in ("impact", "detection", "trigger") for m in record.moments)


def _part_recovered(post: _Post, windows: list[tuple[Telling, Window]]) -> Flaw | None:
    """The parts that a post calls affected, all of which the report has recover before."""
    named = {found[0].lower() for found in _PART.finditer(post.text)}
    ended: dict[str, tuple[dt.datetime, str]] = {}
    for telling, window in windows if named else ():
        label = _label(telling, window)
        for name in named:
            if any(part.startswith(name) for part in label) and window.end > post.at - _SAME_INCIDENT:
                ended[name] = max(ended.get(name, (window.end, "")), (window.end, telling.words(*window.words)))
    over = [
        f"{quoted(name)} {apart(post.at, at)} before ({words})"
        for name, (at, words) in sorted(ended.items())
        if at < post.at - _LAG
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


def _too_late(post: _Post, windows: list[Window], record: Record) -> Flaw | None:
    """Under investigation although the harm had ended."""
    stone = record.postmortem.milestones.mitigated
    at = stone.moment() if stone and not stone.approximate else None
    told = [w.end for w in windows if w.start < post.at < w.end + _SAME_INCIDENT]
    ended = max([*told, at] if at else told, default=None)
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
