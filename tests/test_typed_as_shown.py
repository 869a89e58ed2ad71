"""Times typed while times are shown by another clock."""

from __future__ import annotations

import datetime as dt

import pytest

from pmtool.editing.times.as_shown import resolve_as_shown
from pmtool.editing.times.showing import clock_for
from pmtool.editing.times.typed import Refused, Resolved, Setting
from pmtool.model import Event, Instant, Postmortem

NEW_YORK = Postmortem(
    timeline=(
        Event(at=Instant(at="2026-03-01T22:50:00-05:00", zone="America/New_York"), text="Paged."),
        Event(at=None, text="Rolled back."),
    )
)


@pytest.mark.parametrize(
    ("mode", "typed", "expected"),
    [
        ("incident", "23:10", "2026-03-01T23:10:00-05:00"),
        ("written", "23:10", "2026-03-01T23:10:00-05:00"),
        ("utc", "04:10", "2026-03-01T23:10:00-05:00"),
        ("utc", "23:10 EST", "2026-03-01T23:10:00-05:00"),
        ("utc", "+20m", "2026-03-01T23:10:00-05:00"),
        ("local", "09:40", "2026-03-01T23:10:00-05:00"),
    ],
)
def test_a_time_is_read_by_the_clock_that_the_person_sees(mode, typed, expected):
    clock = clock_for(NEW_YORK, mode, dt.timezone(dt.timedelta(hours=5, minutes=30)))
    read = resolve_as_shown(typed, NEW_YORK, "/timeline/1", Setting(), clock)
    assert isinstance(read, Resolved)
    assert read.at
    assert read.at.at == expected
    assert read.at.zone == "America/New_York"


def test_a_stretch_ends_by_the_same_clock():
    read = resolve_as_shown("04:10–04:30", NEW_YORK, "/timeline/1", Setting(), clock_for(NEW_YORK, "utc"))
    assert isinstance(read, Resolved)
    assert read.until
    assert read.until.at == "2026-03-01T23:30:00-05:00"


@pytest.mark.parametrize("shown", ["03-01 23:10", "03-02 04:10"])
def test_a_day_as_it_is_shown_can_be_typed(shown):
    mode = "incident" if shown.startswith("03-01") else "utc"
    read = resolve_as_shown(shown, NEW_YORK, "/timeline/1", Setting(), clock_for(NEW_YORK, mode))
    assert isinstance(read, Resolved)
    assert read.at
    assert read.at.at == "2026-03-01T23:10:00-05:00"


@pytest.mark.parametrize("mode", ["utc", "local", "incident", "written"])
def test_what_names_no_time_is_refused_by_every_clock(mode):
    clock = clock_for(NEW_YORK, mode, dt.UTC)
    assert isinstance(resolve_as_shown("soon", NEW_YORK, "/timeline/1", Setting(), clock), Refused)
    cleared = resolve_as_shown("", NEW_YORK, "/timeline/1", Setting(), clock)
    assert isinstance(cleared, Resolved)
    assert cleared.at is None
