"""What a form has where nobody has filled it in: hints in brackets, dashes, `TBD`."""

from __future__ import annotations

import re

from pmtool.engines.offline import cues
from pmtool.engines.offline.phrases import phrases, words_of
from pmtool.patterns import Pattern

_BRACKETS = Pattern(r"\[([^\[\]\n]+)\](?!\()|<([^<>\n]+)>|\{+([^{}\n]+)\}+")
_CHOICE = Pattern(r"\w ?[|/] ?\w[^|/]*[|/]|\bXX+\b")
"""`High/Medium/Low`, `INC-XXX`."""
_SHAPE = Pattern(r"\W*(?:(?:YYYY|XX+(?!X)|HH|DD|MM)\W*)+$", re.I)
"""`YYYY-MM-DD`."""


def is_hint(text: str) -> bool:
    """`[your name]`: says what belongs there; `[nora, pim]` is a list."""
    rest = _BRACKETS.sub("", text)
    return rest != text and not any(map(str.isalnum, rest)) and holds_hint(text)


def holds_hint(text: str) -> bool:
    """Whether words of a form stand anywhere: `between [start time] and 14:10`."""
    told = (" ".join(filter(None, found.groups())) for found in _BRACKETS.finditer(text))
    return any(phrases(cues.HINTS).occur(words_of(words)) or _CHOICE.search(words) for words in told)


def is_blank(value: str) -> bool:
    """Whether the value of a field is still to be given, or said not to be known."""
    words = words_of(value)
    return not words or " ".join(words) in cues.BLANKS or is_hint(value) or _SHAPE.match(value) is not None


def tells_how_to_fill_in(words: tuple[str, ...]) -> bool:
    """Whether a sentence only tells those who fill in a form what to do."""
    return phrases(cues.TEMPLATE).occur(words)
