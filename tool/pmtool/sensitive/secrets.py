"""Keys, tokens and passwords, as far as it is sure that they are."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.sensitive.makers import made
from pmtool.sensitive.sight import Sight, masked

_SHORTEST = 6
_FEW = 4
"""Different characters of a value that is only a row of `x`."""
_ASSIGNED = Pattern(
    r"((?:[Pp]ass|PASS)(?i:word|wd|phrase)|[Pp]wd|PWD|[Ss]ecret|SECRET|[Tt]oken|TOKEN"
    r"|(?:[Aa]pi|API|[Aa]ccess|ACCESS|[Aa]uth|AUTH|[Aa]ccount|ACCOUNT)[_-]?(?:[Kk]ey|KEY))"
    r"(?:[_-](?i:id|key|value))?[\"'`\]]{0,2}[ \t]{0,3}(:=|=>|==?|:)[ \t]{0,3}([\"'`]?)"
    r"([^\s\"'`,;<>(){}\[\]|]{6,200})"
)
_REFERENCE = Pattern(
    r"(?i)(?:https?|vault|op|file|arn|sha\d+|env|ssm):|[$/%&]"
    r"|.*(?:\*\*\*|xxx|\.\.\.|…|redacted|placeholder|your[_-]|dummy)"
)
_NAME = Pattern(r"(?i)(?:[a-z]+(?:[-_.:/][a-z]*\d{0,4})+|v?\d[\d.:/T+-]*\w?)$")
"""Names and numbers: `payments-tls-2026`, `10:05`."""
STATES = frozenset(
    """
    password passwd secret secrets token tokens changeme example expired missing invalid required rotated changed
    revoked leaked incorrect unknown default string hidden masked removed disabled enabled renewed refused rejected
    created
    """.split()
)


def credentials(text: str) -> Iterator[Sight]:
    """Known forms, and whatever is called a password; in order, without overlaps."""
    known = (sight for sight in made(text) if not _is_placeholder(text[sight.start : sight.end]))
    end = 0
    for sight in sorted([*known, *_assigned(text)]):
        if sight.start >= end:
            end = sight.end
            yield sight


def _assigned(text: str) -> Iterator[Sight]:
    for match in _ASSIGNED.finditer(text):
        keyword, operator, quote, value = match.groups()
        is_password = keyword.lower().startswith("pass") or keyword.lower() == "pwd"
        if _is_secret(value.rstrip(".:!?"), is_password and (bool(quote) or operator != ":")):
            yield Sight(match.start(4), match.end(4), "secret", f"a {keyword.lower()} ({masked(match[4])})")


def _is_secret(value: str, may_be_a_word: bool) -> bool:
    if len(value) < _SHORTEST or _is_placeholder(value):
        return False
    is_mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return value.isascii() and (may_be_a_word or (is_mixed and not _NAME.match(value)))


def _is_placeholder(value: str) -> bool:
    return len(set(value)) <= _FEW or value.lower() in STATES or bool(_REFERENCE.match(value))
