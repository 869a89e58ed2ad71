"""`pmtool config`: the settings in force, and which place each comes from."""

from __future__ import annotations

import argparse
import json
import os

from pmtool import config
from pmtool.cli import diagnostics, options, output

DESCRIPTION = """\
Shows the settings in force here, as the TOML that would set them, and where each comes from.

What counts, first to last:
  1. a command's options           --timezone UTC
  2. the environment               PMTOOL_TIMEZONE=UTC
  3. the project's file            pmtool.toml, else [tool.pmtool] in pyproject.toml:
                                   here, or in the nearest folder above that has one
  4. your own file                 `pmtool config path` prints where"""

EPILOG = """\
examples:
  pmtool config                       what counts here, and why
  pmtool config > pmtool.toml         start a file for this project
  $EDITOR "$(pmtool config path)"     edit the file that counts
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument(
        "what",
        nargs="?",
        choices=("show", "path"),
        default="show",
        help="show the settings (default), or print the path of the file that counts: the project's, else your own",
    )


def run(arguments: argparse.Namespace) -> int:
    """Prints the settings, or the path."""
    if arguments.what == "path":
        output.write_stdout(f"{config.project_file() or config.user_file()}\n")
        return 0
    settings = options.settings(argparse.Namespace())
    lines = [_line(key, getattr(settings, key.name), settings.origins[key.name]) for key in config.KEYS]
    output.write_stdout("\n".join(lines) + "\n")
    if not config.project_file() and not os.path.isfile(config.user_file()):
        diagnostics.say("no settings file here, and none of your own; `pmtool config path` prints where yours may go.")
    return 0


def _line(key: config.Key, value: object, origin: str) -> str:
    shown = value if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
    setting = f"{key.name} = {shown}" if value is not None else f"# {key.name} ="
    return f"{setting:<28} # {diagnostics.harmless(origin)}: {key.help}"
