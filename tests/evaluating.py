"""A gold folder to evaluate against: what rules make of some examples, as if people had reviewed it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from batch_folder import EXAMPLES, structured
from pmtool import Postmortem
from pmtool.formats import json, markdown

NAMES = ("chat", "notes", "table")


def gold_folder(folder: Path, names: tuple[str, ...] = NAMES) -> Path:
    """Reviewed postmortems of examples, with their reports in sources/."""
    (folder / "sources").mkdir(parents=True)
    for name in names:
        report = next((EXAMPLES / name).glob("report.*"))
        beside = folder / "sources" / f"{name}{report.suffix}"
        shutil.copy(report, beside)
        (folder / f"{name}.md").write_text(markdown.dump(reviewed(beside)), encoding="utf-8")
    return folder


def reviewed(report: Path) -> Postmortem:
    return replace(structured(report), status="final")


def write(folder: Path, name: str, postmortem: Postmortem) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dump(postmortem), encoding="utf-8")
