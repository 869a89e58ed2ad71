"""The safe fixes: what can be mended without a person, since no fact changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO

from pmtool.errors import InputError
from pmtool.model import ActionItem, Event, Postmortem
from pmtool.pipeline.check import EVERY_RULE
from pmtool.pipeline.opening import Opened, Setting, Written, open_written
from pmtool.validator import Choice, Record, check
from pmtool.validator.file import StaleMetrics
from pmtool.validator.registry import rules
from pmtool.validator.rule import FixableRule

_EVIDENCE = "PM3"
_NAMED = 5
"""Lines that a fix would harm are named so far."""
_ROUNDS = 10
"""One fix may make room for another; they come to an end long before this."""


@dataclass(frozen=True)
class Mending:
    """A file, and its text with the fixes."""

    opened: Opened
    written: Written
    text: str
    fixed: Mapping[str, int]
    """How many findings of which codes there are no more."""

    def diff(self) -> str:
        """The change, as a unified diff."""
        from difflib import unified_diff

        name = self.opened.name
        return "".join(unified_diff(list(_lines(self.opened.text)), list(_lines(self.text)), name, name))


def mend(opened: Opened, choice: Choice = EVERY_RULE) -> Mending | None:
    """What the safe fixes make of a file; null where they change nothing.

    Raises InputError for a raw report, and for a file with unreadable parts: writing it anew would lose them.
    """
    written, record = opened.written, opened.record
    if opened.name == "-" or written is None:
        what = "stdin" if opened.name == "-" else f"{opened.name} is a raw report, which"
        raise InputError(
            f"{what} can't be fixed: a fix goes into a postmortem's file", "Structure it first: pmtool structure."
        )
    if lost := dict.fromkeys(problem.line for problem in written.reading.problems if not problem.kept):
        raise InputError(
            f"a fix would lose what can't be read of {opened.name} ({_told(list(lost))})", "Mend that by hand first."
        )
    mended = mended_postmortem(record, choice)
    if mended == record.postmortem and StaleMetrics.code not in _found(record, choice):
        return None
    text = written.dump(mended)
    left = _found(replace(record, postmortem=mended, problems=()), choice)
    fixed = dict(sorted((_found(record, choice) - left).items()))
    return Mending(opened, written, text.replace("\n", "\r\n") if "\r\n" in opened.text else text, fixed)


def reopened(mending: Mending, setting: Setting) -> Opened:
    """The file as it is once the fixes are written."""
    return open_written(mending.opened.name, mending.text, mending.written.format, setting)


def mended_postmortem(record: Record, choice: Choice = EVERY_RULE) -> Postmortem:
    """The record's postmortem with all mended that needs no person; the same where there is no such thing."""
    fixable = [rule for rule in rules() if isinstance(rule, FixableRule)]
    record = _regrounded(record, choice)
    for _ in range(_ROUNDS):
        before, found = record.postmortem, _found(record, choice)
        for rule in fixable:
            if rule.code in found:
                mended = rule.mend(record.postmortem)
                record = replace(record, postmortem=_with_ignores(mended, before=record.postmortem))
        if record.postmortem == before:
            break
    return record.postmortem


def _with_ignores(mended: Postmortem, before: Postmortem) -> Postmortem:
    """The mended postmortem with what people let stand where its event or action went; what went altogether takes its
    ignores along."""
    if not before.ignores or mended == before:
        return mended
    places = {name: _places(getattr(before, name), getattr(mended, name)) for name in _MENDED}
    kept = []
    for ignore in before.ignores:
        _, name, number, rest = (*ignore.path.split("/", 3), "", "", "")[:4]
        if not number.isdecimal() or name not in places:
            kept.append(ignore)
        elif (place := places[name].get(int(number))) is not None:
            kept.append(replace(ignore, path=f"/{name}/{place}/{rest}".rstrip("/")))
    return replace(mended, ignores=tuple(kept))


_MENDED = ("timeline", "action_items")
"""Lists that fixes put in order, or merge entries of."""


def _places(before: Sequence[Event | ActionItem], after: Sequence[Event | ActionItem]) -> dict[int, int]:
    """Where entries went, by their numbers: moved as they are, changed in their places, or merged into their likes."""
    moved = {id(entry): place for place, entry in enumerate(after)}
    alike = {entry.text: place for place, entry in reversed(list(enumerate(after)))}
    places = {number: moved.get(id(entry), alike.get(entry.text)) for number, entry in enumerate(before)}
    if len(before) == len(after):
        places |= {number: number for number, entry in enumerate(before) if id(entry) not in moved}
    return {number: place for number, place in places.items() if place is not None}


def _regrounded(record: Record, choice: Choice) -> Record:
    """The record with its evidence looked up anew, where sources are at hand and findings doubt it."""
    doubted = any(code.startswith(_EVIDENCE) for code in _found(record, choice))
    if not record.sources or not doubted:
        return record
    from pmtool.grounding.reground import reground

    return replace(record, postmortem=reground(record.postmortem, record.sources))


def _found(record: Record, choice: Choice) -> Counter[str]:
    """How many findings there are, by code."""
    return Counter(finding.code for finding in check(record, choice.select, choice.ignore).findings)


def _told(lines: Sequence[int]) -> str:
    """`lines 3, 7 and 9`, as far as there is room."""
    named, more = [str(line) for line in lines[:_NAMED]], len(lines) - _NAMED
    last = f"{more} more" if more > 0 else named.pop()
    return f"line{'s' if named else ''} {', '.join(named)}{' and ' if named else ''}{last}"


def _lines(text: str) -> Iterator[str]:
    """Lines as `patch` counts them."""
    for line in StringIO(text, newline="\n"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
