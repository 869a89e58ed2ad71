"""Sentence boundaries in incident prose: versions, addresses, decimals and abbreviations don't split."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.patterns import Pattern

_BREAK = Pattern(r"""[.!?…](?<![.!?…]{2})[.!?…]*["'”’)\]*_`]*(\s+)(?=["'“‘(\[*_`@#~]*[A-Z0-9À-ÖØ-Þ]|`\w)""")
"""The look-behind keeps a row of full stops from being tried at each of them."""
_WORD_BEFORE = Pattern(r"[\w.&-]+$")

# Words whose full stop seldom ends a sentence.
_ABBREVIATIONS = frozenset(
    """e.g i.e eg ie etc vs cf al approx appx ca est dept inc ltd corp co mr mrs ms dr prof sr jr st no nos fig figs sec
    vol ver v ext min max avg resp incl excl jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu
    thur thurs fri sat u.s u.k""".split()
)
_CLOCK_SUFFIX = frozenset({"a.m", "p.m"})
# What may follow "9 a.m." inside the same sentence.
_AFTER_CLOCK = Pattern(
    r"\(?(?:[A-Z]{1,5}T\b|UTC|Eastern|Pacific|Central|Mountain|Mon|Tue|Wed|Thu|Fri|Sat|Sun|"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    if text[match.start()] != "." or text.startswith("..", match.start()):
        return True
    found = _WORD_BEFORE.search(text, max(start, match.start() - 24), match.start())
    if not found:
        return True
    word = found.group().lower().lstrip(".")
    if word in _CLOCK_SUFFIX:
        return not _AFTER_CLOCK.match(text, match.end())
    if len(word) == 1 and word.isalpha() and found.group().isupper():
        return False  # an initial
    if word.isdigit() and found.start() == start:
        return False  # "3. Restarted the pods": a number that counts
    return word not in _ABBREVIATIONS


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences in text[start:end], in order, without the white space around them."""
    begin = start
    for match in _BREAK.finditer(text, start, end):
        if _ends_sentence(text, begin, match):
            yield begin, match.start(1)
            begin = match.end()
    while end > begin and text[end - 1].isspace():
        end -= 1
    if end > begin:
        yield begin, end
