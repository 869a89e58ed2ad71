"""What is counted of an archive. All text is on one line, cut, and harmless to a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from pmtool.archive.entry import Unconverted


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How many incidents are of a kind."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What came in and what became of it."""

    incidents: int
    """Converted reports, each one an incident."""
    unconverted: int
    quarantined: int
    """Of the unconverted: those that take workers down with them."""
    partly_by_rules: int
    """Incidents of which a model failed to fill parts."""
    copies: int
    """Inputs that hold what another one holds, byte for byte."""
    with_errors: int
    """Incidents in which the validator found errors."""
    engines: tuple[Bar, ...]
    """What converted them: `offline`, `llm (NAME OF THE MODEL)`."""
    statuses: tuple[Bar, ...]
    """How far people are with them: `draft`, `in review`, `final`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """Incidents by the time they began, without gaps between the first period and the last."""

    unit: str
    """What a bar stands for: `month`, `quarter`, `year`, `decade`, `century`."""
    bars: tuple[Bar, ...]
    undated: int
    first: str
    """Day of the earliest incident: `2026-03-01`; empty where none has a date."""
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long something took, in minutes, in those incidents that tell."""

    known: int
    unknown: int
    median: float | None
    p90: float | None
    """Nine of ten took no longer; null, like the median, where none is known."""
    bins: tuple[Bar, ...]
    """From less than five minutes to days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A family of causes; an incident may belong to several."""

    name: str
    count: int
    words: tuple[Bar, ...]
    """What the reports say for it, in how many incidents; the most frequent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAction:
    """A measure that is not done."""

    text: str
    owner: str
    due: str
    """A date (`2026-03-31`), the report's own words, or empty."""
    tracker: str
    incident: str
    """Name of the entry that it belongs to."""
    title: str
    """That entry's title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """Measures of all incidents."""

    done: int
    open: int
    without_owner: int
    """Of the open ones; so too the next."""
    without_date: int
    first_due: tuple[OpenAction, ...]
    """As many of the open ones as a page holds: by due date, the oldest first, then those due in words, then others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An incident in the triage table."""

    name: str
    """Its files are `postmortems/NAME.*`."""
    title: str
    date: str
    severity: str
    status: str
    score: int
    risk: int
    errors: int
    warnings: int
    reasons: tuple[str, ...]
    causes: tuple[str, ...]
    """Families of causes with the words that tell them: `configuration (flag)`."""
    has_timeline: bool
    """Whether there are times enough for a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTwice:
    """Entries that tell of the same incident in nearly the same words."""

    names: tuple[str, ...]
    titles: tuple[str, ...]
    """One for each name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """An archive in numbers."""

    counts: Counts
    over_time: OverTime
    to_detect: Spread
    """From the start, like the next three."""
    to_acknowledge: Spread
    to_mitigate: Spread
    to_resolve: Spread
    severities: tuple[Bar, ...]
    causes: tuple[Cause, ...]
    """Families, the most frequent first; then incidents whose cause is in none of their words, or not told."""
    services: tuple[Bar, ...]
    """The most frequent first; an incident may concern several."""
    actions: Actions
    rows: tuple[Row, ...]
    """All incidents, those that need a person most first."""
    unconverted: tuple[Unconverted, ...]
    told_twice: tuple[ToldTwice, ...]
