"""Every rule there is."""

from __future__ import annotations

from functools import cache

from pmtool.validator.rule import Rule


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, by code."""
    from pmtool.validator import actions, completeness, consistency, disclosure, evidence, file, language, times

    families = (file, times, completeness, evidence, actions, language, disclosure, consistency)
    return tuple(sorted((rule for family in families for rule in family.RULES), key=lambda rule: rule.code))
