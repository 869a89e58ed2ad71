"""One walk over everything a postmortem states, each with its JSON pointer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pmtool.model.postmortem import ActionItem, Claim, Event, Evidence, Postmortem, StatusUpdate

CLAIMS = ("summary", "impact", "detection", "trigger", "root_cause", "resolution")
"""Fields that hold a claim or null, in the schema's order."""
CLAIM_LISTS = ("contributing_factors", "went_well", "went_wrong", "got_lucky", "lessons", "open_questions")
"""Fields that hold claims."""


@dataclass(slots=True, kw_only=True)
class Statement:
    """A claim, event, status update or action item, and where it stands."""

    path: str
    """JSON pointer (`/timeline/3`)."""
    field: str
    """Its field of the postmortem (`timeline`)."""
    text: str
    evidence: tuple[Evidence, ...]
    item: Claim | Event | StatusUpdate | ActionItem


def statements(postmortem: Postmortem) -> Iterator[Statement]:
    """Every statement, in the schema's order."""
    for name in CLAIMS:
        claim: Claim | None = getattr(postmortem, name)
        if claim:
            yield Statement(path=f"/{name}", field=name, text=claim.text, evidence=claim.evidence, item=claim)
    for name in (*CLAIM_LISTS[:-1], "timeline", "status_updates", "action_items", CLAIM_LISTS[-1]):
        items: tuple[Claim | Event | StatusUpdate | ActionItem, ...] = getattr(postmortem, name)
        for number, item in enumerate(items):
            yield Statement(path=f"/{name}/{number}", field=name, text=item.text, evidence=item.evidence, item=item)
