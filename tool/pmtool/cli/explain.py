"""`pmtool explain`: the rules' pages."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterator, Sequence

from pmtool.cli import output
from pmtool.cli.reports import screen
from pmtool.cli.reports.text import NOUNS
from pmtool.errors import UsageError
from pmtool.pipeline.check import nearest
from pmtool.validator.pages import page
from pmtool.validator.registry import rules
from pmtool.validator.rule import FixableRule, Rule

DESCRIPTION = """\
Tells what a rule of `pmtool check` finds, why it matters, what is bad, what is good, and
what to do. The first characters of codes list all rules that begin so; nothing lists all."""

EPILOG = """\
examples:
  pmtool explain                 every rule, a line each
  pmtool explain PM1             the rules about times
  pmtool explain PM001 PM601     two rules' pages
"""

_WIDTH = 88


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument("codes", nargs="*", metavar="CODE", help="PM110, or the first characters of several: PM1")


def run(arguments: argparse.Namespace) -> int:
    """Prints pages and lists."""
    asked = [code.strip() for codes in arguments.codes for code in codes.split(",") if code.strip()]
    parts = [_told(code) for code in asked or ["PM"]]
    output.write_stdout("\n".join(parts))
    return 0


def _told(asked: str) -> str:
    """A rule's page, or a list of the rules whose codes begin so."""
    code = asked.upper()
    matching = [rule for rule in rules() if rule.code.startswith(code) or rule.name == asked.lower()]
    if not matching:
        raise UsageError(f"there is no rule {asked}", nearest(asked))
    exact = next((rule for rule in matching if rule.code == code or rule.name == asked.lower()), None)
    return "\n".join(_page(exact)) + "\n" if exact else _overview(matching)


def _overview(listed: Sequence[Rule]) -> str:
    longest = max(len(rule.name) for rule in listed)
    columns = screen.columns() if screen.on_screen() else sys.maxsize
    heads = (f"{rule.code}  {NOUNS[rule.severity]:<7}  {rule.name:<{longest}}  " for rule in listed)
    lines = (
        screen.wrapped(page(rule).what, columns, " " * len(head), head)
        for head, rule in zip(heads, listed, strict=True)
    )
    return "".join(f"{line}\n" for line in lines)


def _page(rule: Rule) -> Iterator[str]:
    told = page(rule)
    fixable = ", fixed by --fix" if isinstance(rule, FixableRule) else ""
    yield f"{rule.code} {rule.name} ({NOUNS[rule.severity]}{fixable})"
    for text in (told.what, f"Why: {told.why}"):
        yield ""
        yield textwrap.fill(text, _WIDTH)
    for title, example in (("Source", told.source), ("Bad", told.bad), ("Good", told.good)):
        if example:
            yield f"\n{title}:\n"
            yield textwrap.indent(example.rstrip("\n"), "    ")
    yield ""
    yield textwrap.fill(f"Fix: {told.fix}", _WIDTH)
