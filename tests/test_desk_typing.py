"""Keys that come faster than the desk takes them: none is lost, none changes its place."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from desk import Desk, on_desk, report_file

WORDS = "The quick brown fox jumps over the lazy dog."


@pytest.mark.parametrize("path", ["/summary", "/title", "/services"])
def test_every_key_arrives_in_its_place(tmp_path: Path, path: str) -> None:
    async def journey(desk: Desk) -> None:
        await desk.go(path)
        await desk.rewrite(WORDS)
        held = getattr(desk.postmortem, path.strip("/"))
        words = getattr(held, "text", held)
        assert words in (WORDS, (WORDS,))
        field = desk.app.focused
        await desk.settled()
        assert getattr(field, "text", None) or getattr(field, "value", None) == WORDS

    on_desk(report_file(tmp_path), journey)


def test_a_review_that_comes_while_keys_are_under_way_takes_none_back(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.go("/impact")
        field = desk.app.focused
        assert field
        typing = asyncio.create_task(desk.type(WORDS))
        while not typing.done():
            desk.screen.show_draft()  # what a review's arrival does
            await asyncio.sleep(0)
        await desk.settled()
        assert WORDS in getattr(field, "text", "")
        assert desk.postmortem.impact
        assert WORDS in desk.postmortem.impact.text

    on_desk(report_file(tmp_path), journey)
