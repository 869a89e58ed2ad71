"""A postmortem as everybody may read it: without what is only for the people inside, their names, and secrets.

Shown: what happened, when, why, and what is done about it, by the organization. Left out: words of the sources, names
of people and teams, tickets, open questions, and how the postmortem came about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from pmtool.editing.export.people import People, people
from pmtool.model import Coverage, Document, Instant, Milestones, Postmortem, RunInfo
from pmtool.model.finding import Finding
from pmtool.model.plain import field_names
from pmtool.model.walk import CLAIM_LISTS, CLAIMS, statements
from pmtool.sensitive.keys import key_blocks
from pmtool.sensitive.sight import Detector
from pmtool.validator import Policy, Profile, Record, check
from pmtool.validator.disclosure import RULES
from pmtool.validator.disclosure.exposed import DisclosureRule

_DISCLOSURE = "PM6"
_SHORTEST = 6
"""Characters of a value that is masked wherever else it stands; shorter ones are words by chance."""
_MARKS = ".,:;"
"""What ends a sentence, and hardly a secret."""
_CLOSED = frozenset("schema_version status origin certainty kind state type".split())
"""Fields that hold one of a few words, and no text."""
T = TypeVar("T")


class Published(NamedTuple):
    """A postmortem for everybody, and what had to go for that, in words for the person who publishes it."""

    postmortem: Postmortem
    dropped: tuple[str, ...]
    masked: tuple[str, ...]


def published(postmortem: Postmortem, documents: Iterable[Document] = ()) -> Published:
    """The postmortem that everybody may read; who speaks in the `documents` is not named in it."""
    kept = _without_inside(postmortem)
    masking = _Masking(people(postmortem, documents))
    kept = masking.applied(kept)
    return Published(kept, tuple(_dropped(postmortem)), masking.told)


def disclosures(postmortem: Postmortem, profile: Profile) -> tuple[Finding, ...]:
    """What the validator says a postmortem gives away, let stand or not."""
    record = Record(replace(postmortem, ignores=()), policy=Policy(profile))
    return check(record, (_DISCLOSURE,)).findings


def _without_inside(postmortem: Postmortem) -> Postmortem:
    claims: dict[str, Any] = {
        name: _bare(claim) for name in CLAIMS if (claim := getattr(postmortem, name)) is not None
    } | {name: tuple(map(_bare, getattr(postmortem, name))) for name in CLAIM_LISTS}
    reached = postmortem.milestones
    events = (_bare(event) for event in postmortem.timeline)
    return replace(
        postmortem,
        **claims | {"open_questions": ()},
        authors=(),
        milestones=replace(reached, **{name: _own(getattr(reached, name)) for name in field_names(Milestones)}),
        timeline=tuple(replace(e, actor=None, at=_own(e.at), until=_own(e.until)) for e in events),
        status_updates=tuple(replace(u, evidence=(), at=_own(u.at)) for u in postmortem.status_updates),
        action_items=tuple(replace(_bare(a), owner=None, tracker=None) for a in postmortem.action_items),
        ignores=(),
        sources=(),
        coverage=Coverage(),
        run=RunInfo(),
    )


def _bare(statement: T) -> T:
    """A statement without its evidence; whoever publishes it makes it theirs."""
    item: Any = statement
    bare: T = replace(item, evidence=(), origin="human")
    return bare


def _own(at: Instant | None) -> Instant | None:
    """An instant without the source's words and doubts about it; its offset stays."""
    return replace(at, as_written="", zone=None, zone_rule="unknown", alternatives=()) if at else None


def _dropped(postmortem: Postmortem) -> Iterator[str]:
    """What the public version lacks, where there was any."""
    pm = postmortem
    quotes = sum(len(item.evidence) for item in statements(pm))
    counts = (
        (quotes, "quote from the sources", "quotes from the sources"),
        (len(pm.sources), "source's name", "sources' names"),
        (len(pm.authors), "author", "authors"),
        (sum(bool(event.actor) for event in pm.timeline), "actor of an event", "actors of events"),
        (sum(bool(item.owner) for item in pm.action_items), "owner of an action item", "owners of action items"),
        (sum(bool(item.tracker) for item in pm.action_items), "ticket", "tickets"),
        (len(pm.open_questions), "open question", "open questions"),
        (len(pm.ignores), "finding let stand", "findings let stand"),
    )
    for count, one, many in counts:
        if count:
            yield f"{count} {one if count == 1 else many}"


class _Masking:
    """Puts words for what must not be read, in every text of a postmortem."""

    def __init__(self, inside: People) -> None:
        self._inside = inside
        self._counts: dict[str, set[str]] = {}
        self._values: dict[str, str] = {}
        """What stands for a value wherever it is."""

    @property
    def told(self) -> tuple[str, ...]:
        """How many values of each kind were masked."""
        return tuple(
            f"{len(values)} {kind}{'' if len(values) == 1 else 'es' if kind.endswith('ss') else 's'}"
            for kind, values in self._counts.items()
        )

    def applied(self, postmortem: Postmortem) -> Postmortem:
        """The postmortem without any value that rules find, there or elsewhere, and without names of people."""
        found: Postmortem = _mapped(postmortem, self._masked)
        spread: Postmortem = _mapped(found, self._known_masked)
        unnamed: Postmortem = _mapped(spread, self._names_masked)
        return unnamed

    def _masked(self, text: str) -> str:
        for kind, find in _detectors().items():
            for sight in sorted(find(text), reverse=True):
                value, stand_in = text[sight.start : sight.end].rstrip(_MARKS), f"[{kind} removed]"
                self._counts.setdefault(kind, set()).add(value)
                if len(value) >= _SHORTEST:
                    self._values[value] = stand_in
                text = text[: sight.start] + stand_in + text[sight.start + len(value) :]
        return text

    def _known_masked(self, text: str) -> str:
        for value in sorted(self._values, key=len, reverse=True):
            text = text.replace(value, self._values[value])
        return text

    def _names_masked(self, text: str) -> str:
        for mention in sorted(self._inside.mentions(text), reverse=True):
            self._counts.setdefault("name", set()).add(mention.who)
            text = text[: mention.start] + "[name removed]" + text[mention.end :]
        return text


def _detectors() -> Mapping[str, Detector]:
    """What finds values of each kind; of private keys, the whole block before what rules see of it."""
    rules: dict[str, Detector] = {
        rule.name.replace("-", " "): rule.find for rule in RULES if isinstance(rule, DisclosureRule)
    }
    key = rules.pop("private key")
    return {"private key": lambda text: _disjoint(chain(key_blocks(text), key(text)))} | rules


def _disjoint(sights: Iterable[Any]) -> Iterator[Any]:
    """Sights without those that begin within an earlier, or a longer, one."""
    end = 0
    for sight in sorted(sights, key=lambda s: (s.start, -s.end)):
        if sight.start >= end:
            end = sight.end
            yield sight


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type | Instant):
        inner = {f.name: getattr(value, f.name) for f in fields(value) if f.name not in _CLOSED}
        changed = {name: new for name, old in inner.items() if (new := _mapped(old, change)) is not old and new != old}
        return replace(value, **changed) if changed else value
    return value
