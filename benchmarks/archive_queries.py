"""How long archive.db takes to build, and each question of docs/archive.md to answer, on made-up incidents.

    python benchmarks/archive_queries.py [--incidents N] [--rounds N]

Incidents are made up (see postmortems.py), with a fixed seed: 18 events each, some 5 actions, 8 claims, 35 quotes and
10 findings. Times are CPU time, the least of the rounds for questions, all rows fetched: another process on the machine
only ever adds. Question 7 asks for a word that one statement in seven holds.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

from pmtool.archive import lines, tables, triage_table
from pmtool.archive.entry import Entry, Unconverted
from pmtool.archive.placing import put
from pmtool.model import Claim, Evidence
from pmtool.model.finding import SEVERITIES, Finding
from pmtool.pipeline.triage import close_look
from postmortems import postmortem

PAGE = Path(__file__).parent.parent / "docs" / "archive.md"
EVENTS, FINDINGS = 18, 10
CODES = ("PM101", "PM110", "PM201", "PM303", "PM305", "PM306", "PM401", "PM403", "PM501", "PM702")
PARTS = (
    *("certificate of the gateway", "pool of connections", "queue of orders", "primary database", "cache of sessions"),
    *(
        "feature flag",
        "disk of the replica",
        "load balancer",
        "provider of payments",
        "canary",
        "retry budget",
        "runbook",
    ),
)
HAPPENED = (
    "expired",
    "ran dry",
    "filled up",
    "failed over",
    "was misconfigured",
    "was overloaded",
    "crashed",
    "lagged",
)
STATES = ("not watched", "being deployed", "at its limit", "set to the old value", "under maintenance", "restarting")
TODAY = "2025-06-30"
QUESTION = re.compile(r"^### (\d+\. .+?)$.*?^```sql\n(.*?)^```$", re.M | re.S)


def questions() -> Iterator[tuple[str, str]]:
    """Each question of docs/archive.md, with its SQL."""
    for match in QUESTION.finditer(PAGE.read_text(encoding="utf-8")):
        yield match[1], match[2]


def entries(count: int) -> Iterator[Entry]:
    """So many incidents, one after the other."""
    for seed in range(count):
        random = Random(seed)
        made = replace(postmortem(seed, EVENTS), root_cause=cause(random), contributing_factors=(cause(random),))
        findings = tuple(finding(random) for _ in range(FINDINGS))
        name = f"{seed:05}-{made.services[0].replace(' ', '-')}"
        triage = close_look(f"postmortems/{name}.md", made, findings)
        yield Entry(name=name, postmortem=made, triage=triage, findings=findings, inputs=(f"reports/{name}.txt",))


def cause(random: Random) -> Claim:
    """One of some thousands, as different as causes are; one in ten has no quote."""
    part, other = random.sample(PARTS, 2)
    text = f"The {part} {random.choice(HAPPENED)} while the {other} was {random.choice(STATES)}."
    quotes = (Evidence(source="R1", start=0, end=len(text), quote=text),) if random.random() < 0.9 else ()
    return Claim(text=text, evidence=quotes)


def finding(random: Random) -> Finding:
    """Of any rule, on any event."""
    return Finding(
        code=random.choice(CODES),
        severity=random.choice(SEVERITIES),
        message=f'"{random.randrange(900)} connections" stands in no source of the postmortem, as it is told here.',
        path=f"/timeline/{random.randrange(EVENTS)}/text",
        line=random.randrange(20, 200),
        fix="Quote the words that tell it, or take it out.",
    )


def lost(count: int) -> list[Unconverted]:
    """Reports that came to nothing: one in a hundred."""
    told = {"message": "the file holds no text", "remedy": "Look whether it is the right one.", "attempts": 1}
    return [Unconverted(name=f"lost/{number}.txt", **told) for number in range(count // 100)]


def peak() -> float:
    """Megabytes."""
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6


class Clocked:
    """Incidents one after the other, and the seconds that making them up took."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Entry]:
        made = entries(self._count)
        while True:
            begun = time.process_time()
            one = next(made, None)
            self.seconds += time.process_time() - begun
            if one is None:
                return
            yield one


def measure_files(folder: str, count: int) -> None:
    """Writes the archive, and prints how long each file took."""
    forms: dict[str, Callable[[str, Iterable[Entry]], None]] = {
        "archive.db": lambda path, made: tables.write(path, made, lost(count)),
        "archive.jsonl": lambda path, made: put(path, map(lines.line, made)),
        "triage.csv": lambda path, made: triage_table.write(path, made, lost(count)),
    }
    for name, write in forms.items():
        path, made, begun = os.path.join(folder, name), Clocked(count), time.process_time()
        write(path, made)
        took = time.process_time() - begun - made.seconds
        print(f"{name:14s} {took:6.1f} s {os.path.getsize(path) / 1e6:8.1f} MB, peak {peak():4.0f} MB", flush=True)


def measure_questions(path: str, rounds: int) -> None:
    """Prints how long each question takes."""
    asked = {"today": TODAY, "words": "certificate OR limit"}
    with closing(sqlite3.connect(path)) as database:
        for title, sql in questions():
            took, found = [], []
            for _ in range(rounds):
                begun = time.process_time()
                found = database.execute(sql, asked).fetchall()
                took.append((time.process_time() - begun) * 1000)
            print(f"{title:60s} {min(took):5.0f} ms {len(found):5} rows")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--incidents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(f"{arguments.incidents} incidents; making them up is not counted; peak {peak():.0f} MB before")
    with tempfile.TemporaryDirectory() as folder:
        measure_files(folder, arguments.incidents)
        measure_questions(os.path.join(folder, "archive.db"), arguments.rounds)


if __name__ == "__main__":
    main()
