"""Which field a section's title means: its own name, what else people call it, or that but for a slip."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pmtool.formats.markdown.vocabulary import SECTIONS

_ALSO = {
    "summary": "executive summary, overview, tl dr, tldr, abstract, issue summary, incident summary",
    "impact": "customer impact, user impact, business impact, impact assessment",
    "detection": "how was it detected, how it was detected, how we detected it, how was the incident detected",
    "trigger": "triggers, triggering event, what triggered it",
    "root_cause": "root causes, cause, causes, root cause analysis, underlying cause, why did it happen, "
    "why it happened",
    "resolution": "recovery, resolution and recovery, mitigation and resolution, how was it resolved, fix",
    "contributing_factors": "contributing causes, contributing conditions, factors",
    "went_well": "went well, what worked, what worked well, things that went well",
    "went_wrong": "went wrong, what went badly, went badly, what went poorly, went poorly, what didn t go well, "
    "what did not go well, what didn t work, what could be improved, things that went wrong, things that went poorly",
    "got_lucky": "got lucky, where did we get lucky, what we got lucky with, luck",
    "lessons": "lessons, lessons learnt, learnings, learned, what we learned, what did we learn, takeaways, "
    "key takeaways",
    "milestones": "key times, key timestamps",
    "timeline": "incident timeline, time line, chronology, sequence of events, timeline of events, event log",
    "status_updates": "status page updates, status page, public updates, public communication, updates",
    "action_items": "actions, follow ups, follow up, follow up actions, follow up items, followups, next steps, "
    "corrective actions, preventive actions, corrective and preventive actions, todo, to do, tasks",
    "open_questions": "questions, unanswered questions, outstanding questions",
    "coverage": "unplaced segments, unplaced text",
}
_SLIP = 0.85
"""How alike a title must be to one of these to be taken for it: a letter or two off."""
_LONG, _LONGEST = 6, 60
"""Characters: in a shorter title, another letter makes another word."""


def field_of(title: str) -> str | None:
    """The field of a section, by its title in plain text; null for a section of one's own."""
    return _near(_words(title))


@lru_cache(maxsize=200)
def _near(words: str) -> str | None:
    known = _known()
    if words in known or not words:
        return known.get(words)
    from difflib import get_close_matches

    long = [name for name in known if len(name) >= _LONG] if len(words) < _LONGEST else []
    near = get_close_matches(words, long, n=1, cutoff=_SLIP)
    return known[near[0]] if near else None


def named_field(title: str) -> str | None:
    """Like `field_of`, without slips: for headings that stand below a section's own."""
    return _known().get(_words(title))


def _words(title: str) -> str:
    """Small letters and single spaces; no numbering, marks or pictures."""
    return " ".join(re.sub(r"^\W*\d+[.)]|[\W_]+", " ", title).lower().split())


@cache
def _known() -> dict[str, str]:
    own = {title.lower(): field for field, title in SECTIONS.items()}
    return own | {name: field for field, names in _ALSO.items() for name in names.split(", ")}
