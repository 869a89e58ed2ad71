"""What workers tell the desk. They only post these; the desk's handlers change what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from pmtool.editing.review import Material, Review
    from pmtool.editing.times.showing import Mode
    from pmtool.errors import PmtoolError
    from pmtool.model import Postmortem
    from pmtool.tui.desk.request import Beginning


class Opened(Message):
    """The files were read."""

    def __init__(self, beginning: Beginning) -> None:
        super().__init__()
        self.beginning = beginning


class MaterialReady(Message):
    """The times of the sources are known."""

    def __init__(self, material: Material) -> None:
        super().__init__()
        self.material = material


class RulesReady(Message):
    """Rules have made a postmortem of the sources."""

    def __init__(self, postmortem: Postmortem, material: Material) -> None:
        super().__init__()
        self.postmortem = postmortem
        self.material = material


class Refused(Message):
    """Something that a worker did could not be done."""

    def __init__(self, error: PmtoolError, is_fatal: bool = False) -> None:
        super().__init__()
        self.error = error
        self.is_fatal = is_fatal
        """Whether there is nothing to work on without it."""


class TimesShown(Message):
    """Times are shown by another clock now."""

    def __init__(self, mode: Mode) -> None:
        super().__init__()
        self.mode = mode


class Reviewed(Message):
    """The validator has looked at the draft."""

    def __init__(self, review: Review) -> None:
        super().__init__()
        self.review = review
