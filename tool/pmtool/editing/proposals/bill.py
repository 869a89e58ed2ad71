"""What models took in all since the desk was opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmtool.model.progress import Spent


@dataclass(frozen=True, slots=True)
class Bill:
    """What a session took."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None

    def plus(self, spent: Spent) -> Bill:
        """With what another run took."""
        cost = self.cost if spent.cost is None else (self.cost or 0.0) + spent.cost
        return Bill(
            self.calls + spent.calls,
            self.input_tokens + spent.input_tokens,
            self.output_tokens + spent.output_tokens,
            cost,
        )

    @property
    def line(self) -> str:
        """In a few words: `cost 0.0123 · 12,300 tokens in, 2,100 out`; nothing where nothing was asked."""
        if not self.calls:
            return ""
        cost = "" if self.cost is None else f"cost {self.cost:.4f} · "
        return f"{cost}{self.input_tokens:,} tokens in, {self.output_tokens:,} out"
