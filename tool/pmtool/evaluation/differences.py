"""What a run has otherwise than gold, statement by statement, for people who want to see why it scores as it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pmtool.evaluation.comparison import MILESTONES, SECTIONS, Comparison, section
from pmtool.evaluation.instants import only_zones_differ, same
from pmtool.evaluation.measures import AnyPairing, plain
from pmtool.model import ActionItem, Event, Instant, StatusUpdate

What = Literal["missed", "invented", "differs"]
_OFFSET = len("+01:00")


@dataclass(frozen=True, slots=True)
class Difference:
    """A statement that gold or the run has alone, or that both have in different ways."""

    part: str
    """`timeline`, `milestones`, or another field of the postmortem."""
    what: What
    gold: str = ""
    made: str = ""
    """Their words; empty where one has none."""
    why: str = ""
    """What of a statement differs, with both values: `kind: impact, not other`."""


def differences(c: Comparison) -> Iterator[Difference]:
    """All of them: milestones, timeline, status updates, action items, then sections in the schema's order."""
    yield from _milestones(c)
    yield from _paired("timeline", c.events, _event_words, _event_why)
    yield from _paired("status_updates", c.updates, _update_words, _update_why)
    yield from _paired("action_items", c.actions, lambda action: action.text, _action_why)
    for name in SECTIONS:
        gold, made = (" ".join(claim.text for claim in section(pm, name)) for pm in (c.gold, c.made))
        if plain(gold) != plain(made):
            yield Difference(name, _what(gold, made), gold, made)


def _milestones(c: Comparison) -> Iterator[Difference]:
    for name in MILESTONES:
        gold, made = getattr(c.gold.milestones, name), getattr(c.made.milestones, name)
        if reasons := "; ".join(_unlike_times("time", gold, made)):
            a, b = (f"{name} {shown(at)}" if at else "" for at in (gold, made))
            yield Difference("milestones", _what(a, b), a, b, reasons if a and b else "")


def _paired(
    part: str, pairing: AnyPairing, words: Callable[..., str], why: Callable[..., Iterable[str]]
) -> Iterator[Difference]:
    yield from (Difference(part, "missed", gold=words(item)) for item in pairing.missed)
    yield from (Difference(part, "invented", made=words(item)) for item in pairing.invented)
    for pair in pairing.pairs:
        if reasons := "; ".join(why(pair.gold, pair.made)):
            yield Difference(part, "differs", words(pair.gold), words(pair.made), reasons)


def _what(gold: str, made: str) -> What:
    if not made:
        return "missed"
    return "differs" if gold else "invented"


def _event_words(event: Event) -> str:
    return f"{shown(event.at)} {event.text}"


def _update_words(update: StatusUpdate) -> str:
    return f"{shown(update.at)} {update.text}"


def _event_why(gold: Event, made: Event) -> Iterator[str]:
    yield from _unlike_times("time", gold.at, made.at)
    yield from _unlike_times("end", gold.until, made.until)
    yield from _unlike("kind", gold.kind, made.kind)


def _update_why(gold: StatusUpdate, made: StatusUpdate) -> Iterator[str]:
    yield from _unlike_times("time", gold.at, made.at)
    yield from _unlike("state", gold.state, made.state)


def _action_why(gold: ActionItem, made: ActionItem) -> Iterator[str]:
    for name in ("owner", "due", "tracker", "state", "type"):
        yield from _unlike(name, getattr(gold, name), getattr(made, name))


def _unlike(name: str, gold: str | None, made: str | None) -> Iterator[str]:
    if plain(gold) != plain(made):
        yield f"{name}: {gold or 'none'}, not {made or 'none'}"


def _unlike_times(name: str, gold: Instant | None, made: Instant | None) -> Iterator[str]:
    if gold and made and not same(gold, made):
        yield _slip(gold, made) or f"{name}: {shown(gold)}, not {shown(made)}"
    elif (gold is None) != (made is None):
        yield f"{name}: {shown(gold)}, not {shown(made)}"


def _slip(gold: Instant, made: Instant) -> str:
    return f"zone: {shown(gold)[-_OFFSET:]}, not {shown(made)[-_OFFSET:]}" if only_zones_differ(gold, made) else ""


def shown(at: Instant | None) -> str:
    """An instant as people read it, `2026-03-01 14:05 +00:00`; `unknown` for none."""
    moment = at.moment() if at else None
    if moment is None:
        return (at and at.at) or "unknown"
    face = moment.isoformat(" ", "seconds" if moment.second else "minutes")
    return f"{face[:-_OFFSET]} {face[-_OFFSET:]}"
