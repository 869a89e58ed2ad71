"""What becomes of files around a draft: pasted reports, work left unsaved, files that others changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import REPORT, Desk, on_desk, postmortem_file
from pmtool.editing.opening import open_files
from pmtool.formats import load
from pmtool.tui.desk.request import FromText
from pmtool.tui.screens.ask import Ask, ConflictScreen


def test_a_pasted_report_is_kept_beside_its_postmortem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "postmortem-report.md").write_text("somebody's own")

    async def journey(desk: Desk) -> None:
        await desk.press("ctrl+s")
        await desk.press("enter")
        await desk.until(lambda: Path("postmortem.md").exists() and desk.screen.draft.history.is_saved)

    on_desk(FromText(REPORT), journey)
    assert Path("postmortem-report.md").read_text() == "somebody's own"
    kept = next(path for path in tmp_path.glob("postmortem-report*") if path.name != "postmortem-report.md")
    assert kept.read_text() == REPORT
    assert [source.name for source in load(Path("postmortem.md")).sources] == [kept.name]
    again = open_files(["postmortem.md"], max_bytes=1 << 20)
    assert [document.text for document in again.documents] == [REPORT]
    assert again.notes == ()


@pytest.mark.parametrize("takes", [True, False])
def test_work_left_unsaved_is_offered_with_its_file(tmp_path: Path, takes: bool) -> None:
    path = postmortem_file(tmp_path)

    async def leave(desk: Desk) -> None:
        await desk.go("/title")
        await desk.rewrite("Never saved")
        await desk.press("ctrl+q")
        await desk.press("l")

    async def come_back(desk: Desk) -> None:
        await desk.until(lambda: isinstance(desk.app.screen, Ask))
        await desk.press("t" if takes else "f")
        await desk.until(lambda: (desk.postmortem.title == "Never saved") is takes)
        assert desk.screen.draft.path == str(path)

    on_desk(path, leave)
    on_desk(path, come_back)


def test_deciding_nothing_about_a_changed_file_overwrites_nothing(tmp_path: Path) -> None:
    path = postmortem_file(tmp_path)

    async def journey(desk: Desk) -> None:
        await desk.go("/title")
        await desk.rewrite("Mine")
        theirs = path.read_text().replace("# ", "# Theirs: ", 1)
        path.write_text(theirs)
        await desk.until(lambda: isinstance(desk.app.screen, ConflictScreen))
        await desk.press("escape")
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, ConflictScreen))
        assert path.read_text() == theirs
        await desk.press("k")
        await desk.press("ctrl+s")
        await desk.until(lambda: "# Mine" in path.read_text())

    on_desk(path, journey)
