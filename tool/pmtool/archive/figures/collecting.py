"""The walk that counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from sys import intern

from pmtool.archive.entry import Entry, Unconverted
from pmtool.archive.figures.causes import Causes, causes
from pmtool.archive.figures.lengths import Lengths
from pmtool.archive.figures.periods import Days, day
from pmtool.archive.figures.shapes import Actions, Counts, Figures, OpenAction, Row, ToldTwice
from pmtool.archive.figures.tally import Tally, shown
from pmtool.archive.moments import have_a_span
from pmtool.errors import sentences
from pmtool.model import ActionItem
from pmtool.model.metrics import metrics

MOST_ACTIONS = 200
"""Open actions that are listed; archive.db has all."""
_TITLE, _TEXT = 120, 240
"""Characters."""


def figures(entries: Iterable[Entry], unconverted: Iterable[Unconverted] = ()) -> Figures:
    """What entries amount to, in whatever order they come; each is let go once it is counted."""
    walk = Walk()
    for entry in entries:
        walk.add(entry)
    return walk.figures(unconverted)


class Walk:
    """What is known so far, for whoever passes the entries on."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.engines, self.statuses, self.severities, self.services = Tally(), Tally(), Tally(), Tally()
        self.days = Days()
        self.causes = Causes()
        self.to_detect, self.to_acknowledge, self.to_mitigate, self.to_resolve = (Lengths() for _ in range(4))
        self.actions = _Measures()
        self.groups = _Groups()
        self.rows: list[Row] = []

    def add(self, entry: Entry) -> None:
        """Counts an incident."""
        postmortem = entry.postmortem
        self.counts["copies"] += len(entry.copies)
        self.counts["partly"] += bool(entry.from_rules)
        self.counts["errors"] += entry.triage.errors > 0
        model = f" ({postmortem.run.model})" if postmortem.run.model else ""
        self.engines.add([f"{postmortem.run.engine}{model}"])
        self.statuses.add([postmortem.status.replace("_", " ")])
        self.severities.add([postmortem.severity])
        self.services.add(postmortem.services)
        self.days.add(day(entry.triage.date))
        took = metrics(postmortem)
        self.to_detect.add(took.to_detect)
        self.to_acknowledge.add(took.to_acknowledge)
        self.to_mitigate.add(took.to_mitigate)
        self.to_resolve.add(took.to_resolve)
        found = causes(postmortem)
        self.causes.add(found)
        row = _row(entry, [f"{family} ({words})" if words else family for family, words in found.items()])
        self.rows.append(row)
        self.groups.add(entry.name, entry.alike)
        self.actions.add(row, postmortem.action_items)

    def figures(self, unconverted: Iterable[Unconverted]) -> Figures:
        """What it all amounts to."""
        lost = sorted((_shown(one) for one in unconverted), key=lambda one: one.name)
        self.rows.sort(key=lambda row: (-row.risk, row.name))
        return Figures(
            counts=Counts(
                incidents=len(self.rows),
                unconverted=len(lost),
                quarantined=sum(one.is_quarantined for one in lost),
                partly_by_rules=self.counts["partly"],
                copies=self.counts["copies"],
                with_errors=self.counts["errors"],
                engines=self.engines.bars(),
                statuses=self.statuses.bars(),
            ),
            over_time=self.days.over_time(),
            to_detect=self.to_detect.spread(),
            to_acknowledge=self.to_acknowledge.spread(),
            to_mitigate=self.to_mitigate.spread(),
            to_resolve=self.to_resolve.spread(),
            severities=self.severities.bars(),
            causes=self.causes.listed(),
            services=self.services.bars(),
            actions=self.actions.listed(),
            rows=tuple(self.rows),
            unconverted=tuple(lost),
            told_twice=self.groups.listed({row.name: row.title for row in self.rows}),
        )


class _Measures:
    """Action items, of which the first due are kept."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._open: list[tuple[int, str, str, int, OpenAction]] = []

    def add(self, row: Row, items: Iterable[ActionItem]) -> None:
        """Counts an incident's."""
        for number, item in enumerate(items):
            if item.state == "done":
                self._counts["done"] += 1
                continue
            action = OpenAction(
                text=shown(item.text, _TEXT),
                owner=shown(item.owner),
                due=shown(item.due),
                tracker=shown(item.tracker),
                incident=row.name,
                title=row.title,
            )
            rank = _urgency(action.due)
            self._counts["open"] += 1
            self._counts["without owner"] += not action.owner
            self._counts["without date"] += rank > 0
            self._open.append((rank, action.due, row.name, number, action))
        if len(self._open) > 2 * MOST_ACTIONS:
            self._keep_the_first()

    def listed(self) -> Actions:
        """What they amount to."""
        self._keep_the_first()
        return Actions(
            done=self._counts["done"],
            open=self._counts["open"],
            without_owner=self._counts["without owner"],
            without_date=self._counts["without date"],
            first_due=tuple(action for *_, action in self._open),
        )

    def _keep_the_first(self) -> None:
        self._open.sort(key=lambda ranked: ranked[:-1])
        del self._open[MOST_ACTIONS:]


class _Groups:
    """Names that belong together since some entry says so, of itself and another."""

    def __init__(self) -> None:
        self._leader: dict[str, str] = {}

    def add(self, name: str, alike: Iterable[str]) -> None:
        """Joins an entry with those that are like it."""
        for other in alike:
            self._leader[self._lead(name)] = self._lead(other)

    def listed(self, titles: dict[str, str]) -> tuple[ToldTwice, ...]:
        """Groups of those entries that there are."""
        groups: dict[str, list[str]] = {}
        for name in sorted(self._leader):
            if name in titles:
                groups.setdefault(self._lead(name), []).append(name)
        return tuple(
            ToldTwice(names=tuple(names), titles=tuple(titles[name] for name in names))
            for names in sorted(groups.values())
            if len(names) > 1
        )

    def _lead(self, name: str) -> str:
        leader = self._leader.setdefault(name, name)
        while leader != self._leader[leader]:
            self._leader[name] = self._leader[leader]
            name, leader = leader, self._leader[leader]
        return leader


def _row(entry: Entry, families: Iterable[str]) -> Row:
    triage = entry.triage
    return Row(
        name=entry.name,
        title=shown(triage.title, _TITLE) or entry.name,
        date=shown(triage.date),
        severity=intern(shown(entry.postmortem.severity)),
        status=entry.postmortem.status,
        score=triage.score or 0,
        risk=triage.risk,
        errors=triage.errors,
        warnings=triage.warnings,
        reasons=tuple(intern(shown(reason, _TEXT)) for reason in triage.reasons),
        causes=tuple(map(intern, families)),
        has_timeline=have_a_span(entry.postmortem),
    )


def _urgency(due: str) -> int:
    """0 for a date, 1 for other words, 2 for none."""
    return 0 if day(due) else 1 if due else 2


def _shown(lost: Unconverted) -> Unconverted:
    told = shown(lost.name, _TEXT), shown(lost.message, _TEXT), shown(sentences("", lost.remedy), _TEXT)
    return replace(lost, name=told[0], message=told[1], remedy=told[2])
