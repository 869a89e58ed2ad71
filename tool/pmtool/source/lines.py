"""What one line of a report is, judged by its shape alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pmtool.patterns import Pattern

BLANK = " \t\u00a0\u1680\u202f\u205f\u2060\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200E)))
"""Characters that leave a line empty to the eye."""

STATES = frozenset(
    """investigating identified monitoring update resolved postmortem post-mortem scheduled verifying completed
    in\u00a0progress""".split()
) | {"in progress"}
"""Labels that status pages print above an update."""

_STATED = Pattern(
    rf"[ \t]*[*_\[(]*(?=[A-Z])(?i:{'|'.join(sorted(STATES))})[*_\])]*(?:[ \t]+[-–—][ \t]+|:[*_]*[ \t]+|[ \t]*·[ \t]+)\S"
)
_HASHES = Pattern(r"(#{1,6})[ \t]+(?=\S)|(#{1,6})(?=[A-Z])")
_WIKI = Pattern(r"(={2,6})[ \t]*(?=[^\s=])([^\n]*?)[ \t]*\1$")
_ITEM = Pattern(r"[ \t]*(?:[-*+•‣◦·●▪■–—○]|o(?=[ \t]))[ \t]+(?=\S)|[ \t]*[•●▪◦](?=\S)")
_NUMBERED = Pattern(r"[ \t]*\(?(?:\d{1,3}|[a-z])[.)][ \t]+(?=\S)")
_NUMBERED_HEADING = Pattern(
    r"(?:\d{1,2}\.){1,4}\d*[ \t]+(?=[A-Z])|\d{1,2}[.):][ \t]+(?=[A-Z])|[IVX]{1,4}\.[ \t]+(?=[A-Z])"
)
_CHECKBOX = Pattern(r"\[([ xX])\][ \t]+")
_TABLE_RULE = Pattern(
    r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$|[ \t]*\+(?:[-=]+\+)+[ \t]*$"
)
_RULE = Pattern(r"[ \t]*(?:[-*_=~─—]{3,}|(?:[-*_] ){2,}[-*_])[ \t]*$")
_DIVIDER = Pattern(r"[ ]{0,3}([-=*~_])\1+[ ]+(?!BEGIN\b|(?i:end)\b)([^\s|][^|\t]*?)[ ]+\1{2,}$")
_LONGEST_DIVIDER = 160
_POSTED = Pattern(
    r"[*_ \t]*(?:[Pp]osted|POSTED|(?:Updated|Published)(?=[*_: \t]*(?:on |at )?[A-Z][a-z]{2,8}\.?,? \d))\b"
    r"[*_:]*[ \t]+(?:on[ \t]+|at[ \t]+)?(?=\S)"
)
_POSTED_REST = Pattern(r".{0,40}?\d{1,2}\D.{0,60}$")

# What opens most lines of a report opens none of these: they are compiled when a line first might be one.
_STAMP = r"(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d(?::\d\d)?(?:[ ]?[AaPp][Mm])?"
_NICK = r"<(?!/?(?:b|i|u|em|strong|code|s)>)[@+%~&]?(?P<nick{n}>[\w.|@\-`^\[\]{{}} ]{{1,40}})>"


@cache
def _chat() -> re.Pattern[str]:
    return re.compile(
        rf"""(?:[-*•][ \t]+)?
        (?:
          # [14:02] jane.doe: words   [14:02] Jane Doe: words
          [\[(]{_STAMP}(?:[ ][A-Z]{{2,4}})?[\])][ \t]*[-–—:]?[ \t]*
          (?:{_NICK.format(n=1)}|@?(?P<name1>[\w.\-]{{2,30}}(?:[ ][\w.\-]{{2,30}}){{0,2}}):(?=[ \t]))
        | # 14:02 <jane> words   14:02 [#channel] <jane> words   14:02 jane: words
          {_STAMP}[ \t]*[-–—]?[ \t]*(?:\[\#[\w-]+\][ \t]*)?
          (?:{_NICK.format(n=2)}|@?(?P<name2>(?![ap]\.?m\b)[a-z][a-z0-9_.\-]{{1,30}}):(?=[ \t]))
        )[ \t]*""",
        re.X,
    )


@cache
def _chat_header() -> re.Pattern[str]:
    name = r"@?([\w.\-']{2,30}(?:[ ][\w.\-']{1,30}){0,3})(?:[ ]{1,3}APP)?"
    return re.compile(rf"{name}[ \t]+[\[(]?{_STAMP}[\])]?[ \t]*$")


@cache
def _log() -> re.Pattern[str]:
    return re.compile(
        r"""(?:
          [A-Z][a-z]{2}[ ]{1,2}\d{1,2}[ ]\d\d:\d\d:\d\d[ ]\S+[ ]\S+?(?:\[\d+\])?:[ ]
        | \S+[ ]\S+[ ]\S+[ ]\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d
        | \[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?[ \t]*[\[<|:-]*[ \t]*
          (?:\[[\w.:-]+\][ ]?)?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRIT|CRITICAL|FATAL|ALERT|EMERG|level=)
        | [IWEF]\d{4}[ ]\d\d:\d\d:\d\d\.\d+
        | \d{10}(?:\.\d+|\d{3})?[ \t]
        | \{"[\w.@]+":
        )""",
        re.X,
    )


class Line(NamedTuple):
    """A line without its line break; `text` is stripped of trailing white space."""

    start: int
    end: int
    text: str
    indent: int
    """Columns of leading white space."""


def lines_of(text: str) -> Iterator[Line]:
    """Every line of a text, blank ones with an empty `text`."""
    position = 0
    for raw in text.split("\n"):
        kept = raw.rstrip(BLANK)
        stripped = kept.lstrip(BLANK)
        yield Line(position, position + len(kept), kept if stripped else "", len(kept) - len(stripped))
        position += len(raw) + 1


def item_marker(line: str) -> re.Match[str] | None:
    """The bullet or number that makes a line a list item."""
    first = line.lstrip()[:1]
    if not first or (first.isalpha() and first != "o" and not first.islower()):
        return None
    return _ITEM.match(line) or _NUMBERED.match(line)


def checkbox(text: str, start: int) -> re.Match[str] | None:
    """A task-list box at an item's start."""
    return _CHECKBOX.match(text, start)


def hashes(line: str) -> re.Match[str] | None:
    """A Markdown heading's `#`s."""
    return _HASHES.match(line) if line[:1] == "#" else None


def wiki_heading(line: str) -> re.Match[str] | None:
    """MediaWiki's `== Summary ==`: the level in group 1, the words in group 2."""
    return _WIKI.match(line) if line[:2] == "==" else None


def heading_number(line: str) -> re.Match[str] | None:
    """The `2.` or `1.3` before a numbered heading."""
    return _NUMBERED_HEADING.match(line)


def is_rule(line: str) -> bool:
    """A line drawn across the page."""
    return _RULE.match(line) is not None


def divider(line: str) -> tuple[int, int] | None:
    """Span of the words in `--- notes of the call ---`, as people part what they paste into one report."""
    ruled = line[-2:] in ("--", "==", "**", "~~", "__") and len(line) < _LONGEST_DIVIDER
    found = _DIVIDER.match(line) if ruled else None
    return found.span(2) if found else None


def is_table_rule(line: str) -> bool:
    """The line between a table's header and its rows."""
    return "-" in line and ("|" in line or "+" in line) and _TABLE_RULE.match(line) is not None


def is_table_row(line: str) -> bool:
    """A line cut into cells by pipes or tabs."""
    stripped = line.strip()
    if stripped.count("|") >= 2 and (stripped[0] == "|" or stripped.count(" | ") >= 2):
        return True
    return "\t" in stripped and all(cell.strip() for cell in stripped.split("\t", 1))


def cell_spans(line: Line) -> tuple[tuple[int, int], ...]:
    """Spans of the cells' contents, in document offsets."""
    text = line.text
    separator = "|" if "|" in text else "\t"
    spans = []
    position = 0
    for part in text.split(separator):
        kept = part.strip(BLANK)
        begin = position + (part.find(kept) if kept else 0)
        spans.append((line.start + begin, line.start + begin + len(kept)))
        position += len(part) + 1
    if separator == "|":
        if text.lstrip().startswith("|"):
            spans = spans[1:]
        if text.endswith("|") and spans:
            spans = spans[:-1]
    return tuple(spans)


def posted(line: str) -> bool:
    """A status page's `Posted Oct 09, 2020 - 16:44 BST`."""
    found = _POSTED.match(line)
    return bool(found and len(line) < 120 and _POSTED_REST.match(line, found.end()))


def state_label(line: str) -> bool:
    """A line that holds just an update's state."""
    bare = line.strip("*_#: \t\u00a0")
    return len(bare) < 16 and bare.lower() in STATES


def opens_with_state(line: str) -> bool:
    """Whether a line holds an update's state and words behind it: `Resolved - Mail flows.`"""
    return _STATED.match(line) is not None


def chat(line: str) -> re.Match[str] | None:
    """A chat line: stamp, who, words. The speaker is the last group that matched."""
    if not line[:1].isdigit() and line[:1] not in "[(-*•":
        return None
    return _chat().match(line) if ":" in line[:32] else None


def chat_header(line: str) -> re.Match[str] | None:
    """The line that Slack puts above a message: who, and when. The speaker is group 1."""
    return _chat_header().match(line) if line[-1:] in "0123456789Mm])" and ":" in line[-14:] else None


def is_log(line: str) -> bool:
    """A line that a machine wrote: syslog, Apache, JSON, levelled."""
    head = line[:80]
    machine = head.count(":") > 1 or head[:1] == "{" or head[:10].isdigit()
    return machine and _log().match(line) is not None
