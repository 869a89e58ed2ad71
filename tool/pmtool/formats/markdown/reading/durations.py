"""The table of metrics: computed when it was written, so it must still agree with the times."""

from __future__ import annotations

from collections.abc import Iterable

from pmtool.formats.markdown.reading.page import Page, quote
from pmtool.formats.markdown.reading.tables import Row
from pmtool.formats.markdown.vocabulary import DURATIONS, duration
from pmtool.model.metrics import Metrics
from pmtool.patterns import Pattern

_PART = Pattern(r"(\d{1,9}(?:\.\d{1,9})?)\s*([a-z]*)")
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1, "": 60}
_FIX = "Run `pmtool check --fix`, or delete the line: figures are computed."


def check_metrics(rows: Iterable[Row], computed: Metrics, page: Page) -> None:
    """Note each figure of the file that does not follow from its times."""
    names = {title.lower(): name for name, title in DURATIONS.items()}
    for row in rows:
        title, cell = row.text("metric"), row.cell("time")
        says = f"the metrics table says {quote(title)} is {quote(cell.text)}, but the times give"
        name = names.get(title.lower())
        path = f"/metrics/{name}" if name else "/metrics"
        page.places[path] = cell.place
        minutes: float | None = getattr(computed, name) if name else None
        told = _seconds(cell.text)
        if minutes is None:
            page.problem(cell.place, f"{says} no such figure", _FIX, path, kept=True)
        elif told is None or abs(told - minutes * 60) > 0.5:
            page.problem(cell.place, f"{says} {duration(minutes)}", _FIX, path, kept=True)


def _seconds(written: str) -> float | None:
    """The length that words such as `1 h 36 min` or `35` (minutes) tell."""
    parts = [(float(part[1]), part[2]) for part in _PART.finditer(written.lower())]
    if not parts or any(unit[:1] not in _SECONDS for _, unit in parts):
        return None
    return sum(count * _SECONDS[unit[:1]] for count, unit in parts)
