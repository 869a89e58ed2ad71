"""Which times tell of the report itself: when it was written, sent, reviewed, or is due."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pmtool.model import Document
from pmtool.patterns import Pattern
from pmtool.temporal.expression import Expression

_HEAD_LINES = 12
"""Lines at the top of a report where a byline may stand."""
_LONGEST_LABEL = 160
_LONGEST_BYLINE = 100
"""Characters."""
_LABEL = Pattern(
    r"[\W_]*(?:\w+[ ]){0,2}(?:report(?:ed)? date|date of report|modified|updated|edited|created|published|author|"
    r"review(?:ed)?|meeting|due|deadline|written|prepared|version)\b[^:\n]{0,20}:",
    re.I,
)
_DONE_TO_THE_REPORT = Pattern(
    r"[\W_]*(?:(?:last )?(?:edited|updated|modified|revised) (?:by|on|at)\b|"
    r"(?:prepared|compiled|drafted)(?: by [^\d\n]{1,40}| on)?[ ]*$)",
    re.I,
)
_FEED = Pattern(r"[ \t]*<(?:pubDate|lastBuildDate|updated|published|dc:date)>|[ \t]*(?:pubDate|lastBuildDate)\b")
# \0 stands for the time itself.
_BYLINE = Pattern(
    r"^\W*(?:(?i:posted |written |published |created ))?[Bb]y [A-Z]|\w[^|·»—]*[|·»—]\s*\0|\0[^|·»]{0,14}[|·]\s*\w"
    r"|min(?:ute)? read|(?i:last (?:modified|updated|edited)|^\W*(?:published|authors?)\b"
    r"|\b(?:final|preliminary|interim) (?:report|notices?)\b)"
)
_MAIL_DATE = Pattern(r"(?:Date|Sent):\s*\0", re.I)
_MAIL = Pattern(r"^(?:From|To|Subject):\s", re.M | re.I)
_MAIL_HEAD = 2_000


def mark_peripheral(document: Document, expressions: Sequence[Expression], first_stamp: int | None) -> None:
    """Flag the expressions that date the report. `first_stamp`: the block of a page's first Posted line, if any."""
    text = document.text
    head = _end_of_line(text, _HEAD_LINES)
    mail = _MAIL.search(text, 0, _MAIL_HEAD) is not None
    for e in expressions:
        begin = max(0, e.start - _LONGEST_LABEL)
        line = text.rfind("\n", begin, e.start) + 1
        if line == 0 and begin > 0:
            continue  # too far into a line for a label
        if any(label.match(text, line, e.start) for label in (_LABEL, _FEED, _DONE_TO_THE_REPORT)):
            e.peripheral = True
        elif e.start <= head:
            rest = _rest_of_line(text, line, e)
            if rest.strip(" *_>") == "\0" and e.has_clock:
                block = document.block_at(e.start)
                e.peripheral = first_stamp is not None and block is not None and block.index != first_stamp
            else:
                e.peripheral = _is_byline(rest, e) or (mail and _MAIL_DATE.match(rest) is not None)


def _end_of_line(text: str, number: int) -> int:
    end = 0
    for _ in range(number):
        following = text.find("\n", end)
        if following < 0:
            return len(text)
        end = following + 1
    return end


def _rest_of_line(text: str, line: int, e: Expression) -> str:
    end = text.find("\n", e.end, e.end + _LONGEST_LABEL)
    return text[line : e.start] + "\0" + text[e.end : end if end >= 0 else e.end + _LONGEST_LABEL]


def _is_byline(rest: str, e: Expression) -> bool:
    if len(rest) > _LONGEST_BYLINE or rest.startswith("|") or (e.has_clock and " by " not in " " + rest.lower()):
        return False
    return _BYLINE.search(rest) is not None
