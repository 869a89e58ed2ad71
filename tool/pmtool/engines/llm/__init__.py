"""The model engine: structured calls that can't invent a time or a quote. Nothing else imports openai or instructor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pmtool import __version__
from pmtool.model import Document, Mention, Postmortem, RunInfo
from pmtool.model.finding import Finding
from pmtool.model.progress import Notify, unheard

if TYPE_CHECKING:
    from pmtool.config import ModelSettings
    from pmtool.engines.llm.cache import AnswerCache
    from pmtool.engines.llm.client import Client
    from pmtool.engines.llm.drafting import Drafting

__all__ = ["Case", "Review", "preview", "structure"]

Review = Callable[[Postmortem], Sequence[Finding]]
"""What is wrong with a postmortem, as far as whoever wrote it could mend it."""


@dataclass(frozen=True, slots=True)
class Case:
    """An incident's sources with their times, and what rules made of them."""

    documents: Sequence[Document]
    ledgers: Mapping[str, Sequence[Mention]]
    rules: Postmortem


async def structure(
    case: Case,
    settings: ModelSettings,
    review: Review,
    notify: Notify = unheard,
    *,
    answers: AnswerCache | None = None,
) -> Postmortem:
    """The postmortem that a model makes of a case; `run` lacks started_at and elapsed_s, which need a clock.

    `review` tells what is wrong with a draft; `answers` is a cache shared with other cases, by default that of the
    settings. Raises CallError (an EngineError) where the model can't be had, ConfigError for wrong prompts.
    """
    from pmtool.engines.llm.cache import AnswerCache, cache_file
    from pmtool.engines.llm.client import Client
    from pmtool.engines.llm.spending import cost

    kept = answers or AnswerCache(cache_file() if settings.cache else None)
    try:
        async with Client(settings, kept) as client:
            drafting = _drafting(case, settings, client, review, notify)
            postmortem = await drafting.run()
            spent = client.spent
    finally:
        if answers is None:
            kept.close()
    notes = [*case.rules.run.warnings, *drafting.warnings, *([kept.trouble] if kept.trouble else [])]
    run = RunInfo(
        engine="llm",
        model=settings.name,
        prompt_hash=drafting.conversation.prompts.hash,
        pmtool_version=__version__,
        calls=spent.calls,
        input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens,
        cached_tokens=spent.cached_tokens,
        cost=cost(spent, settings.prices),
        attempts=drafting.rounds,
        warnings=tuple(notes),
    )
    return replace(postmortem, run=run)


async def preview(case: Case, settings: ModelSettings, notify: Notify = unheard) -> list[bytes]:
    """The bodies of the first requests that `structure` would send, to the byte and in this order. Sends nothing.

    `notify` as it would be: answers that somebody follows are asked for in another way.
    """
    from pmtool.engines.llm.previewing import bodies

    return await bodies(settings, lambda client: _drafting(case, settings, client, lambda _: (), notify))


def _drafting(case: Case, settings: ModelSettings, client: Client, review: Review, notify: Notify) -> Drafting:
    from pmtool.engines.llm.conversation import Conversation
    from pmtool.engines.llm.drafting import Drafting, Manner
    from pmtool.engines.llm.prompts import prompts_of
    from pmtool.engines.llm.veil import NO_VEIL, veil_over
    from pmtool.engines.llm.world import World
    from pmtool.resources import prompt_files

    conversation = Conversation(
        world=World(case.documents, case.ledgers),
        client=client,
        prompts=prompts_of(prompt_files(settings.prompts)),
        veil=veil_over(case.documents, settings.redact_words) if settings.redacts else NO_VEIL,
        notify=notify,
        is_watched=notify is not unheard,
    )
    manner = Manner(settings.plan, settings.window_tokens, settings.repairs)
    return Drafting(case.rules, conversation, manner, review)
