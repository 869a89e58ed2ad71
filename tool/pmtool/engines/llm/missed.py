"""Times that the ledger missed: a model may give their words, code finds and resolves them."""

from __future__ import annotations

from collections.abc import Sequence

from pmtool.engines.llm.world import Told, World
from pmtool.model import Instant
from pmtool.patterns import Pattern
from pmtool.source import build_document
from pmtool.temporal import build_ledger

_SPACES = Pattern(r"\s+")


def found_words(words: str, cited: Sequence[str], world: World) -> tuple[Instant | None, str]:
    """The instant that words of the cited segments name, or None and why there is none."""
    plain = _folded(words)
    holding = next((id for id in cited if plain and plain in _folded(world.text(id))), None)
    if holding is None:
        return None, "does not stand in the segments cited"
    inside = [t for t in world.times_in.get(holding, ()) if plain in _folded(t.mention.text)]
    if inside:
        return inside[0].mention.instant(), ""
    near = _nearest(holding, world)
    document = build_document("words", "", "text/plain", "", words)
    zone = near.mention.zone if near else None
    day = near.moment.date() if near and near.moment else None
    for mention in build_ledger([document], timezone=zone, date=day)[document.id]:
        if (day or mention.written_date) and (instant := mention.instant()):
            return instant, ""
    return None, "can't be resolved to an instant"


def _nearest(segment: str, world: World) -> Told | None:
    """The time told last before a segment, else the first after it: the day and zone that it is about."""
    place = world.order[segment]
    placed = [t for t in world.times.values() if t.segment in world.order and t.moment]
    before = [t for t in placed if world.order[t.segment] <= place]
    return before[-1] if before else next(iter(placed), None)


def _folded(text: str) -> str:
    return _SPACES.sub(" ", text).strip().casefold()
