"""The time expressions as data: every case in tests/temporal/cases/*.yaml.

A case is a text and the mentions a careful reader finds in it:

    - id: clock
      text: "At 14:05 we paged."
      date: "2026-03-03"          # --date; `timezone` is --timezone; a file's `defaults` fill what a case leaves out
      expect: [{text: "14:05", at: "2026-03-03T14:05+00:00", precision: minute}]

`expect` is in reading order: each `text` is looked for after the one before it; exactly one mention must touch it,
and cover it but for closing punctuation.
A list under `at` gives readings that are equally good. `notes` and `alternatives` may be true or false (some, none);
a list of `alternatives` must be among those found. Nothing else in the text may have an `at`, unless `partial: true`.
`expect: none` allows no mention at all, not even a duration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from pmtool.model.mention import Mention
from pmtool.source.document import build_document
from pmtool.temporal import build_ledger

CASES = Path(__file__).parent / "temporal" / "cases"


@dataclass(frozen=True)
class Case:
    text: str
    expect: list[dict[str, Any]]
    date: str | None = None
    timezone: str | None = None
    partial: bool = False
    no_mention_at_all: bool = False


def read_cases(path: Path) -> Iterator[Any]:
    data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for raw in data["cases"]:
        fields = data.get("defaults", {}) | raw
        name = f"{path.stem}:{fields.pop('id')}"
        nothing = fields["expect"] == "none"
        fields["expect"] = [] if nothing else fields["expect"]
        yield pytest.param(Case(**fields, no_mention_at_all=nothing), id=name)


def find(case: Case) -> tuple[Mention, ...]:
    document = build_document("R1", "case.txt", "text/plain", "", case.text, 1)
    anchor = date.fromisoformat(case.date) if case.date else None
    return build_ledger([document], timezone=case.timezone, date=anchor)["R1"]


def touching(mentions: tuple[Mention, ...], start: int, end: int) -> list[Mention]:
    return [m for m in mentions if m.start < end and start < m.end]


def same_reading(found: str | None, wanted: str | None) -> bool:
    """Days compare as written; clock times by wall clock and offset, however they are spelled."""
    if found is None or wanted is None:
        return found == wanted
    if ("T" in found) != ("T" in wanted):
        return False
    a, b = datetime.fromisoformat(found), datetime.fromisoformat(wanted)
    return a.replace(tzinfo=None) == b.replace(tzinfo=None) and a.utcoffset() == b.utcoffset()


def agrees(mention: Mention, name: str, wanted: Any) -> bool:
    found = getattr(mention, name)
    if name == "at":
        return any(same_reading(found, w) for w in (wanted if isinstance(wanted, list) else [wanted]))
    if name == "alternatives" and wanted and wanted is not True:
        return all(any(same_reading(a.at, w) for a in found) for w in wanted)
    if name in ("notes", "alternatives"):
        return bool(found) == bool(wanted)
    if name == "minutes" and found is not None:
        return bool(found == pytest.approx(wanted))
    return bool(found == wanted)


def complaints(case: Case, mentions: tuple[Mention, ...]) -> Iterator[str]:
    expected_spans: list[tuple[int, int]] = []
    position = 0
    for wanted in case.expect:
        start = case.text.index(wanted["text"], position)
        position = start + len(wanted["text"])
        expected_spans.append((start, position))
        candidates = touching(mentions, start, position)
        if len(candidates) != 1:
            yield f"{wanted['text']!r}: one mention expected, found {[m.text for m in candidates]}"
            continue
        if candidates[0].start > start or candidates[0].end < start + len(wanted["text"].rstrip(".)")):
            yield f"{wanted['text']!r}: the mention covers only {candidates[0].text!r}"
        for name in wanted.keys() - {"text"}:
            if not agrees(candidates[0], name, wanted[name]):
                yield f"{wanted['text']!r}: {name} is {getattr(candidates[0], name)!r}, expected {wanted[name]!r}"
    if case.partial:
        return
    for mention in mentions:
        expected = any(mention.start < end and start < mention.end for start, end in expected_spans)
        if not expected and (mention.at is not None or case.no_mention_at_all):
            yield f"{mention.text!r}: taken for a {mention.kind} at {mention.at}, but is none"


def ledger_table(mentions: tuple[Mention, ...]) -> str:
    return "\n".join(
        f"  {m.start:4}-{m.end:<4} {m.text!r:32} {m.kind:11} {m.at or '-':26} {m.precision or '-':6} "
        f"{'~' if m.approximate else ' '} {m.zone_rule:9} {m.rule}"
        for m in mentions
    )


@pytest.mark.parametrize("case", [case for path in sorted(CASES.glob("*.yaml")) for case in read_cases(path)])
def test_case(case: Case) -> None:
    mentions = find(case)
    wrong = list(complaints(case, mentions))
    if wrong:
        shown = "\n".join(f"    {line}" for line in case.text.splitlines())
        pytest.fail(
            "\n".join([*wrong, "", f"text (date {case.date}, timezone {case.timezone}):", shown])
            + f"\n\nledger:\n{ledger_table(mentions) or '  (empty)'}",
            pytrace=False,
        )


def test_there_are_hundreds() -> None:
    assert sum(len(list(read_cases(path))) for path in CASES.glob("*.yaml")) >= 350
