"""The postmortem: the one record that both engines fill and every format writes. JSON names are a public contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from pmtool.model.instant import STRICT, Instant

SCHEMA_VERSION: Literal["1.0"] = "1.0"

Status = Literal["draft", "in_review", "final"]
Origin = Literal["model", "rules", "human"]
Certainty = Literal["stated", "hedged"]
EvidenceStatus = Literal["exact", "edited", "missing"]
EventKind = Literal[
    "trigger",
    "impact",
    "detection",
    "escalation",
    "diagnosis",
    "mitigation",
    "recovery",
    "communication",
    "other",
]
UpdateState = Literal["investigating", "identified", "monitoring", "update", "resolved", "postmortem", "other"]
ActionType = Literal["prevent", "detect", "mitigate", "process", "other"]
ActionState = Literal["planned", "in_progress", "done"]


@dataclass(slots=True, kw_only=True)
class Evidence:
    """Words of a source that back a statement: `quote` is exactly `text[start:end]` of that source."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    source: str
    start: int
    """Character offset into the source's text."""
    end: int
    quote: str
    status: EvidenceStatus = "exact"


@dataclass(slots=True, kw_only=True)
class Claim:
    """A statement with what backs it."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    text: str
    evidence: tuple[Evidence, ...] = ()
    origin: Origin = "rules"
    certainty: Certainty = "stated"


@dataclass(slots=True, kw_only=True)
class Event:
    """Something that happened during the incident."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    at: Instant | None
    until: Instant | None = None
    """Set where the report gives a window rather than a point."""
    text: str
    kind: EventKind = "other"
    actor: str | None = None
    evidence: tuple[Evidence, ...] = ()
    origin: Origin = "rules"


@dataclass(slots=True, kw_only=True)
class StatusUpdate:
    """A public post about the incident."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    at: Instant | None
    state: UpdateState = "other"
    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(slots=True, kw_only=True)
class ActionItem:
    """A measure, done or planned."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    text: str
    type: ActionType = "other"
    owner: str | None = None
    priority: str | None = None
    due: str | None = None
    """A date (`2026-03-31`) where the report gives one, else its words."""
    tracker: str | None = None
    """Ticket id or address."""
    state: ActionState = "planned"
    evidence: tuple[Evidence, ...] = ()
    origin: Origin = "rules"


@dataclass(slots=True, kw_only=True)
class Milestones:
    """The instants from which time to detect, acknowledge, mitigate and resolve are computed."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    started: Instant | None = None
    detected: Instant | None = None
    acknowledged: Instant | None = None
    mitigated: Instant | None = None
    resolved: Instant | None = None


@dataclass(slots=True, kw_only=True)
class Source:
    """What the postmortem was made from."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    id: str
    name: str
    media_type: str
    sha256: str
    length: int
    """Characters of text."""


@dataclass(slots=True, kw_only=True)
class UnplacedSegment:
    """A piece of a source that ended up nowhere in the postmortem."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    id: str
    source: str
    start: int
    end: int
    text: str


@dataclass(slots=True, kw_only=True)
class Coverage:
    """Where the sources' segments went. used + duplicate + boilerplate + unplaced = segments."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    segments: int = 0
    used: int = 0
    duplicate: int = 0
    boilerplate: int = 0
    unplaced: int = 0
    unplaced_segments: tuple[UnplacedSegment, ...] = ()


@dataclass(slots=True, kw_only=True)
class OtherSection:
    """A section that has no field of its own, kept as a person wrote it."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    title: str
    text: str
    """Markdown, without the heading."""


@dataclass(slots=True, kw_only=True)
class Ignore:
    """A finding that a person has looked at and lets stand."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    code: str
    """A rule's code (`PM503`), or the first characters of several (`PM5`)."""
    reason: str
    path: str = ""
    """JSON pointer: the finding's own path or one above it; empty for the whole postmortem."""


@dataclass(slots=True, kw_only=True)
class RunInfo:
    """How the postmortem came about. Clock figures stay null for the offline engine: same input, same bytes."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    engine: Literal["offline", "llm", "none"] = "none"
    model: str | None = None
    prompt_hash: str | None = None
    pmtool_version: str = ""
    started_at: str | None = None
    elapsed_s: float | None = None
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = None
    attempts: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Postmortem:
    """A structured, evidenced incident report."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    title: str = ""
    organization: str | None = None
    incident_id: str | None = None
    severity: str | None = None
    status: Status = "draft"
    authors: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    summary: Claim | None = None
    impact: Claim | None = None
    detection: Claim | None = None
    trigger: Claim | None = None
    root_cause: Claim | None = None
    resolution: Claim | None = None
    contributing_factors: tuple[Claim, ...] = ()
    went_well: tuple[Claim, ...] = ()
    went_wrong: tuple[Claim, ...] = ()
    got_lucky: tuple[Claim, ...] = ()
    lessons: tuple[Claim, ...] = ()
    milestones: Milestones = field(default_factory=Milestones)
    timeline: tuple[Event, ...] = ()
    status_updates: tuple[StatusUpdate, ...] = ()
    action_items: tuple[ActionItem, ...] = ()
    open_questions: tuple[Claim, ...] = ()
    other_sections: tuple[OtherSection, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    sources: tuple[Source, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    run: RunInfo = field(default_factory=RunInfo)
