"""Scripts: who answers which request with what."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeAlias

from .reply import Reply
from .request import Request

Answers: TypeAlias = Callable[[Request], "Reply | str"]
Script: TypeAlias = Answers | Reply | str | Sequence["Reply | str"]
"""A function of the request, one reply for all, or replies for one request after the other. A str is a content."""


class OutOfRepliesError(Exception):
    """More requests came than the script has replies for."""


def answers(script: Script) -> Answers:
    """The script as a function of the request, which raises OutOfRepliesError where a list is used up."""
    if callable(script):
        return script
    if isinstance(script, (Reply, str)):
        return lambda request: script
    return in_order(script)


def in_order(script: Sequence[Reply | str], then: Script | None = None) -> Answers:
    """One reply after the other, in the order of arrival; `then` answers whatever comes after."""
    left = iter(script)
    rest = None if then is None else answers(then)

    def answer(request: Request) -> Reply | str:
        if (reply := next(left, None)) is not None:
            return reply
        if rest is None:
            raise OutOfRepliesError(f"request {request.number} has no reply in the script")
        return rest(request)

    return answer


def by(
    key: Callable[[Request], Hashable], scripts: Mapping[Hashable, Script], otherwise: Script | None = None
) -> Answers:
    """A script for each key of requests; `otherwise` for keys without one."""
    functions = {name: answers(script) for name, script in scripts.items()}
    rest = None if otherwise is None else answers(otherwise)

    def answer(request: Request) -> Reply | str:
        chosen = functions.get(name := key(request), rest)
        if chosen is None:
            raise OutOfRepliesError(f"request {request.number} is of the kind {name!r}, for which there is no script")
        return chosen(request)

    return answer
