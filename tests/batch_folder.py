"""A folder of postmortems to review, made from the examples' reports without any model."""

from __future__ import annotations

import shutil
from pathlib import Path

from pmtool.formats import markdown
from pmtool.model import Postmortem
from pmtool.pipeline.structure import Options, structured_by_rules
from pmtool.source.reader import read_sources

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NAMES = ("chat", "contradiction", "midnight", "questions", "table")


def structured(report: Path) -> Postmortem:
    return structured_by_rules(read_sources([str(report)]), Options())[0]


def batch(folder: Path, within: str = "", names: tuple[str, ...] = NAMES) -> Path:
    """The folder, with a postmortem of each example beside its report."""
    place = folder / within
    place.mkdir(parents=True, exist_ok=True)
    for name in names:
        report = next((EXAMPLES / name).glob("report.*"))
        beside = place / f"{name}-report{report.suffix}"
        shutil.copy(report, beside)
        (place / f"{name}.md").write_text(markdown.dump(structured(beside)), encoding="utf-8")
    return folder


def small(title: str) -> str:
    """A postmortem's JSON with a title and nothing else."""
    import json

    return json.dumps({"schema_version": "1.0", "title": title})
