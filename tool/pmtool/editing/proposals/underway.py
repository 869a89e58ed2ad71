"""How far a model has got, as the desk tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pmtool.model.progress import Arrived, Done, Failed, Planned, Progress, Repairing, Started, Tokens, Worded
from pmtool.source.sanitize import sanitize

_KEPT = 4000
"""Characters of what a model says that are shown while it does."""


@dataclass(frozen=True, slots=True)
class Underway:
    """A job that a model is at."""

    parts: Mapping[str, bool] = field(default_factory=dict)
    """Whether each part is there."""
    tokens: Mapping[str, int] = field(default_factory=dict)
    """Answered so far, by part."""
    saying: str = ""
    """Its words of late: only data."""
    latest: str = ""
    """The statement that it is at."""
    doing: str = ""
    troubles: Mapping[str, str] = field(default_factory=dict)
    """Why parts failed, which rules fill then."""

    def heard(self, progress: Progress) -> Underway:
        """As it stands after some progress."""
        match progress:
            case Planned(parts=parts):
                return replace(self, parts=dict.fromkeys(parts, False), doing="asking")
            case Started(part=part) | Repairing(part=part):
                doing = f"mending {part}" if isinstance(progress, Repairing) else self.doing
                return replace(self, parts={**self.parts, part: self.parts.get(part, False)}, doing=doing)
            case Tokens(part=part, output_tokens=tokens, latest=latest):
                return self._saying(latest, part, tokens)
            case Worded(text=text):
                return replace(self, saying="", latest=sanitize(text)[-_KEPT:])
            case Done(part=part, output_tokens=tokens):
                return replace(self, tokens={**self.tokens, part: tokens})
            case Arrived(part=part):
                return replace(self, parts={**self.parts, part: True})
            case Failed(part=part, why=why):
                return replace(self, parts={**self.parts, part: True}, troubles={**self.troubles, part: why})
        return self

    def _saying(self, latest: str, part: str, tokens: int) -> Underway:
        now = sanitize(latest)[-_KEPT:]
        is_more = now.startswith(self.latest) or self.latest.startswith(now)
        said = self.saying if is_more else f"{self.saying}{self.latest}\n"[-_KEPT:]
        return replace(self, saying=said, latest=now, doing=part, tokens={**self.tokens, part: tokens})

    @property
    def words(self) -> str:
        """What it says, and said just before."""
        return self.saying + self.latest

    @property
    def line(self) -> str:
        """In a few words: `2/4 parts · 1,234 tokens · timeline`."""
        there = f"{sum(self.parts.values())}/{len(self.parts)} parts" if len(self.parts) > 1 else ""
        count = sum(self.tokens.values())
        return " · ".join(filter(None, (there, f"{count:,} tokens" if count else "", self.doing or "asking")))
