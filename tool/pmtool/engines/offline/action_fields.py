"""What an action item says of itself: who, when, how urgent, where it is tracked, how far it is, what it is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pmtool.engines.offline.cues import ACTION_KINDS, DOING, DONE, PLAN, ActionKind
from pmtool.engines.offline.phrases import Phrases, phrases, valued, words_of
from pmtool.model.postmortem import ActionState, ActionType

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TRACKER = re.compile(
    r"https?://[^\s)\]>|,]+|\b(?!P\d\b|UTC|SEV)[A-Z][A-Z0-9]{1,9}-\d+\b|(?<![\w&])#\d+\b|\bT\d{4,}\b"
)
_OWNER = re.compile(
    r"""\b(?:(?:owner|assignee|assigned|dri|responsible)[ \t*_]*[:=]|owned[ ]by|assigned[ ]to)[ \t*_]*
    (@?\w[\w.'-]*(?:[ ](?!due|by|eta)[\w.'-]+){0,3}?)
    (?=[*_]*(?:[,;)\]|(\n]|\.?\s*$|\s+[-–—]|\.?\s+(?:due|by|eta|status)\b))""",
    re.I | re.X,
)
_HANDLE = re.compile(r"(?<![\w./])@([A-Za-z][\w.-]*[\w])")
_DATE = re.compile(
    r"""\b(?:due(?:[ ]date)?|eta|deadline|target(?:[ ]date)?|by|before|until)\b[ \t*_]*:?[ \t*_]*(?:(?:by|on|the)[ ])?
    ( \d{4}-\d\d-\d\d | \d{1,2}[./]\d{1,2}[./]\d{2,4}
    | (?:end[ ]of[ ]|mid[- ]|early[ ]|late[ ])?(?:MONTH\.?(?:[ ]\d{1,2}(?:st|nd|rd|th)?\b)?(?:,?[ ]\d{4})?
    | \d{1,2}(?:st|nd|rd|th)?[ -]MONTH(?:[ -]\d{4})? | q[1-4](?:[ /-]?\d{2,4})?
    | (?:this|next|the)[ ](?:week|month|quarter|sprint|year) | end[ ]of[ ](?:the[ ])?(?:week|month|year)) )""".replace(
        "MONTH", f"(?:{'|'.join(_MONTHS)})[a-z]*"
    ),
    re.I | re.X,
)
_PRIORITY = re.compile(r"(?:(?<=[\[(\s])|^)(P[0-4])\b|\bpriority\b[ \t*_:=]+(\w+)", re.I)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4})$")
_DONE_MARK = re.compile(
    r"\b(?:done|completed?|finished|shipped|closed|already (?:live|in place|done|deployed))\b[\])*_.! ]*$"
    r"|[✅✔☑]|^\W*(?:done|completed?)\b\W",
    re.I,
)
_DOING_MARK = re.compile(r"\bin[- ]progress\b|\b(?:wip|ongoing|underway|under way|started)\b[\])*_. ]*$|🚧", re.I)
_BE = frozenset({"is", "are", "was", "were"})
_NOT = frozenset({"not", "never"})
_PARTICIPLES = frozenset({"brought", "put", "made", "built", "rebuilt", "set", "written", "taken", "given", "cut", "split"})
_PAST = frozenset({"wrote", "built", "rebuilt", "made", "ran", "gave", "began", "taught", "froze"})


def tracker(text: str) -> str | None:
    """A ticket's id or address."""
    return found.group().rstrip(".*_") if (found := _TRACKER.search(text)) else None


def owner(text: str) -> str | None:
    """Who is to do it, where the text says so."""
    if found := _OWNER.search(text):
        return found[1].strip().lstrip("@")
    return found[1] if (found := _HANDLE.search(text)) else None


def due(text: str) -> str | None:
    """When it is to be done: a date where the text gives a whole one, else its words."""
    return as_date(found[1]) if (found := _DATE.search(text)) else None


def as_date(words: str) -> str:
    """`March 5, 2026` or `05-Mar-2026` as `2026-03-05`; other words as they are."""
    words = words.strip()
    if found := _MONTH_FIRST.match(words):
        name, day, year = found.groups()
    elif found := _DAY_FIRST.match(words):
        day, name, year = found.groups()
    else:
        return words
    return f"{year}-{_MONTHS.index(name.lower()) + 1:02}-{int(day):02}" if name.lower() in _MONTHS else words


def priority(text: str) -> str | None:
    """`P1`, or the word after `Priority:`."""
    return (found[1] or found[2]) if (found := _PRIORITY.search(text)) else None


def state(text: str, words: Sequence[str], checked: bool | None) -> ActionState:
    """How far it is: by its box or mark, else by the tense it is told in."""
    if checked or _DONE_MARK.search(text):
        return "done"
    if _DOING_MARK.search(text):
        return "in_progress"
    if checked is False or _plan().opens(words):
        return "planned"
    if _plan().occur(words):
        return "planned"
    if _is_past(words) or _done().occur(words[:8]) or is_passive(words) or "now" in words:
        return "done"
    return "in_progress" if is_doing(words[:8]) else "planned"


def is_doing(words: Sequence[str]) -> bool:
    """Whether something is being done: `we are adding`, `a proxy is being built`."""
    for found in _doing().find(words):
        follows = words[found.end : found.end + 3]
        if any(w.endswith("ing") for w in follows) or words[found.end - 1] == "being":
            return True
    return False


def is_passive(words: Sequence[str]) -> bool:
    """`are masked by default`, `was brought into service`; not what was not done."""
    for i, word in enumerate(words):
        following = words[i + 1 : i + 3]
        if word in _BE and any(w.endswith("ed") or w in _PARTICIPLES for w in following):
            return _NOT.isdisjoint(following)
    return False


def _is_past(words: Sequence[str]) -> bool:
    return bool(words) and (words[0] in _PAST or (words[0].endswith("ed") and len(words[0]) > 4))


def kind(words: Sequence[str]) -> ActionType:
    """What it is for: the kind that most of its words speak of."""
    votes = dict.fromkeys(ACTION_KINDS, 0)
    for found in _kinds().find(words):
        votes[found.value] += found.end - found.start
    best = max(votes, key=lambda name: votes[name])
    return best if votes[best] else "other"


def named_kind(text: str) -> ActionType | None:
    """The kind that a table's cell names."""
    words = words_of(text)
    for name in ("prevent", "detect", "mitigate", "process"):
        if any(w.startswith(name[:6]) for w in words):
            return name
    return "other" if "other" in words else None


@cache
def _kinds() -> Phrases[ActionKind]:
    return valued(ACTION_KINDS)


@cache
def _plan() -> Phrases[None]:
    return phrases(PLAN)


@cache
def _doing() -> Phrases[None]:
    return phrases(DOING)


@cache
def _done() -> Phrases[None]:
    return phrases(DONE)
