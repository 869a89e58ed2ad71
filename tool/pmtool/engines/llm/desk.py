"""What is at hand while answers become a postmortem: the closed world, and a list for what points out of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from pmtool.engines.llm.answer import Statement
from pmtool.engines.llm.draft import Place
from pmtool.engines.llm.telling import told
from pmtool.engines.llm.world import Told, World, named
from pmtool.grounding.support import folded
from pmtool.model import ActionItem, Claim, Event, Instant, StatusUpdate
from pmtool.patterns import Pattern
from pmtool.source.sanitize import sanitize

S = TypeVar("S", Claim, Event, ActionItem)
Restore = Callable[[str], str]
"""Puts redacted values back in place of their placeholders."""
_NEAR = 3
"""Segments before words without a time among which a heading may give theirs."""
_HEADINGS = ("heading", "row_header", "posted", "state")
_SHOWN = 60
"""Characters of a model's words in a problem."""
_LONGEST = 1500
"""Characters of a statement; nothing that sums up takes more."""
_PLACEHOLDER = Pattern(r"\[\[[\w-]{3,40}\]\]")
_UNKNOWN = "[placeholder]"
"""Stands for a hidden value that there is not; the validator takes it for a form to fill in."""
_NO_NAMES = frozenset("a an and by for from in of on our the their to we with".split())


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an item, in a sentence for the model and for people."""

    place: Place
    message: str


@dataclass
class Desk:
    """Reads a model's words and pointers, and complains about what leads nowhere."""

    world: World
    restore: Restore
    posts: Sequence[StatusUpdate] = ()
    """Public posts, whose stamps stand before or behind their words."""
    problems: list[Problem] = field(default_factory=list)
    origins: dict[int, Place] = field(default_factory=dict)
    """The answer's item behind each statement, by the statement's id()."""

    def made(self, place: Place, statement: S) -> S:
        """Remembers where a statement comes from."""
        self.origins[id(statement)] = place
        return statement

    def complain(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))

    def line(self, text: str | None) -> str:
        """A model's words on one line, with nothing in them that steers a terminal."""
        return " ".join(sanitize(self.restore(text)).split()) if text else ""

    def says(self, statement: Statement) -> bool:
        """Whether there is anything in a statement; an empty one was withdrawn."""
        return bool(told(self.line(statement.text), self.world, [*map(named, statement.segments)]).text)

    def words(self, place: Place, text: str, cited: Collection[str]) -> str:
        """A text as people read it."""
        words = told(self._revealed(place, self.line(text)), self.world, cited)
        for fault in words.faults:
            self.complain(place, fault)
        if len(words.text) > _LONGEST:
            self.complain(place, f"it is {len(words.text)} characters long: {_LONGEST} are more than enough")
        return words.text

    def _revealed(self, place: Place, text: str) -> str:
        """A text in which no placeholder stands that stands for nothing."""
        for found in dict.fromkeys(match[0] for match in _PLACEHOLDER.finditer(text)):
            if not self.world.holds(found):
                self.complain(place, f"{found} stands for nothing: copy what is hidden as the report shows it")
                text = text.replace(found, _UNKNOWN)
        return text

    def cited(self, place: Place, ids: Sequence[str]) -> list[str]:
        """The segments that exist of those cited."""
        meant = [named(id) for id in ids if id.strip()]
        if unknown := [id for id in meant if id not in self.world.segments]:
            self.complain(place, f"there is no segment {self._shown(', '.join(unknown))}")
        if not meant:
            self.complain(place, "it cites no segment")
        return [id for id in meant if id in self.world.segments]

    def time(self, place: Place, id: str | None) -> Told | None:
        """The time that an id names."""
        if not id or not id.strip():
            return None
        found = self.world.times.get(named(id))
        if found is None:
            self.complain(place, f"there is no time {self._shown(id)!r}: point to one of the report's by its id, as T3")
        return found

    def time_of(self, place: Place, id: str | None, cited: list[str]) -> Told | None:
        """The time of an item, which the segments cited tell, or a heading above them, which is cited from then on."""
        found = self.time(place, id)
        if found and found.segment not in cited:
            if found.segment and self._is_announced(found, cited):
                cited.append(found.segment)
            else:
                where = f"stands in {found.segment}, which it does not cite" if found.segment else "is another's"
                self.complain(place, f"its time {found.id} ({self._shown(found.mention.text)!r}) {where}")
        return found

    def value(self, place: Place, name: str, written: str | None, cited: Iterable[str]) -> str | None:
        """A short field as the segments cited have it; None for what they don't, which is told."""
        value = self.line(written)
        if value and not _stands(value, self._text(cited)):
            self._refuse(place, name, value)
            return None
        return value or None

    def person(self, place: Place, name: str, written: str | None, cited: Iterable[str]) -> str | None:
        """Somebody of whom the segments cited have at least a part of the name, and the report all of it."""
        value = self.line(written)
        words = set(folded(value).split()) - _NO_NAMES
        if value and not (self.world.holds(value) and words & set(self._text(cited).split())):
            self._refuse(place, name, value)
            return None
        return value or None

    def instant(self, found: Told | None) -> Instant | None:
        """The instant of a time."""
        return found.mention.instant() if found else None

    def _refuse(self, place: Place, name: str, value: str) -> None:
        where = "the segments it cites don't" if self.world.holds(value) else "the report doesn't"
        self.complain(place, f"{where} give the {name} {self._shown(value)!r}; left out")

    def _is_announced(self, time: Told, cited: Sequence[str]) -> bool:
        """Whether words without a time take this one from their post, their paragraph or a heading above them."""
        if not cited or any(self.world.times_in.get(id) for id in cited):
            return False
        if any(self._stamps.get(id) == time.mention.at for id in cited):
            return True
        first = min(cited, key=self.world.order.__getitem__)
        distance = self.world.order[first] - self.world.order.get(time.segment, len(self.world.order))
        return 0 < distance <= _NEAR and self._opens(time.segment, first)

    def _opens(self, above: str, segment: str) -> bool:
        """Whether a segment belongs to what stands above it: a heading, `On 3 May:`, an earlier sentence."""
        document, opening = self.world.segments[above]
        other, belonging = self.world.segments[segment]
        kind = document.blocks[opening.block].kind
        is_heading = kind in _HEADINGS or (kind == "paragraph" and document.quote(opening).rstrip().endswith(":"))
        return document is other and (is_heading or opening.block == belonging.block)

    @cached_property
    def _stamps(self) -> dict[str, str]:
        """The instants of posts by the segments that make them up."""
        between = self.world.segments_between
        return {
            id: post.at.at
            for post in self.posts
            if post.at
            for e in post.evidence
            for id in between(e.source, e.start, e.end)
        }

    def _text(self, cited: Iterable[str]) -> str:
        return folded(" / ".join(map(self.world.text, cited)))

    def _shown(self, text: str) -> str:
        line = self.line(text)
        return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _stands(value: str, text: str) -> bool:
    return bool(folded(value)) and f" {folded(value)} " in f" {text} "
