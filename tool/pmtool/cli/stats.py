"""`pmtool stats`: an archive in numbers."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pmtool.cli import diagnostics, output
from pmtool.cli.reports import screen

if TYPE_CHECKING:
    from pmtool.archive.figures import Figures

DESCRIPTION = """\
Tells what an archive that `pmtool batch` made amounts to: how many incidents, when, how
long it took to detect, mitigate and resolve them, their causes and services, what is
still to be done, and which need a person most. The same figures as in OUT/index.html."""

EPILOG = """\
examples:
  pmtool stats archive                       an overview on the terminal
  pmtool stats archive --json | jq '.to_resolve.median'
                                             minutes; half of the incidents took no longer
  pmtool stats archive --json | jq -r '.rows[] | select(.errors > 0) | .name'
                                             incidents in which the validator found errors
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument("archive", metavar="OUT", help="the folder that `pmtool batch -o OUT` wrote")
    parser.add_argument("--json", action="store_true", help="all figures as JSON: durations in minutes, every incident")


def run(arguments: argparse.Namespace) -> int:
    """Prints the figures."""
    with diagnostics.patience(f"counting {arguments.archive}"):
        figures = _figures(arguments.archive)
    if arguments.json:
        from pmtool.formats.json import to_json

        output.write_stdout(to_json(figures))
    else:
        from pmtool.cli.reports import overview

        output.write_stdout(overview.render(figures, colour=screen.ink() != screen.PLAIN))
    return 0


def _figures(archive: str) -> Figures:
    from pmtool.archive.figures import figures
    from pmtool.batch.results import Contents

    contents = Contents(archive)
    return figures(contents.entries(), contents.unconverted())
