"""Of what kind an event is, by the words that people choose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.engines.offline import event_cues
from pmtool.engines.offline.event_cues import CLASSES, FILLERS, KINDS, SIGNS
from pmtool.engines.offline.signs import clause_of, kind_of, signs

EVENTS: dict[str, str] = {
    "trigger": """
        Deploy of billing v41 to production
        Deployed search-api 3.2 to all regions
        At 09:02 a new configuration was rolled out to the edge nodes
        PR #812 merged and applied
        Maintenance of switch B begins
        Database migration started
        Feature flag `new-cart` enabled for all customers
        The nightly import job starts
        Certificate rotation completes
        Schema change applied to the orders table
        Terraform apply removes the route
        Traffic surge from a marketing campaign
        Kernel patch rolled out to the tile hosts
        We upgraded the cluster to 1.29
    """,
    "impact": """
        workers stop taking jobs
        The importer stopped running at midnight
        replicas stop replicating
        Error rate rises to 12 %
        5xx errors spike across all regions
        Users begin to see error pages
        Checkout becomes unavailable
        First requests time out
        Primary database runs out of disk space
        The queue stopped processing messages
        Logins start failing
        p99 latency climbed from 80 ms to 4 s
        OUTAGE BEGINS
        Impact starts: carts cannot be opened
        Site is down for all visitors
        consumer pods crashlooping
        Payments were declined
        API servers stopped responding
        Success rate drops to 60%
        The primary went down
        Between 10:00 and 10:30 some customers experienced timeouts
        Errors spike again
        Backups were not written
    """,
    "detection": """
        Alert: checkout latency above 2 s
        PagerDuty pages the on-call engineer
        On-call gets paged for high error rate
        Page received by Lena
        First customer report arrives in support
        Monitoring alerted us to failing health checks
        An engineer noticed that invoices were missing
        Support received several tickets about slow pages
        Customers report that they cannot log in
        [FIRING] HighErrorRate api-gateway
        Synthetic checks fail in two regions
        Alarm went off for queue depth
        We became aware of the problem through a tweet
        anyone else getting 502s?
        PROBLEM - disk space on db3 is CRITICAL
        A user emailed us that the map was empty
        Detection — a probe in Oslo turned red
    """,
    "escalation": """
        Incident declared, SEV-2
        Escalated to the network team
        Database team paged in
        Vendor contacted, case opened
        Mira joins the call
        Nils acknowledges the page
        Incident commander assigned
        Major incident bridge opened
        War room opened
        Bo takes over as incident lead
    """,
    "diagnosis": """
        On-call starts investigating
        Root cause identified: expired token
        Team found a deadlock in the scheduler
        Errors traced to the new cache layer
        Engineers suspect the load balancer
        Heap dump analysed, leak confirmed
        Logs show that the certificate had expired
        It became clear that the disk was full
        looking at the DB graphs
        found it: the pool never gives connections back
    """,
    "mitigation": """
        Rollback started
        Rolled back to v40
        We rolled the release back at 12:10
        Restarted the workers
        Hotfix deployed to production
        Failover to the secondary region
        Engineers began failing over to the standby
        Scaled the pool from 10 to 40 nodes
        Feature flag turned off
        We disabled the import job
        Blocked the abusive client
        Restarted the primary, no effect
        Rollback failed because the image was gone
        We tried to point the application back, but the index was gone
        Traffic shifted to eu-west
        Restoring the table from last night's backup
        Increased the connection limit
        Fix applied on all nodes
        Record restored
        Mitigation: pods evicted
    """,
    "recovery": """
        RESOLVED billing error rate 0.1%
        [RESOLVED:2] High latency on the mailer
        OK: disk usage of db-1 at 60%
        Error rate back to normal
        Service restored
        Traffic recovered fully
        All systems operating normally
        Incident closed
        All clear
        Incident resolved
        Backlog cleared
        Users can log in again
        printing again
        Latency returned to baseline
        OUTAGE ENDS
        Site is back online
        Error rates begin to fall
        RECOVERY - disk space on db3 is OK
        We declared the incident over
        At 10:40 the fix was live and error rates returned to normal
        Resolved - pods healthy
        The provider closed the ticket
    """,
    "communication": """
        Status page updated
        First post on the status page: investigating elevated errors
        Status page updated: service restored
        E-mail sent to affected customers
        Tweeted that we are aware of the issue
        Customers notified by mail
        Banner placed in the app
        We informed the affected merchants
    """,
    "other": """
        Lunch break
        Shift handover to the Sydney office
        No impact on customers
    """,
}


def cases() -> list[tuple[str, str]]:
    return [(kind, event.strip()) for kind, events in EVENTS.items() for event in events.strip().splitlines()]


@pytest.mark.parametrize(("kind", "event"), cases())
def test_words_tell_the_kind(kind: str, event: str) -> None:
    assert kind_of(event) == kind, signs(event)


@pytest.mark.parametrize(
    ("event", "sign"),
    [
        ("The alert did not fire", "alerted"),
        ("The service had not recovered", "recovered"),
        ("Team works to restore service", "recovered"),
        ("No errors were seen on the standby", "ill"),
        ("A probe would have detected it", "alerted"),
        ("Database team paged in", "alerted"),
    ],
)
def test_what_is_denied_hoped_for_or_part_of_more_is_no_sign(event: str, sign: str) -> None:
    assert sign not in {told.sign for told in signs(event)}


def test_a_clause_speaks_for_itself_where_it_says_enough() -> None:
    text = "The outage began at 10:02, was detected at 10:09 and was resolved at 11:00."
    assert kind_of(clause_of(text, "10:02")) == "impact"
    assert kind_of(clause_of(text, "10:09")) == "detection"
    assert kind_of(clause_of(text, "11:00")) == "recovery"
    window = "From 10:02 to 10:40, some users saw errors."
    assert clause_of(window, "10:02") == window


@given(st.text(max_size=200))
def test_any_text_has_a_kind(text: str) -> None:
    assert kind_of(text) in {kind for kind, _ in KINDS.values()} | {"other"}


def phrases() -> list[str]:
    return [p.strip() for text in SIGNS.values() for line in text.splitlines() for p in line.split("|") if p.strip()]


def test_phrases_are_in_the_plain_words_that_texts_are_read_in() -> None:
    classes = [line.split() for line in CLASSES.splitlines() if line.strip()]
    plain = {word: words[0] for words in classes for word in words}
    never_found = [
        p for p in phrases() for word in p.split() if word in FILLERS.split() or plain.get(word, word) != word
    ]
    assert never_found == []
    assert [p for p in phrases() if p.split()[0].endswith("*") and len(p.split()[0]) < 5] == []


def test_each_word_is_of_one_class_and_each_sign_has_a_kind() -> None:
    members = [word for line in CLASSES.splitlines() for word in dict.fromkeys(line.split())]
    heads = {line.split()[0] for line in CLASSES.splitlines() if line.strip()}
    assert [word for word in set(members) if members.count(word) > 1 and word not in heads] == []
    assert SIGNS.keys() == KINDS.keys() == set(event_cues.Sign.__args__)  # type: ignore[attr-defined]
