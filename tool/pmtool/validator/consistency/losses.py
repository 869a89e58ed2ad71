"""PM703 and PM704: nothing was lost, everything was processed; and sentences that know better."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.validator.facts.sentences import Sentence, sentences
from pmtool.validator.facts.words import stem
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_THING = (
    r"(?P<thing>data|messages?|events?|orders?|records?|transactions?|e-?mails?|jobs?|payments?|files?|uploads?|writes?"
    r"|requests?|bookings?|tickets?|documents?|rows?|logs?|metrics?|notifications?|triggers?|invoices?|backups?|reports?)"
)
_NOTHING_LOST = Pattern(
    rf"\b(?:no|not (?:a single|any|one)|none of the|without (?:any )?)\s*(?:[\w-]+\s+){{0,3}}?{_THING}\b"
    r"(?:\s+\w+){0,2}?\s+(?:was|were|is|has been|have been|got"
    r"|went)\s+(?:ever\s+)?(?P<permanent>permanently\s+|irrecoverably\s+)?"
    r"(?:lost|missing|dropped|deleted|corrupted)"
    rf"|\b(?:no|without(?: any)?)\s+(?P<permanent2>permanent\s+)?(?:[\w-]+\s+){{0,2}}?(?P<thing2>data)[ -]loss"
    rf"|\b(?:did not|didn['’]t|never) los[et]\s+(?:any\s+)?(?:[\w-]+\s+){{0,2}}?(?P<thing3>\w+)"
    r"|\ball (?P<thing4>\w+) (?:was|were) (?:preserved|intact|safe|retained)",
    re.I,
)
_LOST = Pattern(
    r"\b(?:lost|losing|loss of|dropped|discarded|deleted)\b|\b(?:could not|cannot|can['’]t|couldn['’]t|can not)\s+be\s+"
    r"(?:\w+\s+)?(?:recovered|replayed|restored|persisted|retrieved|reconstructed|delivered)\b"
    r"|\bunrecoverable\b|\birrecoverably\b|\b(?:are|is|were|was) gone\b",
    re.I,
)
_FOR_GOOD = Pattern(
    r"\b(?:permanently|irrecoverabl\w+|unrecoverable|for good|(?:could not|cannot|can['’]t|couldn['’]t) be)\b", re.I
)
_NOT_LOST = Pattern(
    r"\b(?:no|not|never|without|n['’]t|none|nothing|zero|avoid\w*|prevent\w*|so that|would|could have|might"
    r"|may|risk|if|so as not)\b"
    r"(?! (?:be|cannot)\b)",
    re.I,
)
_CONNECTIONS = Pattern(
    r"\b(?:lost|losing|loss of|dropped|deleted)\s+(?:\w+\s+){0,3}?(?:connect\w*|access|quorum|contact"
    r"|leader\w*|revenue|trust"
    r"|packets?|visib\w+|power|heartbeat\w*|pods?|nodes?|index\w*|tables?)",
    re.I,
)
_ASIDE = frozenset({"action_items", "lessons", "open_questions", "status_updates"})


class LossDenied(Rule):
    """A sentence that says that nothing was lost, where another tells what was.

    Why: customers decide by this sentence whether to check their data.

    Bad::

        ## Summary

        No data was lost.

        ## Impact

        Some 300 orders placed in that time were lost.

    Good::

        ## Summary

        About 300 orders were lost; everything older was kept.

        ## Impact

        Some 300 orders placed in that time were lost.

    Fix: Say what was lost, what was kept, and what was recovered later.
    """

    code = "PM703"
    name = "loss-denied"

    def check(self, record: Record) -> Iterator[Flaw]:
        told = record.once(sentences)
        denials = [
            (s, m)
            for s in told
            if s.field not in _ASIDE and (m := _NOTHING_LOST.search(s.text)) and not _WISHED.search(s.text[: m.start()])
        ]
        if not denials:
            return
        losses = [s for s in told if s.field not in _ASIDE and _tells_loss(s)][:_FEW]
        for sentence, denial in denials:
            things = {stem(word) for word in denial.groupdict().values() if word}
            for_good = bool(denial["permanent"] or denial["permanent2"])
            for loss in losses:
                fits = _fits(loss, things) and (not for_good or _FOR_GOOD.search(loss.text))
                if fits and loss.text not in sentence.text and sentence.text not in loss.text:
                    yield sentence.flaw(f'"{sentence.quote}" is contradicted by "{loss.quote}"')
                    break


_WISHED = Pattern(r"\b(?:should|would|could|so that|ensur\w+|mak\w+ sure|guarantee\w*|designed|goal)\b", re.I)
_FEW = 20
_ANY_DATA = stem("data")
_DATA = frozenset(
    stem(w)
    for w in """
    data messages events orders records transactions emails payments files uploads writes rows edits changes
    """.split()
)


def _tells_loss(sentence: Sentence) -> bool:
    found = _LOST.search(sentence.text)
    if not found or _CONNECTIONS.search(sentence.text):
        return False
    return not _NOT_LOST.search(sentence.text[: found.start()])


def _fits(loss: Sentence, things: set[str]) -> bool:
    """Whether what was lost is what is said to be safe: `data` stands for everything that is stored."""
    if _ANY_DATA in things:
        return not loss.stems.isdisjoint(_DATA)
    return not loss.stems.isdisjoint(things)


_ALL = Pattern(
    r"\b(?:all(?: of)?|any|every|each|100\s?%(?: of)?)\s+(?:the\s+|our\s+"
    r"|your\s+)?(?:[\w-]+\s+){0,2}?(?P<thing>[a-z-]{3,})\b"
    r"(?:\s+(?:that|which|who|from|in|of|on)\b[^,.;]{0,60}?)?\s+"
    r"(?:was|were|has been|have been|had been|ha(?:s|ve) since been|are|is|could be|eventually|did|then|again)?\s*"
    r"(?:(?:\w+ly|again|all|since|been)\s+){0,4}"
    r"(?P<verb>processed|delivered|restored|recovered|retried|replayed|completed|succeeded|sent|executed|reconciled|persisted|preserved"
    r"|saved|migrated|rebuilt|refunded|received|upgraded|patched|fixed|intact|run|rotated|renewed|replaced|checked|updated)\b",
    re.I,
)
_SOME_NOT = Pattern(
    r"\b(?:an? (?:very )?(?:small|tiny|limited|low)?\s*(?:fraction|number|percentage|portion|subset|handful"
    r"|few|minority) of"
    r"|some(?: of)?|a few|few|several|\d[\d,.]*\s?(?:%|percent)?(?: of)?|one|two|three"
    r"|(?:a )?handful of)\s+(?:the\s+|our\s+|those\s+)?"
    r"(?:[\w-]+\s+){0,2}?(?P<thing>[a-z-]{3,})\b[^.;]{0,60}?"
    r"\b(?:not|n['’]t|cannot|never|failed to|unable to|(?:were|was) lost|dropped|permanently)\b",
    re.I,
)
_REST = Pattern(r"\b(?:remaining|other|last|rest of the)\s+(?:\w+\s+){0,2}?(?P<thing>[a-z]{3,}s)\b", re.I)
"""In a plan: what is not done yet."""
_GONE = Pattern(
    r"\b(?P<thing>messages?|mails?|jobs?|events?|orders?|requests?|records?|payments?|triggers?|notifications?|those)\b"
    r"[^.;]{0,80}?\b(?:discarded|dropped|never (?:sent|delivered|run|processed)|expired|purged|thrown away)\b",
    re.I,
)
_SINCE = Pattern(r"\b(?:until|while|during|before|at first|initially|yet|delay\w*)\b", re.I)


class AllContradictedBySome(Rule):
    """A sentence about all of something, where another tells of some that were not so.

    Why: "all" is what gets quoted, and the exceptions are the customers who call.

    Bad::

        ## Impact

        A small fraction of messages could not be stored and cannot be replayed.

        ## What went well

        - Any message that was received was eventually processed.

    Good::

        ## Impact

        A small fraction of messages could not be stored and cannot be replayed.

        ## What went well

        - Nearly every message that was received was eventually processed.

    Fix: Name the exception in both places, with its number.
    """

    code = "PM704"
    name = "all-contradicted-by-some"

    def check(self, record: Record) -> Iterator[Flaw]:
        told = [s for s in record.once(sentences) if s.field not in _ASIDE]
        exceptions: dict[str, Sentence] = {}
        for sentence in record.once(sentences):
            for rest in _REST.finditer(sentence.text) if sentence.field == "action_items" else ():
                exceptions.setdefault(stem(rest["thing"]), sentence)
        for sentence in told:
            for gone in _GONE.finditer(sentence.text):
                exceptions.setdefault(stem(gone["thing"]), sentence)
            for some in _SOME_NOT.finditer(sentence.text):
                if not _SINCE.search(some[0]) or _FOR_GOOD.search(sentence.text):
                    thing = stem(some["thing"])
                    if thing not in exceptions or _FOR_GOOD.search(sentence.text):
                        exceptions[thing] = sentence
        for sentence in told if exceptions else ():
            for every in _ALL.finditer(sentence.text):
                exception = exceptions.get(stem(every["thing"]))
                if (
                    exception
                    and exception.text not in sentence.text
                    and not _NOT_ALL.search(sentence.text[: every.start()])
                ):
                    yield sentence.flaw(f'"{sentence.quote}" is contradicted by "{exception.quote}"')


_NOT_ALL = Pattern(r"\b(?:not|nearly|almost|n['’]t|hardly|un\w+|if|when|once|after|until|will|to)\s*(?:\w+\s+)?$", re.I)

RULES: tuple[Rule, ...] = (LossDenied(), AllContradictedBySome())
