"""What is left out of a postmortem: segments that nothing cites though they tell something, times that no event has."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.engines.llm.answer import Turns
from pmtool.engines.llm.world import Told, World
from pmtool.grounding.values import values
from pmtool.model import Coverage, Event, Postmortem

_FEWEST = 5
"""Words that say something."""


def telling_leftovers(world: World, coverage: Coverage) -> list[str]:
    """Ids of unplaced segments worth asking about, in order; lines of a log are not."""
    return [s.id for s in coverage.unplaced_segments if _tells(world, s.id)]


def _tells(world: World, id: str) -> bool:
    document, segment = world.segments[id]
    if document.blocks[segment.block].kind in ("log", "code", "heading"):
        return False
    text = document.quote(segment)
    return len(text.split()) >= _FEWEST and bool(world.times_in.get(id) or values(text))


def untold_times(pm: Postmortem, world: World) -> Iterator[tuple[Event, Told]]:
    """Events that cite words with a time of their own, which nothing else is at: two that were made one."""
    stamps = [stamp for event in pm.timeline for stamp in (event.at, event.until)]
    stamps += [update.at for update in pm.status_updates]
    stamps += [getattr(pm.milestones, name) for name in Turns.model_fields]
    known = {stamp.at for stamp in stamps if stamp}
    for event in pm.timeline:
        cited = [id for e in event.evidence for id in world.segments_between(e.source, e.start, e.end)]
        for id in cited if len(cited) > 1 else ():
            times = [t for t in world.times_in.get(id, ()) if t.moment and not t.mention.peripheral]
            if times and not any(t.mention.at in known for t in times):
                yield event, times[0]
