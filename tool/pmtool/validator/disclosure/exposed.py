"""What readers of a postmortem get to see, as one text, and what a rule says of a value in it."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any

from pmtool.model import Postmortem
from pmtool.model.finding import SourceSpan
from pmtool.sensitive.sight import Sight
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_NO_TEXT = frozenset(
    """
    schema_version status kind origin certainty state type precision zone zone_rule at due approximate start end length
    id sha256 media_type sources run segments used duplicate boilerplate unplaced
    """.split()
)
"""Fields of the model that hold no words of people."""


@dataclass(frozen=True)
class Exposed:
    """A text that readers get to see."""

    text: str = field(repr=False)
    path_at: Callable[[int], str] = field(repr=False)
    """JSON pointer of what stands at an offset."""
    span: Callable[[int, int], SourceSpan | None] = field(repr=False)


def exposed(record: Record) -> tuple[Exposed, ...]:
    """A raw report's sources, else every word of the postmortem."""
    if record.raw:
        return tuple(Exposed(t.document.text, t.path_at, t.span) for t in record.tellings)
    return (_joined(record.postmortem),)


class DisclosureRule(Rule):
    """Values of one kind; each is told once, where it stands first."""

    harm = ""
    """What somebody can do with it."""

    @abstractmethod
    def find(self, text: str) -> Iterator[Sight]:
        """Values of this kind, in order."""

    def check(self, record: Record) -> Iterator[Flaw]:
        """One flaw a value."""
        for shown in record.once(exposed):
            places: dict[str, list[Sight]] = {}
            for sight in self.find(shown.text):
                places.setdefault(shown.text[sight.start : sight.end], []).append(sight)
            for first, *others in places.values():
                yield Flaw(
                    message=f"{first.called} is in the text{_also(len(others))}: {self.harm}",
                    path=shown.path_at(first.start),
                    span=shown.span(first.start, first.end),
                )


def _also(others: int) -> str:
    return f", in {others + 1} places" if others else ""


def _joined(postmortem: Postmortem) -> Exposed:
    pieces: list[str] = []
    starts: list[int] = []
    paths: list[str] = []
    length = 0
    for path, text in _texts(postmortem, ""):
        starts.append(length)
        paths.append(path)
        pieces.append(text)
        length += len(text) + 1
    return Exposed("\n".join(pieces), lambda offset: paths[bisect_right(starts, offset) - 1], lambda start, end: None)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text below a value, with its JSON pointer."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _texts(item, f"{path}/{number}")
    elif is_dataclass(value):
        model: Any = type(value)
        for name in _names(model):
            below = getattr(value, name)
            if below:
                yield from _texts(below, f"{path}/{name}")


@cache
def _names(model: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(model) if f.name not in _NO_TEXT)
