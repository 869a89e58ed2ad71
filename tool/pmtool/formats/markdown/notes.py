"""Footnotes: what backs a statement (`[^e1]`) and how a time was read (`[^t1]`)."""

from __future__ import annotations

import re

from pmtool.formats.markdown.inline import escape, quoted
from pmtool.model import Evidence, Instant, Precision

_FULL = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d|)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Notes:
    """Collects footnotes as the text refers to them; equal ones share a number."""

    def __init__(self) -> None:
        self._labels: dict[tuple[str, str], str] = {}
        self._counts = {"e": 0, "t": 0}

    def evidence(self, evidence: tuple[Evidence, ...]) -> str:
        """References to the words that back a statement."""
        return "".join(self._reference("e", _evidence_note(each)) for each in evidence)

    def time(self, instant: Instant) -> str:
        """An instant as people read it, with a reference to how it was read."""
        shown, implied = _clock(instant)
        note = _time_note(instant, implied)
        return ("~" if instant.approximate else "") + shown + (self._reference("t", note) if note else "")

    def lines(self) -> list[str]:
        """The footnotes' definitions, in the order of first reference."""
        return [f"[^{label}]: {note}" for (_, note), label in self._labels.items()]

    def _reference(self, kind: str, note: str) -> str:
        key = (kind, note)
        if key not in self._labels:
            self._counts[kind] += 1
            self._labels[key] = f"{kind}{self._counts[kind]}"
        return f"[^{self._labels[key]}]"


def _evidence_note(evidence: Evidence) -> str:
    status = "" if evidence.status == "exact" else f" ({evidence.status})"
    return f"{escape(evidence.source)}:{evidence.start}-{evidence.end}{status} {quoted(evidence.quote)}"


def _clock(instant: Instant) -> tuple[str, Precision | None]:
    """The instant's `at` for people, and the precision that this form tells by itself."""
    if _DAY.fullmatch(instant.at):
        return instant.at, "day"
    full = _FULL.fullmatch(instant.at)
    if not full:
        return quoted(instant.at), None
    day, minute, second, offset = full.groups()
    precision: Precision = "minute" if second == ":00" and instant.precision != "second" else "second"
    zone = {"+00:00": " UTC", "": ""}.get(offset, f" {offset}")
    return f"{day} {minute}{second if precision == 'second' else ''}{zone}", precision


def _time_note(instant: Instant, implied: Precision | None) -> str:
    """How the instant was read; empty where a person typed it and the form says all."""
    precision = f", to the {instant.precision}" if instant.precision != implied else ""
    others = "".join(f"; or {quoted(other.at)} if {quoted(other.why)}" for other in instant.alternatives)
    zone = f" in {quoted(instant.zone)}" if instant.zone is not None else ""
    if not (instant.as_written or zone or precision or others) and instant.zone_rule == "unknown":
        return ""
    return f"{quoted(instant.as_written)}{zone} ({instant.zone_rule}){precision}{others}"
