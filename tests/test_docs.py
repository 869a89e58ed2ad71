"""The documentation tells the truth: its shell sessions run, its Python runs, its links lead somewhere.

The sessions of a page are one, from top to bottom. In them, `...` on a line of its own stands for any lines, and a
footnote's number for any number.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import ROOT

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Step:
    """A command of a session, and what the page says it prints."""

    command: str
    output: str


def blocks(page: Path, language: str) -> list[str]:
    return [match[2] for match in BLOCK.finditer(page.read_text(encoding="utf-8")) if match[1] == language]


def steps(session: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", session, flags=re.M)[1:]:
        command, _, output = part.partition("\n")
        yield Step(command, output)


def matches(shown: str, printed: str) -> bool:
    """Whether the output is what the page shows, trailing spaces and footnote numbers aside."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in trimmed(shown))
    return re.fullmatch(pattern, "".join(line + "\n" for line in trimmed(printed))) is not None


def trimmed(text: str) -> list[str]:
    numberless = re.sub(r"\[\^([et])\d+\]", r"[^\1]", text.strip("\n"))
    return [line.rstrip() for line in numberless.splitlines()] if text.strip() else []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the examples, where a session may write."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@each_page
def test_sessions_run_as_shown(folder: Path, page: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for step in steps("".join(blocks(page, "console"))):
        done = subprocess.run(
            ["bash", "-c", step.command],
            cwd=folder,
            env=os.environ | {"PATH": path, "COLUMNS": "100"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            timeout=60,
        )
        assert matches(step.output, done.stdout), f"$ {step.command}\n{done.stdout}"


@each_page
def test_python_runs(folder: Path, monkeypatch: pytest.MonkeyPatch, page: Path) -> None:
    monkeypatch.chdir(folder)
    for code in blocks(page, "python"):
        exec(compile(code, page.name, "exec"), {})


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert all(f"({page.name})" in index for page in (ROOT / "docs").glob("*.md") if page.name != "index.md")
