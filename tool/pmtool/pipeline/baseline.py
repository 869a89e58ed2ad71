"""Findings that an archive is known to have: a check with a baseline tells only what came since.

A baseline holds counts of hashes, never words: what a report says stays in the report. Lines may move; a finding is
known by its file, its code and its message.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pmtool.errors import InputError
from pmtool.model.finding import Finding
from pmtool.pipeline.check import Checked
from pmtool.pipeline.placing import Placed
from pmtool.validator import Choice

VERSION = 1
_PLACES = re.compile(r"\b(?:line|column)s? \d+(?:(?:-| to | and )\d+)?")


@dataclass(frozen=True)
class Baseline:
    """What is known of each file, by its path from the baseline's folder."""

    folder: str
    files: Mapping[str, Counter[str]] = field(default_factory=dict)
    """Counts by `CODE hash`."""

    def key(self, name: str) -> str:
        """A file's name in the baseline: the same from whichever folder pmtool is run."""
        return name if name == "-" else os.path.relpath(name, self.folder or ".").replace(os.sep, "/")

    def without_known(self, checked: Checked) -> Checked:
        """The check with what is known told apart; as many as are known, no more."""
        left = Counter(self.files.get(self.key(checked.opened.name), {}))
        new: list[Placed] = []
        known: list[Placed] = []
        for placed in checked.findings:
            mark = fingerprint(placed.finding)
            (known if left[mark] > 0 else new).append(placed)
            left[mark] -= 1
        return replace(checked, findings=tuple(new), known=tuple(known))

    def updated(self, checked: Checked, choice: Choice) -> Baseline:
        """The baseline with what this check found of its file; what it did not look for stays known."""
        key = self.key(checked.opened.name)
        found = Counter(fingerprint(placed.finding) for placed in (*checked.findings, *checked.known))
        unasked = {mark: n for mark, n in self.files.get(key, {}).items() if not choice.asks(mark.partition(" ")[0])}
        files = dict(self.files) | {key: found + Counter(unasked)}
        return replace(self, files={name: marks for name, marks in files.items() if marks})


def fingerprint(finding: Finding) -> str:
    """What a finding is known by wherever it stands in its file."""
    words = " ".join(_PLACES.sub("", finding.message).casefold().split())
    return f"{finding.code} {hashlib.sha256(words.encode()).hexdigest()[:16]}"


def load(text: str, path: str) -> Baseline:
    """The baseline that a file holds. Raises InputError."""
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            raise InputError(f"the baseline {path} is of another version of pmtool", "Make it anew: --update-baseline.")
        files = {name: Counter({str(k): int(n) for k, n in marks.items()}) for name, marks in data["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{path} is no baseline of pmtool's", "Make it anew: --update-baseline.") from error
    return Baseline(os.path.dirname(path), files)


def dump(baseline: Baseline) -> str:
    """The baseline as text, sorted, so that a change of it reads well."""
    files = {name: dict(sorted(marks.items())) for name, marks in sorted(baseline.files.items())}
    return json.dumps({"version": VERSION, "files": files}, indent=2, ensure_ascii=False) + "\n"
