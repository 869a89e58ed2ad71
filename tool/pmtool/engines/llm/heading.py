"""The head of a postmortem: names that a model picked out, as far as the report has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pmtool.engines.llm.answer import Head
from pmtool.engines.llm.desk import Desk
from pmtool.engines.llm.draft import Draft, Place
from pmtool.grounding.support import unsupported
from pmtool.grounding.wording import strange_words
from pmtool.model import Postmortem


def headed(pm: Postmortem, draft: Draft, desk: Desk) -> Postmortem:
    """The postmortem under the model's head; what the report doesn't hold gives way to what rules read, and is told."""
    found = draft.first("head", Head)
    if found is None:
        return pm
    call, head = found

    def value(name: str, written: str | None) -> str | None:
        words = desk.line(written)
        if not words or desk.world.holds(words):
            return words or None
        desk.complain(Place(call, "head", name), f"the report nowhere has {words[:60]!r}; left out")
        return None

    def values(name: str, written: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (value(name, each) for each in written))))

    told: dict[str, Any] = {}
    for name in filter(draft.fills, Head.model_fields):
        written = getattr(head, name)
        if name == "title":
            kept: object = _title(Place(call, "head", name), written, desk)
        else:
            kept = values(name, written) if isinstance(written, list) else value(name, written)
        told[name] = kept or getattr(pm, name)
    return replace(pm, **told)


def _title(place: Place, written: str | None, desk: Desk) -> str:
    """The model's title, unless it tells what the report does not."""
    title = desk.line(written)
    strange = [value.text for value in unsupported(title, desk.world.texts)] or strange_words(title, desk.world.pieces)
    if strange:
        desk.complain(place, f"the report nowhere has {', '.join(strange)[:60]!r}; left out")
    return "" if strange else title
