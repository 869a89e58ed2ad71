"""The order of a file's sections: the postmortem's own, and where a person's stand among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmtool.formats.markdown.vocabulary import SECTIONS

OWN = "other_sections"
_BEFORE = "open_questions"
"""Sections of one's own stand behind this one, where nobody put them elsewhere."""


def sections(count: int, after: Sequence[str] = ()) -> Iterator[str]:
    """Fields in the file's order, and `other_sections/0` for each of the `count` sections of one's own.

    `after` tells behind which field each of those stands, empty for above all of them.
    """
    anchors = after if len(after) == count else (_BEFORE,) * count
    for field in ("", *SECTIONS):
        if field:
            yield field
        yield from (f"{OWN}/{index}" for index, anchor in enumerate(anchors) if anchor == field)
