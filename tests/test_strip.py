"""The incident on one line: where things stand, whatever their times; and the widget that shows it."""

from __future__ import annotations

import asyncio
import datetime as dt
from itertools import pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from pmtool.editing.strip.layout import Layout, lay_out, story
from pmtool.editing.times.showing import Clock
from pmtool.model import Event, Instant, Milestones, Postmortem, StatusUpdate
from pmtool.tui.widgets.strip import Strip
from records import anything

UTC = Clock("utc", dt.UTC, "UTC")
BERLIN = Clock("incident", ZoneInfo("Europe/Berlin"), "Europe/Berlin")


def at(clock: str, day: str = "2026-03-01", **more: object) -> Instant:
    seconds = clock if clock.count(":") == 2 else f"{clock}:00"
    return Instant(at=f"{day}T{seconds}+00:00", zone="UTC", zone_rule="explicit", **more)


def event(clock: str, kind: str = "other", until: str = "", day: str = "2026-03-01") -> Event:
    return Event(at=at(clock, day), until=at(until, day) if until else None, text=f"{kind} at {clock}", kind=kind)


OUTAGE = Postmortem(
    timeline=(
        event("14:05", "trigger"),
        event("14:12", "detection"),
        event("14:40", "mitigation"),
        event("15:10", "recovery"),
    ),
    milestones=Milestones(started=at("14:09"), mitigated=at("14:40"), resolved=at("15:10")),
    status_updates=(StatusUpdate(at=at("14:20"), text="We are looking."),),
)


def laid_out(postmortem: Postmortem, width: int = 78, clock: Clock = UTC) -> Layout:
    found = lay_out(story(postmortem, clock.zone), width, clock)
    assert found
    return found


def events_row(layout: Layout) -> str:
    row = [" "] * layout.width
    for mark in layout.events:
        row[mark.column] = mark.sign
    return "".join(row)


def labels_row(layout: Layout, path: str = "") -> str:
    row = ""
    for label in layout.below(path)[0]:
        assert label.start >= len(row), "labels overlap"
        row = row.ljust(label.start) + label.text
    return row


def test_an_outage() -> None:
    layout = laid_out(OUTAGE)
    assert "".join(events_row(layout).split()) == "TDMR"
    assert layout.bars.strip("─┬").strip("▄") == "━" * layout.bars.count("━"), "impact, then easing"
    assert [mark.sign for mark in layout.posts] == ["▾"]
    assert labels_row(layout).split() == ["1", "Mar", "2026", "14:20", "14:30", "14:40", "14:50", "15:00", "UTC"]


def test_impact_covers_what_lies_within_it() -> None:
    layout = laid_out(OUTAGE)
    trigger, detection, mitigation, recovery = (mark.column for mark in layout.events)
    assert [layout.bars[column] for column in (detection, mitigation, recovery)] == ["▄", "▄", "━"]
    assert layout.bars[trigger] not in "▄━"


def test_windows_of_impact_count_before_milestones() -> None:
    postmortem = Postmortem(
        timeline=(event("14:00", "impact", "14:10"), event("14:30", "diagnosis", "14:40")),
        milestones=Milestones(started=at("14:00"), resolved=at("15:00")),
    )
    bars = laid_out(postmortem).bars
    assert 10 <= bars.count("▄") <= 14, "ten of sixty minutes"
    assert bars.rindex("▄") < bars.index("━"), "and the rest until it was resolved"


def test_a_clock_of_another_zone() -> None:
    assert labels_row(laid_out(OUTAGE, clock=BERLIN)).split()[-2:] == ["15:50", "Europe/Berlin"]


def test_the_hour_that_summer_time_skips() -> None:
    night = Postmortem(timeline=(event("00:30", day="2026-03-29"), event("02:30", day="2026-03-29")))
    for width in (78, 158):
        labels = labels_row(laid_out(night, width, clock=BERLIN))
        assert "02:" not in labels
        assert "03:00" in labels


@pytest.mark.parametrize(
    ("times", "label"), [(("14:05:03", "14:05:33"), "14:05:15"), (("00:00", "23:00"), "06:00"), (("14:05",), "14:05")]
)
def test_labels_are_round(times: tuple[str, ...], label: str) -> None:
    layout = laid_out(Postmortem(timeline=tuple(map(event, times))))
    assert label in labels_row(layout, "/timeline/0")


def test_days_months_and_years_have_labels_of_their_own() -> None:
    def long(first: str, last: str) -> str:
        return labels_row(laid_out(Postmortem(timeline=(event("10:00", day=first), event("10:00", day=last)))))

    assert "4 Mar" in long("2026-03-01", "2026-03-09")
    assert "Apr 2026" in long("2026-03-01", "2026-08-09")
    assert "2010" in long("1999-03-01", "2026-08-09")


def test_an_outlier_does_not_squeeze_the_incident() -> None:
    early, late = event("09:00", "trigger", day="2025-11-20"), StatusUpdate(at=at("12:00", "2026-03-05"), text="Report")
    postmortem = Postmortem(
        timeline=(early, *OUTAGE.timeline), milestones=OUTAGE.milestones, status_updates=(late, *OUTAGE.status_updates)
    )
    layout = laid_out(postmortem)
    assert layout.bars.count("//") == 2
    columns = [mark.column for mark in layout.events]
    assert len(columns) == 5
    assert columns[-1] - columns[1] > 30
    assert labels_row(layout).startswith("20 Nov 2025")


def test_a_long_impact_is_no_pause() -> None:
    postmortem = Postmortem(
        timeline=(event("10:00"), event("10:01"), event("10:02"), event("10:00", day="2026-03-03")),
        milestones=Milestones(started=at("10:00"), resolved=at("10:00", "2026-03-03")),
    )
    assert "//" not in laid_out(postmortem).bars


def test_a_narrow_line_is_not_broken() -> None:
    postmortem = Postmortem(timeline=(event("09:00", day="2025-11-20"), *OUTAGE.timeline))
    assert "//" not in laid_out(postmortem, 20).bars


def test_what_is_known_to_the_day_does_not_stretch_the_line() -> None:
    day = Event(at=Instant(at="2026-03-01", precision="day"), text="A vendor was called")
    layout = laid_out(Postmortem(timeline=(*OUTAGE.timeline, day)))
    assert layout.events[0].sign == "2"
    assert [point.path for point in layout.events[0].points] == ["/timeline/0", "/timeline/4"]
    alone = laid_out(Postmortem(timeline=(day,)))
    assert labels_row(alone, "/timeline/0").split() == ["1", "Mar", "2026", "1", "Mar", "UTC"]


def test_several_in_a_column_are_counted() -> None:
    crowd = tuple(event("14:05", "diagnosis") for _ in range(3)) + tuple(event("15:05") for _ in range(30))
    assert [mark.sign for mark in laid_out(Postmortem(timeline=crowd)).events] == ["3", "+"]


def test_no_times_no_line() -> None:
    assert lay_out(story(Postmortem(timeline=(Event(at=None, text="Once"),)), dt.UTC), 78, UTC) is None


def test_the_cursors_time_has_its_place() -> None:
    layout = laid_out(OUTAGE)
    for mark in layout.events:
        labels, cursor = layout.below(f"{mark.points[0].path}/text")
        assert cursor in labels
        assert cursor.start <= mark.column < cursor.start + len(cursor.text)


def test_steps_go_by_time_not_by_the_list() -> None:
    told = story(Postmortem(timeline=(event("14:40"), event("14:05"), event("15:00"))), dt.UTC)
    assert told.step("/summary", 1) == "/timeline/1"
    assert told.step("/timeline/1/text", 1) == "/timeline/0"
    assert told.step("/timeline/2", 1) == "/timeline/2", "the last"
    assert told.step("/summary", -1) == "/timeline/2"


@given(
    st.lists(
        st.tuples(st.datetimes(timezones=st.just(dt.UTC)), st.sampled_from(["minute", "second", "day", "month"])),
        max_size=30,
    ),
    st.lists(st.tuples(st.datetimes(timezones=st.just(dt.UTC)), st.floats(0, 1e6)), max_size=3),
    st.integers(1, 200),
    st.sampled_from([UTC, BERLIN, Clock("utc", dt.timezone(dt.timedelta(hours=-12)), "−12")]),
)
def test_each_event_has_a_column_in_the_order_of_time(times, lasting, width: int, clock: Clock) -> None:
    def instant(moment: dt.datetime, precision: str) -> Instant:
        return Instant(at=moment.isoformat()[: 10 if precision in ("day", "month") else None], precision=precision)

    def later(moment: dt.datetime, seconds: float) -> dt.datetime:
        return moment + min(dt.timedelta(seconds=seconds), dt.datetime.max.replace(tzinfo=dt.UTC) - moment)

    events = [Event(at=instant(moment, precision), text="x") for moment, precision in times]
    events += [
        Event(at=instant(m, "second"), until=instant(later(m, s), "second"), text="w", kind="impact")
        for m, s in lasting
    ]
    told = story(Postmortem(timeline=tuple(events)), clock.zone)
    layout = lay_out(told, width, clock)
    assert (layout is None) == (not told.events)
    if layout is None:
        return
    assert len(layout.bars) == width
    columns = [layout.mark_of(point.path)[0].column for point in told.events]
    assert columns == sorted(columns)
    assert all(0 <= column < width for column in columns)
    assert sum(len(mark.points) for mark in layout.events) == len(told.events)
    for one, other in pairwise(layout.events):
        assert one.column < other.column
    for point in told.events[:3]:
        assert len(labels_row(layout, point.path)) <= width


@given(anything, st.integers(1, 200))
def test_any_postmortem_at_any_width(postmortem: Postmortem, width: int) -> None:
    layout = lay_out(story(postmortem, dt.UTC), width, UTC)
    if layout:
        assert len(layout.bars) == width
        assert len(labels_row(layout, "/timeline/0")) <= width


def test_ten_thousand_events_are_looked_at_once_each(monkeypatch) -> None:
    looked = 0
    real = Instant.moment

    def counted(self: Instant) -> dt.datetime | None:
        nonlocal looked
        looked += 1
        return real(self)

    crowd = Postmortem(
        timeline=tuple(event(f"{n // 600:02}:{n // 10 % 60:02}:{n % 10:02}", "diagnosis") for n in range(10_000))
    )
    monkeypatch.setattr(Instant, "moment", counted)
    layout = laid_out(crowd, 158)
    assert looked <= 4 * 10_000
    assert sum(len(mark.points) for mark in layout.events) == 10_000


# -- the widget


class Holder(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield Strip()

    def on_strip_path_chosen(self, message: Strip.PathChosen) -> None:
        self.chosen.append(message.path)


def journey(steps, postmortem: Postmortem = OUTAGE, path: str = "", size: tuple[int, int] = (80, 24)) -> Holder:
    app = Holder()

    async def main() -> None:
        async with app.run_test(size=size) as pilot:
            strip = app.query_one(Strip)
            strip.show(postmortem, UTC, path)
            await pilot.pause()
            await steps(SimpleNamespace(app=app, strip=strip, pilot=pilot))

    asyncio.run(main())
    return app


def rows(strip: Strip) -> list[str]:
    return [strip.render_line(y).text for y in range(strip.size.height)]


def test_it_shows_posts_events_the_line_and_labels() -> None:
    async def steps(on) -> None:
        posts, events, bars, labels = rows(on.strip)
        assert posts.strip() == "▾"
        assert "".join(events.split()) == "TDMR"
        assert "▄" in bars
        assert "14:30" in labels

    journey(steps)


def test_without_times_it_gives_a_hint_on_one_row() -> None:
    async def steps(on) -> None:
        assert [row.strip()[:12] for row in rows(on.strip)] == ["No times yet"]
        on.strip.show(OUTAGE, UTC, "")
        await on.pilot.pause()
        assert len(rows(on.strip)) == 4

    journey(steps, Postmortem())


def test_keys_go_from_event_to_event() -> None:
    async def steps(on) -> None:
        on.strip.focus()
        await on.pilot.press("right", "right", "left", "left", "left")

    assert journey(steps, path="/summary").chosen == ["/timeline/0", "/timeline/1", "/timeline/0"]


def test_a_click_goes_to_the_nearest() -> None:
    async def steps(on) -> None:
        events = rows(on.strip)[1]
        await on.pilot.click(Strip, offset=(events.index("M") + 1, 2))
        await on.pilot.click(Strip, offset=(78, 1))
        await on.pilot.click(Strip, offset=(3, 0))

    assert journey(steps).chosen == ["/timeline/2", "/timeline/3", "/status_updates/0"]


def test_clicks_on_one_column_go_through_its_events() -> None:
    crowd = Postmortem(timeline=tuple(event("14:05", "diagnosis") for _ in range(3)))

    async def steps(on) -> None:
        for _ in range(4):
            await on.pilot.click(Strip, offset=(40, 0))

    assert journey(steps, crowd).chosen == [f"/timeline/{n}" for n in (0, 1, 2, 0)]


def test_the_cursors_event_stands_out_without_colour(monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def steps(on) -> None:
        reverse = [segment.text for y in (1, 3) for segment in on.strip.render_line(y) if segment.style.reverse]
        assert reverse == ["D", " 14:12 "]

    journey(steps, path="/timeline/1/text")


def test_hostile_words_are_told_as_they_stand() -> None:
    hostile = "[@click=app.exit]go[/] [/etc/passwd] \x1b]52;c;eA==\x07 \u202e 表" + "x" * 100_000
    postmortem = Postmortem(timeline=(Event(at=at("14:05"), text=hostile),))

    async def steps(on) -> None:
        await on.pilot.hover(Strip, offset=(40, 0))
        told = on.strip.tooltip.plain
        assert "[@click=app.exit]go[/] [/etc/passwd]" in told
        assert "\x1b" not in told
        assert "\u202e" not in told
        assert len(told) < 300

    assert journey(steps, postmortem, path="/timeline/0").is_running is False


@pytest.mark.parametrize("width", [1, 2, 5, 12, 30])
def test_it_fits_any_width(width: int) -> None:
    async def steps(on) -> None:
        assert all(len(row) <= max(width, 3) for row in rows(on.strip))

    journey(steps, path="/timeline/1", size=(width, 10))


def test_the_same_postmortem_is_not_laid_out_anew() -> None:
    async def steps(on) -> None:
        before = on.strip._story
        on.strip.show(OUTAGE, Clock("utc", dt.UTC, "UTC"), "/timeline/2")
        assert on.strip._story is before

    journey(steps)
