"""Times that the ledger missed: a model may give their words, code finds and resolves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pmtool.engines.llm.world import Told, World
from pmtool.errors import UsageError
from pmtool.grounding.support import folded
from pmtool.model import Instant, Mention
from pmtool.source import build_document
from pmtool.temporal import build_ledger


def found_words(words: str, cited: Sequence[str], world: World) -> tuple[Instant | None, str]:
    """The instant that words of the cited segments name, or None and why there is none."""
    plain = folded(words)
    holding = next((id for id in cited if plain and f" {plain} " in f" {folded(world.text(id))} "), None)
    if holding is None:
        return None, "does not stand in the segments cited"
    inside = [t for t in world.times_in.get(holding, ()) if f" {plain} " in f" {folded(t.mention.text)} "]
    if inside:
        return inside[0].mention.instant(), ""
    near = _nearest(holding, world)
    instants = [m.instant() for m in _resolved(words, near) if (near and near.moment) or m.written_date]
    found = next(filter(None, instants), None)
    if found is None:
        return None, "can't be resolved to an instant"
    return (_in_zone_of(near, found) if near else found), ""


def _in_zone_of(near: Told, instant: Instant) -> Instant:
    """An instant with the reason for its zone, where it took that from a time near it."""
    if instant.zone_rule == "explicit":
        return instant
    rule = near.mention.zone_rule
    return replace(instant, zone_rule="inherited" if rule == "explicit" else rule)


def _resolved(words: str, near: Told | None) -> Sequence[Mention]:
    """The times that words name, on the day and in the zone of a time near them."""
    document = build_document("words", "", "text/plain", "", words)
    day = near.moment.date() if near and near.moment else None
    try:
        return build_ledger([document], timezone=near.mention.zone if near else None, date=day)[document.id]
    except UsageError:  # a day or a zone out of reach
        return ()


def _nearest(segment: str, world: World) -> Told | None:
    """The time told last before a segment, else the first after it: the day and zone that it is about."""
    place = world.order[segment]
    placed = [t for t in world.times.values() if t.segment in world.order and t.moment]
    before = [t for t in placed if world.order[t.segment] <= place]
    return before[-1] if before else next(iter(placed), None)
