"""What `structure` says of its work: whom it asks, and at the end what that took, what was found, missing, unplaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmtool.cli import diagnostics
from pmtool.model import Postmortem

if TYPE_CHECKING:
    from pmtool.config import ModelSettings

_SECTIONS = ("summary", "impact", "detection", "trigger", "root_cause", "resolution")
_SHOWN = 3


def asked(model: ModelSettings, why: str = "") -> str:
    """The engine, why it was taken, which model is asked where, and whether it gets to see secrets."""
    since = f", since {why}" if why else ""
    return f"engine: llm{since}, {whom(model)}, {'redacted' if model.redacts else 'not redacted'}"


def whom(model: ModelSettings) -> str:
    """Which model is asked where, and with whose key: `gpt-5.4-mini at api.openai.com (OPENAI_API_KEY)`."""
    server = model.base_url.partition("://")[2].partition("/")[0]
    key = "" if model.key_origin == "none" else f" ({model.key_origin})"
    return f"{model.name} at {server}{key}"


def reason(model: ModelSettings) -> str:
    """What makes a model be asked where the engine is left to `auto`."""
    for setting, what in (("model", "a model"), ("base_url", "a server")):
        if model.origins[setting] != "default":
            return f"{model.origins[setting]} names {what}"
    return "there is a key"


def spent(postmortem: Postmortem, model: ModelSettings) -> str:
    """What the calls took, in a line."""
    from pmtool.engines.llm.spending import Usage, told

    run = postmortem.run
    usage = Usage(
        calls=run.calls,
        input_tokens=run.input_tokens,
        cached_tokens=run.cached_tokens,
        output_tokens=run.output_tokens,
    )
    took = "" if run.elapsed_s is None else f"; took {run.elapsed_s:.1f} s"
    return f"{told(usage, model.prices, model.name)}{took}"


def sum_up(postmortem: Postmortem, label: str) -> None:
    """On a terminal, says what came of it; `label` begins each line."""
    if diagnostics.on_terminal():
        diagnostics.say(f"{label}found {found(postmortem)}")
        diagnostics.say(f"{label}missing {missing(postmortem)}")
        diagnostics.say(f"{label}unplaced {unplaced(postmortem)}")


def found(postmortem: Postmortem) -> str:
    """What the postmortem holds, in a line."""
    pm = postmortem
    counts = (
        _count(len(pm.timeline), "event"),
        _count(len(pm.status_updates), "status update"),
        _count(len(pm.action_items), "action item"),
    )
    sections = [_words(name) for name in _SECTIONS if getattr(pm, name)]
    return ", ".join([*filter(None, counts), *sections]) or "nothing"


def missing(postmortem: Postmortem) -> str:
    """What a complete postmortem would hold and this one doesn't, in a line."""
    return ", ".join(_gaps(postmortem)) or "nothing"


def unplaced(postmortem: Postmortem) -> str:
    """How much of the sources ended up nowhere, and where it stands."""
    coverage = postmortem.coverage
    if not coverage.unplaced:
        return f"nothing: all {coverage.segments} segments are accounted for"
    ids = [segment.id for segment in coverage.unplaced_segments[:_SHOWN]]
    more = ", …" if coverage.unplaced > len(ids) else ""
    return f"{coverage.unplaced} of {coverage.segments} segments ({', '.join(ids)}{more})"


def _gaps(pm: Postmortem) -> Iterator[str]:
    yield from (_words(name) for name in _SECTIONS if not getattr(pm, name))
    yield from (f"time {name}" for name in ("started", "detected", "resolved") if not getattr(pm.milestones, name))
    if not pm.timeline:
        yield "timeline"
    if not pm.action_items:
        yield "action items"
    unowned = sum(not action.owner for action in pm.action_items)
    if unowned:
        yield f"an owner for {_count(unowned, 'action item')}"
    undated = sum(event.at is None for event in pm.timeline)
    if undated:
        yield f"a time for {_count(undated, 'event')}"


def _count(number: int, noun: str) -> str:
    if not number:
        return ""
    return f"{number} {noun}{'s' if number != 1 else ''}"


def _words(name: str) -> str:
    return name.replace("_", " ")
