"""A picture of an incident's timeline: a row for each event, milestones as lines through all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from pmtool.archive.figures.lengths import told
from pmtool.archive.figures.tally import shown
from pmtool.archive.moments import Moment, milestones, moments
from pmtool.model import Postmortem

MOST_ROWS = 40
_LETTERS = 52
"""Of an event's text."""
_WIDTH, _TEXT, _RIM = 960, 470, 24
"""Pixels: of the picture, of the texts at its left, and around what happens at its right."""
_HEAD, _ROW, _FOOT = 78, 24, 40
_LABEL_LINE = 15
"""Pixels; labels of milestones that would touch go below one another."""
_LABEL = 84
_TICKS = 4
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
"""Minutes between ticks."""
_STYLE = """
svg{color-scheme:light dark;font:13px system-ui,sans-serif;--ink:#1c2430;--faint:#5d6a7b;--line:#d9dfe7;--paper:#fff;
--trigger:#b4540a;--impact:#c2303a;--detection:#7a45c9;--escalation:#7a45c9;--diagnosis:#3560d6;--mitigation:#0f7f74;
--recovery:#27803b;--communication:#5d6a7b;--other:#5d6a7b}
@media(prefers-color-scheme:dark){svg{--ink:#e4e9f0;--faint:#9aa7b8;--line:#323d4c;--paper:#171d26;--trigger:#f0a35e;
--impact:#f2777f;--detection:#b794f4;--escalation:#b794f4;--diagnosis:#86a6ff;--mitigation:#4fc9bb;--recovery:#6fce85;
--communication:#9aa7b8;--other:#9aa7b8}}
.paper{fill:var(--paper)}text{fill:var(--ink)}.title{font-weight:600;font-size:15px}.faint{fill:var(--faint);font-size:12px}
.middle{text-anchor:middle}.row{stroke:var(--line)}.right{text-anchor:end}
.mark{stroke:var(--faint);stroke-dasharray:3 3}.clock{font-variant-numeric:tabular-nums}
"""
_KINDS = "trigger impact detection escalation diagnosis mitigation recovery communication other".split()


class _Scale(NamedTuple):
    """Where a moment stands from left to right."""

    start: dt.datetime
    end: dt.datetime

    @property
    def minutes(self) -> float:
        return (self.end - self.start).total_seconds() / 60

    def x(self, at: dt.datetime) -> float:
        """Pixels; what is earlier or later stands at the rim."""
        share = (at - self.start) / (self.end - self.start)
        return round(_TEXT + _RIM + min(1.0, max(0.0, share)) * (_WIDTH - _TEXT - 2 * _RIM), 1)


def timeline(postmortem: Postmortem) -> str:
    """The picture as SVG that needs nothing from elsewhere; empty where no two times are known that differ."""
    events, reached = moments(postmortem), milestones(postmortem)
    scale = _scale(events, reached)
    if scale is None:
        return ""
    rows = events[:MOST_ROWS]
    left_out = len(events) - len(rows)
    below = _HEAD + _ROW * (len(rows) + bool(left_out))
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_WIDTH} {below + _FOOT}")
    root.attrib |= {"width": str(_WIDTH), "height": str(below + _FOOT), "role": "img"}
    SubElement(root, "title").text = f"Timeline: {shown(postmortem.title, 120)}"
    SubElement(root, "style").text = _STYLE + "".join(f".{kind}{{fill:var(--{kind})}}" for kind in _KINDS)
    SubElement(root, "rect", {"class": "paper", "width": "100%", "height": "100%"})
    _text(root, _RIM, 28, shown(postmortem.title, 60), "title")
    _text(root, _RIM, 48, f"{_day(scale.start)}, {told(scale.minutes)} in all", "faint")
    _draw_milestones(root, reached, scale, below)
    previous = ""
    for number, event in enumerate(rows):
        previous = _draw_event(root, event, scale, _HEAD + _ROW * number, previous)
    if left_out:
        _text(root, _RIM, below - 7, f"and {left_out} more", "faint")
    _draw_ticks(root, scale, below)
    return tostring(root, encoding="unicode") + "\n"


def _scale(events: Sequence[Moment], reached: Sequence[tuple[str, dt.datetime]]) -> _Scale | None:
    """From the first milestone to the last, or where there are none the first event to the last."""
    ends = [end for event in events for end in (event.at, event.until) if end]
    for times in ([at for _, at in reached], [at for _, at in reached] + ends):
        if times and min(times) < max(times):
            return _Scale(min(times), max(times))
    return None


def _draw_milestones(root: Element, reached: Sequence[tuple[str, dt.datetime]], scale: _Scale, below: int) -> None:
    lines: list[float] = []
    for name, at in sorted(reached, key=lambda milestone: milestone[1]):
        x = scale.x(at)
        line = next((i for i, end in enumerate(lines) if x - end > _LABEL), len(lines))
        lines[line : line + 1] = [x]
        y = 20 + _LABEL_LINE * (line % 4)
        _line(root, "mark", x, y + 4, x, below)
        _text(root, min(x, _WIDTH - 40), y, name, "faint middle")


def _draw_event(root: Element, event: Moment, scale: _Scale, top: int, previous: str) -> str:
    """Draws its row; returns its day, which the next row tells only if it is another one."""
    middle = top + _ROW / 2
    day = _day(event.at)
    _line(root, "row", _RIM, top, _WIDTH - _RIM, top)
    _text(
        root,
        _RIM + 84,
        middle + 4,
        f"{day[5:] if day != previous else ''} {event.at:%H:%M}".strip(),
        "faint clock right",
    )
    _text(root, _RIM + 96, middle + 4, shown(event.text, _LETTERS), "")
    x = scale.x(event.at)
    if event.until and (wide := scale.x(event.until) - x) > 0:
        bar = {"x": f"{x:g}", "y": f"{middle - 4:g}", "width": f"{wide:g}", "height": "8", "rx": "4", "opacity": ".55"}
        SubElement(root, "rect", bar, **{"class": event.kind})
    outside = not scale.start <= event.at <= scale.end
    dot = SubElement(
        root, "circle", {"class": event.kind, "cx": f"{x:g}", "cy": f"{middle:g}", "r": "3" if outside else "5"}
    )
    SubElement(dot, "title").text = f"{event.kind}, {'outside the span shown' if outside else _since(event.at, scale)}"
    return day


def _draw_ticks(root: Element, scale: _Scale, below: int) -> None:
    _line(root, "row", _RIM, below, _WIDTH - _RIM, below)
    for minutes in _ticks(scale.minutes):
        at = scale.start + dt.timedelta(minutes=minutes)
        _text(root, scale.x(at), below + 22, f"+{told(minutes)}" if minutes else "start", "faint middle")


def _ticks(minutes: float) -> Iterator[float]:
    step = next((step for step in _STEPS if minutes / step <= _TICKS), None) or 1440 * -(-minutes // (1440 * _TICKS))
    return (float(i * step) for i in range(int(minutes / step) + 1))


def _since(at: dt.datetime, scale: _Scale) -> str:
    return f"{told((at - scale.start).total_seconds() / 60)} after the start"


def _day(at: dt.datetime) -> str:
    return at.date().isoformat()


def _text(root: Element, x: float, y: float, text: str, kind: str) -> None:
    SubElement(root, "text", {"x": f"{x:g}", "y": f"{y:g}", **({"class": kind} if kind else {})}).text = text


def _line(root: Element, kind: str, x1: float, y1: float, x2: float, y2: float) -> None:
    SubElement(root, "line", {"class": kind, "x1": f"{x1:g}", "y1": f"{y1:g}", "x2": f"{x2:g}", "y2": f"{y2:g}"})
