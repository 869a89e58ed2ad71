"""What people do to the Markdown file: each file of hand_edited/ reads as the YAML beside it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

import pmtool
from pmtool.formats import read
from pmtool.model import to_plain

FOLDER = Path(__file__).parent / "hand_edited"
each_file = pytest.mark.parametrize("file", sorted(FOLDER.glob("*.md")), ids=lambda file: file.stem)


@dataclass(frozen=True)
class Expected:
    """Values by JSON pointer, and problems as `line: words of the message`, in order."""

    reads: dict[str, Any]
    problems: list[str] = field(default_factory=list)


def expected(file: Path) -> Expected:
    return Expected(**yaml.load(file.with_suffix(".yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader))


def value_at(plain: Any, path: str) -> Any:
    for part in path.split("/")[1:]:
        plain = plain[int(part)] if isinstance(plain, list) else plain[part]
    return plain


@each_file
def test_it_reads_sensibly(file: Path) -> None:
    plain = to_plain(read(file.read_text(encoding="utf-8")).postmortem)
    wanted = expected(file).reads
    assert {path: value_at(plain, path) for path in wanted} == wanted


@each_file
def test_it_says_what_does_not_read(file: Path) -> None:
    problems = read(file.read_text(encoding="utf-8")).problems
    said = [f"{problem.line}: {problem.message}" for problem in problems]
    wanted = [entry.split(": ", 1) for entry in expected(file).problems]
    assert len(said) == len(wanted), "\n".join(said)
    for entry, (line, words) in zip(said, wanted, strict=True):
        assert entry.startswith(f"{line}: "), entry
        assert words in entry
    assert all(problem.fix for problem in problems)


@each_file
def test_the_rewritten_file_has_nothing_more_to_say(file: Path) -> None:
    postmortem = pmtool.load(file)
    again = read(pmtool.dump(postmortem, "markdown"))
    assert again.postmortem == postmortem
    assert [problem.message for problem in again.problems if "no such time" not in problem.message] == []
