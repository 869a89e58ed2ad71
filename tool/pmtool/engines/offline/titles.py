"""The title of a report, also where nothing marks it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pmtool.engines.offline import cues
from pmtool.engines.offline.claims import clean, is_stamped
from pmtool.engines.offline.forms import holds_hint
from pmtool.engines.offline.furniture import is_field
from pmtool.engines.offline.meanings import label_topics
from pmtool.engines.offline.phrases import phrases, words_of
from pmtool.grounding.coverage import is_boilerplate
from pmtool.model import Block, Document
from pmtool.patterns import Pattern
from pmtool.source.lines import posted, state_label

Span = tuple[int, int]

_LINES = 8
"""Lines at the top in which a report may name itself."""
_LONGEST = 140
"""Characters of a title."""
_NO_TITLE = Pattern(
    r"""https?:// | <!-- | .*--> | status\s*[-–—|] | .*\bhistory$ | .{0,40}\bstatus(?:[ ]page)?$ | \S+@\S+\.\w+$
    | [A-Z][a-z]{2},[ ]\d | \W*\d[\d\W]*$ | .*\bmin[ ]read\b | .*[ ][/>›»][ ].*[ ][/>›»][ ] | \W*$
    | skip[ ]to\b | (?:(?:log|sign)[ ](?:in|up|out)[ ]?)+$ | back[ ]to\b | subscribe(?:[ ]to[ ]updates)?$
    | get[ ](?:e-?mail|text|webhook|slack)\b.{0,20}[ ]notifications | this[ ]page[ ](?:provides|shows|lists)\b
    | .*\b(?:status|health)[ ]dashboard\b | \W*please\b
    | (?:(?:main|menu|home|search|share|products?|pricing|docs|blog|features|company|about|careers|contact)[ ]?)+$
    | \w+:[ ]\S.*?[ ]{2,}\w+: | [\w ]{2,25}:\s+\d[\d:/. ]*(?:h|hrs?|hours?|mins?|minutes|$)
    | (?:published|posted|written|updated|last[ ]edited)[ ](?:on|by)\b
    | (?:incident[ ]report[ ]for|posted|dear|hi|hello|hey|from|to|cc|date|sent)\b[^:]{0,30}[:,]?(?=.{0,60}$)""",
    re.I | re.X,
)
_ANY = 2
"""Score above that of a first line which could stand above any report."""
_GENERIC = frozenset(
    "a an the of for on our to post mortem postmortem incident incidents report reports rca root cause analysis review "
    "pir rfo reason summary final draft internal public update updates page notice blog document details event outage "
    "rfo".split()
)
"""Words that name any report."""
_REPORTS = frozenset({"report", "postmortem", "mortem", "review", "rca", "pir", "incident", "outage"})
_RAW = frozenset({"notes", "note", "log", "logs", "chat", "export", "raw", "transcript", "channel", "slack", "scratch"})
"""Words of what a report is made from."""
_STATE = Pattern(
    r"(?:investigating|identified|monitoring|resolved|update)\s*[-–—:]\s*"
    r"|^[\[(](?:investigating|identified|monitoring|resolved|closed|update|outage|incident|postmortem)[\])]\s*",
    re.I,
)


class Title(NamedTuple):
    """What a document is called, where that stands, and how much it tells, to choose among several documents'."""

    text: str | None
    span: Span | None
    telling: int


def title(document: Document) -> Title:
    """The words that name the report; its first sentence, cut, where no line does."""
    if (head := _heading(document)) and holds_hint(document.quote(head)):
        return Title(clean(document.quote(head)), (head.start, head.end), 0)
    best, where = 0, None
    for rank, (span, level) in enumerate(_candidates(document)):
        score = _telling(words_of(document.text[slice(*span)])) + (4 if level == 1 else 0) + (2 if rank == 0 else 0)
        if score > best:
            best, where = score, span
    sentence = _first_sentence(document)
    if not where or (best < _ANY and _telling(words_of(sentence[0] or "")) > 1):
        return Title(*sentence, 0)
    text = clean(document.text[slice(*where)]).strip("# ").removesuffix(":")
    words = words_of(text)
    return Title(without_state(text), where, _telling(words) - 3 * (not _RAW.isdisjoint(words)))


def without_state(text: str) -> str:
    """A title without how things stood: `[Resolved] Late mails`."""
    return _STATE.sub("", text, count=1) or text


def _telling(words: Sequence[str]) -> int:
    """How much a line says about an incident; least for one that could stand above any."""
    if _GENERIC.issuperset(words):
        return -1
    return 2 * min(2, phrases(cues.INCIDENT_WORDS).count(words)) + phrases(cues.REPORT_WORDS).occur(words) + 1


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
    if ":" in text and label_topics(text.partition(":")[0]) in (("header",), ("other",)):
        return False
    if _NO_TITLE.match(text) or is_field(text) or is_stamped(text) or posted(text) or text.count(":") > 2:
        return False
    words = words_of(text)
    if _GENERIC.issuperset(words) and not _REPORTS.isdisjoint(words):
        return True
    return not ((state_label(text) and not _STATE.match(text)) or label_topics(text))


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
            text = without_state(clean(document.quote(segment)[: 4 * _LONGEST]).rstrip("."))
            if (
                holds_hint(document.quote(segment))
                or text.endswith("?")
                or is_stamped(text)
                or _NO_TITLE.match(text)
                or label_topics(text.partition(":")[0])
                or is_boilerplate(document, segment)
            ):
                continue
            cut = text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
            return cut, None
    head = _heading(document)
    return (clean(document.quote(head)), (head.start, head.end)) if head else (None, None)


def _heading(document: Document) -> Block | None:
    """The one that the document begins with."""
    return next((b for b in document.blocks[:1] if b.kind == "heading"), None)
