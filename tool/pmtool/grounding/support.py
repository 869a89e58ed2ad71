"""Does evidence hold the values of a statement? The check of every statement, whoever wrote it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import combinations

from pmtool.grounding.clock import Clock
from pmtool.grounding.values import Value, values
from pmtool.patterns import Pattern

_TOKEN = Pattern(r"[^\W_]+(?:[.,:]\d+)*|%")
_CAMEL = Pattern(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
_DIGITS = Pattern(r"\d+(?:,\d{3})*(?:\.\d+)?")
_FEW = 6
"""Amounts of a kind; with more, some two of them give nearly any third."""
_HEDGED = 0.1
"""Part by which "about an hour" may be off."""
_SAID: dict[str, tuple[tuple[float, str], ...]] = {
    "a": ((1, ""),), "an": ((1, ""),), "one": ((1, ""),), "single": ((1, ""),), "once": ((1, ""),),
    "both": ((2, ""),), "twice": ((2, ""),), "pair": ((2, ""),), "couple": ((2, ""),), "double": ((2, ""),),
    "half": ((50, "%"), (0.5, "")), "quarter": ((25, "%"),), "all": ((100, "%"),), "every": ((100, "%"),),
    "no": ((0, ""), (0, "%")), "none": ((0, ""), (0, "%")), "zero": ((0, ""), (0, "%")), "never": ((0, ""),),
}  # fmt: skip
"""Amounts that words of evidence stand for."""
_ACRONYM = 3
_MANY = 50
"""Places with the same words; what stands in more of them is a list's own wording."""
_AROUND = 2
"""Words on either side between which a figure has its place."""
_NEAR = 40
"""Characters that hold as many words."""
_HALF_DAY = 720


def unsupported(
    text: str, quotes: Sequence[str], instants: Sequence[dt.datetime] = (), known: Sequence[str] = ()
) -> list[Value]:
    """Values of a statement that its evidence does not hold, in order.

    `quotes` are the words it cites; `instants` (aware) are times that these words resolve to, and the statement's own
    stamp; `known` are texts whose names and identifiers need no evidence, such as the title.

    A value is held where the evidence has it, in whatever form: `1.2k` for `1,200`, `2:05 pm` for `14:05`, another
    zone's clock for an instant. This arithmetic counts as shown, and no other:

    - a duration between two times;
    - the sum or the difference of two amounts or durations of one unit, or the sum of all;
    - the percentage that one amount is of another, and what a percentage leaves of a hundred;
    - an amount rounded to its own digits ("1.2 million", "more than 5,000"), a hedged duration that is a tenth off.
    """
    if not quotes or is_extract(text, quotes):
        return []
    backing = Backing(quotes, instants, known)
    return [v for v in values(text) if backing.contradicts(text, v) or not backing.holds(v)]


def is_extract(text: str, quotes: Iterable[str]) -> bool:
    """Whether a text is nothing but evidence's own words, marks and white space aside."""
    return f" {folded(text)} " in f" {folded(' '.join(quotes))} "


class Backing:
    """What evidence holds."""

    def __init__(self, quotes: Sequence[str], instants: Sequence[dt.datetime] = (), known: Sequence[str] = ()) -> None:
        self._quotes, self._known = quotes, known
        self._run = f" {folded(' / '.join(quotes))} "
        self._instants = instants
        self._by_unit: dict[str, list[float]] = {}

    def holds(self, value: Value) -> bool:
        """Whether the value stands in the evidence or follows from it."""
        if f" {folded(value.text)} " in self._run:
            return True
        if value.kind in ("number", "percentage") and value.amount is not None:
            return self._holds_amount(value.amount, value)
        if value.kind == "duration" and value.amount is not None:
            return self._holds_duration(value.amount, value)
        if value.kind in ("time", "date") and value.moment:
            return self._clock.holds(value.moment)
        return self._holds_name(value)

    def contradicts(self, text: str, value: Value) -> bool:
        """Whether the evidence has another figure between the same words, and this one never."""
        before = folded(text[max(0, value.start - _NEAR) : value.start]).split()[-_AROUND:]
        behind = folded(text[value.end : value.end + _NEAR]).split()[:_AROUND]
        if value.is_spelled or len(before) < _AROUND or len(behind) < _AROUND:
            return False
        words, length = self._run_words, len(folded(value.text).split())
        here = [
            " ".join(words[i + _AROUND : i + _AROUND + length])
            for i in self._places.get(tuple(before), ())[:_MANY]
            if words[i + _AROUND + length : i + 2 * _AROUND + length] == behind
        ]
        return bool(here) and all(_differs(value, figure) for figure in here)

    @cached_property
    def _run_words(self) -> list[str]:
        return self._run.split()

    @cached_property
    def _places(self) -> dict[tuple[str, ...], list[int]]:
        """Where each few words that stand together begin."""
        words = self._run_words
        places: dict[tuple[str, ...], list[int]] = {}
        for i in range(len(words) - _AROUND):
            places.setdefault(tuple(words[i : i + _AROUND]), []).append(i)
        return places

    @cached_property
    def _values(self) -> list[Value]:
        return [value for quote in self._quotes for value in values(quote)]

    @cached_property
    def _clock(self) -> Clock:
        return Clock([v.moment for v in self._values if v.kind in ("time", "date") and v.moment], self._instants)

    @cached_property
    def _amounts(self) -> tuple[tuple[float, str], ...]:
        """Amounts with their units, each once."""
        told = [(v.amount, v.unit) for v in self._values if v.kind in ("number", "percentage") and v.amount is not None]
        return tuple(dict.fromkeys(told))

    @cached_property
    def _all_amounts(self) -> dict[float, set[str]]:
        """Their units, with the numbers inside identifiers and durations, and those that words stand for."""
        inside = [v.text for v in self._values if v.kind in ("identifier", "version", "duration")]
        digits = {(float(m[0].replace(",", "")), "") for text in inside for m in _DIGITS.finditer(text)}
        said = {amount for word in self._words for amount in _SAID.get(word, ())}
        years = {(float(year), "") for year in self._clock.years}
        units: dict[float, set[str]] = {}
        for amount, unit in (*self._amounts, *digits, *said, *years):
            units.setdefault(amount, set()).add(unit)
        return units

    @cached_property
    def _durations(self) -> frozenset[float]:
        return frozenset(v.amount for v in self._values if v.kind == "duration" and v.amount is not None)

    @cached_property
    def _words(self) -> frozenset[str]:
        text = " / ".join(self._quotes)
        return frozenset(map(_bare, [*self._run_words, *folded(_apart(text)).split()]))

    @cached_property
    def _names(self) -> frozenset[str]:
        return self._words | frozenset(_bare(word) for text in self._known for word in folded(text).split())

    @cached_property
    def _initials(self) -> str:
        return "".join(word[0] for word in self._run_words)

    def _alike(self, unit: str) -> list[float]:
        """Amounts that can be of a unit, least first."""
        if unit not in self._by_unit:
            self._by_unit[unit] = sorted(amount for amount, other in self._amounts if _agree(other, unit))
        return self._by_unit[unit]

    def _holds_amount(self, amount: float, value: Value) -> bool:
        if any(_agree(unit, value.unit) for unit in self._all_amounts.get(amount, ())):
            return True
        alike = self._alike(value.unit)
        if value.is_round and _is_rounded(amount, alike, _decimals(value.text)):
            return True
        if value.unit == "%" and _is_part(amount, _decimals(value.text), alike, [a for a, u in self._amounts if not u]):
            return True
        return _is_combined(amount, alike)

    def _holds_duration(self, minutes: float, value: Value) -> bool:
        is_round = value.moment is not None and value.moment.approximate and minutes % 5 == 0
        off = _HEDGED * minutes if is_round else 1e-6
        between = self._clock.lengths if len(self._clock.lengths) <= _FEW * _FEW else frozenset[float]()
        if any(abs(length - minutes) <= off for length in self._durations):
            return True
        # A clock told to the minute gives a length to the minute.
        return any(abs(length - minutes) < max(off, 1.0) for length in between) or _is_combined(
            minutes, list(self._durations)
        )

    def _holds_name(self, value: Value) -> bool:
        parts = [_bare(part) for part in folded(_apart(value.text.removesuffix("'s").removesuffix("’s"))).split()]
        if value.kind == "version":
            parts = [part.removeprefix("v") for part in parts]
            return all(part in self._names or f"v{part}" in self._names for part in parts)
        if all(part in self._names for part in parts):
            return True
        return len(parts) == 1 and len(parts[0]) >= _ACRONYM and value.text.isupper() and parts[0] in self._initials


def folded(text: str) -> str:
    """The words of a text in lower case, a space between them; decimals and clock times are one word."""
    return " ".join(match[0] for match in _TOKEN.finditer(text.casefold()))


def _differs(value: Value, figure: str) -> bool:
    """Whether a figure of the same kind says something else: half a day and another zone are left to the clock."""
    found = values(figure)
    if figure == folded(value.text) or len(found) != 1 or found[0].kind != value.kind:
        return False
    other = found[0]
    if value.kind == "time" and value.moment and other.moment:
        same_zone = (value.moment.zone or "").lower() == (other.moment.zone or "").lower()
        return same_zone and (value.moment.minute_of_day - other.moment.minute_of_day) % _HALF_DAY != 0
    if value.amount is not None:
        return value.amount != other.amount
    return True


def _apart(text: str) -> str:
    """With the words of `BillingService` apart."""
    return _CAMEL.sub(" ", text)


def _bare(word: str) -> str:
    return word.removesuffix("s") if len(word) > _ACRONYM else word


def _agree(unit: str, other: str) -> bool:
    return unit == other or not unit or not other


def _decimals(text: str) -> int:
    whole, point, places = text.partition(".")
    return sum(c.isdigit() for c in places) if point and whole else 0


def _is_rounded(amount: float, amounts: Sequence[float], decimals: int) -> bool:
    """Whether the amount is one of others (least first), to as many digits as it has itself before its noughts."""
    unit = 10.0**-decimals if amount % 1 else 1.0
    while unit <= amount and amount % (unit * 10) == 0:
        unit *= 10
    near = amounts[bisect_left(amounts, amount - unit / 2 - 1e-6) : bisect_right(amounts, amount + unit)]
    return amount > 0 and any(
        abs(rounded * unit - amount) < 1e-6 for exact in near for rounded in (exact // unit, round(exact / unit))
    )


def _is_part(percentage: float, decimals: int, percentages: Sequence[float], amounts: Sequence[float]) -> bool:
    left = bisect_left(percentages, 100 - percentage - 1e-6)
    if left < len(percentages) and percentages[left] < 100 - percentage + 1e-6:
        return True
    if len(amounts) > _FEW:
        return False
    pairs = ((min(pair), max(pair)) for pair in combinations(amounts, 2))
    return any(large and round(100 * small / large, decimals) == percentage for small, large in pairs)


def _is_combined(amount: float, amounts: Sequence[float]) -> bool:
    """Whether an amount is the sum or difference of two, or the sum of all."""
    if not 2 <= len(amounts) <= _FEW:
        return False
    if abs(sum(amounts) - amount) < 1e-6:
        return True
    return any(abs(abs(a + sign * b) - amount) < 1e-6 for a, b in combinations(amounts, 2) for sign in (1, -1))
