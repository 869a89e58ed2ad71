"""Models to plain data and back. Writing needs no pydantic; reading validates with it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


@cache
def field_names(cls: type) -> tuple[str, ...]:
    """The keys of a model class, in the schema's order."""
    return tuple(f.name for f in fields(cls))


def to_plain(value: Any) -> Any:
    """Dicts, lists and scalars of a model, in the schema's order of keys."""
    if isinstance(value, (str, int, float, type(None))):
        return value
    if isinstance(value, (list, tuple)):
        return [to_plain(v) for v in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: to_plain(getattr(value, name)) for name in field_names(type(value))}
    raise TypeError(f"no plain form for {type(value).__name__}")


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def adapter(cls: type[T]) -> TypeAdapter[T]:
    """pydantic's view of a model class; built once."""
    from pydantic import TypeAdapter

    if cls not in _ADAPTERS:
        _ADAPTERS[cls] = TypeAdapter(cls)
    return _ADAPTERS[cls]


def from_plain(cls: type[T], data: Any) -> T:
    """A validated model. Raises pydantic.ValidationError."""
    return adapter(cls).validate_python(data)
