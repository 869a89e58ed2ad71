"""`pmtool config cache`: the answers of models that are kept, so that no question is paid for twice."""

from __future__ import annotations

import argparse

from pmtool.cli import output

DESCRIPTION = """\
Says where the answers of models are kept, and how many. They hold what models said of your
reports; no key, no prompt. `--no-cache` of `pmtool structure` asks anew, and keeps nothing."""

EPILOG = """\
examples:
  pmtool config cache            where the answers are, how many, how large
  pmtool config cache --clear    forget them all
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the subject's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument("--clear", action="store_true", help="forget all answers")


def run(arguments: argparse.Namespace) -> int:
    """Tells of the cache, or empties it."""
    from pmtool.engines.llm import cache

    path = cache.cache_file()
    if arguments.clear:
        answers, freed = cache.clear(path)
        output.write_stdout(f"{path}: {_answers(answers)} forgotten, {_size(freed)} freed\n")
    else:
        answers, taken = cache.size(path)
        output.write_stdout(f"{path}: {_answers(answers)}, {_size(taken)}\n")
    return 0


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"
