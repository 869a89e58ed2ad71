"""Durations follow from a postmortem's times, and are none where the times can't tell."""

from __future__ import annotations

import pytest

import pmtool
from pmtool import Event, Instant, Milestones, Postmortem
from pmtool.formats import read
from pmtool.formats.markdown.vocabulary import duration
from pmtool.model.metrics import metrics


def at(clock: str, offset: str = "+00:00") -> Instant:
    return Instant(at=f"2026-03-01T{clock}:00{offset}")


def window(start: Instant, end: Instant | None, kind: str = "impact") -> Event:
    return Event(at=start, until=end, text="x", kind=kind)


def test_durations_run_from_the_start() -> None:
    reached = Milestones(
        started=at("14:00"),
        detected=at("15:07", "+01:00"),
        acknowledged=Instant(at="2026-03-01T14:09:30+00:00", precision="second"),
        mitigated=at("14:40"),
        resolved=at("16:00"),
    )
    computed = metrics(Postmortem(milestones=reached))
    assert (computed.to_detect, computed.to_acknowledge) == (7, 9.5)
    assert (computed.to_mitigate, computed.to_resolve, computed.impact) == (40, 120, 40)


@pytest.mark.parametrize(
    "detected", [None, at("13:59"), Instant(at="2026-03-01", precision="day"), at("14:07", ""), Instant(at="soon")]
)
def test_no_figure_where_times_cannot_tell(detected: Instant | None) -> None:
    computed = metrics(Postmortem(milestones=Milestones(started=at("14:00"), detected=detected, resolved=at("15:00"))))
    assert computed.to_detect is None
    assert computed.impact == 60


@pytest.mark.parametrize(
    ("windows", "minutes"),
    [
        ([("14:00", "14:30")], 30),
        ([("14:00", "14:30"), ("14:20", "14:45")], 45),
        ([("15:00", "15:10"), ("14:00", "14:30")], 40),
        ([("14:00", "15:00"), ("14:10", "14:20")], 60),
        ([("14:30", "14:00"), ("14:10", "14:20")], 10),
    ],
)
def test_impact_is_what_its_windows_cover(windows: list[tuple[str, str]], minutes: float) -> None:
    timeline = tuple(window(at(start), at(end)) for start, end in windows)
    other = window(at("10:00"), at("20:00"), "diagnosis")
    reached = Milestones(started=at("09:00"), resolved=at("21:00"))
    assert metrics(Postmortem(timeline=(*timeline, other), milestones=reached)).impact == minutes


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0 min"), (7, "7 min"), (96, "1 h 36 min"), (9.5, "9 min 30 s"), (1500, "25 h")]
)
def test_durations_are_shown_for_people(minutes: float, shown: str) -> None:
    assert duration(minutes) == shown


POSTMORTEM = Postmortem(title="x", milestones=Milestones(started=at("14:00"), detected=at("15:36")))


def test_the_table_is_computed_and_never_stored() -> None:
    text = pmtool.dump(POSTMORTEM, "markdown")
    assert "| Time to detect | 1 h 36 min |" in text
    assert "Time to resolve" not in text
    assert pmtool.load(text) == POSTMORTEM
    assert "Metrics" not in pmtool.dump(Postmortem(), "markdown")


@pytest.mark.parametrize("told", ["1 h 36 min", "96 min", "96 minutes", "96", "1.6 hours", "1h36m", "5760 s"])
def test_a_figure_may_be_told_otherwise(told: str) -> None:
    assert read(pmtool.dump(POSTMORTEM, "markdown").replace("1 h 36 min", told)).problems == ()


@pytest.mark.parametrize("told", ["1 h 30 min", "soon", "", "1 parsec"])
def test_a_figure_that_does_not_follow_is_a_problem(told: str) -> None:
    text = pmtool.dump(POSTMORTEM, "markdown").replace("1 h 36 min", told)
    (problem,) = read(text).problems
    assert problem.path == "/metrics/to_detect"
    assert text.split("\n")[problem.line - 1].startswith("| Time to detect")
    assert problem.message == f"the metrics table says 'Time to detect' is '{told}', but the times give 1 h 36 min"
