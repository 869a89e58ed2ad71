"""What an action item says of itself: who, when, how urgent, where it is tracked, how far it is, what it is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pmtool.engines.offline import action_language as language
from pmtool.engines.offline.action_cues import ACTION_KINDS, DROPPED, UNDERWAY, ActionKind
from pmtool.engines.offline.phrases import Phrases, phrases, valued, words_of
from pmtool.model.postmortem import ActionState, ActionType
from pmtool.patterns import Pattern

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE_WORDS = frozenset((*_MONTHS, *"mon tue wed thu fri tom eow eod q1 q2 q3 q4 wee spr qua yea end".split()))
"""First letters of words that a date has, if it has no digits."""
_TICKET = Pattern(r"^(?:[\[(]P[0-4][\])][ \t]*)?(?:\[?[A-Z][A-Z0-9]{1,9}-\d+\]?[ \t]*[-–—:]?[ \t]+)?(?=\w+ \w)")
_FIELD = (
    r"(?:owners?|assignees?|dri|due(?: date)?|eta|deadline|issue|ticket|bug|tracker|priority)[ \t]*[:=][ \t]*[\w@\[]"
)
_FIELDS = Pattern(
    rf"\s*[(\[]{_FIELD}[^()]*[)\]]\W*(?:done|planned|open)?\W*$"
    rf"|[;,]?\s(?:[-–—|]\s)?\s*(?<=[.;,|–—-]\s){_FIELD}.*$",
    re.I,
)
_MOST_OF_FIELDS = 20
"""Words of fields behind an action; with more, something else is told there too."""
_SHORT = 4
"""Letters; `need`, `feed`, `shed` are no participles."""
_BEFORE_NOUNS = frozenset("a an the of for on in to with by and or all any each every be better more not no".split())
_BEHIND_VERBS = frozenset("to by for in from at with on and until the a an all our its".split())
_OPENING = 12
"""Words at the start of an action that tell how far it is; those behind them tell what for."""
_MONTH_FIRST = Pattern(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
_NUMBERED = Pattern(r"(?<![\w.-])(?:[A-Za-z]+(?: #?|/))?\d{3,}(?![\w.-])")
_DAY_FIRST = Pattern(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4})$")


def bare(text: str) -> str:
    """An action without the ticket in front of it and the fields behind it: `… - Owner: Mira - Due: 3 May`."""
    text = _TICKET.sub("", text, count=1)
    found = _FIELDS.search(text)
    return text[: found.start()] if found and len(words_of(found.group())) <= _MOST_OF_FIELDS else text


def tracker(text: str) -> str | None:
    """A ticket's id or address."""
    return found.group().rstrip(".*_") if (found := _tracker().search(text)) else None


def tracker_in_cell(cell: str) -> str | None:
    """A ticket in a column of them, where a number alone is one: `Bug 4554823 **TODO**`."""
    return tracker(cell) or (found.group() if (found := _NUMBERED.search(cell)) else None)


def due(text: str) -> str | None:
    """When it is to be done: a date where the text gives a whole one, else its words."""
    if not any(w[0].isdigit() or w[:3] in _DATE_WORDS for w in words_of(text)):
        return None
    return as_date(found[1]) if (found := _due().search(text)) else None


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
    return (found[1] or found[2]) if (found := _priority().search(text)) else None


def state(text: str, words: Sequence[str], checked: bool | None) -> ActionState:
    """How far it is: by its box or mark, else by the tense it is told in."""
    if checked or _done_mark().search(text):
        return "done"
    if _doing_mark().search(text):
        return "in_progress"
    if _planned_mark().search(text):
        return "planned"
    if checked is None and phrases(UNDERWAY).occur(words):
        return "in_progress"
    if checked is False or language.is_plan(words) or (language.is_order(words) and "now" not in words):
        return "planned"
    opening = words[:_OPENING]
    if language.is_doing(opening):
        return "in_progress"
    told = (
        language.is_past(words)
        or _ends_in_past(opening)
        or language.is_done(opening)
        or language.is_passive(opening)
        or language.is_rule(opening)
        or "now" in words
    )
    return "done" if told else "planned"


def is_dropped(text: str) -> bool:
    """Whether its mark says that nobody will do it."""
    struck = _struck().match(text)
    if struck and phrases(DROPPED).occur(words_of(text[struck.end() :])):
        return True
    return any(phrases(DROPPED).opens(words_of(remark.group())) for remark in _remarks().finditer(text))


def _ends_in_past(words: Sequence[str]) -> bool:
    """`Log volume enlarged to 200 GB`, `playbook reviewed`; not `monitor for failed requests`."""
    for before, word, after in zip(words, words[1:], (*words[2:], ""), strict=False):
        if word.endswith("ed") and len(word) > _SHORT and before not in _BEFORE_NOUNS:
            return not after or after in _BEHIND_VERBS or after.isdigit()
    return False


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


# -- patterns, compiled when a report first has an action


@cache
def _struck() -> re.Pattern[str]:
    return re.compile(r"\W*~~[^~]+~~|(?=\W*won'?t[- ]?(?:do|fix)\b)", re.I)


@cache
def _remarks() -> re.Pattern[str]:
    return re.compile(r"^\W*[(\[][^()\[\]]+[)\]](?!\()|[(\[][^()\[\]]+[)\]]\W*$")


@cache
def _tracker() -> re.Pattern[str]:
    ticket = r"\b(?!P\d\b|UTC|SEV)[A-Z][A-Z0-9]{1,9}-\d+\b"
    return re.compile(rf"https?://[^\s)\]>|,]+|{ticket}|(?<![\w&])#\d+\b|\bT\d{{4,}}\b")


@cache
def _due() -> re.Pattern[str]:
    month = f"(?:{'|'.join(_MONTHS)})[a-z]*"
    return re.compile(
        rf"""\b(?:due(?:[ ]date)?|eta|estimated[ ]completion|expected|deadline|target(?:[ ]date)?|by|before|until)\b
        [ \t*_]*:?[ \t*_]*
        (?:(?:by|on|the)[ ])?( \d{{4}}-\d\d-\d\d | \d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}
        | (?:end[ ]of[ ]|mid[- ]|early[ ]|late[ ])?
          (?:{month}\.?(?:[ ]\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?[ ]\d{{4}})?
          | \d{{1,2}}(?:st|nd|rd|th)?[ -]{month}(?:[ -]\d{{4}})? | q[1-4](?:[ /-]?\d{{2,4}})?
          | (?:mon|tues|wednes|thurs|fri)day | tomorrow | eo[dw]
          | (?:this|next|the)[ ](?:week|month|quarter|sprint|year) | end[ ]of[ ](?:the[ ])?(?:week|month|year)) )""",
        re.I | re.X,
    )


@cache
def _priority() -> re.Pattern[str]:
    return re.compile(r"(?:(?<=[\[(\s])|^)(P[0-4])\b|\bpriority\b[ \t*_:=]+(\w+)", re.I)


@cache
def _done_mark() -> re.Pattern[str]:
    done = r"(?:done|completed?|finished|shipped|closed|already (?:live|in place|done|deployed))"
    dated = rf"[(\[]{done}\b[^()\[\]]{{0,20}}\d[^()\[\]]*[)\]]\W*$"
    at_end = rf"(?<!to be )(?<!not )(?<!estimated )\b{done}\b[\])*_.!' ]*$"
    landed = r"[(\[](?:landed|merged|deployed|released|shipped|fixed) in\b"
    parted = rf"\s[-–—|]\s{done}\s+[-–—|]\s"
    return re.compile(rf"{at_end}|{dated}|{landed}|{parted}|^\W*~~[^~]+~~|[✅✔☑]|^\W*(?:done|completed?)\b\W", re.I)


@cache
def _planned_mark() -> re.Pattern[str]:
    planned = r"[\[(](?:planned|to ?do|open(?! ?source)|not started|backlog)\b"
    return re.compile(rf"^\W*{planned}|{planned}[^()\[\]]*[\])]\W*$", re.I)


@cache
def _doing_mark() -> re.Pattern[str]:
    project = r"\bongoing (?:project|effort|work|initiative|migration|programme?|process)\b"
    marked = r"(?:^|[(\[|:,–—-]\s*)in[- ]progress\b|^\W*\[[~/-]\]|🚧"
    return re.compile(rf"{marked}|{project}|\b(?:wip|ongoing|underway|under way|started)\b[\])*_. ]*$", re.I)


@cache
def _kinds() -> Phrases[ActionKind]:
    return valued(ACTION_KINDS)
