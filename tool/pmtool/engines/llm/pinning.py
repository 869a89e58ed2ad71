"""A statement with its values under tokens: what goes out as `[T1]` or `[N2]` has to come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pmtool.grounding.values import Kind, values
from pmtool.patterns import Pattern

_VERBATIM = Pattern(
    r"`[^`\n]+`|\"[^\"\n]+\"|“[^”\n]+”|«[^»\n]+»|\[\[[\w-]{3,40}\]\]|\[[A-Z]\d+\]"
    r"|[a-z][a-z+.-]{1,9}://[^\s<>\"'`)\]]*[^\s<>\"'`)\].,;:!?]"
)
"""Quoted words, code, addresses, placeholders of hidden values, and what reads like a token."""
_TOKEN = Pattern(r"\[\s*([TNQtnq]\d{1,4})\s*\]")
_BEGUN = Pattern(r"\[[^\[\]]{0,6}$")
_LETTERS: Mapping[Kind, str] = {
    **dict.fromkeys(("time", "date", "duration"), "T"),
    **dict.fromkeys(("number", "percentage"), "N"),
    **dict.fromkeys(("version", "identifier"), "Q"),
}  # names stay words: a sentence is built around them
_VERBATIM_LETTER = "Q"
_BLANK = "it"
"""Stands for a token where only the words around it are looked at; no part of a time or a figure."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A text and what its tokens stand for."""

    text: str
    words: Mapping[str, str]
    """By tokens: `{"[T1]": "09:12 UTC"}`."""

    def restored(self, text: str) -> str:
        """Another text with the words of the tokens in it; a token that was never given out stays."""
        return _TOKEN.sub(lambda match: self.words.get(f"[{match[1].upper()}]", match[0]), text)

    def so_far(self, text: str) -> str:
        """A text that may break off within a token, as far as it can be read."""
        return self.restored(_BEGUN.sub("", text))

    def blanked(self, text: str) -> str:
        """Another text without its tokens: what whoever wrote it said in words of their own."""
        return _TOKEN.sub(_BLANK, text)

    def missing(self, text: str) -> list[str]:
        """The words of the tokens that another text lacks."""
        found = {f"[{match[1].upper()}]" for match in _TOKEN.finditer(text)}
        return [words for token, words in self.words.items() if token not in found]


def pinned(text: str) -> Pinned:
    """A text with tokens for times, figures, identifiers, code, addresses and quoted words; the same for the same."""
    tokens: dict[str, str] = {}
    counts: dict[str, int] = {}
    pieces: list[str] = []
    at = 0
    for start, end, letter in sorted(_spans(text), key=lambda span: (span[0], -span[1])):
        if start < at:
            continue
        words = text[start:end]
        if words not in tokens:
            counts[letter] = counts.get(letter, 0) + 1
            tokens[words] = f"[{letter}{counts[letter]}]"
        pieces += [text[at:start], tokens[words]]
        at = end
    return Pinned("".join([*pieces, text[at:]]), {token: words for words, token in tokens.items()})


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    verbatim = [match.span() for match in _VERBATIM.finditer(text)]
    yield from ((start, end, _VERBATIM_LETTER) for start, end in verbatim)
    for value in values(text):
        inside = any(value.start < end and start < value.end for start, end in verbatim)
        if value.kind in _LETTERS and not inside:
            yield value.start, value.end, _LETTERS[value.kind]
