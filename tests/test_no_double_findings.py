"""No two rules report the same thing twice: of one place and the same words, two findings have two reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from checking import cases, raw_record, written_record
from conftest import ROOT
from pmtool.model.finding import Finding
from pmtool.validator import Record, check
from pmtool.validator.pages import page
from pmtool.validator.registry import rules

BESIDE_ANY = {
    "PM101": "a page without a day is told once, with its first time, whatever else that sentence says",
    "PM102": "a page without a zone, likewise",
    "PM221": "what found no place in the postmortem, whatever is wrong with its words",
    "PM402": "an action lacks an owner,",
    "PM404": "a due date",
    "PM407": "and a ticket, whatever it says: three answers by three people",
}
"""Rules on what is not there; others judge the words that are."""
PAIRS = {
    (
        "PM103",
        "PM105",
    ): "another country's zone may be meant, or the other season's label; one edit may not settle both",
    ("PM106", "PM304"): "a weekday may contradict its date in the report as well",
    ("PM216", "PM303"): "a version is no measure of the impact; that the evidence lacks it is another matter",
    ("PM216", "PM304"): "nor is a single clock time",
    ("PM216", "PM311"): "nor would figures mend an impact that its evidence denies",
    ("PM216", "PM702"): "the impact is denied elsewhere: figures alone would not mend that",
    ("PM303", "PM312"): "who ordered a statement, and which names in it nobody told",
    ("PM303", "PM313"): "a story, or a language, that nobody told, whatever its names are",
    ("PM217", "PM301"): "a symptom is a symptom, well quoted or not",
}
"""Rules whose findings look alike and are not; why."""
_QUOTED = re.compile(r'"([^"…]+)…?"')


def records() -> Iterator[tuple[str, Record]]:
    """Every example, every case, and both sides of every page."""
    for case in cases():
        yield str(case), case.record()
    for rule in rules():
        told = page(rule)
        for side, text in (("bad", told.bad), ("good", told.good)):
            record = raw_record(text) if told.raw else written_record(text, told.source)
            yield f"{rule.code}, {side}", record
    for folder in sorted(path.parent for path in (ROOT / "examples").glob("*/expected.md")):
        reports = [path for path in sorted(folder.glob("*.[mt][dx]*")) if path.stem != "expected"]
        for path in reports:
            yield f"{folder.name}, {path.name}", raw_record(path.read_text(encoding="utf-8"))
        yield from written(folder, reports)


def written(folder: Path, reports: list[Path]) -> Iterator[tuple[str, Record]]:
    """What the example makes: as it is, with its report beside it, and with each figure of its prose changed."""
    markdown = (folder / "expected.md").read_text(encoding="utf-8")
    source = reports[0].read_text(encoding="utf-8") if len(reports) == 1 else ""
    yield f"{folder.name}, alone", written_record(markdown)
    if source:
        head, _, prose = markdown.partition("\n# ")
        prose, _, rest = prose.partition("\n## Milestones")
        edited = re.sub(r"(?<![\w.:^-])[1-9]\d*(?![\w.:-]*\d)", lambda figure: str(int(figure[0]) + 13), prose)
        yield f"{folder.name}, with its report", written_record(markdown, source)
        yield f"{folder.name}, edited", written_record(f"{head}\n# {edited}\n## Milestones{rest}", source)


def doubles(record: Record) -> Iterator[tuple[Finding, Finding]]:
    """Findings of two rules on the same words of the same place."""
    for one, other in combinations(check(record).findings, 2):
        if one.code != other.code and is_one_place(one, other) and are_one_words(one, other):
            yield one, other


def is_one_place(one: Finding, other: Finding) -> bool:
    a, b = one.source_span, other.source_span
    if a and b:
        return a.source == b.source and a.start < b.end and b.start < a.end
    return bool(one.path) and one.path == other.path


def are_one_words(one: Finding, other: Finding) -> bool:
    """Whether the words that one is about hold those that the other is about: what a message quotes first."""
    first, second = (_QUOTED.search(finding.message) for finding in (one, other))
    return bool(first and second) and (first[1] in second[1] or second[1] in first[1])


def test_no_two_rules_report_the_same_thing() -> None:
    let: set[tuple[str, str]] = set()
    found = []
    for name, record in records():
        for one, other in doubles(record):
            first, second = sorted((one.code, other.code))
            if (first, second) in PAIRS:
                let.add((first, second))
            elif BESIDE_ANY.keys().isdisjoint((first, second)):
                found.append(f"{first} and {second}, {name}: {one.message} | {other.message}")
    assert not found, "\n".join(found)
    assert let == PAIRS.keys(), "what is let although it never happens"
