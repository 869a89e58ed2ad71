"""Days told from another day: "the following day", "later that evening", "yesterday"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.temporal.expression import Expression
from pmtool.temporal.patterns import Pattern

_CORE = Pattern(
    r"(?:day|morning|afternoon|evening|night|tomorrow|yesterday|today|tonight|Tomorrow|Yesterday|Today|Tonight)\b"
)
_PART = "(?:day|morning|afternoon|evening|night)"
_PHRASE = Pattern(
    rf"""\b(?:
      (?P<next>(?:the[ ])?(?:following|next)[ ]{_PART}|tomorrow(?:[ ](?:morning|afternoon|evening|night))?
        |(?:the[ ])?day[ ]after(?![ ]\w))
    | (?P<before>(?:the[ ])?(?:previous|prior)[ ]{_PART}|(?:the[ ])?(?:day|night)[ ]before(?![ ]\w)
        |yesterday(?:[ ](?:morning|afternoon|evening))?|last[ ]night)
    | (?:later|earlier)[ ](?:on[ ])?(?:that|the[ ]same|this)[ ](?:same[ ])?{_PART}|(?:the[ ])?same[ ]{_PART}
    | that[ ](?:same[ ])?(?:morning|afternoon|evening|night)|(?:(?:later|earlier)[ ])?today|tonight
    | this[ ](?:morning|afternoon|evening)
    )\b(?!'s)""",
    re.X | re.I,
)
_LEAD = 28
"""Characters that may stand before the word itself (`later on the same `)."""
_PARTS_OF_DAY = frozenset({"morning", "afternoon", "evening", "night"})


def relative_days(text: str) -> Iterator[Expression]:
    """Every such phrase, in order."""
    done = 0
    for core in _CORE.finditer(text):
        if core.start() < done:
            continue
        for found in _PHRASE.finditer(text, max(done, core.start() - _LEAD), min(len(text), core.end() + 12)):
            if found.end() < core.end():
                continue
            done = found.end()
            days = 1 if found["next"] else -1 if found["before"] else 0
            last = found.group().lower().split()[-1]
            daypart = last if last in _PARTS_OF_DAY else None
            yield Expression(
                found.start(), found.end(), "relative day", relative=True, days=days, daypart=daypart,
                approximate=daypart is not None,
            )  # fmt: skip
            break
