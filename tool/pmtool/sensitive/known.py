"""Values that were seen once, found again wherever they stand, without the words that gave them away."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.sensitive.sight import Kind, Sight

_HEAD = 6
"""Characters by which a value is looked up; a shorter one is too common to be hidden everywhere."""
_COMMON = frozenset(
    """
    postgres postgresql mysql mariadb mongodb rabbitmq redis elastic grafana jenkins kibana oracle guest admin
    administrator default docker vagrant ubuntu public private minioadmin sample testing staging production example
    password service system anonymous nobody username
    """.split()
)
"""Passwords that everybody knows: as words they tell nothing."""


class KnownValues:
    """Values by their first characters, then by length, so that a search is linear in the text."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        self._lengths: dict[str, list[int]] = {}

    def add(self, value: str, kind: Kind) -> None:
        """Makes a value known."""
        if len(value) < _HEAD or value in self._kinds or value.lower() in _COMMON:
            return
        self._kinds[value] = kind
        lengths = self._lengths.setdefault(value[:_HEAD], [])
        if len(value) not in lengths:
            lengths.append(len(value))
            lengths.sort(reverse=True)

    def find(self, text: str) -> Iterator[Sight]:
        """Known values, the longest at each place."""
        if not self._lengths:
            return
        for start in range(len(text) - _HEAD + 1):
            for length in self._lengths.get(text[start : start + _HEAD], ()):
                value = text[start : start + length]
                kind = self._kinds.get(value)
                if kind and (_is_peculiar(value, kind) or _is_whole(text, start, start + length)):
                    yield Sight(start, start + length, kind, "")
                    break


def _is_peculiar(value: str, kind: Kind) -> bool:
    """Whether it is nothing else even within a longer word."""
    return kind in ("secret", "key") and not value.isalpha() and not value.isdigit()


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() and text[start].isalnum()) and not (
        text[end : end + 1].isalnum() and text[end - 1].isalnum()
    )
