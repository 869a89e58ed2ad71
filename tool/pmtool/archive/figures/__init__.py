"""An archive in numbers: one walk over its entries, of which only counts and short rows stay."""

from pmtool.archive.figures.collecting import figures
from pmtool.archive.figures.shapes import (
    Actions,
    Bar,
    Cause,
    Counts,
    Figures,
    OpenAction,
    OverTime,
    Row,
    Spread,
    ToldTwice,
)

__all__ = [
    "Actions",
    "Bar",
    "Cause",
    "Counts",
    "Figures",
    "OpenAction",
    "OverTime",
    "Row",
    "Spread",
    "ToldTwice",
    "figures",
]
