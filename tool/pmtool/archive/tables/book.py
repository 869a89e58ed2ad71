"""The tables of archive.db, as its schema tells them: `python -m pmtool.archive.tables.book docs/archive.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parent
_TABLE = re.compile(r"^-- ([^\n]+)\nCREATE TABLE (\w+) \(\n(.*?)^\)", re.M | re.S)
_COLUMN = re.compile(r"^    ([a-z]\w*) (\w+)[^\n]*?(?: REFERENCES (\w+) \((\w+)\))?,? *(?:-- (.+))?$", re.M)
_VIEW = re.compile(r"^-- (.+)\nCREATE VIEW (\w+)", re.M)
HEADING = "## The tables\n"


def page(text: str) -> str:
    """The page with its last section, the tables, written anew."""
    return text.partition(HEADING)[0] + HEADING + "\n" + "\n".join(_section())


def _section() -> Iterator[str]:
    for about, table, columns in _TABLE.findall((_HERE / "schema.sql").read_text(encoding="utf-8")):
        yield f"### {table}\n\n{about}\n\n| Column | Type | |\n|---|---|---|"
        for name, kind, other, key, told in _COLUMN.findall(columns):
            link = f"of `{other}`" if key == "id" else f"a `{key}` of `{other}`" if other else ""
            yield f"| `{name}` | {kind} | {'; '.join(filter(None, (link, told)))} |"
        yield ""
    yield "### Views\n\n| View | |\n|---|---|"
    for about, view in _VIEW.findall((_HERE / "finish.sql").read_text(encoding="utf-8")):
        yield f"| `{view}` | {about} |"
    yield ""


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(page(path.read_text(encoding="utf-8")), encoding="utf-8")
