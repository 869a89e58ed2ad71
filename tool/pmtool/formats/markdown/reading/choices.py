"""Words of a closed list, as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast, get_args

from pmtool.formats.markdown.reading.page import Line, Page, quote
from pmtool.formats.markdown.reading.tables import Row
from pmtool.model.postmortem import ActionState, ActionType, EventKind, UpdateState

T = TypeVar("T", bound=str)

KINDS: dict[str, EventKind] = {word: word for word in get_args(EventKind)}
UPDATE_STATES: dict[str, UpdateState] = {word: word for word in get_args(UpdateState)}
ACTION_TYPES: dict[str, ActionType] = {word: word for word in get_args(ActionType)} | cast(
    dict[str, ActionType],
    {"prevention": "prevent", "detection": "detect", "mitigation": "mitigate", "preventive": "prevent"},
)
ACTION_STATES: dict[str, ActionState] = {word.replace("_", " "): word for word in get_args(ActionState)} | cast(
    dict[str, ActionState],
    dict.fromkeys(("open", "todo", "to do", "new", "not started"), "planned")
    | dict.fromkeys(("doing", "started", "ongoing", "wip"), "in_progress")
    | dict.fromkeys(("closed", "complete", "completed", "finished", "fixed", "x"), "done"),
)
MILESTONE_NAMES: Mapping[str, str] = {
    name: milestone
    for milestone, names in {
        "started": "started start began begin incident_start impact_start",
        "detected": "detected detection",
        "acknowledged": "acknowledged acknowledgement ack acked",
        "mitigated": "mitigated mitigation",
        "resolved": "resolved resolution end ended fixed recovered",
    }.items()
    for name in names.replace("_", " ").split()
}


def allows(words: Mapping[str, T], row: Row, column: str) -> bool:
    """Whether a row's cell holds one of the words, or nothing."""
    written = plain(row.cell(column))
    return not written or written in words


def chosen(words: Mapping[str, T], cell: Line, default: T, path: str, page: Page) -> T:
    """What a cell's word means; the default for none, and with a problem for one that nobody knows."""
    written = plain(cell)
    page.places[path] = cell.place
    if written in words:
        return words[written]
    if written:
        known = ", ".join(dict.fromkeys(word.replace("_", " ") for word in words.values()))
        page.problem(cell.place, f"{quote(cell.text)} is none of {known}", f"Write one of them, or '{default}'.", path)
    return default


def plain(cell: Line) -> str:
    """A cell's words without emphasis, in small letters."""
    return " ".join(cell.text.replace("_", " ").strip("*` ").lower().split())
