"""PM501–PM503, PM505, PM506: sentences that blame, judge with hindsight, say nothing or promise too much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pmtool.model.finding import Severity
from pmtool.validator.actions.assignment import open_actions
from pmtool.validator.actions.worth import is_wish
from pmtool.validator.completeness.substance import human_error
from pmtool.validator.language.remarks import remarks
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule


class _Wording(Rule):
    """Sentences with certain words; one flaw a sentence."""

    severity: ClassVar[Severity] = "info"
    says: ClassVar[str]
    """What the words do."""

    def check(self, record: Record) -> Iterator[Flaw]:
        """One flaw a sentence."""
        for remark in record.once(remarks):
            if remark.code == self.code:
                flaw = remark.text.flaw(remark.start, remark.end, remark.segment, self.says, remark.ask)
                if not self.is_anothers(record, flaw):
                    yield flaw

    def is_anothers(self, record: Record, flaw: Flaw) -> bool:
        """Whether a rule on what stands there tells the same."""
        return False


class Blame(_Wording):
    """A person, a role or a team is told of as the one at fault.

    Why: people act sensibly on what they see. A report that stops at who did it hides what made it possible, and the
    next one will be told less.

    Bad::

        # Certificate expired on the API

        ## Summary

        The on-call engineer forgot to renew the certificate and ignored the warning mail.

    Good::

        # Certificate expired on the API

        ## Summary

        The certificate was renewed by hand once a year, and nothing warned when it was due. The one reminder was a mail
        to a mailbox that receives 400 mails a day; the renewal job failed to start.

    Fix: tell what the system allowed, showed and asked for; name a role only where what it saw and did explains it.
    """

    code = "PM501"
    name = "blame"
    severity = "warning"
    says = "puts the fault on a person"

    def is_anothers(self, record: Record, flaw: Flaw) -> bool:
        """A root cause that stops at human error."""
        cause = record.postmortem.root_cause
        found = human_error(cause.text) if cause and flaw.path == "/root_cause" else ""
        return bool(found) and found in flaw.message


class Counterfactual(_Wording):
    """A sentence tells what did not happen as if it had been there to be done.

    Why: "should have" and "would have prevented" describe another incident. They judge with what is known now, and they
    end the search where it gets interesting: why did what was done make sense?

    Bad::

        # Disk full on the primary

        ## Root cause

        The disk alert should have fired at 80 %, which would have prevented the outage.

    Good::

        # Disk full on the primary

        ## Root cause

        The disk alert watched the system volume only; the data volume had no alert.

    Fix: say what was in place and what it did; make what was missing an action item.
    """

    code = "PM502"
    name = "counterfactual"
    says = "tells what did not happen"


class Hindsight(_Wording):
    """A word judges what was known then by what is known now.

    Why: "obviously", "of course", "in hindsight" tell readers that they would have seen it. Nobody who was there did;
    the words hide why.

    Bad::

        # Wrong region drained

        ## Root cause

        It was obvious that the region names were swapped, and the obvious fix was a rollback.

    Good::

        # Wrong region drained

        ## Root cause

        The form lists regions by number; numbers 3 and 4 were swapped in the runbook of 2 March.

    Fix: leave the word out, or say what showed it, when and to whom.
    """

    code = "PM503"
    name = "hindsight"
    says = "judges with hindsight"


class EmptyPhrase(_Wording):
    """A phrase could stand in any report.

    Why: readers look for what happened, what it did to them and what changes; a phrase that fits every incident tells
    nothing of this one, and often stands where a cause is missing.

    Bad::

        # Sign-in unavailable

        ## Summary

        Due to unforeseen circumstances sign-in was down for 40 minutes. We take reliability very seriously.

    Good::

        # Sign-in unavailable

        ## Summary

        Sign-in was down for 40 minutes because the session store ran out of memory.

    Fix: name the thing itself, or drop the phrase.
    """

    code = "PM505"
    name = "empty-phrase"
    says = "says nothing about this incident"


class AbsolutePromise(_Wording):
    """A promise is absolute.

    Why: nobody can keep "this will never happen again", and it asks for the one answer that ends learning. Actions make
    an incident less likely, smaller, or seen sooner.

    Bad::

        # Queue stuck

        ## Lessons learned

        - We added a limit to ensure that this will never happen again.

    Good::

        # Queue stuck

        ## Lessons learned

        - A limit of 10,000 messages now keeps one tenant from filling the queue; an alert fires at 8,000.

    Fix: say which case is covered now, by what, and how the rest will be noticed.
    """

    code = "PM506"
    name = "absolute-promise"
    says = "promises what nobody can keep"

    def is_anothers(self, record: Record, flaw: Flaw) -> bool:
        """An action item that is but a wish; a raw report's lesson may be one, too."""
        wishes = [(i, action) for i, action in open_actions(record.postmortem) if is_wish(action.text)]
        return any(
            flaw.path == f"/action_items/{i}"
            or any(flaw.span and e.start <= flaw.span.start < e.end for e in a.evidence)
            for i, a in wishes
        )
