"""Does a text tell what another one tells? Paraphrases share most of their words; other stories and languages don't."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from pmtool.grounding.values import values
from pmtool.grounding.words import stem, stems, words
from pmtool.patterns import Pattern

_UNSPACED = Pattern("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that leave no space between words."""
_FEWEST = 5
"""Words with a meaning by which a statement can be told from others."""
_ALIKE = 0.75
"""Part of all their words that two statements share that say the same."""
_MOST = 0.4
"""Part of them that is known where it tells of something else; people who retell a report know more than half."""


def pieces(text: str) -> frozenset[str]:
    """What texts are compared by: words with a meaning; letters, where there are no spaces."""
    letters = _UNSPACED.findall(text)
    return stems(_UNSPACED.sub(" ", text)) | frozenset(letters) if letters else stems(text)


def strange_words(text: str, known: AbstractSet[str]) -> list[str]:
    """The words of a text that are none of the `known` pieces, where these are most of it; else none."""
    told = pieces(text)
    if not known or len(told) < _FEWEST or len(told & known) >= _MOST * len(told):
        return []
    strange = told - known
    return [word for word in dict.fromkeys(words(text)) if stem(word) in strange] or sorted(strange)


def retells(text: str, other: str) -> bool:
    """Whether two statements say the same in nearly the same words, with the same figures and names."""
    told, said = pieces(text), pieces(other)
    if not told or len(told & said) < _ALIKE * len(told | said):
        return False
    return {v.text.casefold() for v in values(text)} == {v.text.casefold() for v in values(other)}
