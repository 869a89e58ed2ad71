"""What a person types as a time, read with the rows around it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import records
from pmtool.editing.times.typed import Refused, Resolved, Setting, resolve_typed, setting_of
from pmtool.model import Event, Instant, Milestones, Postmortem, StatusUpdate


def berlin(at: str, **more: object) -> Instant:
    return Instant(at=at, zone="Europe/Berlin", zone_rule="document", **more)  # type: ignore[arg-type]


def rows(*times: Instant | None) -> Postmortem:
    return Postmortem(timeline=tuple(Event(at=at, text="Something happened") for at in times))


AFTERNOON = rows(berlin("2026-03-01T14:05:00+01:00"))
EVENING = rows(berlin("2026-03-01T22:30:00+01:00"))


def resolved(text: str, postmortem: Postmortem = AFTERNOON, path: str = "/timeline/1", **more: Setting) -> Resolved:
    found = resolve_typed(text, postmortem, path, **more)
    assert isinstance(found, Resolved), found
    return found


def refused(text: str, postmortem: Postmortem = AFTERNOON, path: str = "/timeline/1") -> str:
    found = resolve_typed(text, postmortem, path)
    assert isinstance(found, Refused), found
    return found.why


@pytest.mark.parametrize(
    ("typed", "at", "precision"),
    [
        ("15:42", "2026-03-01T15:42:00+01:00", "minute"),
        ("3:42pm", "2026-03-01T15:42:00+01:00", "minute"),
        ("1542", "2026-03-01T15:42:00+01:00", "minute"),
        ("942pm", "2026-03-01T21:42:00+01:00", "minute"),
        ("15:42:07", "2026-03-01T15:42:07+01:00", "second"),
        ("5pm", "2026-03-01T17:00:00+01:00", "hour"),
        ("noon", "2026-03-01T12:00:00+01:00", "minute"),
        ("2026-03-01 15:42", "2026-03-01T15:42:00+01:00", "minute"),
        ("2026-07-01 15:42", "2026-07-01T15:42:00+02:00", "minute"),  # summer time
        ("15:42 UTC", "2026-03-01T15:42:00+00:00", "minute"),
        ("15:42 PST", "2026-03-01T15:42:00-08:00", "minute"),
        ("+20m", "2026-03-01T14:25:00+01:00", "minute"),
        ("+20", "2026-03-01T14:25:00+01:00", "minute"),
        ("+1:30", "2026-03-01T15:35:00+01:00", "minute"),
        ("-5m", "2026-03-01T14:00:00+01:00", "minute"),
        ("+90s", "2026-03-01T14:06:30+01:00", "second"),
        ("20 minutes later", "2026-03-01T14:25:00+01:00", "minute"),
        ("next day 02:10", "2026-03-02T02:10:00+01:00", "minute"),
        ("yesterday", "2026-02-28", "day"),
        ("Mar 3", "2026-03-03", "day"),
        ("March 2026", "2026-03-01", "month"),
    ],
)
def test_a_typed_time_takes_day_and_zone_from_the_row_above(typed: str, at: str, precision: str) -> None:
    found = resolved(typed).at
    assert found
    assert (found.at, found.precision) == (at, precision)
    assert not found.as_written  # these are a person's words, not the report's


def test_the_person_is_told_how() -> None:
    assert resolved("15:42").how == (
        "15:42 on 1 March 2026 (day of the row above), Europe/Berlin (zone of the row above)"
    )
    assert resolved("+20m").how == "14:25 on 1 March 2026, Europe/Berlin: 20 minutes after 14:05 (the row above)"
    assert resolved("2026-03-01 15:42 UTC").how == "15:42 on 1 March 2026, UTC"
    assert resolved("13:50").how.endswith("; that is before the row above")


def test_the_zone_keeps_its_name_and_says_where_it_came_from() -> None:
    inherited, told = resolved("15:42").at, resolved("15:42 UTC").at
    assert inherited
    assert (inherited.zone, inherited.zone_rule) == ("Europe/Berlin", "inherited")
    assert told
    assert (told.zone, told.zone_rule) == ("UTC", "explicit")


@pytest.mark.parametrize("typed", ["~15:40", "about 15:40", "15:40ish", "~1540"])
def test_a_hedge_makes_it_approximate(typed: str) -> None:
    found = resolved(typed).at
    assert found
    assert found.approximate
    assert found.at == "2026-03-01T15:40:00+01:00"


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("15:42–16:10", "2026-03-01T16:10:00+01:00"),
        ("15:42 to 16:10", "2026-03-01T16:10:00+01:00"),
        ("1542-1610", "2026-03-01T16:10:00+01:00"),
        ("15:42 for 20 minutes", "2026-03-01T16:02:00+01:00"),
        ("23:50–00:20", "2026-03-02T00:20:00+01:00"),
    ],
)
def test_a_stretch_has_an_end(typed: str, until: str) -> None:
    found = resolved(typed)
    assert found.until
    assert found.until.at == until


def test_after_midnight_the_next_day_keeps_the_order() -> None:
    found = resolved("00:10", EVENING)
    assert found.at
    assert found.at.at == "2026-03-02T00:10:00+01:00"
    assert [other.at for other in found.at.alternatives] == ["2026-03-01T00:10:00+01:00"]
    assert "the day after that of the row above, to keep the order" in found.how


def test_the_row_below_holds_a_time_back() -> None:
    around = rows(berlin("2026-03-02T00:10:00+01:00"), None, berlin("2026-03-02T00:20:00+01:00"))
    found = resolved("23:50", around).at
    assert found
    assert found.at == "2026-03-01T23:50:00+01:00"


def test_a_list_told_backwards_goes_to_the_day_before() -> None:
    pm = Postmortem(
        status_updates=tuple(
            StatusUpdate(at=berlin(at), text="We are looking")
            for at in ("2026-03-02T00:40:00+01:00", "2026-03-02T00:10:00+01:00")
        )
    )
    found = resolved("23:50", pm, "/status_updates/2/at").at
    assert found
    assert found.at == "2026-03-01T23:50:00+01:00"


def test_the_end_of_a_window_lies_behind_its_start() -> None:
    later, length = resolved("13:00", AFTERNOON, "/timeline/0/until").at, resolved("20m", path="/timeline/0/until").at
    assert later
    assert later.at == "2026-03-02T13:00:00+01:00"
    assert length
    assert length.at == "2026-03-01T14:25:00+01:00"
    assert "one time" in refused("15:00–16:00", path="/timeline/0/until")


def test_an_afternoon_that_would_keep_the_order_is_told() -> None:
    found = resolved("3:42").at
    assert found
    assert found.at == "2026-03-01T03:42:00+01:00"
    assert [other.at for other in found.alternatives] == ["2026-03-01T15:42:00+01:00"]


def test_steps_count_from_above_never_from_below() -> None:
    around = replace(AFTERNOON, milestones=Milestones(started=berlin("2026-03-01T13:00:00+01:00")))
    found = resolved("+20m", around, "/timeline/0")
    assert found.how.endswith("20 minutes after 13:00 (the milestone started)")
    assert "no row above" in refused("+20m", path="/timeline/0")


def test_milestones_lean_on_those_before_and_after() -> None:
    pm = replace(AFTERNOON, milestones=Milestones(started=berlin("2026-03-05T23:50:00+01:00")))
    found = resolved("00:05", pm, "/milestones/detected")
    assert found.at
    assert found.at.at == "2026-03-06T00:05:00+01:00"
    assert "the milestone started" in found.how


def test_rows_without_times_are_passed_over() -> None:
    pm = rows(berlin("2026-03-01T14:05:00+01:00"), None, Instant(at="soon"))
    assert resolved("15:42", pm, "/timeline/3").how.startswith("15:42 on 1 March 2026 (day of row 1)")


def test_a_day_above_lends_the_day_and_a_farther_row_the_zone() -> None:
    pm = rows(berlin("2026-03-01T14:05:00+01:00"), Instant(at="2026-03-02", precision="day"))
    found = resolved("09:00", pm, "/timeline/2").at
    assert found
    assert (found.at, found.zone) == ("2026-03-02T09:00:00+01:00", "Europe/Berlin")


def test_without_rows_the_report_tells() -> None:
    found = resolved("15:42", Postmortem(), "/timeline/0", setting=Setting("Europe/Berlin", dt.date(2026, 3, 1)))
    assert found.at
    assert (found.at.at, found.at.zone_rule) == ("2026-03-01T15:42:00+01:00", "document")
    assert setting_of({}) == Setting()


def test_with_nothing_around_the_day_is_asked_for_and_utc_assumed() -> None:
    assert "2026-03-01 15:42 UTC" in refused("15:42", Postmortem())
    found = resolved("2026-03-01 15:42", Postmortem())
    assert found.at
    assert (found.at.at, found.at.zone_rule) == ("2026-03-01T15:42:00+00:00", "assumed")
    assert "assumed" in found.how


def test_hours_that_the_clock_skips_or_shows_twice_are_told() -> None:
    assert "does not exist" in resolved("2026-03-29 02:30").how
    twice = resolved("2026-10-25 02:30")
    assert "happens twice" in twice.how
    assert twice.at
    assert twice.at.alternatives


@pytest.mark.parametrize("typed", ["", "  ", "-", "unknown"])
def test_nothing_clears_the_time(typed: str) -> None:
    assert resolved(typed).at is None


@pytest.mark.parametrize("typed", ["hello", "15:42 the pager went off", "25:99", "x" * 500, "[/etc/passwd]"])
def test_what_is_no_time_is_refused_with_an_example(typed: str) -> None:
    assert "15:42" in refused(typed)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("20m", "+20m"),
        ("15:42 16:10", "15:42–16:10"),
        ("Feb 30", "no day"),
        ("15:42 Europe/Nowhere", "nobody knows the zone"),
    ],
)
def test_a_refusal_teaches(typed: str, why: str) -> None:
    assert why in refused(typed)


FIRST, LAST = dt.datetime.fromisoformat("1970-01-02"), dt.datetime.fromisoformat("2099-12-30")
OFFSETS = st.integers(-14 * 4, 14 * 4).map(lambda quarters: dt.timezone(dt.timedelta(minutes=15 * quarters)))


@given(
    at=st.datetimes(FIRST, LAST, timezones=OFFSETS),
    postmortem=records.anything,
)
def test_a_whole_time_with_its_offset_is_that_instant(at: dt.datetime, postmortem: Postmortem) -> None:
    at = at.replace(microsecond=0)
    found = resolved(at.isoformat(), postmortem, "/timeline/1/at").at
    assert found
    assert found.moment() == at


@given(
    text=st.one_of(st.text(max_size=60), records.hostile, st.from_regex(r"[~+-]?\d{1,4}[:. -]?\d{0,4} ?[a-zA-Z]{0,4}")),
    postmortem=st.one_of(records.anything, st.just(AFTERNOON)),
    path=st.sampled_from(
        ["/timeline/0", "/timeline/1/at", "/timeline/0/until", "/milestones/detected", "/status_updates/0/at", "/x", ""]
    ),
)
def test_any_text_anywhere_is_read_or_refused(text: str, postmortem: Postmortem, path: str) -> None:
    assert resolve_typed(text, postmortem, path)
