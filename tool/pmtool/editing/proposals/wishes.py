"""What an engine is asked for, as work that a job does; all but a whole draft comes back as something to compare."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pmtool.editing.fields import label_of
from pmtool.editing.merging import WRITTEN
from pmtool.editing.proposals.offers import NOT_DRAFTED, statement_at
from pmtool.editing.proposals.proposal import Propose, of_fields, of_text
from pmtool.editing.review import Material
from pmtool.model import Postmortem
from pmtool.model.case import Case
from pmtool.model.progress import Notify
from pmtool.pipeline.structure import Options, structured_by_rules

if TYPE_CHECKING:
    from pmtool.config import ModelSettings
    from pmtool.engines.llm import Style

T = TypeVar("T")
Work = Callable[[Notify], Coroutine[Any, Any, T]]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an engine works from."""

    material: Material
    options: Options
    rules: Postmortem | None = None
    """What rules made of it, if that is known."""
    delivered: Postmortem | None = None
    """What engines made of it before; null where that is not known."""

    def by_rules(self) -> Postmortem:
        """What rules make of it. Takes its time."""
        return self.rules or structured_by_rules(self.material.documents, self.options)[0]

    def case(self) -> Case:
        """The sources as a model gets them. Takes its time."""
        return Case(self.material.documents, self.material.ledgers, self.by_rules())


def whole(grounds: Grounds, model: ModelSettings) -> Work[Postmortem]:
    """A model's draft of the whole; its parts arrive one by one."""

    async def work(notify: Notify) -> Postmortem:
        from pmtool.pipeline.asking import ask_model

        return await ask_model(grounds.case(), model, notify)

    return work


def whole_by_rules(grounds: Grounds) -> Work[Propose]:
    """The rules' draft of the whole."""

    async def work(notify: Notify) -> Propose:
        return compared(grounds.by_rules(), WRITTEN, "the offline engine's draft", grounds.delivered)

    return work


def section(grounds: Grounds, name: str, model: ModelSettings | None) -> Work[Propose]:
    """One field anew: by a model if there is one and it fills the field, else by rules."""
    title = f"{label_of(f'/{name}')}, redrafted"

    async def work(notify: Notify) -> Propose:
        if model is None or name in NOT_DRAFTED:
            return compared(grounds.by_rules(), (name,), title, grounds.delivered)
        from pmtool.pipeline.asking import redraft

        fresh = await redraft(grounds.case(), name, model, notify)
        return compared(fresh, (name,), title, grounds.delivered)

    return work


def wording(postmortem: Postmortem, material: Material, path: str, style: Style, model: ModelSettings) -> Work[Propose]:
    """A statement in other words. Raises LookupError where there is none."""
    statement = statement_at(postmortem, path)
    if statement is None:
        raise LookupError(f"there is no statement at {path}")
    text, quotes = statement.text, tuple(e.quote for e in statement.evidence)
    title = f"{label_of(path)}, {'tightened' if style == 'tighter' else 'more neutral'}"

    async def work(notify: Notify) -> Propose:
        from pmtool.pipeline.asking import reword

        said = await reword(text, style, model, notify, quotes=quotes, documents=material.documents)
        return partial(of_text, path=path, before=text, text=said, title=title)

    return work


def compared(fresh: Postmortem, names: tuple[str, ...], title: str, delivered: Postmortem | None) -> Propose:
    """Fields of a fresh draft, to be held against a draft as it stands."""
    return partial(of_fields, fresh=fresh, names=names, title=title, delivered=delivered)
