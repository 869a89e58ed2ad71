"""Why it happened, also where no heading says so."""

from __future__ import annotations

import pytest

from pmtool.engines import offline
from pmtool.engines.offline.causes import Causes, causes
from pmtool.engines.offline.passages import read
from pmtool.source.document import build_document
from pmtool.temporal import build_ledger


def why(text: str) -> Causes:
    document = build_document("R1", "notes.md", "text/markdown", "", text)
    found = causes(read(document))
    for told in (found.root_cause, found.trigger, *found.contributing_factors):
        assert told is None or all(document.text[e.start : e.end] == e.quote for e in told.evidence)
    return found


def root(text: str) -> str:
    found = why(text).root_cause
    return found.text if found else ""


CAUSES = """
The root cause was a certificate that had expired in the night.
This was caused by a typo in the firewall rules.
The mailer failed because its disk was full.
A deploy at noon introduced a bug in the retry logic.
Requests timed out due to an overloaded connection pool.
The new version of the driver leaked memory.
An engineer accidentally deleted the production table.
The load balancer had been misconfigured since the migration.
As a result of a race condition, two workers took the same job.
A single malformed message kept the consumers stuck.
Looking at the graphs, we found that a cron job had exhausted the file handles.
The cache was stale, which meant that each request went to the database.
The job ran with the wrong credentials.
It turned out that the backup had never been tested.
The primary ran out of disk space.
A sudden spike in traffic overwhelmed the gateway.
The feature flag was enabled for all tenants by mistake.
The failure of a switch led to a split of the cluster.
The secret had been rotated without a restart of the clients.
At 09:12 an engineer ran the clean-up against production instead of staging.
We had forgotten to add the new bucket to the allow list.
Our card processor had an outage, and we have no second processor to fall back to.
They used a token that a contractor had pushed to a public repository.
The driver is not signed, and the service refuses to load it.
A fan in one of the two core switches was dropping packets.
The vendor did not have enough drives in stock.
Its battery died, and the clock started in 1970.
The number of workers was left at its default of four when the host was replaced.
Here's how it works: a worker that is silent for a minute loses its job to another.
""".strip().splitlines()

STORY = """On Monday the mailer was down for an hour.

{}

At 10:40 the service was restored. All mails were delivered by noon. We apologise to everybody who waited.
"""


@pytest.mark.parametrize("sentence", CAUSES)
def test_a_sentence_tells_a_cause_without_a_heading(sentence: str) -> None:
    assert sentence in root(STORY.format(sentence))


def test_what_set_it_off_is_the_trigger_and_no_cause_is_made_of_it() -> None:
    found = why(STORY.format("The outage was triggered by a change to the routing table."))
    assert found.trigger is not None
    assert found.trigger.text == "The outage was triggered by a change to the routing table."
    assert found.root_cause is None


@pytest.mark.parametrize("since", ["Errors dropped since 16:00 UTC.", "The API has been stable since 16:20 UTC."])
def test_since_a_time_tells_no_cause(since: str) -> None:
    assert root(STORY.format(since)) == ""


OTHERS = """
We apologise for the inconvenience caused.
Engineers rolled the release back at 10:40.
We will add an alert to prevent this from happening again.
Our on-call engineer was paged at 10:12.
We are investigating the cause.
Thank you for your patience.
The service was restored at 11:05.
We will share more details on the cause in the coming days.
No customer data was lost.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", OTHERS)
def test_other_sentences_tell_none(sentence: str) -> None:
    told = "The primary ran out of disk space, which caused all writes to fail."
    assert root(STORY.format(told + " " + sentence)) == told


def test_the_section_is_taken_whole_while_it_is_short() -> None:
    text = "# Outage\n\nIt was due to rain.\n\n## Root cause\n\nA pump stood still. Its fuse had blown.\n\n## Impact\n\nWet feet.\n"
    assert root(text) == "A pump stood still. Its fuse had blown."


def test_of_a_long_section_the_loudest_sentences_are_kept() -> None:
    padding = " ".join(f"The pump of house {n} is blue." for n in range(30))
    text = f"## Root cause\n\n{padding} The outage was caused by a blown fuse. {padding}\n"
    assert "caused by a blown fuse" in root(text)
    assert len(root(text).split()) < 120


def test_the_causes_of_a_form_have_their_own_fields() -> None:
    found = why(
        "**Root Causes:** The endpoint has no limit.\n\n**Trigger:** Rollout of release 7.\n\n"
        "## Contributing factors\n\n- No canary\n- Only one replica\n"
    )
    assert found.root_cause is not None
    assert found.root_cause.text == "The endpoint has no limit."
    assert found.trigger is not None
    assert found.trigger.text == "Rollout of release 7."
    assert [c.text for c in found.contributing_factors] == ["No canary", "Only one replica"]


def test_a_why_question_is_answered_by_what_follows() -> None:
    text = "The site was slow. Why was it slow? Nobody had warmed the caches up. We went home at six."
    assert "Nobody had warmed the caches up." in root(text)


def test_a_short_account_is_its_own_explanation() -> None:
    told = "The new client keeps idle connections open for ever. The balancer holds 65,000 of them."
    text = f"# Events not accepted\n\n## What happened\n\n{told}\n\n## Resolution\n\nRolled back.\n"
    assert root(text) == told


def test_a_root_cause_that_is_not_known_is_hedged() -> None:
    found = why("## Root cause\n\nIt is unclear what deleted the index.\n").root_cause
    assert found is not None
    assert found.certainty == "hedged"


def test_a_report_that_tells_no_cause_has_none() -> None:
    found = why("# Maintenance\n\nWe moved to a new office on Monday. The coffee is better here.\n")
    assert found == Causes(None, None, (), frozenset())


def test_the_trigger_is_the_change_that_came_first() -> None:
    text = (
        "# Mail outage\n\nAt 09:00 a new version of the mailer was deployed. It opened a connection for each mail because "
        "of a bug in its pool. At 09:30 we rolled back the deployment, which did not help. At 10:10 a deployment was done "
        "to the queue, which fixed it.\n"
    )
    found = why(text)
    assert found.trigger is not None
    assert found.trigger.text == "At 09:00 a new version of the mailer was deployed."


@pytest.mark.parametrize(
    "sentence",
    [
        "Nothing happened at 09:00, as the new service was not deployed anywhere.",
        "At 09:30 we rolled back the deployment of the mailer.",
        "Jobs that were already scheduled continued to run.",
    ],
)
def test_what_set_nothing_off_is_no_trigger(sentence: str) -> None:
    assert why(STORY.format(sentence)).trigger is None


def test_a_mention_of_the_cause_does_not_tell_it() -> None:
    text = "The two outages had the same root cause. A limit was missing because the template had none.\n"
    assert root(text) == "A limit was missing because the template had none."


def test_records_of_machines_are_no_cause() -> None:
    text = '## Root cause\n\n{"level":"error","msg":"cannot open file"}\n\nThe file handles were exhausted.\n'
    assert root(text) == "The file handles were exhausted."


def test_factors_are_no_events_and_lean_on_nothing() -> None:
    text = (
        "# Mail outage\n\nThe root cause was an expired certificate. This caused a retry storm and no alert was raised. "
        "The renewal job failed because its token had been revoked. The runbook was outdated, so a limit was missing. "
        "The bug was triggered by a change that exhausted the pool. It turned out that the wrong disk was full. "
        "At 10:12 the pool was exhausted because of a missing limit.\n"
    )
    factors = [c.text for c in why(text).contributing_factors]
    assert not any(f.startswith(("This", "At 10:12", "It ")) for f in factors)


def test_what_has_a_section_of_its_own_is_no_factor() -> None:
    text = (
        "# Mail outage\n\n## Root cause\n\nThe disk was full.\n\n## What went wrong\n\n"
        "- No alert was raised because of a misconfigured monitor without a limit\n"
    )
    assert why(text).contributing_factors == ()


def test_a_cause_begins_behind_its_stamp_and_speaker() -> None:
    text = (
        "Mira Ode  10:10 AM\nmails are late\n\nTom K  10:19 AM\nwe are back. the problem was that the disk was full\n"
    )
    assert root(text).startswith("the problem was that the disk was full")
    assert root("## Root cause\n\n- 14:51 UTC: The password had been changed by mistake.\n").startswith("The password")


def test_retries_and_periods_are_no_cause() -> None:
    text = (
        "This incident has been resolved.\n\nBetween 10:03 and 10:47 UTC 5% of the mails failed and had to be resent. "
        "A bent pin in a relay was dropping packets. Failed mails are now retried for two days instead of one."
    )
    assert root(text) == "A bent pin in a relay was dropping packets."


def test_factors_stay_in_their_list() -> None:
    text = (
        "## What happened\n\nThe token had been revoked by mistake.\n\n"
        "## Contributing factors\n\n- Nobody read the warnings about expired tokens\n- The alert was missing\n"
    )
    found = why(text)
    assert found.root_cause is not None
    assert found.root_cause.text == "The token had been revoked by mistake."
    assert len(found.contributing_factors) == 2


def test_a_title_that_names_the_analysis_is_no_cause() -> None:
    text = (
        "**Root Cause Analysis: lost faxes of 4/5/2019**\n\n**Description**\n"
        "The modem restarted because its firmware leaked memory.\n"
    )
    assert root(text) == "The modem restarted because its firmware leaked memory."


def test_so_takes_its_reason_along() -> None:
    text = "LOG\n14:04 first errors\n14:25 keys cached for a day. So clients could not see the new one\n14:51 purged\n"
    assert root(text).endswith("keys cached for a day. So clients could not see the new one")


def test_numbered_headings_mean_what_they_say() -> None:
    text = "# Report\n\n## 2 Events\n\n09:00 mail was late.\n\n## 3 Cause\n\nThe stamp was dry.\n"
    assert root(text) == "The stamp was dry."


def test_lines_of_a_form_end_at_the_next_label() -> None:
    assert root("Impact: late mails\nCause: the disk was full\nFix: deleted files, restarted\n") == "the disk was full"


def test_whys_that_end_at_a_root_cause_are_factors_and_are_the_cause_where_they_stand_alone() -> None:
    whys = "## Five whys\n\n1. Why was mail late? The disk was full.\n2. Why was it full? Logs are never deleted.\n\n"
    alone, apart = why(whys), why(whys + "## Root cause\n\nNobody owns the host of the mailer.\n")
    assert alone.root_cause
    assert "The disk was full." in alone.root_cause.text
    assert apart.root_cause
    assert apart.root_cause.text == "Nobody owns the host of the mailer."
    assert [f.text for f in apart.contributing_factors] == [
        "Why was mail late? The disk was full.",
        "Why was it full? Logs are never deleted.",
    ]


def test_a_shared_heading_is_split_by_what_set_it_off() -> None:
    found = why(
        "## Root cause and trigger\n\nThe pool has no upper bound. A surge of logins at 14:05 UTC set it off.\n"
    )
    assert found.trigger
    assert found.trigger.text == "A surge of logins at 14:05 UTC set it off."
    assert found.root_cause
    assert found.root_cause.text == "The pool has no upper bound."


def test_what_a_form_asks_for_is_no_cause() -> None:
    assert root("## Summary\n\n[Describe what failed, and why: the cause was …]\n\nMail was late.\n") == ""


POSTS = """

Resolved - It works again.
May 3, 2022 12:01 UTC

Investigating - We look into it.
May 3, 2022 10:12 UTC
"""


@pytest.mark.parametrize(
    "head",
    [
        "",
        "\nIncident Report for Acme",
        "\nhttps://status.example/17\npubDate: Tue, 03 May 2022 12:01:00 +0000\nguid: 17",
    ],
)
@pytest.mark.parametrize(
    "title", ["Database failover", "Exports stuck", "Image uploads failing", "Late mails", "Switch failure", "DNS down"]
)
def test_a_title_tells_what_happened_and_not_why(title: str, head: str) -> None:
    assert whole(f"{title}{head}{POSTS}") == ("", 0)


def test_what_only_says_the_title_again_is_no_cause() -> None:
    page = "Exports stuck\n\nInvestigating - Exports are stuck.\nMay 3, 2022 10:12 UTC\n"
    assert whole(page)[0] == ""
    assert whole(page.replace("are stuck.", "are stuck because a lock is held."))[0].endswith("a lock is held.")


def test_a_headline_in_the_middle_of_a_page_is_no_cause() -> None:
    assert root("No news today.\n\nImage uploads failing\n") == ""
    assert root("it was slow\n\nthe disk was full\n") == "the disk was full"


def test_the_fields_of_a_feed_are_told_nowhere() -> None:
    fields = "https://status.example/17\n\nguid: stuck missing failed\n\nlink: https://status.example"
    assert whole(f"Late mails\n\n{fields}{POSTS}") == ("", 0)


def whole(text: str) -> tuple[str, int]:
    """The root cause of a report with its head and posts, and how many segments found no place."""
    document = build_document("R1", "page.txt", "text/plain", "", text)
    told = offline.structure([document], build_ledger([document]))
    assert told.coverage
    return told.root_cause.text if told.root_cause else "", told.coverage.unplaced
