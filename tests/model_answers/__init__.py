"""Models whose answers were written by hand, for the project's examples: a good one, and such as make one mistake."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from model_server import Request
from pmtool.engines.llm.answer import GROUPS, Account, Causes, Head, Measure, Occurrence, Review, Turns

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "examples"
NAMES = ("status-page", "chat", "two-sources", "table")
Parts = dict[str, Any]
"""An answer's parts as plain data, complete."""

_LISTS = {"timeline": Occurrence, "actions": Measure, "contributing_factors": None} | dict.fromkeys(Review.model_fields)
_OBJECTS = {"head": Head, "milestones": Turns, "account": Account, "causes": Causes, "review": Review}
_ASKED = re.compile(r"^- `(\w+)`:", re.M)
_SCOPE = re.compile(r"told from S(\d+) to S(\d+)")
_LEFT_OUT = re.compile(r"not in the postmortem yet: ([S\d, ]+)\.")
_PROBLEM = re.compile(r"^- (\w+)(?: (\d+))?: (.*)$", re.M)


@dataclass(frozen=True)
class Asked:
    """What a request of pmtool asks for."""

    groups: tuple[str, ...]
    scope: tuple[int, int] | None
    """Numbers of the first and last segment whose events are wanted."""
    left_out: tuple[str, ...]
    problems: tuple[tuple[str, int, str], ...]
    """Field, number (0: no list) and what is said to be wrong with it; of a repair."""

    @classmethod
    def by(cls, request: Request) -> Asked:
        """What a request asks for."""
        messages = [message["content"] for message in request.messages]
        wanted, repair = messages[2], messages[4] if len(messages) > 4 else ""
        scope, left_out = _SCOPE.search(wanted), _LEFT_OUT.search(wanted)
        return cls(
            groups=tuple(_ASKED.findall(wanted)),
            scope=(int(scope[1]), int(scope[2])) if scope else None,
            left_out=tuple(left_out[1].split(", ")) if left_out else (),
            problems=tuple((name, int(number or 0), message) for name, number, message in _PROBLEM.findall(repair)),
        )


@dataclass(frozen=True)
class Mistake:
    """One thing wrong with an answer: see wrong.yaml."""

    name: str
    example: str
    at: str
    """The item, as problems name it: `timeline 3`, `summary`; a number behind the last adds an item."""
    change: Any
    """What becomes of its fields; of a milestone, its new value."""
    told: str = ""
    """Words of the problem that the model is told; empty where code puts it right by itself."""
    path: str = ""
    """JSON pointer of the finding or the warning where the model is stubborn."""
    code: str = ""
    """Of the rule that finds it in the output; empty where the run's warnings tell."""
    also: tuple[str, ...] = ()
    """Other items that can't be right beside it, and are told, too."""
    gone: str = ""
    """Words that must not be in the output, however stubborn the model."""
    report: dict[str, str] = field(default_factory=dict)
    """Words of the report to replace, with what."""
    right: Parts = field(default_factory=dict)
    """Fields of the good answer to that report, where they differ."""

    def __str__(self) -> str:
        return self.name

    @property
    def righted(self) -> Mistake:
        """What makes an answer to the changed report good."""
        return replace(self, change=self.right)

    @property
    def place(self) -> tuple[str, int]:
        """The field, and the number of the item in its list or 0."""
        return place_of(self.at)


@dataclass
class Model:
    """Answers requests about one example; call it with each."""

    example: str
    mistake: Mistake | None = None
    is_right: bool = False
    """Whether it does not make the mistake, and answers the changed report well."""
    is_stubborn: bool = False

    def __call__(self, request: Request) -> str:
        """The answer to a request, as JSON."""
        asked = Asked.by(request)
        if asked.left_out:
            return as_json({"unused": [id for id in asked.left_out if id in good(self.example)["unused"]]})
        right = wrong = asked_of(good(self.example), asked)
        if self.mistake:
            right = planted(right, self.mistake.righted) if self.mistake.right else right
            wrong = right if self.is_right else planted(right, self.mistake)
        if not asked.problems:
            return as_json(wrong)
        given = wrong if self.is_stubborn else right
        return as_json(dict(_corrections(given, asked, withdraws=not self.is_stubborn)))


@dataclass
class Script:
    """Answers first requests with these parts, and what comes later as `then` says."""

    parts: Parts
    then: Callable[[Asked], Parts] = lambda asked: {}

    def __call__(self, request: Request) -> str:
        """The answer to a request, as JSON."""
        asked = Asked.by(request)
        return as_json(self.then(asked) if asked.problems or asked.left_out else asked_of(self.parts, asked))


def place_of(at: str) -> tuple[str, int]:
    """The field of an item, and its number in a list or 0."""
    name, _, number = at.partition(" ")
    return name, int(number or 0)


def sources(example: str) -> list[str]:
    """The report's files."""
    return [str(EXAMPLES / name) for name in _read(example)["sources"]]


def mistakes() -> list[Mistake]:
    """Every mistake of wrong.yaml."""
    listed = yaml.safe_load((HERE / "wrong.yaml").read_text(encoding="utf-8"))
    return [Mistake(**{"example": "status-page", **entry}) for entry in listed]


@cache
def good(example: str) -> Parts:
    """The parts of a good answer to a request for everything."""
    return complete(_read(example))


def complete(told: Parts) -> Parts:
    """Parts of an answer with all that was left out of them: nulls, numbers, empty lists."""
    parts: Parts = {name: _object(name, told.get(name) or {}) for name in _OBJECTS}
    parts |= {name: _items(name, told.get(name) or []) for name in ("timeline", "actions")}
    return parts | {"unused": told.get("unused", "").split()}


def asked_of(parts: Parts, asked: Asked) -> Parts:
    """Those of an answer's parts that a request asks for, with the events of its scope."""
    wanted = copy.deepcopy({name: parts[name] for name in asked.groups if name in parts})
    if asked.scope and "timeline" in wanted:
        first, last = asked.scope
        inside = [e for e in wanted["timeline"] if first <= int(e["segments"][0][1:]) <= last]
        wanted["timeline"] = [event | {"number": n} for n, event in enumerate(inside, 1)]
    return wanted


def planted(parts: Parts, mistake: Mistake) -> Parts:
    """The parts with the mistake in its place, where that is among them."""
    parts = copy.deepcopy(parts)
    name, number = mistake.place
    for holder in (parts, *(part for part in parts.values() if isinstance(part, dict))):
        if name not in holder or (holder[name] is None and isinstance(mistake.change, dict)):
            continue
        if number:
            items = holder[name]
            items += [_item(name, {}, number)] * (number > len(items))
            items[number - 1] = items[number - 1] | _expanded(mistake.change)
        elif isinstance(mistake.change, dict) and isinstance(holder[name], dict):
            holder[name] = holder[name] | _expanded(mistake.change)
        elif not isinstance(mistake.change, dict):
            holder[name] = mistake.change
    return parts


def _corrections(parts: Parts, asked: Asked, *, withdraws: bool) -> Iterator[tuple[str, Any]]:
    """Nothing but the items that have problems."""
    for group in asked.groups:
        part = parts[group]
        if isinstance(part, list):
            wanted = {number for name, number, _ in asked.problems if name == group}
            yield group, _again(group, part, wanted, withdraws=withdraws)
            continue
        given: Parts = {name: [] if isinstance(value, list) else None for name, value in part.items()}
        for name in {name for name, _, _ in asked.problems if name in part}:
            wanted = {number for other, number, _ in asked.problems if other == name}
            if isinstance(part[name], list) and group != "head":
                given[name] = _again(name, part[name], wanted, withdraws=withdraws)
            else:
                given[name] = part[name] or ([""] if isinstance(part[name], list) else "")
        yield group, given if any(value not in (None, []) for value in given.values()) else None


def _again(name: str, items: list[Any], numbers: set[int], *, withdraws: bool) -> list[Any]:
    """The items of these numbers; what nobody wants any more is withdrawn."""
    kept = [item for item in items if item["number"] in numbers]
    extra = numbers - {item["number"] for item in items} if withdraws else set()
    return kept + [_item(name, {"text": ""}, number) for number in sorted(extra)]


def as_json(parts: Parts) -> str:
    """An answer: the parts, and null for every other."""
    return json.dumps(dict.fromkeys(GROUPS) | parts, ensure_ascii=False)


@cache
def _read(example: str) -> Parts:
    told: Parts = yaml.safe_load((HERE / f"{example}.yaml").read_text(encoding="utf-8"))
    return told


def _object(group: str, told: Parts) -> Parts:
    return {name: _field(name, told.get(name)) for name in _OBJECTS[group].model_fields}


def _field(name: str, value: Any) -> Any:
    if name in _LISTS:
        return _items(name, value or [])
    if name in ("services", "regions", "authors"):
        return value or []
    return _expanded(value) if isinstance(value, dict) else value


def _items(name: str, listed: list[Parts]) -> list[Parts]:
    return [_item(name, entry, number) for number, entry in enumerate(listed, 1)]


def _item(name: str, entry: Parts, number: int) -> Parts:
    model = _LISTS[name]
    empty = dict.fromkeys(model.model_fields) if model else {}
    kinds = {"timeline": {"kind": "other"}, "actions": {"type": "other", "state": "planned"}}.get(name, {})
    return {**empty, **kinds, "text": "", "segments": [], "number": number, **_expanded(entry)}


def _expanded(entry: Parts) -> Parts:
    segments = entry.get("segments", [])
    return entry | ({"segments": segments.split()} if isinstance(segments, str) else {})
