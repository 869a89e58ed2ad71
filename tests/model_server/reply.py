"""What a script answers: the words, the pace, and what goes wrong on the way."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field


@dataclass(frozen=True, slots=True)
class ToolCall:
    name: str
    arguments: str
    """JSON, or what the model takes for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens."""

    prompt: int
    completion: int
    cached: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast an answer comes. The default is at once."""

    ttft: float = 0.0
    """Seconds to the headers and the first token."""
    tokens_per_second: float | None = None
    seconds_per_byte: float | None = None
    """Lets the body trickle, so that no timeout of a single read ever fires."""

    @property
    def is_at_once(self) -> bool:
        """Whether nothing holds up what follows the first token."""
        return self.tokens_per_second is None and self.seconds_per_byte is None


AT_ONCE = Pace()


class How(enum.Enum):
    """Ways for an answer to end too early."""

    RESET = "the connection is reset (RST)"
    CLOSE = "the connection is closed (FIN) in the midst of the HTTP message"
    HANG = "nothing more comes"
    END = "the HTTP message ends as if all were well: a stream without [DONE], a body of cut JSON"
    ERROR = "an error object takes the place of what is left, under status 200"


@dataclass(frozen=True, slots=True)
class Fault:
    how: How
    after: int | None = None
    """Tokens that come first (of 4 bytes each in a body that isn't streamed); None: not even the headers come."""

    def __post_init__(self) -> None:
        if self.after is None and self.how in (How.END, How.ERROR):
            raise ValueError(f"{self.how.name} comes after headers: say after how many tokens")


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: `content` in the shape that the request asks for, unless more is said.

    A request that sends tools gets `content` as the arguments of a call; `tool_calls=()` answers in plain words
    even so. A `body` is sent as it stands, at once, whatever the request's shape.
    """

    content: str | None = ""
    _: KW_ONLY
    tool_calls: tuple[ToolCall, ...] | None = None
    finish_reason: str | None = None
    """None: `stop`, `tool_calls`, or `length` where the request's limit cuts the content."""
    refusal: str | None = None
    no_choices: bool = False
    usage: Usage | None = None
    """None: counted, and with the cached prefix found."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent besides the usual ones, or in their place. `Connection: close` is kept."""
    body: bytes | None = None
    content_type: str = "application/json"
    pace: Pace | None = None
    """None: the server's pace for content, at once for a body."""
    fault: Fault | None = None
