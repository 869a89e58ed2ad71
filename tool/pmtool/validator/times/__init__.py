"""PM1xx: are the times right, and do they agree with each other?"""

from pmtool.validator.rule import Rule
from pmtool.validator.times import (
    distances,
    durations,
    lists,
    milestones,
    offsets,
    order,
    posts,
    ranges,
    reading,
    responses,
    twice,
    waves,
)

RULES: tuple[Rule, ...] = (
    *reading.RULES,
    *durations.RULES,
    *waves.RULES,
    *distances.RULES,
    *responses.RULES,
    *twice.RULES,
    *offsets.RULES,
    *lists.RULES,
    *milestones.RULES,
    *order.RULES,
    *posts.RULES,
    *ranges.RULES,
)
