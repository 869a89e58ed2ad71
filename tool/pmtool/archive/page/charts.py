"""Bar charts as SVG to set into a page, whose style sheet colours them.

pygal computes where everything goes. Its own style sheets, its scripts, its comments (they hold today's date) and its
data for tooltips are taken out, so that the same bars give the same bytes and nothing is asked of a network.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import Any, cast
from xml.etree.ElementTree import Element, SubElement, tostring

from pmtool.archive.figures import Bar

_LETTERS = 26
"""Of a name beside its bar."""
_ROW, _RIM = 30, 6
"""Height of a lying bar with its gap, and what goes around them all, in pixels."""
_NAME, _VALUE = 64, 34
"""Pixels that a standing bar's name and its value take; where bars are slimmer, only every so many are named."""
_UNUSED = frozenset({"script", "style", "desc", "defs", "title", "path"})
_UNSEEN = ("background", "plot tooltip-overlay")
"""Classes."""
_WIDEST = 90
"""Pixels that a standing bar may take with its gap."""
_FRACTION = re.compile(r"(\d+\.\d)\d+")
_KEPT_CLASSES = frozenset({"bar", "value"})


def standing(label: str, bars: Sequence[Bar], width: int, height: int) -> str:
    """Bars side by side, for what has an order: periods, lengths. `label` is for those who can't see."""
    names = [bar.name for bar in bars]
    width = min(width, _WIDEST * len(bars) + _NAME)
    room = width - _NAME
    every = -(-len(bars) * _NAME // room)
    chart = _pygal().Bar(
        width=width,
        height=height,
        margin=_RIM,
        margin_top=_VALUE,
        margin_left=_NAME // 2,
        margin_right=_NAME // 2,
        x_labels=names,
        x_labels_major=names[::every],
        show_minor_x_labels=False,
        show_y_labels=False,
        spacing=8,
        print_zeroes=False,
        print_values=len(bars) * _VALUE <= room,
        **_common(bars),
    )
    return _drawn(chart, "standing", label, bars)


def lying(label: str, bars: Sequence[Bar], width: int) -> str:
    """Bars one below the other, the first on top, for what has a name."""

    names = [_cut(bar.name) for bar in bars]
    chart = _pygal().HorizontalBar(
        width=width,
        height=_ROW * len(bars) + 2 * _RIM,
        margin=_RIM,
        margin_left=2 * _RIM,
        margin_right=_VALUE,
        x_labels=names[::-1],
        show_x_labels=False,
        print_values=True,
        spacing=0,
        **_common(bars),
    )
    return _drawn(chart, "lying", label, bars[::-1])


@cache
def _pygal() -> ModuleType:
    """pygal, without the finder of map plug-ins that it leaves among Python's own, which warn of one so old."""
    import pygal.style  # type: ignore[import-untyped]

    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != pygal.__name__]
    return cast(ModuleType, pygal)


def _common(bars: Sequence[Bar]) -> dict[str, Any]:
    return {
        "js": [],
        "css": [],
        "show_legend": False,
        "show_x_guides": False,
        "show_y_guides": False,
        "no_prefix": True,
        "print_values_position": "top",
        "rounded_bars": 3,
        "truncate_label": -1,
        "range": (0, max(1, *(bar.count for bar in bars))),
        "formatter": "{:,.0f}".format,
        # Sizes that pygal reckons with; what is seen is the page's style sheet.
        "style": _pygal().style.Style(label_font_size=13, major_label_font_size=13, value_font_size=12),
    }


def _drawn(chart: Any, kind: str, label: str, bars: Sequence[Bar]) -> str:
    chart.add("", [bar.count for bar in bars])
    root = _bare(chart.render_tree())
    _, _, width, height = root.attrib["viewBox"].split()
    root.attrib |= {"class": f"chart {kind}", "width": width, "height": height, "role": "img", "aria-label": label}
    for drawn, bar in zip((node for node in root.iter("g") if node.get("class") == "bar"), bars, strict=True):
        SubElement(drawn, "title").text = f"{bar.name}: {bar.count:,}"
    return tostring(root, encoding="unicode")


def _bare(node: Element) -> Element:
    """A node as pygal drew it, without what a page has no use for."""
    for child in list(node):
        is_used = isinstance(child.tag, str) and child.tag not in _UNUSED and child.get("class") not in _UNSEEN
        if not is_used or (not len(_bare(child)) and child.tag == "g"):
            node.remove(child)
    node.attrib = {name: _FRACTION.sub(r"\1", value) for name, value in node.attrib.items() if value and name != "id"}
    if kept := _KEPT_CLASSES.intersection(node.attrib.pop("class", "").split()):
        node.set("class", min(kept))
    return node


def _cut(name: str) -> str:
    return name if len(name) <= _LETTERS else name[: _LETTERS - 1].rstrip() + "…"
