"""Status codes in the plural: `502s` are a server's answers, `300s` is a length of time."""

from __future__ import annotations

import re

from pmtool.patterns import Pattern

_ERRORS = frozenset({
    400, 401, 403, 404, 405, 406, 408, 409, 410, 412, 413, 415, 416, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
    499, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 521, 522, 523, 524, 525, 526, 527, 530,
})  # fmt: skip
_OTHERS = frozenset({200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308})
_ROUND = frozenset({400, 500})
"""Errors that are as likely a length behind `for` and `after`."""
_LENGTH_BEFORE = Pattern(
    r"\b(?:time-?out|timed out|timing out|deadline|latency|delay|lag|interval|ttl|period|window|limit|cooldown|backoff|"
    r"duration|elapsed|p\d\d|median|mean|wait(?:ed|s)?|sle(?:ep|pt)|paused?|took|takes?|last(?:s|ed)?|within|every|"
    r"longer than|up to)(?:[ \n](?:of|is|was|to|at|in|after|for|about|around|only))*[ \n:=(~]{1,2}\Z",
    re.I,
)
_LENGTH_BEHIND = Pattern(r"[ -](?:time-?out|deadline|latency|delay|lag|ttl|interval|window|period|limit|long|apart)\b")
_SPENT = Pattern(r"\b([a-z]+)[ \n]for[ \n]\Z", re.I)
_SOUGHT = frozenset(
    "alert alerts look looks looking check checks checking watch watching monitor monitoring paged".split()
)
_GIVEN_UP = Pattern(r"\bafter[ \n]\Z", re.I)
_CLAUSE_ENDS = Pattern(r"[.,;:)\n]|\Z")
_ANSWERED = Pattern(
    r"\b(?:HTTP|status(?: codes?)?|return(?:s|ed|ing)?|serv(?:es?|ed|ing)|(?:answer|respond)(?:s|ed|ing)?(?: with)?|"
    r"got|saw)[ \n]\Z"
)
_FARTHEST = 30
"""Characters before a code that are looked at."""


def is_code_in_plural(text: str, start: int, end: int) -> bool:
    """Whether the number and the `s` at [start, end) are status codes rather than seconds."""
    digits = text[start : end - 1]
    if len(digits) != 3 or not digits.isdigit():
        return False
    code, begin = int(digits), max(0, start - _FARTHEST)
    if code in _OTHERS:
        return _ANSWERED.search(text, begin, start) is not None
    if code not in _ERRORS or _LENGTH_BEFORE.search(text, begin, start) or _LENGTH_BEHIND.match(text, end):
        return False
    return not (code in _ROUND and _is_spent(text, begin, start, end))


def _is_spent(text: str, begin: int, start: int, end: int) -> bool:
    """`hung for 500s`, but not `an alert for 500s`; `gave up after 500s.`, but not `after 500s rose`."""
    if spent := _SPENT.search(text, begin, start):
        return spent[1].lower() not in _SOUGHT
    return _GIVEN_UP.search(text, begin, start) is not None and _CLAUSE_ENDS.match(text, end) is not None
