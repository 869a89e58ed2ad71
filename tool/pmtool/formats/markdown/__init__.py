"""Markdown: the file people keep. Front matter, the sections in order, tables, footnotes for what backs each line.

Everything but the chart can be read back from it; docs/postmortem.md has the grammar.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields

from pmtool.errors import InputError
from pmtool.formats.markdown.front_matter import front_matter
from pmtool.formats.markdown.gantt import gantt
from pmtool.formats.markdown.inline import escape, quoted
from pmtool.formats.markdown.notes import Notes
from pmtool.formats.reading import Reading
from pmtool.model import ActionItem, Claim, Event, Instant, Postmortem, RunInfo, StatusUpdate, UnplacedSegment, to_plain

NOT_STATED = "*Not stated.*"
UNTITLED = "*Untitled*"

_STATEMENTS = ("summary", "impact", "detection", "trigger", "root_cause", "resolution")
_LISTS = {
    "contributing_factors": "Contributing factors",
    "went_well": "What went well",
    "went_wrong": "What went wrong",
    "got_lucky": "Where we got lucky",
    "lessons": "Lessons learned",
}


def dump(postmortem: Postmortem) -> str:
    """The postmortem as a Markdown file."""
    pm, notes = postmortem, Notes()
    lines = [*front_matter(_head(pm)), "", f"# {escape(pm.title) or UNTITLED}"]
    for name in _STATEMENTS:
        claim: Claim | None = getattr(pm, name)
        lines += _section(name.replace("_", " ").capitalize(), [_claim(claim, notes) if claim else NOT_STATED])
    for name, title in _LISTS.items():
        lines += _section(title, [f"- {_claim(claim, notes)}" for claim in getattr(pm, name)])
    lines += _section("Milestones", _milestones(pm, notes))
    lines += _section("Timeline", _timeline(pm.timeline, notes))
    lines += _section("Status updates", _updates(pm.status_updates, notes))
    lines += _section("Action items", _actions(pm.action_items, notes))
    lines += _section("Open questions", [f"- {_claim(question, notes)}" for question in pm.open_questions])
    lines += _section("Unplaced", [_unplaced(segment) for segment in pm.coverage.unplaced_segments])
    footnotes = notes.lines()
    return "\n".join([*lines, *([""] if footnotes else []), *footnotes]) + "\n"


def read(text: str) -> Reading:
    """Not yet. Raises InputError."""
    raise InputError(
        "this version of pmtool writes Markdown but can't read it back yet",
        "Keep the postmortem as JSON or YAML beside it, and load that.",
    )


def _head(pm: Postmortem) -> dict[str, object]:
    whole = to_plain(pm)
    names = ("schema_version", "organization", "incident_id", "severity", "status", "authors", "services", "regions")
    coverage = {name: count for name, count in whole["coverage"].items() if name != "unplaced_segments"}
    unset = to_plain(RunInfo())
    run = {name: value for name, value in whole["run"].items() if value != unset[name]}
    return {name: whole[name] for name in (*names, "sources")} | {"coverage": coverage, "run": run}


def _section(title: str, body: Sequence[str]) -> list[str]:
    return ["", f"## {title}", "", *body] if body else []


def _claim(claim: Claim, notes: Notes) -> str:
    hedge = ["hedged"] if claim.certainty == "hedged" else []
    return escape(claim.text) + _marks(hedge, claim) + notes.evidence(claim.evidence)


def _marks(marks: Sequence[str], item: Claim | Event | ActionItem) -> str:
    """What else a reader must know. Unmarked, a line with evidence is the rules', and one without is a person's."""
    untold = [item.origin] if item.origin != ("rules" if item.evidence else "human") else []
    return f" *({', '.join([*marks, *untold])})*" if marks or untold else ""


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = [f"| {' | '.join(row)} |" for row in rows]
    return [f"| {' | '.join(titles)} |", f"|{' --- |' * len(titles)}", *body] if body else []


def _milestones(pm: Postmortem, notes: Notes) -> list[str]:
    reached = ((field.name, getattr(pm.milestones, field.name)) for field in fields(pm.milestones))
    return _table(("Milestone", "Time"), ((name.capitalize(), notes.time(at)) for name, at in reached if at))


def _timeline(timeline: Sequence[Event], notes: Notes) -> list[str]:
    rows = (
        (
            _span(event.at, event.until, notes),
            escape(event.text) + _marks((), event) + notes.evidence(event.evidence),
            event.kind,
            escape(event.actor or ""),
        )
        for event in timeline
    )
    chart = gantt(timeline)
    return [*_table(("Time", "Event", "Kind", "Actor"), rows), *([""] if chart else []), *chart]


def _span(at: Instant | None, until: Instant | None, notes: Notes) -> str:
    return notes.time(at) + (f" – {notes.time(until)}" if until else "")


def _updates(updates: Sequence[StatusUpdate], notes: Notes) -> list[str]:
    rows = (
        (notes.time(update.at), update.state, escape(update.text) + notes.evidence(update.evidence))
        for update in updates
    )
    return _table(("Time", "State", "Update"), rows)


def _actions(actions: Sequence[ActionItem], notes: Notes) -> list[str]:
    rows = (
        (
            escape(action.text) + _marks((), action) + notes.evidence(action.evidence),
            action.type,
            *(escape(value or "") for value in (action.owner, action.priority, action.due, action.tracker)),
            action.state.replace("_", " "),
        )
        for action in actions
    )
    return _table(("Action", "Type", "Owner", "Priority", "Due", "Tracker", "State"), rows)


def _unplaced(segment: UnplacedSegment) -> str:
    return f"- {escape(segment.id)} {escape(segment.source)}:{segment.start}-{segment.end} {quoted(segment.text)}"
