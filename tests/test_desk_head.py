"""The head of the postmortem on the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Select

from desk import Desk, on_desk, postmortem_file


@pytest.mark.parametrize("status", ["draft", "in_review", "final"])
def test_opening_changes_no_status(tmp_path: Path, status: str) -> None:
    path = postmortem_file(tmp_path)
    path.write_text(path.read_text().replace('status: "draft"', f'status: "{status}"'))

    async def journey(desk: Desk) -> None:
        assert desk.screen.query_one(Select).value == status
        assert desk.postmortem.status == status
        assert desk.screen.draft.history.is_untouched

    on_desk(path, journey)


def test_a_status_is_chosen_and_undone(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.go("/status")
        await desk.press("enter", "down", "enter")
        await desk.until(lambda: desk.postmortem.status == "in_review")
        await desk.press("ctrl+z")
        await desk.until(lambda: desk.screen.query_one(Select).value == "draft")
        assert desk.postmortem.status == "draft"

    on_desk(postmortem_file(tmp_path), journey)
