"""An archive in numbers, for a terminal: tables and bars that fit eighty columns."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from pmtool.archive.figures import Bar, Figures, Spread
from pmtool.archive.figures.lengths import told
from pmtool.cli.reports.screen import safe

COLUMNS = 80
_BAR = 26
"""Columns of the longest bar."""
_SERVICES, _ACTIONS, _WORST, _FAILURES = 10, 10, 10, 5
_PERIODS = 12
_NAME = 30
"""Columns of a name beside a bar."""


def render(figures: Figures, *, colour: bool) -> str:
    """The overview as text, with escape sequences where there is `colour`."""
    page = io.StringIO()
    console = Console(
        file=page,
        width=COLUMNS,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    for title, part in _parts(figures):
        console.print(Text(f"\n{title}" if page.tell() else title, style="bold"))
        console.print(part)
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())


def _parts(figures: Figures) -> Iterator[tuple[str, RenderableType]]:
    """Headings, each with what stands below it."""
    over_time, actions = figures.over_time, figures.actions
    yield "Archive", _counts(figures)
    if over_time.bars:
        shown = over_time.bars[-_PERIODS:]
        yield f"Incidents per {over_time.unit}{_of(shown, over_time.bars, 'the last')}", _bars(shown)
    yield "Time from the start", _lengths(figures)
    if figures.severities:
        yield "Severities", _bars(figures.severities[:_SERVICES])
    if figures.causes:
        causes = [Bar(name=cause.name, count=cause.count) for cause in figures.causes]
        words = [", ".join(word.name for word in cause.words) for cause in figures.causes]
        yield "Causes, and the words that tell them (an incident may have several)", _bars(causes, words)
    if figures.services:
        shown = figures.services[:_SERVICES]
        yield f"Services{_of(shown, figures.services)}", _bars(shown)
    if actions.open:
        title = f"Open actions: {actions.open:,}, {actions.without_owner:,} without owner, {actions.done:,} done"
        yield f"{title}{_of(actions.first_due[:_ACTIONS], range(actions.open))}", _actions(figures)
    if figures.rows:
        yield f"What needs a person most{_of(figures.rows[:_WORST], figures.rows)}", _worst(figures)
    if figures.unconverted:
        yield f"Not converted{_of(figures.unconverted[:_FAILURES], figures.unconverted)}", _failures(figures)


def _of(shown: Sequence[object], all_of_them: Sequence[object], which: str = "the first") -> str:
    """What a heading says where not all is listed."""
    return f" ({which} {len(shown)} of {len(all_of_them):,})" if len(shown) < len(all_of_them) else ""


def _counts(figures: Figures) -> Table:
    counts, over_time = figures.counts, figures.over_time
    engines = ", ".join(f"{bar.count:,} by {bar.name}" for bar in counts.engines)
    rows = {
        "incidents": f"{counts.incidents:,}" + (f" ({engines})" if engines else ""),
        "from, to": f"{over_time.first} … {over_time.last}" if over_time.first else "",
        "without a date": _some(over_time.undated),
        "status": ", ".join(f"{bar.count:,} {bar.name}" for bar in counts.statuses),
        "with errors": _some(counts.with_errors),
        "partly by rules": _some(counts.partly_by_rules),
        "not converted": _some(counts.unconverted),
        "left alone": _some(counts.quarantined),
        "exact copies": _some(counts.copies),
        "told twice": _some(len(figures.told_twice)),
    }
    table = _grid(Table.grid(padding=(0, 2)), "", "")
    for name, value in rows.items():
        if value:
            table.add_row(Text(name, style="dim"), Text(safe(value)))
    return table


def _bars(bars: Sequence[Bar], asides: Sequence[str] = ()) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=_NAME)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", style="dim")
    most = max(bar.count for bar in bars)
    longest = _BAR // 2 if asides else _BAR
    for number, bar in enumerate(bars):
        drawn = "█" * -(-bar.count * longest // max(most, 1))
        aside = safe(asides[number]) if asides else ""
        table.add_row(Text(safe(bar.name)), Text(drawn, style="blue"), Text(f"{bar.count:,}"), Text(aside))
    return table


def _lengths(figures: Figures) -> Table:
    names = ("detect", "acknowledge", "mitigate", "resolve")
    spreads: list[Spread] = [getattr(figures, f"to_{name}") for name in names]
    table = _table("", *(f"to {name}" for name in names), numbers=(1, 2, 3, 4))
    _add(table, "median", *(told(spread.median) for spread in spreads))
    _add(table, "9 of 10 within", *(told(spread.p90) for spread in spreads))
    for bins in zip(*(spread.bins for spread in spreads), strict=True):
        _add(table, bins[0].name, *(f"{bar.count:,}" for bar in bins))
    _add(table, "not known", *(f"{spread.unknown:,}" for spread in spreads))
    return table


def _actions(figures: Figures) -> Table:
    table = _table("Due", "Action", "Owner", "Incident")
    for action in figures.actions.first_due[:_ACTIONS]:
        _add(table, action.due or "no date", action.text, action.owner or "nobody", action.incident)
    return table


def _worst(figures: Figures) -> Table:
    table = _table("Risk", "Date", "Incident", "Why", numbers=(0,))
    for row in figures.rows[:_WORST]:
        _add(table, str(row.risk), row.date or "no date", f"{row.title}\n{row.name}.md", "; ".join(row.reasons))
    return table


def _failures(figures: Figures) -> Table:
    table = _table("Report", "What is wrong, and what to do")
    for lost in figures.unconverted[:_FAILURES]:
        _add(table, lost.name, lost.told)
    return table


def _table(*names: str, numbers: Sequence[int] = ()) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1))
    return _grid(table, *names, numbers=numbers)


def _grid(table: Table, *names: str, numbers: Sequence[int] = ()) -> Table:
    for place, name in enumerate(names):
        table.add_column(name, justify="right" if place in numbers else "left", overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text("\n".join(map(safe, cell.split("\n")))) for cell in cells))


def _some(count: int) -> str:
    return f"{count:,}" if count else ""
