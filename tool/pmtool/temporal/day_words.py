"""Days told from another day: "the following day", "later that evening", "yesterday"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.temporal.expression import Expression

_CORE = Pattern(
    r"(?:day|morning|afternoon|evening|night|tomorrow|yesterday|today|tonight|Tomorrow|Yesterday|Today|Tonight)\b"
)
_AT_HAND = {"tomorrow": 1, "yesterday": -1, "today": 0, "tonight": 0}
_LEAD = Pattern(
    r"\b(?:(?:the )?(?:(?P<next>following|next)|(?P<before>previous|prior)) |(?P<last>last )"
    r"|(?P<moved>(?:later|earlier) (?:on )?)?(?:(?P<same>(?:(?:the|that|this) )?same )|(?:that|this) ))$",
    re.I,
)
_LONGEST_LEAD = 28
_MOVED = Pattern(r"\b(?:later|earlier) $", re.I)
_PART_BEHIND = Pattern(r" (?:morning|afternoon|evening|night)\b")
_STEP_BEHIND = Pattern(r" (before|after)\b(?! \w)")
_PARTS_OF_DAY = frozenset({"morning", "afternoon", "evening", "night"})


def relative_days(text: str) -> Iterator[Expression]:
    """Every such phrase, in order."""
    done = 0
    for core in _CORE.finditer(text):
        at = core.start()
        if at < done or (at and text[at - 1].isalpha()) or text.startswith("'s", core.end()):
            continue
        phrase = _from_now(text, core) or _with_lead(text, core) or _with_step(text, core)
        if phrase is None:
            continue
        start, done, days = phrase
        last = text[start:done].split()[-1].lower()
        daypart = last if last in _PARTS_OF_DAY else None
        yield Expression(
            start, done, "relative day", relative=True, days=days, daypart=daypart, approximate=daypart is not None
        )


def _from_now(text: str, core: re.Match[str]) -> tuple[int, int, int] | None:
    """`yesterday`, `tomorrow morning`, `earlier today`: start, end, days."""
    word = core.group().lower()
    if word not in _AT_HAND:
        return None
    moved = _MOVED.search(text, max(0, core.start() - 8), core.start()) if word == "today" else None
    part = _PART_BEHIND.match(text, core.end()) if _AT_HAND[word] else None
    return moved.start() if moved else core.start(), part.end() if part else core.end(), _AT_HAND[word]


def _with_lead(text: str, core: re.Match[str]) -> tuple[int, int, int] | None:
    """`the next day`, `last night`, `later that evening`."""
    lead = _LEAD.search(text, max(0, core.start() - _LONGEST_LEAD), core.start())
    if not lead:
        return None
    word = core.group()
    if lead["last"] and word != "night":
        return None
    if word == "day" and not (lead["next"] or lead["before"] or lead["same"] or lead["moved"]):
        return None  # "that day" alone tells nothing new
    days = 1 if lead["next"] else -1 if lead["before"] or lead["last"] else 0
    return lead.start(), core.end(), days


def _with_step(text: str, core: re.Match[str]) -> tuple[int, int, int] | None:
    """`the day before`, with nothing named behind it."""
    step = _STEP_BEHIND.match(text, core.end()) if core.group() in ("day", "night") else None
    if not step:
        return None
    start = core.start() - 4 if text[: core.start()][-4:].lower() == "the " else core.start()
    return start, step.end(), 1 if step[1] == "after" else -1
