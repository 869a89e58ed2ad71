"""An archive in numbers: right on incidents that can be counted by hand, and adding up on any."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_incidents import START, entry, incident, lost, many
from counting import grown
from pmtool import ActionItem, Claim, Event, Instant, RunInfo
from pmtool.archive.figures import Bar, Spread, figures
from pmtool.archive.figures.causes import NO_SUCH_WORDS, NOT_TOLD, causes
from pmtool.archive.figures.lengths import told
from pmtool.model import to_plain
from records import anything, hostile


def pairs(bars: tuple[Bar, ...]) -> list[tuple[str, int]]:
    return [(bar.name, bar.count) for bar in bars]


def test_nothing_is_counted_too() -> None:
    empty = figures([])
    assert empty.counts.incidents == empty.counts.unconverted == empty.actions.open == 0
    assert empty.over_time.bars == empty.causes == empty.rows == ()
    assert empty.to_detect.median is None


def test_what_became_of_the_reports() -> None:
    llm = replace(incident(), run=RunInfo(engine="llm", model="small-1"), status="in_review")
    entries = [
        entry(incident(), "a", copies=("b.txt", "c.txt"), errors=2),
        entry(llm, "b", from_rules=("timeline",)),
        entry(incident(), "c"),
    ]
    counts = figures(entries, [lost(), lost("x.txt", is_quarantined=True)]).counts
    assert (counts.incidents, counts.unconverted, counts.quarantined) == (3, 2, 1)
    assert (counts.copies, counts.partly_by_rules, counts.with_errors) == (2, 1, 1)
    assert pairs(counts.engines) == [("offline", 2), ("llm (small-1)", 1)]
    assert pairs(counts.statuses) == [("draft", 2), ("in review", 1)]


def test_how_long_things_took() -> None:
    entries = [entry(incident(detected=minutes), str(minutes)) for minutes in (1, 5, 14, 60, 1440)]
    spread = figures([*entries, entry(incident(start=None), "none")]).to_detect
    assert (spread.known, spread.unknown, spread.median, spread.p90) == (5, 1, 14, 1440)
    assert [bar.count for bar in spread.bins] == [1, 2, 0, 1, 0, 1]


def test_nine_of_ten_is_the_ninth_of_ten() -> None:
    spread = figures([entry(incident(resolved=minutes), str(minutes)) for minutes in range(1, 11)]).to_resolve
    assert (spread.median, spread.p90) == (5.5, 9)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, "not known"),
        (0, "0 min"),
        (0.4, "< 1 min"),
        (59.4, "59 min"),
        (59.6, "1 h"),
        (70, "1 h 10 min"),
        (1440, "1 d"),
        (1500, "1 d 1 h"),
        (1439.9, "1 d"),
        (2_880_000, "2,000 d"),
    ],
)
def test_lengths_in_words(minutes: float | None, words: str) -> None:
    assert told(minutes) == words


@pytest.mark.parametrize(
    ("days", "unit", "first", "last"),
    [
        (["2026-03-01"], "month", "2026-03", "2026-03"),
        (["2025-12-31", "2026-03-01"], "month", "2025-12", "2026-03"),
        (["2020-05-01", "2026-03-01"], "quarter", "2020 Q2", "2026 Q1"),
        (["1999-05-01", "2026-03-01"], "year", "1999", "2026"),
        (["1899-05-01", "2026-03-01"], "decade", "1890s", "2020s"),
        (["0001-01-01", "9999-12-31"], "century", "0000s", "9900s"),
    ],
)
def test_periods_suit_the_span(days: list[str], unit: str, first: str, last: str) -> None:
    starts = [dt.datetime.fromisoformat(f"{day}T12:00:00+00:00") for day in days]
    over_time = figures([entry(incident(start=start)) for start in starts]).over_time
    assert (over_time.unit, over_time.bars[0].name, over_time.bars[-1].name) == (unit, first, last)
    assert (over_time.first, over_time.last) == (days[0], days[-1])
    assert sum(bar.count for bar in over_time.bars) == len(days)


def test_a_day_that_is_none_is_counted_apart() -> None:
    odd = replace(entry(incident()), triage=replace(entry(incident()).triage, date="2026-W10-1"))
    over_time = figures([odd, entry(incident(start=None), "b"), entry(incident(), "c")]).over_time
    assert (over_time.undated, pairs(over_time.bars)) == (2, [("2026-03", 1)])


def test_spellings_of_a_name_are_one() -> None:
    told = [incident(severity=severity) for severity in ("SEV-2", "sev 2", "SEV2", "SEV2", "P1", None)]
    counted = figures([entry(one, str(number)) for number, one in enumerate(told)])
    assert pairs(counted.severities) == [("SEV2", 4), ("P1", 1)]
    services = figures(
        [entry(incident(services=("Checkout", "checkout", "Mail"))), entry(incident(services=("Mail",)))]
    )
    assert pairs(services.services) == [("Mail", 2), ("Checkout", 1)]


@pytest.mark.parametrize(
    ("text", "family", "words"),
    [
        ("The rollout of 4.2 broke it.", "change or deploy", "rollout"),
        ("A mis-configured proxy.", "configuration", "mis configured"),
        ("The pool of connections ran dry.", "capacity or overload", "pool of connections"),
        ("Our vendor was down.", "dependency or third party", "vendor"),
        ("The certificate had lapsed.", "certificate or expiry", "certificate"),
        ("A router lost power.", "hardware or network", "router"),
        ("A deadlock in PostgreSQL.", "database or data", "deadlock"),
        ("A race condition.", "code defect", "race condition"),
        ("Phishing.", "security", "phishing"),
        ("Somebody ran the wrong command.", "human procedure", "wrong command"),
        ("The root cause is unknown.", "said to be unknown", "cause is unknown"),
        ("This was not caused by a deploy, our vendor was down.", "dependency or third party", "vendor"),
        ("The moon was full.", NO_SUCH_WORDS, ""),
        ("TBD", NOT_TOLD, ""),
    ],
)
def test_causes_are_known_by_their_words(text: str, family: str, words: str) -> None:
    found = causes(incident(root_cause=Claim(text=text)))
    assert found[family] == words
    assert ("change or deploy" in found) == (family == "change or deploy")


def test_an_incident_may_have_several_causes_and_each_names_its_words() -> None:
    several = incident(trigger=Claim(text="A deploy."), contributing_factors=(Claim(text="Two deploys and a bug."),))
    listed = figures([entry(several), entry(incident(root_cause=Claim(text="Deploys.")), "b"), entry(incident(), "c")])
    assert [(cause.name, cause.count) for cause in listed.causes] == [
        ("change or deploy", 2),
        ("code defect", 1),
        (NOT_TOLD, 1),
    ]
    assert pairs(listed.causes[0].words) == [("deploy", 1), ("deploys", 1)]
    assert listed.rows[-1].causes or listed.rows[0].causes


def test_open_actions_come_by_their_due_dates() -> None:
    items = (
        ActionItem(text="last"),
        ActionItem(text="done", state="done", due="2020-01-01"),
        ActionItem(text="worded", due="next week", owner="Ana"),
        ActionItem(text="later", due="2026-05-01", state="in_progress"),
        ActionItem(text="first", due="2026-04-01", owner=" "),
    )
    actions = figures([entry(incident(action_items=items))]).actions
    assert [action.text for action in actions.first_due] == ["first", "later", "worded", "last"]
    assert (actions.open, actions.done, actions.without_owner, actions.without_date) == (4, 1, 3, 2)


def test_no_more_actions_are_kept_than_a_page_holds() -> None:
    entries = (
        entry(incident(action_items=(ActionItem(text="x", due=f"2026-{m:02}-01"),) * 50), f"{m:02}")
        for m in range(12, 0, -1)
    )
    actions = figures(entries).actions
    assert (actions.open, len(actions.first_due)) == (600, 200)
    assert {action.due for action in actions.first_due} == {f"2026-{m:02}-01" for m in range(1, 5)}


def test_those_that_tell_of_one_incident_are_one_group() -> None:
    entries = [
        entry(incident("One"), "a", alike=("b",)),
        entry(incident("One!"), "b", alike=("a", "c")),
        entry(incident("One?"), "c"),
        entry(incident("Two"), "d", alike=("gone",)),
        entry(incident("Three"), "e"),
    ]
    [group] = figures(entries).told_twice
    assert (group.names, group.titles) == (("a", "b", "c"), ("One", "One!", "One?"))


def test_the_worst_come_first() -> None:
    told = incident(root_cause=Claim(text="A bug."), summary=Claim(text="It broke."))
    rows = figures([entry(told, "a"), entry(incident(), "c"), entry(incident(), "b")]).rows
    assert [row.name for row in rows] == ["b", "c", "a"]


def test_a_picture_needs_two_times() -> None:
    once = Event(at=Instant(at=START.isoformat()), text="It began")
    day = Event(at=Instant(at="2026-03-02", precision="day"), text="The day after")
    rows = figures([entry(incident(timeline=(once, day)), "a"), entry(incident(resolved=3), "b")]).rows
    assert {row.name: row.has_timeline for row in rows} == {"a": False, "b": True}


@settings(max_examples=15, deadline=None)
@given(st.lists(anything, max_size=4), st.randoms(use_true_random=False))
def test_counts_add_up_whatever_the_order(postmortems: list, chance) -> None:
    entries = [entry(postmortem, f"n{number}") for number, postmortem in enumerate(postmortems)]
    counted = figures(entries)
    total = len(entries)
    assert sum(bar.count for bar in counted.over_time.bars) + counted.over_time.undated == total
    for spread in (counted.to_detect, counted.to_acknowledge, counted.to_mitigate, counted.to_resolve):
        assert spread.known + spread.unknown == total
        assert sum(bar.count for bar in spread.bins) == spread.known
    assert sum(bar.count for bar in counted.counts.engines) == total
    assert sum(bar.count for bar in counted.counts.statuses) == total
    assert sum(cause.count for cause in counted.causes) >= total
    assert max((cause.count for cause in counted.causes), default=0) <= total
    items = [item for postmortem in postmortems for item in postmortem.action_items]
    assert counted.actions.open + counted.actions.done == len(items)
    assert len(counted.actions.first_due) == counted.actions.open
    chance.shuffle(entries)
    assert figures(entries) == counted


@given(hostile, hostile)
def test_no_text_in_them_steers_a_terminal(text: str, name: str) -> None:
    told = incident(text, severity=text, services=(name,), action_items=(ActionItem(text=text, owner=name, due=text),))
    plain = to_plain(figures([entry(told)], [lost(name, message=text)]))

    def texts(value):
        if isinstance(value, str):
            yield value
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from texts(inner)

    assert not {"\n", "\x1b", "\x00", "\u202e", "\u2028"} & set("".join(texts(plain)))


def test_the_work_grows_with_the_number_of_incidents() -> None:
    assert grown(lambda: figures(many(50)), lambda: figures(many(200))) == {}


def test_a_spread_of_nothing_has_all_bins() -> None:
    spread = figures([]).to_resolve
    assert isinstance(spread, Spread)
    assert [bar.count for bar in spread.bins] == [0] * 6
