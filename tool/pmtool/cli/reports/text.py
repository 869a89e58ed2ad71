"""Findings for people: file, line and column as editors know them, the line itself with a caret, and what to do."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from pmtool.cli.reports.screen import PLAIN, Ink, cells, safe, width, wrapped
from pmtool.model.finding import SEVERITIES
from pmtool.pipeline.check import Checked
from pmtool.pipeline.placing import Excerpt, Placed
from pmtool.validator.disclosure.masking import masked
from pmtool.validator.score import Score

NOUNS = {"error": "error", "warning": "warning", "info": "note"}
_NAMED = 3
"""What a part of the score lacks is named so far; programs get all of it."""
_ELLIPSIS = "…"
_CONTEXT = 16
"""Columns of a line that is cut that stay before the words."""


@dataclass(frozen=True)
class Page:
    """What the findings are set on."""

    columns: int = 80
    wraps: bool = False
    """Whether messages break at its edge; programs that read them want each on one line."""
    ink: Ink = PLAIN


def render(checks: Sequence[Checked], page: Page, *, with_parts: bool = True) -> str:
    """The findings of each file and its counts; of one alone what its score lacks (`with_parts`), else the total."""
    parts = [part for checked in checks for part in (*_findings(checked, page), summary(checked, page.ink) + "\n")]
    if len(checks) > 1:
        parts.append(total(checks) + "\n")
    elif checks and with_parts and checks[0].findings:
        parts += _lacking(checks[0].score, page)
    return "".join(parts)


def summaries(checks: Sequence[Checked], page: Page) -> str:
    """The counts of each file, and of all of them."""
    lines = [summary(checked, page.ink) for checked in checks]
    return "".join(f"{line}\n" for line in [*lines, *([total(checks)] if len(checks) > 1 else [])])


def statistics(checks: Sequence[Checked]) -> str:
    """How often each rule found something: most often first."""
    from pmtool.validator.pages import page
    from pmtool.validator.registry import rules

    counts = Counter(placed.finding.code for checked in checks for placed in checked.findings)
    known = {rule.code: rule for rule in rules()}
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    lines = [f"{count:>6}  {code}  {known[code].name}: {page(known[code]).what}" for code, count in ranked]
    return "".join(f"{line}\n" for line in [*lines, total(checks)])


def summary(checked: Checked, ink: Ink = PLAIN) -> str:
    """How a file fares, in a line."""
    severities = {placed.finding.severity for placed in checked.findings}
    worst = next((severity for severity in SEVERITIES if severity in severities), "strong")
    asides = [f"{len(left)} {word}" for left, word in ((checked.known, "known"), (checked.ignored, "ignored")) if left]
    aside = f" ({', '.join(asides)})" if asides else ""
    found = ink.paint(worst, counted(checked.findings))
    return f"{safe(checked.name)}: {found}{aside}; completeness {checked.score.points}/100"


def _lacking(score: Score, page: Page) -> Iterator[str]:
    """The parts of the score that are not full, and what would fill them."""
    for part in score.parts:
        if part.points < part.out_of:
            named, rest = part.lacking[:_NAMED], len(part.lacking) - _NAMED
            first = f"    {part.name:<10} {part.points:>2}/{part.out_of:<2}  lacks "
            told = ", ".join((*named, f"and {rest} more") if rest > 0 else named)
            yield wrapped(told, page.columns, " " * len(first), first) + "\n"


def total(checks: Sequence[Checked]) -> str:
    """How all files fare, in a line."""
    files = f"{len(checks)} file{'s' if len(checks) != 1 else ''}"
    return f"{files}: {counted([placed for checked in checks for placed in checked.findings])}"


def counted(findings: Sequence[Placed]) -> str:
    """`3 errors, 5 warnings, 2 notes`."""
    counts = Counter(placed.finding.severity for placed in findings)
    parts = [f"{n} {NOUNS[s]}{'s' if n != 1 else ''}" for s in SEVERITIES if (n := counts[s])]
    return ", ".join(parts) or "no findings"


def _findings(checked: Checked, page: Page) -> Iterator[str]:
    for placed in checked.findings:
        yield _headline(checked.name, placed, page)
        gutter = ""
        if placed.excerpt:
            gutter = _gutter(placed.excerpt)
            yield from _excerpt(placed.excerpt, gutter, page)
        yield from _help(placed, gutter, page)
        yield "\n"


def _headline(name: str, placed: Placed, page: Page) -> str:
    finding, ink = placed.finding, page.ink
    place = safe(name) + (f":{finding.line}:{finding.column}" if finding.line else "")
    weight = f"{finding.code} {NOUNS[finding.severity]}"
    label = f"{place}: {weight}: "
    text = wrapped(safe(finding.message), page.columns if page.wraps else sys.maxsize, "  ", label)
    return f"{ink.paint('strong', place)}: {ink.paint(finding.severity, weight)}: {text[len(label) :]}\n"


def _gutter(excerpt: Excerpt) -> str:
    return " " * max(4, len(str(excerpt.line or "")) + 1)


def _excerpt(excerpt: Excerpt, gutter: str, page: Page) -> Iterator[str]:
    """The line and a caret run under the words, cut to the page."""
    ink = page.ink
    if excerpt.source:
        number = f":{excerpt.line}:{excerpt.start + 1}" if excerpt.line else ""
        yield f"{gutter}{ink.paint('faint', '--> ' + safe(excerpt.source) + number)}\n"
    shown, before, under = cut(replace(excerpt, text=masked(excerpt.text)), page.columns - len(gutter) - 3)
    number = str(excerpt.line or "").rjust(len(gutter))
    yield f"{ink.paint('faint', f'{number} |')} {shown}\n"
    yield f"{ink.paint('faint', f'{gutter} |')} {' ' * before}{ink.paint('warning', '^' * under)}\n"


def cut(excerpt: Excerpt, room: int) -> tuple[str, int, int]:
    """As much of a line as there is room for, around the words: the text, the columns before the words, and theirs."""
    drawn = list(cells(excerpt.text))
    widths = [wide for _, wide in drawn]
    indentation = len(excerpt.text) - len(excerpt.text.lstrip())
    first = min(excerpt.start, len(drawn))
    begin, end = min(indentation, first), len(drawn)
    if sum(widths[begin:]) > room:
        inner = room - 2 * len(_ELLIPSIS)
        begin = first - _fit(reversed(widths[begin:first]), _CONTEXT)
        end = begin + _fit(widths[begin:], inner)
        begin -= _fit(reversed(widths[min(indentation, begin) : begin]), inner - sum(widths[begin:end]))
    left = _ELLIPSIS if begin > indentation else ""
    right = _ELLIPSIS if end < len(drawn) else ""
    text = left + "".join(shown for shown, _ in drawn[begin:end]) + right
    return text, len(left) + sum(widths[begin:first]), max(1, sum(widths[first : min(excerpt.end, end)]))


def _fit(widths: Iterable[int], room: int) -> int:
    """How many of some characters there is room for."""
    return sum(total <= room for total in accumulate(widths))


def _help(placed: Placed, gutter: str, page: Page) -> Iterator[str]:
    if placed.finding.fix:
        first = f"{gutter or '   '} = help: "
        yield wrapped(safe(placed.finding.fix), page.columns, " " * width(first), first) + "\n"
