"""PM714 and PM715: shares and sums that a sentence tells together with their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.validator.facts.sentences import sentences
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_N = r"\d{1,3}(?:[,\u202f\u00a0]\d{3})+|\d+(?:\.\d+)?"
_SHARE = Pattern(
    rf"(?P<hedge>(?:about|around|roughly|nearly|almost|over|more than|less than|under"
    rf"|~)\s*)?(?P<share>\d+(?:\.\d+)?)\s?(?:%|percent|per cent)"
    rf"(?P<between>[^.;%]{{0,80}}?)[(,]\s*(?P<part>{_N})(?:\s+[a-z]+)?\s+(?:of|out of)\s+(?:the\s+)?(?P<whole>{_N})",
    re.I,
)
_SHARE_LAST = Pattern(
    rf"(?P<part>{_N})(?:\s+[a-z]+)?\s+(?:of|out of)\s+(?:the\s+"
    rf"|our\s+)?(?P<whole>{_N})(?P<between>[^.;%\d]{{0,60}}?)[(,]\s*"
    rf"(?P<hedge>(?:about|around|roughly|nearly|almost|over|more than|less than|under"
    rf"|~)\s*)?(?P<share>\d+(?:\.\d+)?)\s?(?:%|percent|per cent)",
    re.I,
)
_HALF_A_DIGIT, _HEDGED = 0.51, 0.1


class ShareNotOfItsParts(Rule):
    """A percentage beside the two numbers that it is made of, which give another.

    Why: the percentage is what gets repeated.

    Bad::

        ## Impact

        0.8% of the payments of that day were taken twice (1,214 of 48,560).

    Good::

        ## Impact

        2.5% of the payments of that day were taken twice (1,214 of 48,560).

    Fix: Divide again, and check which of the three numbers is wrong.
    """

    code = "PM714"
    name = "share-not-of-its-parts"
    severity = "error"

    def check(self, record: Record) -> Iterator[Flaw]:
        for sentence in record.once(sentences):
            for pattern in (_SHARE, _SHARE_LAST):
                for match in pattern.finditer(sentence.text) if "%" in sentence.text or "per" in sentence.text else ():
                    part, whole, told = (_value(match[name]) for name in ("part", "whole", "share"))
                    share = 100 * part / whole if whole else told
                    digits = len(match["share"].partition(".")[2])
                    slack = max(_HALF_A_DIGIT * 10**-digits, _HEDGED * told if match["hedge"] else 0)
                    if part <= whole and abs(share - told) > slack:
                        parts, right = f"{match['part']} of {match['whole']}", f"{share:.3g}%"
                        message = f'"{match["share"]}%" contradicts "{parts}", which is {right}'
                        yield sentence.flaw(message, f"Write {right}, or mend the numbers.")


_LISTED = Pattern(
    rf"(?<![\w.,:/-])(?P<total>{_N})\s+(?P<noun>(?!utc|gmt|am\b|pm\b|min|hour|second|day)[a-z][\w-]*)(?P<between>[^.;:(\d]{{0,60}})[:(–—]\s*(?P<parts>[^.;:()]*\d[^.;:()]*)(?:[.;)]|$)",
    re.I,
)
_PART = Pattern(
    rf"(?<![\w.,/:-])(?P<part>{_N})(?=\s+(?:[a-z]+|\()|\s*[,)]|$)(?!\s?(?:%|percent|am\b|pm\b|utc|minutes?|hours?))",
    re.I,
)
_NEARLY = 0.15
"""How far, in parts of the total, a sum may be off and still be meant as its sum."""


class SumNotOfItsParts(Rule):
    """A total followed by its parts, which add up to another.

    Why: one of the parts is wrong, or one is missing.

    Bad::

        ## Impact

        1,432 jobs failed: 1,105 on the partition normal, 287 on gpu and 60 on bigmem.

    Good::

        ## Impact

        1,452 jobs failed: 1,105 on the partition normal, 287 on gpu and 60 on bigmem.

    Fix: Add up again; where the parts overlap or are not all, say so.
    """

    code = "PM715"
    name = "sum-not-of-its-parts"

    def check(self, record: Record) -> Iterator[Flaw]:
        for sentence in record.once(sentences):
            match = _LISTED.search(sentence.text)
            parts = [_value(found["part"]) for found in _PART.finditer(match["parts"])] if match else []
            total = _value(match["total"]) if match else 0.0
            if match and len(parts) > 1 and 0 < abs(sum(parts) - total) <= _NEARLY * total and max(parts) < total:
                told, right = f"{match['total']} {match['noun']}", f"{sum(parts):,.10g}"
                message = f'"{told}" contradicts "{match["parts"].strip()}", which add up to {right}'
                yield sentence.flaw(message, f"Write {right}, or mend the parts.")


def _value(text: str) -> float:
    return float(re.sub(r"[^\d.]", "", text))


RULES: tuple[Rule, ...] = (ShareNotOfItsParts(), SumNotOfItsParts())
