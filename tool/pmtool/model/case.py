"""An incident as it goes to an engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pmtool.model.document import Document
from pmtool.model.mention import Mention
from pmtool.model.postmortem import Postmortem


class Case(NamedTuple):
    """An incident's sources with their times, and what rules made of them."""

    documents: Sequence[Document]
    ledgers: Mapping[str, tuple[Mention, ...]]
    """The times of each document, by its id."""
    rules: Postmortem
