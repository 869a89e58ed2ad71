"""What tests of `pmtool check` share: one contradiction, in every kind of file."""

from __future__ import annotations

from pathlib import Path

import pmtool
from pmtool import Claim, Event, Postmortem
from pmtool.model import Instant

CODE = "PM110"
WORDS = "34 minutes"
IMPACT = f"On 1 March 2026 uploads failed for {WORDS} (09:52 to 10:21 UTC)."
REPORT = f"Uploads failed\n\nImpact:\n\n\tThe 画像 service 🎉 broke. {IMPACT}\n"
SUFFIXES = {"markdown": ".md", "json": ".json", "yaml": ".yaml"}
KINDS = ("markdown", "json", "yaml", "report")


def contradicting() -> Postmortem:
    """A postmortem that states a duration that its own times deny."""
    at = Instant(at="2026-03-01T09:52:00+00:00", as_written="09:52 UTC", zone="UTC", zone_rule="explicit")
    return Postmortem(
        title="Uploads failed",
        impact=Claim(text=IMPACT, origin="human"),
        timeline=(Event(at=at, text="Uploads fail", kind="impact", origin="human"),),
    )


def written(folder: Path, kind: str, postmortem: Postmortem | None = None) -> Path:
    """A file with the contradiction: a postmortem in one of the formats, or a raw report."""
    path = folder / f"incident{SUFFIXES.get(kind, '.txt')}"
    text = REPORT if kind == "report" else pmtool.dump(postmortem or contradicting(), kind)
    path.write_text(text, encoding="utf-8")
    return path


def position(text: str, words: str = WORDS) -> tuple[int, int]:
    """Line and column of the first of some words, as editors count."""
    before = text[: text.index(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
