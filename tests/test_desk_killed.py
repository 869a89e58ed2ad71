"""A desk that is killed at any moment loses no more than the last second of typing."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import pytest

from desk import report_file
from pmtool.editing.keeping.recovery import recoverable, restore
from pmtool.model import Postmortem
from terminals import Terminal

SEED = 20260314
MOMENTS = [round(moment, 2) for moment in random.Random(SEED).sample([n / 20 for n in range(80)], 10)]
"""Seconds from the first character."""
LOST_AT_MOST = 1.0
GAP = 0.03
"""Seconds between two keys: a fast typist's."""

JUMP = ("\x0f", "Go to")
JOURNEY = (
    ((JUMP, ("s", "Summary: ")), "summary", "The pool ran dry; nobody saw it for a while. "),
    ((JUMP, ("a", "Action items"), ("\r", "Action items 1")), "action", "Close connections that nobody uses"),
    ((("\r", ""), JUMP, ("r", "Root cause: ")), "cause", "It leaked. "),
    ((JUMP, ("h", "Title")), "title", "Again: "),
)
"""Keys that lead to a place, each with what it brings to the screen; what the place is called here; what is typed."""


@dataclass
class Typist:
    """Types the journey, looking at the screen, and remembers when each character was seen there."""

    terminal: Terminal
    end: float = 0.0
    log: list[tuple[float, str, str]] = field(default_factory=list)
    """Moment, place, and all that was typed there by then."""
    slowest: float = 0.0
    """Seconds that the machine took to show a character."""

    def type_for(self, seconds: float) -> None:
        """Goes the journey; the time counts from the first character."""
        for steps, place, text in JOURNEY:
            for key, seen in steps:
                self.terminal.press(key, seen.encode())
            self.end = self.end or monotonic() + seconds
            for number in range(1, len(text) + 1):
                if monotonic() >= self.end:
                    return
                begin = monotonic()
                self.terminal.press(text[number - 1])
                self.slowest = max(self.slowest, monotonic() - begin)
                self.log.append((monotonic(), place, text[:number]))
                self.terminal.read(GAP)


def words_at(postmortem: Postmortem, place: str) -> str:
    if place == "action":
        return "".join(item.text for item in postmortem.action_items)
    claims = {"summary": postmortem.summary, "cause": postmortem.root_cause}
    if place == "title":
        return postmortem.title
    claim = claims[place]
    return claim.text if claim else ""


@pytest.mark.parametrize("moment", [*MOMENTS[:3], *(pytest.param(m, marks=pytest.mark.slow) for m in MOMENTS[3:])])
def test_a_desk_that_is_killed_has_kept_all_but_the_last_second(tmp_path: Path, moment: float) -> None:
    terminal = Terminal(["draft", report_file(tmp_path), "--engine", "offline"])
    try:
        terminal.until(lambda shown: b"offline engine" in shown)
        typist = Typist(terminal)
        typist.type_for(moment)
        terminal.kill()
        killed = monotonic()
    finally:
        terminal.close()
    typed = {place: text for at, place, text in typist.log if at <= killed - LOST_AT_MOST - typist.slowest}
    found = recoverable()
    assert not found.skipped
    assert len(found.drafts) == 1 or not typed
    if not found.drafts:
        return
    restored = restore(found.drafts[0].id)
    restored.kept.release()
    assert [document.name for document in restored.state.documents] == ["report.md"]
    assert not restored.lost
    for place, text in typed.items():
        assert text.strip() in words_at(restored.state.postmortem, place), f"{place}, killed after {moment} s"
