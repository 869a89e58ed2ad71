"""The start: work that was not saved, the last drafts, and the two ways to begin: paste a report, or open a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from pmtool.editing.export.paths import dropped, shown
from pmtool.editing.keeping.recents import Recent, forget, recents
from pmtool.editing.keeping.recovery import Recovered, discard, recoverable
from pmtool.editing.times.ages import age
from pmtool.errors import PmtoolError
from pmtool.tui.actions import bindings
from pmtool.tui.screens.ask import Ask, Choice
from pmtool.tui.screens.dialog import button, sentence, shared_css

if TYPE_CHECKING:
    from pmtool.tui.screens.paste import Pasted
from pmtool.tui.widgets.line import Line

_DRAFT, _FILE = "draft-", "file-"
_WORTH_FILTERING = 5


@dataclass(frozen=True, slots=True)
class OpenFiles:
    """Files, or a batch's folder, to open."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restore:
    """Unsaved work to take up again, by its id in `keeping.recovery`."""

    id: str


Begin: TypeAlias = "OpenFiles | Pasted | Restore"


class StartScreen(Screen["Begin"]):
    """Where one begins. Pasting anywhere on it is enough; a file dropped on the terminal is opened."""

    TITLE = "pmtool"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("start"),
        Binding("ctrl+v", "paste", show=False),
        Binding("down", "choose", show=False),
    ]
    DEFAULT_CSS = (
        shared_css("StartScreen")
        + """
    StartScreen { align-horizontal: center; }
    StartScreen > #page { width: 100%; max-width: 100; height: 1fr; padding: 1 2; }
    StartScreen #name { text-style: bold; color: $text-primary; }
    StartScreen .buttons { height: 1; margin: 1 0; }
    StartScreen .buttons Button { margin: 0 2 0 0; }
    StartScreen #lists { height: 1fr; margin-top: 1; display: none; }
    StartScreen.-any #lists { display: block; }
    StartScreen #filter { display: none; }
    StartScreen.-many #filter { display: block; }
    StartScreen #drafts, StartScreen #drafts:focus { height: 1fr; border: none; padding: 0; background: $background; }
    StartScreen #drafts { text-wrap: nowrap; text-overflow: ellipsis; }
    """
    )

    def __init__(self) -> None:
        super().__init__()
        self._drafts: Sequence[Recovered] = ()
        self._recents: Sequence[tuple[Recent, bool]] = ()
        """Each with whether it is gone."""

    def compose(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Static(Content("pmtool"), id="name")
            yield Static(
                "Makes a postmortem of reports, each statement beside the words it stands on.",
                classes="hint",
            )
            yield Horizontal(
                button("Paste a report", "paste", "ctrl+n", first=True),
                button("Open a file", "open", "ctrl+o"),
                classes="buttons",
            )
            yield Static(
                "Or just paste (ctrl+shift+v, cmd+v), or drop a file on the terminal.",
                classes="hint",
            )
            with Vertical(id="lists"):
                yield Line(placeholder="type to filter", id="filter")
                yield OptionList(id="drafts")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#paste", Button).focus()
        self._load()

    def on_paste(self, event: events.Paste) -> None:
        """A report, or the names of files that were dropped on the terminal."""
        event.stop()
        if paths := dropped(event.text):
            self.dismiss(OpenFiles(paths))
        else:
            self.action_paste(event.text)

    @on(Button.Pressed, "#paste")
    def _paste(self) -> None:
        self.action_paste()

    @on(Button.Pressed, "#open")
    def action_open(self) -> None:
        """Lets choose files."""
        from pmtool.tui.screens.files import FilesScreen

        def chosen(paths: tuple[str, ...] | None) -> None:
            if paths:
                self.dismiss(OpenFiles(paths))

        self.app.push_screen(FilesScreen(), chosen)

    def action_paste(self, text: str = "") -> None:
        """Takes a report as text."""
        from pmtool.tui.screens.paste import PasteScreen

        def taken(pasted: Pasted | None) -> None:
            if pasted:
                self.dismiss(pasted)

        self.app.push_screen(PasteScreen(text or self.app.clipboard), taken)

    def action_choose(self) -> None:
        """Goes to the list, where there is one."""
        self.query_one("#drafts").focus()

    async def action_quit(self) -> None:
        """Leaves the app."""
        await self.app.action_quit()

    @work(thread=True)
    def _load(self) -> None:
        found = recoverable()
        files = [(recent, recent.is_gone) for recent in recents()]
        self.app.call_from_thread(self._take, found.drafts, files)
        for skipped in found.skipped:
            self.notify(skipped.why, title="Unsaved work that can't be offered", severity="warning", markup=False)

    def _take(self, drafts: Sequence[Recovered], files: Sequence[tuple[Recent, bool]]) -> None:
        if not self.is_attached:
            return
        self._drafts, self._recents = drafts, files
        self.set_class(bool(drafts or files), "-any")
        self.set_class(len(files) > _WORTH_FILTERING, "-many")
        self._list()
        if drafts:
            self.query_one("#drafts").focus()

    @on(Input.Changed, "#filter")
    def _list(self) -> None:
        """Shows what goes with the filter."""
        words = self.query_one("#filter", Input).value.casefold().split()
        now = dt.datetime.now(dt.UTC)
        drafts = [draft for draft in self._drafts if _fits(words, draft.title, draft.path or draft.file)]
        files = [entry for entry in enumerate(self._recents) if _fits(words, entry[1][0].title, entry[1][0].path)]
        options: list[Option] = []
        if drafts:
            options.append(_heading("Not saved: Enter takes it up again, delete throws it away"))
            options += [Option(_draft_line(draft, now), _DRAFT + draft.id) for draft in drafts]
        if files:
            options += [Option("", disabled=True)] if options else []
            options.append(_heading("Recent"))
            options += [Option(_file_line(*entry, now), f"{_FILE}{number}") for number, entry in files]
        listed = self.query_one("#drafts", OptionList)
        listed.clear_options()
        listed.add_options(options)
        listed.highlighted = 1 if options else None

    @on(Input.Submitted, "#filter")
    def _first(self) -> None:
        self.query_one("#drafts", OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        id = event.option_id or ""
        if id.startswith(_DRAFT):
            self.dismiss(Restore(id.removeprefix(_DRAFT)))
        elif id.startswith(_FILE):
            recent, is_gone = self._recents[int(id.removeprefix(_FILE))]
            if is_gone:
                self.notify(f"{shown(recent.path)} is gone; delete takes it off the list.", markup=False)
            else:
                self.dismiss(OpenFiles((recent.path,)))

    def on_key(self, event: events.Key) -> None:
        listed = self.query_one("#drafts", OptionList)
        if event.key != "delete" or not listed.has_focus or listed.highlighted is None:
            return
        id = listed.get_option_at_index(listed.highlighted).id or ""
        if id.startswith(_DRAFT):
            self._ask_to_discard(next(draft for draft in self._drafts if draft.id == id.removeprefix(_DRAFT)))
        elif id.startswith(_FILE):
            self._forget(self._recents[int(id.removeprefix(_FILE))][0])

    def _ask_to_discard(self, draft: Recovered) -> None:
        def answer(choice: str | None) -> None:
            if choice == "discard":
                self._do(discard, draft.id)

        choices = (Choice("keep", "Keep it", "k"), Choice("discard", "Throw it away", "t"))
        self.app.push_screen(
            Ask(f"Throw “{_name(draft)}” away?", choices, "What was not saved of it is lost for good."), answer
        )

    def _forget(self, recent: Recent) -> None:
        self._do(forget, recent.path)

    def _do(self, change: Callable[[str], None], argument: str) -> None:
        try:
            change(argument)
        except PmtoolError as error:
            self.notify(sentence(error), severity="error", markup=False)
        self._load()


def _heading(words: str) -> Option:
    return Option(Content.styled(words, "bold"), disabled=True)


def _fits(words: Sequence[str], *texts: str) -> bool:
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words)


def _name(draft: Recovered) -> str:
    return draft.title or draft.file or "untitled draft"


def _draft_line(draft: Recovered, now: dt.datetime) -> Content:
    """The file goes before the title: long titles are cut, and several files may have the same."""
    file = f"{draft.file}  " if draft.title and draft.file else ""
    told = f"  {draft.events} event{'' if draft.events == 1 else 's'}, not saved"
    return Content.assemble((f"{age(draft.when, now):>12}  ", "dim"), (file, "bold"), _name(draft), (told, "dim"))


def _file_line(recent: Recent, is_gone: bool, now: dt.datetime) -> Content:
    path = f"  {'gone: ' if is_gone else ''}{shown(recent.path)}"
    when = f"{age(recent.when, now):>12}  "
    if is_gone:
        return Content.assemble((f"{when}{recent.title}{path}", "dim"))
    return Content.assemble((when, "dim"), recent.title, (path, "dim"))
