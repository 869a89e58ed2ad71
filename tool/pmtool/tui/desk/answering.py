"""Answering a finding with words of the sources."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from pmtool.editing.fields import label_of
from pmtool.editing.places import field_of, item_path
from pmtool.editing.review import record
from pmtool.model import Postmortem
from pmtool.model.finding import Finding
from pmtool.tui.desk.base import Desk
from pmtool.tui.desk.source import DeskSource
from pmtool.tui.widgets.findings.pane import FindingsPane

if TYPE_CHECKING:
    from pmtool.editing.candidates import Candidate

_BELOW = 2
"""Lines of the desk below its panes."""


class Answering(Desk):
    """Hands for findings that the sources may answer."""

    class Answers(Message):
        """What the sources have to say to a finding."""

        def __init__(self, finding: Finding, found: tuple[Candidate, ...]) -> None:
            super().__init__()
            self.finding = finding
            self.found = found

    def on_findings_pane_answer_asked(self, message: FindingsPane.AnswerAsked) -> None:
        self.seek_answers(message.finding)

    async def answerable(self) -> list[Finding]:
        """The findings at the cursor's place that words of the sources may answer."""
        candidates = await asyncio.to_thread(import_module, "pmtool.editing.candidates")  # takes a moment
        pane = self.query_one(FindingsPane)
        chosen = pane.highlighted if pane.has_focus_within else None
        here = [chosen.finding] if chosen else [f for f in self.review.findings if item_path(f.path) == self.at]
        return [finding for finding in here if finding.code in candidates.ANSWERED]

    def seek_answers(self, finding: Finding) -> None:
        """Looks through the sources in a thread; the desk hears Answers."""
        self.say(f"looking for what answers {finding.code} …")
        now = replace(self.draft.postmortem, coverage=self.review.postmortem.coverage)  # which findings number
        self.run_worker(partial(self._seek, now, finding), thread=True, group="answers", exclusive=True)

    def _seek(self, now: Postmortem, finding: Finding) -> None:
        from pmtool.editing.candidates import candidates

        self.post_message(self.Answers(finding, candidates(record(now, self.draft.material), finding)))

    @work
    async def on_answering_answers(self, message: Answers) -> None:
        from pmtool.editing.candidates import taken
        from pmtool.tui.screens.answers import HEIGHT, AnswersScreen

        finding = message.finding
        if not message.found:
            self.say(f"{finding.code}: no words of the sources seem to answer it")
            return
        back = "findings" if self.query_one(FindingsPane).has_focus_within else ""
        panes = self.query_one("#panes")
        panes.styles.margin = (0, 0, HEIGHT - _BELOW, 0)
        self.show_pane("source")
        chosen = await self.app.push_screen_wait(AnswersScreen(finding, message.found, self._show_words))
        panes.styles.margin = 0
        self.note_place(self.at)
        if chosen is None:
            self.enter_pane(back or "postmortem")
            return
        after = taken(self.draft.postmortem, chosen)
        path = _filled(after, chosen)
        self.writing.do(after, f"answer {finding.code}", path)
        self.go(path)
        self.say(f"{label_of(path)}: taken from the source; ctrl+z takes it back")

    def _show_words(self, candidate: Candidate) -> None:
        span = (candidate.source, candidate.start, candidate.end)
        self.call_after_refresh(self.query_one(DeskSource).view.show_evidence, [span])


def _filled(after: Postmortem, candidate: Candidate) -> str:
    """The pointer of what a candidate filled."""
    path = candidate.fills.path
    if not path.endswith("/-"):
        return path
    return f"/{field_of(path)}/{len(getattr(after, field_of(path))) - 1}"
