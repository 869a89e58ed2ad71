"""PM5xx: does it blame, or judge with hindsight?"""

from __future__ import annotations

from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = ()
