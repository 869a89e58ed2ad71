"""Which zone a clock time is in, and what said so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from pmtool.model import Alternative, Block, ZoneRule
from pmtool.temporal.expression import Expression
from pmtool.temporal.walk import Walk
from pmtool.temporal.zones import UTC, Zone


class ZoneReading(NamedTuple):
    """The zone that was chosen."""

    zone: Zone
    rule: ZoneRule
    origin: str
    """Where it was found, in words."""
    readings: tuple[Zone, ...] = ()
    """Every reading of its label, the chosen one first."""

    def alternatives(self, local: dt.datetime) -> list[Alternative]:
        """The local time under the label's other readings."""
        return [
            Alternative(at=zone.attach(local).isoformat(), why=f"{zone.label} read as {zone.region}")
            for zone in self.readings[1:]
        ]


def zone_of(walk: Walk, e: Expression, block: Block | None) -> ZoneReading:
    """The zone of a clock time: its own, its passage's, its table's, the document's, the user's; UTC is assumed."""
    for written, rule, origin in _told(walk, e, block):
        if readings := walk.context.readings(written):
            return ZoneReading(readings[0], rule, origin, readings)
    if walk.settings.timezone:
        return ZoneReading(walk.settings.timezone, "assumed", "--timezone")
    common = walk.context.zones.common
    if common and (readings := walk.context.readings(common)):
        return ZoneReading(readings[0], "inherited", "the document's other times", readings)
    return ZoneReading(UTC, "assumed", "nowhere: UTC is assumed")


def _told(walk: Walk, e: Expression, block: Block | None) -> Iterator[tuple[str, ZoneRule, str]]:
    """Every zone as written that the time may take, the nearest first."""
    if e.zone:
        yield e.zone, "explicit", "the time itself"
    if e.partner and e.partner.zone:
        yield e.partner.zone, "inherited", "the other end of the range"
    column = walk.context.zones.column_of(block, e.start)
    if column:
        yield column, "document", "the column's header"
    passage, stated = walk.place.passage_zone, walk.context.zones.stated_for(block)
    if stated:
        yield stated[0], "document", stated[1]
    if block and passage and passage[0] == block.index:
        yield passage[1], "inherited", "the same passage"
