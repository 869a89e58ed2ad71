"""YAML front matter, written without a YAML library: JSON's strings and numbers are YAML's too, but for three traps."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_NOT_IN_YAML = "[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
"""What JSON leaves as it is but YAML takes for a line break or forbids."""


def front_matter(fields: Mapping[str, Any]) -> list[str]:
    """Lines of front matter: a field each, but lists of mappings an entry each."""
    lines = ["---"]
    for name, value in fields.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{name}:")
            lines += [f"  - {_flow(entry)}" for entry in value]
        else:
            lines.append(f"{name}: {_flow(value)}")
    return [*lines, "---"]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    written = json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and "e" in written and "." not in written:
        return written.replace("e", ".0e")  # YAML takes 1e-05 for text
    if written.isprintable():
        return written
    return re.sub(_NOT_IN_YAML, lambda match: f"\\u{ord(match[0]):04x}", written)
