"""Footnotes, by label: `[^e1]` the words that back a statement, `[^t1]` how a time was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast, get_args

from pmtool.formats.markdown.inline import unescape
from pmtool.model import Alternative, Evidence, Instant, Precision, ZoneRule
from pmtool.model.finding import Place
from pmtool.model.postmortem import EvidenceStatus
from pmtool.patterns import Pattern

_QUOTED = r'"((?:\\.|[^"\\])*)"'
_EVIDENCE = Pattern(rf"(.+?):(-?\d{{1,99}})-(-?\d{{1,99}})(?: \((\w+)\))? {_QUOTED}")
_READING = Pattern(rf"{_QUOTED}(?: in {_QUOTED})? \((\w+)\)(?:, to the (\w+))?((?:; or {_QUOTED} if {_QUOTED})*)")
_OTHER = Pattern(rf"; or {_QUOTED} if {_QUOTED}")


@dataclass(slots=True)
class TimeNote:
    """How a time was read."""

    as_written: str
    zone: str | None
    zone_rule: ZoneRule
    precision: Precision | None
    """Null where the form of the time tells it."""
    alternatives: tuple[Alternative, ...]

    def applied(self, typed: Instant) -> Instant:
        """The instant that stands in the text, with all that the note says of it."""
        return Instant(
            at=typed.at,
            precision=self.precision or typed.precision,
            approximate=typed.approximate,
            as_written=self.as_written,
            zone=self.zone,
            zone_rule=self.zone_rule,
            alternatives=self.alternatives,
        )


@dataclass(slots=True)
class Footnote:
    """A footnote and where it stands."""

    place: Place
    holds: Evidence | TimeNote


def read_footnote(written: str) -> Evidence | TimeNote | None:
    """What a footnote's text holds; null where it is neither evidence nor a reading."""
    found = _EVIDENCE.fullmatch(written)
    if found and (found[4] is None or found[4] in get_args(EvidenceStatus)):
        return Evidence(
            source=unescape(found[1]),
            start=int(found[2]),
            end=int(found[3]),
            status=cast(EvidenceStatus, found[4] or "exact"),
            quote=unescape(found[5]),
        )
    found = _READING.fullmatch(written)
    if not found or found[3] not in get_args(ZoneRule) or found[4] not in (None, *get_args(Precision)):
        return None
    return TimeNote(
        as_written=unescape(found[1]),
        zone=None if found[2] is None else unescape(found[2]),
        zone_rule=cast(ZoneRule, found[3]),
        precision=cast(Precision | None, found[4]),
        alternatives=tuple(
            Alternative(at=unescape(other[1]), why=unescape(other[2])) for other in _OTHER.finditer(found[5])
        ),
    )
