"""archive.jsonl: a line of JSON for each incident, for programs."""

from __future__ import annotations

import json

from pmtool.archive.entry import Entry
from pmtool.model.plain import to_plain

_KEYS = ("name", "inputs", "copies", "alike", "from_rules", "triage", "findings", "postmortem")
_BREAKS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What some readers take for the end of a line."""


def line(entry: Entry) -> bytes:
    """An incident's JSON, `postmortem` being what `postmortems/NAME.json` holds."""
    text = _json({key: to_plain(getattr(entry, key)) for key in _KEYS})
    for char, escape in _BREAKS.items():
        text = text.replace(char, escape)
    return text.encode("utf-8", "replace") + b"\n"


def _json(plain: object) -> str:
    try:
        return json.dumps(plain, ensure_ascii=False, allow_nan=False)
    except ValueError:  # figures that JSON has no word for
        known = json.loads(json.dumps(plain), parse_constant=lambda _: None)
        return json.dumps(known, ensure_ascii=False)
