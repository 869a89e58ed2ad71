"""HTML to the Markdown-like text that the outline reads: status pages, exported wiki pages, fragments."""

from __future__ import annotations

from pmtool.source.html.flat import flat_text, is_tangled
from pmtool.source.html.page import page_of
from pmtool.source.html.render import render

__all__ = ["html_to_text"]


def html_to_text(markup: str) -> str:
    """The words of a page with their structure as Markdown. Never raises; time is linear in the markup's length."""
    if is_tangled(markup):
        return flat_text(markup)
    from selectolax.lexbor import LexborHTMLParser

    return render(page_of(LexborHTMLParser(markup.encode("utf-8", "replace"))))
