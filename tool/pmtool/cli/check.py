"""`pmtool check`: is a postmortem right, complete and backed?"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module

from pmtool import config
from pmtool.cli import diagnostics, options, output
from pmtool.cli.reports import screen, text
from pmtool.config import FailOn
from pmtool.errors import InputError, UsageError, sentence
from pmtool.model import Document
from pmtool.pipeline.baseline import Baseline, dump, load
from pmtool.pipeline.beside import path_beside
from pmtool.pipeline.check import EVERY_RULE, Checked, at_least, check_opened, known_codes
from pmtool.pipeline.fixes import Mending, mend, reopened
from pmtool.pipeline.opening import Opened, Setting, open_input
from pmtool.source.reader import read_bytes, read_sources
from pmtool.validator import Choice, Policy
from pmtool.validator.evidence.sources import SourceNotGiven, giving, not_given

DESCRIPTION = """\
Checks postmortems (the Markdown, JSON and YAML that pmtool writes) and raw reports: are the
times right, is anything missing, is every statement backed, are there secrets in it?

Each finding has a code, a place, a reason and a remedy; `pmtool explain CODE` tells more.
A finding that may stay: <!-- pmtool: ignore PM503 the reason --> at the end of its line."""

EPILOG = """\
examples:
  pmtool check postmortem.md                      every finding, with its line
  pmtool check postmortem.md --source report.txt  and whether the report says so
  pmtool check old/*.md --statistics              how often each rule finds something
  pmtool check postmortem.md --diff               what the safe fixes would change
  pmtool check postmortem.md --fix                change it
  pmtool check postmortem.md --profile public     before it leaves the house
  pmtool check docs/*.md --baseline known.json --update-baseline
  pmtool check docs/*.md --baseline known.json    from now on, only what is new
  pmtool check report.txt --select PM1 --ignore PM120
  pmtool check postmortem.md --format github      annotations, in CI

exit codes: 0 fine, 1 findings that weigh --fail-on or more, 2 unreadable input or wrong use
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument("files", nargs="+", metavar="FILE", help="postmortems or raw reports; - is stdin")
    what = parser.add_argument_group("what to look for")
    what.add_argument("--profile", choices=config.PROFILE.choices, help="how strictly (default: review)")
    what.add_argument("--select", action="append", metavar="CODES", help="these rules alone: PM1,PM203 (default: all)")
    what.add_argument("--ignore", action="append", metavar="CODES", help="not these rules")
    what.add_argument("--source", action="append", metavar="REPORT", help="what the postmortem was made from")
    what.add_argument(
        "--as-of",
        type=options.date,
        metavar="DATE",
        help="day to hold due dates against, as 2026-03-31 (default: none is past)",
    )
    gate = parser.add_argument_group("what to fail on")
    gate.add_argument("--fail-on", choices=config.FAIL_ON.choices, help="default: error for drafts, else warning")
    gate.add_argument("--baseline", metavar="FILE", help="findings that are known already")
    gate.add_argument("--update-baseline", action="store_true", help="write what there is now to the baseline")
    fixes = parser.add_argument_group("fixes")
    fixes.add_argument("--fix", action="store_true", help="do the safe ones: nothing changes that a fact hangs on")
    fixes.add_argument("--diff", action="store_true", help="show them as a diff; without --fix, write nothing")
    shape = parser.add_argument_group("output")
    # Not the `format` of the settings: that is what `structure` writes.
    shape.add_argument("--format", dest="shape", choices=("text", "json", "sarif", "github"), default="text")
    shape.add_argument("-o", "--output", metavar="FILE", help="write to a file instead of stdout")
    shape.add_argument("-q", "--quiet", action="store_true", help="a line for each file, and the exit code")
    shape.add_argument("--statistics", action="store_true", help="counts by rule instead of the findings")
    options.add_reading_options(parser)


@dataclass(frozen=True)
class Order:
    """What a run was asked for, settings and all."""

    setting: Setting
    choice: Choice
    fail_on: FailOn
    max_bytes: int
    baseline: Baseline | None


@dataclass
class Failures:
    """Inputs that could not be checked or mended. Each is told at once; the others go on."""

    sentences: list[str] = field(default_factory=list)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turns an InputError into a sentence on stderr."""
        try:
            yield
        except InputError as error:
            self.sentences.append(sentence(error))
            diagnostics.say(self.sentences[-1])


def run(arguments: argparse.Namespace) -> int:
    """Checks every file, mends what it is asked to mend, and tells what it found."""
    settings = options.settings(arguments)
    order = _order(arguments, settings)
    target = output.target_file(arguments.output, arguments.files)
    failures = Failures()
    with diagnostics.patience(f"checking {', '.join(arguments.files)}"):
        inputs = _opened(arguments.files, order, failures)
        mendings = _mendings(inputs, order, failures) if arguments.fix or arguments.diff else []
        if arguments.fix:
            inputs = _rewritten(inputs, mendings, order)
        checks = [_with_paths(check_opened(opened, order.choice)) for opened in inputs]
    if order.baseline:
        baseline = order.baseline
        if arguments.update_baseline:
            baseline = _updated(baseline, checks, order.choice, settings.baseline or "")
        checks = [baseline.without_known(checked) for checked in checks]
    if arguments.diff:
        output.write("".join(_shown(mending.diff()) for mending in mendings), target)
        for checked in checks if arguments.fix else ():
            diagnostics.say(text.summary(checked))
    else:
        output.write(_report(arguments, checks, failures, order), target)
    if failures.sentences:
        return InputError.exit_code
    if arguments.diff and not arguments.fix:
        return int(bool(mendings))
    return int(any(at_least(checked.findings, order.fail_on) for checked in checks))


def _order(arguments: argparse.Namespace, settings: config.Settings) -> Order:
    select = known_codes(settings.select, settings.origins["select"])
    ignore = known_codes(settings.ignore, settings.origins["ignore"])
    if arguments.update_baseline and not settings.baseline:
        raise UsageError("--update-baseline needs a baseline to write", "Add --baseline FILE.")
    if arguments.source and len(arguments.files) > 1:
        raise UsageError("--source goes with one postmortem at a time", "Check the files one by one.")
    if arguments.statistics and arguments.shape != "text":
        raise UsageError("--statistics are text", "Leave --format out; the json format has counts by code.")
    if arguments.quiet and (arguments.statistics or arguments.shape != "text"):
        other = "--statistics" if arguments.statistics else f"--format {arguments.shape}"
        raise UsageError(f"--quiet says less than {other} asks for", "Leave one of them out.")
    policy = Policy(settings.profile, arguments.as_of)
    return Order(
        Setting(policy, _sources(arguments.source, settings), settings.timezone, arguments.date),
        Choice(select, ignore),
        settings.fail_on or ("error" if settings.profile == "draft" else "warning"),
        options.max_bytes(settings),
        _baseline(settings.baseline, arguments.update_baseline),
    )


def _sources(names: Sequence[str] | None, settings: config.Settings) -> tuple[Document, ...]:
    return read_sources(names, max_bytes=options.max_bytes(settings)) if names else ()


def _baseline(path: str | None, may_be_new: bool) -> Baseline | None:
    """The baseline to hold findings against; null where none is asked for."""
    if not path:
        return None
    if not os.path.exists(path):
        if not may_be_new:
            raise UsageError(f"there is no baseline {path}", "Add --update-baseline to make it from what there is now.")
        output.require_folder(path)
        return Baseline(os.path.dirname(path))
    try:
        return load(read_bytes(path).decode(), path)
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no baseline of pmtool's", "Name another file.") from error


def _updated(baseline: Baseline, checks: Sequence[Checked], choice: Choice, path: str) -> Baseline:
    for checked in checks:
        baseline = baseline.updated(checked, choice)
    output.write(dump(baseline), path)
    return baseline


def _opened(names: Sequence[str], order: Order, failures: Failures) -> list[Opened]:
    """Every file that can be checked; one that was named twice, once."""
    stdin = sys.stdin.buffer if sys.stdin is not None else None
    opened = []
    for name in dict.fromkeys(names):
        with failures.told():
            opened.append(open_input(name, read_bytes(name, stdin=stdin, max_bytes=order.max_bytes), order.setting))
    return opened


def _with_paths(checked: Checked) -> Checked:
    """The same, where the advice to give a source names the file, if it lies beside the postmortem."""
    if not any(placed.finding.code == SourceNotGiven.code for placed in checked.findings):
        return checked
    name, record = checked.opened.name, checked.opened.record
    paths = [(path_beside(name, source), source) for source in not_given(record)]
    fix = giving(shlex.quote(path) if path else source.name or source.id for path, source in paths)
    return replace(
        checked,
        findings=tuple(
            replace(placed, finding=replace(placed.finding, fix=fix))
            if placed.finding.code == SourceNotGiven.code
            else placed
            for placed in checked.findings
        ),
    )


def _mendings(inputs: Sequence[Opened], order: Order, failures: Failures) -> list[Mending]:
    """What the safe fixes make of each file that they change."""
    mendings = []
    for opened in inputs:
        with failures.told():
            if mending := mend(opened, order.choice):
                mendings.append(mending)
    return mendings


def _rewritten(inputs: Sequence[Opened], mendings: Sequence[Mending], order: Order) -> list[Opened]:
    """The files as they are once the fixes are written."""
    mended = {mending.opened.name: mending for mending in mendings}
    for mending in mendings:
        output.write(mending.text, mending.opened.name)
        fixed = ", ".join(f"{code} ({count})" if count > 1 else code for code, count in mending.fixed.items())
        diagnostics.say(f"{mending.opened.name}: fixed {fixed or 'what there was'}; written in pmtool's own layout.")
    return [reopened(mended[o.name], order.setting) if o.name in mended else o for o in inputs]


def _shown(diff: str) -> str:
    """A diff as it is for `patch`, without what could steer a terminal where a person looks."""
    return "\n".join(map(diagnostics.harmless, diff.split("\n"))) if screen.on_screen() else diff


def _report(arguments: argparse.Namespace, checks: Sequence[Checked], failures: Failures, order: Order) -> str:
    if arguments.shape == "text":
        terminal = screen.on_screen() and not arguments.output
        page = text.Page(screen.columns(), wraps=terminal, ink=screen.ink() if terminal else screen.PLAIN)
        if arguments.statistics:
            return text.statistics(checks)
        if arguments.quiet:
            return text.summaries(checks, page)
        return text.render(checks, page, with_parts=order.choice == EVERY_RULE)
    if arguments.shape == "sarif":
        from pmtool.cli.reports import sarif

        return sarif.render(checks, unreadable=failures.sentences, with_baseline=order.baseline is not None)
    module = import_module(f"pmtool.cli.reports.{arguments.shape}")
    return str(module.render(checks))
