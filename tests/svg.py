"""What stands on a terminal, drawn as SVG: a line of text a line, so that the difference of two pictures can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from string import ascii_lowercase

from rich.cells import cell_len
from rich.color import Color, blend_rgb
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style

CELL, LINE, SIZE, BORDER = 9, 18, 15, 9
"""Pixels: a cell's width and height, its letters' size, and the rim of the picture."""
FONTS = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
INK, PAPER = ColorTriplet(224, 224, 224), ColorTriplet(18, 18, 18)


@dataclass(frozen=True)
class Look:
    """How some cells look."""

    paper: str
    rules: str
    """CSS of their letters."""

    @classmethod
    def of(cls, style: Style | None) -> Look:
        """What a terminal makes of a style."""
        style = style or Style()
        ink, paper = _triplet(style.color, INK), _triplet(style.bgcolor, PAPER)
        if style.reverse:
            ink, paper = paper, ink
        if style.dim:
            ink = blend_rgb(ink, paper, 0.4)
        rules = [f"fill:{ink.hex}"]
        rules += ["font-weight:bold"] if style.bold else []
        rules += ["font-style:italic"] if style.italic else []
        lines = [name for name, is_on in (("underline", style.underline), ("line-through", style.strike)) if is_on]
        rules += [f"text-decoration:{' '.join(lines)}"] if lines else []
        return cls(paper.hex, ";".join(rules))


@dataclass(frozen=True)
class Run:
    """Cells of a row that look alike."""

    x: int
    cells: int
    text: str
    look: Look


def drawn(rows: Iterable[Iterable[Segment]], columns: int, title: str) -> str:
    """A picture of rows of segments."""
    lines = [list(_runs(row)) for row in rows]
    names: dict[str, str] = {}
    papers = "".join(_paper(run, y) for y, line in enumerate(lines) for run in line if run.look.paper != PAPER.hex)
    letters = "\n".join("".join(_letters(run, y, names) for run in line) for y, line in enumerate(lines))
    width, height = columns * CELL + 2 * BORDER, len(lines) * LINE + 2 * BORDER
    styles = "".join(f".{name}{{{rules}}}" for rules, name in names.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        f"<title>{escape(title)}</title>\n"
        f"<style>text{{font:{SIZE}px {FONTS};white-space:pre}}{styles}</style>\n"
        f'<rect width="{width}" height="{height}" rx="6" fill="{PAPER.hex}"/>\n'
        f'<g transform="translate({BORDER} {BORDER})">\n'
        f'<g shape-rendering="crispEdges">\n{papers}</g>\n{letters}\n</g>\n</svg>\n'
    )


def _runs(row: Iterable[Segment]) -> Iterator[Run]:
    x = 0
    looks = ((segment.text, Look.of(segment.style)) for segment in row if not segment.control)
    for look, alike in groupby(looks, lambda pair: pair[1]):
        text = "".join(text for text, _ in alike)
        yield Run(x, cell_len(text), text, look)
        x += cell_len(text)


def _paper(run: Run, y: int) -> str:
    place = f'x="{run.x * CELL}" y="{y * LINE}" width="{run.cells * CELL}" height="{LINE}"'
    return f'<rect {place} fill="{run.look.paper}"/>\n'


def _letters(run: Run, y: int, names: dict[str, str]) -> str:
    """The letters of a run, each in its cell, whatever the font."""
    text = run.text.rstrip(" ")
    if not text or (not text.strip(" ") and "decoration" not in run.look.rules):
        return ""
    lead = len(text) - len(text.lstrip(" "))
    text = text.lstrip(" ")
    name = names.setdefault(run.look.rules, _name(len(names)))
    cells = cell_len(text)
    wide = f' textLength="{cells * CELL}"' if cells > 1 else ""
    place = f'x="{(run.x + lead) * CELL}" y="{y * LINE + SIZE - 1}"{wide}'
    return f'<text {place} class="{name}">{escape(text, quote=False)}</text>'


def _name(number: int) -> str:
    return ascii_lowercase[number % 26] + (str(number // 26) if number >= 26 else "")


def _triplet(color: Color | None, otherwise: ColorTriplet) -> ColorTriplet:
    return otherwise if color is None or color.is_default else color.get_truecolor()
