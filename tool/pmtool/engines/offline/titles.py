"""The title of a report, also where nothing marks it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.engines.offline import cues
from pmtool.engines.offline.claims import clean
from pmtool.engines.offline.meanings import label_topics
from pmtool.engines.offline.phrases import phrases, words_of
from pmtool.model import Document
from pmtool.source.lines import posted, state_label

Span = tuple[int, int]

_LINES = 8
"""Lines at the top in which a report may name itself."""
_LONGEST = 140
"""Characters of a title."""
_NO_TITLE = re.compile(
    r"""https?:// | <!-- | status\s*[-–—|] | .*\bhistory$ | .{0,40}\bstatus(?:\ page)?$ | \S+@\S+\.\w+$
    | [A-Z][a-z]{2},\ \d | \W*\d[\d\W]*$ | .*\bmin\ read\b | .*\ /\ .*\ /\
    | (?:incident\ report\ for|posted|dear|hi|hello|hey|from|to|cc|date|sent)\b[^:]{0,30}[:,]?(?=.{0,60}$)""",
    re.I | re.X,
)


def title(document: Document) -> tuple[str | None, Span | None]:
    """The words that name the report and where they stand; its first sentence, cut, where no line does."""
    best, where = 0, None
    for rank, (span, level) in enumerate(_candidates(document)):
        words = words_of(document.text[slice(*span)])
        told = 2 * min(2, phrases(cues.INCIDENT_WORDS).count(words)) + phrases(cues.REPORT_WORDS).occur(words)
        score = told + (4 if level == 1 else 0) + (2 if rank == 0 else 0) + 1
        if score > best:
            best, where = score, span
    if where:
        return clean(document.text[slice(*where)]).strip("# ").removesuffix(":"), where
    return _first_sentence(document)


def _candidates(document: Document) -> Iterator[tuple[Span, int]]:
    """Lines at the top that may be the title, with the level of their heading (0 for none)."""
    seen = 0
    for block in document.blocks:
        if block.kind not in ("heading", "paragraph", "state", "rule"):
            return
        level = block.level if block.kind == "heading" else 0
        for start, end in _lines(document, block.start, block.end):
            text = document.text[start:end]
            seen += 1
            if seen > _LINES or (seen > 1 and (len(text) > _LONGEST or text.endswith((".", ",", ";")))):
                return
            if level and seen > 1 and label_topics(text):
                return
            if len(text) <= _LONGEST and _may_be_title(text):
                yield (start, end), level


def _may_be_title(text: str) -> bool:
    if ":" in text and label_topics(text.partition(":")[0]) == ("header",):
        return False
    return not (_NO_TITLE.match(text) or posted(text) or state_label(text) or label_topics(text) or text.count(":") > 2)


def _lines(document: Document, start: int, end: int) -> Iterator[Span]:
    while start < end:
        stop = document.text.find("\n", start, end)
        stop = end if stop < 0 else stop
        kept = document.text[start:stop].strip()
        if kept:
            begin = document.text.index(kept, start)
            yield begin, begin + len(kept)
        start = stop + 1


def _first_sentence(document: Document) -> tuple[str | None, Span | None]:
    for segment in document.segments:
        if document.blocks[segment.block].kind in ("paragraph", "item"):
            text = clean(document.quote(segment)[: 4 * _LONGEST]).rstrip(".")
            if _NO_TITLE.match(text):
                continue
            cut = text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
            return cut, None
    return None, None
