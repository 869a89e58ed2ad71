"""`pmtool times`: the ledger of a report's times."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from pmtool.cli import diagnostics, options, output
from pmtool.model import Mention

DESCRIPTION = """\
Lists every time expression of a report: as written, what it resolves to, by which rule,
and what else it could mean. A table on a terminal, JSON where another program reads."""

EPILOG = """\
examples:
  pmtool times report.txt
  pmtool times report.txt --timezone=-05:00         times without a zone are at UTC-5
  pmtool times notes.txt --date 2026-03-31          clock times without a day are of that day
  pmtool times report.txt --format json | jq '.[] | select(.alternatives != [])'
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument("report", metavar="REPORT", help="text, Markdown or HTML; - is stdin")
    # Not the `format` of the settings: that is what `structure` writes.
    parser.add_argument(
        "--format", dest="shape", choices=("table", "json"), help="default: table on a terminal, else json"
    )
    options.add_reading_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Prints the ledger."""
    from pmtool.formats.json import to_json
    from pmtool.source import read_sources
    from pmtool.temporal import build_ledger

    settings = options.settings(arguments)
    stdin = sys.stdin.buffer if sys.stdin is not None else None
    with diagnostics.patience(f"reading {arguments.report}"):
        documents = read_sources([arguments.report], stdin=stdin, max_bytes=options.max_bytes(settings))
        ledger = build_ledger(documents, timezone=settings.timezone, date=arguments.date)
    mentions = ledger[documents[0].id]
    terminal = sys.stdout is not None and sys.stdout.isatty()
    shape = arguments.shape or ("table" if terminal else "json")
    output.write_stdout(_table(mentions, colour=terminal) if shape == "table" else to_json(mentions))
    return 0


def _table(mentions: Sequence[Mention], *, colour: bool) -> str:
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("As written", overflow="fold", ratio=2)
    table.add_column("Resolves to", overflow="fold", ratio=2, min_width=len("2026-03-31 14:05 +00:00"))
    table.add_column("How", overflow="fold", ratio=4)
    for mention in mentions:
        written, resolved, rule, notes = map(
            diagnostics.harmless, (mention.text, _resolved(mention), _rule(mention), "; ".join(_notes(mention)))
        )
        table.add_row(Text(written), Text(resolved), Text(f"{rule}\n{notes}" if notes else rule))
    page = io.StringIO()
    Console(file=page, force_terminal=colour, legacy_windows=False).print(table)
    return page.getvalue()


def _resolved(mention: Mention) -> str:
    if mention.at is None:
        return "—" if mention.minutes is None else _length(mention.minutes)
    return f"{_shown(mention.at)} … {_shown(mention.until)}" if mention.until else _shown(mention.at)


def _shown(at: str) -> str:
    """The instant as people read it: a blank instead of the T, before the offset too, and no seconds that are none."""
    if "T" not in at:
        return at
    clock, offset = at[11:-6], at[-6:]
    return f"{at[:10]} {clock.removesuffix(':00') if clock.count(':') > 1 else clock} {offset}"


def _rule(mention: Mention) -> str:
    """How it was derived, without saying of each clock time that it is one."""
    return mention.rule.removeprefix("clock time; ")


def _length(minutes: float) -> str:
    return f"{minutes * 60:.3g} s" if abs(minutes) < 1 else f"{minutes:g} min"


def _notes(mention: Mention) -> Iterator[str]:
    """What else is worth knowing about a reading, in words."""
    if mention.precision not in (None, "minute"):
        yield f"to the {mention.precision}"
    if mention.approximate:
        yield "approximate"
    if mention.at and mention.zone_rule in ("assumed", "unknown") and mention.precision in ("minute", "second", "hour"):
        yield f"zone {mention.zone_rule}"
    for other in mention.alternatives:
        yield f"or {other.at}: {other.why}"
    yield from mention.notes
