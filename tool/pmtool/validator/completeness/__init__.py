"""PM2xx: is anything missing, or left over from a template?"""

from __future__ import annotations

from pmtool.validator.completeness import essentials, leftovers, sections, substance, template
from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = (
    *sections.RULES,
    *essentials.RULES,
    *template.RULES,
    *substance.RULES,
    *leftovers.RULES,
)
