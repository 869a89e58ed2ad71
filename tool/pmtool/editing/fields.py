"""The postmortem's fields as a writer meets them: what each is called, and what kind of thing stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from pmtool.model.postmortem import ActionState, ActionType, EventKind, Status, UpdateState

FieldKind = Literal["word", "words", "choice", "claim", "claims", "events", "updates", "actions", "sections"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the postmortem."""

    name: str
    label: str
    kind: FieldKind
    hint: str = ""
    """What belongs there, for whoever meets it empty."""
    choices: tuple[str, ...] = ()


HEAD = (
    Field("title", "Title", "word", "What broke, for whom: “Checkout failed for a tenth of customers”"),
    Field("status", "Status", "choice", choices=get_args(Status)),
    Field("severity", "Severity", "word", "SEV-2"),
    Field("incident_id", "Incident", "word", "INC-1234"),
    Field("organization", "Organization", "word"),
    Field("authors", "Authors", "words", "names, with commas between"),
    Field("services", "Services", "words", "checkout, payments-api"),
    Field("regions", "Regions", "words", "eu-west"),
)
"""What stands above the sections."""

SECTIONS = (
    Field("summary", "Summary", "claim", "What happened, in three sentences that anybody understands."),
    Field("impact", "Impact", "claim", "Who was affected, how, how many, for how long."),
    Field("timeline", "Timeline", "events", "No event yet: a adds one."),
    Field("detection", "Detection", "claim", "How it was noticed, and when."),
    Field("trigger", "Trigger", "claim", "The change or event that set it off."),
    Field("root_cause", "Root cause", "claim", "Why the trigger could do harm."),
    Field("contributing_factors", "Contributing factors", "claims", "What made it more likely, or worse."),
    Field("resolution", "Resolution", "claim", "What ended it."),
    Field("went_well", "What went well", "claims"),
    Field("went_wrong", "What went wrong", "claims"),
    Field("got_lucky", "Where we got lucky", "claims"),
    Field("lessons", "Lessons learned", "claims"),
    Field("action_items", "Action items", "actions", "No action item yet: a adds one."),
    Field("status_updates", "Status updates", "updates"),
    Field("open_questions", "Open questions", "claims"),
    Field("other_sections", "Other sections", "sections"),
)
"""The sections, in the order of the written postmortem."""

FIELDS = {field.name: field for field in (*HEAD, *SECTIONS)}

ITEM_CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "timeline": {"kind": get_args(EventKind)},
    "action_items": {"type": get_args(ActionType), "state": get_args(ActionState)},
    "status_updates": {"state": get_args(UpdateState)},
}
"""Fields of items that hold one of a few words."""


def label_of(path: str) -> str:
    """What people call the place that a JSON pointer names: `Timeline 4`, `Root cause`."""
    name, *rest = path.strip("/").split("/")
    if name == "milestones":
        return f"Milestone {rest[0]}" if rest else "Milestones"
    field = FIELDS.get(name)
    label = field.label if field else name.replace("_", " ").capitalize()
    return f"{label} {int(rest[0]) + 1}" if rest and rest[0].isdigit() else label
