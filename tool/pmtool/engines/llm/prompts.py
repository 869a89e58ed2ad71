"""What is sent: the templates of prompts/ rendered over a closed world. Report text is data, never a template."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pmtool.engines.llm.answer import GROUPS, Answer
from pmtool.engines.llm.examples import Example, checked_examples
from pmtool.engines.llm.request import Message, Recount, Request
from pmtool.engines.llm.templates import Templates, fence, read_text
from pmtool.engines.llm.veil import NO_VEIL, Veil
from pmtool.engines.llm.world import World
from pmtool.errors import ConfigError

_OF_OTHERS = ("reword.md",)
"""Templates that have no say in drafting, and none in its hash."""
_NAME = 80
"""Characters."""


class Prompts:
    """The templates in force. Raises ConfigError for one that is missing or can't be used."""

    def __init__(self, files: Mapping[str, str], texts: Mapping[str, str]) -> None:
        """Of files by their names: their paths, and what they hold."""
        self.hash = hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:16]
        """Of the templates' names and contents; goes into the run's record."""
        self._templates = Templates(files, texts)
        self._asks = self._group_texts(texts)
        examples = checked_examples(texts)
        self._try_out(examples)
        self._system = self._templates.render("system.md", examples=[self._shown(example) for example in examples])

    def system(self) -> Message:
        """The rules, with examples: the same for every call of every report."""
        return {"role": "system", "content": self._system}

    def report(self, world: World, ids: Iterable[str], veil: Veil) -> Message:
        """Segments of a report with their times: the same for every call that sees these segments."""
        return {"role": "user", "content": self._templates.render("report.md", documents=_documents(world, ids, veil))}

    def request(self, request: Request) -> Message:
        """What is wanted of it."""
        asked = {name: getattr(request, name) for name in ("groups", "window", "scope", "segments", "recount")}
        return {"role": "user", "content": self._templates.render("request.md", asks=self._asks, **asked)}

    def repair(self, answer: Answer, problems: Sequence[tuple[str, str]]) -> list[Message]:
        """What was answered, and what is wrong with it: the place and the fault of each problem."""
        content = self._templates.render("repair.md", problems=problems)
        return [{"role": "assistant", "content": answer.model_dump_json()}, {"role": "user", "content": content}]

    def _try_out(self, examples: Sequence[Example]) -> None:
        """Renders each template once: what is wrong with one is to be told before anything is paid for."""
        worlds = [example.world for example in examples]
        shown = [(world, self.report(world, world.segments, NO_VEIL)["content"]) for world in worlds]
        asked = self.request(Request(GROUPS, scope=("S1", "S2"), segments=("S1",), recount=Recount(("it broke",), 1)))
        told = self._templates.render("repair.md", problems=[("timeline 1", "it cites no segment")])
        lacking = {
            "report.md": any(id not in text for world, text in shown for id in world.segments),
            "request.md": any(group not in asked["content"] for group in GROUPS),
            "repair.md": "it cites no segment" not in told,
        }
        for name in (name for name, lacks in lacking.items() if lacks):
            raise self._templates.blind(name)

    def _group_texts(self, texts: Mapping[str, str]) -> dict[str, str]:
        place = self._templates.path("groups.toml")
        try:
            asks = tomllib.loads(texts.get("groups.toml", ""))
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{place} is not valid TOML: {error}", "Mend it at that place.") from error
        missing = [group for group in GROUPS if not isinstance(asks.get(group), str)]
        if missing:
            raise ConfigError(f"{place} says nothing of {', '.join(missing)}", "Add a line for each.")
        return asks

    def _shown(self, example: Example) -> dict[str, str]:
        documents = _documents(example.world, example.world.segments, NO_VEIL)
        return {
            "report": self._templates.render("report.md", documents=documents),
            "answer": example.answer.model_dump_json(),
        }


def _documents(world: World, ids: Iterable[str], veil: Veil) -> list[dict[str, object]]:
    """Documents with their lines, for report.md; those without a line are left out."""
    lines: dict[str, list[Any]] = {}
    for id in ids:
        lines.setdefault(world.segments[id][0].id, []).append(world.line(id, veil.shown))
    shown = {d.id: "\n".join(line.text for line in lines[d.id]) for d in world.documents if d.id in lines}
    return [
        {"id": d.id, "name": _one_line(veil.hide(d.name)), "lines": lines[d.id], "fence": fence(shown[d.id])}
        for d in world.documents
        if d.id in shown
    ]


def _one_line(name: str) -> str:
    return " ".join(name.split())[:_NAME]


def prompts_of(files: Mapping[str, str]) -> Prompts:
    """The templates at these paths, those for drafting, made ready once for all reports. Raises ConfigError."""
    texts = {name: read_text(path) for name, path in files.items() if name not in _OF_OTHERS}
    return _ready(tuple(files.items()), tuple(texts.items()))


@lru_cache(maxsize=4)
def _ready(files: tuple[tuple[str, str], ...], texts: tuple[tuple[str, str], ...]) -> Prompts:
    return Prompts(dict(files), dict(texts))
