"""PM1xx: are the times right, and do they agree with each other?"""

from pmtool.validator.rule import Rule
from pmtool.validator.times import durations, order, reading

RULES: tuple[Rule, ...] = (*reading.RULES, *durations.RULES, *order.RULES)
