"""Segments that nothing cites though they tell something: a time, a figure, a name."""

from __future__ import annotations

from pmtool.engines.llm.world import World
from pmtool.grounding.values import values
from pmtool.model import Coverage

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
