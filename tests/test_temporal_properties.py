"""What holds for every text: valid offsets, read-back, shifting, and no look at the machine's clock, zone or locale."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pmtool.model.mention import Mention
from pmtool.source.document import build_document
from pmtool.temporal import build_ledger


def words(line: str) -> list[str]:
    return line.split()


MONTHS = words("January February March April May June July August September October November December")
WEEKDAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


def ledger(text: str, *, timezone: str | None = None, anchor: date | None = None) -> tuple[Mention, ...]:
    return build_ledger([build_document("R1", "case.txt", "text/plain", "", text, 1)], timezone=timezone, date=anchor)[
        "R1"
    ]


def instants(text: str) -> list[datetime]:
    """The clock times of a text; plain days are left out."""
    return [datetime.fromisoformat(m.at) for m in ledger(text) if m.at and "T" in m.at]


# Any text at all

PIECES = (
    *words("0 1 2 3 05 09 10 12 14 23 24 29 30 31 59 60 99 2026 1999 20260303 1772546709 99999999999"),
    *words(": . - – / , ; ~ + ( ) [ ] | * # T Z x % @ → “ ½ ٣ é"),
    *words("am pm a.m. PM noon midnight hrs h m s min minutes hours days week an half"),
    *words("Jan Feb. March May Sept december Mon Tuesday Sat, 1st 2nd 9th 31st of the on at by about"),
    *words("UTC GMT PST IST CST BST ET (PT) +05:30 -0800 UTC+2 Europe/Berlin America/Nowhere Eastern"),
    *words("from to between and until later before after following day next tomorrow yesterday Posted ago epoch ts="),
    "all times", " ", " ", " ", "\n", "\n\n", "\n- ", "\n## ", "\n| ", "\t", "\u202f",
)  # fmt: skip

date_like_text = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
spaced_date_like_text = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
maybe_zone = st.sampled_from([None, "UTC", "Asia/Kolkata", "America/New_York"])
maybe_anchor = st.none() | st.dates(date(1990, 1, 1), date(2060, 12, 31))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.one_of(date_like_text, spaced_date_like_text, any_text), maybe_zone, maybe_anchor)
def test_any_text_yields_a_sound_ledger(text: str, zone: str | None, anchor: date | None) -> None:
    mentions = ledger(text, timezone=zone, anchor=anchor)
    for mention in mentions:
        assert mention.start < mention.end
        assert mention.text == text[mention.start : mention.end]
        for at in (mention.at, mention.until, *(a.at for a in mention.alternatives)):
            assert at is None or is_sound(at)
        assert mention.kind != "duration" or mention.at is None
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert mentions == ledger(text, timezone=zone, anchor=anchor)


def is_sound(at: str) -> bool:
    return datetime.fromisoformat(at).tzinfo is not None if "T" in at else date.fromisoformat(at).isoformat() == at


REPEATED = (
    ".", "1:", "1,", "a ", "half a ", "20260303 ", "12:30 ", "12:30 IST ", "March ", "the 9th and ", "between 1 and ",
    "20 minutes later ", "10 minutes before ", "the next day ", "at ten to four ", "times in ", "https://x.example/",
    "- 23:50 a\n- 00:10 b\n", "[12:30] ana: since 12:10\n", "| UTC |\n|---|\n| 12:30 |\n",
    "Mar 3, 10:00 UTC\nResolved - ok\n\n",
)  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED)
def test_repetition_is_no_trap(piece: str) -> None:
    """Hostile input: 10,000 characters take some hundredths of a second; quadratic code takes many."""
    began = time.process_time()
    ledger(piece * (10_000 // len(piece)))
    assert time.process_time() - began < 1


# What is written out reads back

ZONES = {"UTC": 0, "GMT": 0, "JST": 540, "SGT": 480, "UTC+2": 120, "GMT-3": -180, "+05:30": 330, "-08:00": -480}


def offset_of(t: datetime, separator: str = "") -> str:
    minutes = int((t.utcoffset() or timedelta()).total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{separator}{abs(minutes) % 60:02}"


def month(t: datetime) -> str:
    return MONTHS[t.month - 1]


def mon(t: datetime) -> str:
    return month(t)[:3]


def twelve_hour(t: datetime, am_pm: tuple[str, str]) -> str:
    return f"{t.hour % 12 or 12}:{t.minute:02} {am_pm[t.hour >= 12]}"


def ordinal(day: int) -> str:
    suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def weekday(t: datetime) -> str:
    return WEEKDAYS[t.weekday()]


Render = Callable[[datetime, str], str]
TO_THE_SECOND: dict[str, Render] = {
    "rfc3339": lambda t, z: f"{t:%Y-%m-%dT%H:%M:%S}{offset_of(t, ':')}",
    "iso with a space": lambda t, z: f"{t:%Y-%m-%d %H:%M:%S} {z}",
    "iso basic": lambda t, z: f"{t:%Y%m%dT%H%M%S}{offset_of(t)}",
    "apache": lambda t, z: f"{t.day:02}/{mon(t)}/{t.year}:{t:%H:%M:%S} {offset_of(t)}",
    "mail": lambda t, z: f"{weekday(t)[:3]}, {t.day:02} {mon(t)} {t.year} {t:%H:%M:%S} {offset_of(t)}",
    "clock and date": lambda t, z: f"{t:%H:%M:%S} {z} on {t.day} {month(t)} {t.year}",
}
TO_THE_MINUTE: dict[str, Render] = {
    "iso": lambda t, z: f"{t:%Y-%m-%d %H:%M} {z}",
    "iso in parentheses": lambda t, z: f"{t:%Y-%m-%d, %H:%M} ({z})",
    "status page": lambda t, z: f"{mon(t)} {t.day:02}, {t.year} - {t:%H:%M} {z}",
    "day month year": lambda t, z: f"{t.day} {month(t)} {t.year}, {t:%H:%M} {z}",
    "weekday": lambda t, z: f"{weekday(t)}, {month(t)} {t.day}, {t.year}, {t:%H:%M} {z}",
    "twelve hours": lambda t, z: f"{month(t)} {t.day}, {t.year} at {twelve_hour(t, ('AM', 'PM'))} {z}",
    "twelve hours first": lambda t, z: f"{twelve_hour(t, ('a.m.', 'p.m.'))} {z} on {mon(t)} {t.day}, {t.year}",
    "ordinal": lambda t, z: f"{ordinal(t.day)} of {month(t)} {t.year} at {t:%H:%M} {z}",
    "hyphens": lambda t, z: f"{t.day:02}-{mon(t)}-{t.year} {t:%H:%M} {z}",
    "year first": lambda t, z: f"{t:%Y/%m/%d %H:%M} {z}",
    "dots": lambda t, z: f"{t:%d.%m.%Y %H:%M} {z}",
}
seconds = st.integers(0, 49 * 366 * 86_400)
moments = seconds.map(lambda s: datetime(2001, 1, 1, tzinfo=UTC) + timedelta(seconds=s))


def check_reads_back(render: Render, written: datetime, label: str) -> None:
    text = f"Reads began to fail {render(written, label)} in one region."
    found = ledger(text)
    assert [m.at and datetime.fromisoformat(m.at) for m in found] == [written], (text, found)


@pytest.mark.parametrize("form", TO_THE_SECOND)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(moment=moments, label=st.sampled_from(sorted(ZONES)))
def test_seconds_read_back(form: str, moment: datetime, label: str) -> None:
    zone = timezone(timedelta(minutes=ZONES[label]))
    check_reads_back(TO_THE_SECOND[form], moment.replace(tzinfo=zone), label)


@pytest.mark.parametrize("form", TO_THE_MINUTE)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(moment=moments, label=st.sampled_from(sorted(ZONES)))
def test_minutes_read_back(form: str, moment: datetime, label: str) -> None:
    zone = timezone(timedelta(minutes=ZONES[label]))
    check_reads_back(TO_THE_MINUTE[form], moment.replace(tzinfo=zone, second=0), label)


# A report that moves by n days has its times moved by n days

Report = Callable[[list[datetime]], str]


def spelled(t: datetime) -> str:
    return f"{month(t)} {t.day}, {t.year}"


def list_under_a_dated_heading(times: list[datetime]) -> str:
    lines = [f"- {t:%H:%M} step {i} done" for i, t in enumerate(times)]
    return "\n".join([f"# Outage of {spelled(times[0])} (all times UTC)", "", *lines])


def list_with_the_first_entry_dated(times: list[datetime]) -> str:
    lines = [f"- {t:%H:%M} UTC: step {i} done" for i, t in enumerate(times[1:])]
    return "\n".join([f"- {times[0]:%Y-%m-%d %H:%M} UTC: outage starts", *lines])


def table(times: list[datetime]) -> str:
    rows = [f"| {t:%H:%M} | step {i} done |" for i, t in enumerate(times)]
    return "\n".join(
        [
            f"Incident date: {times[0].day} {month(times[0])} {times[0].year}",
            "",
            "| Time (UTC) | What |",
            "|---|---|",
            *rows,
        ]
    )


def chat(times: list[datetime]) -> str:
    lines = [f"[{t:%H:%M}] {'ana' if i % 2 else 'ben'}: step {i} done" for i, t in enumerate(times)]
    return "\n".join([f"--- {weekday(times[0])}, {spelled(times[0])} ---", *lines])


def twelve_hour_list(times: list[datetime]) -> str:
    lines = [f"* {twelve_hour(t, ('AM', 'PM'))} - step {i} done" for i, t in enumerate(times)]
    return "\n".join([f"Timeline for {spelled(times[0])}, times in UTC", "", *lines])


def newest_first(times: list[datetime]) -> str:
    """Status page: each update under its state, dated by its Posted line."""
    updates = [
        f"Update\nStep {i} is done.\nPosted {mon(t)} {t.day:02}, {t.year} - {t:%H:%M} UTC\n"
        for i, t in enumerate(times)
    ]
    return "\n".join(reversed(updates))


def log(times: list[datetime]) -> str:
    return "\n".join(f"{t:%Y-%m-%dT%H:%M:%SZ} gw-{i} step done" for i, t in enumerate(times))


REPORTS: tuple[Report, ...] = (
    list_under_a_dated_heading,
    list_with_the_first_entry_dated,
    table,
    chat,
    twelve_hour_list,
    newest_first,
    log,
)
starts = moments.map(lambda t: t.replace(second=0))
gaps_in_minutes = st.lists(st.integers(1, 500), min_size=1, max_size=6)


def times_from(start: datetime, gaps: list[int]) -> list[datetime]:
    times = [start]
    for gap in gaps:
        times.append(times[-1] + timedelta(minutes=gap))
    return times


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.__name__)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(start=starts, gaps=gaps_in_minutes, days=st.integers(-800, 800))
@example(start=datetime(2026, 1, 31, 9, 0, tzinfo=UTC), gaps=[500, 500], days=28)  # 17:20, then 01:40 of the next day
def test_a_shifted_report_has_shifted_times(report: Report, start: datetime, gaps: list[int], days: int) -> None:
    times = times_from(start, gaps)
    shifted = [t + timedelta(days=days) for t in times]
    order = reversed if report is newest_first else list
    assert instants(report(times)) == list(order(times))
    assert instants(report(shifted)) == list(order(shifted))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(start=starts, minutes=st.integers(1, 180), days=st.integers(-800, 800))
def test_relative_times_shift_with_their_anchor(start: datetime, minutes: int, days: int) -> None:
    def report(t: datetime) -> str:
        return f"On {spelled(t)} at {t:%H:%M} UTC a node left. {minutes} minutes later the cluster stopped."

    later = start + timedelta(days=days)
    assert instants(report(start)) == [start, start + timedelta(minutes=minutes)]
    assert instants(report(later)) == [later, later + timedelta(minutes=minutes)]


# The machine's zone, locale and clock have no say

REPORT = """\
# Outage of 3 March 2026

- 23:50 PST first alert
- 00:20 rolled back, 30 minutes later
- 04/05/2026 review; on Friday at 3pm ET the next one

Posted Mar 05, 2026 - 09:10 IST
On October 9 a similar failure lasted an hour and a half.
"""

PRINT_LEDGER = """
import datetime, sys

class Date(datetime.date):
    @classmethod
    def today(cls):
        raise AssertionError("the ledger asked for today's date")

class DateTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        raise AssertionError("the ledger asked for the time")
    utcnow = today = now

datetime.date, datetime.datetime = Date, DateTime

from pmtool.source.document import build_document
from pmtool.temporal import build_ledger

document = build_document("R1", "case.txt", "text/plain", "", sys.argv[1], 1)
print(ascii(build_ledger([document])))
"""


def printed_ledger(**environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", PRINT_LEDGER, REPORT],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_zone_and_locale_of_the_machine_have_no_say() -> None:
    here = printed_ledger(TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    assert "Mention(" in here
    assert here == printed_ledger(TZ="Asia/Kolkata", LC_ALL="de_DE.UTF-8", PYTHONHASHSEED="2")
