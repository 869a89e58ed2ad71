"""A run's postmortem beside gold's: which statement is which."""

from __future__ import annotations

from dataclasses import dataclass

from pmtool.evaluation import citing
from pmtool.evaluation.pairing import Pairing, paired
from pmtool.model import ActionItem, Claim, Event, Postmortem, StatusUpdate
from pmtool.model.walk import CLAIM_LISTS, CLAIMS

SECTIONS = (*CLAIMS, *CLAIM_LISTS)
MILESTONES = ("started", "detected", "acknowledged", "mitigated", "resolved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two postmortems of one incident; what can be paired in them, paired."""

    gold: Postmortem
    made: Postmortem
    gold_keys: citing.Keys
    made_keys: citing.Keys
    events: Pairing[Event]
    updates: Pairing[StatusUpdate]
    actions: Pairing[ActionItem]


def compare(gold: Postmortem, made: Postmortem) -> Comparison:
    """Pairs events, status updates and action items."""
    a, b = citing.keys(gold), citing.keys(made)
    return Comparison(
        gold=gold,
        made=made,
        gold_keys=a,
        made_keys=b,
        events=paired(gold.timeline, a, made.timeline, b),
        updates=paired(gold.status_updates, a, made.status_updates, b),
        actions=paired(gold.action_items, a, made.action_items, b),
    )


def section(postmortem: Postmortem, name: str) -> tuple[Claim, ...]:
    """What somebody has written in a section of claims; nothing where there are only words of a template."""
    from pmtool.validator.completeness.blanks import is_blank, template_words

    held: Claim | tuple[Claim, ...] | None = getattr(postmortem, name)
    claims = held if isinstance(held, tuple) else (held,)
    told = (claim for claim in claims if claim is not None and not is_blank(claim.text))
    return tuple(claim for claim in told if not template_words(claim.text, name))
