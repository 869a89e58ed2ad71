"""What a form has where nobody has filled it in: hints in brackets, dashes, `TBD`."""

from __future__ import annotations

import re

from pmtool.engines.offline import cues
from pmtool.engines.offline.phrases import phrases, words_of
from pmtool.patterns import Pattern

_IN_BRACKETS = Pattern(r"[*_\s]*(?:\[([^\[\]]+)\](?!\()|<([^<>]+)>|\{+([^{}]+)\}+)[*_.\s]*$")
_CHOICE = Pattern(r"\w ?[|/] ?\w[^|/]*[|/]")
"""`High/Medium/Low`."""
_SHAPE = Pattern(r"\W*(?:(?:YYYY|XX+|HH|DD|MM)\W*)+$", re.I)
"""`YYYY-MM-DD`."""


def is_hint(text: str) -> bool:
    """`[your name]`: says what belongs there; `[nora, pim]` is a list."""
    found = _IN_BRACKETS.match(text)
    if not found:
        return False
    inner = found[1] or found[2] or found[3]
    return phrases(cues.HINTS).occur(words_of(inner)) or _CHOICE.search(inner) is not None


def is_blank(value: str) -> bool:
    """Whether the value of a field is still to be given, or said not to be known."""
    words = words_of(value)
    return not words or " ".join(words) in cues.BLANKS or is_hint(value) or _SHAPE.match(value) is not None
