"""A batch's queue on the screen: walked, opened, marked; what is kept of it, and what may lie in a folder."""

from __future__ import annotations

import asyncio
import errno
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from batch_folder import batch, small
from pmtool.editing.keeping.review import ReviewLog
from pmtool.errors import UsageError
from pmtool.tui.app import DraftApp
from pmtool.tui.desk.queued import QueuedDesk
from pmtool.tui.desk.request import FromFiles, FromFolder, Manner, asked_for
from pmtool.tui.screens.ask import Ask
from pmtool.tui.screens.queue import QueueScreen
from pmtool.tui.widgets.head import HeadField
from pmtool.tui.widgets.queue_list import QueueList

ORDER = ["contradiction.md", "chat.md", "table.md", "midnight.md", "questions.md"]
TWO = ("chat", "contradiction")
HOSTILE = "[/etc/passwd] [@click=app.exit]x[/] \x1b]52;c;eA==\x07\x1b[31m \u202eevil $x 事故 cafe\u0301 🚒"


class Journey:
    """A person at the queue of a folder."""

    def __init__(self, app: DraftApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def queue(self) -> QueueScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, QueueScreen))

    @property
    def list(self) -> QueueList:
        return self.queue.query_one(QueueList)

    @property
    def names(self) -> list[str]:
        return [entry.name for entry in self.list.rows]

    @property
    def standing(self) -> str:
        return str(self.queue.query_one("#standing", Static).render())

    @property
    def told(self) -> str:
        return str(self.queue.query_one("#told", Static).render())

    @property
    def notices(self) -> str:
        return "\n".join(notice.message for notice in self.app._notifications)

    async def until(self, holds: Callable[[], object]) -> None:
        end = monotonic() + 30
        while not holds():
            assert monotonic() < end
            await self.pilot.pause(0.02)
        await self.pilot.pause()

    async def looked_through(self) -> None:
        await self.until(lambda: "reading" not in self.standing and "checking" not in self.standing)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def at_desk_of(self, name: str) -> QueuedDesk:
        def is_there() -> bool:
            desk = self.app.screen
            return isinstance(desk, QueuedDesk) and os.path.basename(desk.draft.path or "") == name

        await self.until(is_there)
        assert isinstance(self.app.screen, QueuedDesk)
        return self.app.screen

    async def back(self) -> None:
        await self.until(lambda: self.app.screen is self.queue)

    async def retitle(self, desk: QueuedDesk, letter: str) -> None:
        desk.go("/title")
        await self.pilot.pause()
        field = desk.query(HeadField).first()
        assert field.has_focus_within or field.has_focus
        await self.press("end", letter)
        await self.until(lambda: desk.draft.postmortem.title.endswith(letter))


def at_queue(folder: Path, journey: Callable[[Journey], Awaitable[None]], size: tuple[int, int] = (80, 24)) -> None:
    async def main() -> None:
        app = DraftApp(FromFolder(str(folder)), Manner())
        async with app.run_test(size=size) as pilot:
            person = Journey(app, pilot)
            await pilot.pause()
            await person.looked_through()
            await journey(person)
        assert app.crash is None

    asyncio.run(main())


def test_a_batch_is_reviewed_from_the_worst_on(tmp_path: Path) -> None:
    async def journey(person: Journey) -> None:
        assert person.names == ORDER
        assert person.standing.startswith("0 of 5 reviewed")
        assert "5 other files" in person.standing
        await person.press("enter")
        desk = await person.at_desk_of(ORDER[0])
        assert desk.saved_words.startswith("1 of 5")
        await person.press("ctrl+t")
        mode = desk.clock.mode
        await person.press("ctrl+pagedown")
        desk = await person.at_desk_of(ORDER[1])
        assert desk.clock.mode == mode != "written"
        await person.press("ctrl+pageup")
        await person.at_desk_of(ORDER[0])
        await person.press("ctrl+r")
        await person.at_desk_of(ORDER[1])
        await person.press("ctrl+q")
        await person.back()
        assert person.standing.startswith("1 of 5 reviewed")
        assert person.list.current
        assert person.list.current.name == ORDER[1]
        await person.press("ctrl+q")
        assert person.app.return_code == 0

    at_queue(batch(tmp_path), journey)
    assert ReviewLog(str(tmp_path)).reviewed(ORDER[0])


def test_progress_is_kept_and_what_changed_since_is_to_be_reviewed_again(tmp_path: Path) -> None:
    batch(tmp_path, "postmortems")

    async def mark_two(person: Journey) -> None:
        await person.press("r", "down", "r", "down", "r", "r")
        assert person.standing.startswith("2 of 5 reviewed")

    at_queue(tmp_path, mark_two)
    changed = tmp_path / "postmortems" / "contradiction.md"
    changed.write_text(changed.read_text().replace("Ticket sale", "Ticket sales", 1))

    async def go_on(person: Journey) -> None:
        assert person.standing.startswith("1 of 5 reviewed")
        await person.press("v")
        assert len(person.names) == 4
        assert f"postmortems/{ORDER[1]}" not in person.names
        await person.press("r")
        assert len(person.names) == 3

    at_queue(tmp_path, go_on)


def test_what_is_saved_on_the_desk_is_looked_at_anew(tmp_path: Path) -> None:
    async def journey(person: Journey) -> None:
        await person.press("enter")
        desk = await person.at_desk_of(ORDER[0])
        await person.retitle(desk, "Q")
        await person.press("ctrl+q")
        await person.until(lambda: isinstance(person.app.screen, Ask))
        await person.press("s")
        await person.back()
        await person.until(lambda: next(e for e in person.list.rows if e.name == ORDER[0]).title.endswith("Q"))

    at_queue(batch(tmp_path, names=TWO), journey)


def test_marking_saves_first(tmp_path: Path) -> None:
    async def journey(person: Journey) -> None:
        await person.press("enter")
        desk = await person.at_desk_of(ORDER[0])
        await person.retitle(desk, "Q")
        await person.press("ctrl+r")
        await person.at_desk_of(ORDER[1])

    at_queue(batch(tmp_path, names=TWO), journey)
    assert "Q\n" in (tmp_path / ORDER[0]).read_text()
    assert ReviewLog(str(tmp_path)).reviewed(ORDER[0])


def test_what_was_left_for_later_is_taken_up_again(tmp_path: Path) -> None:
    async def journey(person: Journey) -> None:
        await person.press("enter")
        desk = await person.at_desk_of(ORDER[0])
        await person.retitle(desk, "Q")
        await person.press("ctrl+pagedown")
        await person.until(lambda: isinstance(person.app.screen, Ask))
        await person.press("escape")
        assert person.app.screen is desk
        await person.press("ctrl+q")
        await person.until(lambda: isinstance(person.app.screen, Ask))
        await person.press("l")
        await person.back()
        await person.press("enter")
        again = await person.at_desk_of(ORDER[0])
        assert again.draft.postmortem.title.endswith("Q")

    at_queue(batch(tmp_path, names=TWO), journey)


def test_the_last_leads_back_to_the_queue(tmp_path: Path) -> None:
    async def journey(person: Journey) -> None:
        await person.press("enter")
        await person.at_desk_of("table.md")
        await person.press("ctrl+r")
        await person.back()
        await person.press("v")
        assert "Everything is reviewed" in person.told

    at_queue(batch(tmp_path, names=("table",)), journey)


def test_the_list_is_searched_by_words(tmp_path: Path) -> None:
    async def journey(person: Journey) -> None:
        await person.press("slash", *"r zz")
        assert person.names == []
        assert "these words" in person.told
        person.queue.query_one("#search", Input).value = "book desk"
        await person.pilot.pause()
        assert person.names == ["questions.md"]
        await person.press("enter", "r")
        assert person.standing.startswith("1 of 5 reviewed")
        await person.press("escape")
        assert len(person.names) == 5

    at_queue(batch(tmp_path), journey)


def test_a_broken_file_is_on_top_and_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"schema_version": "1.0", "title": 3}')

    async def journey(person: Journey) -> None:
        assert person.names[0] == "bad.json"
        assert "can't be read" in str(person.queue.query_one("#detail", Static).render())
        await person.press("enter")
        assert person.app.screen is person.queue
        assert "/title" in person.notices

    at_queue(batch(tmp_path, names=("table",)), journey)


def test_a_file_that_breaks_meanwhile_leads_back(tmp_path: Path) -> None:
    async def journey(person: Journey) -> None:
        (tmp_path / "table.md").unlink()
        await person.press("enter")
        await person.until(lambda: person.app.screen is person.queue and person.list.rows[0].is_broken)

    at_queue(batch(tmp_path, names=("table",)), journey)


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (20, 6)])
def test_hostile_titles_and_names_are_only_text(tmp_path: Path, size: tuple[int, int]) -> None:
    for number, name in enumerate(("[red]a[@click=app.exit].json", "b\x1b[31m\u202e.json", "c\udcff.json", "-o.json")):
        try:
            (tmp_path / name).write_text(small(HOSTILE + "\n" * number))
        except OSError:  # not every disk takes each name
            continue
    (tmp_path / "long.json").write_text(small("x" * 1_000_000))

    async def journey(person: Journey) -> None:
        await person.press("down", "down", "r", "up", "end", "slash", *"[/etc", "enter")
        strips = person.list.screen._compositor.render_strips()
        shown = "".join(segment.text for strip in strips for segment in strip)
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        if size[0] >= 80:
            assert "[/etc/passwd] [@cli" in shown
        assert person.app.return_code is None

    at_queue(tmp_path, journey, size)


def test_two_thousand_are_listed_while_they_are_looked_at(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"{number:04}.json").write_text(small(f"Incident {number}"))

    async def main() -> None:
        app = DraftApp(FromFolder(str(tmp_path)), Manner())
        async with app.run_test(size=(80, 24)) as pilot:
            person = Journey(app, pilot)
            await person.until(lambda: "checking" in person.standing)
            assert len(person.names) == 2000
            assert "of 2,000" in person.standing
            person.list.action_edge(True)
            assert person.list.current
            assert person.list.current.name == "1999.json"
            person.queue.action_reviewed()
            assert person.standing.startswith("1 of 2,000 reviewed")
            app.exit(0)
        assert app.crash is None

    asyncio.run(main())


def test_the_cursor_stays_on_its_entry_while_others_move(tmp_path: Path) -> None:
    async def journey(person: Journey) -> None:
        await person.press("down", "down")
        (tmp_path / "midnight.md").write_text("")
        await person.press("f5")
        await person.until(lambda: person.names[:1] == ["midnight.md"] and len(person.names) == 5)
        await person.looked_through()
        assert person.list.current
        assert person.list.current.name == ORDER[2]

    at_queue(batch(tmp_path), journey)


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("It broke at 14:05 UTC.\n")

    async def journey(person: Journey) -> None:
        assert "There is no postmortem in" in person.told
        assert "pmtool structure" in person.told
        await person.press("r", "enter", "v", "down")
        assert person.app.screen is person.queue

    at_queue(tmp_path, journey)


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr("pmtool.editing.keeping.review.write_object", refuse)

    async def journey(person: Journey) -> None:
        await person.press("r")
        assert "you may not write there. Change its permissions" in person.notices
        assert person.standing.startswith("0 of 1 reviewed")

    at_queue(batch(tmp_path, names=("table",)), journey)


def test_a_folder_that_is_gone_is_told_in_a_sentence(tmp_path: Path) -> None:
    async def journey(person: Journey) -> None:
        assert "no such folder" in person.told

    at_queue(tmp_path / "gone", journey)


def test_a_damaged_log_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "review.json").write_text("[]")

    async def journey(person: Journey) -> None:
        assert "no review log" in person.notices
        await person.press("r")

    at_queue(batch(tmp_path, names=("table",)), journey)
    assert (tmp_path / "review.json.broken").read_text() == "[]"
    assert "table.md" in json.loads((tmp_path / "review.json").read_text())["reviewed"]


def test_a_folder_alone_is_a_batch(tmp_path: Path) -> None:
    file = str(tmp_path / "a.md")
    assert asked_for([str(tmp_path)]) == FromFolder(str(tmp_path))
    assert asked_for([file, "b.md"], ["c.txt"]) == FromFiles((file, "b.md"), ("c.txt",))
    with pytest.raises(UsageError, match="--source"):
        asked_for([str(tmp_path)], ["c.txt"])
