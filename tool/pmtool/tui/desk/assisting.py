"""Help by engines: asked for by a person or begun for a raw report, one thing at a time, beside the writing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.widgets import Input, TextArea

from pmtool.editing import edits
from pmtool.editing.fields import label_of
from pmtool.editing.merging import WRITTEN, merged
from pmtool.editing.places import field_of, item_path
from pmtool.editing.proposals.bill import Bill
from pmtool.errors import PmtoolError
from pmtool.model import Postmortem
from pmtool.tui.desk import messages
from pmtool.tui.desk.answering import Answering
from pmtool.tui.desk.request import Manner, Request
from pmtool.tui.widgets.bars import StatusLine
from pmtool.tui.widgets.head import HeadField
from pmtool.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from pmtool.config import ModelSettings
    from pmtool.editing.proposals.offers import Offer
    from pmtool.editing.proposals.proposal import Key, Proposal, Propose
    from pmtool.editing.proposals.wishes import Grounds
    from pmtool.tui.desk.errand import Errand, WholeDraft
    from pmtool.tui.screens.proposal import ProposalScreen

_FAREWELL = 1.0
"""Seconds that leaving waits at most for a call to be closed."""
_MOST_REMARKS = 4


class Assisting(Answering):
    """Hands for the engines."""

    def __init__(self, request: Request, manner: Manner) -> None:
        super().__init__(request, manner)
        self.errand: Errand | None = None
        """What is under way."""
        self.bill = Bill()
        self._rules: Postmortem | None = None
        """What rules made of a raw report; null where a person's postmortem was opened."""
        self._waiting: list[Propose] = []
        """Proposals that nobody has decided on, the oldest first."""
        self._shown: Propose | None = None
        self._screen: ProposalScreen | None = None
        """Where a proposal is shown, or will be."""

    @property
    def model(self) -> ModelSettings | None:
        """The model to ask; null where none is configured, or none is wanted."""
        how = self.manner.options
        return None if how.engine == "offline" else how.model

    @property
    def _whom(self) -> str:
        return f"{self.model.name} at {self.model.host}" if self.model else "the offline engine"

    def on_unmount(self) -> None:
        if self.errand:
            self.errand.cancel(_FAREWELL)

    def changed(self, path: str) -> None:
        super().changed(path)
        if self._screen and self._shown:
            self._screen.show(self._shown(self.draft.postmortem))

    # -- a raw report, drafted as soon as there is something to draft from

    def on_material_ready(self, message: messages.MaterialReady) -> None:
        self.call_later(self._tell_engine)

    def on_rules_ready(self, message: messages.RulesReady) -> None:
        self._rules = message.postmortem
        self.call_later(self._draft_whole)

    def _draft_whole(self) -> None:
        from pmtool.editing.proposals import wishes
        from pmtool.tui.desk.errand import WholeDraft

        self._tell_engine()
        if self.model and not self.errand:
            work = wishes.whole(self._grounds(), self.model)
            self._begin(WholeDraft("the draft of the whole", self._whom, work, self))

    def _grounds(self) -> Grounds:
        from pmtool.editing.proposals.wishes import Grounds

        known = self.delivered if self._rules else None
        return Grounds(self.draft.material, self.manner.options, self._rules, known)

    def on_whole_draft_arrived(self, message: WholeDraft.Arrived) -> None:
        if message.errand is self.errand:
            self._merge(message.postmortem, message.names, message.errand)

    def _merge(self, fresh: Postmortem, names: Iterable[str], errand: Errand) -> tuple[str, ...]:
        """Puts fields of a draft into what no person touched; the names of those held back. An errand is one step."""
        from pmtool.tui.widgets.rows.editor import RowsEditor

        busy = {rows.field.name for rows in self.query(RowsEditor) if rows.is_editing}
        differing = [name for name in names if getattr(fresh, name) != getattr(self.draft.postmortem, name)]
        if self._rules is None:  # all of it is a person's
            return tuple(differing)
        self._take_in_what_is_typed()
        free = [name for name in differing if name not in busy]
        now, held = merged(self.draft.postmortem, self.delivered, fresh, free)
        self.delivered = replace(self.delivered, **{name: getattr(fresh, name) for name in free})
        if self.draft.history.do(now, "the model's draft", self.at, joins=f"draft {id(errand)}"):
            self.changed(self.at)
        return tuple(name for name in differing if name in held or name in busy)

    def _take_in_what_is_typed(self) -> None:
        """The last key may still be on its way from its widget: what it wrote is a person's already."""
        for holder in self.focused.ancestors_with_self if self.focused else ():
            if isinstance(holder, (Prose, HeadField)) and isinstance(self.focused, (TextArea, Input)):
                text = self.focused.text if isinstance(self.focused, TextArea) else self.focused.value
                after = edits.write(self.draft.postmortem, holder.path, text)
                self.writing.type(after, f"edit {label_of(holder.path)}", holder.path)

    # -- the menu

    @work
    async def action_assist(self) -> None:
        """Asks what an engine is to do where the cursor is, and has it done."""
        from pmtool.editing.proposals.offers import Situation, offers
        from pmtool.tui.screens.assist import AssistScreen

        found = await self.answerable()
        now = Situation(
            postmortem=self.draft.postmortem,
            path=self.at,
            model=self.model.name if self.model else "",
            has_sources=bool(self.draft.material.documents),
            findings=found,
            underway=self.errand.title if self.errand else "",
            waiting=self._waiting[-1](self.draft.postmortem).title if self._waiting else "",
        )
        offer = await self.app.push_screen_wait(
            AssistScreen(offers(now), label_of(self.at) if self.at else "Draft", self._whom)
        )
        if offer:
            await self._grant(offer)

    async def _grant(self, offer: Offer) -> None:
        from pmtool.tui.desk.errand import WholeDraft

        if offer.wish == "stop":
            self._stop()
            self.say("stopped; what has come stays")
        elif offer.wish == "compare":
            await self._propose_to_person(None)
        elif offer.finding:
            self.seek_answers(offer.finding)
        elif offer.wish == "neutral" and not self.model:
            await self._show_remarks()
        elif await self._is_free():
            errand = self._errand_for(offer)
            if isinstance(errand, WholeDraft):
                self._begin(errand)
                self.say("drafting beside you: go on writing")
            else:
                await self._propose_to_person(errand)

    def _errand_for(self, offer: Offer) -> Errand:
        from pmtool.editing.proposals import wishes
        from pmtool.tui.desk.errand import Errand, WholeDraft

        model, grounds, whom = self.model, self._grounds(), self._whom
        if offer.wish == "draft" and model:
            return WholeDraft("the draft of the whole", whom, wishes.whole(grounds, model), self)
        if offer.wish == "draft":
            return Errand("the draft of the whole", whom, wishes.whole_by_rules(grounds), self)
        if offer.wish in ("tighter", "neutral") and model:
            work = wishes.wording(self.draft.postmortem, self.draft.material, self.at, offer.wish, model)
            return Errand(f"{offer.label}: {label_of(self.at)}", whom, work, self)
        name = field_of(self.at)
        by_rules = wishes.section(grounds, name, None) if model else None
        return Errand(offer.label, whom, wishes.section(grounds, name, model), self, by_rules)

    async def _is_free(self) -> bool:
        """Whether nothing is under way, or a person stopped it for something else."""
        from pmtool.tui.screens.ask import Ask, Choice

        if self.errand is None:
            return True
        choices = (Choice("wait", "Let it go on", "l"), Choice("stop", "Stop it for this", "s"))
        answer = await self.app.push_screen_wait(Ask(f"{_upper(self.errand.title)} is still under way.", choices))
        if answer == "stop":
            self._stop()
        return answer == "stop"

    async def _show_remarks(self) -> None:
        """What the language rules find at the cursor's place."""
        from pmtool.tui.screens.ask import Ask, Choice

        found = [f for f in self.review.findings if f.code.startswith("PM5") and item_path(f.path) == self.at]
        lines = [f"{finding.code}: {finding.message}\n→ {finding.fix}\n" for finding in found[:_MOST_REMARKS]]
        told = "\n".join(lines) or "The language rules find nothing to say against it."
        await self.app.push_screen_wait(Ask(f"Wording of {label_of(self.at)}", (Choice("close", "Close", "c"),), told))

    # -- errands

    def _begin(self, errand: Errand) -> None:
        self.errand = errand
        errand.start()
        self._tell_engine()

    def _stop(self) -> None:
        if self.errand:
            self.errand.cancel()
            self.errand = None
        self._tell_engine()

    def on_errand_told(self, message: Errand.Told) -> None:
        from pmtool.model.progress import Spent

        if isinstance(message.progress, Spent):  # also by what was cancelled
            self.bill = self.bill.plus(message.progress)
        message.errand.underway = message.errand.underway.heard(message.progress)
        if message.errand.screen:
            message.errand.screen.hear(message.errand.underway)
        self._tell_engine()

    def _tell_engine(self) -> None:
        name = f"llm · {self.model.name}" if self.model else "offline engine"
        doing = self.errand.underway.line if self.errand else self.bill.line
        self.query_one(StatusLine).show_engine(" · ".join(filter(None, (name, doing))))

    def on_errand_brought(self, message: Errand.Brought) -> None:
        if message.errand is not self.errand:
            return
        self.errand = None
        self._tell_engine()
        for part, why in message.errand.underway.troubles.items():
            self.notify(f"Rules filled {part}: {why}", severity="warning", markup=False, timeout=12)
        if isinstance(message.result, Postmortem):
            self._take_whole(message.result, message.errand)
        else:
            self._bring(message.result, message.errand.screen)

    def _take_whole(self, fresh: Postmortem, errand: Errand) -> None:
        """The rest of a whole draft; what was held back waits to be compared."""
        from pmtool.editing.proposals import wishes

        held = self._merge(fresh, WRITTEN, errand)
        propose = wishes.compared(fresh, held, f"{self._whom}'s draft", self._grounds().delivered)
        if propose(self.draft.postmortem).parts:
            self._waiting.append(propose)
            what = f"{len(held)} sections" if len(held) > 1 else label_of(f"/{held[0]}")
            self.notify(
                f"The model has other words for {what}; yours stand. ctrl+g compares.", markup=False, timeout=12
            )
        else:
            self.say("the model's draft is here")

    def _bring(self, propose: Propose, screen: ProposalScreen | None) -> None:
        """Shows what an errand brought, if that is anything."""
        proposal = propose(self.draft.postmortem)
        if screen and proposal.parts:
            self._shown = propose
            screen.show(proposal)
        elif screen:
            screen.withdraw()
            self.notify("It comes out as it stands: nothing to change.", markup=False)

    async def _propose_to_person(self, errand: Errand | None) -> None:
        """Runs an errand before a person's eyes, or shows the proposal that waits; does what they decide."""
        from pmtool.tui.screens.proposal import ProposalScreen

        self._shown = None if errand else self._waiting.pop()
        proposal = self._shown(self.draft.postmortem) if self._shown else None
        title = proposal.title if proposal else errand.title if errand else ""
        self._screen = ProposalScreen(title, errand.whom if errand else self._whom, proposal)
        decided = self.app.push_screen(self._screen, wait_for_dismiss=True)
        if errand:
            errand.screen = self._screen
            self._begin(errand)  # not before there is a screen that can be withdrawn
        chosen = await decided
        propose, self._shown, self._screen = self._shown, None, None
        if errand:
            errand.screen = None
        if errand and errand is self.errand:
            self._stop()
            self.say("cancelled")
        elif errand and errand.error:
            await self._ask_how_to_go_on(errand, errand.error)
        elif propose and chosen is None:
            self._waiting.append(propose)
        elif propose and chosen:
            self._take(propose(self.draft.postmortem), chosen)

    def _take(self, proposal: Proposal, chosen: Collection[Key]) -> None:
        from pmtool.editing.proposals.proposal import taken

        picked = [part for part in proposal.parts if part.key in chosen]
        if picked:
            path = picked[0].path
            self.writing.do(taken(self.draft.postmortem, proposal, chosen), f"take {proposal.title}", path)
            self.go(path)
            self.say(f"{len(picked)} of {len(proposal.parts)} parts taken; ctrl+z takes them back")

    # -- what goes wrong

    def on_errand_failed(self, message: Errand.Failed) -> None:
        if message.errand is not self.errand:
            return
        self.errand = None
        self._tell_engine()
        if message.errand.screen:
            message.errand.error = message.error
            message.errand.screen.withdraw()
            return
        words = f"{_told(message.error)} What is here stays; ctrl+g tries again."
        self.notify(words, title="The model's draft failed", severity="error", markup=False, timeout=20)
        self.say("the model's draft failed; ctrl+g tries again")

    async def _ask_how_to_go_on(self, errand: Errand, error: Exception) -> None:
        from pmtool.tui.screens.ask import Ask, Choice

        choices = [Choice("again", "Try again", "t"), Choice("close", "Close", "c")]
        if errand.by_rules:
            choices.insert(1, Choice("offline", "Use the offline engine", "o"))
        detail = (
            f"{_told(error)} Nothing of yours has changed. In a terminal, pmtool config doctor says which step fails."
        )
        answer = await self.app.push_screen_wait(Ask(f"{_upper(errand.title)} failed.", choices, detail))
        if answer in ("again", "offline") and await self._is_free():
            await self._propose_to_person(errand.again() if answer == "again" else errand.offline())


def _told(error: Exception) -> str:
    from pmtool.tui.screens.dialog import sentence

    if isinstance(error, PmtoolError):
        return sentence(error)
    return f"pmtool itself failed ({type(error).__name__})."


def _upper(title: str) -> str:
    return title[:1].upper() + title[1:]
