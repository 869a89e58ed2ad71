"""The head of a postmortem: names that a model picked out, as far as the report has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from pmtool.engines.llm.answer import Head
from pmtool.engines.llm.draft import Draft
from pmtool.engines.llm.world import World
from pmtool.grounding.support import folded, unsupported
from pmtool.model import Postmortem


def headed(pm: Postmortem, draft: Draft, world: World, restore: Callable[[str], str]) -> Postmortem:
    """The postmortem under the model's head; what the report doesn't hold gives way to what rules read."""
    found = draft.first("head", Head)
    if found is None:
        return pm
    head, texts = found[1], [document.text for document in world.documents]
    whole = f" {folded(' / '.join([*texts, *(document.name for document in world.documents)]))} "

    def told(value: str | None) -> str | None:
        text = " ".join(restore(value).split()) if value else ""
        return text if text and f" {folded(text)} " in whole else None

    def all_told(values: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, map(told, values))))

    title = " ".join(restore(head.title or "").split())
    return replace(
        pm,
        title=title if title and not unsupported(title, texts) else pm.title,
        organization=told(head.organization) or pm.organization,
        incident_id=told(head.incident_id) or pm.incident_id,
        severity=told(head.severity) or pm.severity,
        services=all_told(head.services) or pm.services,
        regions=all_told(head.regions) or pm.regions,
        authors=all_told(head.authors) or pm.authors,
    )
