"""Which words of which sentences are worth a remark, and by which rule: no word is remarked on twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pmtool.model import Segment
from pmtool.patterns import Pattern
from pmtool.validator.language import lexicon
from pmtool.validator.language.people import People, people
from pmtool.validator.language.phrases import Phrases
from pmtool.validator.language.prose import Prose, prose
from pmtool.validator.record import Record

_DENIED = Pattern(
    r"(?i)(?:\b(?:not|never|no|without|beyond|than|instead of|stops? at)|n't)\s+(?:[\w-]{1,30}\s+){0,2}$",
)
"""Before words that are said not to hold: "it was not obvious that", "rather than human error"."""
_OWNER = Pattern(r"(?i)\b(his|her|(?!nobody|no one|it'|that|what|today|yesterday)[^\W_]{2,30}'s) (?:own )?$")
_OF_NAME = Pattern(r" of ([A-Z][\w-]+)")
_ABOUT_WISHES = ("/action_items", "/lessons", "/got_lucky", "/open_questions")
_BEFORE = 60


class Remark(NamedTuple):
    """Words of a sentence, and what to ask instead."""

    code: str
    text: Prose
    segment: Segment
    start: int
    end: int
    ask: str


def remarks(record: Record) -> tuple[Remark, ...]:
    """One remark a sentence and rule, in the order of the texts."""
    persons = people(record)
    return tuple(remark for text in record.once(prose) for remark in _distinct(_all(text, persons)))


def _distinct(found: Iterator[Remark]) -> list[Remark]:
    kept: list[Remark] = []
    by_sentence: dict[str, list[Remark]] = {}
    for remark in sorted(found, key=lambda remark: (remark.code, remark.start)):
        told = by_sentence.setdefault(remark.segment.id, [])
        if not any(t.code == remark.code or (t.start < remark.end and remark.start < t.end) for t in told):
            told.append(remark)
            kept.append(remark)
    return sorted(kept, key=lambda remark: remark.start)


def _all(text: Prose, persons: People) -> Iterator[Remark]:
    """Remarks by all rules; what comes first has the words."""
    for phrases, reach, any_name in (
        (lexicon.ONLY_PEOPLE, 6, True),
        (lexicon.LIKELY_PEOPLE, 4, False),
        (lexicon.ANYONE, 0, False),
    ):
        yield from _faults(text, phrases, persons, reach, any_name)
    yield from _owned(text, persons)
    yield from _phrases("PM501", text, lexicon.BLAME)
    for remark in _phrases("PM502", text, lexicon.COUNTERFACTUALS):
        if _is_judgement(remark):
            yield remark
    yield from _phrases("PM503", text, lexicon.HINDSIGHT)
    yield from _phrases("PM505", text, lexicon.EMPTY)
    yield from _phrases("PM506", text, lexicon.PROMISES)


def _faults(text: Prose, phrases: Phrases, persons: People, reach: int, any_name: bool) -> Iterator[Remark]:
    for found, segment in text.find(phrases):
        start = persons.subject(text.text, segment.start, found.start, reach, any_name)
        if start is not None:
            yield Remark("PM501", text, segment, start, found.end, found.ask)


def _owned(text: Prose, persons: People) -> Iterator[Remark]:
    for found, segment in text.find(lexicon.OWNED):
        owner = _OWNER.search(text.text, max(segment.start, found.start - _BEFORE), found.start)
        behind = _OF_NAME.match(text.text, found.end, segment.end)
        if owner:
            yield Remark("PM501", text, segment, owner.start(1), found.end, found.ask)
        elif behind and persons.knows(behind[1]):
            yield Remark("PM501", text, segment, found.start, behind.end(), found.ask)


def _phrases(code: str, text: Prose, phrases: Phrases) -> Iterator[Remark]:
    for found, segment in text.find(phrases):
        before = text.text[max(segment.start, found.start - _BEFORE) : found.start]
        if not _DENIED.search(before):
            yield Remark(code, text, segment, found.start, found.end, found.ask)


def _is_judgement(remark: Remark) -> bool:
    """Whether it judges what did not happen: questions, measures and luck are about just that."""
    telling, start = remark.text.telling, remark.start
    if telling.path_at(start).startswith(_ABOUT_WISHES) or remark.text.text.startswith("had", start):
        return False  # "Had the alert fired" begins a sentence
    return not telling.document.text.endswith("?", 0, remark.segment.end)
