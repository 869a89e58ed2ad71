"""Which lines are headings when nothing marks them: bold lines, questions, capitals, titles that lost their markup."""

from __future__ import annotations

import re
from functools import cache

from pmtool.patterns import Pattern

MAX_LENGTH = 90
"""Characters; a longer line is prose."""

_BOLD = Pattern(r"(\*\*|__)(?=\S)(.+?)\1[ \t]*:?[ \t]*$")
_STARTS_WITH_TIME = Pattern(
    r"""[~\[(]?\d{1,2}[:.]\d\d | [~\[(]?\d{4}-\d\d | [~\[(]?\d{1,2}[ ]?[ap]\.?m\b | \d{1,2}[/.]\d{1,2}[/.]\d{2,4}[ ]
    | [A-Z][a-z]{2,8}\.?[ ]\d{1,2}(?:st|nd|rd|th)?,?(?:[ ]\d{4},?)?(?:[ ]at|[ ]-)?[ ]\d{1,2}[:.]\d\d""",
    re.X,
)
_NOTE_TIME = Pattern(r"~?(?:0\d|1[0-8]|2[1-3])[0-5]\d[ :](?=\S)")
"""`0122 paged`: four digits that are no year."""
_REMARK = Pattern(r":\s.*[\d@]|\ball times\b|\btimes (?:are|in)\b", re.I)
"""`Date: 2026-03-01`, `All times in UTC`: facts about the report, not titles."""
_TOPICS = frozenset(
    """summary overview background impact timeline chronology sequence cause causes trigger detection resolution
    recovery remediation mitigation remedies prevention preventative preventive corrective action actions
    follow-up follow-ups followup followups lessons analysis description details contributing factors scope
    affected response appendix glossary participants attendees postmortem post-mortem retrospective conclusion
    apology statement status root measures improvements events escalation communication references links
    lucky""".split()
)
"""Words of headings."""
_PHRASES = ("went well", "went wrong", "next steps", "follow up", "what happened", "what we", "how we", "why did")


@cache
def _field() -> re.Pattern[str]:
    """`Timezone: America/New_York`, `Owner: Mara Lind`: a form's field with its value."""
    return re.compile(
        r"""(?:time[ ]?zone|status|severity|priority|owners?|authors?|(?:\w+[ ])?leads?|reported[ ]by|commander|scribe
        |participants|incident[ ](?:lead|commander|type|id)|type|services?|components?|team|duration|start(?:ed)?
        |end(?:ed)?)\b[^:]{0,20}:[ ]\S""",
        re.I | re.X,
    )


@cache
def _date_line() -> re.Pattern[str]:
    return re.compile(
        r"""(?:[A-Z][a-z]{2,8},?[ ])?
        (?:\d{1,2}(?:st|nd|rd|th)?(?:[ ]of)?[ ][A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}[ ]\d{1,2}(?:st|nd|rd|th)?)
        (?:,?[ ]\d{4})?$
        | \d{4}-\d\d-\d\d$""",
        re.X,
    )


_DAY_AND_CLOCK = r"""
    (?:[A-Z][a-z]{2,8}\.?[ ]\d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:st|nd|rd|th)?[ ][A-Z][a-z]{2,8}
      |\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4})(?:,?[ ]\d{4})?
    (?:[ ]?[,·|-][ ]?|[ ]at[ ]|[ T])\d{1,2}:\d\d(?::\d\d)?(?:[ ]?[AaPp]\.?[Mm]\.?)?
    (?:[ ]?\(?[A-Z]{2,4}(?:[+-]\d\d?(?::?\d\d)?)?\)?)?"""
"""Verbose; as status pages print them."""
_LONGEST_STAMP = 60


@cache
def _stamp() -> re.Pattern[str]:
    return re.compile(
        rf"""(?:[\[(]?[A-Z][a-z]{{5,12}}[\])]?[ ]*[-–—:·]?[ ]*)?(?:[A-Z][a-z]{{2,8}},?[ ])?{_DAY_AND_CLOCK}
        (?:[ ]*[-–—:·][ ]*[A-Z][a-z]{{5,12}})?$""",
        re.X,
    )


@cache
def _stamp_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_DAY_AND_CLOCK}$", re.X)


_SMALL = frozenset(
    "a an and as at by for from in into is it of on or our the to vs we with & - – — / did do does are was were".split()
)
_ASKING = frozenset({"what", "why", "how", "who"})
_SENTENCE_VERB = Pattern(r"\b(?:was|were|is|are|has|have|had|will|would|began|started|can|could|did|does|been)\b", re.I)


def bold_line(line: str) -> tuple[int, int] | None:
    """Span within the line of the words of a line that is bold as a whole."""
    stripped = line.strip()
    found = _BOLD.match(stripped)
    if not found or "**" in found.group(2) or len(stripped) > MAX_LENGTH + 6:
        return None
    words = found.group(2)
    if _STARTS_WITH_TIME.match(words) or words.rstrip("* ").endswith((".", ",", ";")):
        return None
    offset = line.index(stripped)
    return offset + found.start(2), offset + found.end(2)


def opens_with_time(line: str) -> bool:
    """Whether a line begins with a date or clock time, as the entries of a timeline do."""
    return _STARTS_WITH_TIME.match(line) is not None or _NOTE_TIME.match(line) is not None


def is_stamp(line: str) -> bool:
    """Whether a line holds just a date with a clock time, and at most a post's state: `Nov 23, 23:14 UTC`."""
    return (
        len(line) < _LONGEST_STAMP
        and line[-1:] not in ".,;"
        and ":" in line
        and _stamp().match(line.strip(" \t*_")) is not None
    )


def ends_with_stamp(line: str) -> bool:
    """Whether a line ends on a date with a clock time, as a post does where its stamp stands behind its words."""
    tail = line[-_LONGEST_STAMP:].rstrip(" \t*_)]")
    return ":" in tail[-20:] and _stamp_at_end().search(tail) is not None


def is_capitals(line: str) -> bool:
    """A short line in capital letters."""
    letters = [c for c in line if c.isalpha()]
    return len(letters) >= 4 and line == line.upper() and len(line) <= MAX_LENGTH and line[-1:] not in ".,;"


def _is_topical(text: str) -> bool:
    lower = text.lower()
    return not _TOPICS.isdisjoint(re.findall(r"[\w-]+", lower)) or any(phrase in lower for phrase in _PHRASES)


def _title_case(line: str) -> bool:
    words = [w for w in re.findall(r"[^\W_][\w'’-]*", line) if w.lower() not in _SMALL]
    return bool(words) and sum(w[0].isupper() or w[0].isdigit() for w in words) >= 0.6 * len(words)


def names_a_part(words: str) -> bool:
    """Whether words between two rules name what follows; a day between them only dates it."""
    return (
        len(words) <= MAX_LENGTH
        and any(c.isalpha() for c in words)
        and words[-1] not in ".,;!"
        and not opens_with_time(words)
        and not _date_line().match(words)
    )


def looks_like_heading(line: str) -> bool:
    """Whether a line that stands alone reads as a heading rather than as a short paragraph."""
    text = line.strip(" \t*_:")
    words = text.split()
    if (
        not text
        or len(line) > MAX_LENGTH
        or len(words) > 12
        or _STARTS_WITH_TIME.match(text)
        or _date_line().match(text)
    ):
        return False
    if not (text[0].isupper() or text[0].isdigit() or text[0] in "\"“'#¿"):
        return False
    if line.lstrip().startswith(("**", "__")) and not bold_line(line):
        return False  # "**Status:** complete": a label and its value
    if _field().match(text):
        return False
    if line.rstrip().endswith("?"):
        return True
    if text[-1] in ".,;!…" or "://" in text or (_REMARK.search(text) and "(" not in text):
        return False
    if is_capitals(text):
        return True
    if words[0].lower() in _ASKING and len(words) <= 8:
        return True
    topical = _is_topical(text)
    if topical and len(words) <= 8 and not (len(words) > 4 and _SENTENCE_VERB.search(text)):
        return True
    titled = len(words) <= 7 and _title_case(text) and not _SENTENCE_VERB.search(text)
    return titled or (topical and line.rstrip().endswith(":"))
