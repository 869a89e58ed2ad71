"""Puts index.html together. Report text goes in as text alone: escaped in HTML, and in the data the script reads."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from pmtool import __version__
from pmtool.archive.entry import Entry
from pmtool.archive.figures import Bar, Figures, Row, Spread
from pmtool.archive.figures.lengths import told
from pmtool.archive.page import charts
from pmtool.archive.page.timeline import timeline
from pmtool.files import replacing
from pmtool.pipeline.folder import POSTMORTEMS

FIRST_ROWS = 100
"""Incidents that can be read without the script, which has them all."""
_MOST_LISTED = 200
"""Failures, and groups told twice."""
_LYING = 15
"""Bars of one chart."""
_BROAD, _HALF, _QUARTER, _NARROW = 1150, 500, 250, 340
"""Pixels across which charts are drawn; they scale from there."""
_TALL = 190
_HERE = os.path.dirname(os.path.abspath(__file__))
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
"""What would end a script's element, or begin a comment in it."""


class _Chart(NamedTuple):
    """A chart, and the bars it shows."""

    bars: Sequence[Bar]
    svg: str
    """Empty where there is nothing to show."""
    others: int = 0
    """Bars that are not shown."""


class _Length(NamedTuple):
    """How long something took."""

    name: str
    spread: Spread
    svg: str


class _Tile(NamedTuple):
    """A figure at the top."""

    name: str
    value: str
    aside: str


class _Column(NamedTuple):
    """Of the triage table."""

    name: str
    key: str
    """What the script sorts by; empty where it does not."""
    first: str
    """The order of the first click."""
    kind: str


_COLUMNS = (
    _Column("Risk", "risk", "descending", "number"),
    _Column("Incident", "title", "ascending", "what"),
    _Column("Date", "date", "descending", "date"),
    _Column("Severity", "severity", "ascending", ""),
    _Column("Errors", "errors", "descending", "number"),
    _Column("Warnings", "warnings", "descending", "number"),
    _Column("Score", "score", "ascending", "number"),
    _Column("Why", "", "", "why"),
)


def write_page(path: str, figures: Figures) -> None:
    """Writes the page, whole or not at all; the same figures give the same bytes. Raises OSError."""
    with replacing(path) as file:
        file.write(page(figures).encode("utf-8"))


def write_timeline(path: str, entry: Entry) -> bool:
    """Writes the picture of an incident's timeline, if it can be drawn; tells whether it could. Raises OSError."""
    picture = timeline(entry.postmortem)
    if picture:
        with replacing(path) as file:
            file.write(picture.encode("utf-8"))
    return bool(picture)


def page(figures: Figures) -> str:
    """The page as HTML."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, loader=FileSystemLoader(_HERE), auto_reload=False
    )
    environment.filters |= {"count": "{:,}".format, "counted": _counted, "count_of": len, "length": told, "link": _link}
    css, script = _own("page.css"), _own("page.js")
    periods, per = figures.over_time.bars, f"Incidents per {figures.over_time.unit}"
    causes = [Bar(name=cause.name, count=cause.count) for cause in figures.causes]
    return environment.get_template("index.html").render(
        figures=figures,
        version=__version__,
        policy=_policy(css, script),
        css=css,
        script=script,
        data=_data(figures.rows),
        columns=_COLUMNS,
        first_rows=figures.rows[:FIRST_ROWS],
        failures=figures.unconverted[:_MOST_LISTED],
        groups=figures.told_twice[:_MOST_LISTED],
        tiles=list(_tiles(figures)),
        broad=charts.standing(per, periods, _BROAD, _TALL) if periods else "",
        narrow=charts.standing(per, periods, _NARROW, _TALL) if periods else "",
        lengths=list(_lengths(figures)),
        causes=_lying("Causes", causes),
        services=_lying("Services", figures.services),
        severities=_lying("Severities", figures.severities),
    )


def _lying(label: str, bars: Sequence[Bar]) -> _Chart:
    top = bars[:_LYING]
    return _Chart(top, charts.lying(label, top, _HALF) if top else "", len(bars) - len(top))


def _lengths(figures: Figures) -> Iterator[_Length]:
    for name in ("detect", "acknowledge", "mitigate", "resolve"):
        spread: Spread = getattr(figures, f"to_{name}")
        svg = charts.lying(f"Time to {name}", spread.bins, _QUARTER) if spread.known else ""
        yield _Length(f"To {name}", spread, svg)


def _tiles(figures: Figures) -> Iterator[_Tile]:
    counts = figures.counts
    yield _Tile("Incidents", f"{counts.incidents:,}", f"{counts.with_errors:,} with errors to look at")
    yield _Tile("Not converted", f"{counts.unconverted:,}", "see below" if counts.unconverted else "all came through")
    for name, spread in (
        ("detect", figures.to_detect),
        ("mitigate", figures.to_mitigate),
        ("resolve", figures.to_resolve),
    ):
        yield _Tile(f"Median time to {name}", told(spread.median), f"known for {spread.known:,}")
    yield _Tile("Open actions", f"{figures.actions.open:,}", f"{figures.actions.without_owner:,} without an owner")
    groups = "group" if len(figures.told_twice) == 1 else "groups"
    yield _Tile(
        "Told twice",
        f"{len(figures.told_twice):,}",
        f"{groups}; {_counted(counts.copies, 'exact copy', 'exact copies')}",
    )


def _data(rows: Sequence[Row]) -> str:
    """The rows for the script: JSON that can stand in HTML, each recurring phrase but once."""
    phrases: dict[str, int] = {}

    def numbers(told: Sequence[str]) -> list[int]:
        return [phrases.setdefault(phrase, len(phrases)) for phrase in told]

    def plain(row: Row) -> list[object]:
        """In the order that page.js names."""
        told = numbers(row.reasons), numbers(row.causes), int(row.has_timeline)
        return [row.name, row.title, row.date, row.severity, row.score, row.risk, row.errors, row.warnings, *told]

    listed = [plain(row) for row in rows]
    data = {"phrases": list(phrases), "rows": listed}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _link(name: str, ending: str) -> str:
    return f"{POSTMORTEMS}/{quote(name, safe='')}.{ending}"


def _policy(css: str, script: str) -> str:
    """What the browser may run and load: this style sheet, this script, pictures that lie beside the page."""
    style, code = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (css, script))
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{code}'; img-src 'self' file:; "
        "base-uri 'none'; form-action 'none'"
    )


def _own(name: str) -> str:
    with open(os.path.join(_HERE, name), encoding="utf-8") as file:
        return file.read()
