"""Something that an engine is asked for, on its way beside the desk; what comes of it is told in messages."""

from __future__ import annotations

from typing import Self

from textual.message import Message
from textual.widget import Widget

from pmtool.editing.proposals.proposal import Propose
from pmtool.editing.proposals.underway import Underway
from pmtool.editing.proposals.wishes import Work
from pmtool.model import Postmortem
from pmtool.model.progress import Arrived, Progress
from pmtool.tui.background import Job
from pmtool.tui.screens.proposal import ProposalScreen

Result = Postmortem | Propose
"""A whole draft, or something to be held against the draft."""


class Errand:
    """One job, told of as it gets on. Messages of an errand that was cancelled may still be on their way."""

    class Told(Message):
        """It has got on."""

        def __init__(self, errand: Errand, progress: Progress) -> None:
            super().__init__()
            self.errand = errand
            self.progress = progress

    class Brought(Message):
        """It is done."""

        def __init__(self, errand: Errand, result: Result) -> None:
            super().__init__()
            self.errand = errand
            self.result = result

    class Failed(Message):
        """It came to nothing."""

        def __init__(self, errand: Errand, error: Exception) -> None:
            super().__init__()
            self.errand = errand
            self.error = error

    def __init__(
        self, title: str, whom: str, work: Work[Result], desk: Widget, by_rules: Work[Propose] | None = None
    ) -> None:
        """`whom` is who is asked; `by_rules` does the same without a model, if that can be."""
        self.title, self.whom, self.by_rules = title, whom, by_rules
        self.underway = Underway()
        self.error: Exception | None = None
        """Why it came to nothing."""
        self.screen: ProposalScreen | None = None
        """Where a person waits for it; null where it goes on beside the writing."""
        self._work, self._desk = work, desk
        self._job: Job[Result] = Job(
            lambda: work(self._hear),
            lambda result: desk.post_message(self.Brought(self, result)),
            lambda error: desk.post_message(self.Failed(self, error)),
        )

    def again(self) -> Self:
        """The same once more."""
        return type(self)(self.title, self.whom, self._work, self._desk, self.by_rules)

    def offline(self) -> Errand:
        """The same without a model. Raises LookupError where it can't be done so."""
        if self.by_rules is None:
            raise LookupError(f"{self.title} needs a model")
        return Errand(self.title, "the offline engine", self.by_rules, self._desk)

    def start(self) -> None:
        """Begins."""
        self._job.start()

    def cancel(self, wait: float = 0) -> None:
        """Ends it at once; waits so many seconds at most until what it held open is closed."""
        self._job.cancel()
        self._job.join(wait)

    def _hear(self, progress: Progress) -> None:
        """Runs in the job's thread."""
        self._desk.post_message(self.Told(self, progress))


class WholeDraft(Errand):
    """A whole draft by a model, which arrives in parts."""

    class Arrived(Message):
        """Some fields are there."""

        def __init__(self, errand: Errand, names: tuple[str, ...], postmortem: Postmortem) -> None:
            super().__init__()
            self.errand = errand
            self.names = names
            self.postmortem = postmortem
            """With these fields, and with what rules made of all that is still to come."""

    def _hear(self, progress: Progress) -> None:
        """A part is put together in the job's thread, right away: the draft goes on."""
        if isinstance(progress, Arrived):
            self._desk.post_message(self.Arrived(self, progress.fields, progress.assemble()))
        super()._hear(progress)
