"""The way to one server, shared by all reports of a run: its connections, what it turned out to understand, its pace.

The one place where openai and instructor are at work. The link tries again after transport faults, 429 and 5xx;
instructor re-asks what doesn't parse; a stream that breaks off is asked for again in one piece. Nothing else repeats a
request, and one deadline bounds it all.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Mapping
from functools import cache, partial
from math import inf
from typing import TYPE_CHECKING, Any

from pmtool.config import ModelSettings
from pmtool.engines.llm.answer import Part
from pmtool.engines.llm.cache import AnswerCache, Kept
from pmtool.engines.llm.client import Question
from pmtool.engines.llm.dialect import REFUSALS, Dialect, Structured
from pmtool.engines.llm.faults import Faults
from pmtool.engines.llm.gate import Gate
from pmtool.engines.llm.limits import allowances, wait_asked
from pmtool.engines.llm.pacing import BUSY, Pace, Why, pause_after
from pmtool.engines.llm.purse import Purse
from pmtool.engines.llm.reply import Reply, reply_of
from pmtool.engines.llm.request import parameters
from pmtool.engines.llm.spending import Usage, form_tokens, message_tokens
from pmtool.engines.llm.streaming import gathered
from pmtool.engines.llm.transport import may_pass, network, sdk
from pmtool.engines.llm.underway import UNDERWAY, Call, hush
from pmtool.errors import EngineError
from pmtool.model.progress import Notify, Paced, unheard

if TYPE_CHECKING:
    from httpx2 import AsyncClient, Response
    from openai import APIStatusError
    from openai.types.chat import ChatCompletion

_FIRST_ANSWER = 1000
"""Tokens expected of an answer before any came."""
_WAITING: dict[Why, str] = {
    "slots": "all slots are taken",
    "busy": "the server asks to wait",
    "limits": "the server's limit is used up",
    "settings": "the limit per minute that is set is used up",
}


class Link:
    """A server, its model, and the answers kept of it. Use it as an async context manager, in one event loop."""

    def __init__(
        self,
        settings: ModelSettings,
        answers: AnswerCache,
        http: AsyncClient | None = None,
        *,
        notify: Notify = unheard,
        purse: Purse | None = None,
        patience: float = 0.0,
    ) -> None:
        """`notify` hears when all calls wait for the server; `purse` holds what they may take together; `patience` is
        how many seconds in all a call may wait for a server that is busy besides its own time."""
        self.settings, self.answers = settings, answers
        self._http, self._patience = http, patience
        self._faults = Faults(
            base_url=settings.base_url, model=settings.name, key=settings.key_origin, deadline=settings.deadline
        )
        structured = settings.structured
        self._dialect = Dialect() if structured == "auto" else Dialect(structured, is_settled=True)
        pace = Pace(
            settings.concurrency,
            requests_per_minute=settings.requests_per_minute,
            tokens_per_minute=settings.tokens_per_minute,
        )
        self._gate = Gate(
            pace,
            purse or Purse(),
            heard=lambda seconds, why: notify(Paced(seconds, _WAITING[why])),
            overdue=partial(self._faults.of, "busy"),
        )
        self._longest = 0
        self._parameters = parameters(settings)
        self._creates: dict[Structured, Any] = {}
        self._openai: Any = None
        self._completions: Any = None

    async def __aenter__(self) -> Link:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes the connections; the answers are whoever's who handed them in."""
        self._gate.close()
        if self._openai is not None:
            await self._openai.close()

    @property
    def dialect(self) -> Dialect:
        """How the server is asked by now."""
        return self._dialect

    async def answer(self, question: Question, call: Call) -> Kept:
        """A call from beginning to end. Its time begins once it is let out. Raises CallError and SpendingCapError."""
        self._load()
        call.place, call.patience = self._gate.place(), self._patience
        sent = sum(message_tokens(message["content"]) for message in question.messages)
        call.estimate = partial(self._estimate, sent + form_tokens(question.form))
        call.passed = await self._gate.enter(call.place, call.estimate, self.settings.deadline + self._patience)
        call.due = asyncio.get_running_loop().time() + self.settings.deadline
        token = UNDERWAY.set(call)
        try:
            async with asyncio.timeout_at(call.due) as call.timer:
                answer = await self._parsed(question, call)
                return self._kept(answer, call.usage)
        except TimeoutError:
            fault: EngineError = self._faults.late(call.status)
        except Exception as error:
            known = self._faults.from_error(error)
            if known is None:
                raise
            fault = known
        finally:
            UNDERWAY.reset(token)
            self._leave(call)
        raise fault  # out here it drags no other error along: those quote the report

    def _estimate(self, sent: int) -> Usage:
        """What a request takes, rather too much: an answer is expected to be as long as the longest so far."""
        answer = min(max(self._longest, _FIRST_ANSWER), self.settings.max_output_tokens or inf)
        return Usage(calls=1, input_tokens=sent, output_tokens=int(answer))

    def _leave(self, call: Call, *, for_good: bool = True) -> None:
        """Gives back the slot, if it has one, and settles what the latest request took."""
        if call.passed:
            self._gate.leave(call.passed, call.used if call.is_sent else Usage(), for_good=for_good)
            call.passed, call.is_sent = None, False

    async def _go_on(self, call: Call) -> None:
        """Has a call let out for one more request. Like the wait for the first, that is not its time."""
        assert call.timer
        began = _now()
        call.timer.reschedule(None)
        self._leave(call, for_good=False)
        call.passed = await self._gate.enter(call.place, call.estimate, self.settings.deadline + self._patience)
        call.due += _now() - began
        call.timer.reschedule(call.due)

    async def _try_again(self, call: Call, pause: float) -> None:
        """Has a call let out once more that came to nothing, after a pause of its own and for as long as all wait.

        Its slot is others' meanwhile. That is its own time but for what its patience covers.
        """
        assert call.timer
        began = _now()
        call.timer.reschedule(call.due + call.patience)
        self._leave(call, for_good=pause > 0)
        await asyncio.sleep(pause)
        call.passed = await self._gate.enter(call.place, call.estimate, inf)
        spared = min(_now() - began, call.patience)
        call.due, call.patience = call.due + spared, call.patience - spared
        call.timer.reschedule(call.due)

    async def _parsed(self, question: Question, call: Call) -> Part:
        """An answer, in whatever way the server can be asked for one."""
        import openai
        from instructor.core.exceptions import InstructorRetryException

        while True:
            call.dialect = self._dialect
            try:
                answer: Part = await self._creates[call.dialect.structured](
                    response_model=_reader(question.form),
                    messages=[dict(message) for message in question.messages],
                    max_retries=question.reasks,
                    strict=False,
                    **self._parameters,
                )
                return answer
            except InstructorRetryException as error:
                cause = error.__cause__ or error
            if not (isinstance(cause, openai.APIStatusError) and self._learns(call, cause)):
                raise cause

    def _learns(self, call: Call, refusal: APIStatusError) -> bool:
        """Whether the server's refusal tells how to ask instead."""
        if refusal.status_code not in REFUSALS:
            return False
        if call.dialect != self._dialect:
            return True  # another call learned it meanwhile
        sent = {*self._parameters, *(("stream", "stream_options") if call.streams else ())}
        other = call.dialect.after(refusal.status_code, f"{refusal.message} {refusal.body}", sent)
        self._dialect = other or self._dialect
        return other is not None

    def _load(self) -> None:
        """Has the SDKs ready, and quiet. That takes a second the first time, which is not the server's."""
        if self._openai is None:
            from instructor import Mode, patch

            self._openai = sdk(self.settings, self._http or network(self.settings))
            self._completions = self._openai.chat.completions
            modes: dict[Structured, Mode] = {"schema": Mode.JSON_SCHEMA, "tools": Mode.TOOLS, "json": Mode.JSON}
            self._creates = {name: patch(create=self._complete, mode=mode) for name, mode in modes.items()}
            hush()

    async def _complete(self, **body: Any) -> ChatCompletion:
        """One request as instructor words it, its answer whole and sound. Raises CallError, and the SDK's errors."""
        call = UNDERWAY.get()
        fitting = call.dialect.fit(body)
        try:
            reply = await (self._streamed(fitting, call) if call.streams else self._whole(fitting, call))
            fault = reply.fault()
        except ValueError:  # no JSON, or no text at all
            fault = "garbled", ""
        if fault:
            raise self._faults.of(*fault)
        return reply.completion(call.dialect.structured)

    async def _sent(self, call: Call, **body: Any) -> Any:
        """What the SDK makes of a request, which is tried again where that may help. Raises the SDK's errors."""
        import openai

        tries = 0
        while True:
            if call.is_sent:
                await self._go_on(call)
            assert call.passed
            call.is_sent, call.used, call.headers = True, None, None
            try:
                answer = await self._completions.create(**body)
            except openai.APIStatusError as error:
                pause = self._pause_after(error, call, tries)
                if pause is None:
                    raise
            except openai.APIConnectionError:
                call.used = None if call.headers else Usage()  # it got nowhere
                if tries >= self.settings.retries:
                    raise
                pause = _backoff(tries)
            else:
                self._gate.pace.answered(call.passed.turn, _now(), allowances(call.headers or {}, time.time()))
                return answer
            tries += 1
            await self._try_again(call, pause)

    def _pause_after(self, refusal: APIStatusError, call: Call, tries: int) -> float | None:
        """Seconds that a call waits by itself until it tries again, besides what all wait; None where it does not."""
        assert call.passed
        call.used = Usage()
        headers, now = refusal.response.headers, _now()
        left, asked = call.due + call.patience - now, wait_asked(headers, time.time())
        if not may_pass(refusal):
            return None
        if refusal.status_code not in BUSY:
            pause = asked or _backoff(tries)
            return pause if tries < self.settings.retries and pause < left else None
        told = allowances(headers, time.time())
        pause = self._gate.pace.refused(call.passed.turn, now, told, asked or None)
        if tries < self.settings.retries:
            return 0.0 if pause < left else None
        alone = pause_after(tries, inf)  # it may be this call that the server never takes
        return alone if call.patience and max(pause, alone) < left else None

    async def _whole(self, body: Mapping[str, Any], call: Call) -> Reply:
        call.usage += Usage(calls=1)
        return self._read(await self._sent(call, **body), call)

    async def _streamed(self, body: Mapping[str, Any], call: Call) -> Reply:
        call.usage += Usage(calls=1)
        options = {} if "stream_options" in call.dialect.left_out else {"stream_options": {"include_usage": True}}
        stream = await self._sent(call, **body, **options, stream=True)
        async with stream:  # closes the socket, also where the task is cancelled
            kind = stream.response.headers.get("content-type", "")
            if "json" in kind or "html" in kind:
                return self._read(await _unstreamed(stream.response), call)
            assert call.watch
            reply = await gathered(stream, call.watch)
        self._count(reply, call)
        if self.settings.retries and reply.is_broken_off:
            return await self._whole(body, call)
        return reply

    def _read(self, completion: object, call: Call) -> Reply:
        if isinstance(completion, str):  # the SDK's way with what is no JSON
            raise self._faults.of("html" if "<" in completion[:100] else "garbled")
        reply = reply_of(completion)
        self._count(reply, call)
        return reply

    def _count(self, reply: Reply, call: Call) -> None:
        call.usage += reply.usage
        call.used = reply.usage if reply.usage.input_tokens else None  # many servers tell nothing
        self._longest = max(self._longest, reply.usage.output_tokens)

    def _kept(self, answer: Part, usage: Usage) -> Kept:
        return Kept(
            content=answer.model_dump_json(),
            model=self.settings.name,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cached_tokens=usage.cached_tokens,
        )


async def _unstreamed(response: Response) -> object:
    """What came instead of a stream, as the SDK would have read it. Raises ValueError."""
    from openai.types.chat import ChatCompletion

    body = await response.aread()
    if "html" in response.headers["content-type"]:
        return response.text
    parsed = json.loads(body)
    return ChatCompletion.construct(**parsed) if isinstance(parsed, dict) else parsed


def _now() -> float:
    return asyncio.get_running_loop().time()


def _backoff(tries: int) -> float:
    """A little less than the rule, so that calls that failed together don't come back together."""
    return pause_after(tries) * random.uniform(0.75, 1)


@cache
def _reader(form: type[Part]) -> Any:
    """A form's schema and reader, made once. Without its fields, since instructor walks through a response model's
    four times a call, which takes as long as the SDK needs for all the rest."""
    import instructor

    class Answer(instructor.OpenAISchema):
        @classmethod
        def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
            return form.model_json_schema()

        @classmethod
        def model_validate_json(cls, json_data: Any, **_: Any) -> Any:
            return form.model_validate_json(json_data, strict=False)

    return Answer
