"""Examples that the model is shown, each held against its own report before any call is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from pmtool.engines.llm.answer import GROUPS, Answer
from pmtool.engines.llm.assembling import assemble
from pmtool.engines.llm.draft import Draft
from pmtool.engines.llm.world import World
from pmtool.errors import ConfigError
from pmtool.grounding.support import unsupported
from pmtool.model import Postmortem
from pmtool.model.walk import statements
from pmtool.source import build_document
from pmtool.temporal import build_ledger

_FOLDER = "examples/"
_REPORT, _ANSWER = "report.txt", "answer.json"


@dataclass(frozen=True, slots=True)
class Example:
    """A report and a good answer to a request for all parts."""

    name: str
    world: World
    answer: Answer


def checked_examples(texts: Mapping[str, str]) -> list[Example]:
    """The examples among prompt files, in order of their names. Raises ConfigError for one that is wrong."""
    names = sorted({name.split("/")[1] for name in texts if name.startswith(_FOLDER) and name.count("/") == 2})
    return [_checked(name, texts) for name in names]


def _checked(name: str, texts: Mapping[str, str]) -> Example:
    report, answer = (texts.get(f"{_FOLDER}{name}/{file}") for file in (_REPORT, _ANSWER))
    if report is None or answer is None:
        raise ConfigError(f"the prompt example {name} lacks {_ANSWER if report else _REPORT}", "Add it.")
    document = build_document("R1", _REPORT, "text/plain", "", report)
    world = World((document,), build_ledger([document]))
    try:
        example = Example(name, world, Answer.model_validate_json(answer))
    except ValidationError as error:
        first = error.errors()[0]
        place = "".join(f"{part}: " for part in (".".join(map(str, first["loc"])),) if part)
        raise ConfigError(
            f"the prompt example {name}: {_ANSWER}: {place}{first['msg']}", "Mend it at that place."
        ) from error
    if fault := next(_faults(example), None):
        raise ConfigError(f"the prompt example {name} is no good one: {fault}", "Mend it: models copy examples.")
    return example


def _faults(example: Example) -> Iterator[str]:
    """Pointers that lead nowhere, and values that the segments cited don't hold."""
    draft = Draft()
    draft.put(example.name, GROUPS, example.answer.model_copy(deep=True))
    made = assemble(draft, example.world, Postmortem(), str)
    yield from (f"{problem.place}: {problem.message}" for problem in made.problems)
    moments = [t.moment for t in example.world.times.values() if t.moment]
    for statement in statements(made.postmortem):
        values = unsupported(statement.text, [e.quote for e in statement.evidence], moments)
        yield from (f"{statement.path}: the segments cited don't hold {value.text!r}" for value in values)
