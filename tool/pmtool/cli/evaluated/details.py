"""What a run has otherwise than gold in one report, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pmtool.cli.reports.screen import Ink, safe, wrapped
from pmtool.cli.reports.text import Page
from pmtool.evaluation.differences import Difference

_STYLES = {"missed": "error", "invented": "warning", "differs": "info"}
_INDENT = " " * 11


def render(details: Mapping[str, Sequence[Difference]], page: Page) -> str:
    """The differences of each run, part by part: what gold says, and what the run says."""
    lines = [line for label, found in details.items() for line in _run(label, found, page)]
    return "".join(f"{line}\n" for line in lines)


def _run(label: str, found: Sequence[Difference], page: Page) -> Iterator[str]:
    yield ""
    yield page.ink.paint("strong", f"{safe(label)}, held against gold")
    if not found:
        yield "  no difference"
    before = ""
    for difference in found:
        if difference.part != before:
            yield page.ink.paint("faint", difference.part.replace("_", " "))
            before = difference.part
        yield from _told(difference, page.columns, page.ink)


def _told(difference: Difference, room: int, ink: Ink) -> Iterator[str]:
    mark = f"  {difference.what:<9}"
    if difference.what == "differs":
        yield _set(mark, difference.why or "words", room, ink.paint(_STYLES["differs"], mark))
        yield _set(f"{_INDENT}gold: ", difference.gold, room)
        yield _set(f"{_INDENT}run:  ", difference.made, room)
    else:
        yield _set(mark, difference.gold or difference.made, room, ink.paint(_STYLES[difference.what], mark))


def _set(first: str, words: str, room: int, painted: str = "") -> str:
    """Words behind a label, which may be painted, on as many lines as they need."""
    text = wrapped(safe(words), room, " " * len(first), first)
    return (painted or first) + text[len(first) :]
