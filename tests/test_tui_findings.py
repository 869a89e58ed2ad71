"""The findings pane: what it shows, how it is gone through, what it asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Markdown

from pmtool.editing.review import Review
from pmtool.model import Event, Ignore, Instant, Postmortem
from pmtool.model.finding import Finding
from pmtool.tui.screens.explain import ExplainScreen
from pmtool.tui.widgets.findings.list import FindingList
from pmtool.tui.widgets.findings.pane import FindingsPane, _Detail, _Title

HOSTILE = "[@click=app.exit]go[/] [/etc/passwd] \x1b]52;c;eA==\x07 \u202e 表" + "é" * 50


def instant(clock: str) -> Instant:
    return Instant(at=f"2026-03-01T{clock}:00+00:00", as_written=f"{clock} UTC", zone="UTC", zone_rule="explicit")


DISORDERED = Postmortem(timeline=(Event(at=instant("14:40"), text="b"), Event(at=instant("14:05"), text="a")))


def finding(code: str = "PM201", number: int = 0, severity: str = "warning", message: str = "") -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=message or f"the event no. {number} lacks something",
        path=f"/timeline/{number}",
        fix="Say what it lacks.",
    )


def review(*findings: Finding, let_stand: tuple[Finding, ...] = ()) -> Review:
    ignored = tuple((f, Ignore(code=f.code, reason=f"reason {n}", path=f.path)) for n, f in enumerate(let_stand))
    return Review(DISORDERED, findings, ignored)


MIXED = review(
    finding("PM120", 1, "error"),
    finding("PM201", 0),
    finding("PM202", 2),
    finding("PM503", 3, "info"),
    let_stand=(finding("PM501", 4), finding("PM214", 5)),
)


class Holder(App[None]):
    CSS = "FindingsPane { height: 12; }"

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []

    def compose(self) -> ComposeResult:
        yield FindingsPane()

    def on_findings_pane_chosen(self, message: FindingsPane.Chosen) -> None:
        self.asked.append(("go", message.finding.path))

    def on_findings_pane_fix_asked(self, message: FindingsPane.FixAsked) -> None:
        self.asked.append(("fix", message.finding.code))

    def on_findings_pane_fix_all_asked(self) -> None:
        self.asked.append("fix all")

    def on_findings_pane_ignore_asked(self, message: FindingsPane.IgnoreAsked) -> None:
        self.asked.append(("ignore", message.finding.code))

    def on_findings_pane_ignore_undone(self, message: FindingsPane.IgnoreUndone) -> None:
        self.asked.append(("undo", message.ignore.reason))

    def on_findings_pane_answer_asked(self, message: FindingsPane.AnswerAsked) -> None:
        self.asked.append(("answer", message.finding.code))

    def on_findings_pane_explain_asked(self, message: FindingsPane.ExplainAsked) -> None:
        self.asked.append(("explain", message.code))


Steps = Callable[[SimpleNamespace], Awaitable[None]]


def journey(steps: Steps, found: Review | None = MIXED, size: tuple[int, int] = (80, 24)) -> list[object]:
    app = Holder()

    async def main() -> None:
        async with app.run_test(size=size) as pilot:
            pane = app.query_one(FindingsPane)
            pane.focus_list()
            if found:
                pane.show(found)
            await pilot.pause()
            await steps(SimpleNamespace(app=app, pane=pane, list=app.query_one(FindingList), pilot=pilot))
            assert app.is_running

    asyncio.run(main())
    return app.asked


def press(*keys: str) -> Steps:
    async def steps(on: SimpleNamespace) -> None:
        await on.pilot.press(*keys)

    return steps


def rows(widget: FindingList) -> list[str]:
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


def title(on: SimpleNamespace) -> str:
    return on.app.query_one(_Title).render().plain


def detail(on: SimpleNamespace) -> str:
    return on.app.query_one(_Detail).render().plain


def test_a_finding_is_a_row_and_the_highlighted_one_stands_in_full() -> None:
    async def steps(on: SimpleNamespace) -> None:
        assert rows(on.list)[0].startswith(" ✗ PM120 Timeline 2")
        assert rows(on.list)[1].split()[:4] == ["▲", "PM201", "Timeline", "1"]
        assert rows(on.list)[3].startswith(" · PM503")
        assert rows(on.list)[4] == " ▸ 2 let stand"
        assert detail(on).splitlines() == ["the event no. 1 lacks something", "→ Say what it lacks."]

    journey(steps)


def test_a_long_message_is_cut_in_its_row_and_its_remedy_still_shown() -> None:
    async def steps(on: SimpleNamespace) -> None:
        assert rows(on.list)[0].endswith("…")
        told = detail(on).splitlines()
        assert len(told) == 3
        assert told[-1].startswith("→")

    journey(steps, review(finding(message="much is wrong here, " * 5000)))


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (["enter"], ("go", "/timeline/1")),
        (["f"], ("fix", "PM120")),
        (["F"], "fix all"),
        (["down", "i"], ("ignore", "PM201")),
        (["j", "j", "c"], ("answer", "PM202")),
        (["j", "k", "x"], ("explain", "PM120")),
        (["end", "enter", "end", "i"], ("undo", "reason 1")),
        (["end", "home", "enter"], ("go", "/timeline/1")),
    ],
)
def test_keys_ask(keys: list[str], asked: object) -> None:
    assert journey(press(*keys)) == [asked]


def test_keys_without_use_ask_nothing() -> None:
    assert journey(press("down", "f")) == [], "the rule of the second finding has no fix"
    assert journey(press("end", "f", "c", "i", "x")) == [], "the fold is no finding"
    assert journey(press("f", "F", "i", "enter", "x", "v", "s", "end"), review()) == []
    assert journey(press("f", "F", "i", "enter", "x", "v", "s", "end"), None) == []


def test_keys_without_use_are_shown_as_such() -> None:
    async def steps(on: SimpleNamespace) -> None:
        def enabled() -> dict[str, bool]:
            return {b.binding.action: b.enabled for b in on.app.screen.active_bindings.values()}

        assert enabled()["fix"]
        await on.pilot.press("down")
        assert not enabled()["fix"]
        assert enabled()["fix_all"]
        assert enabled()["ignore"]

    journey(steps)


def test_the_mouse_moves_the_cursor_and_twice_goes_there() -> None:
    async def steps(on: SimpleNamespace) -> None:
        await on.pilot.click(FindingList, offset=(10, 2))
        assert on.list.cursor == 2
        await on.pilot.click(FindingList, offset=(10, 1), times=2)
        await on.pilot.click(FindingList, offset=(10, 7))
        assert on.list.cursor == 1

    assert journey(steps) == [("go", "/timeline/0")]


def test_a_click_unfolds_what_was_let_stand() -> None:
    async def steps(on: SimpleNamespace) -> None:
        await on.pilot.click(FindingList, offset=(5, 4))
        await on.pilot.pause()
        assert rows(on.list)[4] == " ▾ 2 let stand"
        assert "reason 0" in rows(on.list)[5]
        await on.pilot.press("enter")
        assert rows(on.list)[5] == ""

    journey(steps)


def test_families_and_severities_come_round() -> None:
    async def steps(on: SimpleNamespace) -> None:
        seen = []
        for _ in range(4):
            await on.pilot.press("v")
            seen.append([row.split()[1] for row in rows(on.list) if "PM" in row])
        assert seen == [["PM120"], ["PM201", "PM202"], ["PM503"], ["PM120", "PM201", "PM202", "PM503"]]
        await on.pilot.press("s", "s")
        assert [row.split()[1] for row in rows(on.list) if "PM" in row] == ["PM201", "PM202"]

    journey(steps)


def test_the_title_counts_and_is_clicked() -> None:
    async def steps(on: SimpleNamespace) -> None:
        assert title(on).split() == "✗ 1 ▲ 2 · 1 all 4 time 1 completeness 2 language 1".split()
        await on.pilot.click(_Title, offset=(title(on).index("completeness") + 3, 0))
        assert [row.split()[1] for row in rows(on.list) if "PM" in row] == ["PM201", "PM202"]
        await on.pilot.click(_Title, offset=(2, 0))
        await on.pilot.pause()
        assert [row for row in rows(on.list) if "PM" in row] == []
        assert "None of this kind" in rows(on.list)[0] or "let stand" in rows(on.list)[0]

    journey(steps)


def test_every_family_fits_eighty_columns() -> None:
    codes = ["PM001", "PM101", "PM201", "PM301", "PM401", "PM501", "PM601", "PM701"]
    everything = review(*(finding(code, n) for n, code in enumerate(codes) for _ in range(99)))

    async def steps(on: SimpleNamespace) -> None:
        assert "PM7" in title(on)
        assert len(title(on)) <= 78
        await on.pilot.press("v", "v", "v")
        assert "completeness 99" in title(on)

    journey(steps, everything)  # the chosen one is always told by name and count


def test_a_check_under_way_is_told_quietly() -> None:
    async def steps(on: SimpleNamespace) -> None:
        before = rows(on.list)
        assert "…" not in title(on)
        on.pane.is_stale = True
        assert "…" in title(on)
        assert rows(on.list) == before

    journey(steps)


def test_nothing_wrong_is_said() -> None:
    async def steps(on: SimpleNamespace) -> None:
        assert "Nothing to mend" in rows(on.list)[0]
        assert on.pane.next() is None

    journey(steps, review())


def test_the_highlighted_finding_stays_under_another_review() -> None:
    async def steps(on: SimpleNamespace) -> None:
        await on.pilot.press("down", "down")
        on.pane.show(review(finding("PM110", 9), *MIXED.findings))
        assert on.pane.highlighted.finding.code == "PM202"
        on.pane.show(review(MIXED.findings[0], MIXED.findings[3]))
        assert on.pane.highlighted.finding.code == "PM503", "the nearest that is left"
        on.pane.show(review())
        assert on.pane.highlighted is None

    journey(steps)


def test_next_goes_round_and_says_so() -> None:
    async def steps(on: SimpleNamespace) -> None:
        codes = [on.pane.next().code for _ in range(5)]
        assert codes == ["PM120", "PM201", "PM202", "PM503", "PM120"]
        await on.pilot.pause()
        assert [note.message for note in on.app._notifications] == ["From the top again."]
        assert on.pane.previous().code == "PM503"

    journey(steps)


def test_next_skips_nothing_where_the_finding_before_was_mended() -> None:
    async def steps(on: SimpleNamespace) -> None:
        assert [on.pane.next().code for _ in range(2)] == ["PM120", "PM201"]
        await on.pilot.pause()
        on.pane.show(review(MIXED.findings[0], *MIXED.findings[2:]))
        assert on.pane.next().code == "PM202"

    journey(steps)


def test_only_rows_in_view_are_drawn(monkeypatch) -> None:
    drawn = 0
    real = FindingList._entry

    def counted(*arguments: object) -> object:
        nonlocal drawn
        drawn += 1
        return real(*arguments)

    monkeypatch.setattr(FindingList, "_entry", counted)

    async def steps(on: SimpleNamespace) -> None:
        await on.pilot.press("end")
        assert on.pane.highlighted.finding.path == "/timeline/9999"
        assert "Timeline 10000" in rows(on.list)[-1]
        await on.pilot.press("pageup", "home", "pagedown")
        assert on.list.cursor == on.list.size.height - 1
        assert drawn < 200

    journey(steps, review(*(finding("PM201", n) for n in range(10_000))))


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (20, 8)])
def test_hostile_words_stay_words(size: tuple[int, int]) -> None:
    bad = Finding(code="PM201", severity="error", message=HOSTILE, path=f"/{HOSTILE}", fix=HOSTILE)
    found = Review(DISORDERED, (bad,), ((bad, Ignore(code="PM201", reason=HOSTILE)),))

    async def steps(on: SimpleNamespace) -> None:
        await on.pilot.press("end", "enter", "down")
        shown = "".join([*rows(on.list), detail(on)])
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "[@click=app.exit]" in detail(on).replace("\n", "")
        assert all(on.list.render_line(y).cell_length <= size[0] for y in range(on.list.size.height))

    journey(steps, found, size)


def test_signs_and_cursor_need_no_colour(monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def steps(on: SimpleNamespace) -> None:
        cursor = [segment.style.reverse for segment in on.list.render_line(0) if segment.text.strip()]
        assert all(cursor)
        assert rows(on.list)[0].startswith(" ✗")

    journey(steps)


def test_a_rules_page_opens_and_escape_closes_it() -> None:
    async def steps(on: SimpleNamespace) -> None:
        await on.app.push_screen(ExplainScreen("PM120"))
        await on.pilot.pause()
        assert "timeline-out-of-order" in on.app.screen.query_one(Markdown).source
        await on.pilot.press("escape")
        assert not isinstance(on.app.screen, ExplainScreen)

    journey(steps)
