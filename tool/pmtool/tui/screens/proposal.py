"""What an engine proposes: its words as they come, then part by part against the text as it stands."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from pmtool.editing.proposals.comparing import Run, runs
from pmtool.editing.proposals.proposal import Key, Part, Proposal
from pmtool.editing.proposals.underway import Underway
from pmtool.source.sanitize import sanitize
from pmtool.tui.actions import bindings
from pmtool.tui.screens.dialog import Over
from pmtool.tui.widgets.key_line import KeyLine

_MOST_SHOWN = 3000
"""Characters of one side of a part."""
_CURSOR = "▸"


class ProposalScreen(Over[frozenset[Key]]):
    """Dismissed with the parts to take, none where it is rejected; null where it is put off or cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("proposal")
    DEFAULT_CSS = """
    ProposalScreen { align: center middle; }
    ProposalScreen > Vertical {
        width: 100; max-width: 100%; height: 90%; max-height: 100%;
        border: round $primary; border-title-color: $foreground; background: $surface;
    }
    ProposalScreen #told { height: auto; color: $text-muted; padding: 0 1; }
    ProposalScreen #saying { height: 1fr; padding: 0 1; }
    ProposalScreen OptionList { height: 1fr; display: none; border: none; padding: 0 1; }
    ProposalScreen OptionList:focus > .option-list--option-highlighted {
        background: $primary 15%; color: $foreground; text-style: none;
    }
    ProposalScreen.-there #saying { display: none; }
    ProposalScreen.-there OptionList { display: block; }
    """

    def __init__(self, title: str, whom: str, proposal: Proposal | None = None) -> None:
        """`whom` is who is asked; with a `proposal` nobody is."""
        super().__init__()
        self._title, self._whom = title, whom
        self._underway = Underway()
        self._proposal: Proposal | None = None
        self._ticks: dict[Key, bool] = {}
        self._is_withdrawn = False
        self._at = 0
        """The part under the cursor."""
        if proposal:
            self.show(proposal)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(self._title)
            yield Static(Content(self._whom), id="told")
            with VerticalScroll(id="saying", can_focus=False):
                yield Static(id="words")
            yield OptionList(markup=False, compact=True)
            yield KeyLine()

    def on_mount(self) -> None:
        self.call_later(self._draw)  # what came before there was anything to show it in

    def hear(self, underway: Underway) -> None:
        """Shows how far the engine has got, and its words."""
        self._underway = underway
        if self._proposal is None:
            self._draw()

    def show(self, proposal: Proposal) -> None:
        """Shows the proposal as it now is; ticks stay, and what a person wrote begins without one."""
        self._proposal = proposal
        self._ticks = {part.key: self._ticks.get(part.key, not part.is_theirs) for part in proposal.parts}
        self._draw()

    def withdraw(self) -> None:
        """Closes it, as soon as nothing is over it."""
        self._is_withdrawn = True
        self.call_later(self._leave)  # it may not even be there yet

    def on_screen_resume(self) -> None:
        self._leave()

    def _leave(self) -> None:
        if self._is_withdrawn and self.is_active and self.is_mounted:
            self.dismiss(None)

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        if self._proposal is None:
            self.query_one("#told", Static).update(Content(f"{self._whom} · {self._underway.line} · Escape cancels"))
            self.query_one("#words", Static).update(Content(self._underway.words))
            self.query_one("#saying", VerticalScroll).scroll_end(animate=False)
            return
        self.add_class("-there")
        options = self.query_one(OptionList)
        self._at = max(0, min(self._at, len(self.parts) - 1))
        options.set_options([Option(self._drawn(number)) for number in range(len(self.parts))])
        options.highlighted = self._at if self.parts else None
        options.focus()
        self._tell()
        self.refresh_bindings()

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is proposed; nothing while it is still on its way."""
        return self._proposal.parts if self._proposal else ()

    def _redraw(self, *numbers: int) -> None:
        for number in numbers:
            self.query_one(OptionList).replace_option_prompt_at_index(number, self._drawn(number))

    def _tell(self) -> None:
        parts = self.parts
        count = sum(self._ticks[part.key] for part in parts)
        words = f"{count} of {len(parts)} ticked; - goes, + comes."
        if any(part.is_theirs for part in parts):
            words += " What you wrote is not ticked."
        self.query_one("#told", Static).update(Content(words if parts else "Nothing differs from your text any more."))

    def _drawn(self, number: int) -> Content:
        """A part with its tick; signs and weight tell what goes and comes, colour only helps."""
        part = self.parts[number]
        told = f"{_CURSOR if number == self._at else ' '}[{'x' if self._ticks[part.key] else ' '}] "
        lines = [Content.assemble(told, (f"{part.label}: {part.kind}", "bold"), "  yours" if part.is_theirs else "")]
        before, after = runs(sanitize(part.before), sanitize(part.after))
        if part.before:
            lines.append(_side(" - ", before, "$text-error", "bold strike"))
        if part.after:
            lines.append(_side(" + ", after, "$text-success", "bold underline"))
        return Content("\n").join([*lines, Content("")])

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before there is anything to take, only closing makes sense."""
        return self._proposal is not None if action in ("take", "tick", "reject") else True

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_index < len(self.parts):
            old, self._at = self._at, event.option_index
            self._redraw(*{old, self._at})

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_tick()

    def action_tick(self) -> None:
        """Ticks the part under the cursor, or takes its tick away."""
        if not self.parts:
            return
        key = self.parts[self._at].key
        self._ticks[key] = not self._ticks[key]
        self._redraw(*(number for number, part in enumerate(self.parts) if part.key == key))
        self._tell()

    def action_take(self) -> None:
        """Takes what is ticked."""
        chosen = frozenset(key for key, is_ticked in self._ticks.items() if is_ticked)
        if chosen:
            self.dismiss(chosen)
        else:
            self.query_one("#told", Static).update("Nothing is ticked: space ticks a part, r throws all of them away.")

    def action_reject(self) -> None:
        """Throws it away."""
        self.dismiss(frozenset())

    def action_close(self) -> None:
        """Puts it off; what is under way is cancelled by whoever asked for it."""
        self.dismiss(None)


def _side(sign: str, words: tuple[Run, ...], colour: str, emphasis: str) -> Content:
    """The words before or after, those that differ standing out, as far as anybody reads."""
    is_all = all(run.is_changed for run in words)
    pieces = [(run.text, f"{colour} {emphasis}" if run.is_changed and not is_all else colour) for run in words]
    side = Content.assemble((sign, f"{colour} bold"), *pieces)
    if len(side) <= _MOST_SHOWN:
        return side
    return Content.assemble(side[:_MOST_SHOWN], f" … {len(side) - _MOST_SHOWN:,} characters more")
