"""PM4xx: will anything be done, by whom and when?"""

from __future__ import annotations

from pmtool.validator.actions import assignment, duplicates, worth
from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = (*assignment.RULES, *worth.RULES, *duplicates.RULES)
