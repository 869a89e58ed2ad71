"""Goes through gold's postmortems, one after the other, and holds each run against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pmtool.errors import EngineError, InputError, PmtoolError
from pmtool.evaluation.comparison import Comparison
from pmtool.evaluation.judging import Judged, comparison, judge
from pmtool.evaluation.kept import Entry, Held, held
from pmtool.evaluation.runs import Run
from pmtool.model import Document
from pmtool.pipeline.beside import sources_beside
from pmtool.pipeline.opening import Setting

Tell = Callable[[PmtoolError], None]
"""Hears of what could not be read or made; the others go on."""


class Evaluated(NamedTuple):
    """A report's marks, and what they come from."""

    judged: Judged
    comparisons: tuple[Comparison, ...]
    """One for each run."""


def evaluated(
    golds: Sequence[Entry], runs: Sequence[Run], setting: Setting, max_bytes: int, tell: Tell
) -> Iterator[Evaluated]:
    """Each of gold's reports in turn; one that can't be read, or not be had from an engine for want of its sources, is
    told of and left out. What a run fails to make counts as missing.

    Raises EngineError where an engine fails at the first report that it is given.
    """
    working: set[str] = set()
    for entry in golds:
        try:
            gold = held(entry, max_bytes)
            documents = sources_beside(entry.path, gold.postmortem.sources, max_bytes)
            if any(run.needs_sources for run in runs):
                _require_sources(entry, gold, documents)
        except InputError as error:
            tell(error)
            continue
        made = [_made(run, entry, documents, working, tell) for run in runs]
        comparisons = tuple(comparison(gold, one) for one in made)
        yield Evaluated(judge(entry.stem, gold, made, comparisons, replace(setting, sources=documents)), comparisons)


def _require_sources(entry: Entry, gold: Held, documents: Sequence[Document]) -> None:
    sources = gold.postmortem.sources
    if not sources:
        raise InputError(f"{entry.path} names no source, so no engine can work on it", "It is left out.")
    at_hand = {document.id for document in documents}
    if missing := next((source.name for source in sources if source.id not in at_hand), None):
        raise InputError(
            f"{missing}, a source of {entry.path}, is not beside it, or has changed; the report is left out",
            "Put it into the same folder, or into sources/ there.",
        )


def _made(run: Run, entry: Entry, documents: Sequence[Document], working: set[str], tell: Tell) -> Held | None:
    """A run's postmortem; null where it has none. `working` are the runs that have had any."""
    try:
        made = run.of(entry, documents)
    except (InputError, EngineError) as error:
        if isinstance(error, EngineError) and run.label not in working:
            raise
        tell(type(error)(f"{run.label}: {entry.stem} counts as missing: {error}", error.remedy))
        return None
    working.add(run.label)
    return made
