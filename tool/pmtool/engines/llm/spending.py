"""What calls take and cost: estimated before, added up after. Pure; prices are the user's, this module knows none."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil
from typing import TYPE_CHECKING

from pmtool.config import Prices

if TYPE_CHECKING:
    from pmtool.engines.llm.answer import Part

# How models' vocabularies cut text: what is cut off as one piece, and how many characters of it make up a token on
# average. The cuts are those of OpenAI's published pre-tokenizer for o200k_base (words at changes of case, digits by
# threes, marks in runs); the averages were fitted on some 60 texts in 14 languages, prose, JSON, Markdown and code,
# whose o200k_base counts are known: English prose comes out 5 to 15 % above them, other languages within 20 % of them.
_PIECES = (
    ("astral", r"[\U00010000-\U0010ffff]+", 0.7),  # mostly emoji
    ("run", r"(?P<mark>[^\w\s])(?P=mark){3,}", 32.0),  # a drawn line is a token or two
    ("marks", r"[!-/:-@\[-`{-~]+", 2.0),
    ("digits", r"[0-9]+", 3.0),
    ("word", r"[A-Z]?[a-z]+", 7.0),
    ("capitals", r"[A-Z]+(?![a-z])", 4.0),
    ("east_asian", r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+", 1.25),
    ("letters", r"[^\x00-\x7f\s\u2000-\u2fff\u3000-\u303f\uff00-\uffef]+", 3.0),  # accented, Cyrillic, Arabic…
    ("space", r"\s{2,}|[^\S ]", 64.0),  # a single space belongs to the word it precedes
    ("other", r"\S", 1.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What calls took, as the server counts it. `cached_tokens` are those of the input that it had seen before."""

    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0

    @property
    def tokens(self) -> int:
        """In and out."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
        )


def cost(usage: Usage, prices: Prices | None) -> float | None:
    """What it comes to, in the prices' currency; None without prices."""
    if prices is None:
        return None
    cached = min(usage.cached_tokens, usage.input_tokens)
    fresh = usage.input_tokens - cached
    return (fresh * prices.input + cached * prices.cached + usage.output_tokens * prices.output) / 1_000_000


def estimated_tokens(text: str) -> int:
    """About how many tokens a text is, rather too many than too few, without any model's own tokenizer."""
    pieces, lengths = _grammar()
    return sum(ceil(len(piece[kind]) / lengths[kind]) for piece in pieces.finditer(text) if (kind := piece.lastgroup))


@lru_cache(maxsize=128)
def message_tokens(text: str) -> int:
    """The same of a message, most of which are sent more than once."""
    return estimated_tokens(text)


@cache
def form_tokens(form: type[Part]) -> int:
    """The same of a form's schema, which goes along with every request."""
    return estimated_tokens(json.dumps(form.model_json_schema()))


def told(usage: Usage, prices: Prices | None, model: str) -> str:
    """The spending in one line for people: `some-model: 4 calls, 12,300 tokens in (8,192 cached), 2,100 out`."""
    if not usage.calls:
        return f"{model}: no calls, all answers kept from before"
    calls = "1 call" if usage.calls == 1 else f"{usage.calls:,} calls"
    cached = f" ({usage.cached_tokens:,} cached)" if usage.cached_tokens else ""
    spent = cost(usage, prices)
    price = "" if spent is None else f", costs {amount(spent)}"
    return f"{model}: {calls}, {usage.input_tokens:,} tokens in{cached}, {usage.output_tokens:,} out{price}"


def amount(value: float) -> str:
    """A sum for people, which may be tiny: two decimals from 1 on, else four."""
    if 0 < value < 0.0001:
        return "under 0.0001"
    return f"{value:,.2f}" if value >= 1 else f"{value:.4f}"


@cache
def _grammar() -> tuple[re.Pattern[str], dict[str, float]]:
    """All kinds of pieces in one pattern (line breaks go with the marks before them), and their characters a token."""
    breaks = {"run": r"[\r\n]*", "marks": r"[\r\n]*"}
    pattern = "|".join(f"(?P<{kind}>{piece}){breaks.get(kind, '')}" for kind, piece, _ in _PIECES)
    return re.compile(pattern), {kind: length for kind, _, length in _PIECES}
