"""JSON that is safe to look at: what could steer a terminal is escaped, not only what JSON itself wants escaped."""

from __future__ import annotations

import json
from typing import Any


def to_json(report: dict[str, Any]) -> str:
    """The report as indented JSON, readable in any script."""
    text = json.dumps(report, indent=2, ensure_ascii=False)
    return "\n".join(line if line.isprintable() else "".join(map(_shown, line)) for line in text.split("\n")) + "\n"


def _shown(char: str) -> str:
    return char if char.isprintable() else json.dumps(char)[1:-1]
