"""Incidents of an archive to count and to show: small ones by hand, and as many as one likes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from pmtool import ActionItem, Claim, Event, Instant, Milestones, Postmortem, RunInfo
from pmtool.archive.entry import Entry, Unconverted
from pmtool.pipeline.triage import close_look

START = dt.datetime(2026, 3, 1, 14, 0, tzinfo=dt.UTC)
REACHED = ("detected", "acknowledged", "mitigated", "resolved")


def instant(at: dt.datetime) -> Instant:
    return Instant(at=at.isoformat(), zone="UTC", zone_rule="explicit")


def incident(title: str = "Checkout down", *, start: dt.datetime | None = START, **fields: object) -> Postmortem:
    """A postmortem; milestones are given in minutes from its start (`resolved=40`)."""
    reached = {name: fields.pop(name) for name in REACHED if name in fields}
    milestones = Milestones()
    if start:
        later = {name: instant(start + dt.timedelta(minutes=minutes)) for name, minutes in reached.items()}
        milestones = Milestones(started=instant(start), **later)
    return Postmortem(title=title, milestones=milestones, run=RunInfo(engine="offline"), **fields)


def entry(postmortem: Postmortem, name: str = "a", **more: object) -> Entry:
    triage = replace(close_look(f"postmortems/{name}.md", postmortem, ()), errors=more.pop("errors", 0))
    return Entry(name=name, postmortem=postmortem, triage=triage, findings=(), inputs=(f"{name}.txt",), **more)


def lost(name: str = "broken.pdf", **more: object) -> Unconverted:
    told = {"message": f"{name} is no text", "remedy": "Export it as text.", "attempts": 2} | more
    return Unconverted(name=name, **told)


_CAUSES = (
    "A deployment of the new version shipped a race condition.",
    "A feature flag was set to the wrong value in the configuration.",
    "The connection pool was exhausted by a traffic spike.",
    "Our third party payment provider was down.",
    "A certificate expired on the load balancer.",
    "A router in the data center lost power.",
    "A query without an index locked the database.",
    "Somebody ran the wrong command by hand.",
    "The cause could not be determined.",
    "The moon was full.",
)
_SERVICES = tuple(
    "checkout search basket login mail invoices maps photos chat feed ads billing video api exports".split()
)
_WORK = ("Add an alert on queue depth", "Write a runbook for failover", "Test the backup", "Rotate certificates early")


def many(count: int, seed: int = 1) -> Iterator[Entry]:
    """As many different incidents, over seven years; always the same ones."""
    chance = Random(seed)
    for number in range(count):
        yield _any(number, chance)


def _any(number: int, chance: Random) -> Entry:
    start = START - dt.timedelta(days=chance.triangular(0, 2500, 300), minutes=chance.randrange(1440))
    took, lengths = 0.0, {}
    for name, usual in zip(REACHED, (6, 9, 50, 90), strict=True):
        took += chance.lognormvariate(0, 1) * usual
        if chance.random() < 0.8:
            lengths[name] = round(took)
    service = chance.choice(_SERVICES)
    postmortem = incident(
        f"{service.title()} {chance.choice(('slow', 'down', 'losing orders', 'refusing logins'))} in zone {number % 7}",
        start=start if chance.random() < 0.95 else None,
        severity=chance.choice(("SEV1", "SEV2", "sev-2", "SEV3", "SEV3", "P4", None)),
        status=chance.choice(("draft", "draft", "in_review", "final")),
        services=(service, *chance.sample(_SERVICES, chance.randrange(3))),
        root_cause=Claim(text=chance.choice(_CAUSES)) if chance.random() < 0.9 else None,
        summary=Claim(text=f"{service} did not work.") if chance.random() < 0.8 else None,
        timeline=tuple(_events(start, took, chance)),
        action_items=tuple(_actions(chance)),
        **lengths,
    )
    errors = max(0, round(chance.gauss(0, 2)))
    return entry(
        postmortem, f"{number:05}-{service}", errors=errors, alike=(f"{number - 1:05}",) if number % 50 else ()
    )


def _events(start: dt.datetime, took: float, chance: Random) -> Iterator[Event]:
    kinds: Sequence[str] = ("trigger", "impact", "detection", "escalation", "diagnosis", "mitigation", "recovery")
    for place, kind in enumerate(kinds):
        at = instant(start + dt.timedelta(minutes=round(took * place / len(kinds))))
        until = instant(start + dt.timedelta(minutes=round(took))) if kind == "impact" else None
        yield Event(
            at=at, until=until, kind=kind, text=f"{kind.title()}: {chance.choice(_WORK).lower()} was not there yet"
        )


def _actions(chance: Random) -> Iterator[ActionItem]:
    for _ in range(chance.randrange(4)):
        due = (START + dt.timedelta(days=chance.randrange(-400, 200))).date().isoformat()
        yield ActionItem(
            text=chance.choice(_WORK),
            owner=chance.choice(("Ana", "Kim", None)),
            due=chance.choice((due, "next quarter", None)),
            state=chance.choice(("planned", "in_progress", "done")),
        )
