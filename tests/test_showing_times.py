"""Times on the desk: one column by four clocks, and the durations beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import records
from pmtool.editing.times.durations import durations
from pmtool.editing.times.local import MachineZone, local_zone
from pmtool.editing.times.showing import MODES, Mode, clock_for, column, explained, next_mode, shown, span
from pmtool.editing.times.zones import incident_zone, zone_info
from pmtool.model import Alternative, Event, Instant, Milestones, Postmortem

NEW_YORK = ZoneInfo("America/New_York")


def berlin(at: str, written: str = "", **more: object) -> Instant:
    return Instant(at=at, as_written=written, zone="Europe/Berlin", zone_rule="document", **more)  # type: ignore[arg-type]


STARTED = berlin("2026-03-01T23:50:00+01:00", "11:50 pm")
MENDED = berlin("2026-03-02T00:20:30+01:00", "00:20:30", precision="second", approximate=True)
PM = Postmortem(
    timeline=(
        Event(at=STARTED, until=MENDED, text="Errors"),
        Event(at=MENDED, text="Mended"),
        Event(at=None, text="Someone called"),
        Event(at=berlin("2026-03-02T00:30:00+01:00"), text="Closed"),
        Event(at=replace(records.DEPLOYED, as_written=""), text="Once in UTC"),
    )
)
WINDOWS = [(event.at, event.until) for event in PM.timeline]


@pytest.mark.parametrize(
    ("mode", "header", "cells"),
    [
        (
            "incident",
            "Time (Europe/Berlin)",
            ["03-01 23:50–~03-02 00:20:30", "~03-02 00:20:30", "", "00:30", "03-01 15:05"],
        ),
        ("utc", "Time (UTC)", ["03-01 22:50–~23:20:30", "~23:20:30", "", "23:30", "14:05"]),
        ("local", "Time (local, America/New_York)", ["03-01 17:50–~18:20:30", "~18:20:30", "", "18:30", "09:05"]),
        ("written", "Time (as written)", ["11:50 pm–00:20:30", "00:20:30", "", "(00:30)", "(03-01 15:05)"]),
    ],
)
def test_a_column_by_each_clock(mode: Mode, header: str, cells: list[str]) -> None:
    clock = clock_for(PM, mode, NEW_YORK)
    assert clock.header == header
    assert list(column(WINDOWS, clock)) == cells


def test_the_key_goes_round_all_modes() -> None:
    assert [next_mode(mode) for mode in MODES] == [*MODES[1:], MODES[0]]


@pytest.mark.parametrize(
    ("instant", "cell"),
    [
        (Instant(at="2026-03-01", precision="day"), "1 Mar"),
        (Instant(at="2026-03-01", precision="day", approximate=True), "~1 Mar"),
        (Instant(at="2026-03-01", precision="month"), "Mar 2026"),
        (Instant(at="2026-01-01", precision="year"), "2026"),
        (Instant(at="2026-03-01T15:00:00+00:00", precision="hour"), "03-01 15h"),
        (Instant(at="soon"), "soon"),
        (None, ""),
    ],
)
def test_a_cell_tells_no_more_than_is_known(instant: Instant | None, cell: str) -> None:
    assert shown(instant, clock_for(Postmortem(), "utc")) == cell


def test_another_year_is_told_whole() -> None:
    clock = clock_for(PM, "utc")
    assert shown(Instant(at="2027-01-01T00:10:00+00:00"), clock, STARTED) == "2027-01-01 00:10"


def test_words_that_tell_another_time_by_now_are_not_shown() -> None:
    changed = replace(STARTED, at="2026-03-01T22:15:00+01:00")
    assert span(changed, None, clock_for(PM, "written")) == "(03-01 22:15)"


def test_the_incidents_zone_is_that_of_most_rows() -> None:
    assert incident_zone(PM) == "Europe/Berlin"
    assert incident_zone(Postmortem(milestones=Milestones(started=STARTED))) == "Europe/Berlin"
    assert incident_zone(Postmortem()) == "UTC"
    nowhere = replace(STARTED, zone="Nowhere/At all")
    assert incident_zone(Postmortem(timeline=(Event(at=nowhere, text="x"),))) == "+01:00"


def test_the_whole_story_of_a_time() -> None:
    hedged = replace(MENDED, alternatives=(Alternative(at="2026-03-01T23:20:30+00:00", why="the page's own zone"),))
    assert explained(hedged, clock_for(PM, "utc")) == (
        ("As written", "00:20:30"),
        ("Resolved to", "2026-03-02 00:20:30 +01:00 (Europe/Berlin)"),
        ("UTC", "2026-03-01 23:20:30"),
        ("Zone", "Europe/Berlin, told elsewhere in the report"),
        ("Known", "to the second, approximately"),
        ("Or", "2026-03-01 23:20:30 UTC: the page's own zone"),
    )


def test_the_machines_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    assert str(local_zone()) == "Asia/Kolkata"
    moment = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    assert moment.astimezone(MachineZone()) == moment


@given(instant=st.from_type(Instant), above=st.none() | st.from_type(Instant), mode=st.sampled_from(MODES))
def test_any_instant_can_be_shown(instant: Instant, above: Instant | None, mode: Mode) -> None:
    clock = clock_for(Postmortem(timeline=(Event(at=instant, text=""),)), mode, zone_info("+14:00"))
    assert "\n" not in span(instant, above, clock, above)
    assert explained(instant, clock)


def test_durations_say_what_they_lack() -> None:
    reached = Milestones(started=STARTED, detected=MENDED, mitigated=Instant(at="2026-03-02", precision="day"))
    told = {row.label: row.text or row.lacks for row in durations(Postmortem(milestones=reached))}
    assert told == {
        "Time to detect": "30 min 30 s",
        "Time to acknowledge": "when it was acknowledged",
        "Time to mitigate": "the time of day when it was mitigated",
        "Time to resolve": "when it was resolved",
        "Impact": "a window of impact in the timeline, or the start and the end",
    }
    backwards = durations(Postmortem(milestones=Milestones(started=MENDED, detected=STARTED)))
    assert backwards[0].lacks == "the right order: it was detected before it started"
