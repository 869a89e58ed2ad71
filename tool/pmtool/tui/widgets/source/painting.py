"""Rows of the source as strips: the gutter with its signs, and the text under the marks that lie on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from pmtool.model import Document
from pmtool.source.sanitize import sanitize
from pmtool.tui.widgets.source.wrapping import cut

SELECTED, EVIDENCE, UNPLACED = "▌", "●", "○"
"""Signs of the gutter."""
SIGN_CELLS = 3
"""Selected, evidence or unplaced, a space."""


class Layer(NamedTuple):
    """A style on stretches of a text; later layers lie on top."""

    style: Style
    stretches: Sequence[tuple[int, int]]


def gutter_cells(last_line: int) -> int:
    """Cells before the text of a row."""
    return max(2, len(str(last_line))) + SIGN_CELLS


def title_of(document: Document) -> str:
    """A document's title, on one line."""
    return sanitize(f"{document.id} {document.name}").replace("\n", " ").replace("\t", " ")


def painted(row: str, begins: int, base: Style, layers: Sequence[Layer]) -> list[Segment]:
    """A row's text, styled; the row begins at an offset of the text that the layers' stretches lie in."""
    edges = {edge for layer in layers for stretch in layer.stretches for edge in stretch}
    cuts = sorted(edge for edge in edges if begins < edge < begins + len(row))
    pieces = cut(sanitize(row), (edge - begins for edge in cuts))
    segments = []
    for start, piece in zip([begins, *cuts], pieces, strict=True):
        style = base
        for layer in layers:
            if any(first <= start < last for first, last in layer.stretches):
                style += layer.style
        if piece:
            segments.append(Segment(piece, style))
    return segments
