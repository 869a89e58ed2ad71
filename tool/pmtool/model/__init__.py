"""The record and its parts: plain data, no I/O, no clock.

Nothing in pmtool assigns to a field; the classes are not frozen, since making that so costs a twentieth of a short run.
"""

from pmtool.model.document import Block, BlockKind, Document, Segment
from pmtool.model.instant import Alternative, Instant, Precision, ZoneRule
from pmtool.model.mention import Mention, MentionKind
from pmtool.model.plain import from_plain, to_plain
from pmtool.model.postmortem import (
    SCHEMA_VERSION,
    ActionItem,
    Claim,
    Coverage,
    Event,
    Evidence,
    Ignore,
    Milestones,
    OtherSection,
    Postmortem,
    RunInfo,
    Source,
    StatusUpdate,
    UnplacedSegment,
)

__all__ = [
    "SCHEMA_VERSION",
    "ActionItem",
    "Alternative",
    "Block",
    "BlockKind",
    "Claim",
    "Coverage",
    "Document",
    "Event",
    "Evidence",
    "Ignore",
    "Instant",
    "Mention",
    "MentionKind",
    "Milestones",
    "OtherSection",
    "Postmortem",
    "Precision",
    "RunInfo",
    "Segment",
    "Source",
    "StatusUpdate",
    "UnplacedSegment",
    "ZoneRule",
    "from_plain",
    "to_plain",
]
