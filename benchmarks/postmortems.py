"""Made-up postmortems to measure with: any number of them, no two alike, and the same ones in every run."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field, replace
from random import Random
from typing import get_args

from pmtool.model import (
    ActionItem,
    Claim,
    Coverage,
    Event,
    Evidence,
    Instant,
    Milestones,
    Postmortem,
    RunInfo,
    Source,
    StatusUpdate,
)
from pmtool.model.postmortem import ActionType, EventKind

_SERVICES = ("search", "billing", "login", "mail gateway", "image cache", "order queue", "session store", "map tiles")
_PEOPLE = ("Amira", "Tobias", "Kim", "Jonas", "Mirela", "Ana", "Ravi", "Lena")
_PARTS = ("shard", "node", "worker", "replica", "partition", "gateway", "host")
_HAPPENED = (
    "stops answering", "is restarted", "rejects writes", "runs out of connections", "falls behind by {n} messages",
    "is drained", "is moved to another zone", "reports {n} failed requests a minute", "answers again",
    "is taken out of the load balancer", "loses its lease", "catches up with the primary",
)  # fmt: skip
_TELLING = (
    "Alert: error rate of {service} above {p} %", "{who} acknowledges the page", "{who} opens a call with {n} people",
    "Release {v} of {service} goes out", "Release {v} of {service} is rolled back", "{who} finds the limit in the log",
    "Support has {n} tickets about {service}", "The status page says that {service} is degraded",
    "{who} raises the limit of {service} to {n}", "Error rate of {service} is below {p} % again",
)  # fmt: skip
_KINDS = get_args(EventKind)
_ACTIONS = (
    "Alert when {service} has used {p} % of its connections", "Size the pool of {service} from the number of workers",
    "Stop a release of {service} when {p} % of requests fail", "Write down how to drain a {part} of {service}",
    "Keep {n} connections of {service} for the health check", "Delete the old limit from the settings of {service}",
)  # fmt: skip
_LESSONS = (
    "The alert on {service} fired before the first ticket came in.", "The page for {service} reached {who} at once.",
    "The dashboard of {service} shows averages, which hid the {part} that failed.",
    "The runbook of {service} names a {part} that is gone.", "{who} was on shift with the author of {service}.",
    "A limit that is shared by {n} workers fails all of them together.",
)  # fmt: skip


def postmortem(seed: int, events: int | None = None) -> Postmortem:
    """One of them, with so many events (5 to 40 where that is left open)."""
    writer = _Writer(Random(seed))
    return writer.postmortem(seed, events or writer.random.randint(5, 40))


def incident(seed: int, events: int, length: int = 0) -> tuple[Postmortem, str]:
    """One of them with the report that it cites, which goes on with a log that nothing cites, to so many characters."""
    writer = _Writer(Random(seed))
    made = writer.postmortem(seed, events)
    while writer.length < length:
        writer.cited(f"{writer.random.choice(_PARTS)} {writer.number()} of the {writer.words(_LESSONS)}")
    return replace(made, sources=(writer.source(),)), "\n".join(writer.report)


@dataclass
class _Writer:
    """Writes a report and cites it as it goes."""

    random: Random
    report: list[str] = field(default_factory=list)
    length: int = 0

    def postmortem(self, seed: int, events: int) -> Postmortem:
        random = self.random
        start = dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=random.randrange(60 * 24 * 700))
        minutes = sorted(random.randrange(7 * events) for _ in range(events))
        times = [start + dt.timedelta(minutes=m) for m in minutes]
        service, count = random.choice(_SERVICES), random.randint(200, 90_000)
        stones = [_instant(times[i * (events - 1) // 4]) for i in range(5)]
        summary = f"The {service} failed for {count:,} requests because a limit of {self.number()} connections was hit."
        return Postmortem(
            title=f"{service.capitalize()} unavailable",
            incident_id=f"INC-{seed}",
            severity=random.choice(("SEV1", "SEV2", "SEV3")),
            status=random.choice(("draft", "in_review", "final")),
            authors=tuple(random.sample(_PEOPLE, 2)),
            services=(service,),
            summary=self.claim(summary),
            impact=self.claim(f"{count:,} requests failed, {random.randint(2, 60)} % of all. No order was lost."),
            detection=self.sometimes(0.7),
            trigger=self.sometimes(0.7),
            root_cause=self.claim(f"The pool of {service} was sized for one worker and the release started four."),
            resolution=self.sometimes(0.6),
            contributing_factors=self.lessons(0, 2),
            went_well=self.lessons(0, 3),
            went_wrong=self.lessons(1, 3),
            lessons=self.lessons(0, 2),
            milestones=Milestones(
                started=stones[0], detected=stones[1], acknowledged=stones[2], mitigated=stones[3], resolved=stones[4]
            ),
            timeline=tuple(self.event(at) for at in times),
            status_updates=tuple(self.update(at) for at in times[1 :: max(4, events // 4)]),
            action_items=tuple(self.action(at) for at in times[: random.randint(2, 6)]),
            open_questions=self.lessons(0, 1),
            sources=(self.source(),),
            coverage=Coverage(segments=len(self.report), used=len(self.report)),
            run=RunInfo(engine="offline", pmtool_version="0.1.0"),
        )

    def number(self) -> int:
        return self.random.randint(2, 900)

    def words(self, forms: tuple[str, ...]) -> str:
        random = self.random
        version = ".".join(str(random.randint(0, most)) for most in (9, 30, 99))
        return random.choice(forms).format(
            service=random.choice(_SERVICES), who=random.choice(_PEOPLE), part=random.choice(_PARTS),
            n=self.number(), p=random.randint(1, 90), v=version,
        )  # fmt: skip

    def cited(self, line: str) -> tuple[Evidence, ...]:
        """Writes a line of the report, and cites it."""
        start = self.length
        self.report.append(line)
        self.length += len(line) + 1
        return (Evidence(source="R1", start=start, end=start + len(line), quote=line),)

    def claim(self, text: str) -> Claim:
        return Claim(text=text, evidence=self.cited(text))

    def sometimes(self, part: float) -> Claim | None:
        return self.claim(self.words(_LESSONS)) if self.random.random() < part else None

    def lessons(self, least: int, most: int) -> tuple[Claim, ...]:
        return tuple(self.claim(self.words(_LESSONS)) for _ in range(self.random.randint(least, most)))

    def event(self, at: dt.datetime) -> Event:
        random = self.random
        happened = f"{random.choice(_PARTS)} {self.number()} of {random.choice(_SERVICES)} {self.words(_HAPPENED)}"
        text = self.words(_TELLING) if random.random() < 0.5 else happened.capitalize()
        actor = random.choice(_PEOPLE) if random.random() < 0.4 else None
        evidence = self.cited(f"{at:%Y-%m-%d %H:%M} UTC {text}")
        return Event(at=_instant(at), text=text, kind=random.choice(_KINDS), actor=actor, evidence=evidence)

    def update(self, at: dt.datetime) -> StatusUpdate:
        text = f"We are looking into errors of {self.random.choice(_SERVICES)}."
        return StatusUpdate(at=_instant(at), state="investigating", text=text, evidence=self.cited(text))

    def action(self, at: dt.datetime) -> ActionItem:
        text, random = self.words(_ACTIONS), self.random
        due = f"{at + dt.timedelta(days=random.randint(7, 90)):%Y-%m-%d}" if random.random() < 0.7 else None
        return ActionItem(
            text=text,
            type=random.choice(get_args(ActionType)),
            owner=random.choice((*_PEOPLE, None)),
            due=due,
            tracker=f"OPS-{self.number()}" if random.random() < 0.6 else None,
            evidence=self.cited(text),
        )

    def source(self) -> Source:
        text = "\n".join(self.report)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Source(id="R1", name="report.txt", media_type="text/plain", sha256=digest, length=len(text))


def _instant(at: dt.datetime) -> Instant:
    return Instant(at=at.isoformat(), as_written=f"{at:%Y-%m-%d %H:%M} UTC", zone="UTC", zone_rule="explicit")
