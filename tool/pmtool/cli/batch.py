"""`pmtool batch`: many reports become one archive, unattended."""

from __future__ import annotations

import argparse

from pmtool import config
from pmtool.cli import options
from pmtool.errors import UsageError

DESCRIPTION = """\
Turns many reports into an archive: a postmortem for each, tables and pages of them all, and a
list of those that need a person, the worst first.

It can be interrupted, killed, and run again at any time: what is done stays done, and only what
is new, has changed or was not reached is converted. A report that fails does not stop the others."""

EPILOG = """\
examples:
  pmtool batch reports/ -o archive                 each file below reports/ is looked at
  pmtool batch 'old/**/*.html' exports/history.json -o archive
                                                   quoted, so that no shell runs out of room for names
  pmtool batch @list.txt -o archive                files, folders and patterns from a list, one a line
  pmtool batch reports/ -o archive --group-by folder
                                                   the files of a folder are one incident
  pmtool batch reports/ -o archive --dry-run       what a model would be asked, and what that costs
  pmtool batch reports/ -o archive --model openai/gpt-5.4 --max-cost 20
  pmtool batch -o archive --retry-failed           those that failed, once more

A file that holds many incidents (a status page's history, a feed, a mailbox) becomes a postmortem
for each. Then: pmtool stats archive, pmtool draft archive, or archive/index.html in a browser.

exit codes: 0 all is converted, 1 some failed or are left, 2 wrong use, unreadable or unwritable,
3 the model or the cluster can't be had, 130 interrupted
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.usage = "pmtool batch REPORTS... -o FOLDER [options]"
    parser.add_argument(
        "inputs",
        nargs="*",
        metavar="REPORTS",
        help="files, folders, patterns ('old/**/*.txt'), or @FILE, a list of them",
    )
    parser.add_argument("-o", "--output", metavar="FOLDER", required=True, help="the archive: made, or gone on with")
    parser.add_argument("--engine", choices=config.ENGINE.choices, help="default: auto, the best one there is")
    _add_taking(parser.add_argument_group("what to convert"))
    _add_limits(parser.add_argument_group("how much of it"))
    _add_telling(parser.add_argument_group("what to say and write"))
    options.add_reading_options(parser)
    options.add_model_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Converts what is asked for; returns the exit code."""
    if not arguments.inputs and not arguments.retry_failed:
        raise UsageError("no reports are named", "Name files or folders, or add --retry-failed.")
    from pmtool.cli.batching.order import ordered

    order = ordered(arguments)
    if arguments.dry_run:
        from pmtool.cli.batching.rehearsal import rehearse_order

        return rehearse_order(order)
    from pmtool.cli.batching.carrying_out import carry_out

    return carry_out(order)


def _add_taking(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--one", action="store_true", help="take each file for one incident, also one that holds many")
    group.add_argument(
        "--group-by", choices=("folder", "prefix", "incident-id"), help="files that agree in this are one incident"
    )
    group.add_argument(
        "--retry-failed", action="store_true", help="what failed before, too; or, without REPORTS, just that"
    )


def _add_limits(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--jobs", type=_count, metavar="N", help="processes (default: one for each core)")
    group.add_argument(
        "--reports",
        type=_count,
        metavar="N",
        help="reports under way with a model (default: twice --concurrency)",
    )
    group.add_argument(
        "--max-cost", type=_amount, metavar="SUM", help="stop once that is spent, in the currency of the prices you set"
    )
    group.add_argument("--max-tokens", type=_count, metavar="N", help="stop once so many went in and out")
    group.add_argument(
        "--provider-batch", action="store_true", help="ask by the Batch API: half the price, within a day"
    )
    group.add_argument(
        "--no-wait", action="store_true", help="with --provider-batch: hand over what there is to ask, and leave"
    )
    group.add_argument("--dask", metavar="ADDRESS", help="let the workers of a Dask cluster do it (needs pmtool[dask])")


def _add_telling(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--dry-run",
        action="store_true",
        help="list what would be done with estimates of calls, tokens and cost; write nothing",
    )
    group.add_argument("--parquet", action="store_true", help="write archive.parquet/, too (needs pmtool[parquet])")
    group.add_argument("-q", "--quiet", action="store_true", help="say nothing on stderr but what goes wrong")
    group.add_argument("--json-events", action="store_true", help="tell programs on stdout, in one JSON object a line")


def _count(text: str) -> int:
    """A number from 1 on."""
    try:
        number = int(text.replace(",", ""))
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 1 on")
    return number


def _amount(text: str) -> float:
    """A sum of money above 0."""
    try:
        amount = float(text.replace(",", ""))
    except ValueError:
        amount = 0.0
    if not 0 < amount < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no sum above 0")
    return amount
