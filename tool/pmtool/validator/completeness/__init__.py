"""PM2xx: is anything missing, or left over from a template?"""

from __future__ import annotations

from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = ()
