"""Regular expressions that are compiled when first used: there are many, and a report needs few of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


class Pattern:
    """A `re.Pattern` to be: its methods appear, ready compiled, with the first use of one of them."""

    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]
    sub: Callable[..., str]
    split: Callable[..., list[str]]
    findall: Callable[..., list[str]]

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source, self.flags = source, flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(self.source, self.flags)
        self.match, self.fullmatch, self.search = compiled.match, compiled.fullmatch, compiled.search
        self.finditer, self.sub = compiled.finditer, compiled.sub
        self.split, self.findall = compiled.split, compiled.findall
        return getattr(compiled, name)
