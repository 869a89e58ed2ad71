"""A status page's history, or an archive of reports on one page: incidents under each other.

Nothing marks where an incident ends, so that a page is only cut where several titles each have posts of their own, or
where dated headings each open a report of their own. What is one incident told in sections stays whole.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from pmtool.batch.inputs.splitting.cut import Cut, cut_of, one_line
from pmtool.patterns import Pattern
from pmtool.source.headings import bold_line, ends_with_stamp
from pmtool.source.lines import hashes, is_rule
from pmtool.temporal.posts import state_word

_Kind = Literal["blank", "month", "day", "stamp", "state", "post", "none", "rule", "affected", "title", "words"]
"""What a line is; a `post` is all of one, from its state to its stamp."""

_LONGEST = 140
"""Characters; a longer line is prose."""
_BOLD = 7
"""Level of a bold line, below all that are marked as headings."""
_MONTH = r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_WORDS = rf"{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\.?[ ]{_MONTH}"
_DAY = Pattern(rf"(?:[a-z]{{3,9}},?[ ])?(?:(?:{_DAY_WORDS})(?:,?[ ]\d{{4}})?|\d{{4}}-\d\d-\d\d)", re.I)
_STAMPED_DAY = Pattern(rf"(?:{_DAY_WORDS})(?:,?[ ]\d{{4}})?|\d{{4}}-\d\d-\d\d", re.I)
_FULL_DAY = Pattern(rf"(?:{_DAY_WORDS}),?[ ]\d{{4}}|\d{{4}}-\d\d-\d\d", re.I)
_MONTH_LINE = Pattern(rf"{_MONTH}[ ]\d{{4}}|\d{{4}}", re.I)
_NONE = Pattern(r"no (?:incidents?|issues|events|downtime)\b.{0,60}", re.I)
_AFFECTED = Pattern(r"(?:this (?:incident|maintenance|scheduled maintenance) affected|affected\b.{0,20}:)", re.I)
_CLOCK = Pattern(r"\d{1,2}:\d\d")
_STAMP_WORD = Pattern(
    rf"{_MONTH}|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}|at|on|to|until|posted|updated|published|[ap]m|st|nd|rd|th|t|z"
    r"|investigating|identified|monitoring|update|resolved|utc|gmt|local|time",
    re.I,
)
_LED_BY_CLOCK = Pattern(
    r"[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[ ]?[AaPp]\.?[Mm]\.?)?(?:[ ]?[A-Z]{2,5})?[\])]?[ ]*[-–—:|]*[ ]*"
)
_RANGE = Pattern(r"\d{1,2}:\d\d\D{0,20}[ ](?:[-–—]|to)[ ].*\d{1,2}:\d\d")
"""What stands for all of an incident where no post of its own does: `Mar 3, 10:15 - 10:40 UTC`."""
_LINK = Pattern(r"\[([^\[\]]*)\]\([^()]*\)")
_MARKS = " \t*_#>-•–—|"
_POSTED = frozenset({"state", "stamp", "post"})
_LONGEST_MESSAGE = 12
"""Lines of what a page of months tells of an incident, with its stamp."""
_SECTIONS = frozenset(
    """timeline summary overview impact background root cause causes analysis detection resolution remediation recovery
    lessons learned action actions items follow-up followup follow-ups appendix details update updates next steps
    incident the of and what went well wrong happened""".split()
)
"""Words of what heads a section of one report rather than another report."""
_IN_TURN = Pattern(r"\b(?:first|second|third|fourth|wave|phase|part|day|step|stage)\b", re.I)
"""What tells parts of one report apart."""
_LONGEST_COURSE = dt.timedelta(days=14)
"""Between the first and the last day under headings of one incident's report."""
_HARM = frozenset({"harm", "ill"})
_STEPS = frozenset(
    {"alerted", "declared", "mitigated", "repaired", "recovered", "drained", "ended", "closed", "studied"}
)
"""Signs of what is told of an incident in its course."""
_COLLECTION = Pattern(
    r"\b(?:history|archive|past|previous|incidents|outages|post-?mortems|retrospectives|incident log)\b", re.I
)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    bare: str
    """Without marks."""
    kind: _Kind
    level: int
    """Of a heading, from 1; 0 where nothing marks it as one."""


@dataclass(frozen=True, slots=True)
class _Section:
    """An incident's lines: its title, the day it stands under, and what follows."""

    title: int
    last: int
    """Exclusive."""
    above: tuple[int, ...]
    """The month's and the day's lines."""


def incidents(text: str) -> list[Cut] | None:
    """A cut for each incident on a page, in its order; None where it can't be told that there are several."""
    lines = [_line(raw) for raw in text.split("\n")]
    titles = _posted_titles(lines) or _dated_titles(lines)
    if len({one_line(lines[i].bare).casefold() for i in titles}) < 2:
        return None
    head = _head(lines, titles[0])
    return [_cut(lines, section, head) for section in _sections(lines, titles)]


def _line(raw: str) -> _Line:
    text = raw.strip()
    if not text:
        return _Line("", "", "blank", 0)
    if len(text) > _LONGEST:
        return _Line(raw, text, _kind_of_post(text) or "words", 0)
    marked = hashes(text)
    level = len(marked[1] or marked[2]) if marked else _BOLD * bool(bold_line(text))
    bare = text[marked.end() :].strip(_MARKS) if marked else text.strip(_MARKS)
    return _Line(raw, bare, _kind(text, bare, level), level)


def _kind(text: str, bare: str, level: int) -> _Kind:
    if is_rule(text) or not bare:
        return "rule"
    if _MONTH_LINE.fullmatch(bare):
        return "month"
    if _DAY.fullmatch(bare):
        return "day"
    if _is_stamp(bare):
        return "stamp"
    if _NONE.fullmatch(bare):
        return "none"
    if _AFFECTED.match(bare):
        return "affected"
    return _kind_of_post(text.lstrip(_MARKS)) or ("words" if not level and bare[-1] in ".,;:!" else "title")


def _kind_of_post(text: str) -> Literal["state", "post"] | None:
    """What a line is that opens with a post's state."""
    led = _LED_BY_CLOCK.match(text)
    if not state_word(text, led.end() if led else 0, len(text)):
        return None
    return "post" if ends_with_stamp(text) else "state"


def _is_stamp(bare: str) -> bool:
    """Whether a line holds a clock time, its day, and nothing else but a post's state."""
    if not _CLOCK.search(bare) or not _DAY.search(bare):
        return False
    return all(
        (word.isupper() and len(word) <= 5) or _STAMP_WORD.fullmatch(word) for word in re.findall("[A-Za-z]+", bare)
    )


# -- titles with posts


def _posted_titles(lines: Sequence[_Line]) -> list[int]:
    """The titles of a history: each stands under a day or behind the last incident's end, and has posts below it."""
    seen = [i for i, line in enumerate(lines) if line.kind != "blank"]
    monthly = _is_monthly([lines[i].kind for i in seen])
    may_be = (at for at, i in enumerate(seen) if lines[i].kind == "title" and not _heads_section(lines[i]))
    found = [seen[at] for at in may_be if _is_title(lines, seen, at) or (monthly and _is_told_of(lines, seen, at))]
    if not _is_history(lines, found):
        return []
    return [i for i, end in zip(found, [*found[1:], len(lines)], strict=True) if _has_post(lines[i + 1 : end])]


def _is_title(lines: Sequence[_Line], seen: Sequence[int], at: int) -> bool:
    """Whether a line that may be one is a title, by the lines around it. `seen`: the lines that are not blank."""
    line, below = lines[seen[at]], [lines[j].kind for j in seen[at + 1 : at + 3]]
    if not below:
        return False
    above = lines[seen[at - 1]].kind if at else "rule"
    if above in ("day", "month"):
        return not _POSTED.isdisjoint(below)
    if line.level:
        return below[0] in _POSTED or below[0] == "day"
    return below[0] in ("state", "post") and above in ("stamp", "post", "none", "rule", "affected", "title")


def _is_monthly(kinds: Sequence[_Kind]) -> bool:
    """Whether nothing but months parts a page, with a title right below each."""
    below = [after for kind, after in pairwise(kinds) if kind == "month"]
    return "day" not in kinds and bool(below) and all(kind in ("title", "none", "month") for kind in below)


def _is_told_of(lines: Sequence[_Line], seen: Sequence[int], at: int) -> bool:
    """Whether a line of a page of months is a title: behind it come a message and the one stamp of its incident."""
    if not at or lines[seen[at - 1]].kind not in ("month", "stamp"):
        return False
    kinds = (lines[j].kind for j in seen[at + 1 : at + 1 + _LONGEST_MESSAGE])
    return next((kind for kind in kinds if kind not in ("title", "words")), None) == "stamp"


def _heads_section(line: _Line) -> bool:
    return _SECTIONS.issuperset(_words(line.bare))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_][\w-]*", text.lower())


def _is_history(lines: Sequence[_Line], titles: Sequence[int]) -> bool:
    """Whether titles stand for incidents rather than for the services that one incident hit: days part them."""
    if len(titles) < 2:
        return False
    ends = [*titles[1:], len(lines)]
    days = [_days(lines[i + 1 : end]) for i, end in zip(titles, ends, strict=True)]
    return any(line.kind in ("day", "month") for line in lines[: titles[-1]]) or not frozenset.intersection(*days)


def _days(lines: Sequence[_Line]) -> frozenset[str]:
    """The days of posts, as written."""
    found = (_STAMPED_DAY.findall(line.bare)[-1:] for line in lines if line.kind in ("stamp", "post"))
    return frozenset(one_line(day).casefold() for days in found for day in days)


def _has_post(lines: Sequence[_Line]) -> bool:
    return any(line.kind in _POSTED for line in lines)


# -- dated headings


def _dated_titles(lines: Sequence[_Line]) -> list[int]:
    """The headings of an archive: all of one level, each with a full date, each a report of its own."""
    marked = [i for i, line in enumerate(lines) if 0 < line.level < _BOLD and line.kind != "month"]
    for level in sorted({lines[i].level for i in marked}):
        titles = [i for i in marked if lines[i].level == level]
        if len(titles) > 1:
            dated = all(_is_dated_title(lines[i]) for i in titles)
            return titles if dated and _is_collection(lines, marked, titles) else []
    return []


def _is_dated_title(line: _Line) -> bool:
    day = _FULL_DAY.search(line.bare)
    rest = line.bare[: day.start()] + line.bare[day.end() :] if day else ""
    words = _words(rest)
    return bool(words) and words[0] not in _SECTIONS - {"incident", "the"} and not _IN_TURN.search(rest)


def _is_collection(lines: Sequence[_Line], marked: Sequence[int], titles: Sequence[int]) -> bool:
    """Whether the page says that it holds several reports, or the same headings stand in each of them, or the titles
    name harm of days too far apart for one."""
    if any(_COLLECTION.search(lines[i].bare) for i in marked if i < titles[0]):
        return True
    spans = list(pairwise([*titles, len(lines)]))
    days = {_iso([_day_in(lines[i])]) for i in titles}
    parts = [{lines[j].bare.casefold() for j in range(i + 1, end) if lines[j].level} for i, end in spans]
    if len(days) == len(titles) and set.intersection(*parts):
        return True
    told = all(any(lines[j].kind != "blank" for j in range(i + 1, end)) for i, end in spans)
    return told and _are_far_apart(days) and _name_harm([lines[i].bare for i in titles])


def _are_far_apart(days: Iterable[str]) -> bool:
    """Whether days as in `2026-03-03` lie further apart than those that one incident is told of."""
    try:
        known = [dt.date.fromisoformat(day) for day in days]
    except ValueError:
        return False
    return max(known) - min(known) > _LONGEST_COURSE


def _name_harm(titles: Sequence[str]) -> bool:
    """Whether most titles name harm, and none a step of an incident's course."""
    from pmtool.engines.offline.signs import signs

    told = [{found.sign for found in signs(_FULL_DAY.sub("", title))} for title in titles]
    harmful = sum(not _HARM.isdisjoint(each) for each in told)
    return 2 * harmful >= len(titles) and all(_STEPS.isdisjoint(each) for each in told)


def _day_in(line: _Line) -> str:
    found = _FULL_DAY.search(line.bare)
    return found.group() if found else ""


# -- cutting


def _sections(lines: Sequence[_Line], titles: Sequence[int]) -> Iterator[_Section]:
    month = day = -1
    at = 0
    for i, end in zip(titles, [*titles[1:], len(lines)], strict=True):
        for j in range(at, i):
            if lines[j].kind == "month":
                month, day = j, -1
            elif lines[j].kind == "day":
                day = j
        last = end
        if end < len(lines):
            while lines[last - 1].kind in ("blank", "day", "month", "none", "rule") and last - 1 > i:
                last -= 1
        yield _Section(i, last, tuple(j for j in (month, day) if j >= 0))
        at = i


def _head(lines: Sequence[_Line], first: int) -> str:
    """What holds for all of the page: its own title, and the lines above the incidents that name a zone."""
    above = [line for line in lines[:first] if line.kind in ("title", "words", "affected") and line.bare]
    zone = re.compile(r"\btime ?zone|\btimes\b|\b(?:UTC|GMT)\b", re.I)
    kept = [line for n, line in enumerate(above) if n == 0 or (zone.search(line.bare) and len(line.bare) <= _LONGEST)]
    return "\n".join(line.bare for line in kept[:3])


def _cut(lines: Sequence[_Line], section: _Section, head: str) -> Cut:
    title = lines[section.title]
    days = [lines[j].bare for j in section.above]
    told = lines[section.title + 1 : section.last]
    stamps = [line for line in told if line.kind in _POSTED]
    lasted = stamps[0] if len(stamps) == 1 and _RANGE.search(stamps[0].bare) else None
    body = "\n".join(f"Incident: {line.bare}" if line is lasted else line.text for line in told).strip("\n")
    opened = title.text.strip() if 0 < title.level < _BOLD else f"# {title.bare}"
    cut = cut_of([opened, head, *(f"## {day}" for day in days), body], _LINK.sub(r"\1", one_line(title.bare)))
    return replace(cut, suffix=".md", day=_iso([*days, _day_in(title)]))


def _iso(days: Sequence[str]) -> str:
    """The last full date among days as people write them, or empty."""
    for day in reversed(days):
        if found := re.search(r"\d{4}-\d\d-\d\d", day):
            return found.group()
        month, number, year = (re.search(p, day, re.I) for p in (_MONTH, r"\b\d{1,2}(?!\d)", r"\d{4}"))
        if month and number and year:
            return f"{year.group()}-{_MONTHS.index(month.group()[:3].lower()) + 1:02}-{int(number.group()):02}"
    return ""
