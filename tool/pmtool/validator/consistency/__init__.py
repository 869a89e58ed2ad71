"""PM7xx: does one sentence deny what another tells?"""

from __future__ import annotations

from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = ()
