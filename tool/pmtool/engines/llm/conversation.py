"""What a call sends and brings back: the prompt rendered over the report, and the answer, watched on its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pmtool.engines.llm.answer import Answer
from pmtool.engines.llm.client import Client
from pmtool.engines.llm.desk import Problem
from pmtool.engines.llm.plan import Call
from pmtool.engines.llm.prompts import Prompts
from pmtool.engines.llm.request import Message
from pmtool.engines.llm.spending import estimated_tokens, form_tokens, message_tokens
from pmtool.engines.llm.streaming import Glimpse, Watch
from pmtool.engines.llm.veil import Veil
from pmtool.engines.llm.world import World
from pmtool.model.progress import Done, Notify, Planned, Tokens

_LINE, _TIME = 6, 24
"""Tokens of a line's beginning and of a time in it."""
_SAID = 300
"""Characters of a problem that are told."""


@dataclass
class Conversation:
    """All that goes to the model about one report, and what it says."""

    world: World
    client: Client
    prompts: Prompts
    veil: Veil
    notify: Notify
    is_watched: bool
    """Whether `notify` wants to hear of tokens and parts as they come."""
    streams: bool
    """Whether answers may be streamed."""
    _sizes: dict[str, int] = field(default_factory=dict)
    _reports: dict[tuple[str, ...], Message] = field(default_factory=dict)

    def announce(self, calls: Sequence[Call]) -> None:
        """Tells what will be sent first."""
        self.notify(Planned(tuple(call.name for call in calls), self.tokens_in(calls), self.veil.summary))

    async def ask(self, call: Call, reasks: int, begun: Callable[[], None] | None = None) -> Answer:
        """A call's answer; `begun` is called once it begins to come. Raises CallError."""
        return await self._ask(call, self._messages(call), reasks, begun)

    async def ask_to_mend(self, call: Call, answer: Answer, problems: Sequence[Problem]) -> Answer:
        """Corrections of the items of an answer that have problems. Raises CallError."""
        told = [(str(problem.place), self.veil.hide(problem.message[:_SAID])) for problem in problems]
        return await self._ask(call, [*self._messages(call), *self.prompts.repair(answer, told)], 0, None)

    def _messages(self, call: Call) -> list[Message]:
        """What a call sends: rules and report, the same for all calls that see the same, then what is wanted."""
        return [self._system, self._report(call.ids), self.prompts.request(call.request)]

    @cached_property
    def _system(self) -> Message:
        """Examples of one's own may hold what must not leave the machine."""
        system = self.prompts.system()
        return {**system, "content": self.veil.hide(system["content"])}

    def tokens(self, id: str) -> int:
        """About what a segment takes, with its times."""
        if id not in self._sizes:
            times = len(self.world.times_in.get(id, ()))
            self._sizes[id] = estimated_tokens(self.world.text(id)) + _LINE + times * _TIME
        return self._sizes[id]

    def _report(self, ids: tuple[str, ...]) -> Message:
        if ids not in self._reports:
            self._reports[ids] = self.prompts.report(self.world, ids, self.veil)
        return self._reports[ids]

    def tokens_in(self, calls: Sequence[Call]) -> int:
        """About what calls take in. Most of it is the same for all of them."""
        sent = sum(message_tokens(message["content"]) for call in calls for message in self._messages(call))
        return sent + len(calls) * form_tokens(Answer)

    async def _ask(
        self, call: Call, messages: Sequence[Message], reasks: int, begun: Callable[[], None] | None
    ) -> Answer:
        answered = await self.client.ask(messages, Answer, reasks=reasks, watch=self._watch(call.name, begun))
        usage = answered.usage
        self.notify(Done(call.name, usage.input_tokens, usage.output_tokens, answered.from_cache))
        return answered.answer

    def _watch(self, name: str, begun: Callable[[], None] | None) -> Watch | None:
        if not (self.streams and (self.is_watched or begun)):
            return None

        def watch(glimpse: Glimpse) -> None:
            if begun:
                begun()
            self.notify(Tokens(name, glimpse.tokens, glimpse.statements, self.veil.restore(glimpse.latest)))

        return watch
