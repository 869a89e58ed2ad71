"""Reports for batches: as many as wanted, each an incident of its own, told in one of a few ways."""

from __future__ import annotations

import random
from pathlib import Path

_SERVICES = ("checkout", "search", "billing", "login", "upload", "mail", "reports", "webhooks", "exports", "chat")
_FAULTS = (
    ("failed for all customers", "the pool of connections was exhausted", "the pool was enlarged"),
    ("answered slowly", "a query without an index scanned the whole table", "the index was added"),
    ("was unreachable", "a certificate had expired", "the certificate was renewed"),
    ("returned stale results", "a deploy removed the cache's invalidation", "the deploy was rolled back"),
    ("lost one request in ten", "a switch dropped packets", "traffic was moved to the other switch"),
    ("rejected valid tokens", "a clock was three minutes off", "time synchronisation was restarted"),
)
_WORKS = ("team Storage", "team Network", "team Payments", "team Identity")


def report(number: int) -> str:
    """The report of an incident; the same number gives the same words."""
    chance = random.Random(number)
    service = f"{chance.choice(_SERVICES)}-{number}"
    effect, cause, cure = chance.choice(_FAULTS)
    year, month, day = chance.randint(2016, 2025), chance.randint(1, 12), chance.randint(1, 28)
    start = chance.randint(0, 20) * 60 + chance.randint(0, 59)
    times = [start, start + chance.randint(1, 9), start + chance.randint(10, 29), start + chance.randint(30, 150)]
    first, seen, found, over = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in times)
    date = f"{year}-{month:02}-{day:02}"
    return f"""\
# {service} {effect} on {date} (times in UTC)

Severity: SEV-{chance.randint(1, 4)}
Services: {service}

## Summary

{service.capitalize()} {effect} because {cause}.

## Timeline

- {first} {service} {effect.replace("was", "is", 1)}
- {seen} an alarm pages the on-call engineer
- {found} the engineer finds that {cause}
- {over} {cure} and {service} works again

## Root cause

{cause[0].upper()}{cause[1:]}, and nothing watched for it in {service}.

## Impact

{chance.randint(2, 90)} % of requests to {service} were affected.

## Action items

- Watch for it in {service} (owner: {chance.choice(_WORKS)}, due: {year}-12-31)
"""


def write(folder: Path, count: int, first: int = 1) -> list[Path]:
    """Reports as files of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"incident-{number:05}.md" for number in range(first, first + count)]
    for number, path in enumerate(paths, first):
        path.write_text(report(number), encoding="utf-8")
    return paths
