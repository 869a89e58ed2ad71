"""A statement: its text, what is marked beside it, and the evidence that its references lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from pmtool.formats.markdown.inline import unescape
from pmtool.formats.markdown.reading.footnotes import TimeNote
from pmtool.formats.markdown.reading.page import Line, Page
from pmtool.model import Claim, Evidence
from pmtool.model.finding import Place
from pmtool.model.postmortem import Certainty, Origin
from pmtool.patterns import Pattern

_MARK = r"(?:hedged|model|rules|human)"
_MARKUP = Pattern(rf"\\.| ?\*\((?P<marks>{_MARK}(?:, ?{_MARK})*)\)\*|\[\^(?P<label>[et]\d+)\]")


@dataclass(slots=True)
class Statement:
    """One statement as it stands in the file."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    origin: Origin = "human"
    certainty: Certainty = "stated"

    def claim(self) -> Claim:
        return Claim(text=self.text, evidence=self.evidence, origin=self.origin, certainty=self.certainty)


def read_statement(line: Line, path: str, page: Page) -> Statement:
    """The statement that a line holds. Unmarked, one with references is the rules', and one without is a person's."""
    page.places[path] = line.place
    marks: list[str] = []
    evidence: list[Evidence] = []
    labels: list[str] = []

    def take(found: re.Match[str]) -> str:
        if found["marks"]:
            marks.extend(mark.strip() for mark in found["marks"].split(","))
        elif found["label"]:
            labels.append(found["label"])
            backing = _evidence(found["label"], Place(line.number, line.column + found.start()), path, page)
            if backing:
                page.places[f"{path}/evidence/{len(evidence)}"] = backing[0]
                evidence.append(backing[1])
        else:
            return found[0]
        return ""

    text = _MARKUP.sub(take, line.text) if "[^" in line.text or "*(" in line.text else line.text
    told = next((mark for mark in marks if mark != "hedged"), "rules" if labels else "human")
    return Statement(
        unescape(text.strip(" \t")),
        tuple(evidence),
        cast(Origin, told),
        "hedged" if "hedged" in marks else "stated",
    )


def _evidence(label: str, place: Place, path: str, page: Page) -> tuple[Place, Evidence] | None:
    note = page.footnotes.get(label)
    if note is None:
        fix = f"Put the footnote back, or delete [^{label}] if nothing backs this statement."
        page.problem(place, f"[^{label}] refers to a footnote that is not there: its evidence is lost", fix, path)
    elif isinstance(note.holds, TimeNote):
        fix = "Refer to a footnote that holds words of a source, such as [^e1]."
        page.problem(place, f"[^{label}] tells how a time was read: it is no evidence", fix, path)
    else:
        return note.place, note.holds
    return None
