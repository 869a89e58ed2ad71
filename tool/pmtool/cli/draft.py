"""`pmtool draft`: the drafting desk."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pmtool import config
from pmtool.cli import options
from pmtool.errors import InputError, UsageError
from pmtool.pipeline.structure import Options, choose_engine

if TYPE_CHECKING:
    from pmtool.tui.desk.request import FromFolder, Request

DESCRIPTION = """\
Opens the drafting desk: the source on the left, the postmortem to write in, and what
is wrong, missing or unproven in it. Every statement shows what backs it.

A raw report is structured first; a postmortem is opened with its sources; several raw
reports make one incident. Without a file it begins with what you paste or choose."""

EPILOG = """\
examples:
  pmtool draft                               paste a report, or go on with a draft
  pmtool draft report.txt                    a report becomes a draft
  pmtool draft status.html chat.txt          two sources, one incident
  pmtool draft postmortem.md --source report.txt
                                             a postmortem, held against its report
  pmtool draft archive/                      a batch's postmortems, worst first
  pmtool draft report.txt --web              the same desk in a browser
  cat notes.txt | pmtool draft -             what comes through a pipe

F1 on the desk tells what keys do.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="raw reports, one postmortem, or a folder of postmortems; - is stdin"
    )
    parser.add_argument("--source", action="append", metavar="REPORT", help="what the postmortem was made from")
    parser.add_argument("--engine", choices=config.ENGINE.choices, help="default: auto, the best one there is")
    options.add_reading_options(parser)
    options.add_model_options(parser)
    web = parser.add_argument_group("in a browser")
    web.add_argument("--web", action="store_true", help="serve the desk on this machine, and print its address")
    web.add_argument("--port", type=int, metavar="N", help="port for --web (default: any that is free)")


def run(arguments: argparse.Namespace) -> int:
    """Opens the desk; returns its exit code."""
    settings = options.settings(arguments)
    model = None if settings.engine == "offline" else config.model_settings(vars(arguments))
    choice = choose_engine(settings.engine, is_model_configured=model is not None)
    for name in arguments.files:
        if name != "-" and not os.path.exists(name):
            raise InputError(f"{name} does not exist", "Check the name, or run pmtool draft without one.")
    if settings.timezone:
        _require_zone(settings.timezone)
    if arguments.web:
        return _serve(arguments)
    from pmtool.tui import open_desk
    from pmtool.tui.desk.request import Manner

    request = _request(arguments, options.max_bytes(settings))
    _require_terminal()
    manner = Manner(Options(choice.engine, settings.timezone, arguments.date, model), options.max_bytes(settings))
    return open_desk(request, manner)


def _require_zone(zone: str) -> None:
    """Raises UsageError for a zone that nobody knows, before anything is opened."""
    from pmtool.temporal import build_ledger

    build_ledger((), timezone=zone)


def _request(arguments: argparse.Namespace, max_bytes: int) -> Request | FromFolder | None:
    """What to begin with; null for the start screen."""
    from pmtool.tui.desk.request import FromText, asked_for

    if "-" not in arguments.files:
        return asked_for(arguments.files, arguments.source or ()) if arguments.files else None
    if len(arguments.files) > 1:
        raise UsageError("stdin can't be drafted together with files", "Save it to a file first.")
    from pmtool.source.decode import decode
    from pmtool.source.reader import read_bytes

    text = decode(read_bytes("-", max_bytes=max_bytes), "stdin")
    _take_terminal()
    return FromText(text, "stdin")


def _take_terminal() -> None:
    """Keys come from the terminal, now that the pipe has been read."""
    try:
        terminal = os.open(os.ctermid(), os.O_RDWR)
    except (OSError, AttributeError):
        raise UsageError("the desk needs a terminal to read keys from", "Use pmtool structure in scripts.") from None
    os.dup2(terminal, 0)
    os.close(terminal)


def _require_terminal() -> None:
    if os.environ.get("TEXTUAL_DRIVER"):  # served to a browser
        return
    if not all(os.isatty(stream) for stream in (0, 1, 2)):
        raise UsageError("the desk needs a terminal", "Use pmtool structure in scripts, or pmtool draft --web.")


def _serve(arguments: argparse.Namespace) -> int:
    """Serves the desk: each browser tab runs this very command without --web."""
    from pmtool.cli import diagnostics
    from pmtool.tui.web import serve

    if "-" in arguments.files:
        raise UsageError("stdin can't be read with --web", "Save it to a file first.")

    def announce(address: str) -> None:
        diagnostics.say(f"the desk is at {address}")
        diagnostics.say("the address is a key: whoever has it can write on the draft. Ctrl-C ends it.")

    serve([sys.executable, "-P", "-m", "pmtool", *_without_web(sys.argv[1:])], port=arguments.port, announce=announce)
    return 0


def _without_web(words: Sequence[str]) -> list[str]:
    """The command line without --web and --port."""
    options, separator, files = _cut(words, "--")
    kept: list[str] = []
    skips = False
    for word in options:
        if not skips and word != "--web" and not word.startswith("--port"):
            kept.append(word)
        skips = word == "--port"
    return [*kept, *separator, *files]


def _cut(words: Sequence[str], at: str) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """What stands before a word, the word, and what stands behind it."""
    number = list(words).index(at) if at in words else len(words)
    return words[:number], words[number : number + 1], words[number + 1 :]
