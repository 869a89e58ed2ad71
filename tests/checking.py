"""What tests of the validator share: records from text, and the rule cases of validator/cases/*.yaml."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pmtool import Postmortem, formats
from pmtool.engines import offline
from pmtool.model import Document
from pmtool.model.finding import Finding
from pmtool.pipeline.opening import flaws
from pmtool.source.document import build_document
from pmtool.source.sanitize import sanitize
from pmtool.temporal import build_ledger
from pmtool.validator import Policy, Profile, Record, check

CASES = Path(__file__).parent / "validator" / "cases"
TODAY = dt.date(2026, 6, 1)


@dataclass(frozen=True)
class Case:
    """A record that a rule must find fault with, or pass."""

    code: str
    name: str
    kind: str
    """`fail`, `pass` or `fix`."""
    report: str = ""
    """A raw report; the offline engine structures it."""
    markdown: str = ""
    """A postmortem in Markdown, or a part of one."""
    source: str = ""
    """What the Markdown was made from."""
    after: str = ""
    """What a fix makes of the Markdown."""
    says: list[str] = field(default_factory=list)
    """Words of the messages."""
    profile: Profile = "review"

    def __str__(self) -> str:
        return f"{self.code}-{self.kind}-{self.name}"

    def record(self) -> Record:
        """What the rules see."""
        if self.report:
            return raw_record(self.report, self.profile)
        return written_record(self.markdown, self.source, self.profile)

    def findings(self) -> tuple[Finding, ...]:
        """What the case's own rule finds."""
        return check(self.record(), select=[self.code]).findings


def document(text: str) -> Document:
    """A source, as read from a file."""
    return build_document("R1", "report.txt", "text/plain", hashlib.sha256(text.encode()).hexdigest(), sanitize(text))


def raw_record(text: str, profile: Profile = "review") -> Record:
    """A raw report under check."""
    source = document(text)
    ledgers = build_ledger([source])
    return Record(offline.structure([source], ledgers), (source,), ledgers, Policy(profile, TODAY), raw=True)


def written_record(markdown: str, source: str = "", profile: Profile = "review") -> Record:
    """A postmortem under check, with its source where that is given."""
    sources = (document(source),) if source else ()
    reading = formats.named("markdown").module.read(markdown)
    policy = Policy(profile, TODAY)
    return Record(reading.postmortem, sources, build_ledger(sources), policy, problems=flaws(reading))


def written(markdown: str) -> Postmortem:
    """The postmortem that Markdown holds, complete or not."""
    return formats.named("markdown").module.read(markdown).postmortem


def cases() -> Iterator[Case]:
    """Every case: the files map a rule's code to its `fail`, `pass` and `fix` lists."""
    for path in sorted(CASES.glob("*.yaml")):
        for code, kinds in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for kind, entries in kinds.items():
                yield from (_case(code, kind, number, entry) for number, entry in enumerate(entries, 1))


def _case(code: str, kind: str, number: int, entry: dict[str, Any]) -> Case:
    return Case(**{"name": str(number), **entry, "code": code, "kind": kind})
