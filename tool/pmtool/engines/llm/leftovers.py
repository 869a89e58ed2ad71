"""What is left out of a postmortem: segments that nothing cites though they tell something, times that no event has."""

from __future__ import annotations

from collections.abc import Iterator

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
    """Events that cite words which open with a time that nothing else is at: two that were made one."""
    stamps = [event.at for event in pm.timeline] + [event.until for event in pm.timeline]
    known = {stamp.at for stamp in (*stamps, *(update.at for update in pm.status_updates)) if stamp}
    for event in pm.timeline:
        cited = [id for e in event.evidence for id in world.segments_between(e.source, e.start, e.end)]
        openings = (world.opening_time(id) for id in cited) if len(cited) > 1 else ()
        yield from ((event, time) for time in openings if time and time.mention.at not in known)
