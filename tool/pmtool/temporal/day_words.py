"""Days told from another day: "the following day", "later that evening", "yesterday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pmtool.temporal.expression import Expression

_CORE = re.compile(
    r"(?:day|morning|afternoon|evening|night|tomorrow|yesterday|today|tonight|Tomorrow|Yesterday|Today|Tonight)\b"
)
_LEAD = 28
"""Characters that may stand before the word itself (`later on the same `)."""
_PARTS_OF_DAY = frozenset({"morning", "afternoon", "evening", "night"})


@cache
def _phrase() -> re.Pattern[str]:
    part = "(?:day|morning|afternoon|evening|night)"
    return re.compile(
        rf"""\b(?:
          (?P<next>(?:the[ ])?(?:following|next)[ ]{part}|tomorrow(?:[ ](?:morning|afternoon|evening|night))?
            |(?:the[ ])?day[ ]after(?![ ]\w))
        | (?P<before>(?:the[ ])?(?:previous|prior)[ ]{part}|(?:the[ ])?(?:day|night)[ ]before(?![ ]\w)
            |yesterday(?:[ ](?:morning|afternoon|evening))?|last[ ]night)
        | (?P<same>(?:later|earlier)[ ](?:on[ ])?(?:that|the[ ]same|this)[ ](?:same[ ])?{part}|(?:the[ ])?same[ ]{part}
            |that[ ](?:same[ ])?(?:morning|afternoon|evening|night)|(?:(?:later|earlier)[ ])?today
            |this[ ](?:morning|afternoon|evening)|tonight)
        )\b(?!['’]s)""",
        re.X | re.I,
    )


def relative_days(text: str) -> Iterator[Expression]:
    """Every such phrase, in order."""
    done = 0
    for core in _CORE.finditer(text):
        if core.start() < done:
            continue
        for found in _phrase().finditer(text, max(done, core.start() - _LEAD), min(len(text), core.end() + 12)):
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
