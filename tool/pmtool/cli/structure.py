"""`pmtool structure`: reports in, a postmortem out."""

from __future__ import annotations

import argparse
import os
import sys

from pmtool import config, formats
from pmtool.cli import diagnostics, options, output
from pmtool.errors import UsageError
from pmtool.model import Postmortem
from pmtool.pipeline.structure import Options, choose_engine, structure

DESCRIPTION = """\
Turns reports of an incident into one postmortem: every time resolved, every statement
with the words that back it, and a list of what found no place.

Several reports make one incident: a status page, a chat export and notes, say.
Where -o names a folder, each report is an incident and a file of its own."""

EPILOG = """\
examples:
  pmtool structure report.txt                      Markdown on stdout
  pmtool structure report.txt -o postmortem.json   the suffix tells the format
  pmtool structure status.html chat.txt -o incident.md
                                                   two sources, one incident
  pmtool structure old/*.txt -o archive/           a file for each report
  cat notes.txt | pmtool structure - --date 2026-03-31 --timezone Europe/Berlin
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument("reports", nargs="+", metavar="REPORT", help="text, Markdown or HTML; - is stdin")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE|FOLDER",
        help="write to a file instead of stdout, or, into a folder (one that exists, or a name ending in /), "
        "a file for each report",
    )
    parser.add_argument("--each", action="store_true", help="take -o for a folder, and make it where it is missing")
    parser.add_argument(
        "--format", choices=config.FORMAT.choices, help="default: what the suffix of -o means, else markdown"
    )
    parser.add_argument("--engine", choices=config.ENGINE.choices, help="default: auto, the best one there is")
    options.add_reading_options(parser)
    options.add_model_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Structures every report, and only then writes: a report that fails leaves nothing behind."""
    settings = options.settings(arguments)
    target_format = _target_format(arguments, settings)
    jobs = output.plan(arguments.reports, arguments.output, each=arguments.each, suffix=target_format.suffixes[0])
    model = None if settings.engine == "offline" else config.model_settings(vars(arguments))
    choice = choose_engine(settings.engine, is_model_configured=model is not None)
    reading = Options(choice.engine, settings.timezone, arguments.date, model)
    with diagnostics.patience(f"working on {', '.join(arguments.reports)}"):
        results = [_structured(job, reading, options.max_bytes(settings)) for job in jobs]
        texts = [target_format.module.dump(postmortem) for postmortem in results]
    if choice.why:
        diagnostics.say(f"engine: {choice.engine} ({choice.why})")
    for job, postmortem, text in zip(jobs, results, texts, strict=True):
        output.write(text, job.target)
        if diagnostics.on_terminal():
            _sum_up(postmortem, job.target)
    return 0


def _target_format(arguments: argparse.Namespace, settings: config.Settings) -> formats.Format:
    suffix = os.path.splitext(arguments.output or "")[1]
    if arguments.format or arguments.each or not suffix or os.path.isdir(arguments.output):
        return formats.named(settings.format)
    meant = formats.of_suffix(suffix)
    if meant is None:
        known = ", ".join(suffix for known in formats.FORMATS for suffix in known.suffixes)
        raise UsageError(f"no format goes by the suffix {suffix}", f"Use one of {known}, or add --format.")
    return meant


def _structured(job: output.Job, reading: Options, max_bytes: int) -> Postmortem:
    from pmtool.source import read_sources

    stdin = sys.stdin.buffer if sys.stdin is not None else None
    return structure(read_sources(job.reports, stdin=stdin, max_bytes=max_bytes), reading)


def _sum_up(postmortem: Postmortem, target: str | None) -> None:
    from pmtool.cli.summary import found, missing, unplaced

    where = f"{target}: " if target else ""
    diagnostics.say(f"{where}found {found(postmortem)}")
    diagnostics.say(f"{where}missing {missing(postmortem)}")
    diagnostics.say(f"{where}unplaced {unplaced(postmortem)}")
