"""PM7xx: does one sentence deny what another tells, and do the figures add up?"""

from pmtool.validator.consistency import accounts, arithmetic, denials, losses, names, quantities
from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = (
    *denials.RULES,
    *losses.RULES,
    *quantities.RULES,
    *names.RULES,
    *accounts.RULES,
    *arithmetic.RULES,
)
