"""An evaluation for people: overall, then the figures, then report by report, what loses most first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pmtool.cli.evaluated.columns import NONE, cut, difference, painted, percent, row, score
from pmtool.cli.reports.screen import Ink, wrapped
from pmtool.cli.reports.text import Page
from pmtool.evaluation.figures import Figures
from pmtool.evaluation.judging import Judged
from pmtool.evaluation.measures import MAIN, MEASURES
from pmtool.evaluation.outcome import Outcome, Standing
from pmtool.evaluation.sureness import FEWEST, OVERALL, Interval

_MOST = 20
"""Reports that are listed; programs get all."""
_NAME = 22
"""Columns for the names of measures."""
_NARROWEST = 12
"""Columns that a run's or a report's name has at least, be the terminal too narrow."""
_SHORT = {
    "milestones": "miles.",
    "event_times": "times",
    "events": "events",
    "updates": "updates",
    "section_words": "words",
    "actions": "actions",
    "citations": "cited",
}
"""What the main measures are called where there is little room."""


def render(outcome: Outcome, page: Page) -> str:
    """All of it, at the page's width."""
    told = _two if len(outcome.standings) > 1 else _one
    lines = [*told(outcome, page), "", *_figures(outcome, page.ink)]
    if len(outcome.reports) > 1:
        lines += ["", *_reports(outcome, page)]
    return "".join(f"{line}\n" for line in lines)


def _one(outcome: Outcome, page: Page) -> Iterator[str]:
    (standing,) = outcome.standings
    widths = (8, 11, 8, 9, 9, 9)
    yield _headline(standing, outcome, page)
    yield ""
    head = row("", ("score", "precision", "recall", "right", "made", "gold"), widths, _NAME)
    yield page.ink.paint("strong", head)
    yield row("overall", (score(standing.overall),), widths, _NAME)
    for part, name in _named_measures():
        if part:
            yield page.ink.paint("faint", part)
        tally = standing.scores[name]
        figures = (
            *map(score, (tally.score, tally.precision, tally.recall)),
            *map(str, (tally.hits, tally.made, tally.gold)),
        )
        yield row(_label(name), figures, widths, _NAME)
    yield ""
    yield "* counts for the overall score, which is their mean"


def _two(outcome: Outcome, page: Page) -> Iterator[str]:
    first, second = outcome.standings
    yield f"A  {_headline(first, outcome, page, 3)}"
    yield f"B  {_headline(second, outcome, page, 3)}"
    yield ""
    widths = (8, 8, 9)
    head = row("", ("A", "B", "A - B"), widths, _NAME) + "   95 % interval"
    yield page.ink.paint("strong", head if outcome.ahead else head.partition("   95")[0])
    yield _against("overall", OVERALL, first.overall, second.overall, outcome, page.ink)
    for part, name in _named_measures():
        if part:
            yield page.ink.paint("faint", part)
        yield _against(_label(name), name, first.scores[name].score, second.scores[name].score, outcome, page.ink)
    yield ""
    yield "* counts for the overall score, which is their mean"
    yield from _caution(outcome, page)


def _against(label: str, name: str, a: float | None, b: float | None, outcome: Outcome, ink: Ink) -> str:
    ahead = None if a is None or b is None else a - b
    line = row(label, (score(a), score(b), difference(ahead)), (8, 8, 9), _NAME)
    interval = outcome.ahead.get(name)
    if interval is None or ahead is None:
        return line
    sure = ("  A is better" if ahead > 0 else "  B is better") if interval.is_sure else ""
    return painted(f"{line}   {_interval(interval)}{sure}", ahead if sure else None, ink)


def _interval(interval: Interval) -> str:
    return f"{difference(interval.low):>5} … {difference(interval.high):>5}"


def _caution(outcome: Outcome, page: Page) -> Iterator[str]:
    """How far the differences can be trusted."""
    count = len(outcome.reports)
    if not outcome.ahead:
        reports = "1 report" if count == 1 else f"{count} reports"
        told = (
            f"{reports}: too few to tell whether a difference is more than chance; "
            f"from {FEWEST} reports on, each has a 95 % interval."
        )
    else:
        told = (
            f"An interval says how the difference would vary with other reports of the same kind (drawn 1,000 times "
            f"from these {count}). Where 0 lies in it, the reports don't tell which is better. Of measures without any "
            "difference, 1 in 20 would still look sure."
        )
    yield wrapped(told, min(page.columns, 80), "")


def _headline(standing: Standing, outcome: Outcome, page: Page, indent: int = 0) -> str:
    count, missing = len(outcome.reports), len(standing.missing)
    reports = "1 report" if count == 1 else f"{count} reports"
    lacking = f", {missing} of them missing" if missing else ""
    told = f": {reports}{lacking}, overall {score(standing.overall)}"
    return cut(standing.label, max(page.columns - indent - len(told), _NARROWEST)) + told


def _named_measures() -> Iterator[tuple[str, str]]:
    """Measures, the first of each part with the part's name."""
    before = ""
    for measure in MEASURES:
        yield (measure.part if measure.part != before else ""), measure.name
        before = measure.part


def _label(name: str) -> str:
    return f"  {name.replace('_', ' ')}{' *' if name in MAIN else ''}"


def _per_report(count: int, figures: Figures) -> str:
    return f"{count / figures.reports:,.1f}"


_OWN: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("quotes exact", lambda f: percent(f.exact_share)),
    ("source left unplaced", lambda f: percent(f.unplaced_share)),
    ("errors per report", lambda f: _per_report(f.errors, f)),
    ("warnings per report", lambda f: _per_report(f.warnings, f)),
)
_SPENT: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("model calls", lambda f: f"{f.calls:,}"),
    ("tokens in", lambda f: f"{f.input_tokens:,}"),
    ("tokens out", lambda f: f"{f.output_tokens:,}"),
    ("cost", lambda f: NONE if f.cost is None else f"{f.cost:,.4f}"),
    ("seconds", lambda f: NONE if f.seconds is None else f"{f.seconds:,.1f}"),
)
"""Told where a model has had a part in any of it."""


def _figures(outcome: Outcome, ink: Ink) -> Iterator[str]:
    """Each run's own figures beside gold's."""
    columns = [outcome.gold, *(standing.figures for standing in outcome.standings)]
    widths = (12,) * len(columns)
    heads = ("gold", "run") if len(columns) == 2 else ("gold", "A", "B")
    yield ink.paint("strong", row("", heads, widths, _NAME))
    is_paid = any(figures.calls or figures.seconds is not None for figures in columns)
    for name, shown in (*_OWN, *(_SPENT if is_paid else ())):
        yield row(name, [shown(figures) if figures.reports else NONE for figures in columns], widths, _NAME)


def _reports(outcome: Outcome, page: Page) -> Iterator[str]:
    listed = _compared if len(outcome.standings) > 1 else _alone
    yield from listed(outcome.reports[:_MOST], page)
    if len(outcome.reports) > _MOST:
        yield f"and {len(outcome.reports) - _MOST:,} more; --format csv has them all"


def _alone(reports: tuple[Judged, ...], page: Page) -> Iterator[str]:
    widths = (7, *(8 for _ in MAIN))
    room = max(page.columns - sum(widths) - 2, _NARROWEST)
    yield page.ink.paint("strong", row("", ("overall", *map(_SHORT.__getitem__, MAIN)), widths) + "  worst first")
    for report in reports:
        (marks,) = report.marks
        figures = [score(marks.overall), *(score(marks.scores[name].score) for name in MAIN)]
        name = f"{report.name} (missing)" if marks.is_missing else report.name
        yield f"{row('', figures, widths)}  {cut(name, room)}"


def _compared(reports: tuple[Judged, ...], page: Page) -> Iterator[str]:
    widths = (6, 8, 8)
    head = row("", ("A", "B", "A - B"), widths) + "  most by               report, A's largest loss first"
    yield page.ink.paint("strong", head)
    for report in reports:
        a, b = report.marks
        ahead = None if a.overall is None or b.overall is None else a.overall - b.overall
        figures = row("", (score(a.overall), score(b.overall), difference(ahead)), widths)
        lacks = " (missing in both)" if a.is_missing and b.is_missing else ""
        lacks = lacks or (" (missing in A)" if a.is_missing else " (missing in B)" if b.is_missing else "")
        room = max(page.columns - 46, _NARROWEST)
        line = f"{figures}  {_most(report):<22}{cut(report.name + lacks, room)}"
        yield painted(line.rstrip(), ahead, page.ink)


def _most(report: Judged) -> str:
    """The main measure in which the runs differ most."""
    a, b = (marks.scores for marks in report.marks)
    gaps = [
        (first - second, name)
        for name in MAIN
        if (first := a[name].score) is not None and (second := b[name].score) is not None and first != second
    ]
    if not gaps:
        return ""
    gap, name = max(gaps, key=lambda entry: abs(entry[0]))
    return f"{_SHORT[name]} {difference(gap)}"
