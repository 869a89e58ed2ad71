"""What a server sent back, whole or streamed, in one shape. Servers send anything: nothing here takes it on trust."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pmtool.engines.llm.dialect import Structured
from pmtool.engines.llm.faults import Kind, codes, kind_of
from pmtool.engines.llm.spending import Usage

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion


@dataclass(slots=True)
class Reply:
    """An answer, or what came in its place."""

    text: str = ""
    refusal: str = ""
    finish: str = ""
    """Why the model stopped; empty where nobody told."""
    error: object = None
    """An error under status 200."""
    usage: Usage = field(default_factory=Usage)

    def fault(self) -> tuple[Kind, str] | None:
        """What makes it no answer, before anything is validated, with a detail that is fit to be shown."""
        if self.error:
            found = list(codes(self.error))
            return kind_of(found) or "error_body", ", ".join(found)
        if self.refusal:
            return "refused", ""
        if self.finish in ("content_filter", "length"):
            return ("cut" if self.finish == "length" else "filtered"), ""
        if not self.finish and self.text and not _is_whole(self.text):
            return "dropped", ""
        return None if self.text else ("empty", "")

    @property
    def is_broken_off(self) -> bool:
        """Whether it ended before its end, so that another attempt may fare better."""
        kind, _ = self.fault() or ("", "")
        return kind in ("dropped", "error_body") or (kind == "empty" and not self.finish)

    def completion(self, structured: Structured) -> ChatCompletion:
        """The answer as instructor expects it. Without usage, it looks for other vendors' packages."""
        from openai.types.chat import ChatCompletion

        text = bare(self.text)
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if structured == "tools" and text.startswith("{"):
            call = {"id": "call_1", "type": "function", "function": {"name": "Answer", "arguments": text}}
            message |= {"content": None, "tool_calls": [call]}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = dict.fromkeys(("prompt_tokens", "completion_tokens", "total_tokens"), 0)
        return ChatCompletion.construct(choices=[choice], usage=usage)


def reply_of(completion: object) -> Reply:
    """What an SDK's object, built from whatever came, holds of a reply."""
    choice = _first(getattr(completion, "choices", None))
    message = getattr(choice, "message", None)
    function = getattr(_first(getattr(message, "tool_calls", None)), "function", None)
    return Reply(
        text=sound(getattr(function, "arguments", None)) or sound(getattr(message, "content", None)),
        refusal=sound(getattr(message, "refusal", None)),
        finish=sound(getattr(choice, "finish_reason", None)),
        error={"error": error} if (error := getattr(completion, "error", None)) else None,
        usage=usage_of(getattr(completion, "usage", None)),
    )


def usage_of(used: object) -> Usage:
    """What a server says that an answer took."""
    details = getattr(used, "prompt_tokens_details", None)
    return Usage(
        input_tokens=_count(getattr(used, "prompt_tokens", None)),
        output_tokens=_count(getattr(used, "completion_tokens", None)),
        cached_tokens=_count(getattr(details, "cached_tokens", None)),
    )


def sound(text: object) -> str:
    """A text that can be sent again; halves of surrogate pairs can't."""
    if not isinstance(text, str):
        return ""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def bare(text: str) -> str:
    """The JSON in an answer, without thoughts, prose or a fence around it."""
    if text.lstrip().startswith("<think>"):
        text = text.rpartition("</think>")[2]
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text


def _is_whole(text: str) -> bool:
    import jiter

    try:
        jiter.from_json(bare(text).encode())
    except ValueError:
        return False
    return True


def _first(items: object) -> object:
    return items[0] if isinstance(items, list) and items else None


def _count(value: object) -> int:
    return max(0, value) if isinstance(value, int) else 0
