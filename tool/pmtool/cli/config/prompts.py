"""`pmtool config prompts`: the prompt templates in force, and copies of them to edit."""

from __future__ import annotations

import argparse
import os

from pmtool import config, resources
from pmtool.cli import diagnostics, output
from pmtool.config.choosing import choose
from pmtool.errors import InputError, OutputError

DESCRIPTION = """\
Lists the prompt templates in force with their paths, or writes copies of them for you to edit.

Your own stand in the folder that --prompts of `pmtool structure`, PMTOOL_PROMPTS or the setting
`prompts` names. A file there takes the place of pmtool's own of that name, so keep only those that
you change: the others then follow pmtool's newer versions."""

EPILOG = """\
examples:
  pmtool config prompts                      which templates are used here
  pmtool config prompts -o my-prompts        copies to edit
  pmtool structure report.txt --prompts my-prompts
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the subject's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", help="write copies into this folder, and make it if need be"
    )
    parser.add_argument("--force", action="store_true", help="replace files there that differ")


def run(arguments: argparse.Namespace) -> int:
    """Lists the templates, or copies them."""
    chosen = choose({}, os.environ, ".", config.user_file()).found["prompts"].value
    files = resources.prompt_files(chosen)
    if arguments.output:
        _export(files, arguments.output, force=arguments.force)
        return 0
    width = max(map(len, files), default=0)
    lines = (f"{name:<{width}}  {path}" for name, path in files.items())
    output.write_stdout("".join(f"{diagnostics.harmless(line)}\n" for line in lines))
    return 0


def _export(files: dict[str, str], folder: str, *, force: bool) -> None:
    """Copies the files. Raises OutputError, before anything is written, where one would be overwritten."""
    texts = {os.path.join(folder, *name.split("/")): _text(path) for name, path in files.items()}
    differing = [path for path, text in texts.items() if os.path.lexists(path) and not _holds(path, text)]
    if differing and not force:
        more = f" and {len(differing) - 1} more" if len(differing) > 1 else ""
        raise OutputError(
            f"{differing[0]}{more} would be overwritten", "Name another folder, or add --force to replace what differs."
        )
    for path, text in texts.items():
        output.write(text, path)
    diagnostics.say(
        f"wrote {len(texts)} files to {folder}; to use them, set prompts to it, or pass --prompts {folder}."
    )


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputError(f"can't read the prompt {path}: {reason}", "Mend it or delete it.") from error


def _holds(path: str, text: str) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read() == text.encode("utf-8")
    except OSError:
        return False
