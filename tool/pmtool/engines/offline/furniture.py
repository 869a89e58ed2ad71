"""Lines that say what a report is called or where it came from, rather than what happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pmtool.engines.offline.lexicon import Topic
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import words_of
from pmtool.model import Evidence
from pmtool.patterns import Pattern

_FIELD = Pattern(
    r"(?:(?:pub|created|updated)[ _-]?date|last[ _-]?build[ _-]?date|guid|permalink|(?:short)?link|url|feed|etag)"
    r"[ ]?:[ ].*$|<?https?://\S+$",
    re.I,
)
"""A feed's fields, and an address in a line of its own."""
_HEADLINE = 8
"""Words; what is longer without a full stop is a careless sentence."""
_SENTENCE_ENDS = (".", "!", "?", ":", ";", ",", "…")
_VERBS = frozenset(
    "was were is are am be been had has have did do does didn't wasn't weren't isn't couldn't could can cannot can't "
    "ran got went came took made gave left lost because caused due since after as which that we i it they he "
    "she".split()
)
"""Words that headlines leave out."""
_LITTLE = frozenset("the a an our is are was were be being been has have had currently now some".split())
"""Words that a sentence has more than the headline that says the same."""
_ANYWHERE: tuple[tuple[Topic, ...], ...] = ((), ("status_updates",))
"""Of what no heading says that it tells the cause."""


def is_field(line: str) -> bool:
    """Whether a line is a feed's, for machines: `guid: …`, an address alone."""
    return _FIELD.match(line.strip()) is not None


def without_furniture(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """The passages without lines that a feed put between their words."""
    return tuple(part for p in passages for part in _told_lines(p))


def without_titles(passages: Iterable[Passage], titles: Sequence[Evidence]) -> Iterator[Passage]:
    """The passages without the lines that name the sources, and without those that only say the same again."""
    spans = {title.source: (title.start, title.end) for title in titles}
    named = [_LITTLE.union(words_of(title.quote)) for title in titles]
    for p in passages:
        start, end = spans.get(p.document.id, (0, 0))
        if p.labelled or not start <= p.start < end:
            if p.topics not in _ANYWHERE or not any(words.issuperset(p.words) for words in named):
                yield p
        elif rest := p.document.text[end : p.end].strip():
            yield replace(p, start=p.document.text.index(rest, end))


def is_headline(p: Passage) -> bool:
    """Whether a line heads what follows, as on a page of several incidents: `Uploads failing`."""
    if p.topics or p.listed or p.block.kind != "paragraph" or len(p.words) > _HEADLINE:
        return False
    follows = p.document.text[p.end : p.end + 1] in ("", "\n")
    return follows and not p.text.endswith(_SENTENCE_ENDS) and _VERBS.isdisjoint(p.words)


def _told_lines(p: Passage) -> Sequence[Passage]:
    """The runs of lines that are none of a feed's fields."""
    if p.block.kind != "paragraph" or not any(map(is_field, p.text.splitlines())):
        return [p]
    runs: list[Passage] = []
    at, adjoins = p.start, False
    for line in p.text.splitlines(keepends=True):
        is_told = bool(line.strip()) and not is_field(line)
        if is_told and adjoins:
            runs[-1] = replace(runs[-1], end=at + len(line.rstrip()))
        elif is_told:
            runs.append(replace(p, start=at, end=at + len(line.rstrip())))
        at, adjoins = at + len(line), is_told
    return runs
