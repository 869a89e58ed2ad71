"""What an engine can be asked for at a place of the postmortem, and what each wish needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pmtool.editing.fields import FIELDS, label_of
from pmtool.editing.places import field_of, item_path, value_at
from pmtool.model import ActionItem, Claim, Event, Postmortem
from pmtool.model.finding import Finding

Wish = Literal["stop", "compare", "draft", "redraft", "tighter", "neutral", "answer"]

NOT_DRAFTED = frozenset({"status", "status_updates", "other_sections"})
"""Fields that no model fills."""
SET_A_MODEL = "Needs a model: set OPENAI_API_KEY, or give --base-url and --model."
_OFFLINE = "The offline engine"
_NO_SOURCE = "Needs a source: open the report beside the postmortem (--source)."
_NO_TEXT = "Put the cursor on a statement first."
_MOST_FINDINGS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to choose."""

    wish: Wish
    key: str
    """The letter that chooses it."""
    label: str
    tells: str
    """What will happen, or what it lacks, in a sentence."""
    is_open: bool = True
    """Whether it can be had."""
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What offers depend on."""

    postmortem: Postmortem
    path: str
    """Where the cursor is."""
    model: str = ""
    """Its name; empty where none is configured."""
    has_sources: bool = False
    findings: Sequence[Finding] = ()
    """Those that words of the sources may answer, the nearest first."""
    underway: str = ""
    """What a model is at."""
    waiting: str = ""
    """The proposal that waits to be looked at."""


def offers(now: Situation) -> tuple[Offer, ...]:
    """All that can be asked for; what can't be had now says what it lacks."""
    place = item_path(now.path)
    found = [
        *(
            [Offer("stop", "x", f"Stop: {now.underway}", "The call ends at once; what has come stays.")]
            * bool(now.underway)
        ),
        *([Offer("compare", "c", f"Compare: {now.waiting}", "Shows what differs from your text.")] * bool(now.waiting)),
        _draft(now),
        _redraft(now, field_of(place)),
        _tighter(now, place),
        _neutral(now, place),
    ]
    answers = [
        Offer("answer", str(number), "What could answer this?", f"{one.code}: {one.message}", now.has_sources, one)
        for number, one in enumerate(now.findings[:_MOST_FINDINGS], 1)
    ]
    return tuple(found + (answers or [_no_answer()]))


def statement_at(postmortem: Postmortem, path: str) -> Claim | Event | ActionItem | None:
    """The statement at a pointer that could be said in other words."""
    try:
        found = value_at(postmortem, path)
    except LookupError:
        return None
    return found if isinstance(found, (Claim, Event, ActionItem)) and found.text else None


def _draft(now: Situation) -> Offer:
    tells = "reads the sources; what you wrote stays until you take something else."
    return _offer("draft", "d", "Draft the whole", f"{_who(now)} {tells}", _lacks_source(now))


def _redraft(now: Situation, name: str) -> Offer:
    is_section = name in FIELDS and name != "status"
    label = f"Redraft {label_of(f'/{name}')}" if is_section else "Redraft a section"
    who = _OFFLINE if name in NOT_DRAFTED else _who(now)
    lacks = _lacks_source(now) if is_section else "Put the cursor into a section first."
    return _offer("redraft", "r", label, f"{who} drafts it anew; you take of it what you like.", lacks)


def _tighter(now: Situation, place: str) -> Offer:
    lacks = "" if statement_at(now.postmortem, place) else _NO_TEXT
    tells = f"{now.model} uses fewer words; times, figures and names stay."
    return _offer("tighter", "t", "Tighten", tells, lacks or ("" if now.model else SET_A_MODEL))


def _neutral(now: Situation, place: str) -> Offer:
    lacks = "" if statement_at(now.postmortem, place) else _NO_TEXT
    tells = f"{now.model} takes blame and alarm out of it; every fact stays."
    if not now.model:
        tells = "Shows what the language rules find in it; a model would reword it."
    return _offer("neutral", "n", "More neutral wording", tells, lacks)


def _who(now: Situation) -> str:
    return now.model or _OFFLINE


def _no_answer() -> Offer:
    return _offer(
        "answer", "1", "What could answer this?", "", "No finding here that words of the sources could answer."
    )


def _lacks_source(now: Situation) -> str:
    return "" if now.has_sources else _NO_SOURCE


def _offer(wish: Wish, key: str, label: str, tells: str, lacks: str) -> Offer:
    return Offer(wish, key, label, lacks or tells, not lacks)
