"""A proposal: what an engine would write, cut into parts that a person takes or leaves one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from pmtool.editing.edits import Item, insert, remove
from pmtool.editing.fields import FIELDS, label_of
from pmtool.editing.places import put
from pmtool.editing.using import place_for
from pmtool.model import Claim, Event, Evidence, Postmortem
from pmtool.patterns import Pattern

PartKind = Literal["added", "removed", "changed"]

_PIECE = Pattern(r"\s*(?:[^.!?\n]|[.!?](?!\s|$))+[.!?]*\n*|\s+")
"""A sentence with the white space before it."""
_ALIKE = 0.6
"""Share of two texts that is the same where one is the other's rewording."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Some words of a claim, and what they become."""

    start: int
    end: int
    """Offsets into the claim's text as it stands."""
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """One difference."""

    path: str
    kind: PartKind
    before: str
    after: str
    is_theirs: bool
    """Whether a person wrote what it would change or remove."""
    old: Item | None = None
    new: Item | None = None
    """The items of a list that it is about."""
    hunk: Hunk | None = None
    value: object = None
    """What a plain field becomes."""

    @property
    def label(self) -> str:
        """Where it is."""
        return label_of(self.path)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an engine proposes."""

    title: str
    parts: tuple[Part, ...]
    evidence: dict[str, tuple[Evidence, ...]]
    """What backs the proposed claims, by their pointers; where there is none, what backs them already stays."""

    @property
    def ticked(self) -> frozenset[int]:
        """The parts to begin with: those that touch nothing that a person wrote."""
        return frozenset(number for number, part in enumerate(self.parts) if not part.is_theirs)


def of_text(postmortem: Postmortem, path: str, text: str, title: str) -> Proposal:
    """The proposal to reword a statement; sentence by sentence."""
    return Proposal(title, tuple(_text_parts(postmortem, path, text)), {})


def of_fields(postmortem: Postmortem, fresh: Postmortem, names: Iterable[str], title: str) -> Proposal:
    """The proposal to fill fields as another postmortem has them."""
    parts: list[Part] = []
    evidence: dict[str, tuple[Evidence, ...]] = {}
    for name in names:
        kind = FIELDS[name].kind if name in FIELDS else "word"
        if kind == "claim":
            claim: Claim | None = getattr(fresh, name)
            if claim:
                parts += _text_parts(postmortem, f"/{name}", claim.text)
                evidence[f"/{name}"] = claim.evidence
        elif kind in ("claims", "events", "updates", "actions", "sections"):
            parts += _list_parts(name, getattr(postmortem, name), getattr(fresh, name))
        elif (new := getattr(fresh, name)) != (old := getattr(postmortem, name)) and new:
            parts.append(Part(f"/{name}", "changed", _shown(old), _shown(new), is_theirs=bool(old), value=new))
    return Proposal(title, tuple(parts), evidence)


def taken(postmortem: Postmortem, proposal: Proposal, chosen: Iterable[int]) -> Postmortem:
    """The postmortem with the chosen parts."""
    picked = [proposal.parts[number] for number in sorted(chosen)]
    for part in reversed([part for part in picked if part.hunk]):  # from behind, so that offsets hold
        postmortem = _with_hunk(postmortem, part)
    for path in dict.fromkeys(part.path for part in picked if part.hunk):
        postmortem = _signed(postmortem, path, proposal, picked)
    for part in picked:
        if part.hunk is None:
            postmortem = (
                _with_item(postmortem, part) if part.old or part.new else put(postmortem, part.path, part.value)
            )
    return postmortem


# -- texts


def _text_parts(postmortem: Postmortem, path: str, text: str) -> Iterator[Part]:
    claim = _claim(postmortem, path)
    before = claim.text if claim else ""
    is_theirs = bool(claim and getattr(claim, "origin", "") == "human")
    old, new = _pieces(before), _pieces(text)
    for tag, a, b, c, d in SequenceMatcher(
        None, [p.strip() for p in old], [p.strip() for p in new], False
    ).get_opcodes():
        if tag == "equal":
            continue
        start = sum(map(len, old[:a]))
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        kind: PartKind = "added" if tag == "insert" else "removed" if tag == "delete" else "changed"
        hunk = Hunk(start, start + len(gone), come)
        yield Part(path, kind, gone.strip(), come.strip(), is_theirs and tag != "insert", hunk=hunk)


def _pieces(text: str) -> list[str]:
    return [found.group() for found in _PIECE.finditer(text)]


def _claim(postmortem: Postmortem, path: str) -> Claim | Event | None:
    from pmtool.editing.places import value_at

    try:
        found: Claim | Event | None = value_at(postmortem, path)
    except LookupError:
        return None
    return found


def _with_hunk(postmortem: Postmortem, part: Part) -> Postmortem:
    claim, hunk = _claim(postmortem, part.path), part.hunk
    assert hunk
    old = claim.text if claim else ""
    words = hunk.words if hunk.end < len(old) or not hunk.start else hunk.words.rstrip()
    text = (old[: hunk.start] + words + old[hunk.end :]).strip()
    if not text:
        return put(postmortem, part.path, None)
    return put(postmortem, part.path, replace(claim or Claim(text=""), text=text))


def _signed(postmortem: Postmortem, path: str, proposal: Proposal, picked: Sequence[Part]) -> Postmortem:
    """The postmortem with a claim's origin and evidence, now that some of its words are a model's."""
    claim = _claim(postmortem, path)
    if claim is None:
        return postmortem
    whole = [part for part in proposal.parts if part.path == path]
    is_whole = all(part in picked for part in whole)
    fresh = proposal.evidence.get(path, ())
    kept = () if is_whole and fresh else claim.evidence
    evidence = (*kept, *(e for e in fresh if e not in kept))
    origin: Literal["model", "human"] = "human" if any(part.is_theirs for part in whole) and not is_whole else "model"
    return put(postmortem, path, replace(claim, evidence=evidence, origin=origin))


# -- lists


def _list_parts(name: str, old: Sequence[Item], new: Sequence[Item]) -> Iterator[Part]:
    left = list(enumerate(new))
    for number, item in enumerate(old):
        same = next((pair for pair in left if pair[1] == item), None) or _rewording(item, left)
        is_theirs = getattr(item, "origin", "human") == "human"
        path = f"/{name}/{number}"
        if same is None:
            yield Part(path, "removed", _told(item), "", is_theirs, old=item)
            continue
        left.remove(same)
        if _told(same[1]) != _told(item):
            yield Part(path, "changed", _told(item), _told(same[1]), is_theirs, old=item, new=same[1])
    for number, item in left:
        yield Part(f"/{name}/{number}", "added", "", _told(item), False, new=item)


def _rewording(item: Item, others: Sequence[tuple[int, Item]]) -> tuple[int, Item] | None:
    """The one that says the same otherwise: told by the same words of the source, or much alike."""
    spans = {(e.source, e.start) for e in getattr(item, "evidence", ())}
    for pair in others:
        if spans & {(e.source, e.start) for e in getattr(pair[1], "evidence", ())}:
            return pair
    for pair in others:
        matcher = SequenceMatcher(None, item.text, pair[1].text, False)
        if matcher.real_quick_ratio() > _ALIKE and matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE:
            return pair
    return None


def _told(item: Item) -> str:
    """An item in one line, with all that a person would compare."""
    parts = [at.at if (at := getattr(item, "at", None)) else "", item.text]
    parts += [
        str(value)
        for name in ("kind", "actor", "type", "owner", "due", "state")
        if (value := getattr(item, name, None))
    ]
    return " · ".join(part for part in parts if part)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


def _with_item(postmortem: Postmortem, part: Part) -> Postmortem:
    name = part.path.split("/")[1]
    items: tuple[Item, ...] = getattr(postmortem, name)
    at = next((number for number, item in enumerate(items) if item is part.old), None)
    if part.new is None:
        return postmortem if at is None else remove(postmortem, f"/{name}/{at}")
    if at is not None:
        return put(postmortem, f"/{name}/{at}", part.new)
    if part.old is not None:
        return postmortem  # gone meanwhile
    number = place_for(postmortem, part.new) if isinstance(part.new, Event) else len(items)
    return insert(postmortem, name, number, part.new)
