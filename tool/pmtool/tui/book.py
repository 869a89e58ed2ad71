"""All keys of the desk as a page of documentation: `python -m pmtool.tui.book docs/keys.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pmtool.tui.actions import PLACES, actions
from pmtool.tui.screens.help import shown_keys

_HEAD = """\
# The desk's keys

<!-- Made from the list of actions by `make keys`; edit that. -->

What keys do at the [drafting desk](drafting.md). F1 there tells those that count where the cursor is, and ctrl+p finds
what they do by its name. An action's id gives it other keys, in [your settings file](cli.md#the-drafting-desk).

Besides, as everywhere: arrows, Home, End and the page keys move, Tab goes on to the next field, and the mouse clicks,
scrolls and selects.
"""


def book() -> str:
    """A table for each part of the desk."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    for where, title in PLACES.items():
        yield f"## {title}\n"
        yield "| Keys | What they do | Id |"
        yield "|---|---|---|"
        for action in actions(where):
            yield f"| {_keys(action.keys)} | {action.help} | `{action.id}` |"
        yield ""


def _keys(keys: str) -> str:
    return " ".join(f"`{shown_keys(key)}`" for key in keys.split(","))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(book(), encoding="utf-8")
