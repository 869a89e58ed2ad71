"""From passages to claims: cleaned words, the evidence for them, and how sure the report is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import phrases
from pmtool.grounding.evidence import evidence
from pmtool.grounding.hedging import HEDGES
from pmtool.model import Claim, Evidence
from pmtool.model.postmortem import Certainty
from pmtool.patterns import Pattern

_LINK = Pattern(r"!?\[([^\[\]\n]*)\](?:\([^)\s]{0,400}(?:\s+\"[^\"]*\")?\)|\[[^\]\n]*\])")
_LINE_END = Pattern(r"<(?:br|/p|/div|/li|/td|/tr)[ ]?/?>", re.I)
_MARKUP = Pattern(
    r"\*\*|__|~~|</?[a-zA-Z][a-zA-Z0-9]{0,9}/?>|^[-*•>#→]+\s+|^\d+(?:\.\d+)+\s+(?=[A-Z])|\s?:[a-z]+_[a-z_]+:|(?<=\s)[-–—]+$"
)
_EMPHASIS = Pattern(r"(?<![\w*])[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?![\w*])")
_CUT_EMPHASIS = Pattern(r"^[*_](?=[A-Z])|(?<=[.!?])[*_]$")
"""What is left where emphasis spans more than one sentence."""
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,?(?: \d{{4}})?"
_CLOCK = (
    r"\d{1,2}[:.]\d\d(?::\d\d)?(?:\.\d+)?(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]m\b"
    r"|(?:[01]\d|2[1-3])[0-5]\d(?=\s+[a-z])"
)
_ZONE = r"\(?(?:UTC|MSK|[A-Z]{1,4}T|US/[A-Z][a-z]+|[+-]\d\d:?\d\d)\b\)?"
_STAMP = (
    rf"\W*(?:(?:{_DATE})[\sT,:–-]*)?(?i:{_CLOCK})\s?Z?(?:\s?{_ZONE})?(?:\s?(?:[-–—]|to)\s?(?i:{_CLOCK}))?"
    r"[\])*]*[ \t]*[-–—:|,]*\s+(?!(?:is|was|and|or|to|until|on|it)\s)"
)
_SPEAKER = r"[^\n]{2,50}?\d{1,2}:\d\d(?:\s?[AP]M)?\]?[ \t]*\n\s*"
"""Who said it and when, on a line of their own."""
_PAIR = 2
"""Cells of a row that gives a name its value."""


def clean(text: str) -> str:
    """A passage's words without Markdown's or HTML's marks, on one line."""
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _LINE_END.sub(" ", text)
    text = _EMPHASIS.sub(r"\1", _MARKUP.sub("", text))
    return " ".join(_CUT_EMPHASIS.sub("", text).split())


def evidence_of(passages: Iterable[Passage]) -> tuple[Evidence, ...]:
    """Where passages stand; those that only white space parts are quoted together."""
    spans: list[tuple[Passage, int, int]] = []
    for p in passages:
        if spans and _adjoins(spans[-1], p):
            spans[-1] = (p, spans[-1][1], p.end)
        else:
            spans.append((p, p.start, p.end))
    return tuple(evidence(p.document, start, end) for p, start, end in spans)


def _adjoins(before: tuple[Passage, int, int], p: Passage) -> bool:
    last, _, end = before
    return last.document is p.document and last.block is p.block and p.document.text[end : p.start].isspace()


def certainty_of(passages: Iterable[Passage]) -> Certainty:
    """Hedged where the report says may, possibly, we believe."""
    return "hedged" if any(hedges(p) for p in passages) else "stated"


def hedges(passage: Passage) -> bool:
    """Whether a passage says that it is not sure."""
    return phrases(HEDGES).occur(passage.words) or " may " in passage.text


def claim(passages: Sequence[Passage]) -> Claim | None:
    """One claim of several passages, in order; null of none."""
    if not passages:
        return None
    text = " ".join(_ended(words(p), p is passages[-1]) for p in passages)
    return Claim(text=text.rstrip(":;"), evidence=evidence_of(passages), certainty=certainty_of(passages))


def is_event(passage: Passage) -> bool:
    """Whether it is an entry of a timeline: it begins with its stamp."""
    return is_stamped(passage.text)


def is_stamped(text: str) -> bool:
    """Whether a line begins with a time, or with who said it and when."""
    return _stamp().match(text) is not None


def words(passage: Passage) -> str:
    """A passage's cleaned words without a stamp; the cells of a row are parted by marks instead of pipes."""
    if passage.block.kind != "row":
        stamp = _stamp().match(passage.text)
        return clean(passage.text[stamp.end() if stamp else 0 :]).lstrip(": ")
    text = passage.document.text
    cells = [clean(text[start:end]) for start, end in passage.block.cells if passage.start <= start < end]
    told = [cell for cell in cells if cell and not _stamp().fullmatch(f"{cell} ")]
    mark = ", " if len(told) != _PAIR else " " if told[0].endswith("?") else ": "
    return mark.join(told)


@cache
def _stamp() -> re.Pattern[str]:
    return re.compile(f"{_STAMP}|{_SPEAKER}")


def claims(groups: Iterable[Sequence[Passage]]) -> tuple[Claim, ...]:
    """A claim for each group of passages, each wording once."""
    made = (claim(group) for group in groups)
    return tuple({" ".join(c.text.lower().split()): c for c in made if c}.values())


def _ended(text: str, last: bool) -> str:
    """Items that are joined need a mark between them."""
    return text if last or text.endswith((".", "!", "?", ":", ";", "…")) else text + ";"
