"""All rules' pages as one page of documentation: `python -m pmtool.validator.book docs/rules.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from pmtool.validator.pages import page
from pmtool.validator.registry import rules
from pmtool.validator.rule import FixableRule, Rule

FAMILIES = {
    "PM0": "The file",
    "PM1": "Time",
    "PM2": "Completeness",
    "PM3": "Evidence",
    "PM4": "Actions",
    "PM5": "Language",
    "PM6": "Disclosure",
    "PM7": "Consistency",
}

_HEAD = """\
# The rules

<!-- Made from the rules' docstrings by `make rules`; edit those. -->

What [`pmtool check`](checking.md) finds. `pmtool explain CODE` prints a rule's page in a terminal. Severities are those
of the `review` profile: a `draft` takes what is missing (PM2xx, PM4xx) a step lighter, and `public` takes every
disclosure (PM6xx) for an error.
"""


def book() -> str:
    """The pages under their families' headings, behind a table of them all."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "| Code | Name | Severity | Finds |"
    yield "|---|---|---|---|"
    for rule in rules():
        what = page(rule).what.replace("|", "\\|")
        yield f"| [{rule.code}](#{rule.code.lower()}) | {rule.name} | {_weight(rule)} | {what} |"
    family = ""
    for rule in rules():
        if rule.code[:3] != family:
            family = rule.code[:3]
            yield f"\n## {family}xx: {FAMILIES[family]}"
        yield from entry(rule)
    yield ""


def entry(rule: Rule) -> Iterator[str]:
    """A rule's page in Markdown, in pieces."""
    told = page(rule)
    yield f"\n### {rule.code}\n"
    yield f"**{rule.name}** ({_weight(rule)}). {told.what}\n"
    yield f"*Why:* {told.why}\n"
    language = "text" if told.raw else "markdown"
    for title, example in (("Source", told.source), ("Bad", told.bad), ("Good", told.good)):
        if example:
            fence = _fence(example)
            yield f"*{title}:*\n"
            yield f"{fence}{'text' if title == 'Source' else language}\n{example}{fence}\n"
    yield f"*Fix:* {told.fix}"


def _weight(rule: Rule) -> str:
    return rule.severity + (", fixable" if isinstance(rule, FixableRule) else "")


def _fence(example: str) -> str:
    """A fence longer than any in the example."""
    return "`" * max(3, *(len(run) + 1 for run in re.findall("`{3,}", example)), 3)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(book(), encoding="utf-8")
