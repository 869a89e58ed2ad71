"""The model engine: structured calls that can't invent a time or a quote. Nothing else imports openai or instructor."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from pmtool import __version__
from pmtool.model import Document, Postmortem, RunInfo
from pmtool.model.case import Case
from pmtool.model.finding import Finding
from pmtool.model.progress import Notify, Spent, unheard

if TYPE_CHECKING:
    from pmtool.config import ModelSettings
    from pmtool.engines.llm.client import Asker, Client
    from pmtool.engines.llm.drafting import Drafting
    from pmtool.engines.llm.estimating import Estimate
    from pmtool.engines.llm.link import Link

__all__ = ["Review", "Style", "connected", "estimate", "preview", "reword", "structure"]

Review = Callable[[Postmortem], Awaitable[Sequence[Finding]]]
"""What is wrong with a postmortem, as far as whoever wrote it could mend it. May be found out in another process."""
Style = Literal["tighter", "neutral"]
"""How to reword: in fewer words, or without blame and alarm."""


async def structure(
    case: Case,
    settings: ModelSettings,
    review: Review,
    notify: Notify = unheard,
    *,
    only: str | None = None,
    link: Asker | None = None,
    streams: bool = True,
) -> Postmortem:
    """The postmortem that a model makes of a case; `run` lacks started_at and elapsed_s, which need a clock.

    `review` tells what is wrong with a draft; `only` names the one field to ask for, rules fill all others; `link` is
    one that other cases share, by default it is the case's own. Without `streams` answers come in one piece, which
    nobody can follow, but takes a fraction of the processor's time.

    Raises CallError (an EngineError) where the model can't be had, HeldBackError where a call isn't let out,
    ConfigError for wrong prompts, UsageError for a field that no model fills.
    """
    async with _client(settings, notify, link) as client:
        drafting = _drafting(case, settings, client, review, notify, only, streams=streams)
        postmortem = await drafting.run()
        spent, trouble = _spent(client, settings), client.trouble
    notes = [*case.rules.run.warnings, *drafting.warnings, *([trouble] if trouble else [])]
    run = RunInfo(
        engine="llm",
        model=settings.name,
        prompt_hash=drafting.conversation.prompts.hash,
        pmtool_version=__version__,
        calls=spent.calls,
        input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens,
        cached_tokens=spent.cached_tokens,
        cost=spent.cost,
        attempts=drafting.rounds,
        warnings=tuple(notes),
    )
    return replace(postmortem, run=run)


async def reword(
    text: str,
    style: Style,
    settings: ModelSettings,
    notify: Notify = unheard,
    *,
    quotes: Sequence[str] = (),
    documents: Sequence[Document] = (),
) -> str:
    """A statement in other words, with the same values, names and doubts.

    `quotes` are the words that it cites, whose values and names may be added; what is to be hidden in the `documents`
    is hidden in it, too. Raises CallError where the model can't be had, EngineError where it changes what is said, and
    ConfigError for a wrong prompt.
    """
    from pmtool.engines.llm.rewording import Rewording

    async with _client(settings, notify) as client:
        return await Rewording(client, settings, documents, notify).run(text, style, quotes)


async def preview(case: Case, settings: ModelSettings, notify: Notify = unheard) -> list[bytes]:
    """The bodies of the first requests that `structure` would send, to the byte and in this order. Sends nothing.

    `notify` as it would be: answers that somebody follows are asked for in another way.
    """
    from pmtool.engines.llm.previewing import bodies

    return await bodies(settings, lambda client: _drafting(case, settings, client, _unreviewed, notify))


def estimate(case: Case, settings: ModelSettings) -> Estimate:
    """About what `structure` would take, rather too much than too little. Sends nothing, and looks at no cache.

    Raises ConfigError for wrong prompts.
    """
    from pmtool.engines.llm.cache import AnswerCache
    from pmtool.engines.llm.client import Client
    from pmtool.engines.llm.estimating import estimated
    from pmtool.engines.llm.link import Link

    unveiled = replace(settings, redact=False)  # what stands in for a secret is as long
    client = Client(Link(unveiled, AnswerCache(None)))
    return estimated(_drafting(case, unveiled, client, _unreviewed, unheard), settings)


async def _unreviewed(_: Postmortem) -> Sequence[Finding]:
    return ()


@asynccontextmanager
async def connected(
    settings: ModelSettings,
    notify: Notify = unheard,
    *,
    patience: float = 0.0,
    max_cost: float | None = None,
    max_tokens: int | None = None,
) -> AsyncIterator[Link]:
    """What reports share that ask the same server in one event loop: connections, pace, what it was found to
    understand, what they may spend, and the answers that are kept.

    `notify` hears when all calls wait for the server (Paced); `patience` is how many seconds in all a call may wait for
    a server that is busy besides its own time. All calls together take at most `max_cost`, in the currency of the
    prices, and `max_tokens`, in and out: one that could take more ends in SpendingCapError. Raises UsageError for a
    cost without prices.
    """
    from pmtool.engines.llm.cache import AnswerCache, cache_file
    from pmtool.engines.llm.link import Link
    from pmtool.engines.llm.purse import Purse

    purse = Purse(settings.prices, max_cost=max_cost, max_tokens=max_tokens)
    answers = AnswerCache(cache_file() if settings.cache else None)
    try:
        async with Link(settings, answers, notify=notify, purse=purse, patience=patience) as link:
            yield link
    finally:
        answers.close()


@asynccontextmanager
async def _client(settings: ModelSettings, notify: Notify, link: Asker | None = None) -> AsyncIterator[Client]:
    """A client, over a link of its own where there is none; tells in the end what was spent, whatever it ended in."""
    from pmtool.engines.llm.client import Client

    async with nullcontext(link) if link else connected(settings, notify) as asker:
        client = Client(asker)
        try:
            yield client
        finally:
            if client.spent.calls:
                notify(_spent(client, settings))


def _spent(client: Client, settings: ModelSettings) -> Spent:
    from pmtool.engines.llm.spending import cost

    used = client.spent
    return Spent(used.calls, used.input_tokens, used.cached_tokens, used.output_tokens, cost(used, settings.prices))


def _drafting(
    case: Case,
    settings: ModelSettings,
    client: Client,
    review: Review,
    notify: Notify,
    only: str | None = None,
    *,
    streams: bool = True,
) -> Drafting:
    from pmtool.engines.llm.conversation import Conversation
    from pmtool.engines.llm.draft import FIELDS, Draft
    from pmtool.engines.llm.drafting import Drafting, Manner
    from pmtool.engines.llm.prompts import prompts_of
    from pmtool.engines.llm.veil import NO_VEIL, veil_over
    from pmtool.engines.llm.world import World
    from pmtool.errors import UsageError
    from pmtool.resources import prompt_files

    if only is not None and only not in FIELDS:
        raise UsageError(f"no model is asked for {only}", f"Fields to ask for are {', '.join(FIELDS)}.")
    conversation = Conversation(
        world=World(case.documents, case.ledgers),
        client=client,
        prompts=prompts_of(prompt_files(settings.prompts)),
        veil=veil_over(case.documents, settings.redact_words) if settings.redacts else NO_VEIL,
        notify=notify,
        is_watched=streams and notify is not unheard,
        streams=streams,
    )
    manner = Manner(settings.plan, settings.window_tokens, settings.repairs)
    return Drafting(case.rules, conversation, manner, review, Draft(only=only))
