"""PM210-PM214: the short fields that an archive is searched by, and the times that durations are computed from."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.model import Postmortem
from pmtool.model.postmortem import EventKind
from pmtool.validator.completeness.blanks import is_blank, template_words
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_REACHED: dict[str, tuple[str, frozenset[EventKind]]] = {
    "started": ("when it started", frozenset({"impact", "trigger"})),
    "detected": ("when it was noticed", frozenset({"detection"})),
    "mitigated": ("when it was mitigated", frozenset({"mitigation"})),
    "resolved": ("when it was over", frozenset({"recovery"})),
}
"""Milestones in words, and the kinds of events that tell of them."""
_FEW = 3


class NoSeverity(Rule):
    """The severity is missing.

    Why: an archive is sorted by it, and who must be told, and by when, often hangs on it.

    Bad::

        # Checkout unavailable

        ## Summary

        Nobody could pay for 40 minutes.

    Good::

        ---
        schema_version: "1.0"
        severity: "SEV2"
        ---

        # Checkout unavailable

        ## Summary

        Nobody could pay for 40 minutes.

    Fix: set `severity` to a level of your own scale, as it was at its worst.
    """

    code = "PM210"
    name = "no-severity"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        if is_blank(record.postmortem.severity):
            yield Flaw("no severity is given", "/severity")


class NoAuthors(Rule):
    """Nobody is named as author.

    Why: whoever reads it later needs somebody to ask, and somebody must see it through.

    Bad::

        # Checkout unavailable

        ## Summary

        Nobody could pay for 40 minutes.

    Good::

        ---
        schema_version: "1.0"
        authors: ["Amira Haddad"]
        ---

        # Checkout unavailable

        ## Summary

        Nobody could pay for 40 minutes.

    Fix: set `authors` to the people who answer for the text.
    """

    code = "PM211"
    name = "no-authors"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        if all(is_blank(author) for author in record.postmortem.authors):
            yield Flaw("no author is named", "/authors")


class NoTitle(Rule):
    """The title is missing, or a template's own.

    Why: the title is all that a list of incidents shows.

    Bad::

        # Incident report

        ## Summary

        Nobody could pay for 40 minutes.

    Good::

        # Checkout unavailable

        ## Summary

        Nobody could pay for 40 minutes.

    Fix: name what broke, as those saw it who were affected.
    """

    code = "PM212"
    name = "no-title"

    def check(self, record: Record) -> Iterator[Flaw]:
        title = record.postmortem.title
        if is_blank(title):
            yield Flaw("the title is missing", "/title")
        elif _words(title) <= _SAYING_NOTHING and not template_words(title):
            yield Flaw(f'the title "{title}" does not say what happened', "/title")


_SAYING_NOTHING = frozenset(
    "untitled incident outage post mortem postmortem report template review title name summary of the rca root cause"
    " analysis document new draft blank issue".split()
)


def _words(title: str) -> frozenset[str]:
    return frozenset(title.lower().replace("-", " ").strip("[]<>{}*_: ").split())


class MilestoneMissing(Rule):
    """The timeline does not tell when it started, was noticed, was mitigated or was over.

    Why: times to detect, to mitigate and to resolve are computed from these; without them, trends can't be seen.

    Bad::

        # Checkout unavailable

        ## Timeline

        | Time | Event | Kind | Actor |
        | --- | --- | --- | --- |
        | 2026-03-01 14:05 UTC | Payments began to fail | impact |  |
        | 2026-03-01 14:45 UTC | Payments worked again | recovery |  |

    Good::

        # Checkout unavailable

        ## Timeline

        | Time | Event | Kind | Actor |
        | --- | --- | --- | --- |
        | 2026-03-01 14:05 UTC | Payments began to fail | impact |  |
        | 2026-03-01 14:12 UTC | The alert on failed payments paged | detection |  |
        | 2026-03-01 14:40 UTC | Release 4.2 was rolled back | mitigation |  |
        | 2026-03-01 14:45 UTC | Payments worked again | recovery |  |

    Fix: add the event with its time and kind, or set the milestone; an estimate, marked with `~`, is better than none.
    """

    code = "PM213"
    name = "milestone-missing"

    def check(self, record: Record) -> Iterator[Flaw]:
        missing = missing_milestones(record.postmortem) if record.postmortem.timeline else []
        if missing:
            *others, last = (_REACHED[name][0] for name in missing)
            told = f"{', '.join(others)} or {last}" if others else last
            path = f"/milestones/{missing[0]}" if len(missing) == 1 else "/milestones"
            only_between = missing == ["mitigated"]
            yield Flaw(f"the timeline does not tell {told}", path, severity="info" if only_between else None)


def missing_milestones(pm: Postmortem) -> list[str]:
    """Milestones that are neither set nor told by an event with a time."""
    told = {event.kind for event in pm.timeline if event.at}
    return [name for name, (_, kinds) in _REACHED.items() if not getattr(pm.milestones, name) and not kinds & told]


class ShortTimeline(Rule):
    """The timeline has but one or two entries.

    Why: between the start and the end lie the steps that the next incident will be shortened by.

    Bad::

        # Checkout unavailable

        ## Timeline

        | Time | Event | Kind | Actor |
        | --- | --- | --- | --- |
        | 2026-03-01 14:05 UTC | Payments began to fail | impact |  |

    Good::

        # Checkout unavailable

        ## Timeline

        | Time | Event | Kind | Actor |
        | --- | --- | --- | --- |
        | 2026-03-01 14:05 UTC | Payments began to fail | impact |  |
        | 2026-03-01 14:12 UTC | The alert on failed payments paged | detection |  |
        | 2026-03-01 14:45 UTC | Payments worked again | recovery |  |

    Fix: add what was noticed, tried and decided, wrong turns included.
    """

    code = "PM214"
    name = "short-timeline"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        count = len(record.postmortem.timeline)
        if 0 < count < _FEW:
            yield Flaw(f"the timeline has only {'one entry' if count == 1 else 'two entries'}", "/timeline")


RULES: tuple[Rule, ...] = (NoSeverity(), NoAuthors(), NoTitle(), MilestoneMissing(), ShortTimeline())
