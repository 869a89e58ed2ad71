"""PM201-PM209: sections that are missing or empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pmtool.model import Claim
from pmtool.model.postmortem import EventKind
from pmtool.validator.completeness.blanks import is_blank
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule


class _NoClaim(Rule):
    """A claim that is missing or empty."""

    field: ClassVar[str]
    lacks: ClassVar[str]
    kinds: ClassVar[frozenset[EventKind]] = frozenset()
    """Kinds of events that tell some of it."""

    def check(self, record: Record) -> Iterator[Flaw]:
        claim: Claim | None = getattr(record.postmortem, self.field)
        if claim and not is_blank(claim.text):
            return
        event = next((e for e in record.postmortem.timeline if e.kind in self.kinds), None)
        if event:
            hint = f"{self.lacks}, except for {quoted(event.text)} in the timeline"
            yield Flaw(hint, f"/{self.field}", severity="info")
        else:
            yield Flaw(self.lacks, f"/{self.field}")


class NoSummary(_NoClaim):
    """The summary is missing or empty.

    Why: most people read nothing else; it is what later searches through old incidents find.

    Bad::

        # Checkout unavailable

        ## Summary

        *Not stated.*

    Good::

        # Checkout unavailable

        ## Summary

        Nobody could pay for 40 minutes because a pool of connections was set too small.

    Fix: say in two or three sentences what broke, for whom, for how long, and why.
    """

    code = "PM201"
    name = "no-summary"
    field = "summary"
    lacks = "there is no summary: nothing says in a few sentences what happened"


class NoImpact(_NoClaim):
    """The impact is missing or empty.

    Why: how much an incident mattered decides how much its actions may cost.

    Bad::

        # Checkout unavailable

        ## Summary

        A pool of connections was set too small.

    Good::

        # Checkout unavailable

        ## Impact

        1,200 customers could not pay for 40 minutes.

    Fix: say who could not do what, how many they were, and for how long.
    """

    code = "PM202"
    name = "no-impact"
    field = "impact"
    lacks = "no impact is told: nothing says who was affected, and how"


class NoTimeline(Rule):
    """The timeline is missing or empty.

    Why: without times nobody can tell how long it took to notice and to mend, nor check what is claimed about it. Where
    the summary is missing as well, there is no postmortem to speak of.

    Bad::

        # Checkout unavailable

        ## Summary

        Nobody could pay for 40 minutes.

    Good::

        # Checkout unavailable

        ## Timeline

        | Time | Event | Kind | Actor |
        | --- | --- | --- | --- |
        | 2026-03-01 14:05 UTC | Payments began to fail | impact |  |

    Fix: list when it began, was noticed, mitigated and over, and the steps between, each with its time and zone.
    """

    code = "PM203"
    name = "no-timeline"

    def check(self, record: Record) -> Iterator[Flaw]:
        pm = record.postmortem
        if pm.timeline:
            return
        posts = f", only {len(pm.status_updates)} public updates" if len(pm.status_updates) > 1 else ""
        if pm.summary and not is_blank(pm.summary.text):
            yield Flaw(f"there is no timeline{posts}", "/timeline")
        else:
            yield Flaw(f"there is neither a timeline nor a summary{posts}", "/timeline", severity="error")


class NoDetection(_NoClaim):
    """How the incident was noticed is missing; a mere hint where the timeline tells it.

    Why: whether an alert, a colleague or a customer noticed first is where faster detection begins.

    Bad::

        # Checkout unavailable

        ## Detection

        *Not stated.*

    Good::

        # Checkout unavailable

        ## Detection

        The alert on failed payments paged the on-call engineer.

    Fix: say who or what noticed, how, and what should have noticed earlier.
    """

    code = "PM204"
    name = "no-detection"
    field = "detection"
    lacks = "nothing says how it was noticed"
    kinds = frozenset({"detection"})


class NoRootCause(_NoClaim):
    """The root cause is missing or empty.

    Why: without a cause, nobody can judge whether the actions prevent the next time.

    Bad::

        # Checkout unavailable

        ## Root cause

        *Not stated.*

    Good::

        # Checkout unavailable

        ## Root cause

        The pool of connections was sized for one worker, and the release started four.

    Fix: say what made it possible, or that it is not known and what was ruled out.
    """

    code = "PM205"
    name = "no-root-cause"
    field = "root_cause"
    lacks = "no root cause is told"


class NoResolution(_NoClaim):
    """How it was resolved is missing; a mere hint where the timeline tells it.

    Why: what helped is what the next person on call needs first.

    Bad::

        # Checkout unavailable

        ## Resolution

        *Not stated.*

    Good::

        # Checkout unavailable

        ## Resolution

        The release was rolled back, and the pool set to 40 connections.

    Fix: say what ended the impact, and whether that is for good.
    """

    code = "PM206"
    name = "no-resolution"
    field = "resolution"
    lacks = "nothing says how it was resolved"
    kinds = frozenset({"mitigation", "recovery"})


class NoTrigger(_NoClaim):
    """What set it off is missing: the change or event after which a weakness became an incident.

    Why: a cause may sleep for years; the trigger tells why it was that day, and what to watch for.

    Bad::

        # Checkout unavailable

        ## Trigger

        *Not stated.*

    Good::

        # Checkout unavailable

        ## Trigger

        Release 4.2 started three more workers.

    Fix: name the deployment, the change, the load or the date that set it off, or say that there was none.
    """

    code = "PM207"
    name = "no-trigger"
    severity = "info"
    field = "trigger"
    lacks = "nothing says what set it off"
    kinds = frozenset({"trigger"})


class NothingWentWell(Rule):
    """Nothing is said to have gone well.

    Why: what worked should stay as it is, and goes unnoticed if only failures are written down.

    Bad::

        # Checkout unavailable

        ## What went wrong

        - The alert waited for ten minutes.

    Good::

        # Checkout unavailable

        ## What went well

        - The rollback took two minutes.

    Fix: ask everyone involved what helped.
    """

    code = "PM208"
    name = "nothing-went-well"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        if not record.postmortem.went_well:
            yield Flaw("nothing is said to have gone well", "/went_well")


class NothingLearned(Rule):
    """Neither a lesson nor anything that went wrong is named.

    Why: what is not named is not learned from, and every incident has something that made it longer or worse.

    Bad::

        # Checkout unavailable

        ## What went well

        - The rollback took two minutes.

    Good::

        # Checkout unavailable

        ## Lessons learned

        - Limits of pools belong to the release checklist.

    Fix: ask what surprised people, what was slow, and what they wished they had known.
    """

    code = "PM209"
    name = "nothing-learned"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        pm = record.postmortem
        if not pm.went_wrong and not pm.lessons:
            yield Flaw("no lesson is named, and nothing that went wrong", "/lessons")


RULES: tuple[Rule, ...] = (
    NoSummary(),
    NoImpact(),
    NoTimeline(),
    NoDetection(),
    NoRootCause(),
    NoResolution(),
    NoTrigger(),
    NothingWentWell(),
    NothingLearned(),
)
