"""What a heading means, whatever its wording: a topic for each of the things it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from pmtool.engines.offline.lexicon import FILLERS, HEADINGS, WEAK_TOPICS, WHOLE_HEADINGS, Topic
from pmtool.engines.offline.phrases import Found, Phrases, valued, words_of

_LONGEST = 16
"""Words; nothing longer is a heading."""
_REMARKS = re.compile(r"\([^)]*\)|\[[^\]]*\]|:[a-z_]+:|<[^>]*>|^\W*[\dIVX]+[.):]")
_PARTS = re.compile(r"\s(?:and|&|\+|plus|then)\s|[,/:?|]|\s[-–—]+\s", re.I)
_DANGLING = frozenset({"for", "of", "at", "from", "the", "a"})
"""Words that no heading ends with: something was cut off."""
_BESIDE: frozenset[Topic] = frozenset({"other", "header"})
"""Say nothing about a heading that names another topic too: `Impact & metrics`."""
_OF = frozenset({"of", "for", "behind"})


@cache
def _anywhere() -> Phrases[Topic]:
    return valued(HEADINGS)


@cache
def _fillers() -> frozenset[str]:
    return frozenset(FILLERS.split())


@cache
def _whole() -> Phrases[Topic]:
    return valued(WHOLE_HEADINGS)


@lru_cache(maxsize=1024)
def topics_of(heading: str) -> tuple[Topic, ...]:
    """Topics of a heading in the order it names them; none where it says something else."""
    parts = _parts(heading)
    loose = [_best(_anywhere().find(words), words) for words in parts]
    strict = [_covering(words) or topic for topic, words in zip(loose, parts, strict=True)]
    return _distinct(strict if all(strict) else loose)


@lru_cache(maxsize=1024)
def label_topics(label: str) -> tuple[Topic, ...]:
    """Topics of the words before a colon: only where they are nothing but a heading's words."""
    topics = [_covering(words) for words in _parts(label)]
    return _distinct(topics) if all(topics) else ()


def _parts(heading: str) -> list[tuple[str, ...]]:
    words = (words_of(part) for part in _PARTS.split(_REMARKS.sub(" ", heading)))
    parts = [w for w in words if w]
    return parts if sum(map(len, parts)) <= _LONGEST else []


def _covering(words: tuple[str, ...]) -> Topic | None:
    """Topic whose phrases, but for fillers, are the whole."""
    if words[-1] in _DANGLING:
        return None
    found = (*_anywhere().find(words), *_whole().find(words))
    topic = _best(found, words)
    covered = {i for f in found if f.value == topic for i in range(f.start, f.end)}
    counted = words[0].isdigit()  # `3 Cause`
    return topic if all(i in covered or w in _fillers() for i, w in enumerate(words) if i or not counted) else None


def _best(found: Iterable[Found[Topic]], words: tuple[str, ...]) -> Topic | None:
    """Topic of the longest phrase; of equals the last, as the head of a compound, unless an `of` follows the first."""
    found = list(found)
    widest = [f for f in found if not any(_within(f, other) for other in found)]

    def rank(f: Found[Topic]) -> tuple[bool, int, int]:
        is_head = f.end < len(words) and words[f.end] in _OF
        return f.value not in WEAK_TOPICS, f.named, len(words) if is_head else f.start

    return max(widest, key=rank).value if widest else None


def _within(f: Found[Topic], other: Found[Topic]) -> bool:
    return other.start <= f.start and f.end <= other.end and f.named < other.named


def _distinct(topics: Iterable[Topic | None]) -> tuple[Topic, ...]:
    named = tuple(dict.fromkeys(t for t in topics if t))
    return tuple(t for t in named if t not in _BESIDE) or named
