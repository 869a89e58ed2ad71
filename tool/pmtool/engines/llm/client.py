"""What one report asks of a model: each question under its key, answered from the cache or by whoever asks, counted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Generic, Protocol, TypeVar

from pmtool.config import ModelSettings
from pmtool.engines.llm.answer import Part
from pmtool.engines.llm.cache import AnswerCache, Kept, key_of
from pmtool.engines.llm.request import Message, parameters
from pmtool.engines.llm.spending import Usage
from pmtool.engines.llm.streaming import Watch
from pmtool.engines.llm.underway import Call

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and under which key its answer is kept."""

    key: str
    messages: Sequence[Message]
    form: type[Part]
    reasks: int
    """How often an answer that doesn't fit may be asked for again."""


class Asker(Protocol):
    """Gets answers that aren't kept yet; a `Link` asks the server."""

    @property
    def settings(self) -> ModelSettings:
        """Of whom is asked."""

    @property
    def answers(self) -> AnswerCache:
        """Those that are kept."""

    async def answer(self, question: Question, call: Call) -> Kept:
        """An answer that fits; `call` hears on its way what it takes. Raises CallError, and HeldBackError where the
        question isn't let out."""


@dataclass(frozen=True, slots=True)
class Answered(Generic[P]):
    """An answer, and what it took."""

    answer: P
    usage: Usage
    from_cache: bool


class Client:
    """One report's part of what is asked through an asker that others may share."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._parameters = parameters(asker.settings)
        self.spent = Usage()
        """Of all calls so far, those that failed too."""

    @property
    def trouble(self) -> str | None:
        """Why answers aren't kept, though they should be."""
        return self._asker.answers.trouble

    async def ask(
        self, messages: Sequence[Message], form: type[P], *, reasks: int = 0, watch: Watch | None = None
    ) -> Answered[P]:
        """An answer of that form; `reasks` is how often one that doesn't fit may be asked for again.

        Raises CallError, and HeldBackError where the question isn't let out.
        """
        answers = self._asker.answers
        asked = {**self._parameters, "messages": list(messages), "schema": _schema_text(form)}
        question = Question(key_of(self._asker.settings.base_url, asked), messages, form, reasks)
        while True:
            call = Call(watch)
            kept, is_kept = await answers.once(question.key, partial(self._asked, question, call))
            try:
                answer = form.model_validate_json(kept.content)
            except ValueError:  # kept by another version
                answers.drop(question.key)
            else:
                return Answered(answer, Usage() if is_kept else call.usage, is_kept)

    async def _asked(self, question: Question, call: Call) -> Kept:
        try:
            return await self._asker.answer(question, call)
        finally:
            self.spent += call.usage


@cache
def _schema_text(form: type[Part]) -> str:
    return json.dumps(form.model_json_schema(), sort_keys=True)
