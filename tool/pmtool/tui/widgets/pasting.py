"""What may be pasted into a field."""

from __future__ import annotations

from textual.widget import Widget

from pmtool.source.sanitize import sanitize

LONGEST = 20_000
"""Characters; no text field of Textual's stays quick with lines much longer than that."""


def pasted(field: Widget, text: str) -> str:
    """The text, harmless to a terminal; nothing of one that is too long, which the person is told."""
    if len(text) <= LONGEST:
        return sanitize(text)
    field.notify(
        f"{len(text):,} characters are too much for a field: nothing is pasted. "
        "A report belongs beside the postmortem: pmtool draft REPORT.",
        severity="warning",
        markup=False,
    )
    return ""
