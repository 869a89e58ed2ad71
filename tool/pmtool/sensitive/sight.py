"""What a detector says of a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

Kind = Literal["secret", "key", "email", "phone", "card", "ip", "host", "word"]


class Sight(NamedTuple):
    """A value that must not be seen: characters of the text it stands in, end exclusive."""

    start: int
    end: int
    kind: Kind
    called: str
    """What it is, and enough of it to know it by: findings end up in logs."""


Detector = Callable[[str], Iterator[Sight]]
"""Yields a text's values of some kinds; in no order, and they may overlap."""


def masked(value: str) -> str:
    """The first characters of a value and its length."""
    return f"{value[: min(3, len(value) // 5)]}…, {len(value)} characters"


def stands_alone(text: str, sight: Sight, before: str, behind: str = "") -> bool:
    """Whether none of these characters touches the value."""
    return text[max(sight.start - 1, 0) : sight.start] not in {*before} and text[sight.end : sight.end + 1] not in {
        *behind
    }
