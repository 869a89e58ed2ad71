"""The dialogs by keys, mouse and paste, with hostile names and texts, and whether they fit a small terminal."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button, Input, RadioSet

from pmtool.editing.keeping.kept import KeptDraft
from pmtool.editing.keeping.recents import recents, remember
from pmtool.editing.keeping.recovery import recoverable
from pmtool.editing.keeping.state import DraftState
from pmtool.model import Claim, Event, Postmortem
from pmtool.tui.screens.ask import Ask, Choice, ConflictScreen, Prompt
from pmtool.tui.screens.export import ExportScreen
from pmtool.tui.screens.files import FilesScreen, FileTree, SaveScreen
from pmtool.tui.screens.help import HelpScreen
from pmtool.tui.screens.paste import Pasted, PasteScreen
from pmtool.tui.screens.settings import Chosen, SettingsScreen
from pmtool.tui.screens.start import OpenFiles, Restore, StartScreen

HOSTILE = "[@click=app.exit]out[/etc/passwd] \x1b]52;c;aGk=\x07\u202eevil"
SMALL, LARGE = (80, 24), (160, 50)
NOTHING = object()
"""The result of a screen that is still there."""
CHOICES = (Choice("save", "Save", "s"), Choice("drop", "Leave", "l"), Choice("stay", "Stay", "y"))

Doing = Callable[["Run"], Awaitable[None]]


class Run:
    """A screen in an app of its own."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot, self.app, self.result = pilot, pilot.app, NOTHING

    def query(self, what: str) -> Any:
        return self.app.screen.query_one(what)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def click(self, what: str) -> None:
        await self.pilot.click(what)
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        """As a terminal that brackets what it pastes."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()
        await self.pilot.pause()

    async def until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + 10
        while not is_so():
            assert time.monotonic() < end, "it never came"
            await self.pilot.pause(0.02)

    def text(self) -> str:
        """All that the screen shows."""
        return "\n".join(
            "".join(segment.text for segment in strip) for strip in self.app.screen._compositor.render_strips()
        )


def drive(make: Callable[[], Screen[Any]], doing: Doing, size: tuple[int, int] = SMALL) -> Any:
    """What a screen is dismissed with after something was done on it."""

    async def main() -> Any:
        app: App[None] = App()
        async with app.run_test(size=size) as pilot:
            run = Run(pilot)

            def done(result: Any) -> None:
                run.result = result

            await app.push_screen(make(), done)
            await pilot.pause()
            await doing(run)
            await pilot.pause()
            return run.result

    return asyncio.run(main())


def keys(*pressed: str) -> Doing:
    async def doing(run: Run) -> None:
        await run.press(*pressed)

    return doing


# -- asking


@pytest.mark.parametrize(
    ("pressed", "answer"),
    [(["enter"], "save"), (["right", "enter"], "drop"), (["y"], "stay"), (["L"], "drop"), (["escape"], None)],
)
def test_a_question_is_answered_by_focus_letter_or_not_at_all(pressed: list[str], answer: str | None) -> None:
    assert drive(lambda: Ask(HOSTILE, CHOICES, HOSTILE), keys(*pressed)) == answer


def test_a_question_is_answered_by_mouse() -> None:
    async def doing(run: Run) -> None:
        await run.click("#drop")

    assert drive(lambda: Ask("Leave?", CHOICES), doing) == "drop"


def test_a_line_may_not_stay_empty_and_is_made_harmless() -> None:
    async def doing(run: Run) -> None:
        await run.press("space", "enter")
        assert run.result is NOTHING
        assert "Write something" in run.text()
        await run.paste(HOSTILE)
        await run.press("enter")

    words = drive(lambda: Prompt("Why?", HOSTILE, placeholder="because"), doing)
    assert words.startswith("[@click=app.exit]out[/etc/passwd]")
    assert "\x1b" not in words
    assert "\u202e" not in words


def test_a_changed_file_is_compared_and_then_reloaded() -> None:
    async def doing(run: Run) -> None:
        await run.press("c")
        await run.until(lambda: "+theirs [b]bold" in run.text())
        assert "-mine [/x]" in run.text()
        assert "52;c" not in run.text()
        await run.press("r")

    assert (
        drive(lambda: ConflictScreen(HOSTILE, "same\nmine [/x]\n", "same\ntheirs [b]bold\x1b]52;c;aGk=\x07\n"), doing)
        == "reload"
    )


def test_of_a_file_that_is_gone_only_mine_can_be_kept() -> None:
    assert drive(lambda: ConflictScreen("x.md", "mine", None), keys("enter")) == "keep"


# -- pasting


def test_a_report_is_pasted_with_what_it_does_not_tell() -> None:
    async def doing(run: Run) -> None:
        await run.paste("10:02 alert\x1b[2J [b]fired\n")
        await run.click("#zone")
        await run.press(*"Europe/Nowhere".replace("/", "/"), "ctrl+s")
        assert "there is no time zone" in run.text()
        run.query("#zone").value = "Europe/Berlin"
        run.query("#day").value = "the 1st"
        await run.press("ctrl+s")
        assert "is no day" in run.text()
        run.query("#day").value = "2026-03-01"
        run.query("#name").value = "chat"
        await run.press("ctrl+s")

    assert drive(PasteScreen, doing) == Pasted(
        "10:02 alert     [b]fired\n", "chat", "Europe/Berlin", dt.date(2026, 3, 1)
    )


def test_nothing_pasted_is_told_and_escape_leaves() -> None:
    async def doing(run: Run) -> None:
        await run.press("ctrl+s")
        assert "Nothing is here yet" in run.text()
        await run.press("escape")

    assert drive(PasteScreen, doing) is None


@pytest.mark.parametrize("text", ["x" * 1_000_000, "12:05 alert fired\n" * 60_000], ids=["one line", "many lines"])
def test_a_megabyte_is_counted_and_not_put_into_a_field(text: str) -> None:
    async def doing(run: Run) -> None:
        await run.press("a", "b")
        began = time.monotonic()
        await run.paste(text)
        await run.until(lambda: "1.0 MB pasted" in run.text() or "1.1 MB pasted" in run.text())
        assert time.monotonic() - began < 3
        assert run.query("TextArea").text == "ab"
        await run.press("enter")

    assert drive(PasteScreen, doing).text == f"ab\n{text}"


def test_a_long_paste_can_be_cleared() -> None:
    async def doing(run: Run) -> None:
        await run.paste("x" * 200_000)
        await run.press("ctrl+l")
        await run.paste("10:02 short\n")
        await run.press("ctrl+s")

    assert drive(PasteScreen, doing) == Pasted("10:02 short\n")


# -- files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files of hostile names, and the current one."""
    here = tmp_path / "here"
    (here / "deep").mkdir(parents=True)
    for name in ("[@click=app.exit]a[.txt", "b\x1b[31m.txt", "c\nd.md", "日本e\u0301.md", "\udcff.txt", "z.md"):
        (here / name).write_text("x", encoding="utf-8")
    monkeypatch.chdir(here)
    return here


async def listed(run: Run) -> None:
    tree: FileTree = run.query("#tree")
    await run.until(lambda: len(tree.root.children) > 0)


def test_files_of_hostile_names_are_listed_ticked_and_opened(folder: Path) -> None:
    async def doing(run: Run) -> None:
        await listed(run)
        assert "\x1b" not in run.text()
        await run.press("down", "home", "down", "space", "space")
        assert "Open 2 files as one incident" in run.text()
        await run.press("ctrl+s")

    assert drive(FilesScreen, doing) == (str(folder / "[@click=app.exit]a[.txt"), str(folder / "b\x1b[31m.txt"))


def test_a_file_is_opened_by_enter_and_a_missing_one_is_told(folder: Path) -> None:
    async def doing(run: Run) -> None:
        await listed(run)
        run.query("#path").focus()
        run.query("#path").value = "none.txt"
        await run.press("enter")
        assert "there is no file none.txt. Check the name" in run.text()
        run.query("#tree").focus()
        await run.press("end", "enter")

    (chosen,) = drive(FilesScreen, doing)
    assert Path(chosen).parent == folder


def test_a_path_is_typed_at_once_and_one_that_is_no_text_keeps_the_dialog_open(folder: Path) -> None:
    (folder / "bin.dat").write_bytes(bytes(range(256)) * 40)

    async def doing(run: Run) -> None:
        await run.press(*"bin.dat", "enter")
        assert "✗ bin.dat looks like binary data, not text." in run.text()
        assert run.query("#path").has_focus
        await run.press(*["backspace"] * 7, *"z.md", "enter")

    assert drive(FilesScreen, doing) == ("z.md",)


def test_what_is_ticked_is_looked_at_too(folder: Path) -> None:
    (folder / "a").write_bytes(b"")

    async def doing(run: Run) -> None:
        await listed(run)
        run.query("#tree").ticked = {"z.md": None, "a": None}
        await run.press("ctrl+s")
        assert "✗ a is empty." in run.text()
        await run.press("escape")

    assert drive(FilesScreen, doing) is None


def test_a_path_is_completed_and_a_folder_reviewed(folder: Path) -> None:
    async def doing(run: Run) -> None:
        await listed(run)
        await run.press("d", "e", "tab")
        assert run.query("#path").value == "deep/"
        assert "Review this folder" in run.text()
        await run.press("ctrl+s")

    assert drive(FilesScreen, doing) == ("deep/",)


def test_enter_on_a_folder_goes_there_and_backspace_goes_up(folder: Path) -> None:
    async def doing(run: Run) -> None:
        await listed(run)
        run.query("#path").focus()
        run.query("#path").value = "deep"
        await run.press("enter")
        assert run.query("#tree").path == folder / "deep"
        await run.press("backspace")
        assert run.query("#tree").path == folder
        await run.press("escape")

    assert drive(FilesScreen, doing) is None


def test_saving_tells_the_format_and_asks_before_it_replaces(folder: Path) -> None:
    async def doing(run: Run) -> None:
        run.query("#path").value = "none/x.md"
        await run.press("enter")
        assert "there is no folder none" in run.text()
        run.query("#path").value = "new"
        await run.pilot.pause()
        assert "Markdown, in new.md" in run.text()
        run.query("#path").value = "z.md"
        await run.press("enter", "c")
        assert run.result is NOTHING
        await run.press("enter", "r")

    assert drive(lambda: SaveScreen("x.json"), doing) == "z.md"


def test_the_drafts_own_file_is_replaced_without_a_question(folder: Path) -> None:
    assert drive(lambda: SaveScreen("z.md", own=str(folder / "z.md")), keys("enter")) == "z.md"


# -- start


def unsaved(title: str, path: str | None = None) -> str:
    """A draft that a process left behind; its id."""
    kept = KeptDraft()
    kept.note(DraftState(postmortem=Postmortem(title=title, timeline=(Event(at=None, text="x"),) * 14), path=path))
    kept.write()
    kept.release()
    return kept.id


def test_a_new_person_sees_what_to_do_and_a_paste_is_enough() -> None:
    async def doing(run: Run) -> None:
        assert "Paste a report" in run.text()
        assert "Open a file" in run.text()
        await run.paste("10:02 the disk filled up\n")
        assert isinstance(run.app.screen, PasteScreen)
        await run.press("ctrl+s")

    assert drive(StartScreen, doing) == Pasted("10:02 the disk filled up\n")


def test_a_dropped_file_is_opened(folder: Path) -> None:
    async def doing(run: Run) -> None:
        await run.paste(str(folder / "z.md"))

    assert drive(StartScreen, doing) == OpenFiles((str(folder / "z.md"),))


def test_files_are_chosen_from_the_start(folder: Path) -> None:
    async def doing(run: Run) -> None:
        await run.press("ctrl+o")
        await listed(run)
        await run.press("down", "end", "ctrl+s")

    (path,) = drive(StartScreen, doing).paths
    assert Path(path).parent == folder


def test_unsaved_work_comes_first_and_is_taken_up() -> None:
    id = unsaved(HOSTILE)

    async def doing(run: Run) -> None:
        await run.until(lambda: "14 events, not saved" in run.text())
        assert "just now" in run.text()
        assert "[@click=app.exit]out[/etc/passwd]" in run.text()
        await run.press("enter")

    assert drive(StartScreen, doing) == Restore(id)


def test_unsaved_drafts_of_one_title_are_told_apart_by_their_files() -> None:
    title = "Checkout answered late for everybody who paid by card that afternoon"
    for name in ("first.md", "second.md"):
        unsaved(title, f"/nowhere/{name}")

    async def doing(run: Run) -> None:
        await run.until(lambda: "first.md  Checkout" in run.text() and "second.md  Checkout" in run.text())

    drive(StartScreen, doing)


def test_down_leads_from_the_buttons_to_recent_files(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).touch()
        remember(str(tmp_path / name), f"Title of {name}")

    async def doing(run: Run) -> None:
        await run.until(lambda: "Title of a.md" in run.text())
        assert run.query("#paste").has_focus
        await run.press("down", "down", "enter")

    assert drive(StartScreen, doing) == OpenFiles((str(tmp_path / "a.md"),))


def test_unsaved_work_is_thrown_away_only_after_a_question() -> None:
    unsaved("Checkout")

    async def doing(run: Run) -> None:
        await run.until(lambda: "14 events" in run.text())
        await run.press("delete", "k")
        assert recoverable().drafts
        await run.press("delete", "t")
        await run.until(lambda: not recoverable().drafts)
        await run.until(lambda: "14 events" not in run.text())

    assert drive(StartScreen, doing) is NOTHING


def test_recent_files_are_filtered_and_gone_ones_told(tmp_path: Path) -> None:
    for number in range(8):
        remember(str(tmp_path / f"gone-{number}.md"), f"Gone {number}")
    (tmp_path / "search.md").touch()
    remember(str(tmp_path / "search.md"), HOSTILE)

    async def doing(run: Run) -> None:
        await run.until(lambda: "Gone 7" in run.text())
        assert "gone:" in run.text()
        run.query("#drafts").focus()
        await run.press("down", "enter")
        assert run.result is NOTHING
        await run.press("delete")
        await run.until(lambda: len(recents()) == 8)
        run.query("#filter").focus()
        await run.press(*"search", "enter")

    assert drive(StartScreen, doing, LARGE) == OpenFiles((str(tmp_path / "search.md"),))


# -- export, settings, help

LEAKING = Postmortem(
    title=HOSTILE, authors=("Maren Holt",), summary=Claim(text="The job used password=Tr0mbone-Lake and failed.")
)


def test_the_public_version_is_looked_at_and_saved(folder: Path) -> None:
    async def doing(run: Run) -> None:
        await run.until(lambda: "PM601 Summary" in run.text())
        await run.press("tab", "down", "enter")
        await run.until(lambda: "Masked: 1 credential." in run.text())
        await run.press("ctrl+s")
        assert run.query("#path").value.endswith("z-public.md")
        await run.press("enter")

    told = drive(lambda: ExportScreen(LEAKING, None, str(folder / "z.md")), doing)
    assert told.startswith("Written to ")
    written = (folder / "z-public.md").read_text(encoding="utf-8")
    assert "removed]" in written
    assert "Tr0mbone" not in written
    assert "Maren" not in written


def test_another_format_is_copied() -> None:
    async def doing(run: Run) -> None:
        await run.press("down", "enter")
        await run.until(lambda: '"schema_version"' in run.text())
        await run.press("ctrl+y")
        assert '"title": "[@click=app.exit]out' in run.app.clipboard

    assert drive(lambda: ExportScreen(Postmortem(title="[@click=app.exit]out")), doing).startswith("Copied as JSON")


def test_a_file_that_can_not_be_written_is_told_and_nothing_is_lost(folder: Path) -> None:
    async def doing(run: Run) -> None:
        await run.until(lambda: "schema_version" in run.text())
        await run.press("ctrl+s")
        target = folder / "locked.md"
        run.query("#path").value = str(target)
        target.symlink_to("/dev/full")
        await run.press("enter", "r")
        await run.until(lambda: "✗" in run.text())
        await run.press("escape")

    assert drive(lambda: ExportScreen(LEAKING), doing) is None


def test_settings_are_switched_at_once_and_never_show_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted-0123456789abcdef")

    async def doing(run: Run) -> None:
        assert "api.openai.com" in run.text()
        assert "from OPENAI_API_KEY" in run.text()
        assert "planted" not in run.text()
        await run.press("down", "space")
        assert run.app.theme == "textual-light"
        await run.press("tab", "down", "space", "tab", "down", "space", "escape")

    assert drive(lambda: SettingsScreen("written", "auto"), doing, LARGE) == Chosen("utc", "offline")


def test_settings_without_a_model_offer_none() -> None:
    async def doing(run: Run) -> None:
        assert run.query("#engine").disabled
        await run.press("escape")

    assert drive(lambda: SettingsScreen("incident", "auto"), doing) == Chosen("incident", "auto")


def test_a_broken_settings_file_is_told_in_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pmtool.toml").write_text('engin = "\x1b[2J"', encoding="utf-8")

    async def doing(run: Run) -> None:
        assert "pmtool.toml" in run.text()

    drive(lambda: SettingsScreen("incident", "auto"), doing)


def test_help_begins_where_the_focus_is_and_knows_other_keys() -> None:
    async def doing(run: Run) -> None:
        shown = run.text()
        assert shown.index("In a table") < shown.index("Anywhere on the desk")
        assert "ctrl+w, +" in shown
        assert "(your key)" in shown
        await run.press("end")
        assert "a person wrote it" in run.text()
        await run.press("escape")

    assert drive(lambda: HelpScreen(("rows", "desk", "rows"), {"rows.add": "ctrl+w,plus"}), doing) is None


# -- all


SCREENS: dict[str, Callable[[], Screen[Any]]] = {
    "ask": lambda: Ask("Leave?", CHOICES, "Something is not saved."),
    "prompt": lambda: Prompt("Why?", "Readers see it."),
    "conflict": lambda: ConflictScreen("x.md", "a\n" * 50, "b\n" * 50),
    "paste": PasteScreen,
    "files": FilesScreen,
    "save": lambda: SaveScreen("postmortem.md"),
    "start": StartScreen,
    "export": lambda: ExportScreen(LEAKING),
    "settings": lambda: SettingsScreen("incident", "auto"),
    "help": lambda: HelpScreen(("rows", "desk")),
}


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x50"])
@pytest.mark.parametrize("name", SCREENS)
def test_every_button_and_field_is_whole_on_the_screen(name: str, size: tuple[int, int]) -> None:
    async def doing(run: Run) -> None:
        await run.press("c")
        await run.pilot.pause(0.1)
        shown = run.app.screen
        for widget in (*shown.query(Button), *shown.query(Input), *shown.query(RadioSet)):
            if widget.display:
                place = shown.find_widget(widget)
                assert place.visible_region == place.region, widget
                assert place.region.area > 0, widget

    drive(SCREENS[name], doing, size)


@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark"])
def test_themes_show_the_same_words(theme: str) -> None:
    async def doing(run: Run) -> None:
        before = run.text()
        run.app.theme = theme
        await run.pilot.pause()
        assert [line.split() for line in run.text().splitlines() if "Save" in line or "Leave" in line] == [
            line.split() for line in before.splitlines() if "Save" in line or "Leave" in line
        ]

    drive(SCREENS["ask"], doing)
