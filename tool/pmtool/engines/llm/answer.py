"""What a model answers: pointers into the report, and words of its own without any time in them.

One schema for every call, whatever part is asked for: providers compile it once, and the prompt stays the same to the
byte up to the part asked for. Its descriptions belong to the prompt.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from pmtool.model.postmortem import ActionState, ActionType, EventKind

Group = Literal["head", "timeline", "milestones", "account", "causes", "review", "actions", "digest", "unused"]
GROUPS: tuple[Group, ...] = get_args(Group)

Segments = Field(description="The ids of the segments that say this: S1, S2. Never empty.")
Number = Field(description="1, 2, 3 … within this list; in a correction, the number of the item it replaces.")
Text = Field(
    description="In plain words, in the report's language, only what the segments say, doubts included. Times only as "
    "[T3], the length between two times only as [T3..T9]. Empty to withdraw an item in a correction."
)
TimeId = Field(description="The id of a time: T3. Null where no time is told.")


class Part(BaseModel):
    """A piece of an answer: nothing but what the schema names, and nothing left out."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The schema, made once: it is asked for with every call."""
        return _schema(cls) if not args and not kwargs else super().model_json_schema(*args, **kwargs)


class Statement(Part):
    """A statement and the segments that back it."""

    text: str = Text
    segments: list[str] = Segments


class Item(Statement):
    """A statement of a list."""

    number: int = Number


class Occurrence(Item):
    """An event of the incident."""

    time: str | None = TimeId
    until: str | None = Field(description="The id of the time at which it ended, where the report gives a window.")
    time_words: str | None = Field(
        description="Only where the report tells a time that has no id: its words, exactly as they stand there."
    )
    kind: EventKind
    actor: str | None = Field(description="Who did it, as the report names them.")


class Measure(Item):
    """An action item."""

    type: ActionType
    state: ActionState
    owner: str | None = Field(description="As the report names them.")
    priority: str | None = Field(description="As the report names it.")
    due: str | None = Field(description="The id of a time (T3), else the report's own words.")
    tracker: str | None = Field(description="Ticket or address, as it stands in the report.")


class Head(Part):
    """What stands at the top of a postmortem; null or empty where the report does not say."""

    title: str | None = Field(description="What happened, in at most twelve words.")
    organization: str | None
    incident_id: str | None
    severity: str | None = Field(description="As written: SEV-2, P1, major.")
    services: list[str] = Field(description="Those affected, as the report names them.")
    regions: list[str]
    authors: list[str] = Field(description="Who wrote the report.")


class Turns(Part):
    """The times at which the incident turned; null where the report does not tell."""

    started: str | None = Field(description="The first harm to users or systems: an id such as T3.")
    detected: str | None = Field(description="The first that people or alarms knew of it.")
    acknowledged: str | None = Field(description="Somebody took it.")
    mitigated: str | None = Field(description="The harm ended for nearly everyone.")
    resolved: str | None = Field(description="It was over, or was called so.")


class Account(Part):
    """What happened."""

    summary: Statement | None = Field(description="Two to four sentences for somebody who was not there.")
    impact: Statement | None = Field(description="Who or what was harmed, how much, how long.")
    detection: Statement | None = Field(description="How it became known.")
    resolution: Statement | None = Field(description="What ended it.")


class Causes(Part):
    """Why it happened."""

    trigger: Statement | None = Field(description="What set it off.")
    root_cause: Statement | None = Field(description="The condition without which it could not have happened.")
    contributing_factors: list[Item] = Field(description="What made it likelier, worse or longer.")


class Review(Part):
    """What the people who were there make of it; only where the report says so."""

    went_well: list[Item]
    went_wrong: list[Item]
    got_lucky: list[Item]
    lessons: list[Item]
    open_questions: list[Item] = Field(description="What the report says is not known yet.")


class Answer(Part):
    """The parts of a postmortem that were asked for; null for every other."""

    head: Head | None
    timeline: list[Occurrence] | None = Field(description="Events in order, one for each thing that happened.")
    milestones: Turns | None
    account: Account | None
    causes: Causes | None
    review: Review | None
    actions: list[Measure] | None = Field(description="Measures, done or planned.")
    digest: list[str] | None = Field(
        description="The ids of the segments that whoever writes summary, impact, cause and resolution has to read."
    )
    unused: list[str] | None = Field(description="The ids of the segments asked about that say nothing worth keeping.")


@cache
def _schema(part: type[Part]) -> dict[str, Any]:
    return BaseModel.model_json_schema.__func__(part)  # type: ignore[attr-defined,no-any-return]
