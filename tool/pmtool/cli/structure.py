"""`pmtool structure`: reports in, a postmortem out."""

from __future__ import annotations

import argparse
import os
from contextlib import nullcontext

from pmtool import config, formats
from pmtool.cli import diagnostics, options, output, summary
from pmtool.cli.work import Work
from pmtool.errors import UsageError
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
  pmtool structure report.txt --model openai/gpt-5.4   a model does it, with the key in OPENAI_API_KEY
  pmtool structure report.txt --base-url http://localhost:11434/v1 --model llama3.3
                                                   a model on this machine
  pmtool structure report.txt --show-request | jq .messages
                                                   what would leave this machine
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
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing on stderr but what goes wrong")
    options.add_reading_options(parser)
    options.add_model_options(parser)
    parser.add_argument(
        "--show-request", action="store_true", help="print what would be sent to the model, and send nothing"
    )


def run(arguments: argparse.Namespace) -> int:
    """Structures the reports: by rules all of them, and only then writes; with a model each is written once done."""
    settings = options.settings(arguments)
    target = _target_format(arguments, settings)
    jobs = output.plan(arguments.reports, arguments.output, each=arguments.each, suffix=target.suffixes[0])
    model = _model(arguments, settings)
    choice = choose_engine(settings.engine, is_model_configured=model is not None)
    how = Options(choice.engine, settings.timezone, arguments.date, model)
    work = Work(jobs, how, options.max_bytes(settings), target.module.dump, arguments.quiet)
    if model is None:
        _structure_by_rules(work, choice.why)
        return 0
    from pmtool.cli import model_jobs

    if arguments.show_request:
        model_jobs.show_requests(work, model)
    else:
        model_jobs.structure_by_model(work, model, summary.reason(model) if settings.engine == "auto" else "")
    return 0


def _model(arguments: argparse.Namespace, settings: config.Settings) -> config.ModelSettings | None:
    """The model to ask; to see what it would be asked, no key is needed."""
    if not arguments.show_request:
        return None if settings.engine == "offline" else config.model_settings(vars(arguments))
    if settings.engine == "offline":
        raise UsageError(
            "the offline engine sends no request to show", "Leave out --show-request, or use --engine llm."
        )
    from pmtool.config.models import read_without_credentials

    return read_without_credentials(vars(arguments))


def _structure_by_rules(work: Work, why: str) -> None:
    """Structures all, and only then writes: a report that fails leaves nothing behind."""
    names = ", ".join(report for job in work.jobs for report in job.reports)
    with nullcontext() if work.is_quiet else diagnostics.patience(f"working on {names}"):
        results = [structure(work.read(job), work.options) for job in work.jobs]
        texts = [work.dump(postmortem) for postmortem in results]
    if why and not work.is_quiet:
        diagnostics.say(f"engine: offline ({why})")
    for job, postmortem, text in zip(work.jobs, results, texts, strict=True):
        output.write(text, job.target)
        if not work.is_quiet:
            summary.sum_up(postmortem, f"{job.target}: " if job.target else "")


def _target_format(arguments: argparse.Namespace, settings: config.Settings) -> formats.Format:
    suffix = os.path.splitext(arguments.output or "")[1]
    if arguments.format or arguments.each or not suffix or os.path.isdir(arguments.output):
        return formats.named(settings.format)
    meant = formats.of_suffix(suffix)
    if meant is None:
        known = ", ".join(suffix for known in formats.FORMATS for suffix in known.suffixes)
        raise UsageError(f"no format goes by the suffix {suffix}", f"Use one of {known}, or add --format.")
    return meant
