"""What a rule is for, to be read on the desk."""

from __future__ import annotations

from pmtool.validator.book import entry
from pmtool.validator.registry import rules


def explained(code: str) -> str:
    """The page of the rule with that code, in Markdown. Raises LookupError where there is none."""
    rule = next((rule for rule in rules() if rule.code == code), None)
    if rule is None:
        raise LookupError(f"there is no rule {code}")
    return "\n".join(entry(rule))
