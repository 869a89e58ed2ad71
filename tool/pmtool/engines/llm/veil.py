"""What leaves the machine, and how it comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pmtool.model import Document

if TYPE_CHECKING:
    from pmtool.sensitive.redaction import Redactor


@dataclass(frozen=True, slots=True)
class Veil:
    """Hides values of an incident's texts, and puts them back."""

    shown: Callable[[Document, int, int], str]
    """The words of a document between two offsets, with placeholders for what is hidden."""
    hide: Callable[[str], str]
    """Any text that is to be sent."""
    restore: Callable[[str], str]
    """A model's words with what was hidden."""
    summary: str
    """What was hidden, for people: `3 secrets, 2 e-mail addresses`; empty where nothing was."""


NO_VEIL = Veil(lambda document, start, end: document.text[start:end], str, str, "")
"""For a model that runs on this machine."""


def veil_over(documents: Sequence[Document], words: Sequence[str]) -> Veil:
    """Hides secrets, addresses and the like, and `words`, in all of these documents."""
    redactor = deepcopy(_redactor(tuple(document.text for document in documents), tuple(words)))
    places = {document.id: place for place, document in enumerate(documents)}
    return Veil(
        lambda document, start, end: redactor.hide_span(places[document.id], start, end),
        redactor.hide,
        redactor.restore,
        redactor.summary,
    )


@lru_cache(maxsize=1)
def _redactor(texts: tuple[str, ...], words: tuple[str, ...]) -> Redactor:
    """What is hidden in texts, which takes seconds to find in long ones. To be copied, since it learns with use."""
    from pmtool.sensitive.redaction import Redactor

    return Redactor(texts, words)
