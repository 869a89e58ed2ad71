"""PM504: amounts and lengths of time without a number."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.model.finding import SourceSpan
from pmtool.model.walk import Statement
from pmtool.patterns import Pattern
from pmtool.temporal.plain_text import plain
from pmtool.validator.completeness.substance import is_quantified
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_FIELDS = frozenset({"summary", "impact"})
_HOW_MANY = 'How many, and of how many? Give a count or a share, with its source; write "unknown" where nobody counted.'
_HOW_LONG = "From when to when? Give both times, or the length, with the zone."
_COUNTED = frozenset(
    """
    user customer client account tenant organization organisation request call job order payment message transaction
    email e-mail session build pipeline workspace site device record row file upload login people visitor merchant
    subscriber member team page query querie connection deliverie event server node host pod region
    """.split()
)
_SIZE = "small|tiny|large|significant|substantial|limited|certain|high|low|considerable|sizable"
_PART = "percentage|number|portion|proportion|fraction|share|subset|amount|part|group|majority|minority|volume"
_UNIT = r"(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|days?|weeks?)\b"
_SOME = Pattern(
    r"(?i)\b(?:some|several|many|most|numerous|various|multiple|certain|few|a lot of|lots of|a handful of|a couple of"
    r"|a number of)(?: of)?(?: [\w-]+){1,4}"
)
_PART_OF = Pattern(rf"(?i)\b(?:(?:an? )?(?:very )?(?:{_SIZE}) (?:{_PART})s?|(?:an?|the) (?:vast )?(?:{_PART}) of)\b")
_BY_MUCH = Pattern(r"(?i)\b(?:significant|substantial|considerabl[ey]|dramatic)(?:ly|ally)?\b(?= \w)")
_VAGUE_LENGTH = Pattern(
    r"(?i)\b(?:briefly|momentarily|for (?:a|some) (?:short |long |brief )?(?:while|time|period)(?: of time)?"
    r"|(?:an? )?(?:short|brief|extended|prolonged|long) (?:time|period|while|interruption|outage|downtime|disruption)"
    r"|(?:a few|several|some|a couple of) (?:seconds|minutes|hours|days))\b"
)
_AMOUNT = Pattern(
    r"(?i)\d\s?(?:%|percent\b|per cent\b)"
    r"|(?<![\w.:/#-])\d[\d,. ]{0,12}(?:k|m|million|thousand|billion)?\s"
    rf"(?!{_UNIT}|am\b|pm\b|utc\b|(?-i:[A-Z]))[a-z]{{3}}"
    r"|\b(?:all|every|each|no|none|one|two|three|four|five|six|seven|eight|nine|ten|twelve|dozen|half|entire|total)\b"
)
_LENGTH = Pattern(
    rf"(?i)\b\d{{1,2}}:\d{{2}}|\b\d+(?:\.\d+)?[ -]?{_UNIT}|\b(?:an?|one|two|three|half an?) (?:minute|hour|day)\b"
)


class VagueQuantity(Rule):
    """The summary or the impact tells an amount or a length of time without a number.

    Why: "some customers, briefly" is read as few and short by who wrote it, and as many and long by who was hit.
    Numbers decide severity, credits and which action comes first.

    Bad::

        # Checkout errors

        ## Impact

        Several customers could not pay between 10:02 and 10:31 UTC.

    Good::

        # Checkout errors

        ## Impact

        312 of about 9,000 customers could not pay between 10:02 and 10:31 UTC.

    Fix: give the number and where it comes from; write "unknown" where nobody counted.
    """

    code = "PM504"
    name = "vague-quantity"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        """At most one flaw a statement for amounts, and one for lengths of time. An impact without any figure is
        another rule's, wherever its words are told again."""
        impact = record.postmortem.impact
        known = impact.text if impact and not is_quantified(impact.text) else ""
        for statement in record.statements:
            if statement.field in _FIELDS:
                yield from _vague(record, statement, known)


def _vague(record: Record, statement: Statement, known: str) -> Iterator[Flaw]:
    text = " ".join(plain(statement.text).split())
    amount, length = _vague_amount(text), _VAGUE_LENGTH.search(text)
    if amount and amount not in known and not _AMOUNT.search(text):
        yield _flaw(record, statement, amount, "an amount", _HOW_MANY)
    if length and length[0] not in known and not _LENGTH.search(text):
        yield _flaw(record, statement, length[0], "a length of time", _HOW_LONG)


def _vague_amount(text: str) -> str | None:
    for some in _SOME.finditer(text):
        words = some[0].split(" ")
        for number, word in enumerate(words):
            if number and word.lower().removesuffix("s") in _COUNTED:
                return " ".join(words[: number + 1])
    found = _PART_OF.search(text) or _BY_MUCH.search(text)
    return found[0] if found else None


def _flaw(record: Record, statement: Statement, words: str, what: str, ask: str) -> Flaw:
    message = f'the {statement.field} tells {what} without a number: "{words}"'
    return Flaw(message, statement.path, _span(record, statement, words), ask)


def _span(record: Record, statement: Statement, words: str) -> SourceSpan | None:
    """Where a raw report has the same words."""
    for evidence in statement.evidence if record.raw else ():
        at = evidence.quote.find(words)
        if at >= 0:
            return SourceSpan(source=evidence.source, start=evidence.start + at, end=evidence.start + at + len(words))
    return None
