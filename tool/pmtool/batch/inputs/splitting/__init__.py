"""One file to the incidents that it holds, one module for each kind of file."""

from __future__ import annotations

from pmtool.batch.inputs.splitting import feed, history, mbox, statuspage
from pmtool.batch.inputs.splitting.cut import Cut
from pmtool.source.decode import decode
from pmtool.source.reader import read_text

__all__ = ["Cut", "split", "whole"]


def split(data: bytes, name: str) -> list[Cut]:
    """A cut for each incident that a file holds, in its order; one with the same bytes where it tells of one incident.

    `name` is what messages call the file, and its suffix may tell what it is. A feed, an mbox or Statuspage's JSON
    comes as readable text also where it holds a single incident. Raises InputError for what is empty, binary, or such
    a file without an incident.
    """
    if mbox.is_mbox(data):
        return mbox.threads(data)
    text = decode(data, name)
    if feed.is_feed(text):
        return feed.entries(text, name)
    cuts = statuspage.incidents(text, name) if text.lstrip()[:1] in ("{", "[") else None
    if cuts is None:
        read = read_text(text, name)
        cuts = history.incidents(read.text)
    return cuts or [Cut(data, "", "")]


def whole(data: bytes, name: str) -> list[Cut]:
    """A file as the one incident that it tells of. Raises InputError for what is empty or binary."""
    decode(data, name)
    return [Cut(data, "", "")]
