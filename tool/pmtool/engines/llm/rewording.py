"""A statement in other words: its values go out as tokens, and what comes back may neither add nor lose any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pydantic import Field

from pmtool.config import ModelSettings
from pmtool.engines.llm import Style
from pmtool.engines.llm.answer import Part
from pmtool.engines.llm.client import Client
from pmtool.engines.llm.pinning import Pinned, pinned
from pmtool.engines.llm.request import Message
from pmtool.engines.llm.streaming import Glimpse, Watch
from pmtool.engines.llm.templates import Templates, fence, read_text
from pmtool.engines.llm.veil import NO_VEIL, Veil, veil_over
from pmtool.errors import EngineError
from pmtool.grounding.hedging import doubts, leaves_open
from pmtool.grounding.support import folded, unsupported
from pmtool.grounding.values import values
from pmtool.model import Document
from pmtool.model.progress import Notify, Worded, unheard
from pmtool.patterns import Pattern
from pmtool.resources import prompt_files
from pmtool.source.sanitize import sanitize

_TEMPLATE = "reword.md"
_STRAY = Pattern(r"\[[TNQ]\d+\]|\[\[[\w-]{3,40}\]\]")


_SHOWN = 4
"""Faults that an error names."""


class Wording(Part):
    """The statement in other words."""

    text: str = Field(description="The statement, reworded; each token such as [T1] as it stands.")


class Rewording:
    """Rewords statements of one incident."""

    def __init__(self, client: Client, settings: ModelSettings, documents: Sequence[Document], notify: Notify) -> None:
        """Raises ConfigError for a template that can't be read."""
        self._client, self._settings, self._documents, self._notify = client, settings, documents, notify
        path = prompt_files(settings.prompts)[_TEMPLATE]
        self._templates = _templates(path, read_text(path))

    async def run(self, text: str, style: Style, quotes: Sequence[str]) -> str:
        """Raises EngineError where the model changes what is said, though it was told so."""
        veil = veil_over(self._documents, self._settings.redact_words) if self._settings.redacts else NO_VEIL
        told = pinned(veil.hide(text))
        messages = [self._asked(told, style)]
        for is_last in (self._settings.repairs == 0, True):
            answered = await self._client.ask(
                messages, Wording, reasks=self._settings.repairs, watch=self._watch(told, veil)
            )
            said = sanitize(answered.answer.text)
            wording = _tidy(veil.restore(told.restored(said)), text)
            found = [*_lost(told, said), *_added(told, said, text, quotes), *faults(text, wording, quotes)]
            wrong = list(dict.fromkeys(found))
            if not wrong or is_last:
                break
            messages += self._told(answered.answer, [veil.hide(fault) for fault in wrong])
        if wrong:
            raise EngineError(
                f"the wording of {self._settings.name} is not taken: {'; '.join(wrong[:_SHOWN])}",
                "Try again, or choose another model.",
            )
        return wording

    def _asked(self, told: Pinned, style: Style) -> Message:
        """Raises ConfigError for a template that can't be used."""
        content = self._render(statement=told.text, values=told.words, style=style, problems=())
        if told.text not in content:
            raise self._templates.blind(_TEMPLATE)
        return {"role": "user", "content": content}

    def _told(self, wording: Wording, problems: Sequence[str]) -> list[Message]:
        content = self._render(statement="", values={}, style="", problems=problems)
        return [{"role": "assistant", "content": wording.model_dump_json()}, {"role": "user", "content": content}]

    def _render(self, statement: str, **given: object) -> str:
        return self._templates.render(_TEMPLATE, statement=statement, fence=fence(statement), **given)

    def _watch(self, told: Pinned, veil: Veil) -> Watch | None:
        if self._notify is unheard:
            return None

        def watch(glimpse: Glimpse) -> None:
            if glimpse.latest:
                self._notify(Worded(sanitize(veil.restore(told.so_far(glimpse.latest)))))

        return watch


def faults(text: str, wording: str, quotes: Sequence[str]) -> Iterator[str]:
    """What a wording names that neither the text nor what it cites does, and which doubts it drops."""
    if not wording:
        yield "it says nothing"
        return
    yield from (f"nothing says {value.text!r}" for value in unsupported(wording, [text, *quotes]))
    yield from (f"there is no {stray}" for stray in dict.fromkeys(_STRAY.findall(wording)) if stray not in text)
    before, after = _roughness(text), _roughness(wording)
    for words in before.keys() & after.keys():
        if before[words] != after[words]:
            yield f"{words!r} is told as {'about that' if after[words] else 'exact'}"
    if (doubts(text) and not doubts(wording)) or (leaves_open(text) and not leaves_open(wording)):
        yield "it is surer than the statement: its words of doubt have to stay"


def _lost(told: Pinned, said: str) -> list[str]:
    """Tokens that did not come back."""
    return [f"it leaves out {words!r}" for words in told.missing(said)] if said.strip() else []


def _added(told: Pinned, said: str, text: str, quotes: Sequence[str]) -> list[str]:
    """Times and figures that the model wrote itself, be they right: what can be reckoned is not said."""
    held = f" {folded(' / '.join([text, *quotes]))} "
    written = [v for v in values(told.blanked(said)) if v.amount is not None or v.moment]
    return [f"nothing says {v.text!r}" for v in written if f" {folded(v.text)} " not in held]


def _roughness(text: str) -> dict[str, bool]:
    """The values of a text, and whether each is told as being about so much."""
    return {v.text.casefold(): v.is_round or (v.moment is not None and v.moment.approximate) for v in values(text)}


def _tidy(wording: str, text: str) -> str:
    """A wording without stray white space, in one paragraph unless the text has several."""
    paragraphs = wording.split("\n\n") if "\n\n" in text else [wording]
    return "\n\n".join(filter(None, (" ".join(paragraph.split()) for paragraph in paragraphs)))


@lru_cache(maxsize=4)
def _templates(path: str, text: str) -> Templates:
    return Templates({_TEMPLATE: path}, {_TEMPLATE: text})
