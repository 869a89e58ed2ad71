"""Hostile and huge texts in the source pane."""

from __future__ import annotations

import pytest

from pmtool.tui.widgets.source.view import SourceView
from source_desk import SIZE, Desk, drag, on_desk, raw

HOSTILE = [
    "[/etc/passwd] [@click=app.exit]go[/] [b]x",
    "\x1b]52;c;AAAA\x07 \x1b[2J \x9b31m \u202eevil \x00 a\rb",
    "e" + "\u0301" * 5000,
    "👩\u200d🔬" * 300 + "\u200d" * 50 + "\ufe0f",
    "\t" * 500 + "服务" * 400,
    "x" * 100_000,
    "\u0301combining first",
    "\n" * 300,
]


@pytest.mark.parametrize("theme", ["", "ansi-dark"])
def test_hostile_text_is_only_text(theme: str) -> None:
    async def journey(desk: Desk) -> None:
        for text in HOSTILE:
            desk.view.show([raw(text, "[/x]\x1b[2J\u202e\nname"), raw("end", "b")])
            desk.view.mark_unplaced([("R1", 1, 3)])
            desk.view.show_evidence([("R1", 0, 2), ("R1", 2, 9)])
            desk.view.find(text[1:3])
            await desk.press("down", "shift+right", "pagedown", "end", "enter")
            await drag(desk, (7, 1), (9, 4))
            for width in (12, 40):
                await desk.pilot.resize_terminal(width, 8)
                await desk.pilot.pause()
                assert not set(desk.screen()) & set("\x1b\x9b\u202e\0\r\7")

    on_desk(journey, theme=theme)


@pytest.mark.parametrize("text", ["some words of a log\n" * 250_000, "word " * 200_000, "界" * 400_000])
def test_a_huge_text_is_wrapped_and_painted_only_where_it_is_looked_at(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SourceView, "_settle", lambda view: None)
    painted: list[int] = []
    paint = SourceView.paint

    def counted(view: SourceView, row: object) -> object:
        painted.append(1)
        return paint(view, row)  # type: ignore[arg-type]

    monkeypatch.setattr(SourceView, "paint", counted)

    async def journey(desk: Desk) -> None:
        desk.view.show_evidence([("R1", len(text) // 2, len(text) // 2 + 3)])
        await desk.pilot.pause()
        assert any("●" in row for row in desk.rows())
        assert desk.view.sheet.wrapped < 60_000
        assert len(painted) < 20 * SIZE[1]

    on_desk(journey, raw(text))


def test_wrapping_in_idle_moments_and_another_width_leave_what_is_read_in_place() -> None:
    text = "\n".join(f"{n:06} " + "word " * (n % 17) for n in range(20_000))

    async def journey(desk: Desk) -> None:
        desk.view.show_evidence([("R1", text.index("012345 "), text.index("012345 ") + 6)])
        await desk.pilot.pause()
        before = desk.rows()
        assert any("012345" in row for row in before)
        while not desk.view.sheet.settled:
            await desk.pilot.pause(0.02)
        await desk.pilot.pause()
        assert desk.rows() == before
        assert desk.view.virtual_size.height == desk.view.sheet.height
        top = next(row.split()[1] for row in before if row[:5].strip())
        await desk.pilot.resize_terminal(31, 20)
        await desk.pilot.pause()
        assert any(top in row for row in desk.rows()[:6])

    on_desk(journey, raw(text))
