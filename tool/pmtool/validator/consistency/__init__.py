"""PM7xx: does one sentence deny what another tells?"""

from pmtool.validator.consistency import accounts, denials, losses, names, quantities
from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = (*denials.RULES, *losses.RULES, *quantities.RULES, *names.RULES, *accounts.RULES)
