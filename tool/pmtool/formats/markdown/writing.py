"""A postmortem as Markdown: front matter, the sections in order, tables, footnotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pmtool.formats.markdown.front_matter import front_matter
from pmtool.formats.markdown.gantt import gantt
from pmtool.formats.markdown.inline import escape, quoted
from pmtool.formats.markdown.notes import Notes
from pmtool.formats.markdown.order import OWN, sections
from pmtool.formats.markdown.vocabulary import (
    ACTIONS,
    DURATIONS,
    LISTS,
    METRICS,
    MILESTONES,
    NOT_STATED,
    NOTE,
    QUESTIONS,
    SECTIONS,
    STATEMENTS,
    TIMELINE,
    UNKNOWN_TIME,
    UNTITLED,
    UPDATES,
    duration,
)
from pmtool.model import (
    ActionItem,
    Claim,
    Event,
    Ignore,
    Instant,
    Milestones,
    OtherSection,
    Postmortem,
    RunInfo,
    UnplacedSegment,
    to_plain,
)
from pmtool.model.metrics import metrics
from pmtool.model.plain import field_names

UNPLACED_SEGMENTS = "coverage/unplaced_segments"


def dump(postmortem: Postmortem, after: Sequence[str] = ()) -> str:
    """The postmortem as a Markdown file; `after` tells behind which field each section of one's own stands."""
    order = tuple(sections(len(postmortem.other_sections), after))
    ignores, comments = _placed(postmortem, order)
    body = _Writer(postmortem, comments).lines(order)
    return "\n".join([*front_matter(_head(postmortem, ignores)), *body]) + "\n"


def _placed(postmortem: Postmortem, order: Sequence[str]) -> tuple[Sequence[Ignore], Mapping[str, str]]:
    if not postmortem.ignores:
        return (), {}
    from pmtool.formats.markdown.ignores import placed

    return placed(postmortem, order)


def _head(pm: Postmortem, ignores: Sequence[Ignore]) -> dict[str, object]:
    whole = to_plain(pm)
    names = ("schema_version", "organization", "incident_id", "severity", "status", "authors", "services", "regions")
    coverage = {name: count for name, count in whole["coverage"].items() if name != "unplaced_segments"}
    unset = to_plain(RunInfo())
    run = {name: value for name, value in whole["run"].items() if value != unset[name]}
    head = {name: whole[name] for name in (*names, "sources")} | {"coverage": coverage, "run": run}
    return head | ({"ignores": to_plain(ignores)} if ignores else {})


class _Writer:
    """The body of one file: its sections, and the footnotes they refer to."""

    def __init__(self, postmortem: Postmortem, comments: Mapping[str, str]) -> None:
        self.postmortem = postmortem
        self.comments = comments
        """By path, with a space in front of each."""
        self.notes = Notes()

    def lines(self, order: Sequence[str]) -> list[str]:
        pm, comment = self.postmortem, self.comments.get("", "").strip()
        lines = ["", f"# {escape(pm.title) or UNTITLED}{self._ignored('/title')}", *(["", comment] if comment else [])]
        for name in order:
            lines += self._part(name)
        footnotes = self.notes.lines()
        return [*lines, *([""] if footnotes else []), *footnotes]

    def _part(self, name: str) -> list[str]:
        """One section; nothing where there is nothing to tell in it."""
        title = SECTIONS.get(name, "")
        if name in STATEMENTS:
            claim: Claim | None = getattr(self.postmortem, name)
            return ["", f"## {title}", "", self._claim(claim, f"/{name}")]
        if name in LISTS or name in QUESTIONS:
            return self._section(title, f"/{name}", self._claims(name))
        if name.startswith(OWN):
            return self._other(self.postmortem.other_sections[int(name.rpartition("/")[2])], f"/{name}")
        if name == "coverage":
            return self._section(title, f"/{UNPLACED_SEGMENTS}", self._unplaced())
        tables = {
            "milestones": self._milestones,
            "metrics": self._metrics,
            "timeline": self._timeline,
            "status_updates": self._updates,
            "action_items": self._actions,
        }
        return self._section(title, f"/{name}", tables[name]())

    def _ignored(self, path: str) -> str:
        return self.comments.get(path, "")

    def _section(self, title: str, path: str, body: Sequence[str]) -> list[str]:
        return ["", f"## {title}{self._ignored(path)}", "", *body] if body else []

    def _claims(self, name: str) -> list[str]:
        claims: Sequence[Claim] = getattr(self.postmortem, name)
        return [f"- {self._claim(claim, f'/{name}/{index}')}" for index, claim in enumerate(claims)]

    def _claim(self, claim: Claim | None, path: str) -> str:
        if claim is None:
            return NOT_STATED + self._ignored(path)
        return self._statement(claim, path, ["hedged"] if claim.certainty == "hedged" else [])

    def _statement(self, item: Claim | Event | ActionItem, path: str, marks: Sequence[str] = ()) -> str:
        """Text and evidence. Unmarked, a line with evidence is the rules', and one without is a person's."""
        untold = [item.origin] if item.origin != ("rules" if item.evidence else "human") else []
        shown = f" *({', '.join([*marks, *untold])})*" if marks or untold else ""
        return escape(item.text) + shown + self.notes.evidence(item.evidence) + self._ignored(path)

    def _milestones(self) -> list[str]:
        milestones = self.postmortem.milestones
        reached = ((name, getattr(milestones, name)) for name in field_names(Milestones))
        rows = (
            (name.capitalize(), self.notes.time(at) + self._ignored(f"/milestones/{name}"))
            for name, at in reached
            if at
        )
        return _table(MILESTONES, rows)

    def _metrics(self) -> list[str]:
        computed = metrics(self.postmortem)
        minutes = ((title, getattr(computed, name)) for name, title in DURATIONS.items())
        return _table(METRICS, ((title, duration(value)) for title, value in minutes if value is not None))

    def _timeline(self) -> list[str]:
        timeline = self.postmortem.timeline
        rows = (
            (
                self._span(event.at, event.until),
                self._statement(event, f"/timeline/{index}"),
                event.kind,
                escape(event.actor or ""),
            )
            for index, event in enumerate(timeline)
        )
        chart = gantt(timeline)
        return [*_table(TIMELINE, rows), *([""] if chart else []), *chart]

    def _span(self, at: Instant | None, until: Instant | None) -> str:
        return self._time(at) + (f" – {self._time(until)}" if until else "")

    def _time(self, at: Instant | None) -> str:
        return self.notes.time(at) if at else UNKNOWN_TIME

    def _updates(self) -> list[str]:
        rows = (
            (
                self._time(update.at),
                update.state,
                escape(update.text) + self.notes.evidence(update.evidence) + self._ignored(f"/status_updates/{index}"),
            )
            for index, update in enumerate(self.postmortem.status_updates)
        )
        return _table(UPDATES, rows)

    def _actions(self) -> list[str]:
        rows = (
            (
                self._statement(action, f"/action_items/{index}"),
                action.type,
                *(escape(value or "") for value in (action.owner, action.priority, action.due, action.tracker)),
                action.state.replace("_", " "),
            )
            for index, action in enumerate(self.postmortem.action_items)
        )
        return _table(ACTIONS, rows)

    def _unplaced(self) -> list[str]:
        segments = enumerate(self.postmortem.coverage.unplaced_segments)
        return [_unplaced(segment) + self._ignored(f"/{UNPLACED_SEGMENTS}/{index}") for index, segment in segments]

    def _other(self, section: OtherSection, path: str) -> list[str]:
        from pmtool.formats.markdown.titles import field_of
        from pmtool.formats.markdown.verbatim import protect

        note = f" {NOTE}" if field_of(section.title) else ""
        text = protect(section.text)
        heading = f"## {escape(section.title) or UNTITLED}{note}{self._ignored(path)}"
        return ["", heading, *(["", *text] if text else [])]


def _table(columns: Mapping[str, str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = [f"| {' | '.join(row)} |" for row in rows]
    titles = columns.values()
    return [f"| {' | '.join(titles)} |", f"|{' --- |' * len(titles)}", *body] if body else []


def _unplaced(segment: UnplacedSegment) -> str:
    return f"- {escape(segment.id)} {escape(segment.source)}:{segment.start}-{segment.end} {quoted(segment.text)}"
