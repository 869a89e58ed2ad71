"""A check grows with what is checked, not with its square: nothing is called for every pair of anything.

Each shape is a postmortem that a rule could be tempted to compare with itself, or a text that a pattern could stumble
over. Reading, all rules and placing the findings count.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from functools import partial

import pytest

from checking import TODAY, document
from counting import MOST, grown
from pmtool import ActionItem, Claim, Event, Evidence, Ignore, OtherSection, Postmortem, Source, StatusUpdate, formats
from pmtool.model import Instant
from pmtool.pipeline.check import check_opened
from pmtool.pipeline.fixes import mend
from pmtool.pipeline.opening import Setting, open_input, open_written
from pmtool.validator import Policy

pytestmark = pytest.mark.slow
SMALL, LARGE = 60, 240
"""Events, sentences, actions."""
Text = Callable[[int], str]


def instant(i: int) -> Instant:
    at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=i)
    return Instant(at=at.isoformat(), as_written=f"{at:%Y-%m-%d %H:%M} UTC", zone="UTC", zone_rule="explicit")


def clock(i: int) -> str:
    return f"{i // 60 % 24:02d}:{i % 60:02d}"


def events(text: Text, n: int, at: Callable[[int], int] = lambda i: i, **more: object) -> Postmortem:
    timeline = tuple(Event(at=instant(at(i)), text=text(i), kind="impact", origin="human") for i in range(n))
    return Postmortem(title="Checkout down", timeline=timeline, **more)  # type: ignore[arg-type]


def summary(text: Text, n: int, between: str = " ") -> Postmortem:
    told = Claim(text=between.join(text(i) for i in range(n)), origin="human")
    ends = (
        Event(at=instant(0), text="It fails", kind="impact"),
        Event(at=instant(90), text="It works", kind="recovery"),
    )
    return Postmortem(title="Checkout down", summary=told, timeline=ends)


def both(event: Text, sentence: Text, n: int) -> Postmortem:
    return events(event, n, summary=summary(sentence, n).summary)


def actions(item: Callable[[int], ActionItem], n: int) -> Postmortem:
    return Postmortem(title="Checkout down", action_items=tuple(item(i) for i in range(n)))


def claims(well: Text, wrong: Text, n: int) -> Postmortem:
    return Postmortem(
        title="Checkout down",
        went_well=tuple(Claim(text=well(i)) for i in range(n)),
        went_wrong=tuple(Claim(text=wrong(i)) for i in range(n)),
    )


def cited(i: int) -> Evidence:
    quote = f"Worker {i} was perhaps at {i + 3} % of pool {i * 7}."
    return Evidence(source="R1", start=i * 60, end=i * 60 + len(quote), quote=quote)


def sourced(postmortem: Postmortem, n: int) -> Postmortem:
    postmortem.sources = (Source(id="R1", name="r.txt", media_type="text/plain", sha256="0" * 64, length=60 * n),)
    return postmortem


def backed(n: int) -> Postmortem:
    told = (Event(at=instant(i), text=f"Worker {i} at {i} %", evidence=(cited(i),)) for i in range(n))
    return sourced(Postmortem(title="Checkout down", timeline=tuple(told)), n)


def backed_once(n: int) -> Postmortem:
    told = Claim(text=" ".join(f"Pool {i}.{i} was at {i} %." for i in range(n)), evidence=tuple(map(cited, range(n))))
    return sourced(Postmortem(title="Checkout down", summary=told), n)


def posts(n: int) -> Postmortem:
    told = (
        StatusUpdate(at=instant(i), text=f"We see errors in zone-a{i}.", state="investigating" if i % 2 else "resolved")
        for i in range(n)
    )
    windows = " ".join(f"zone-a{i} failed from {clock(i)} to {clock(i + 30)} UTC." for i in range(n))
    return events(lambda i: "It fails", 1, status_updates=tuple(told), impact=Claim(text=windows))


def ignored(n: int) -> Postmortem:
    ignores = tuple(Ignore(code="PM501", reason="it is quoted", path=f"/timeline/{i}") for i in range(0, n, 2))
    return events(lambda i: f"Kim forgot step {i}", n, ignores=ignores)


def waves(i: int) -> str:
    return (
        f"It failed from 10:{i % 60:02d} to 11:00 and from 12:00 to 12:{i % 60:02d} UTC, in total {i % 90 + 3} minutes."
    )


SHAPES: dict[str, Callable[[int], Postmortem]] = {
    "events": partial(events, lambda i: f"Worker {i} restarts"),
    "one event again and again": partial(events, lambda i: "Worker restarts", at=lambda i: 0),
    "events at one instant": partial(events, lambda i: f"Worker {i} restarts", at=lambda i: 0),
    "events backwards": partial(events, lambda i: f"Worker {i} restarts", at=lambda i: -i),
    "events in no order": partial(events, lambda i: f"Worker {i} restarts", at=lambda i: i * 7919 % 997),
    "findings": partial(events, lambda i: f"Kim forgot step {i}, TBD"),
    "findings let stand": ignored,
    "alerts and denials": partial(
        both, lambda i: f"Alert {i}: error rate", lambda i: "No alert fired on 5 March 2026."
    ),
    "alerts, not then": partial(
        both, lambda i: f"Alert {i} fires", lambda i: f"No alert fired in {clock(i)} to 09:00."
    ),
    "distances": partial(
        both,
        lambda i: f"Deployment {i} of checkout",
        lambda i: f"Alarm {i} came {i % 50 + 2} minutes after the deployment.",
    ),
    "responses": partial(
        both, lambda i: f"Page {i}", lambda i: f"The team {i} detected it within {i % 50 + 2} minutes."
    ),
    "durations": partial(summary, lambda i: f"Checkout was down for {i % 50 + 2} minutes."),
    "durations in a sentence": partial(summary, lambda i: f"down for {i % 50 + 2} minutes", between=", "),
    "ranges in a sentence": partial(summary, lambda i: f"from {clock(i)} to {clock(i + 7)} UTC", between=" and "),
    "ranges with durations": partial(
        summary, lambda i: f"for {i % 50 + 2} minutes from {clock(i)} to {clock(i + 7)} UTC", between=" and "
    ),
    "windows": partial(summary, lambda i: f"Checkout failed from {clock(i)} to {clock(i + 70)} UTC."),
    "waves": partial(summary, waves),
    "figures": partial(summary, lambda i: f"{i * 7} users lost baskets and {i} of {i + 9} shops closed."),
    "losses": partial(summary, lambda i: f"No data was lost. Some {i} orders were lost. All orders were processed."),
    "what was affected": partial(summary, lambda i: f"Web traffic {i} was unaffected. Web traffic failed with errors."),
    "versions": partial(summary, lambda i: f"The dispatcher was upgraded to 1.{i}.3 shortly."),
    "places": partial(summary, lambda i: f"Writes failed in eu-{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}-1."),
    "credentials": partial(
        summary, lambda i: f"password=Tr0mbone{i}, kim{i}@mail.example at 10.1.{i % 250}.{i // 250}"
    ),
    "same actions": partial(actions, lambda i: ActionItem(text="Add an alert on the pool of connections")),
    "same actions of many": partial(actions, lambda i: ActionItem(text="Add an alert on the pool", owner=f"Kim{i}")),
    "actions done and planned": partial(
        actions, lambda i: ActionItem(text=f"Add an alert on pool {i % 9}", state="done" if i % 2 else "planned")
    ),
    "well and wrong": partial(
        claims, lambda i: f"Shard {i} was restored quickly.", lambda i: f"Shard {i} was not restored quickly."
    ),
    "posts": posts,
    "evidence": backed,
    "much evidence of one statement": backed_once,
    "sections": lambda n: Postmortem(
        title="Checkout down",
        other_sections=tuple(OtherSection(title=f"Section {i:04}", text=f"[Describe {i}]\n\nTBD") for i in range(n)),
    ),
}
"""Postmortems with so many of something."""
PUMPS = (
    "a", "7", " ", "no ", "at 10:00 ", "10:00 - ", "fully ", "any order was |fully ", "5 minutes ", "a-", "a.", "a/",
    "(", "[a ", "<a ", '"', "`a ", "it's ", "“a", "password=", "a@", "1,234 ", "some small ", "2, ", "from 10:00 to ",
    "the on-call engineer ", "should have ", "X", "[|X", "Owner: |X", "eu-north-", "1 March 2026 ", "a few orders ", "not any ", "eyJhbGciOi.",
)  # fmt: skip
"""What hostile texts repeat, behind what they begin with."""


def check_written(postmortem: Postmortem, form: str) -> None:
    text = formats.dump(postmortem, form)  # type: ignore[arg-type]
    opened = open_written("it", text, formats.named(form), Setting(Policy("review", TODAY)))
    check_opened(opened)
    mend(opened)


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_is_compared_with_everything(shape: str) -> None:
    small, large = SHAPES[shape](SMALL), SHAPES[shape](LARGE)
    assert not grown(lambda: check_written(small, "markdown"), lambda: check_written(large, "markdown"))


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_reading_and_placing_are_linear(form: str) -> None:
    small, large = SHAPES["findings"](LARGE), SHAPES["findings"](4 * LARGE)
    assert not grown(lambda: check_written(small, form), lambda: check_written(large, form))


def test_evidence_is_found_in_its_source() -> None:
    def check_sourced(n: int) -> None:
        lines = "\n".join(cited(i).quote for i in range(n))
        setting = Setting(Policy("review", TODAY), (document(lines),))
        check_opened(open_written("it", formats.dump(backed(n)), formats.named("json"), setting))

    assert not grown(lambda: check_sourced(SMALL), lambda: check_sourced(LARGE))


def seconds(text: str) -> float:
    begun = time.process_time()
    check_written(summary(lambda i: text, 1), "json")
    check_opened(open_input("it.txt", f"At 10:00 UTC on 2026-03-01 checkout failed.\n\n{text}".encode(), Setting()))
    return time.process_time() - begun


@pytest.mark.parametrize("pump", PUMPS)
def test_no_pattern_stumbles(pump: str) -> None:
    """Sentences just short of what counts as one, and a text that is one long line."""
    *begin, again = pump.split("|")
    shorter, longer = ("".join(begin) + again * (size // len(again)) + "!" for size in (900, 3_600))
    sentences = f"{shorter}\n\n" * 3
    assert any(seconds(longer) < MOST * seconds(shorter) + 0.3 and seconds(sentences) < 3 for _ in range(3))
