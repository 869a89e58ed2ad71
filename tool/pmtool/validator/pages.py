"""A rule's page: the parts of its docstring."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import cache

from pmtool.validator.rule import Rule


@dataclass(frozen=True)
class Page:
    """What `explain` prints and docs/rules.md holds of a rule."""

    what: str
    """One sentence: what it finds."""
    why: str
    bad: str
    """Text with the flaw: Markdown of a postmortem, or a raw report."""
    good: str
    fix: str
    source: str
    """The report that both were made from; empty where none is needed."""
    raw: bool
    """Whether the examples are raw reports."""


@cache
def page(rule: Rule) -> Page:
    """The page of a rule. Raises KeyError where a part is missing."""
    what, _, rest = inspect.cleandoc(rule.__doc__ or "").partition("\n\n")
    parts = _parts(rest)
    raw = "Bad report" in parts
    bad, good = ("Bad report", "Good report") if raw else ("Bad", "Good")
    return Page(
        what=" ".join(what.split()),
        why=sentence(parts["Why"]),
        bad=parts[bad],
        good=parts[good],
        fix=sentence(parts["Fix"]),
        source=parts.get("Source", ""),
        raw=raw,
    )


def sentence(text: str) -> str:
    """The text with a capital."""
    return text[:1].upper() + text[1:]


def _parts(text: str) -> dict[str, str]:
    """Parts by name: `Why: prose` on one paragraph, `Bad::` with an indented block."""
    parts: dict[str, str] = {}
    name, lines = "", list[str]()
    for line in [*text.splitlines(), "End:"]:
        label, colon, rest = line.partition(":")
        if colon and line[:1].isupper() and label in _NAMES:
            if name:
                parts[name] = _joined(lines)
            name, lines = label, [rest.lstrip(": ")]
        else:
            lines.append(line)
    return parts


_NAMES = frozenset({"Why", "Source", "Bad", "Good", "Bad report", "Good report", "Fix", "End"})


def _joined(lines: list[str]) -> str:
    """An indented block as it stands, prose on one line."""
    if not lines[0]:
        return inspect.cleandoc("\n".join(lines)) + "\n"
    return " ".join(" ".join(lines).split())
