"""The timeline: moments of all sources in order, each instant told once, each with its kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from pmtool.engines.offline.moments import Moment, is_exact
from pmtool.engines.offline.phrases import words_of
from pmtool.engines.offline.signs import clause_of, kind_of
from pmtool.model import Event
from pmtool.model.postmortem import EventKind
from pmtool.temporal.lexicon import DAYPARTS

_FORMAL = 3
"""Entries of lists that make a timeline; prose then only adds instants that the lists leave out."""
_LATEST = 12
"""Entries told of one instant that a further one is compared with; only a log tells more."""


def timeline(moments: Sequence[Moment]) -> tuple[Event, ...]:
    """Events in order of time; those whose time is unknown stay behind the one they were told after."""
    listed = [m for m in moments if m.listed]
    prose = [m for m in moments if not m.listed]
    kept = _once(listed)
    if sum(_is_entry(m) for m in listed) >= _FORMAL:
        prose = [m for m in prose if is_exact(m.mention) or m.of_harm]
    kept += _new_days(_finest(_untold(prose, kept)), kept)
    ordered = sorted(kept + _ends(kept), key=lambda m: (m.document.id, m.position))
    shared = frozenset(text for text, n in Counter(m.text for m in ordered).items() if n > 1)
    return tuple(_event(m, shared) for m in _in_time(ordered))


def _is_entry(m: Moment) -> bool:
    """Whether it is an entry of a timeline proper: to the hour at least, and not a quoted log line."""
    block = m.document.block_at(m.position)
    return m.mention.precision != "day" and (block is None or block.kind != "log")


def _utc(at: str | None) -> str:
    if at is None:
        return ""
    return datetime.fromisoformat(at).astimezone(UTC).isoformat() if "T" in at else at


def _minute(at: str | None) -> str:
    """The instant to the minute, as prose tells it; a day as it is."""
    return _utc(at)[:16]


def _key(m: Moment) -> tuple[str, str]:
    return _utc(m.mention.at), _utc(m.until.at) if m.until else ""


def _once(listed: Sequence[Moment]) -> list[Moment]:
    """Entries without those that say again, in the same words, what another source or list says of an instant."""
    kept: list[Moment] = []
    told: defaultdict[str, list[Moment]] = defaultdict(list)
    for m in listed:
        others = told[_utc(m.mention.at) or m.mention.text]
        if not any(_alike(m, other) for other in others[-_LATEST:]):
            others.append(m)
            kept.append(m)
    return kept


def _alike(m: Moment, other: Moment) -> bool:
    a, b = _words(m.text), _words(other.text)
    return len(a & b) >= 0.8 * max(1, min(len(a), len(b)))


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


def _untold(prose: Sequence[Moment], listed: Sequence[Moment]) -> list[Moment]:
    """The first sentence that tells each instant, unless a list already does, and the windows of impact."""
    told: dict[tuple[str, str], Moment] = {}
    known = {_minute(m.mention.at) for m in listed}
    windows = {_key(m) for m in listed if m.until}
    for m in (m for m in prose if not m.in_post):
        if m.mention.at and (_minute(m.mention.at) not in known or (m.of_harm and _key(m) not in windows)):
            told.setdefault(_key(m), m)
    known.update(instant[:16] for key in told for instant in key)
    for m in (m for m in prose if m.in_post):
        if m.mention.at and (m.until or _minute(m.mention.at) not in known):
            told.setdefault(_key(m), m)
            known.update(instant[:16] for instant in _key(m))
    points = {key[0] for key in told if not key[1]}
    return [m for key, m in told.items() if m.of_harm or not (key[1] and {*key} <= points)]


def _finest(moments: Sequence[Moment]) -> list[Moment]:
    """Without windows that others, told apart, make up: `from 11:38 to 13:16`, in two waves."""
    windows = {_key(m) for m in moments if m.until}
    first_end = dict(sorted(windows, reverse=True))
    last_start = {end: start for start, end in sorted(windows)}

    def composed(m: Moment) -> bool:
        start, end = _key(m)
        return first_end[start] < end and start < last_start[end]

    return [m for m in moments if not (m.until and composed(m))]


def _new_days(moments: Sequence[Moment], listed: Sequence[Moment]) -> list[Moment]:
    """Without days, or parts of days, on which something is told to the minute."""
    hours = {(at[:10], int(at[11:13])) for m in (*moments, *listed) if (at := m.mention.at) and "T" in at}
    kept: list[Moment] = []
    days: set[tuple[str, str, str]] = set()
    for m in moments:
        at = m.mention.at or ""
        if "T" in at:
            kept.append(m)
            continue
        part = next((w for w in words_of(m.mention.text) if w in DAYPARTS), "")
        low, high = DAYPARTS.get(part, (0, 24))
        if any((at, hour) in hours for hour in range(low, high)) or (*_key(m), part) in days:
            continue
        days.add((*_key(m), part))
        kept.append(m)
    return kept


def _ends(moments: Sequence[Moment]) -> list[Moment]:
    """The close of each window as a moment of its own, unless something else is told at that instant.

    Not of the only window of impact that a sentence tells: of several, each end is news.
    """
    told = {_utc(m.mention.at) for m in moments}
    windows = Counter(m.text for m in moments if m.until)
    ends = {_utc(m.until.at): m for m in moments if m.until and (not m.of_harm or windows[m.text] > 1)}
    return [
        m._replace(mention=m.until, until=None, position=m.until.start, closes=True)
        for at, m in ends.items()
        if m.until and at not in told
    ]


def _in_time(moments: Sequence[Moment]) -> list[Moment]:
    """Sorted by instant; a moment without one keeps its place behind the one told before it."""
    keyed: list[tuple[tuple[str, int], Moment]] = []
    last = ""
    for i, m in enumerate(moments):
        last = _sortable(_utc(m.mention.at)) or last
        keyed.append(((last, i), m))
    return [m for _, m in sorted(keyed, key=lambda pair: pair[0])]


def _sortable(utc: str) -> str:
    return utc if "T" in utc or not utc else utc + "T00:00:00+00:00"


def _event(m: Moment, shared: frozenset[str]) -> Event:
    until = m.until.instant() if m.until else None
    return Event(
        at=m.mention.instant(), until=until, text=m.text, kind=_kind(m, shared), actor=m.actor, evidence=m.evidence
    )


def _kind(m: Moment, shared: frozenset[str]) -> EventKind:
    """The kind that its words tell; of `shared` words that tell several instants, those around its own."""
    if m.of_harm:
        return "impact"
    kind = kind_of(clause_of(m.text, m.mention.text) if m.text in shared else m.text)
    return "recovery" if m.closes and kind in ("impact", "other", "detection") else kind
