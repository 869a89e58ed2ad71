"""Edits: a postmortem in, the edited postmortem out. What a person touches becomes theirs (`origin` human)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from pmtool.editing.fields import FIELDS
from pmtool.editing.places import field_of, item_path, number_of, put, value_at
from pmtool.model import ActionItem, Claim, Event, Evidence, Ignore, Instant, Postmortem, StatusUpdate
from pmtool.model.finding import Finding
from pmtool.model.postmortem import OtherSection
from pmtool.source.sanitize import sanitize

Item = Claim | Event | StatusUpdate | ActionItem | OtherSection


def typed(text: str) -> str:
    """What a person typed or pasted, safe to keep: never what could steer a terminal."""
    return sanitize(text).strip()


def write(postmortem: Postmortem, path: str, text: str) -> Postmortem:
    """The postmortem with a person's words at a pointer: a claim, an item's text, or a plain field.

    Empty words take a claim or a plain value away. Unchanged words change nothing, not even whose they are.
    """
    words, name = typed(text), field_of(path)
    kind = FIELDS[name].kind if name in FIELDS else "word"
    if kind == "claim":
        return _write_claim(postmortem, f"/{name}", words)
    if kind == "words":
        return put(postmortem, path, tuple(part for part in map(str.strip, words.split(",")) if part))
    if number_of(path) is None:
        return put(postmortem, path, words if words or name in ("title", "status") else None)
    part = path.split("/")[3] if path.count("/") > 2 else "text"
    is_words = part in ("text", "title", "kind", "type", "state")
    return set_part(postmortem, f"{item_path(path)}/{part}", words if is_words else words or None)


def set_part(postmortem: Postmortem, path: str, value: object) -> Postmortem:
    """The postmortem with a value in a part of an item (`/timeline/3/kind`), which becomes the person's."""
    if value_at(postmortem, path) == value:
        return postmortem
    changed = put(postmortem, path, value)
    return _made_theirs(changed, item_path(path))


def set_time(postmortem: Postmortem, path: str, at: Instant | None, until: Instant | None = None) -> Postmortem:
    """The postmortem with an item's time, or a milestone, as a person gave it."""
    if field_of(path) == "milestones":
        return put(postmortem, path, at)
    changed = set_part(postmortem, f"{item_path(path)}/at", at)
    if field_of(path) == "timeline":
        changed = set_part(changed, f"{item_path(path)}/until", until)
    return changed


def blank(name: str) -> Item:
    """An empty item of a list."""
    kind = FIELDS[name].kind
    if kind == "events":
        return Event(at=None, text="", origin="human")
    if kind == "updates":
        return StatusUpdate(at=None, text="")
    if kind == "actions":
        return ActionItem(text="", origin="human")
    if kind == "sections":
        return OtherSection(title="", text="")
    return Claim(text="", origin="human")


def insert(postmortem: Postmortem, name: str, number: int, item: Item) -> Postmortem:
    """The postmortem with an item in a list, at a number from 0."""
    items: tuple[Item, ...] = getattr(postmortem, name)
    changed = (*items[:number], item, *items[number:])
    return _listed(postmortem, name, changed, lambda old: old if old < number else old + 1)


def remove(postmortem: Postmortem, path: str) -> Postmortem:
    """The postmortem without an item, or without a claim."""
    name, number = field_of(path), number_of(path)
    if number is None:
        return put(postmortem, f"/{name}", None)
    items: tuple[Item, ...] = getattr(postmortem, name)
    left = (*items[:number], *items[number + 1 :])
    return _listed(postmortem, name, left, lambda old: None if old == number else old - (old > number))


def move(postmortem: Postmortem, path: str, by: int) -> Postmortem:
    """The postmortem with an item further down (or up) its list, as far as there is room."""
    name, number = field_of(path), number_of(path)
    items: tuple[Item, ...] = getattr(postmortem, name)
    if number is None:
        return postmortem
    to = max(0, min(len(items) - 1, number + by))
    order = list(range(len(items)))
    order.insert(to, order.pop(number))
    return _ordered(postmortem, name, order)


def sort_by_time(postmortem: Postmortem, name: str) -> Postmortem:
    """The postmortem with a list in the order of its times; an item without one stays behind the one before it."""
    items: tuple[Event | StatusUpdate, ...] = getattr(postmortem, name)
    keys: list[tuple[str, float]] = []
    for item in items:
        keys.append(_time_key(item.at) or (keys[-1] if keys else ("", 0.0)))
    order = sorted(range(len(items)), key=lambda number: keys[number])
    return _ordered(postmortem, name, order)


def _time_key(at: Instant | None) -> tuple[str, float] | None:
    """A day sorts before the moments on it."""
    import datetime as dt

    if at is None:
        return None
    moment = at.moment()
    if moment is None:
        return at.at[:10], -1.0
    utc = moment.astimezone(dt.UTC)
    return utc.date().isoformat(), utc.hour * 3600 + utc.minute * 60 + utc.second


def attach(postmortem: Postmortem, path: str, evidence: Evidence) -> Postmortem:
    """The postmortem with words of a source backing a statement. The statement stays whose it is."""
    at = item_path(path)
    known: Sequence[Evidence] = value_at(postmortem, f"{at}/evidence")
    spans = {(e.source, e.start, e.end) for e in known}
    if (evidence.source, evidence.start, evidence.end) in spans:
        return postmortem
    return put(postmortem, f"{at}/evidence", (*known, evidence))


def detach(postmortem: Postmortem, path: str) -> Postmortem:
    """The postmortem with nothing backing a statement."""
    return put(postmortem, f"{item_path(path)}/evidence", ())


def ignore(postmortem: Postmortem, finding: Finding, reason: str) -> Postmortem:
    """The postmortem that lets a finding stand, for a reason."""
    kept = Ignore(code=finding.code, reason=typed(reason), path=finding.path)
    return replace(postmortem, ignores=(*postmortem.ignores, kept))


def _write_claim(postmortem: Postmortem, path: str, words: str) -> Postmortem:
    claim: Claim | None = value_at(postmortem, path)
    if (claim.text if claim else "") == words:
        return postmortem
    if not words:
        return put(postmortem, path, None)
    return put(postmortem, path, replace(claim or Claim(text=""), text=words, origin="human"))


def _made_theirs(postmortem: Postmortem, path: str) -> Postmortem:
    item = value_at(postmortem, path)
    return put(postmortem, f"{path}/origin", "human") if hasattr(item, "origin") else postmortem


def _ordered(postmortem: Postmortem, name: str, order: Sequence[int]) -> Postmortem:
    """The postmortem with a list in another order: `order` holds the old numbers."""
    if list(order) == sorted(order):
        return postmortem
    items: tuple[Item, ...] = getattr(postmortem, name)
    places = {old: new for new, old in enumerate(order)}
    return _listed(postmortem, name, tuple(items[old] for old in order), places.get)


def _listed(
    postmortem: Postmortem, name: str, items: tuple[Any, ...], moved: Callable[[int], int | None]
) -> Postmortem:
    """The postmortem with another list, and with the ignores that point into it where their items went."""
    ignores = []
    for kept in postmortem.ignores:
        number = number_of(kept.path) if field_of(kept.path) == name else None
        if number is None:
            ignores.append(kept)
        elif (to := moved(number)) is not None:
            steps = kept.path.split("/")
            ignores.append(replace(kept, path="/".join([*steps[:2], str(to), *steps[3:]])))
    return replace(put(postmortem, f"/{name}", items), ignores=tuple(ignores))
