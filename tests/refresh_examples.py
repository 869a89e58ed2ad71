"""Write the expected output of every example anew: `make examples`, or `python tests/refresh_examples.py [FOLDER]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pmtool.formats import dump
from pmtool.model import Document, Postmortem
from pmtool.pipeline.structure import Options, structure
from pmtool.source import read_sources

EXAMPLES = Path(__file__).parent.parent / "examples"
EXPECTED = {"expected.md": "markdown", "expected.json": "json"}
NO_REPORTS = {*EXPECTED, "facts.yaml"}


@dataclass(frozen=True)
class Example:
    """A folder of examples/: the reports of one incident and what is expected of them."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def documents(self) -> Sequence[Document]:
        """The reports as pmtool reads them, by file name."""
        paths = sorted(path for path in self.folder.iterdir() if path.name not in NO_REPORTS)
        return read_sources([str(path) for path in paths])

    @cached_property
    def postmortem(self) -> Postmortem:
        return structure(self.documents, Options(engine="offline"))

    def output(self, file: str) -> bytes:
        """What one of the expected files should hold."""
        return dump(self.postmortem, EXPECTED[file]).encode()


def examples() -> list[Example]:
    """Every example, by name."""
    return [Example(facts.parent) for facts in sorted(EXAMPLES.glob("*/facts.yaml"))]


def refresh(into: Path) -> None:
    """Write every expected file below `into`, in a folder named after its example."""
    for example in examples():
        for file in EXPECTED:
            target = into / example.name / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(example.output(file))


if __name__ == "__main__":
    refresh(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES)
