"""What calls may take in all, before they are let out. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from pmtool.config import Prices
from pmtool.engines.llm.spending import Usage, amount, cost
from pmtool.errors import SpendingCapError, UsageError


@dataclass(slots=True)
class _Cap:
    """One limit, and how far it is used up."""

    limit: float
    measure: Callable[[Usage], float]
    told: Callable[[float], str]
    spent: float = 0.0
    reserved: float = 0.0


class Purse:
    """What all calls of a run may spend together. Each call: `fits`, `reserve`, and `settle` once it is over."""

    def __init__(
        self, prices: Prices | None = None, *, max_cost: float | None = None, max_tokens: int | None = None
    ) -> None:
        """`max_cost` is in the currency of the prices, `max_tokens` counts in and out. Raises UsageError for a cost
        without prices."""
        self._caps: list[_Cap] = []
        self._open = 0  # calls in flight
        if max_cost is not None:
            if prices is None:
                raise UsageError(
                    "what calls cost can't be held to a limit without prices",
                    "Set price_input and price_output, or limit the tokens instead.",
                )
            self._caps.append(_Cap(max_cost, partial(_cost, prices), amount))
        if max_tokens is not None:
            self._caps.append(_Cap(max_tokens, attrgetter("tokens"), lambda sum: f"{sum:,.0f} tokens"))

    def fits(self, estimate: Usage) -> bool:
        """Whether a call may be let out now; if not, it may once those in flight took less than reserved.

        Raises SpendingCapError where that can't help.
        """
        for cap in self._caps:
            need = cap.measure(estimate)
            if cap.spent + need > cap.limit:
                raise SpendingCapError(
                    f"the limit of {cap.told(cap.limit)} is reached: {cap.told(cap.spent)} spent so far, "
                    f"and the next call may take {cap.told(need)}",
                    "Raise the limit and run it again: answers that came are kept, and not paid for twice.",
                )
        return all(cap.spent + cap.reserved + cap.measure(estimate) <= cap.limit for cap in self._caps)

    def reserve(self, estimate: Usage) -> None:
        """Sets aside what a call may take."""
        self._open += 1
        for cap in self._caps:
            cap.reserved += cap.measure(estimate)

    def settle(self, estimate: Usage, used: Usage) -> None:
        """Gives back what was set aside, and counts what was used."""
        self._open -= 1
        for cap in self._caps:
            cap.reserved = cap.reserved - cap.measure(estimate) if self._open else 0.0  # no rests of rounding
            cap.spent += cap.measure(used)


def _cost(prices: Prices, usage: Usage) -> float:
    return cost(usage, prices) or 0.0
