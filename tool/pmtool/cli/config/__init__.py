"""`pmtool config`: the settings in force, the files behind them, the prompts and the cache."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from pmtool import config
from pmtool.cli import output
from pmtool.cli.config import cache, doctor, prompts, show

DESCRIPTION = """\
Shows the settings in force here, as the TOML that would set them, and where each comes from.

What counts, first to last:
  1. a command's options           --timezone UTC
  2. the environment               PMTOOL_TIMEZONE=UTC
  3. the project's file            pmtool.toml, else [tool.pmtool] in pyproject.toml:
                                   here, or in the nearest folder above that has one
  4. your own file                 ~/.config/pmtool/config.toml, or where your system keeps such

Of the model's settings, the profile that `model` names comes between 2 and 3. A line behind a #
counts as well, but is a default, or has no place in a project's file: api_key_cmd and trusted_hosts
stand in your own. Keys come from the environment or a command, and are never shown."""

EPILOG = """\
examples:
  pmtool config                       what counts here, and why
  pmtool config > pmtool.toml         start a file for this project
  $EDITOR "$(pmtool config path)"     edit the file that counts
  pmtool config prompts -o prompts/   copies of the prompts, to edit
  pmtool config doctor                ask the model a tiny question, and say what works
  pmtool config cache --clear         forget all answers of models
"""

PATH_DESCRIPTION = (
    "Prints the path of the settings file that counts: the project's, else your own, even if there is none."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description, examples and subjects."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.set_defaults(subject=show.run)
    subjects = parser.add_subparsers(title="subjects", metavar="SUBJECT")
    _add(subjects, "show", "the settings in force, which is the default", show.run)
    path = _add(subjects, "path", "where the settings file is", _path)
    path.description = PATH_DESCRIPTION
    prompts.configure(_add(subjects, "prompts", "the prompt templates in force; copies to edit", prompts.run))
    doctor.configure(_add(subjects, "doctor", "whether the model can be worked with, and how", doctor.run))
    cache.configure(_add(subjects, "cache", "the answers of models that are kept", cache.run))


def run(arguments: argparse.Namespace) -> int:
    """Does what the subject wants."""
    return int(arguments.subject(arguments))


def _add(
    subjects: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = subjects.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.set_defaults(subject=run)
    return parser


def _path(_: argparse.Namespace) -> int:
    output.write_stdout(f"{config.project_file() or config.user_file()}\n")
    return 0
