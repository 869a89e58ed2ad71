"""PM706 and PM712: codes, versions and places that two sentences tell differently of one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmtool.grounding.words import stem
from pmtool.patterns import Pattern
from pmtool.validator.facts.sentences import Sentence, sentences
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_STATUS = Pattern(
    r"\bHTTP[\s/-]?(?:status\s|error\s|code\s)*(?P<a>[45]\d\d)\b|\b(?P<b>[45]\d\d)(?:s\b|\s+(?:error|response|status|code|page)s?\b)"
    r"|\b(?:an?|with|returned|returning|returns|answers|answered|status|error|code|served?|serving)\s+(?P<c>[45]\d\d)\b(?!\s*(?:ms|%|[a-z]+s\b))",
    re.I,
)
_COMMON = frozenset(stem(w) for w in "error http status code response request page".split())


class StatusCodeToldTwice(Rule):
    """Two HTTP status codes for what reads like the same failure.

    Why: 502 and 503 point to different parts of a system.

    Bad::

        ## Root cause

        The handler crashed, so the load balancer began to serve 502s.

        ## Impact

        The load balancer served 503 responses to every client.

    Good::

        ## Root cause

        The handler crashed, so the load balancer began to serve 503s.

        ## Impact

        The load balancer served 503 responses to every client.

    Fix: Take the code from the logs; where both occurred, say which part sent which.
    """

    code = "PM706"
    name = "status-code-told-twice"

    def check(self, record: Record) -> Iterator[Flaw]:
        told: dict[str, list[Sentence]] = {}
        for sentence in record.once(sentences):
            codes = {code for match in _STATUS.finditer(sentence.text) for code in match.groups() if code}
            if len(codes) == 1:  # a sentence with several tells them apart
                told.setdefault(codes.pop(), []).append(sentence)
            elif codes:
                return
        if len(told) != 2:
            return
        (one, first), (other, second) = told.items()
        for early in first[:_FEW]:
            for late in second[:_FEW]:
                if (early.stems & late.stems) - _COMMON:
                    yield late.flaw(f'"{other}" in "{late.quote}" contradicts "{one}" in "{early.quote}"')
                    return


_FEW = 12
_VERSION = Pattern(
    r"(?<![\w.])v?(?P<version>\d+\.\d+(?:\.\d+)+(?:-[\w.]+)?|(?<=version )\d+\.\d+|(?<=\bv)\d+\.\d+)(?![\w.]*\d)", re.I
)
_PLACE = Pattern(r"\b[a-z]{2,}(?:-[a-z]+)*-?\d{1,2}[a-z]?\b(?!-|\.?\w)")
_CHANGES = Pattern(
    r"\b(?:from|roll\w*[ -]?back|back to|revert\w*|downgrad\w*|instead|previous|older|newer|both|while"
    r"|fixed in|next)\b",
    re.I,
)


@dataclass(frozen=True)
class _Named:
    sentence: Sentence
    name: str
    clause: frozenset[str]
    times: frozenset[str]
    """Clock times told in the sentence; the day is often another's."""


class VersionToldTwice(Rule):
    """One deployment, told with two versions.

    Why: whoever looks for the fault looks in the wrong release.

    Bad::

        ## Trigger

        The dispatcher was upgraded to 1.14.3 shortly before noon.

        ## Root cause

        When the dispatcher was upgraded to 1.14.2, its pool of connections became too small.

    Good::

        ## Trigger

        The dispatcher was upgraded to 1.14.3 shortly before noon.

        ## Root cause

        When the dispatcher was upgraded to 1.14.3, its pool of connections became too small.

    Fix: Take the version from the deployment's log.
    """

    code = "PM712"
    name = "version-told-twice"

    def check(self, record: Record) -> Iterator[Flaw]:
        told: list[_Named] = []
        for sentence in record.once(sentences):
            found = [match["version"] for match in _VERSION.finditer(sentence.text)]
            if len(found) != 1 or _CHANGES.search(sentence.text) or sentence.field in ("action_items", "lessons"):
                continue
            named = _Named(sentence, found[0], sentence.stems, _times(sentence))
            twin = next((earlier for earlier in told if _same_change(earlier, named)), None)
            if twin:
                yield sentence.flaw(
                    f'"{named.name}" in "{sentence.quote}" contradicts "{twin.name}" in "{twin.sentence.quote}"'
                )
            if len(told) < _FEW:
                told.append(named)


def _times(sentence: Sentence) -> frozenset[str]:
    mentions = sentence.telling.mentions_in(sentence.start, sentence.end)
    return frozenset(m.at[11:16] for m in mentions if m.at and m.kind == "instant")


def _same_change(one: _Named, other: _Named) -> bool:
    """Whether two sentences tell of one deployment: at the same time, or in the same words."""
    if one.name == other.name or one.name.count(".") != other.name.count("."):
        return False
    if one.name.split(".")[0] != other.name.split(".")[0]:
        return False
    shared = len(one.clause & other.clause)
    if one.times and other.times:
        return one.times == other.times and shared >= 1
    return shared >= 2 and 2 * shared >= min(len(one.clause), len(other.clause))


class PlaceToldOnce(Rule):
    """A region or zone that is named only once, a single character off from the one that all the rest names.

    Why: nearly always a slip of the hand, and it sends readers to the wrong dashboards.

    Bad::

        ## Summary

        Writes failed in eu-north-1.

        ## Impact

        All volumes in eu-north-1 were read-only.

        ## Resolution

        The new journal format was switched off in eu-north-2.

        ## Trigger

        The new journal format was switched on in eu-north-1.

    Good::

        ## Summary

        Writes failed in eu-north-1.

        ## Impact

        All volumes in eu-north-1 were read-only.

        ## Resolution

        The new journal format was switched off in eu-north-1.

        ## Trigger

        The new journal format was switched on in eu-north-1.

    Fix: Check which place is meant.
    """

    code = "PM713"
    name = "place-told-once"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        told: dict[str, list[Sentence]] = {}
        for sentence in record.once(sentences):
            for place in {match[0] for match in _PLACE.finditer(sentence.text)}:
                if place.count("-") >= 2:
                    told.setdefault(place, []).append(sentence)
        often: dict[str, str] = {}
        for place, where in told.items():
            for form in _forms(place) if len(where) >= _OFTEN else ():
                often.setdefault(form, place)
        for place, where in told.items():
            usual = next((often[form] for form in _forms(place) if form in often), None) if len(where) == 1 else None
            if usual and _apart(where[0], told[usual]):
                yield where[0].flaw(
                    f'"{place}" is named only in "{where[0].quote}"; {len(told[usual])} other sentences name "{usual}"'
                )


_OFTEN = 3


def _forms(place: str) -> list[str]:
    """A place with each of its characters left open: two places that share one are a single character apart."""
    return [f"{place[:i]}?{place[i + 1 :]}" for i in range(len(place))]


_CONTRAST = Pattern(r"\b(?:not|other|instead|while|whereas|multi|fail\w*over|unaffected|only|also|both)\b", re.I)
"""In a sentence about another place on purpose."""


def _apart(where: Sentence, others: Sequence[Sentence]) -> bool:
    """Whether a sentence repeats words of one about the usual place, and does not name both to tell them apart."""
    if _CONTRAST.search(where.text):
        return False
    return all(o.text != where.text for o in others) and any(len(where.stems & o.stems) >= 3 for o in others)


RULES: tuple[Rule, ...] = (StatusCodeToldTwice(), VersionToldTwice(), PlaceToldOnce())
