"""pmtool's time ledger beside dateparser's search_dates and datefinder, on the same texts in the same run.

    python benchmarks/temporal.py [--reports DIR]

Shows microseconds per character. Where DIR (default: ../shared/reports beside the checkout) holds annotated reports
(NAME.txt with NAME.gold.json), also precision, recall and F1: a span that overlaps an annotated time counts when it
names the same instant.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmtool.source.document import build_document
from pmtool.temporal import build_ledger

ROOT = Path(__file__).parent.parent
CLOCK = {"instant", "date", "range_start", "range_end", "posted"}


@dataclass(frozen=True)
class Guess:
    """A time that a finder saw: where, and when (no offset counts as UTC)."""

    start: int
    end: int
    at: dt.datetime


Finder = Callable[[str], list[Guess]]


def pmtool_finder(text: str) -> list[Guess]:
    mentions = build_ledger([build_document("R1", "report.txt", "text/plain", "", text)])["R1"]
    return [Guess(m.start, m.end, dt.datetime.fromisoformat(m.at)) for m in mentions if m.at and m.kind in CLOCK]


def dateparser_finder(text: str) -> list[Guess]:
    from dateparser.search import search_dates

    guesses, position = [], 0
    for words, at in search_dates(text, languages=["en"]) or []:
        start = text.find(words, position)
        if start >= 0:
            guesses.append(Guess(start, start + len(words), at))
            position = start
    return guesses


def datefinder_finder(text: str) -> list[Guess]:
    import datefinder

    found = datefinder.find_dates(text, index=True, base_date=dt.datetime(2000, 1, 1))  # noqa: DTZ001 (it takes naive ones)
    return [Guess(start, end, at) for at, (start, end) in found]


FINDERS: dict[str, Finder] = {
    "pmtool": pmtool_finder,
    "dateparser": dateparser_finder,
    "datefinder": datefinder_finder,
}


def utc(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC) if at.tzinfo else at.replace(tzinfo=dt.UTC)


def same(guess: Guess, mention: dict[str, Any]) -> bool:
    """Whether a guess names the annotated instant, or the day where only a day is annotated."""
    for key in ("utc", "utc_alt"):
        if mention.get(key):
            want = dt.datetime.fromisoformat(mention[key])
            if mention.get("precision") == "day" and guess.at.date() == want.date():
                return True
            if abs((utc(guess.at) - want).total_seconds()) <= 59:
                return True
    return False


def score(guesses: Sequence[Guess], gold: Sequence[dict[str, Any]]) -> tuple[int, int, int, int]:
    """True guesses, guesses, found mentions, mentions; times outside the incident's course are left out."""
    core = [m for m in gold if m["kind"] in CLOCK and m.get("utc") and not m.get("scope")]
    aside = [m for m in gold if m not in core]

    def over(g: Guess, m: dict[str, Any]) -> bool:
        return bool(g.start < m["start"] + len(m["text"]) and g.end > m["start"])

    counted = [g for g in guesses if not any(over(g, m) for m in aside)]
    true = sum(any(over(g, m) and same(g, m) for m in core) for g in counted)
    found = sum(any(over(g, m) and same(g, m) for g in guesses) for m in core)
    return true, len(counted), found, len(core)


def mentions(gold: Path) -> list[dict[str, Any]]:
    """The annotated times of a report."""
    return list(json.loads(gold.read_text(encoding="utf-8"))["time_mentions"])


def main() -> None:
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=Path, default=ROOT.parent / "shared" / "reports")
    reports = parser.parse_args().reports
    annotated = {p: p.with_name(p.stem + ".gold.json") for p in sorted(reports.glob("*.txt"))}
    gold = {
        p.read_text(encoding="utf-8"): json.loads(g.read_text())["time_mentions"]
        for p, g in annotated.items()
        if g.exists()
    }
    examples = sorted((ROOT / "examples").glob("*/*.txt"))
    texts = list(gold) or [p.read_text(encoding="utf-8") for p in examples]
    characters = sum(map(len, texts))
    print(f"{len(texts)} {'annotated' if gold else 'example'} reports, {characters} characters")
    print(f"{'':12s} {'µs/char':>8s} {'x pmtool':>9s}" + (f" {'P':>6s} {'R':>6s} {'F1':>6s}" if gold else ""))
    base = 0.0
    for name, finder in FINDERS.items():
        finder(texts[0])  # what it builds on first use is not measured
        begun = time.perf_counter()
        guesses = {text: finder(text) for text in texts}
        each = (time.perf_counter() - begun) / characters * 1e6
        base = base or each
        line = f"{name:12s} {each:8.2f} {each / base:9.1f}"
        if gold:
            true, guessed, found, all_ = (sum(c) for c in zip(*(score(guesses[t], gold[t]) for t in gold), strict=True))
            precision, recall = true / max(1, guessed), found / max(1, all_)
            line += f" {precision:6.2f} {recall:6.2f} {2 * precision * recall / max(1e-9, precision + recall):6.2f}"
        print(line)


if __name__ == "__main__":
    main()
