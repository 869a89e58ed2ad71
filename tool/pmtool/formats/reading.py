"""Plain data to a postmortem, with one sentence for what doesn't fit."""

from __future__ import annotations

from typing import Any

from pmtool.errors import InputError
from pmtool.model import Postmortem, from_plain


def postmortem_from(data: Any) -> Postmortem:
    """The postmortem that plain data holds. Raises InputError naming the first field that doesn't fit."""
    if not isinstance(data, dict):
        raise InputError("this is no postmortem: a mapping of its fields is missing", "Load a file that pmtool wrote.")
    from pydantic import ValidationError

    try:
        return from_plain(Postmortem, data)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        first = problems[0]
        path = "/".join(str(part) for part in first["loc"])
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InputError(
            f"this is no postmortem that pmtool can read: at {path}: {first['msg']}{more}",
            "`pmtool schema` prints what it may hold.",
        ) from error
