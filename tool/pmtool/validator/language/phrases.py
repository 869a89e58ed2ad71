"""Tables of phrases with what to ask instead. A phrase is compiled when its first word turns up."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from pmtool.patterns import Pattern


class Found(NamedTuple):
    """A phrase in a text."""

    start: int
    end: int
    ask: str
    """What to ask, or how to put it, instead."""


class _Phrase(NamedTuple):
    pattern: Pattern
    ask: str


class Phrases:
    """A table of phrases in lower case, each with what to ask instead below it, indented; both may take several lines.

    A phrase is a regular expression in which a space stands for any white space and `%NAME%` for one of `parts`. After
    look-behinds, it begins with a word or with a group of words: those are looked for first, which is fast.
    """

    def __init__(self, table: str, parts: dict[str, str] | None = None) -> None:
        self._table, self._parts = table, parts or {}

    def find(self, text: str) -> Iterator[Found]:
        """Where they stand in a text in lower case, head by head."""
        for head, phrases in self._by_head.items():
            at = text.find(head)
            while at >= 0:
                if at == 0 or not text[at - 1].isalnum():
                    for phrase in phrases:
                        match = phrase.pattern.match(text, at)
                        if match:
                            yield Found(at, match.end(), phrase.ask)
                            break
                at = text.find(head, at + len(head))

    @cached_property
    def _by_head(self) -> dict[str, list[_Phrase]]:
        found: dict[str, list[_Phrase]] = {}
        for written, ask in self._entries():
            for name, part in reversed(self._parts.items()):  # a part may hold those before it
                written = written.replace(f"%{name}%", part)
            phrase = _Phrase(Pattern(written.replace(" ", r"\s+")), ask)
            for head in _heads(written):
                found.setdefault(head, []).append(phrase)
        return found

    def _entries(self) -> list[tuple[str, str]]:
        entries: list[tuple[str, str]] = []
        for line in self._table.strip().splitlines():
            phrase, ask = entries[-1] if entries else ("", "")
            if line.startswith(" "):
                entries[-1] = (phrase, f"{ask} {line.strip()}".lstrip())
            elif phrase and not ask:
                entries[-1] = (phrase + line, "")
            else:
                entries.append((line, ""))
        return entries


def _heads(phrase: str) -> list[str]:
    """First words that a phrase can begin with."""
    while phrase.startswith("(?<"):
        phrase = phrase.partition(")")[2]
    words = _alternatives(phrase[3:]) if phrase.startswith("(?:") else [phrase]
    heads = list(dict.fromkeys(_letters(word) for word in words))
    if "" in heads:
        raise ValueError(f"a phrase begins with a word, not so: {phrase}")
    return heads


def _alternatives(group: str) -> list[str]:
    """What stands between the bars of a group, up to its end."""
    found, depth = [""], 0
    for character in group:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            break
        if character == "|" and not depth:
            found.append("")
        else:
            found[-1] += character
    return found


def _letters(word: str) -> str:
    end = next((i for i, character in enumerate(word) if not character.isalpha()), len(word))
    return word[: end - 1] if word[end : end + 1] == "?" else word[:end]
