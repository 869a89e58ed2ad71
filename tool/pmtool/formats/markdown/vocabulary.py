"""The words of the Markdown file: titles of sections and columns, and the few marks. Written and read."""

from __future__ import annotations

NOT_STATED = "*Not stated.*"
UNTITLED = "*Untitled*"
NOTE = "*(note)*"
"""Behind the title of a section that is kept as it is, though its title is that of a field."""
UNKNOWN_TIME = "unknown"
COMMENT = "<!-- pmtool: ignore "

STATEMENTS = {
    "summary": "Summary",
    "impact": "Impact",
    "detection": "Detection",
    "trigger": "Trigger",
    "root_cause": "Root cause",
    "resolution": "Resolution",
}
LISTS = {
    "contributing_factors": "Contributing factors",
    "went_well": "What went well",
    "went_wrong": "What went wrong",
    "got_lucky": "Where we got lucky",
    "lessons": "Lessons learned",
}
QUESTIONS = {"open_questions": "Open questions"}
UNPLACED = "Unplaced"

MILESTONES = {"milestone": "Milestone", "time": "Time"}
METRICS = {"metric": "Metric", "time": "Duration"}
TIMELINE = {"time": "Time", "text": "Event", "kind": "Kind", "actor": "Actor"}
UPDATES = {"time": "Time", "state": "State", "text": "Update"}
ACTIONS = {
    "text": "Action",
    "type": "Type",
    "owner": "Owner",
    "priority": "Priority",
    "due": "Due",
    "tracker": "Tracker",
    "state": "State",
}
DURATIONS = {
    "to_detect": "Time to detect",
    "to_acknowledge": "Time to acknowledge",
    "to_mitigate": "Time to mitigate",
    "to_resolve": "Time to resolve",
    "impact": "Impact",
}

SECTIONS = {
    **STATEMENTS,
    **LISTS,
    "milestones": "Milestones",
    "metrics": "Metrics",
    "timeline": "Timeline",
    "status_updates": "Status updates",
    "action_items": "Action items",
    **QUESTIONS,
    "coverage": UNPLACED,
}
"""Every section that pmtool writes, in its order."""


def duration(minutes: float) -> str:
    """Minutes as people read them, to the second: `1 h 36 min`, `45 s`."""
    seconds = round(minutes * 60)
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 min"
