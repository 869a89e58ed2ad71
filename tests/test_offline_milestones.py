"""When it started, was detected, acknowledged, mitigated and resolved, as a careful reader would say."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.engines.offline import structure
from pmtool.model import Instant, Milestones
from pmtool.source.document import build_document
from pmtool.temporal import build_ledger

NAMES = [field.name for field in fields(Milestones)]


def milestones(*texts: str) -> Milestones:
    documents = [build_document(f"R{i}", f"r{i}.md", "text/markdown", "", text) for i, text in enumerate(texts, 1)]
    return structure(documents, build_ledger(documents)).milestones


def clock(instant: Instant | None) -> str:
    """Time of day in UTC; a plain date as it is."""
    if instant is None or "T" not in instant.at:
        return instant.at if instant else "-"
    return dt.datetime.fromisoformat(instant.at).astimezone(dt.UTC).strftime("%H:%M")


REPORTS = r"""
### a table
| Time (UTC, 4 March 2025) | Event |
|---|---|
| 09:00 | Release 7.4 rolled out to all search nodes |
| 09:06 | Heap usage on search nodes climbs, queries start timing out |
| 09:11 | Alert "search p95 above 3 s" fires |
| 09:13 | Page acknowledged by Ines |
| 09:20 | Ines suspects the new ranking cache |
| 09:31 | Rollback to 7.3 started |
| 09:44 | Rollback complete, latency back to normal |
| 10:15 | Incident closed |
= 09:06 09:11 09:13 09:44 10:15

### labels
# Checkout failure
**Date:** 2025-02-03
**Impact start:** 14:02 UTC
**Detected:** 14:09 UTC
**Acknowledged:** 14:12 UTC
**Mitigated:** 14:40 UTC
**Resolved:** 15:05 UTC
The payment token had expired.
= 14:02 14:09 14:12 14:40 15:05

### labels win over events
Incident start: 2025-02-03 14:02 UTC
Incident end: 2025-02-03 15:05 UTC

- 2025-02-03 14:00 UTC Users begin to see errors
- 2025-02-03 14:20 UTC On-call paged
- 2025-02-03 15:10 UTC Incident closed
= 14:02 14:20 - - 15:05

### a table of labels
| Field | Value |
|---|---|
| Start time (UTC) | 2024-11-02 03:10 |
| Time of detection | 2024-11-02 03:22 |
| End time (UTC) | 2024-11-02 05:00 |
= 03:10 03:22 - - 05:00

### column titles
| Incident | Started | Detected | Mitigated | Resolved |
|---|---|---|---|---|
| Mail delays | 2024-05-01 10:00 UTC | 2024-05-01 10:12 UTC | 2024-05-01 10:50 UTC | 2024-05-01 11:30 UTC |
= 10:00 10:12 - 10:50 11:30

### prose
On 8 May 2025 at 13:20 UTC a config change removed the export worker's credentials. From 13:24 UTC exports failed for
all customers. A customer told us at 13:50 UTC. At 13:58 UTC our on-call engineer started to investigate. We restored
the credentials at 14:21 UTC and exports worked again at 14:25 UTC.
= 13:24 13:50 13:58 14:25 14:25

### one sentence
The incident started at 2025-08-01 22:10 UTC, was detected at 22:31 UTC and was resolved at 23:45 UTC.
= 22:10 22:31 - - 23:45

### a chat
2025-07-09 (UTC)
[10:02] bot: FIRING: HighErrorRate on gateway-eu
[10:03] lena: ack, looking
[10:09] lena: looks like the cert on gw-3 expired
[10:15] omar: new cert is deployed
[10:18] bot: RESOLVED: HighErrorRate on gateway-eu
[10:30] lena: all clear, closing
= 10:02 10:02 10:03 10:18 10:30

### typed entries
Timeline of 2025-01-15 (all times UTC)
- 06:10 - Trigger: router firmware upgraded
- 06:12 - Impact: branch offices lose connectivity
- 06:25 - Detection: help desk receives calls from three branches
- 06:32 - Response: network team joins bridge
- 07:05 - Mitigation: firmware downgraded on both routers
- 07:09 - Recovery: all branches online
- 08:00 - Closed
= 06:12 06:25 06:32 07:09 08:00

### two waves
# Two outages on 3 April 2025
- 11:00 UTC Users begin to see 500 errors
- 11:05 UTC On-call paged
- 11:20 UTC Workers restarted, error rate back to normal
- 12:10 UTC Errors spike again
- 12:40 UTC Bad index dropped, traffic recovered
- 13:00 UTC Incident resolved
= 11:00 11:05 - 12:40 13:00

### mitigated is not the end
2023-10-12 (all times UTC)
15:01 Canary of frontend 88 starts
15:20 OUTAGE BEGINS: rollout reaches all cells
15:24 Pager alert for availability SLO
15:26 Priya acks the page
15:40 OUTAGE MITIGATED, traffic drained from cell b
16:10 OUTAGE ENDS, all cells on 87
= 15:20 15:24 15:26 15:40 16:10

### attempts in vain mend nothing
2024-09-01 UTC
14:00 Disk of db-2 fills up, writes fail
14:08 On-call engineer paged
14:20 Restarted db-2, no effect
14:45 Volume extended; writes succeed again
15:10 Backlog processed
15:30 Incident closed
= 14:00 14:08 - 14:45 15:30

### hopes mend nothing
2024-02-20 UTC
01:00 Replica lag alert
01:05 Dev joined the incident channel
01:30 We attempted to restore service by failing over; it did not help
02:10 Primary rebuilt from snapshot
02:25 Writes are accepted again, lag is falling
03:00 Replica caught up. Incident over.
= 01:00 01:00 01:05 02:25 03:00

### a change begins it where nothing else does
- 2025-10-01 13:00 UTC Merged PR 55 and deployed to prod
- 2025-10-01 13:07 UTC Error budget burn alert
- 2025-10-01 13:09 UTC Ada looking at it
- 2025-10-01 13:15 UTC Reverted PR 55
- 2025-10-01 13:22 UTC Alert resolved
= 13:00 13:07 13:09 13:22 13:22

### machines repair before people know
2025-02-02 00:10 UTC db-3 primary crashed with a segfault
2025-02-02 00:10 UTC automatic failover to db-4
2025-02-02 00:11 UTC pager: DB primary down
2025-02-02 00:14 UTC Kim acknowledges
2025-02-02 00:32 UTC all clear
= 00:10 00:11 00:14 - 00:32

### a window
Our website was down from 3 May 2025 18:00 UTC until 3 May 2025 19:10 UTC. A user emailed us at 18:20 UTC.
= 18:00 18:20 - 19:10 -

### a later start beside the notes
2025-06-12 UTC
- 09:05 paged, queue at 2M. from the graphs it started ~08:50
- 09:20 restarted the consumers
- 09:41 queue empty
- 10:00 incident closed
= 08:50 09:05 - 09:41 10:00

### only posts
Login problems

Resolved
This incident has been resolved.
Posted Jun 03, 2025 - 12:30 UTC

Monitoring
A fix has been implemented and we are monitoring the results.
Posted Jun 03, 2025 - 12:02 UTC

Investigating
We are investigating failing logins.
Posted Jun 03, 2025 - 11:40 UTC
= - - - - 12:30

### a post that says since when
Login problems

Resolved
This incident has been resolved.
Posted Jun 03, 2025 - 12:30 UTC

Investigating
Logins have been failing since 11:25 UTC.
Posted Jun 03, 2025 - 11:40 UTC
= 11:25 - - - 12:30

### what is known late is not how they knew
At 10:00 UTC on 5 Feb 2025 orders began to fail. At 10:20 UTC we rolled back the shop. At 10:30 UTC we blocked a crawler.
At 11:00 UTC an engineer noticed a full disk. At 11:20 UTC orders were accepted again.
= 10:00 - - 11:20 11:20

### a provider's ticket
At 10:00 UTC on 5 Feb 2025 we upgraded the cluster. At 10:30 UTC we observed increased latency. At 10:45 UTC we opened a
ticket with our provider. At 12:00 UTC the provider applied a fix, and at 12:10 UTC latency was back at its usual level.
The provider closed the ticket at 15:00 UTC.
= 10:00 10:30 10:45 12:10 15:00

### days only
Between 29 March 2025 and 14 April 2025 an attacker had access to build logs. On 11 April 2025 a customer reported odd
logins to us. On 14 April 2025 we revoked all tokens.
= 2025-03-29 2025-04-11 - 2025-04-14 -

### no times
# Postmortem
The deploy broke the login. We rolled it back.
= - - - - -
"""


def cases() -> list[tuple[str, str, list[str]]]:
    """Name, text and the five times (UTC, `-` for null) of each report."""
    found = []
    for part in REPORTS.strip().removeprefix("### ").split("\n\n### "):
        name, _, rest = part.partition("\n")
        text, _, times = rest.rpartition("\n= ")
        found.append((name, text, times.split()))
    return found


@pytest.mark.parametrize(("name", "report", "expected"), cases(), ids=[name for name, _, _ in cases()])
def test_the_milestones_of_a_report(name: str, report: str, expected: list[str]) -> None:
    found = milestones(report)
    assert {n: clock(getattr(found, n)) for n in NAMES} == dict(zip(NAMES, expected, strict=True))


def test_two_sources_tell_one_course() -> None:
    notes = "2025-08-19 UTC\n- 09:10 imports start failing\n- 09:31 rolled back\n- 09:35 imports work again\n"
    chat = "2025-08-19 UTC\n[09:14] bot: FIRING: ImportErrors\n[09:16] ada: ack\n[09:50] ada: all clear\n"
    found = milestones(notes, chat)
    assert [clock(getattr(found, n)) for n in NAMES] == ["09:10", "09:14", "09:16", "09:35", "09:50"]


def test_labels_that_contradict_each_other_stay_as_told() -> None:
    found = milestones("Detected: 2025-02-03 14:00 UTC\nImpact start: 2025-02-03 14:10 UTC\n")
    assert clock(found.started) == "14:10"
    assert clock(found.detected) == "14:00"


def test_the_last_alarm_that_ends_is_the_end_where_nobody_tells_it() -> None:
    chat = (
        "2025-08-19 UTC\n[09:14] bot: FIRING mail error rate 12%\n[09:16] ada: ack\n[09:20] ada: errors dropping\n"
        "[09:31] bot: RESOLVED mail error rate 1%\n[09:40] bot: RESOLVED mail queue depth 3\n"
    )
    assert clock(milestones(chat).resolved) == "09:40"
    assert clock(milestones(chat + "[09:50] ada: all clear\n").resolved) == "09:50"


@pytest.mark.parametrize("gap", ["     ", " | ", "; ", ", ", " · "])
def test_a_line_may_state_several(gap: str) -> None:
    line = gap.join(["Start: 14:05", "Detected: 14:10", "End: 15:10"])
    found = milestones(f"Late mails\n\nDate: 2025-02-03 (UTC)\n{line}\n\nMails were late.\n")
    assert [clock(found.started), clock(found.detected), clock(found.resolved)] == ["14:05", "14:10", "15:10"]


def test_the_words_of_the_report_are_kept() -> None:
    found = milestones("# Outage\n\nImpact start: 3 Feb 2025, around 14:10 UTC\n")
    assert found.started is not None
    assert found.started.approximate
    assert "14:10" in found.started.as_written


EVENTS = """
Users begin to see errors | Alert fires | On-call acknowledges | Team starts investigating | Rolled back the release
Error rate back to normal | Incident closed | Deployed release 7 | Checkout unavailable | Queue drained | OUTAGE ENDS
Restarted, no effect | Status page updated | Root cause found | Error rate falling | Lunch | IMPACT STARTS | Mitigated
"""


@given(
    st.lists(st.sampled_from([e.strip() for line in EVENTS.strip().splitlines() for e in line.split("|")]), max_size=12)
)
def test_milestones_come_in_order(events: list[str]) -> None:
    lines = [f"- 2025-03-01 {10 + i // 6}:{i % 6}0 UTC {event}" for i, event in enumerate(events)]
    found = milestones("# Incident\n\n" + "\n".join(lines))
    told = [at.at for name in NAMES if (at := getattr(found, name)) and name != "acknowledged"]
    assert told == sorted(told)
    assert found.acknowledged is None or found.detected is None or found.detected.at <= found.acknowledged.at
