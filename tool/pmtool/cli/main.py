"""The `pmtool` command: finds the command asked for and imports that one alone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple, NoReturn, Protocol, cast

from pmtool import __version__
from pmtool.cli import diagnostics
from pmtool.errors import UsageError

DESCRIPTION = "Raw incident text in, a postmortem you can trust out."
EPILOG = """\
examples:
  pmtool structure report.txt                    a postmortem in Markdown, on stdout
  pmtool structure status.html chat.txt -o incident.md
                                                 two sources, one incident
  pmtool draft report.txt                        the drafting desk: write it, review it
  pmtool check incident.md                       what is wrong, missing or unproven in it
  pmtool times report.txt --timezone America/New_York
                                                 every time in the report, and how it was read

`pmtool COMMAND --help` shows each command's options and more examples.
exit codes: 0 fine, 1 findings, 2 wrong use or unreadable input, 3 no model, 130 interrupted
"""


class Command(NamedTuple):
    """A command's name and line in the overview; its module is `pmtool.cli.<name>`."""

    name: str
    summary: str


COMMANDS = (
    Command("structure", "turn reports into a postmortem"),
    Command("batch", "turn many reports into an archive, unattended"),
    Command("draft", "write and review a postmortem on the drafting desk"),
    Command("check", "find what is wrong, missing or unproven in a postmortem or a report"),
    Command("explain", "tell what a rule of check finds, why, and what to do"),
    Command("times", "list every time in a report and how it was read"),
    Command("eval", "compare engines or models on reports whose postmortems people have reviewed"),
    Command("stats", "tell what an archive of postmortems amounts to"),
    Command("schema", "print the JSON Schema of a postmortem"),
    Command("config", "show the settings in force and where they come from"),
    Command("completion", "print a completion script for your shell"),
)


class CommandModule(Protocol):
    """What each command's module offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Adds the command's description, examples and arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Does the work; returns the exit code."""


class Parser(argparse.ArgumentParser):
    """argparse, with mistakes told the way pmtool tells every mistake."""

    def __init__(self, **options: object) -> None:
        super().__init__(allow_abbrev=False, formatter_class=_help_formatter, **options)  # type: ignore[arg-type]

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Refuses what nobody knows itself: argparse would leave it to the parser of all commands, which names none."""
        parsed, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}{self._meant(unknown[0])}")
        return parsed, unknown

    def _meant(self, option: str) -> str:
        """The option that is nearest to one that nobody knows, as part of a message."""
        from difflib import get_close_matches

        near = get_close_matches(option.partition("=")[0], self._option_string_actions, n=1, cutoff=0.7)
        return f" (did you mean {near[0]}?)" if near else ""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"See {self.prog} --help.")


def _help_formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=28)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs pmtool; returns its exit code."""
    return diagnostics.guard(lambda: _run(sys.argv[1:] if arguments is None else list(arguments)))


def build_parser(loaded: Sequence[str]) -> argparse.ArgumentParser:
    """The command line, complete for the `loaded` commands; of the others only name and summary."""
    parser = Parser(prog="pmtool", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"pmtool {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    for command in COMMANDS:
        subparser = commands.add_parser(command.name, help=command.summary)
        if command.name in loaded:
            module = cast(CommandModule, import_module(f"pmtool.cli.{command.name}"))
            module.configure(subparser)
            subparser.set_defaults(run=module.run)
    return parser


def _run(arguments: list[str]) -> int:
    name = next((a for a in arguments if not a.startswith("-")), None)
    names = [command.name for command in COMMANDS]
    if name is not None and name not in names:
        raise UsageError(f"there is no command '{name}'", _nearest(name, names))
    parser = build_parser(loaded=[name] if name else [])
    if not arguments:
        parser.print_help()
        return UsageError.exit_code
    parsed = parser.parse_args(_join_negative_offsets(arguments))
    parsed.typed = arguments
    return int(parsed.run(parsed))


def _nearest(name: str, names: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, names, n=1)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Commands: {', '.join(names)}; to structure a report, write: pmtool structure {name}"


def _join_negative_offsets(arguments: Sequence[str]) -> list[str]:
    """`--timezone -05:00` as `--timezone=-05:00`: argparse takes the offset for an option otherwise."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] == "--timezone" and argument[:1] == "-" and argument[1:2].isdigit():
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined
