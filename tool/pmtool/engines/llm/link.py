"""The way to one server, shared by all reports of a run: its connections, what it turned out to understand, its slots.

The one place where openai and instructor are at work. The SDK retries transport faults, 429 and 5xx; instructor re-asks
what doesn't parse; a stream that breaks off is asked for again in one piece. Nothing else repeats a request, and one
deadline bounds it all.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from pmtool.config import ModelSettings
from pmtool.engines.llm.answer import Part
from pmtool.engines.llm.cache import AnswerCache, Kept
from pmtool.engines.llm.client import Question
from pmtool.engines.llm.dialect import REFUSALS, Dialect, Structured
from pmtool.engines.llm.faults import Faults
from pmtool.engines.llm.reply import Reply, reply_of
from pmtool.engines.llm.request import parameters
from pmtool.engines.llm.spending import Usage
from pmtool.engines.llm.streaming import gathered
from pmtool.engines.llm.transport import network, sdk
from pmtool.engines.llm.underway import UNDERWAY, Call, hush
from pmtool.errors import EngineError

if TYPE_CHECKING:
    from httpx2 import AsyncClient, Response
    from openai import APIStatusError
    from openai.types.chat import ChatCompletion


class Link:
    """A server, its model, and the answers kept of it. Use it as an async context manager, in one event loop."""

    def __init__(self, settings: ModelSettings, answers: AnswerCache, http: AsyncClient | None = None) -> None:
        self.settings, self.answers = settings, answers
        self._http = http
        self._faults = Faults(
            base_url=settings.base_url, model=settings.name, key=settings.key_origin, deadline=settings.deadline
        )
        structured = settings.structured
        self._dialect = Dialect() if structured == "auto" else Dialect(structured, is_settled=True)
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._parameters = parameters(settings)
        self._creates: dict[Structured, Any] = {}
        self._openai: Any = None

    async def __aenter__(self) -> Link:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes the connections; the answers are whoever's who handed them in."""
        if self._openai is not None:
            await self._openai.close()

    @property
    def dialect(self) -> Dialect:
        """How the server is asked by now."""
        return self._dialect

    async def answer(self, question: Question, call: Call) -> Kept:
        """A call from beginning to end. Its time begins once it has a slot. Raises CallError."""
        self._load()
        async with self._slots:
            call.due = asyncio.get_running_loop().time() + self.settings.deadline
            token = UNDERWAY.set(call)
            try:
                async with asyncio.timeout_at(call.due):
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
        raise fault  # out here it drags no other error along: those quote the report

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

    async def _whole(self, body: Mapping[str, Any], call: Call) -> Reply:
        call.usage += Usage(calls=1)
        return self._read(await self._openai.chat.completions.create(**body), call)

    async def _streamed(self, body: Mapping[str, Any], call: Call) -> Reply:
        call.usage += Usage(calls=1)
        options = {} if "stream_options" in call.dialect.left_out else {"stream_options": {"include_usage": True}}
        stream = await self._openai.chat.completions.create(**body, **options, stream=True)
        async with stream:  # closes the socket, also where the task is cancelled
            kind = stream.response.headers.get("content-type", "")
            if "json" in kind or "html" in kind:
                return self._read(await _unstreamed(stream.response), call)
            assert call.watch
            reply = await gathered(stream, call.watch)
        call.usage += reply.usage
        if self.settings.retries and reply.is_broken_off:
            return await self._whole(body, call)
        return reply

    def _read(self, completion: object, call: Call) -> Reply:
        if isinstance(completion, str):  # the SDK's way with what is no JSON
            raise self._faults.of("html" if "<" in completion[:100] else "garbled")
        reply = reply_of(completion)
        call.usage += reply.usage
        return reply

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
