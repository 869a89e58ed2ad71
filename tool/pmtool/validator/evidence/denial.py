"""PM311: statements that say the opposite of their evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pmtool.grounding.words import stem, stems
from pmtool.patterns import Pattern
from pmtool.source.sentences import split_sentences
from pmtool.validator.facts.phrasing import phrasing
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_MOST = 40
"""Sentences of a statement, or of a quote, that are compared."""
_ALIKE = 0.6
"""Part of the longer sentence's words that both share where only a denial sets them apart."""
_FEWEST = 2
"""Words that both share."""
_DENIAL = phrasing(
    r"""
    (?:not|never)(?!\s+(?:all|every\w*|only|just|fully|entirely|always|necessarily|completely|both|yet)\b)
    (?:\w+n['’]t|cannot|no|none|nobody|nothing|neither|nor|without|unable|lack|lacked|lacking|hardly|barely)
    fail|fails|failed|failing|refused|declined to
    no longer
    stopped|prevented|stops|prevents|avoided|rather
    """
)
"""Words that deny what stands behind them, or can."""
_OUTRIGHT = Pattern(r"(?:not|never|\w+n['’]t|cannot|no|none|nobody|nothing)$", re.I)
_CLAUSE = Pattern(r"[,;:.()–—]|\s(?:and|but|or|because|until|when|while|after|before|since|so|than|that)\s")
_WORD = Pattern(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class EvidenceDenies(Rule):
    """A statement that affirms what its evidence denies, or denies what it affirms.

    Why: a word too many or too few turns a statement round, and its footnote still looks like proof.

    Source::

        The billing service was not affected by the outage.

    Bad::

        # Mail outage

        ## Impact

        The billing service was badly affected by the outage.[^e1]

        [^e1]: R1:0-51 "The billing service was not affected by the outage."

    Good::

        # Mail outage

        ## Impact

        The outage did not affect the billing service.[^e1]

        [^e1]: R1:0-51 "The billing service was not affected by the outage."

    Fix: say what the evidence says, cite the words that prove the statement, or delete its footnote.
    """

    code = "PM311"
    name = "evidence-denies"

    def check(self, record: Record) -> Iterator[Flaw]:
        for statement in record.statements if not record.raw else ():
            quotes = [evidence.quote for evidence in statement.evidence if evidence.quote]
            if not quotes or any(quote.startswith(statement.text) for quote in quotes):
                continue
            cited = [sentence for quote in quotes for sentence in _sentences(quote)]
            for told in _sentences(statement.text):
                other = next((c for c in cited if _is_opposite(told, c)), None)
                if other:
                    verb = "affirms" if other.denied else "denies"
                    what = f"{quoted(told.text)} {verb} what the evidence {'denies' if other.denied else 'affirms'}"
                    yield Flaw(f"{what}: {quoted(other.text)}", statement.path)
                    break


@dataclass(frozen=True)
class _Sentence:
    """A sentence, its words, and the first word that each of its denials is about."""

    text: str
    stems: frozenset[str]
    denied: frozenset[str]
    is_denying: bool
    """Whether anything in it denies or may."""


def _sentences(text: str) -> list[_Sentence]:
    return [_read(text[start:end]) for start, end in islice(split_sentences(text, 0, len(text)), _MOST)]


def _read(text: str) -> _Sentence:
    found = list(_DENIAL.finditer(text))
    outright = (_first_behind(text, match.end()) for match in found if _OUTRIGHT.match(match[0].strip()))
    denied = frozenset(filter(None, outright))
    return _Sentence(text, stems(text), denied, bool(found))


def _first_behind(text: str, offset: int) -> str:
    """The first word with a meaning in the rest of a clause."""
    end = _CLAUSE.search(text, offset)
    for word in _WORD.finditer(text, offset, end.start() if end else len(text)):
        if meant := stems(word[0]):
            return stem(word[0]) if stem(word[0]) in meant else next(iter(meant))
    return ""


def _is_opposite(told: _Sentence, cited: _Sentence) -> bool:
    """Whether two sentences tell the same but that one of them denies it."""
    if told.is_denying and cited.is_denying:
        return False
    shared = len(told.stems & cited.stems)
    if shared < _FEWEST or shared < _ALIKE * max(len(told.stems), len(cited.stems)):
        return False
    return bool(told.denied & cited.stems or cited.denied & told.stems)


RULES: tuple[Rule, ...] = (EvidenceDenies(),)
