"""Times as they stand in the file: the forms that pmtool writes, and those that people type."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pmtool.formats.markdown.inline import unescape
from pmtool.formats.markdown.reading.footnotes import TimeNote
from pmtool.formats.markdown.reading.page import Line, Page, quote
from pmtool.formats.markdown.vocabulary import UNKNOWN_TIME
from pmtool.model import Instant
from pmtool.patterns import Pattern

_ZONE = r"UTC|GMT|Z|[+-]\d\d:\d\d"
_FULL = Pattern(rf"(\d{{4}}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(?: ?({_ZONE}))?)?")
_SHORT = Pattern(rf"(\d{{1,2}}):(\d\d)(?::(\d\d))?(?: ?({_ZONE}))?")
_LABEL = Pattern(r"\[\^([et]\d+)\]$")
_FIRST = Pattern(r'~?[ \t]*"(?:\\.|[^"\\])*"(?:\[\^\w+\])?')
_BETWEEN = Pattern(r"[–—]|(?<=[ \t])(?:-|to|until|→)(?=[ \t])")
_LEADING = Pattern(
    r"(?:\*\*)?(~?(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d(?::\d\d)?(?: ?(?:[ap]m|[AP]M|[A-Z]{1,4}|[+-]\d\d:?\d\d)\b)*)"
    r"(?:\*\*)?[ \t]*(?:[-–—:|][ \t]*|[ \t])(?:\*\*)?(?=\S)"
)
_NOTHING = frozenset(("", "-", "–", "—", "?", "n/a", "tbd", UNKNOWN_TIME))
_HALF_A_DAY = dt.timedelta(hours=12)


@dataclass
class Clock:
    """Reads the times of one table, each with the help of the one before."""

    page: Page
    zone: str = ""
    """What the table's title says of the zone: `UTC` in "Time (UTC)"."""
    previous: Instant | None = None

    def span(self, written: Line, path: str) -> tuple[Instant | None, Instant | None, str]:
        """Start, end, and the words that could not be read."""
        line = written.stripped()
        self.page.places[f"{path}/at"] = line.place
        quoted = _FIRST.match(line.text)
        between = _BETWEEN.search(line.text, quoted.end() if quoted else 0)
        if not between:
            at, unread = self.time(line, f"{path}/at")
            return at, None, unread
        start = line._replace(text=line.text[: between.start()]).stripped()
        end = line._replace(column=line.column + between.end(), text=line.text[between.end() :]).stripped()
        at, unread = self.time(start, f"{path}/at")
        self.page.places[f"{path}/until"] = end.place
        until, unread_end = self.time(end, f"{path}/until")
        return at, until, " – ".join(filter(None, (unread, unread_end)))

    def time(self, line: Line, path: str) -> tuple[Instant | None, str]:
        """The instant; or none, and the words if they mean something that could not be read."""
        label = _LABEL.search(line.text)
        words = line.text[: label.start()] if label else line.text
        hedge, words = words[:1] == "~", words.removeprefix("~").strip(" \t")
        if words.lower() in _NOTHING:
            return None, ""
        instant = self._typed(words, line, path)
        if instant is None:
            fix = "Write it as `2026-03-01 14:05 UTC`, or with an offset as `2026-03-01 14:05 +01:00`."
            self.page.problem(line.place, f"the time {quote(words)} can't be read", fix, path)
            return None, unescape(words)
        instant.approximate = instant.approximate or hedge
        if label:
            instant = self._noted(instant, label[1], line, path)
        self.previous = instant
        return instant, ""

    def _noted(self, instant: Instant, label: str, line: Line, path: str) -> Instant:
        note = self.page.footnotes.get(label)
        if note and isinstance(note.holds, TimeNote):
            return note.holds.applied(instant)
        fix = f"Put the footnote back, or delete [^{label}]."
        lost = f"[^{label}] leads to no footnote that tells how this time was read"
        self.page.problem(line.place, lost, fix, path)
        return instant

    def _typed(self, words: str, line: Line, path: str) -> Instant | None:
        if words.startswith('"') and words.endswith('"') and len(words) > 1:
            return Instant(at=unescape(words[1:-1]))
        full = _FULL.fullmatch(words)
        if full:
            day, minute, second, zone = full.groups()
            instant = Instant(at=day, precision="day")
            if minute:
                at = f"{day}T{minute}{second or ':00'}{_offset(zone or self.zone)}"
                instant = Instant(at=at, precision="second" if second else "minute")
                if not zone and self.zone and not _offset(self.zone):
                    instant = self._spoken(words) or instant
            if not _exists(instant.at):
                self.page.problem(line.place, f"there is no such time as {quote(words)}", "Correct it.", path)
            return instant
        return self._short(words) or self._spoken(words)

    def _short(self, words: str) -> Instant | None:
        """A time of the day, on the day and by the clock of the row before; after midnight where it falls far back."""
        short = _SHORT.fullmatch(words)
        before = self._before()
        if not short or not before:
            return None
        hour, minute, second, zone = short.groups()
        zone = _offset(zone or self.zone)
        try:
            at = before.replace(hour=int(hour), minute=int(minute), second=int(second or 0), microsecond=0)
            if zone:
                at = at.replace(tzinfo=dt.datetime.fromisoformat(f"2000-01-01T00:00{zone}").tzinfo)
            if (at.tzinfo is None) == (before.tzinfo is None) and before - at > _HALF_A_DAY:
                at += dt.timedelta(days=1)
        except (ValueError, OverflowError):
            return None
        return Instant(at=at.isoformat(), precision="second" if second else "minute")

    def _before(self) -> dt.datetime | None:
        try:
            return dt.datetime.fromisoformat(self.previous.at) if self.previous else None
        except ValueError:
            return None

    def _spoken(self, words: str) -> Instant | None:
        if not any(c.isdigit() for c in words):
            return None
        from pmtool.formats.markdown.reading.spoken import spoken_time

        return spoken_time(unescape(words), self._before(), self.zone)


def leading_time(line: Line) -> tuple[Line, Line] | None:
    """The time that a list item begins with, and what it says happened."""
    found = _LEADING.match(line.text)
    if not found:
        return None
    said = Line(line.number, line.column + found.end(), line.text[found.end() :])
    return Line(line.number, line.column + found.start(1), found[1]), said


def _offset(zone: str) -> str:
    return {"UTC": "+00:00", "GMT": "+00:00"}.get(zone, zone if zone[:1] in ("", "Z", "+", "-") else "")


def _exists(at: str) -> bool:
    try:
        return bool(dt.datetime.fromisoformat(at))
    except ValueError:
        return False
