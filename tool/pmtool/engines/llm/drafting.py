"""One report's way through the model: calls in flight together, what is wrong told back, what fails left to rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pmtool.engines.llm import Review
from pmtool.engines.llm.assembling import Assembled, assemble
from pmtool.engines.llm.conversation import Conversation
from pmtool.engines.llm.desk import Problem
from pmtool.engines.llm.draft import FIELDS, Draft
from pmtool.engines.llm.faults import CallError
from pmtool.engines.llm.leftovers import telling_leftovers
from pmtool.engines.llm.plan import Call, PlanName, call_for_left_out, closing_calls, first_calls, narrowed
from pmtool.engines.llm.recounting import recounted
from pmtool.engines.llm.request import Recount
from pmtool.engines.llm.world import World, named
from pmtool.errors import HeldBackError, PmtoolError
from pmtool.model import Postmortem
from pmtool.model.progress import Arrived, Failed, Notify, Repairing, Started, Unmended

_LEAD = 2048
"""Tokens of a prefix from which one call goes ahead: servers keep it only once they have read it."""
_AT_ONCE = 40
"""Problems told in one round; the others wait for the next."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How to go about it."""

    plan: PlanName
    window_tokens: int
    repairs: int


@dataclass
class Drafting:
    """A report on its way. `run()` once."""

    rules: Postmortem
    """What rules make of the report: it fills what the model can't."""
    conversation: Conversation
    manner: Manner
    review: Review
    draft: Draft = field(default_factory=Draft)
    rounds: int = 1
    warnings: list[str] = field(default_factory=list)
    _calls: dict[str, Call] = field(default_factory=dict)
    _faults: dict[str, CallError] = field(default_factory=dict)
    _settled: set[Problem] = field(default_factory=set)
    _held_back: HeldBackError | None = None

    @property
    def _world(self) -> World:
        return self.conversation.world

    @property
    def _notify(self) -> Notify:
        return self.conversation.notify

    async def run(self) -> Postmortem:
        """The postmortem, without the figures of the run.

        Raises CallError where the model can't be had at all. Where a call isn't let out, raises HeldBackError once all
        that are under way have come in: they are paid for, and kept.
        """
        calls = self._wanted(self._first_calls()) or self._wanted(self._closing_calls())
        self.conversation.announce(calls)
        await self._all(calls)
        self._require_any()
        if calls[0].request.window:
            await self._all(self._wanted(self._closing_calls()))
        assembled = self._assembled()
        for number in range(1, self.manner.repairs + 1):
            mended = await self._repaired(assembled, number)
            if not mended:
                break
            self.rounds += 1
            assembled = self._assembled()
        if self.rules.timeline and not assembled.postmortem.timeline:  # asked twice, the model saw no event at all
            self.warnings.append("timeline: the model told no event; filled by rules")
            self._notify(Failed("timeline", "the model told no event"))
            self.draft.forget("timeline")
            assembled = self._assembled()
        self._tell_what_is_left(assembled)
        return assembled.postmortem

    def plan(self) -> list[Call]:
        """The calls that it takes if nothing goes back to the model, as far as can be told beforehand."""
        calls = self._wanted(self._first_calls())
        self._calls = {call.name: call for call in calls}
        return [*calls, *self._wanted(self._closing_calls())] if not calls or calls[0].request.window else calls

    async def _all(self, calls: Sequence[Call]) -> None:
        """Makes calls at once; where they share a long prefix, the first goes ahead until its answer begins."""
        self._calls |= {call.name: call for call in calls}
        ahead = asyncio.Event()
        lead = calls[0] if len(calls) > 1 and sum(map(self.conversation.tokens, calls[0].ids)) >= _LEAD else None
        if lead is None:
            ahead.set()

        async def follow(call: Call) -> None:
            if call is not lead:
                await ahead.wait()
            try:
                await self._first(call, ahead.set if call is lead else None)
            finally:
                ahead.set()

        await self._together(map(follow, calls))

    async def _together(self, work: Iterable[Coroutine[Any, Any, None]]) -> None:
        """Does work at once. Raises the first error that ends it, or what held a call back."""
        try:
            async with asyncio.TaskGroup() as group:
                for piece in work:
                    group.create_task(piece)
        except* PmtoolError as errors:
            raise _first_of(errors) from None
        if self._held_back:
            raise self._held_back

    async def _first(self, call: Call, begun: Callable[[], None] | None) -> None:
        self._notify(Started(call.name))
        try:
            answer = await self.conversation.ask(call, self.manner.repairs, begun)
        except CallError as fault:
            if fault.is_final and not self.draft.answers:
                raise
            self._faults[call.name] = fault
            self._notify(Failed(call.name, str(fault)))
            return
        except HeldBackError as error:
            self._held_back = error
            return
        self.draft.put(call.name, call.request.groups, answer)
        if self.conversation.is_watched:
            self._notify(Arrived(call.name, self.draft.told_by(call.name), lambda: self._assembled().postmortem))

    def _require_any(self) -> None:
        """Raises a call's fault where all of them failed."""
        if self._faults and not self.draft.answers:
            raise next(iter(self._faults.values()))

    def _wanted(self, calls: list[Call]) -> list[Call]:
        """The calls as far as they ask for what is drafted."""
        return narrowed(calls, FIELDS[self.draft.only]) if self.draft.only else calls

    def _first_calls(self) -> list[Call]:
        return first_calls(self._world, self.manner.plan, self.manner.window_tokens, self.conversation.tokens)

    def _closing_calls(self) -> list[Call]:
        """The calls that sum up what the windows of a long report told."""
        events = self._assembled().postmortem.timeline
        room = self.manner.window_tokens // 2
        lines, missing = recounted(events, room, self.conversation.veil.hide)
        cited = (e for event in events for e in event.evidence)
        ids = [id for e in cited for id in self._world.segments_between(e.source, e.start, e.end)]
        wanted = [*map(named, self.draft.ids("digest")), *ids, *self._world.segments]
        return closing_calls(
            self._world, self.manner.plan, room, self.conversation.tokens, wanted, Recount(lines, missing)
        )

    def _assembled(self) -> Assembled:
        lost = [call for name, call in self._calls.items() if name not in self.draft.answers]
        return assemble(self.draft, self._world, self.rules, self.conversation.veil.restore, lost)

    async def _repaired(self, assembled: Assembled, number: int) -> bool:
        """One round of repairs; whether there was anything to repair."""
        told: dict[str, list[Problem]] = {}
        for problem in dict.fromkeys(await self._problems(assembled)):
            if problem not in self._settled:
                told.setdefault(problem.place.call, []).append(problem)
        tasks = [self._repair(self._calls[name], found, number) for name, found in told.items()]
        asks_for_more = number == 1 and not self.draft.only
        left_out = telling_leftovers(self._world, assembled.postmortem.coverage) if asks_for_more else []
        if left_out:
            first = next(iter(self._calls.values()))
            seen = () if first.request.window else first.ids
            more = call_for_left_out(self._world, seen, left_out)
            self._calls[more.name] = more
            tasks.append(self._first(more, None))
        await self._together(tasks)
        return bool(tasks)

    async def _repair(self, call: Call, problems: Sequence[Problem], number: int) -> None:
        self._notify(Repairing(call.name, number, len(problems)))
        problems = problems[:_AT_ONCE]
        try:
            correction = await self.conversation.ask_to_mend(call, self.draft.answers[call.name], problems)
        except CallError as fault:
            self.warnings.append(f"{call.name}: problems stay, since {fault}")
            self._notify(Unmended(call.name, str(fault)))
            self._settled.update(problems)
            return
        except HeldBackError as error:
            self._held_back = error
            return
        if not self.draft.correct(call.name, correction):
            self._settled.update(problems)

    async def _problems(self, assembled: Assembled) -> list[Problem]:
        """What points nowhere, and what the reviewer finds wrong with what the model wrote."""
        findings = await self.review(assembled.postmortem)
        placed = [(assembled.place_of(finding.path), finding.message) for finding in findings]
        return [*assembled.problems, *(Problem(place, message) for place, message in placed if place)]

    def _tell_what_is_left(self, assembled: Assembled) -> None:
        """What nobody mended, for the run's record."""
        paths = {place: path for path, place in assembled.places.items()}
        for problem in assembled.problems:
            where = paths.get(problem.place, str(problem.place))
            self.warnings.append(f"{where}: {problem.message}")
        for name, fault in self._faults.items():
            self.warnings.append(f"{name}: {fault}; filled by rules")


def _first_of(errors: BaseExceptionGroup[PmtoolError]) -> PmtoolError:
    first = errors.exceptions[0]
    return first if isinstance(first, PmtoolError) else _first_of(first)
