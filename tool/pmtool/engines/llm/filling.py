"""What rules say of the stretches of a report for which a call to the model failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pmtool.engines.llm.chronology import in_time
from pmtool.engines.llm.draft import FIELDS, LISTS
from pmtool.engines.llm.plan import Call
from pmtool.engines.llm.world import World
from pmtool.model import Evidence, Postmortem

_MANY = ("timeline", "action_items", *LISTS)
"""Fields of which each call tells a part."""


def filled(pm: Postmortem, rules: Postmortem, world: World, failed: Sequence[Call]) -> Postmortem:
    """The postmortem with rules' items for what failed, behind the model's; events in order of time.

    A field that is rules' own already, since no call for it was answered, stays as it is.
    """
    added: dict[str, Any] = {}
    for name in _MANY:
        lost = {id for call in failed if FIELDS[name] in call.request.groups for id in call.scope}
        own, theirs = getattr(pm, name), getattr(rules, name)
        if lost and own is not theirs:
            told = {item.text for item in own}
            more = [item for item in theirs if item.text not in told and _touches(item.evidence, lost, world)]
            added[name] = tuple(in_time([*own, *more]) if name == "timeline" else [*own, *more])
    return replace(pm, **added) if added else pm


def _touches(evidence: Sequence[Evidence], lost: set[str], world: World) -> bool:
    return any(id in lost for e in evidence for id in world.segments_between(e.source, e.start, e.end))
