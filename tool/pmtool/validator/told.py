"""The postmortem's words as one text, so that the clock can read their times as it reads a report's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pmtool.model import Document, Event, Instant, Mention, Postmortem, StatusUpdate
from pmtool.model.walk import statements
from pmtool.source.document import build_document
from pmtool.temporal import build_ledger

ID = "told"
OWN_SECTIONS = "other_sections"
"""The field of the sections that have no field."""


@dataclass(frozen=True)
class Told:
    """The text, its times, and where each part of it stands in the postmortem."""

    document: Document
    mentions: tuple[Mention, ...]
    anchors: tuple[tuple[int, int, str], ...]
    """Start, end and JSON pointer, by start."""


def tell(postmortem: Postmortem) -> Told:
    """The statements under their headings, events and posts behind their stamps (`/timeline/3/at`); then the sections
    of one's own, in their own Markdown."""
    page = _Page()
    page.add(f"# {_one_line(postmortem.title)}\n", "/title")
    field = ""
    for statement in statements(postmortem):
        if statement.field != field:
            field = statement.field
            page.add(f"\n## {field.replace('_', ' ').capitalize()}\n\n")
        listed = statement.path != f"/{field}"
        page.add("- " if listed else "")
        if isinstance(statement.item, (Event, StatusUpdate)):
            page.add(_stamp(statement.item), f"{statement.path}/at")
        page.add(_one_line(statement.text), statement.path)
        page.add("\n")
    for number, section in enumerate(postmortem.other_sections):
        path = f"/{OWN_SECTIONS}/{number}"
        page.add("\n## ")
        page.add(f"{_one_line(section.title)}\n\n", path)
        page.add(f"{section.text}\n", path)
    document = build_document(ID, ID, "text/markdown", "", "".join(page.pieces))
    day, zone = _setting(postmortem)
    mentions = build_ledger([document], timezone=zone, date=day)[ID]
    return Told(document, mentions, tuple(page.anchors))


class _Page:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.anchors: list[tuple[int, int, str]] = []
        self._length = 0

    def add(self, text: str, path: str = "") -> None:
        if path and text:
            self.anchors.append((self._length, self._length + len(text), path))
        self.pieces.append(text)
        self._length += len(text)


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _stamp(item: Event | StatusUpdate) -> str:
    until = item.until if isinstance(item, Event) else None
    shown = " – ".join(_shown(instant) for instant in (item.at, until) if instant)
    return f"{shown}: " if shown else ""


def _shown(instant: Instant) -> str:
    return instant.at.replace("T", " ").replace("+00:00", " UTC") if instant.moment() else instant.at


def _setting(postmortem: Postmortem) -> tuple[dt.date | None, str | None]:
    """The day and the zone that the postmortem's own times speak for."""
    instants = [event.at for event in postmortem.timeline if event.at]
    instants += [at for at in (postmortem.milestones.started, postmortem.milestones.detected) if at]
    for instant in instants:
        at = instant.moment()
        if at and 1970 <= at.year <= 2099:
            local = dt.datetime.fromisoformat(instant.at)
            return local.date(), local.isoformat()[-6:] if local.utcoffset() else "UTC"
    return None, None
