"""The drafting desk."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from pmtool.tui.actions import bindings
from pmtool.tui.desk.editing import Editing
from pmtool.tui.desk.going import Going
from pmtool.tui.desk.keeping import Keeping
from pmtool.tui.desk.mending import Mending
from pmtool.tui.desk.using import Using


class DeskScreen(Going, Editing, Using, Mending, Keeping):
    """Where one postmortem is written and reviewed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("desk")
