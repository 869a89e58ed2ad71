"""What a person does about findings."""

from __future__ import annotations

from dataclasses import replace

from textual import work

from pmtool.editing import edits
from pmtool.editing.fields import label_of
from pmtool.editing.fixing import fixed
from pmtool.editing.review import record
from pmtool.model.finding import Finding
from pmtool.tui.desk.base import Desk
from pmtool.tui.widgets.findings.pane import FindingsPane


class Mending(Desk):
    """Hands for the findings."""

    def on_findings_pane_chosen(self, message: FindingsPane.Chosen) -> None:
        self.go_to(message.finding)

    def on_findings_pane_fix_asked(self, message: FindingsPane.FixAsked) -> None:
        self._fix((message.finding.code,), message.finding.path)

    def on_findings_pane_fix_all_asked(self) -> None:
        self._fix((), self.at)

    def _fix(self, codes: tuple[str, ...], path: str) -> None:
        after = fixed(record(self.review.postmortem, self.draft.material), codes)
        if self.writing.do(replace(after, coverage=self.draft.postmortem.coverage), "fix", path):
            self.say(f"fixed: {', '.join(codes) or 'all that is safe to fix'}; ctrl+z takes it back")
        else:
            self.say("no safe fix changes anything here")

    @work
    async def on_findings_pane_ignore_asked(self, message: FindingsPane.IgnoreAsked) -> None:
        from pmtool.tui.screens.ask import Prompt

        finding = message.finding
        reason = await self.app.push_screen_wait(
            Prompt(f"Let {finding.code} stand", finding.message, placeholder="why it may stay", label="Let it stand")
        )
        if reason:
            after = edits.ignore(self.draft.postmortem, finding, reason)
            self.writing.do(after, f"let {finding.code} stand", finding.path)

    def on_findings_pane_ignore_undone(self, message: FindingsPane.IgnoreUndone) -> None:
        now = self.draft.postmortem
        left = tuple(ignore for ignore in now.ignores if ignore is not message.ignore and ignore != message.ignore)
        self.writing.do(replace(now, ignores=left), f"look at {message.ignore.code} again", message.ignore.path)

    def on_findings_pane_explain_asked(self, message: FindingsPane.ExplainAsked) -> None:
        from pmtool.tui.screens.explain import ExplainScreen

        self.app.push_screen(ExplainScreen(message.code))

    def action_next_finding(self) -> None:
        self._step(self.query_one(FindingsPane).next())

    def action_previous_finding(self) -> None:
        self._step(self.query_one(FindingsPane).previous())

    def _step(self, finding: Finding | None) -> None:
        if finding is None:
            self.say("no findings")
            return
        self.go_to(finding)
        self.say(f"{finding.code} {label_of(finding.path) if finding.path else ''}: {finding.message}")

    def go_to(self, finding: Finding) -> None:
        """Puts the cursor where a finding is; one that is about words of the source alone shows those."""
        from pmtool.tui.desk.source import DeskSource

        if span := finding.source_span:
            self.query_one(DeskSource).view.show_evidence([(span.source, span.start, span.end)])
        if finding.path:
            self.go(finding.path)
        elif finding.source_span:
            self.enter_pane("source")
