"""JSON: the record as programs read it."""

from __future__ import annotations

import json

from pmtool.errors import InputError
from pmtool.formats.reading import postmortem_from
from pmtool.model import Postmortem, to_plain


def dump(postmortem: Postmortem) -> str:
    """JSON text, indented, keys in the schema's order."""
    return json.dumps(to_plain(postmortem), indent=2, ensure_ascii=False) + "\n"


def load(text: str) -> Postmortem:
    """The postmortem of a JSON text. Raises InputError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not valid JSON: {error}", "Mend it at that place.") from error
    return postmortem_from(data)
