"""`pmtool eval`: is an engine or a model any good on a team's own reports?"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from pmtool import config
from pmtool.cli import diagnostics, options, output
from pmtool.cli.evaluated import contenders, csv, details, json, text
from pmtool.cli.evaluated.listing import listed
from pmtool.cli.reports import screen
from pmtool.cli.reports.text import Page
from pmtool.errors import InputError, PmtoolError, UsageError, sentence
from pmtool.evaluation.differences import Difference, differences
from pmtool.evaluation.evaluating import evaluated
from pmtool.evaluation.judging import Judged
from pmtool.evaluation.kept import Entry
from pmtool.evaluation.outcome import Outcome, outcome
from pmtool.pipeline.opening import Setting

DESCRIPTION = """\
Holds what an engine or a model makes of reports against postmortems that people have
reviewed: times, timeline, sections, action items, evidence, coverage, cost.

GOLD is a folder of reviewed postmortems with their sources beside them. A RUN is a folder
of postmortems made before; without one, the engine works on gold's own sources now."""

EPILOG = """\
examples:
  pmtool eval --gold gold/ --engine offline         how good the rules are on these reports
  pmtool eval --gold gold/ --model gpt-5.4 --against offline
                                                    is the model better than the rules?
  pmtool eval --gold gold/ --model careful --against quick --keep runs/
                                                    two profiles; what they made is kept
  pmtool eval --gold gold/ runs/careful runs/quick  the same, from what was kept
  pmtool eval --gold gold/ archive/ --details checkout
                                                    what was missed, invented or differs in one
  pmtool eval --gold gold/ archive/ --fail-under 0.9
                                                    in CI

A difference is what the first run is ahead of the second: a minus says it is worse.
exit codes: 0 fine, 1 below --fail-under, 2 unreadable input or wrong use, 3 no model
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument(
        "runs", nargs="*", metavar="RUN", help="one folder of postmortems, or two to compare (default: run the engine)"
    )
    parser.add_argument("--gold", required=True, metavar="DIR", help="postmortems that people have reviewed")
    parser.add_argument("--reviewed-only", action="store_true", help="leave out those of gold that are drafts still")
    parser.add_argument("--engine", choices=config.ENGINE.choices, help="default: auto, the best one there is")
    parser.add_argument(
        "--against", metavar="NAME", help="compare with this model or profile, or with the rules (offline)"
    )
    parser.add_argument("--keep", metavar="DIR", help="keep what the engine makes, in a folder for each run")
    shape = parser.add_argument_group("output")
    # Not the `format` of the settings: that is what `structure` writes.
    shape.add_argument("--format", dest="shape", choices=("text", "json", "csv"), default="text")
    shape.add_argument("-o", "--output", metavar="FILE", help="write to a file instead of stdout")
    shape.add_argument("--details", metavar="REPORT", help="look at one report of gold, statement by statement")
    shape.add_argument("--fail-under", type=_share, metavar="SCORE", help="exit 1 if the first run's is lower, 0 to 1")
    shape.add_argument("-q", "--quiet", action="store_true", help="say nothing on stderr but what goes wrong")
    options.add_reading_options(parser)
    options.add_model_options(parser)


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no score from 0 to 1, such as 0.9")
    return value


@dataclass
class Troubles:
    """What could not be read or made. Each is told at once, and the others go on."""

    count: int = 0

    def tell(self, error: PmtoolError) -> None:
        """Says it on stderr."""
        self.count += 1
        diagnostics.say(sentence(error))


def run(arguments: argparse.Namespace) -> int:
    """Judges the runs and prints what they come to; returns the exit code."""
    settings = options.settings(arguments)
    contenders.require_fitting(arguments)
    setting = Setting(timezone=settings.timezone, date=arguments.date)
    troubles = Troubles()
    golds = _golds(arguments, options.max_bytes(settings), troubles)
    asked = [_asked_for(arguments.details, golds)] if arguments.details else golds
    target = output.target_file(arguments.output, [gold.path for gold in golds])
    runs = contenders.contenders(arguments, settings, golds, troubles.tell)
    judged: list[Judged] = []
    differing: dict[str, list[Difference]] = {}
    is_told = arguments.quiet or any(run.is_followed for run in runs)
    with nullcontext() if is_told else diagnostics.patience(f"evaluating {len(asked)} reports"):
        for report in evaluated(asked, runs, setting, options.max_bytes(settings), troubles.tell):
            judged.append(report.judged)
            if arguments.details:
                differing = {run.label: list(differences(c)) for run, c in zip(runs, report.comparisons, strict=True)}
    if not judged:
        raise InputError("no report of gold could be evaluated", "The sentences above tell why.")
    found = outcome([run.label for run in runs], judged)
    output.write(_told(arguments, found, differing), target)
    if troubles.count:
        return InputError.exit_code
    return int(arguments.fail_under is not None and _is_below(arguments.fail_under, found.standings[0].overall))


def _is_below(wanted: float, reached: float | None) -> bool:
    """Whether a score is too low; says so, as exactly as it takes to see it."""
    if reached is None:
        diagnostics.say(f"nothing could be scored, so that overall is below {wanted:g}")
    elif reached < wanted:
        digits = next((n for n in range(2, 17) if float(f"{reached:.{n}f}") < wanted), 17)
        diagnostics.say(f"overall {reached:.{digits}f} is below {wanted:g}")
    return reached is None or reached < wanted


def _golds(arguments: argparse.Namespace, max_bytes: int, troubles: Troubles) -> list[Entry]:
    """Gold's postmortems. Raises InputError where there are none."""
    golds = list(contenders.readable(arguments.gold, max_bytes, troubles.tell))
    if not golds:
        raise InputError(
            f"there is no postmortem in {arguments.gold}",
            "Put reviewed ones there (Markdown, JSON or YAML), with their sources beside them.",
        )
    if arguments.reviewed_only:
        golds = [gold for gold in golds if not gold.is_draft]
        if not golds:
            raise InputError(f"all postmortems in {arguments.gold} are drafts still", "Leave --reviewed-only out.")
    if not arguments.quiet:
        _warn("drafts still; --reviewed-only leaves them out", [gold.stem for gold in golds if gold.is_draft])
        _warn("damaged; `pmtool check` tells what can't be read", [gold.stem for gold in golds if gold.is_damaged])
    return golds


def _warn(what: str, names: Sequence[str]) -> None:
    if names:
        diagnostics.say(f"in gold, these are {what}: {listed(names)}")


def _asked_for(name: str, golds: Sequence[Entry]) -> Entry:
    """The report that --details names: by its file, or by that file's stem."""
    for gold in golds:
        if name in (gold.stem, gold.path, os.path.basename(gold.path)):
            return gold
    from difflib import get_close_matches

    near = get_close_matches(name, [gold.stem for gold in golds], n=1)
    remedy = f"Did you mean {near[0]}?" if near else f"It has {listed([gold.stem for gold in golds])}."
    raise UsageError(f"gold has no report {name}", remedy)


def _told(arguments: argparse.Namespace, found: Outcome, differing: Mapping[str, Sequence[Difference]]) -> str:
    if arguments.shape == "csv":
        return csv.render(found)
    if arguments.shape == "json":
        return json.render(found, differing)
    terminal = screen.on_screen() and not arguments.output
    page = Page(screen.columns(), wraps=terminal, ink=screen.ink() if terminal else screen.PLAIN)
    return text.render(found, page) + details.render(differing, page)
