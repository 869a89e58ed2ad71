"""What a person makes of the source's words."""

from __future__ import annotations

from pmtool.editing import edits, using
from pmtool.editing.fields import FIELDS, label_of
from pmtool.editing.places import field_of, put
from pmtool.model import Evidence
from pmtool.tui.desk.base import Desk
from pmtool.tui.desk.source import DeskSource


class Using(Desk):
    """Hands for the source."""

    def on_desk_source_words_used(self, message: DeskSource.WordsUsed) -> None:
        words = using.evidence_of(self.draft.material, *message.span)
        if message.use == "back":
            self._back(words)
            return
        ledger = self.draft.material.ledgers.get(words.source, ())
        item = using.event_of(words, ledger) if message.use == "event" else using.action_of(words)
        after, path = using.added(self.draft.postmortem, item)
        self.writing.do(after, f"add {label_of(path)}", path)
        self.go(path)

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
