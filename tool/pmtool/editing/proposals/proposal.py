"""A proposal: what an engine would write, cut into parts that a person takes or leaves one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from pmtool.editing.edits import Item, insert, remove
from pmtool.editing.fields import FIELDS, label_of
from pmtool.editing.places import field_of, number_of, put, value_at
from pmtool.editing.proposals.comparing import changes, paired, pieces, told
from pmtool.editing.using import place_for
from pmtool.model import ActionItem, Claim, Event, Instant, Milestones, Postmortem
from pmtool.source.sanitize import sanitize

PartKind = Literal["added", "removed", "changed"]
Key = tuple[str, str, str]
"""What a part is known by, also after the draft has moved on: its field, and the words before and after."""
Statement = Claim | Event | ActionItem
"""What can be reworded."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Some words of a statement, and what they become."""

    start: int
    end: int
    """Offsets into the statement's text as it stands."""
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """One difference. It is about words of a statement (`hunk`), an item (`old`, `new`), or a plain `value`."""

    path: str
    kind: PartKind
    before: str
    after: str
    is_theirs: bool
    """Whether it would change or remove what a person wrote."""
    old: Item | None = None
    new: Item | None = None
    hunk: Hunk | None = None
    value: object = None

    @property
    def label(self) -> str:
        """Where it is; an item that is added has no number yet."""
        return label_of(f"/{field_of(self.path)}" if self.new and not self.old else self.path)

    @property
    def key(self) -> Key:
        """What it is known by."""
        return field_of(self.path), self.before, self.after


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an engine proposes."""

    title: str
    parts: tuple[Part, ...] = ()
    claims: Mapping[str, Claim] = field(default_factory=dict)
    """The proposed statements by their pointers; none for a rewording, whose evidence stays."""


Propose = Callable[[Postmortem], Proposal]
"""Holds what an engine made against a draft as it stands."""


def of_text(postmortem: Postmortem, path: str, before: str, text: str, title: str) -> Proposal:
    """The proposal to reword a statement, sentence by sentence; nothing where `before` is no longer said there."""
    at = _place_of(postmortem, path, before)
    return Proposal(title, tuple(_text_parts(postmortem, at, sanitize(text))) if at else ())


def of_fields(
    postmortem: Postmortem, fresh: Postmortem, names: Iterable[str], title: str, delivered: Postmortem | None = None
) -> Proposal:
    """The proposal to fill fields as another postmortem has them. What that one lacks goes from lists alone.

    `delivered` is what engines made before: plain values (title, milestones …), which tell no origin, are a person's
    where they differ from it, and all of them are where it is null.
    """
    parts: list[Part] = []
    claims: dict[str, Claim] = {}
    for name in names:
        old, new = getattr(postmortem, name), getattr(fresh, name)
        if isinstance(new, Claim):
            parts += _text_parts(postmortem, f"/{name}", new.text)
            claims[f"/{name}"] = new
        elif isinstance(new, Milestones):
            for one in fields(Milestones):
                parts += _plain_part(postmortem, fresh, f"/{name}/{one.name}", delivered)
        elif name in FIELDS and FIELDS[name].kind in ("claims", "events", "updates", "actions", "sections"):
            parts += _list_parts(name, old, new)
        elif new:
            parts += _plain_part(postmortem, fresh, f"/{name}", delivered)
    return Proposal(title, tuple(parts), claims)


def taken(postmortem: Postmortem, proposal: Proposal, chosen: Collection[Key]) -> Postmortem:
    """The postmortem with the chosen parts of a proposal that was made for it."""
    picked = [part for part in proposal.parts if part.key in chosen]
    for path in dict.fromkeys(part.path for part in picked if part.hunk):
        postmortem = _reworded(postmortem, proposal, path, [part for part in picked if part.path == path])
    for part in picked:
        if part.old or part.new:
            postmortem = _with_item(postmortem, part)
        elif not part.hunk:
            postmortem = put(postmortem, part.path, part.value)
    return postmortem


# -- texts


def _place_of(postmortem: Postmortem, path: str, text: str) -> str | None:
    """Where a statement stands that stood at a pointer; null where it does no more."""
    name = field_of(path)
    if number_of(path) is None or _text_at(postmortem, path) == text:
        return path
    items: Sequence[Item] = getattr(postmortem, name)
    return next((f"/{name}/{number}" for number, item in enumerate(items) if item.text == text), None)


def _statement_at(postmortem: Postmortem, path: str) -> Statement | None:
    try:
        found: Statement | None = value_at(postmortem, path)
    except LookupError:
        return None
    return found


def _text_at(postmortem: Postmortem, path: str) -> str:
    statement = _statement_at(postmortem, path)
    return statement.text if statement else ""


def _text_parts(postmortem: Postmortem, path: str, text: str) -> Iterator[Part]:
    statement = _statement_at(postmortem, path)
    is_theirs = statement is not None and statement.origin == "human"
    old, new = pieces(_text_at(postmortem, path)), pieces(text)
    for went, came in changes(old, new):
        start, gone, words = len("".join(old[: went.start])), "".join(old[went]), "".join(new[came])
        kind: PartKind = "changed" if gone and words else "removed" if gone else "added"
        hunk = Hunk(start, start + len(gone), words)
        yield Part(path, kind, gone.strip(), words.strip(), is_theirs and kind != "added", hunk=hunk)


def _reworded(postmortem: Postmortem, proposal: Proposal, path: str, picked: Sequence[Part]) -> Postmortem:
    """The postmortem with some hunks of a statement; all that an engine proposed is the engine's own statement."""
    fresh, statement = proposal.claims.get(path), _statement_at(postmortem, path)
    if fresh and len(picked) == sum(part.path == path for part in proposal.parts):
        return put(postmortem, path, fresh)
    text = before = _text_at(postmortem, path)
    hunks = [part.hunk for part in picked if part.hunk]
    for hunk in reversed(hunks):  # from behind, so that offsets hold
        text = _spliced(text, hunk)
    if not text.strip():
        return remove(postmortem, path)
    base: Any = statement or fresh or Claim(text="")
    is_whole = sum(hunk.end - hunk.start for hunk in hunks) == len(before)
    origin = "human" if base.origin == "human" and not is_whole else fresh.origin if fresh else "model"
    cited = (*base.evidence, *(e for e in (fresh.evidence if fresh else ()) if e not in base.evidence))
    return put(postmortem, path, replace(base, text=text.strip(), origin=origin, evidence=cited))


def _spliced(text: str, hunk: Hunk) -> str:
    spliced = ""
    for piece in (text[: hunk.start], hunk.words, text[hunk.end :]):
        touches = spliced and piece and not spliced[-1].isspace() and not piece[0].isspace()
        spliced += f" {piece}" if touches else piece
    return spliced


# -- lists


def _list_parts(name: str, old: Sequence[Item], new: Sequence[Item]) -> Iterator[Part]:
    pairs = paired(old, new)
    for number, item in enumerate(old):
        is_theirs = getattr(item, "origin", "human") == "human"  # who wrote it is not known: perhaps a person
        path, told_before = f"/{name}/{number}", told(item)
        if number not in pairs:
            yield Part(path, "removed", told_before, "", is_theirs, old=item)
        elif (told_after := told(new[pairs[number]])) != told_before:
            yield Part(path, "changed", told_before, told_after, is_theirs, old=item, new=new[pairs[number]])
    for number, item in enumerate(new):
        if number not in pairs.values():
            yield Part(f"/{name}/{number}", "added", "", told(item), False, new=item)


def _with_item(postmortem: Postmortem, part: Part) -> Postmortem:
    name = field_of(part.path)
    items: Sequence[Item] = getattr(postmortem, name)
    if part.old is None:
        assert part.new
        number = place_for(postmortem, part.new) if isinstance(part.new, Event) else len(items)
        return insert(postmortem, name, number, part.new)
    at = next(number for number, item in enumerate(items) if item is part.old)
    if part.new is None:
        return remove(postmortem, f"/{name}/{at}")
    return put(postmortem, f"/{name}/{at}", part.new)


# -- plain values


def _plain_part(postmortem: Postmortem, fresh: Postmortem, path: str, delivered: Postmortem | None) -> Iterator[Part]:
    old, new = value_at(postmortem, path), value_at(fresh, path)
    before, after = _shown(old), _shown(new)
    if new is not None and before != after:
        is_theirs = bool(old) and (delivered is None or value_at(delivered, path) != old)
        yield Part(path, "changed" if before else "added", before, after, is_theirs, value=new)


def _shown(value: Instant | tuple[str, ...] | str | None) -> str:
    if isinstance(value, Instant):
        return value.at.replace("T", " ")
    return ", ".join(value) if isinstance(value, tuple) else value or ""
