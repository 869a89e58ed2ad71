"""A draft on the desk: the postmortem with its history, what it is held against, and the file it belongs to."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pmtool.editing.history import History
from pmtool.editing.keeping.disk import Stamp
from pmtool.editing.keeping.state import DraftState
from pmtool.editing.review import Material
from pmtool.model import Postmortem

if TYPE_CHECKING:
    from pmtool.pipeline.opening import Written


@dataclass
class Draft:
    """What one person works on. Postmortems are never changed in place: each edit gives a new one."""

    history: History = field(default_factory=lambda: History(Postmortem()))
    material: Material = field(default_factory=Material)
    path: str | None = None
    """The postmortem's file; null until it is saved for the first time."""
    written: Written | None = None
    """How that file holds it; null for a draft that came from no postmortem's file."""
    stamp: Stamp | None = None
    """Of that file, as read or saved last."""

    @property
    def postmortem(self) -> Postmortem:
        """As it stands."""
        return self.history.now

    @property
    def whole(self) -> Postmortem:
        """As it stands, with its coverage counted anew. Linear in the sources, so not for every key."""
        return self.material.counted(self.postmortem)

    def text(self, path: str) -> str:
        """What a file of that name is to hold: the draft in the format that its suffix means, else Markdown."""
        if self.written and path == self.path:
            return self.written.dump(self.whole)
        from pmtool import formats

        format = formats.of_suffix(os.path.splitext(path)[1]) or formats.named("markdown")
        return format.module.dump(self.whole)

    def state(self, cursor: str) -> DraftState:
        """What is kept of it."""
        return DraftState(
            postmortem=self.postmortem,
            documents=self.material.documents,
            path=self.path,
            format=self.written.format.name if self.written else None,
            stamp=self.stamp,
            saved=self.history.is_saved,
            cursor=cursor,
        )

    @property
    def name(self) -> str:
        """What the draft is called where its title is missing."""
        if self.path:
            return os.path.basename(self.path)
        return self.material.documents[0].name if self.material.documents else "new draft"
