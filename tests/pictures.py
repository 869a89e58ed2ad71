"""Pictures of the desk for the documentation, made by the real app: `python tests/pictures.py`, or `make pictures`.

They are snapshots as well: test_pictures.py holds the app to them.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from textual._compositor import LayoutUpdate
from textual.widgets import Input, TextArea

from batch_folder import batch as made_batch
from desk import Desk, open_desk
from pmtool import load, structure
from pmtool.editing.keeping import kept, recents
from pmtool.editing.keeping.kept import KeptDraft
from pmtool.editing.keeping.state import DraftState
from pmtool.editing.proposals.proposal import of_fields
from pmtool.formats import dump
from pmtool.model import Claim
from pmtool.tui.desk import live_review
from pmtool.tui.desk.request import FromFiles, FromFolder, Request
from pmtool.tui.screens import queue, start
from pmtool.tui.screens.answers import AnswersScreen
from pmtool.tui.screens.ask import ConflictScreen
from pmtool.tui.screens.assist import AssistScreen
from pmtool.tui.screens.explain import ExplainScreen
from pmtool.tui.screens.export import ExportScreen
from pmtool.tui.screens.files import FilesScreen
from pmtool.tui.screens.help import HelpScreen
from pmtool.tui.screens.jump import JumpScreen
from pmtool.tui.screens.paste import PasteScreen
from pmtool.tui.screens.proposal import ProposalScreen
from pmtool.tui.screens.settings import SettingsScreen
from pmtool.tui.screens.start import StartScreen
from pmtool.tui.widgets.findings.pane import FindingsPane
from svg import drawn

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES, PICTURES = ROOT / "examples", ROOT / "docs" / "pictures"
SIZES = ((80, 24), (160, 50))
MORNING = dt.datetime(2026, 4, 15, 9, 30, tzinfo=dt.UTC)
"""When the pictures are taken."""
SALE, UPLOADS = "ticket-sale.md", "uploads.txt"


@dataclass(frozen=True)
class Scene:
    """Something to be seen on the desk."""

    request: Request | FromFolder | None
    play: Callable[[Desk], Awaitable[None]]

    @property
    def title(self) -> str:
        """What the picture shows, for those who can't see it."""
        return (self.play.__doc__ or "").strip()


SCENES: dict[str, Scene] = {}


def scene(request: Request | FromFolder | None) -> Callable[[Callable[[Desk], Awaitable[None]]], None]:
    """Registers what is to be seen after a request, by the function's name."""

    def register(play: Callable[[Desk], Awaitable[None]]) -> None:
        SCENES[play.__name__] = Scene(request, play)

    return register


async def shown(desk: Desk, kind: type) -> None:
    """Waits for a screen."""
    await desk.until(lambda: isinstance(desk.app.screen, kind), kind.__name__)
    await desk.calm()


async def on_finding(desk: Desk, code: str) -> None:
    """Puts the cursor on the first finding of a rule."""
    desk.screen.enter_pane("findings")
    pane = desk.screen.query_one(FindingsPane)
    await desk.until(lambda: pane.has_focus_within)
    for _ in desk.screen.review.findings:
        if pane.highlighted and pane.highlighted.finding.code == code:
            return
        await desk.press("down")
    raise AssertionError(f"no {code} here:\n{desk.painted()}")


@scene(None)
async def begin(desk: Desk) -> None:
    """The start: unsaved work and recent files."""
    await shown(desk, StartScreen)
    await desk.until(lambda: desk.app.screen.has_class("-any"))


@scene(None)
async def paste(desk: Desk) -> None:
    """A report is pasted."""
    await shown(desk, StartScreen)
    await desk.until(lambda: desk.app.screen.has_class("-any"))
    await desk.paste((EXAMPLES / "notes" / "report.txt").read_text(encoding="utf-8"))
    await shown(desk, PasteScreen)


@scene(None)
async def files(desk: Desk) -> None:
    """Files are chosen, two of them ticked."""
    await shown(desk, StartScreen)
    await desk.press("ctrl+o")
    await shown(desk, FilesScreen)
    tree = desk.app.screen.query_one("#tree")
    await desk.until(lambda: len(tree.root.children) > 3)  # type: ignore[attr-defined]
    await desk.press("down", "down", "down", "space", "space")


@scene(FromFiles((UPLOADS,)))
async def report(desk: Desk) -> None:
    """The desk on a raw report: its source, the postmortem that rules made of it, and the findings."""
    await desk.go("/summary")


@scene(FromFiles((SALE,)))
async def findings(desk: Desk) -> None:
    """Findings; the one at hand tells of a contradiction."""
    await on_finding(desk, "PM111")


@scene(FromFiles((SALE,)))
async def timeline(desk: Desk) -> None:
    """A time is typed into the timeline; the line below it says how it is read."""
    await desk.go("/timeline/3")
    await desk.press("a")
    await desk.type("+12m")


@scene(FromFiles((UPLOADS,)))
async def source(desk: Desk) -> None:
    """Words are selected in the source, to become an event or to back a statement."""
    await desk.go("/root_cause")
    await desk.settled()
    desk.screen.enter_pane("source")
    await desk.press("down", "down", "shift+down")


@scene(FromFiles((UPLOADS,)))
async def jump(desk: Desk) -> None:
    """Sections and their letters."""
    await desk.press("ctrl+o")
    await shown(desk, JumpScreen)


@scene(FromFiles((UPLOADS,)))
async def assist(desk: Desk) -> None:
    """What an engine can be asked for where the cursor is."""
    await desk.go("/summary")
    await desk.press("ctrl+g")
    await shown(desk, AssistScreen)


@scene(FromFiles((UPLOADS,)))
async def proposal(desk: Desk) -> None:
    """What a model proposes, held against the text as it stands."""
    await desk.go("/summary")
    said = "On April 14, uploads of files larger than 8 MB failed for most customers for a little over an hour."
    learned = "A service that starts without a required setting fails later, and for customers."
    fresh = replace(desk.postmortem, summary=model_says(said), lessons=(model_says(learned),))
    proposed = of_fields(desk.postmortem, fresh, ("summary", "lessons"), "What the model would change")
    desk.app.push_screen(ProposalScreen(proposed.title, "qwen3 at localhost", proposed))
    await shown(desk, ProposalScreen)
    await desk.press("down", "space")


@scene(FromFiles(("indexer-status.txt", "indexer-notes.md")))
async def answers(desk: Desk) -> None:
    """Words of the source that could answer a finding."""
    await on_finding(desk, "PM204")
    await desk.press("c")
    await shown(desk, AnswersScreen)
    await desk.until(lambda: desk.painted().count("13:58 first ticket") > 1, "the words in the source")


@scene(FromFiles((SALE,)))
async def explain(desk: Desk) -> None:
    """A rule's page."""
    await on_finding(desk, "PM111")
    await desk.press("x")
    await shown(desk, ExplainScreen)


@scene(FromFiles((SALE,)))
async def export(desk: Desk) -> None:
    """The postmortem in another format, or for the public."""
    await desk.press("f9")
    await shown(desk, ExportScreen)
    text = desk.app.screen.query_one("#text")
    await desk.until(lambda: str(text.content))  # type: ignore[attr-defined]


@scene(FromFiles((SALE,)))
async def settings(desk: Desk) -> None:
    """Colours, clocks, engines, and what is in force."""
    await desk.press("f10")
    await shown(desk, SettingsScreen)


@scene(FromFiles((SALE,)))
async def help(desk: Desk) -> None:
    """What keys do where the cursor is."""
    await desk.go("/timeline/1")
    await desk.press("f1")
    await shown(desk, HelpScreen)


@scene(FromFiles(("postmortem.md",)))
async def conflict(desk: Desk) -> None:
    """Someone else changed the file; what they changed is shown."""
    path = Path("postmortem.md")
    await desk.go("/summary")
    path.write_text(path.read_text(encoding="utf-8").replace("two minutes", "five minutes"), encoding="utf-8")
    await shown(desk, ConflictScreen)
    await desk.press("c")
    await desk.until(lambda: desk.app.screen.query("#difference.-shown"))


@scene(FromFolder("archive"))
async def batch(desk: Desk) -> None:
    """A batch's postmortems, the worst first."""
    await shown(desk, queue.QueueScreen)
    listed = desk.app.screen
    assert isinstance(listed, queue.QueueScreen)
    await desk.until(lambda: not listed._progress, "all is checked")


def stage(folder: Path) -> None:
    """Puts the files of all scenes into a folder, and the memory of an earlier desk into its state's."""
    shutil.copy(EXAMPLES / "contradiction" / "report.md", folder / SALE)
    shutil.copy(EXAMPLES / "status-page" / "report.txt", folder / UPLOADS)
    shutil.copy(EXAMPLES / "two-sources" / "notes.md", folder / "indexer-notes.md")
    shutil.copy(EXAMPLES / "two-sources" / "status-page.txt", folder / "indexer-status.txt")
    (folder / "postmortem.md").write_text(dump(structure(folder / SALE, engine="offline"), "markdown"))
    made_batch(folder, "archive")
    for minutes, name in ((3000, "archive/midnight.md"), (150, "archive/table.md"), (40, "postmortem.md")):
        with mock.patch.object(recents, "now", return_value=_ago(minutes)):
            recents.remember(name, load(folder / name).title)
    with mock.patch.object(kept, "now", return_value=_ago(7)):
        leave_unsaved(folder / UPLOADS)


def model_says(text: str) -> Claim:
    return Claim(text=text, origin="model")


def leave_unsaved(report: Path) -> None:
    """A draft of which the process is gone."""
    made = replace(structure(report, engine="offline"), lessons=(Claim(text="Refuse to start", origin="human"),))
    draft = KeptDraft()
    draft.claim(None)
    draft.note(DraftState(postmortem=made, documents=()))
    draft.write()
    draft.release()


def _ago(minutes: int) -> str:
    return (MORNING - dt.timedelta(minutes=minutes)).isoformat(timespec="seconds")


class _Morning(dt.datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        return MORNING


@contextlib.contextmanager
def on_stage(home: Path) -> Iterator[None]:
    """A machine like any other, on a morning like any other: with the files, in UTC, and nobody's settings."""
    environment = {"HOME": home, "XDG_CONFIG_HOME": home / ".config", "PMTOOL_STATE_DIR": home / ".state", "TZ": "UTC"}
    still = SimpleNamespace(**{**vars(dt), "datetime": _Morning})
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, {name: str(value) for name, value in environment.items()}))
        for name in [
            name for name in os.environ if name.startswith(("PMTOOL_", "OPENAI_")) and name not in environment
        ]:
            del os.environ[name]
        for module in (live_review, queue, start):
            stack.enter_context(mock.patch.object(module, "dt", still))
        for field, blink in ((TextArea, "_toggle_cursor_blink_visible"), (Input, "_toggle_cursor")):
            stack.enter_context(mock.patch.object(field, blink))
        time.tzset()
        stack.callback(time.tzset)
        folder = home / "incidents"
        folder.mkdir()
        stack.enter_context(contextlib.chdir(folder))
        stage(folder)
        yield


async def take(name: str, size: tuple[int, int]) -> str:
    """The picture of a scene, as SVG. The stage is set."""
    wanted = SCENES[name]
    async with open_desk(wanted.request, size) as desk:
        desk.app.animation_level = "none"
        if isinstance(wanted.request, FromFiles):
            await desk.until(lambda: "score" in desk.standing, "findings")
            await desk.settled()
        await wanted.play(desk)
        if isinstance(wanted.request, FromFiles):
            await desk.settled()
        await desk.calm()
        return picture(desk, wanted.title)


def picture(desk: Desk, title: str) -> str:
    """What stands on the terminal."""
    app = desk.app
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(update, LayoutUpdate)
    rows = [[segment for strip in line for segment in strip] for line in update.strips]
    return drawn(rows, app.size.width, title)


def file_of(name: str, size: tuple[int, int]) -> Path:
    """Where a picture is kept."""
    return PICTURES / f"{name}-{size[0]}x{size[1]}.svg"


def main(names: list[str]) -> None:
    """Takes the pictures of the scenes named, or of all."""
    PICTURES.mkdir(exist_ok=True)
    for name in names or SCENES:
        for size in SIZES:
            with tempfile.TemporaryDirectory() as home, on_stage(Path(home).resolve()):
                file_of(name, size).write_text(asyncio.run(take(name, size)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
