"""`pmtool completion`: a completion script, made from the command line's own definition."""

from __future__ import annotations

import argparse

from pmtool.cli import output

SHELLS = ("bash", "zsh", "tcsh", "fish")

DESCRIPTION = "Prints a script that completes pmtool's commands, options and files in your shell."

EPILOG = """\
examples:
  eval "$(pmtool completion bash)"                        for this shell; in ~/.bashrc for every one
  pmtool completion zsh > ~/.zfunc/_pmtool                with ~/.zfunc in $fpath
  pmtool completion fish > ~/.config/fish/completions/pmtool.fish
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument("shell", choices=SHELLS)


def run(arguments: argparse.Namespace) -> int:
    """Prints the script."""
    import shtab

    from pmtool.cli.main import COMMANDS, build_parser

    parser = build_parser(loaded=[command.name for command in COMMANDS])
    output.write_stdout(shtab.complete(parser, shell=arguments.shell) + "\n")
    return 0
