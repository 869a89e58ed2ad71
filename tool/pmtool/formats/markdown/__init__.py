"""Markdown: the file people keep. Front matter, the sections in order, tables, footnotes for what backs each line.

Everything but the chart and the metrics is read back from it; docs/postmortem.md has the grammar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmtool.formats.markdown.writing import dump

if TYPE_CHECKING:
    from pmtool.formats.reading import Reading

__all__ = ["dump", "read"]


def read(text: str) -> Reading:
    """The postmortem of a Markdown text, however a person left it. Raises InputError where it holds none at all."""
    from pmtool.formats.markdown.reading import read_markdown

    return read_markdown(text)
