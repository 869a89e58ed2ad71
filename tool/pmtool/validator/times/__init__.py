"""PM1xx: are the times right, and do they agree with each other?"""

from pmtool.validator.rule import Rule
from pmtool.validator.times import distances, durations, order, reading, responses

RULES: tuple[Rule, ...] = (
    *reading.RULES,
    *durations.RULES,
    *distances.RULES,
    *responses.RULES,
    *order.RULES,
)
