"""What a person makes of the source's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from pmtool.editing import edits, using
from pmtool.editing.fields import FIELDS, label_of
from pmtool.editing.places import field_of, put
from pmtool.model import Evidence
from pmtool.tui.desk.base import Desk
from pmtool.tui.desk.source import DeskSource, Span

if TYPE_CHECKING:
    from pmtool.tui.widgets.source.selecting import SelectableSource


class Using(Desk):
    """Hands for the source."""

    def on_desk_source_words_used(self, message: DeskSource.WordsUsed) -> None:
        self.use_words(message.use, message.span)

    def use_words(self, use: str, span: Span) -> None:
        """Makes something of words of a source: `back`, `event` or `action`."""
        words = using.evidence_of(self.draft.material, *span)
        if use == "back":
            self._back(words)
            return
        item = using.event_of(self.draft.material, words) if use == "event" else using.action_of(words)
        after, path = using.added(self.draft.postmortem, item)
        self.writing.do(after, f"add {label_of(path)}", path)
        self.go(path)

    @work
    async def on_source_view_span_chosen(self, message: SelectableSource.SpanChosen) -> None:
        """Asks what to make of the words."""
        from pmtool.tui.screens.ask import Ask, Choice

        statement = self.at if field_of(self.at) in FIELDS else ""
        choices = [Choice("event", "New event", "e"), Choice("action", "New action item", "t")]
        if statement:
            choices.insert(0, Choice("back", f"Back {label_of(statement)}", "b"))
        answer = await self.app.push_screen_wait(Ask("What are these words for?", choices))
        if answer in ("back", "event", "action"):
            self.use_words(answer, message.span)

    def _back(self, words: Evidence) -> None:
        """Attaches words to the statement that the cursor came from; an empty claim takes them as its text."""
        path, name = self.at, field_of(self.at)
        if name not in FIELDS or FIELDS[name].kind not in ("claim", "claims", "events", "updates", "actions"):
            self.say("put the cursor on a statement first, then come back to these words")
            return
        now = self.draft.postmortem
        if FIELDS[name].kind == "claim" and getattr(now, name) is None:
            after = put(now, f"/{name}", using.claim_of(words))
        elif self.text_at(path):
            after = edits.attach(now, path, words)
        else:
            self.say("there is no statement there yet")
            return
        self.writing.do(after, f"back {label_of(path)}", path)
        self.note_place(path)
        self.say(f"these words back {label_of(path)} now")

    def action_find(self) -> None:
        self.show_pane("source")
        self.query_one(DeskSource).open_find()
