"""PM6xx: does it give away what must stay inside?"""

from __future__ import annotations

from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = ()
