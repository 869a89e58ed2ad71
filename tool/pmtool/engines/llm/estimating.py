"""What a report takes, guessed from the calls that are planned for it."""

from __future__ import annotations

from dataclasses import dataclass

from pmtool.config import ModelSettings
from pmtool.engines.llm.drafting import Drafting
from pmtool.engines.llm.spending import Usage, cost

# What an answer takes: so much for an event, for any other segment that is told of, and for its frame. Measured with a
# model that copies; one that sums up writes less of segments, and one that thinks before it answers takes far more.
_EVENT, _SEGMENT, _FRAME = 55, 20, 50
_REPAIRED = 3
"""Part of an answer that goes back to the model once, as is usual."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """About what a report takes. It knows of no answers kept before, nor of input that the server knows already."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    """In the currency of the prices; None without prices."""


def estimated(drafting: Drafting, settings: ModelSettings) -> Estimate:
    """What a drafting that wasn't run would take, with one call in which the model mends something."""
    conversation, calls = drafting.conversation, drafting.plan()
    world = conversation.world
    times = sum(not told.mention.peripheral for told in world.times.values())
    plain = sum(id not in world.times_in for id in world.segments)
    sent, answered = conversation.tokens_in(calls), times * _EVENT + plain * _SEGMENT + len(calls) * _FRAME
    number = len(calls)
    if settings.repairs:
        sent, answered, number = sent + sent // number, answered + answered // _REPAIRED, number + 1
    usage = Usage(calls=number, input_tokens=sent, output_tokens=answered)
    return Estimate(number, sent, answered, cost(usage, settings.prices))
