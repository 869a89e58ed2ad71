"""How a batch tells what it is at: figures that are honest, a view that fits, lines for logs, objects for programs."""

from __future__ import annotations

import io
import json
import re
from dataclasses import fields
from typing import get_args

import pytest
from rich.console import Console

from pmtool.batch.events import (
    Building,
    Converted,
    Ended,
    Event,
    Failed,
    Found,
    Looked,
    Paused,
    Planned,
    Submitted,
)
from pmtool.batch.outcome import Fault, Usage
from pmtool.cli.batching import json_events, wording
from pmtool.cli.batching.live import LiveView, table
from pmtool.cli.batching.pace import Pace
from pmtool.cli.batching.plain import PlainLines
from pmtool.cli.batching.standing import Standing

HOSTILE = "\x1b]52;c;eA==\x07 [red]at[/red] [/] \u202e 10:00\r\nnext [link=file:///etc/passwd]line[/link] " * 4
CALLS = Usage(4, 12_300, 8_192, 2_100, 0.0421)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def planned(waiting: int, **others: object) -> Planned:
    return Planned(
        **{"waiting": waiting, "unchanged": 0, "copies": 0, "failed_before": 0, "edited": (), "unreadable": 0} | others
    )  # type: ignore[arg-type]


def converted(number: int = 1, usage: Usage = CALLS) -> Converted:
    return Converted(f"report-{number}", f"old/report-{number}.md", 12, (), usage, 1.5)


def failed(number: int = 1, *, is_tried_again: bool = False, why: str = "it is empty") -> Failed:
    fault = Fault("input", why)
    return Failed(f"report-{number}", f"old/report-{number}.md", fault, 1, is_tried_again, CALLS)


def standing_after(*events: Event, clock: Clock | None = None) -> Standing:
    standing = Standing(clock or Clock())
    for event in events:
        standing.hear(event)
    return standing


def view(standing: Standing, width: int = 77, most: int = 20, *, has_prices: bool = True) -> list[str]:
    console = Console(file=io.StringIO(), force_terminal=True, width=width + 3, color_system=None)
    console.print(table(standing, width, most, has_prices=has_prices))
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


# -- the pace


def test_nothing_is_told_of_the_pace_before_it_is_known() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.per_minute() is None
    clock.now = 0.1
    for _ in range(50):
        pace.count()
    assert pace.seconds_for(10) is None  # that quick nobody is for long
    clock.now = 5.0
    assert pace.per_minute() == 600
    assert pace.seconds_for(10) == 1


def test_the_pace_is_known_after_a_few_reports() -> None:
    clock = Clock()
    pace = Pace(clock)
    for number in range(1, 7):
        clock.now = number / 4
        pace.count()
    assert pace.per_minute() == 240


def test_the_pace_is_that_of_late_and_falls_while_nothing_happens() -> None:
    clock = Clock()
    pace = Pace(clock)
    for second in range(1, 301):  # one a second, then two
        clock.now = second
        pace.count()
        if second > 200:
            pace.count()
    assert pace.per_minute() == pytest.approx(120, rel=0.03)
    clock.now += 60
    assert pace.per_minute() == pytest.approx(60, rel=0.03)


def test_slow_reports_are_judged_by_more_than_a_minute() -> None:
    clock = Clock()
    pace = Pace(clock)
    for number in range(1, 41):
        clock.now = 45.0 * number
        pace.count()
    assert pace.per_minute() == pytest.approx(60 / 45, rel=0.01)


def test_ten_thousand_reports_leave_few_samples() -> None:
    clock = Clock()
    pace = Pace(clock)
    for number in range(10_000):
        clock.now = number / 20
        pace.count()
    assert len(pace._samples) < 100


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.42, "0.4 s"), (7, "7 s"), (45.4, "45 s"), (125, "2 min"), (5_000, "83 min"), (12_000, "3 h 20 min"), (187_200, "2 days 4 h")],
)  # fmt: skip
def test_lengths_are_told_as_exactly_as_they_are_known(seconds: float, words: str) -> None:
    assert wording.duration(seconds) == words


# -- what it amounts to


def test_reports_and_calls_are_counted_once() -> None:
    standing = standing_after(planned(5), converted(1), failed(2, is_tried_again=True), failed(2), converted(3))
    assert (standing.converted, standing.failed, standing.ended) == (2, 1, 3)
    assert standing.usage == CALLS + CALLS + CALLS + CALLS


def test_files_that_cant_be_read_are_none_of_those_to_convert() -> None:
    before = standing_after(failed(1), failed(2), planned(64))
    assert (before.failed, before.ended, before.total) == (0, 0, 64)
    assert len(before.recent) == 2
    for number in range(64):
        before.hear(converted(number))
    assert before.ended == 64


def test_what_there_is_to_do_is_told_in_a_line() -> None:
    plan = planned(1150, unchanged=40, copies=14, failed_before=3)
    assert wording.planned(plan) == (
        "1,207 reports: 1,150 to convert, 40 unchanged since the last run, 14 copies, 3 failed before; "
        "--retry-failed takes them"
    )
    assert wording.planned(planned(1)) == "1 report: 1 to convert"
    edited = planned(0, edited=("a", "b", "c", "d"), unreadable=1)
    assert "4 left alone (a, b, c, …)" in wording.planned(edited)
    skipped = planned(2, skipped={".png": 1, ".zip": 2, ".pdf": 2, ".css": 1})
    assert wording.planned(skipped).endswith(
        "2 to convert; left out: 2 .pdf, 2 .zip, 1 .css, … (name a file to have it tried)"
    )


# -- the view


def test_the_view_while_reports_are_converted() -> None:
    clock = Clock()
    standing = standing_after(planned(40), *(converted(number) for number in range(9)), failed(10), clock=clock)
    clock.now = 30.0
    bar, pace, spent, failure = view(standing)
    assert re.fullmatch(r"converting  [━╺╸]{10} +10 of 40", bar)
    assert pace.split("   ")[-3:] == ["9 done, 1 failed", "20 a minute", "2 min left"]
    assert spent.strip() == "costs 0.4210   40 calls   123k tokens in   21k out"
    assert failure == "failed      old/report-10.md: it is empty."


def test_the_view_tells_what_it_waits_for() -> None:
    clock = Clock()
    standing = standing_after(planned(40), Paused(12.0, "models.example.com is busy (429)"), clock=clock)
    assert view(standing)[-1] == "paused      12 s more: models.example.com is busy (429)"
    clock.now = 12.5
    assert not any("paused" in line for line in view(standing))
    looked = standing_after(planned(40), Looked(2, 1200, 340, 3, 300))
    assert view(looked)[-1] == "waiting     2 jobs at the provider, 340 of 1,200 requests answered, 3 failed…"


def test_the_view_before_and_after_the_conversion() -> None:
    assert view(standing_after(Found(1200))) == ["looking     1,200 reports so far"]
    assert view(standing_after(planned(0))) == []
    built = standing_after(planned(40), Building("archive.db", 20, 40))
    assert re.fullmatch(r"building    [━╺╸]{20} +20 of 40  archive.db", view(built)[0])
    assert view(standing_after(planned(40), Building("index.html", 0, 0)))[0].endswith("index.html")


@pytest.mark.parametrize("width", [30, 77, 200])
def test_the_view_fits_whatever_it_shows(width: int) -> None:
    failures = [failed(number, why=HOSTILE) for number in range(9)]
    standing = standing_after(planned(10_000), converted(1), Paused(9, HOSTILE), *failures)
    lines = view(standing, width)
    assert len(lines) == 7  # the last three failures
    assert all(len(line) <= width and line.isprintable() for line in lines)
    assert len(view(standing, width, most=2)) == 2


def test_the_view_leaves_nothing_behind() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80, height=24, color_system=None)
    shown = LiveView(standing_after(planned(40), failed()), has_prices=False, console=console)
    shown.clear()
    shown.show()
    shown.clear()
    assert isinstance(console.file, io.StringIO)
    seen = console.file.getvalue()
    assert seen.count("\x1b[2K") >= 3
    assert seen.index("\x1b[?25l") < seen.rindex("\x1b[?25h")


def test_a_failure_names_its_file_once_and_what_to_do() -> None:
    empty = Fault("input", "old/report-1.md is empty", "give a report with some text in it")
    event = Failed("report-1", "old/report-1.md", empty, 1, False, Usage())
    assert wording.why_failed(event) == "old/report-1.md is empty. Give a report with some text in it."


# -- lines


def test_a_log_gets_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    standing = standing_after(planned(1000), clock=clock)
    lines = PlainLines(standing)
    for number in range(1000):
        clock.now += 0.5
        event = failed(number) if number == 500 else converted(number)
        standing.hear(event)
        lines.hear(event)
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 20  # at each tenth, after each half minute, and of the failure
    assert "pmtool: failed: old/report-500.md: it is empty." in said
    assert said[0] == "pmtool: 60 of 1,000: 60 done, 120 a minute, 8 min left"


def test_a_log_of_a_quick_run(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    standing = standing_after(planned(100), clock=clock)
    lines = PlainLines(standing)
    for event in (Found(1000), Paused(2, "busy"), Paused(20, "busy"), Submitted(1, 100), *[converted()] * 100):
        clock.now += 0.1
        standing.hear(event)
        lines.hear(event)
    looks = [Looked(1, 100, 3, 0, 60)] * 3
    for event in (*looks, Building("archive.db", 0, 9), Building("archive.db", 9, 9), Building("index.html", 0, 0)):
        lines.hear(event)
    assert capsys.readouterr().err.splitlines() == [
        "pmtool: looking: 1,000 reports so far",
        "pmtool: paused for 20 s: busy",
        "pmtool: 1 job with 100 requests handed to the provider, who has a day for them",
        "pmtool: 47 of 100: 47 done, 553 a minute, 6 s left",
        "pmtool: 98 of 100: 98 done, 576 a minute, 1 s left",
        "pmtool: 1 job at the provider, 3 of 100 requests answered; looked at again in 60 s",
        "pmtool: building archive.db",
        "pmtool: building index.html",
    ]


# -- objects

USAGE = ["calls", "input_tokens", "cached_tokens", "output_tokens", "cost"]
NAMES = {
    "found": ["reports"],
    "planned": ["waiting", "unchanged", "copies", "failed_before", "edited", "unreadable", "skipped"],
    "converted": ["name", "input", "risk", "from_rules", "usage", "seconds"],
    "failed": ["name", "input", "fault", "attempts", "is_tried_again", "usage"],
    "paused": ["seconds", "why"],
    "submitted": ["jobs", "requests"],
    "looked": ["jobs", "requests", "answered", "failed", "seconds"],
    "building": ["what", "done", "total"],
    "ended": ["ending", "why", "converted", "failed", "waiting", "usage", "seconds", "remedy", "partly_by_rules"],
}
"""What programs rely on: a name may be added, none may change or go."""


def test_the_names_of_events_stay(capsys: pytest.CaptureFixture[str]) -> None:
    ended = Ended("done", "", 3, 1, 0, CALLS, 12.5)
    told = (Found(1), planned(1), converted(), failed(why=HOSTILE), Paused(1, "why"), Submitted(1, 2))
    events = (*told, Looked(1, 2, 3, 4, 5), Building("x", 1, 2), ended)
    assert {type(event) for event in events} == set(get_args(Event))
    for event in events:
        json_events.write(event)
    written = capsys.readouterr().out
    assert written.isascii()
    objects = [json.loads(line) for line in written.splitlines()]
    assert {each.pop("event"): list(each) for each in objects} == NAMES
    assert [field.name for field in fields(Usage)] == list(objects[2]["usage"]) == USAGE
    assert list(objects[3]["fault"]) == ["kind", "message", "remedy", "is_transient", "is_final"]
