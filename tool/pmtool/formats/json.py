"""JSON: the record as programs read it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from io import StringIO
from typing import TYPE_CHECKING, Any

from pmtool.errors import InputError
from pmtool.model import Postmortem
from pmtool.model.plain import field_names

if TYPE_CHECKING:
    from pmtool.formats.reading import Places, Reading

_quoted = json.JSONEncoder(ensure_ascii=False).encode


def dump(postmortem: Postmortem) -> str:
    """JSON text, indented, keys in the schema's order."""
    return to_json(postmortem)


def to_json(value: Any) -> str:
    """A model as `json.dumps(to_plain(value), indent=2)` has it, for less time and memory: a log's ledger is long."""
    page = StringIO()
    _write(value, "\n", page.write)
    page.write("\n")
    return page.getvalue()


def _write(value: Any, line_break: str, write: Callable[[str], object]) -> None:
    if isinstance(value, str):
        write(_quoted(value))
    elif value is None or isinstance(value, (int, float)):
        write("null" if value is None else str(value).lower())
    elif isinstance(value, (list, tuple)):
        _write_parts("[]", (("", part) for part in value), line_break, write)
    else:
        cls: type = type(value)
        _write_parts("{}", ((f'"{name}": ', getattr(value, name)) for name in field_names(cls)), line_break, write)


def _write_parts(
    brackets: str, parts: Iterable[tuple[str, Any]], line_break: str, write: Callable[[str], object]
) -> None:
    """Parts one below the other, each behind its name."""
    inner, comma = line_break + "  ", ""
    write(brackets[0])
    for name, part in parts:
        write(f"{comma}{inner}{name}")
        _write(part, inner, write)
        comma = ","
    write(line_break + brackets[1] if comma else brackets[1])


def read(text: str) -> Reading:
    """The postmortem of a JSON text. Raises InputError."""
    from pmtool.formats.reading import Reading, postmortem_from

    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"this is not valid JSON: {error.msg} at {where}", "Mend it at that place.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not valid JSON: {error}", "Load a file that pmtool wrote.") from error

    def locate() -> Places:
        from pmtool.formats.json_places import json_places

        return json_places(text)

    return Reading(postmortem_from(data, locate), locate)
