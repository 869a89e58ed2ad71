"""JSON pointers into a postmortem: what stands at one, and the same postmortem with something else there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pmtool.model import Postmortem


def value_at(postmortem: Postmortem, path: str) -> Any:
    """What stands at a pointer. Raises LookupError where nothing can."""
    value: Any = postmortem
    for step in _steps(path):
        value = _below(value, step)
    return value


def put(postmortem: Postmortem, path: str, value: Any) -> Postmortem:
    """The postmortem with a value at a pointer. Raises LookupError where nothing can stand there."""
    changed: Postmortem = _put(postmortem, _steps(path), value)
    return changed


def item_path(path: str) -> str:
    """The pointer of the statement that a pointer leads into: `/timeline/3` for `/timeline/3/at`."""
    steps = _steps(path)
    is_part = len(steps) > 1 and (steps[1].isdigit() or steps[0] == "milestones")
    return "/" + "/".join(steps[:2] if is_part else steps[:1])


def nearest(postmortem: Postmortem, path: str) -> str:
    """The pointer, or where it leads to an item that is gone, that of the list's last item, or of the empty list."""
    number, name = number_of(path), field_of(path)
    if number is None or number < (count := len(getattr(postmortem, name))):
        return path
    return f"/{name}/{count - 1}" if count else f"/{name}"


def field_of(path: str) -> str:
    """The postmortem's field that a pointer leads into."""
    return path.partition("/")[2].partition("/")[0]


def number_of(path: str) -> int | None:
    """The number of the item that a pointer leads into, from 0; null where it leads into no list."""
    steps = _steps(path)
    return int(steps[1]) if len(steps) > 1 and steps[1].isdigit() else None


def _steps(path: str) -> list[str]:
    return path.split("/")[1:]


def _below(value: Any, step: str) -> Any:
    if isinstance(value, tuple):
        if not step.isdigit() or int(step) >= len(value):
            raise LookupError(f"there is no item {step}")
        return value[int(step)]
    if value is None or step.startswith("_") or not hasattr(value, step):
        raise LookupError(f"there is no {step}")
    return getattr(value, step)


def _put(value: Any, steps: list[str], new: Any) -> Any:
    if not steps:
        return new
    step, *rest = steps
    below = _put(_below(value, step), rest, new)
    if isinstance(value, tuple):
        number = int(step)
        return (*value[:number], below, *value[number + 1 :])
    return replace(value, **{step: below})
