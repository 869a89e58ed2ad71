"""PM703 and PM704: nothing was lost, everything was processed; and sentences that know better."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.grounding.words import stem
from pmtool.patterns import Pattern
from pmtool.validator.facts.phrasing import phrases, phrasing
from pmtool.validator.facts.sentences import Sentence, sentences
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
_LOST = phrasing(
    r"""
    lost|losing|dropped|discarded|deleted|unrecoverable|irrecoverably
    loss of
    cannot|can['’]t|couldn['’]t be <recovered>
    cannot|can['’]t|couldn['’]t be \w+ <recovered>
    could|can not be <recovered>
    could|can not be \w+ <recovered>
    are|is|were|was gone
    """,
    recovered="recovered replayed restored persisted retrieved reconstructed delivered",
)
_FOR_GOOD = phrasing(
    r"""
    permanently|irrecoverabl\w+|unrecoverable
    for good
    cannot|can['’]t|couldn['’]t be
    could not be
    """
)
_NOT_LOST = Pattern(
    phrases(
        r"""
        no|not|never|without|n['’]t|none|nothing|zero|against|avoid\w*|prevent\w*|surviv\w+|would|might|may|risk|if
        so that
        so as not
        could have
        """
    )
    + r"(?! (?:be|cannot)\b)",
    re.I,
)
_CONNECTIONS = phrasing(
    r"""
    lost|losing|dropped|deleted ... <hold>
    loss of ... <hold>
    """,
    hold=(
        r"connect\w* access quorum contact leader\w* revenue trust packets? visib\w+ power heartbeat\w* pods? nodes? "
        r"index\w* tables? volumes?"
    ),
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


_WISHED = phrasing(
    r"""
    should|would|could|ensur\w+|guarantee\w*|designed|goal
    so that
    mak\w+ sure
    """
)
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
        return not loss.stems.isdisjoint(_DATA) or bool(_FOR_GOOD.search(loss.text))
    return not loss.stems.isdisjoint(things)


_ALL = Pattern(
    r"\b(?:all(?: of)?|any|every|each|100\s?%(?: of)?)\s+(?:(?:the|our|your)\s+)?(?:[\w-]+\s+){0,2}?"
    r"(?P<thing>[a-z-]{3,})\b(?:\s+(?:that|which|who|from|in|of|on)\b[^,.;]{0,60}?)?\s+"
    r"(?:was|were|has been|have been|had been|ha(?:s|ve) since been|are|is|could be|eventually|did|then|again)?\s*"
    r"(?:(?:\w+ly|again|all|since|been)\s+){0,4}"
    + phrases(
        """
        processed|delivered|restored|recovered|retried|replayed|completed|succeeded|sent|executed|reconciled|persisted
        preserved|saved|migrated|rebuilt|refunded|received|upgraded|patched|fixed|intact|run|rotated|renewed|replaced
        checked|updated
        """
    ),
    re.I,
)
_SOME_NOT = Pattern(
    phrases(
        r"""
        an? <few> of
        an? very <few> of
        an? (?:very\s+)?(?:small|tiny|limited|low) <few> of
        some|handful of
        some|few|several|one|two|three
        \d[\d,.]*\s?(?:%|percent)?(?:\sof)?
        """,
        few="fraction number percentage portion subset handful few minority",
    ).removesuffix(r"\b")
    + r"\s+(?:(?:the|our|those)\s+)?(?:[\w-]+\s+){0,2}?(?P<thing>[a-z-]{3,})\b[^.;]{0,60}?"
    + phrases(
        """
        not|n['’]t|cannot|never|dropped|permanently
        failed|unable to
        were|was lost
        """
    ),
    re.I,
)
_REST = Pattern(r"\b(?:remaining|other|last|rest of the)\s+(?:\w+\s+){0,2}?(?P<thing>[a-z]{3,}s)\b", re.I)
"""In a plan: what is not done yet."""
_GONE = Pattern(
    r"\b(?P<thing>messages?|mails?|jobs?|events?|orders?|requests?|records?|payments?|triggers?|notifications?|those)\b"
    r"[^.;]{0,80}?"
    + phrases(
        """
        discarded|dropped|expired|purged
        never sent|delivered|run|processed
        thrown away
        """
    ),
    re.I,
)
_SINCE = phrasing(
    r"""
    until|while|during|before|initially|yet|delay\w*
    at first
    """
)


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
