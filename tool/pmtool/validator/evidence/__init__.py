"""PM3xx: does the source say so?

Nothing is found in a raw report: what was made of it just now is its own words.
"""

from pmtool.validator.evidence import backing, denial, instructions, quotes, sources, stamps, values, wording
from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = (
    *quotes.RULES,
    *values.RULES,
    *stamps.RULES,
    *backing.RULES,
    *denial.RULES,
    *wording.RULES,
    *instructions.RULES,
    *sources.RULES,
)
