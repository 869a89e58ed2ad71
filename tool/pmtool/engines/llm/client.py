"""Calls to a model: the one place where openai and instructor are at work.

The SDK retries transport faults, 429 and 5xx; instructor re-asks what doesn't parse; nothing else repeats a request.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from pmtool.config import ModelSettings
from pmtool.engines.llm.answer import Answer
from pmtool.engines.llm.cache import AnswerCache, Kept, key_of
from pmtool.engines.llm.dialect import Dialect
from pmtool.engines.llm.faults import Faults, codes, is_quota
from pmtool.engines.llm.request import Message
from pmtool.engines.llm.spending import Usage
from pmtool.engines.llm.streaming import Watch, gathered

if TYPE_CHECKING:
    from httpx2 import AsyncClient, Response
    from openai.types.chat import ChatCompletion

_CONNECT = 10.0
"""Seconds to reach a server."""


@dataclass
class _Call:
    """The call under way in a task."""

    watch: Watch | None
    usage: Usage = field(default_factory=Usage)
    content: str = ""


_CALL: ContextVar[_Call] = ContextVar("call")
"""Not instructor's context=: with that it takes every message for a template."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and what it took."""

    answer: Answer
    usage: Usage
    from_cache: bool


class Client:
    """One model at one server. Use it as an async context manager."""

    def __init__(self, settings: ModelSettings, answers: AnswerCache, http: AsyncClient | None = None) -> None:
        self._settings, self._answers, self._http = settings, answers, http
        self._faults = Faults(
            base_url=settings.base_url, model=settings.name, key=settings.key_origin, deadline=settings.deadline
        )
        structured = settings.structured
        self._dialect = Dialect() if structured == "auto" else Dialect(structured, is_settled=True)
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._openai: Any = None
        self.spent = Usage()
        """Of all calls so far, those that failed too."""

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._openai is not None:
            await self._openai.close()

    @property
    def dialect(self) -> Dialect:
        """How the server is asked by now."""
        return self._dialect

    async def ask(self, messages: Sequence[Message], *, reasks: int = 0, watch: Watch | None = None) -> Answered:
        """An answer that fits the schema; `reasks` is how often one that doesn't may be asked for again.

        Raises CallError.
        """
        key = key_of(self._settings.base_url, {**self._body(), "messages": list(messages), "schema": _schema_text()})
        while True:
            call = _Call(watch)
            kept, is_hit = await self._answers.once(key, lambda call=call: self._asked(messages, reasks, call))  # type: ignore[misc]
            try:
                answer = Answer.model_validate_json(kept.content)
            except ValueError:
                if not is_hit:
                    raise self._faults.of("unparsed") from None
                self._answers.drop(key)
                continue
            return Answered(answer, Usage() if is_hit else call.usage, is_hit)

    async def _asked(self, messages: Sequence[Message], reasks: int, call: _Call) -> Kept:
        _CALL.set(call)
        while True:
            used = self._dialect
            try:
                answer = await self._create(used)(
                    response_model=_wrapped(),
                    messages=[dict(message) for message in messages],
                    max_retries=reasks,
                    strict=False,
                    **self._body(),
                )
                break
            except Exception as error:
                cause = _cause(error)
                if not self._learns(used, cause):
                    fault = self._faults.from_error(cause)
                    if fault is None:
                        raise
                    raise fault from None  # the chain holds report text
        usage = call.usage
        content = answer.model_dump_json()
        return Kept(
            content=content,
            model=self._settings.name,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cached_tokens=usage.cached_tokens,
        )

    def _learns(self, used: Dialect, error: BaseException) -> bool:
        """Whether the server's refusal tells how to ask instead."""
        import openai

        if not isinstance(error, openai.APIStatusError):
            return False
        if used != self._dialect:
            return True  # another call learned it meanwhile
        other = used.after(error.status_code, error.body, str(error.message))
        self._dialect = other or used
        return other is not None

    def _create(self, dialect: Dialect) -> Any:
        import instructor

        modes = {
            "schema": instructor.Mode.JSON_SCHEMA,
            "tools": instructor.Mode.TOOLS,
            "json": instructor.Mode.JSON,
        }
        _silence()
        return instructor.patch(create=self._complete, mode=modes[dialect.structured])

    async def _complete(self, **body: Any) -> ChatCompletion:
        """One request, its answer whole and sound. Raises CallError, and the SDK's errors."""
        call, fitting = _CALL.get(), self._dialect.fit(body)
        async with self._slots, asyncio.timeout(self._settings.deadline):
            self._count(call, Usage(calls=1))
            if call.watch and self._dialect.streams:
                completion: Any = await self._streamed(fitting, call.watch)
            else:
                completion = await self._sdk().chat.completions.create(**fitting)
        if isinstance(completion, str):  # the SDK's answer to what is no JSON
            raise self._faults.of("html" if "<" in completion[:100] else "empty")
        self._count(call, _usage(completion))
        self._require_answer(completion)
        answer: ChatCompletion = completion
        return answer

    async def _streamed(self, body: Mapping[str, Any], watch: Watch) -> ChatCompletion:
        options = {} if "stream_options" in self._dialect.left_out else {"stream_options": {"include_usage": True}}
        stream = await self._sdk().chat.completions.create(**body, **options, stream=True)
        async with stream:
            if "html" in stream.response.headers.get("content-type", ""):
                raise self._faults.of("html")
            return await gathered(stream, watch)

    def _require_answer(self, completion: ChatCompletion) -> None:
        """Raises the fault of an answer that is none, before anything is parsed."""
        if getattr(completion, "error", None):
            raise self._faults.of("error_body", next(codes({"error": completion.error}), ""))  # type: ignore[attr-defined]
        if not completion.choices:
            raise self._faults.of("empty")
        choice = completion.choices[0]
        message = choice.message
        if message is None:
            raise self._faults.of("empty")
        if message.refusal:
            raise self._faults.of("refused")
        if choice.finish_reason == "content_filter":
            raise self._faults.of("filtered")
        if choice.finish_reason == "length":
            raise self._faults.of("cut")
        if not message.content and not message.tool_calls:
            raise self._faults.of("empty")
        if choice.finish_reason is None:
            raise self._faults.of("cut")

    def _count(self, call: _Call, usage: Usage) -> None:
        call.usage, self.spent = call.usage + usage, self.spent + usage

    def _body(self) -> dict[str, Any]:
        """What every request says beside its messages."""
        s = self._settings
        told = {
            "model": s.name,
            "temperature": s.temperature,
            "reasoning_effort": s.reasoning_effort,
            "seed": s.seed,
            "max_completion_tokens": s.max_output_tokens,
        }
        return {name: value for name, value in told.items() if value is not None}

    def _sdk(self) -> Any:
        if self._openai is None:
            import openai

            s = self._settings
            hooks = {"response": [_stop_at_quota]}
            self._openai = openai.AsyncOpenAI(
                api_key=s.api_key or "none",
                base_url=s.base_url,
                default_headers=dict(s.headers),
                max_retries=s.retries,
                timeout=openai.Timeout(s.deadline, connect=min(_CONNECT, s.deadline)),
                http_client=self._http or openai.DefaultAsyncHttpxClient(event_hooks=hooks),
            )
        return self._openai


async def _stop_at_quota(response: Response) -> None:
    """Keeps the SDK from waiting for a quota that is used up."""
    if response.status_code == 429:
        await response.aread()
        try:
            found = list(codes(response.json()))
        except ValueError:
            return
        if is_quota(found):
            response.headers["x-should-retry"] = "false"


def _usage(completion: ChatCompletion) -> Usage:
    used = completion.usage
    if not used:
        return Usage()
    details = used.prompt_tokens_details
    return Usage(
        input_tokens=used.prompt_tokens or 0,
        output_tokens=used.completion_tokens or 0,
        cached_tokens=(details.cached_tokens or 0) if details else 0,
    )


def _cause(error: Exception) -> BaseException:
    """What is behind instructor's own error, whose text quotes the report."""
    from instructor.core.exceptions import IncompleteOutputException, InstructorRetryException

    if isinstance(error, InstructorRetryException):
        return error.__cause__ or ValueError("no answer")
    if isinstance(error, IncompleteOutputException):
        return ValueError("cut")
    return error


@cache
def _wrapped() -> Any:
    """The response model as instructor wants it, made once: otherwise every call makes a class and its schema."""
    import instructor

    return instructor.openai_schema(Answer)


@cache
def _schema_text() -> str:
    import json

    return json.dumps(Answer.model_json_schema(), sort_keys=True)


@cache
def _silence() -> None:
    """Instructor logs whole answers and errors that quote them."""
    logger = logging.getLogger("instructor")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
