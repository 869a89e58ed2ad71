"""Which words of a report are action items, and what they say of themselves."""

from __future__ import annotations

import pytest

from pmtool.engines.offline.action_fields import as_date, due, priority, tracker
from pmtool.engines.offline.actions import action_items
from pmtool.engines.offline.owners import owner
from pmtool.engines.offline.passages import read
from pmtool.model import ActionItem
from pmtool.source.document import build_document


def actions(text: str) -> list[ActionItem]:
    document = build_document("R1", "notes.md", "text/markdown", "", text)
    found = action_items(read(document))
    assert all(document.text[e.start : e.end] == e.quote for item in found for e in item.evidence)
    assert all(item.evidence for item in found)
    return list(found)


def texts(text: str) -> list[str]:
    return [item.text for item in actions(text)]


ACTIONS = """
Going forward, we will require two approvals for changes to the edge configuration.
To prevent this from happening again, we have added a canary stage to the deploy job.
We have resolved to review every alert threshold twice a year.
We will be adding a circuit breaker between the cart and the price service.
We are going to move the scheduler onto its own hosts.
Work is already underway to split the monolith's database.
Additionally, we are working on a quota for each tenant.
We plan to replace the hand-written failover script with the vendor's tool.
In the future, our deploy tool will refuse images that were not signed.
We should consider a separate queue for large uploads.
As a result of this incident, we have lowered the timeout of internal calls to two seconds.
We're going to teach the balancer to drain hosts slowly.
Our team is now building a synthetic check for the login page so that this doesn't happen again.
We intend to rehearse the restore of a backup every quarter.
From now on, certificates will be renewed thirty days before they expire.
We need to document how the cache is warmed.
After this incident, we have moved the session store to a cluster of its own.
We'll extend our load tests to cover the Monday peak.
We are introducing a freeze on schema changes during business hours.
The platform team will audit all cron jobs to make sure that none runs unattended.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", ACTIONS)
def test_a_sentence_of_prose_tells_an_action(sentence: str) -> None:
    told = "At 10:05 UTC the queue filled up and requests to the cart failed. Nobody was paged.\n\n"
    assert texts(told + sentence) == [sentence]


OTHERS = """
We apologise for the inconvenience and will do better.
We take the reliability of our service very seriously.
We are currently investigating this issue.
We will provide an update within the next hour.
We will publish a full post-mortem in the coming days.
At 14:20 UTC we restarted the web servers.
Engineers rolled the release back and error rates returned to normal.
If you have any questions, please contact our support team.
The queue grew until the disk was full.
We continue to monitor the situation closely.
We know how much you depend on us, and we let you down.
The alert fired four minutes after the deploy.
We are aware of slow responses in the dashboard.
This should have been caught by our tests.
Thank you for your patience while we worked on this.
The cache was restarted, which took longer than expected.
Our on-call engineer was paged at 03:12.
Customers in Europe were not affected.
All services are operating normally again.
We are working hard to fix this issue.
We believe the cause was a faulty switch.
The migration was planned for Tuesday night.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", OTHERS)
def test_other_sentences_are_no_actions(sentence: str) -> None:
    assert texts("At 10:05 UTC the queue filled up and requests to the cart failed.\n\n" + sentence) == []


IN_SECTION = """
Access to the console now requires a second factor.
Logs are kept for ninety days instead of seven.
Alert on the age of the oldest message.
A second resolver was brought into service on Tuesday.
The deploy job no longer skips the smoke tests.
An outside review of our backups is scheduled for May.
There is now a script that lists unused credentials every night.
Runbooks should name the person to call.
Quotas for search are in development.
The retention of debug logs has been cut to two days.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", IN_SECTION)
def test_under_a_heading_for_actions_a_sentence_may_say_less(sentence: str) -> None:
    assert texts(f"# Queue outage\n\n## What we are doing about it\n\n{sentence}") == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "This outage had a single cause but several practices turned it into a long one.",
        "We are sorry for the trouble this caused.",
        "To prevent a recurrence we are taking the following steps:",
        "That's too late.",
        "More details will follow in a later post.",
        "The trigger was a change to the network.",
    ],
)
def test_not_everything_under_such_a_heading_is_an_action(sentence: str) -> None:
    assert texts(f"# Queue outage\n\n## Prevention\n\n{sentence}\n\nWe will add an alert.") == ["We will add an alert."]


@pytest.mark.parametrize(
    "heading",
    [
        "## Action items",
        "Remediation",
        "**Follow-ups**",
        "NEXT STEPS",
        "Corrective actions\n------------------",
        "5. Prevention",
    ],
)
def test_every_entry_of_a_list_under_such_a_heading_is_an_action(heading: str) -> None:
    text = f"The queue was down for an hour on Monday, for everybody.\n\n{heading}\n\n- Quotas per tenant\n- Nightly audit of jobs\n"
    assert texts(text) == ["Quotas per tenant", "Nightly audit of jobs"]


def test_lines_that_lost_their_bullets_follow_the_sentence_that_announces_them() -> None:
    text = """The queue was down for an hour on Monday, for everybody who uses it.

We have already taken the following measures:

Raised the limit of open files on all brokers
Added an alert on the age of the oldest message

We know that this was a bad day for you."""
    assert texts(text) == [
        "Raised the limit of open files on all brokers",
        "Added an alert on the age of the oldest message",
    ]


def test_a_sentence_may_go_on_behind_the_colon_that_announces_actions() -> None:
    text = """ROOT CAUSE

A full disk.

REMEDIATION

Engineers emptied the disk by hand. We are taking the following actions: Rotate logs by size. Alert at eighty percent."""
    assert texts(text) == ["Rotate logs by size.", "Alert at eighty percent."]


def test_a_list_of_orders_needs_no_heading() -> None:
    text = """The queue was down for an hour on Monday.

- Introduce quotas for large tenants
- Remove the shared lock from the scheduler
- Document how to drain a broker
"""
    assert len(texts(text)) == 3


def test_a_list_of_events_is_no_list_of_actions() -> None:
    text = """The queue was down for an hour on Monday.

- 10:05 queue fills up
- 10:12 on-call engineer paged
- 10:40 queue drained
"""
    assert texts(text) == []


def test_a_paragraph_of_measures_needs_no_heading() -> None:
    text = """At 9:20 AM UTC the index nodes ran out of memory and searches failed until 9:55.

We've limited how deep queries may nest. Quotas for each customer will be rolled out next month."""
    assert len(texts(text)) == 2


def test_details_below_an_entry_belong_to_it() -> None:
    text = """## Action items

- Write a runbook for draining a broker
  - the old page in the wiki is three years out of date
  - Owner: Mira
  - Due: 2026-04-30
- Improve alerts
  - Add an alert on queue age
  - Remove the alert on queue length
"""
    found = actions(text)
    assert [item.text for item in found] == [
        "Write a runbook for draining a broker the old page in the wiki is three years out of date",
        "Improve alerts",
        "Add an alert on queue age",
        "Remove the alert on queue length",
    ]
    assert (found[0].owner, found[0].due) == ("Mira", "2026-04-30")


def test_groups_under_the_heading_are_no_actions_themselves() -> None:
    text = """## Actions

### Detection

- Alert on queue age

### Mid term (before June)

- Second broker
- Rehearse the failover

### Replace the scheduler

It has not been maintained for years.
"""
    assert texts(text) == ["Alert on queue age", "Second broker", "Rehearse the failover", "Replace the scheduler"]


def test_an_enumeration_within_a_sentence_is_a_list() -> None:
    text = "## Next steps\n\nWe plan three things: 1) alert on lag 2) cap the batch size 3) write it down"
    assert texts(text) == ["alert on lag", "cap the batch size", "write it down"]


def test_a_chat_may_end_with_actions() -> None:
    text = """[2026-01-09 11:44] <pager> RESOLVED
[2026-01-09 11:46] <ravi> followups: 1) alert on broker disk at 75% 2) review the plan for topics

Lev  11:50 AM
action items:
- file the tickets (Lev)
- tell the customers
"""
    assert texts(text) == [
        "alert on broker disk at 75%",
        "review the plan for topics",
        "file the tickets (Lev)",
        "tell the customers",
    ]


def test_lines_under_a_heading_are_a_list_that_lost_its_bullets() -> None:
    text = "4. Impact\nApprox. 40 calls.\n\n5. Preventive actions\nDefaults compared before each upgrade\nLonger calls in the test plan\n"
    assert texts(text) == ["Defaults compared before each upgrade", "Longer calls in the test plan"]


def test_a_label_makes_a_sentence_an_action() -> None:
    text = (
        "The error rate rose for an hour. Action: an alert on the error rate is missing. It would have told us earlier."
    )
    assert texts(text) == ["an alert on the error rate is missing."]


TABLE = """## Follow-up

| Action item | Type | Owner | Due | Status | Ticket |
|---|---|---|---|---|---|
| Cap the batch size | prevent | Mira | 2026-03-31 | In progress | OPS-12 |
| Page on queue age | detect | @lev | 5 April 2026 | **Done** | [OPS-13](https://tracker.example/OPS-13) |
| Buy disks | | TBD | - | open | n/a |
"""


def test_a_table_tells_owner_date_state_and_ticket() -> None:
    first, second, third = actions(TABLE)
    assert (first.text, first.type, first.owner, first.due) == ("Cap the batch size", "prevent", "Mira", "2026-03-31")
    assert (first.state, first.tracker) == ("in_progress", "OPS-12")
    assert (second.type, second.owner, second.due, second.state) == ("detect", "lev", "2026-04-05", "done")
    assert (third.owner, third.due, third.tracker, third.state) == (None, None, None, "planned")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("Bug 4554823 **TODO**", "Bug 4554823"),
        ("4554823", "4554823"),
        ("b/4554823", "b/4554823"),
        ("issue #451 **DONE**", "#451"),
        ("n/a **DONE**", None),
        ("2026-03-31", None),
        ("none yet", None),
    ],
)
def test_a_number_alone_is_a_ticket_in_a_column_of_them(cell: str, told: str | None) -> None:
    table = f"## Action items\n\n| Action item | Owner | Bug |\n|---|---|---|\n| Cap the batch size | Mira | {cell} |\n"
    [action] = actions(table)
    assert action.tracker == told


def test_a_table_of_events_is_none_of_actions() -> None:
    text = """## Timeline

| Time | Action | Who |
|---|---|---|
| 10:05 | Restarted the broker | Mira |
| 10:12 | Added a node | Lev |
"""
    assert texts(text) == []


def test_a_table_of_actions_shows_by_its_columns() -> None:
    text = "# Outage\n\nThe queue was down.\n\n| Task | Owner |\n|---|---|\n| Cap the batch size | Mira |\n| Page on age | Lev |\n"
    assert texts(text) == ["Cap the batch size", "Page on age"]


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        ("[x] Raise the limit", "done"),
        ("[ ] Raise the limit", "planned"),
        ("Raise the limit (done)", "done"),
        ("Raise the limit - DONE", "done"),
        ("Raise the limit ✅", "done"),
        ("Raised the limit of open files", "done"),
        ("We have raised the limit", "done"),
        ("The limit was raised on all hosts", "done"),
        ("The tool now checks the limit", "done"),
        ("We are raising the limit", "in_progress"),
        ("Raise the limit (in progress)", "in_progress"),
        ("We will raise the limit", "planned"),
        ("Raise the limit", "planned"),
        ("The limit will be raised", "planned"),
    ],
)
def test_how_far_an_action_is(entry: str, state: str) -> None:
    first, _ = actions(f"## Action items\n\n- {entry}\n- Write a report\n")
    assert first.state == state


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("Alert on the age of the oldest message", "detect"),
        ("Add dashboards and metrics for the queue", "detect"),
        ("Write a runbook for the failover drill", "process"),
        ("Update the on-call escalation policy", "process"),
        ("Validate configuration before it is deployed", "prevent"),
        ("Make rollbacks faster with a standby replica", "mitigate"),
        ("Ask the vendor", "other"),
    ],
)
def test_what_an_action_is_for(entry: str, kind: str) -> None:
    first, _ = actions(f"## Action items\n\n- {entry}\n- Say hello\n")
    assert first.type == kind


def test_who_when_and_where_are_read_from_the_words() -> None:
    entry = "Raise the limit (owner: Mira, due: March 31, 2026, priority: high) OPS-77"
    assert (owner(entry), due(entry), priority(entry), tracker(entry)) == ("Mira", "2026-03-31", "high", "OPS-77")
    assert owner("Raise the limit - @lev") == "lev"
    assert owner("Raise the limit (Mira K., by June)") == "Mira K."
    assert owner("Raise the limit (risk team)") == "risk team"
    assert tracker("Raise the limit, see https://git.example/pull/7.") == "https://git.example/pull/7"
    assert priority("[P1] Raise the limit") == "P1"
    assert due("Raise the limit by end of June") == "end of June"


def test_where_nothing_is_said_nothing_is_made_up() -> None:
    entry = "Rename the project's owner field to team and use UTF-8"
    assert (owner(entry), due(entry), priority(entry)) == (None, None, None)
    for remark in ("(done)", "(EU only)", "(where possible)", "(see above)", "(DONE)", "(Done)", "(SLO)", "(EU)"):
        assert owner(f"Raise the limit {remark}") is None


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("March 5, 2026", "2026-03-05"),
        ("5 Mar 2026", "2026-03-05"),
        ("05-Mar-2026", "2026-03-05"),
        ("Q3", "Q3"),
        ("soon", "soon"),
    ],
)
def test_whole_dates_are_written_as_iso(words: str, date: str) -> None:
    assert as_date(words) == date


def test_the_same_action_is_listed_once() -> None:
    text = "## Summary of actions\n\n- Raise the limit\n- Add a node\n\n## Action items\n\n- Raise the limit.\n- Add a node\n"
    assert len(texts(text)) == 2


def test_a_report_without_actions_has_none() -> None:
    assert texts("# Queue outage\n\nThe queue was down for an hour.\n\n## Timeline\n\n- 10:05 down\n- 11:05 up\n") == []


def test_a_task_list_needs_no_heading() -> None:
    text = "## Timeline\n\n- 10:05 down\n- 11:05 up\n\nAfterwards\n\n- [ ] Write the report\n- [x] Raise the limit\n"
    assert texts(text) == ["Write the report", "Raise the limit"]


def test_measures_follow_their_announcement() -> None:
    text = (
        "At 9:37 a command removed too many servers. We are making several changes as a result of this event. "
        "We have modified the tool to remove capacity more slowly. This will prevent a wrong input from doing harm. "
        "Cells of the index become smaller. We began to audit our other tools, which are now being reviewed."
    )
    assert texts(text) == [
        "We have modified the tool to remove capacity more slowly.",
        "We began to audit our other tools, which are now being reviewed.",
    ]


def test_news_in_the_same_tense_is_no_measure() -> None:
    text = "The queue was stuck. We have identified the cause and we have restored the service."
    assert texts(text) == []


@pytest.mark.parametrize(
    "deed", ["deleted old segments", "moved traffic to rack 8", "added workers", "renewed the key"]
)
def test_what_was_done_is_an_action_only_where_it_is_said_what_for(deed: str) -> None:
    story = "Storage was down from 10:01 to 11:40 UTC. This was due to a full disk. "
    assert texts(f"{story}We have {deed}.") == []
    wanted = f"We have {deed} to prevent this from happening again."
    assert texts(f"{story}{wanted}") == [wanted]
    assert texts(f"{story}\n\n## Actions\n\nWe have {deed}.\n") == [f"We have {deed}."]


def test_orders_in_another_section_are_actions_where_no_section_holds_them() -> None:
    text = "## What could have gone better\n\n- Nobody had the runbook\n\n- Review the alerts\n- Add a second broker\n- Document the failover\n"
    assert texts(text) == ["Review the alerts", "Add a second broker", "Document the failover"]


STATES = {
    "planned": """
        We are looking to add a proxy in front of the database.
        Make sure that operators are told when the job is skipped.
        Extend the health checks to reconnects (Estimated completion: October 2026)
        Add an alert for certificates that have no renewal in progress
    """,
    "in_progress": """
        We have an ongoing project to split the queue from the mailer.
        We are introducing staged rollouts to ensure that regressions are caught early.
        The team is working on limits to the size of a mail.
        Quotas are in development and will be rolled out next quarter.
        A guard in the cleanup script (in progress)
    """,
    "done": """
        We have stopped all deployments until the checks are in place. (Completed)
        Monitoring of the lifetime of certificates (done 2.11.)
        Circuit breakers for the path that was hit have been put in place.
        Log rotation is now part of the base image.
        Added an alert on disk usage.
    """,
}
TOLD = [(state, line.strip()) for state, lines in STATES.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("state", "line"), TOLD)
def test_an_action_says_how_far_it_is(state: str, line: str) -> None:
    assert [a.state for a in actions(f"## Action items\n\n- {line}\n- Review the runbook\n")] == [state, "planned"]


@pytest.mark.parametrize(
    "heading",
    [
        "How are we making incidents like this less likely or less impactful?",
        "What are we doing about it?",
        "Consequences:",
    ],
)
def test_headings_of_measures(heading: str) -> None:
    text = f"# Mail outage\n\n{heading}\n\n- Add an alert on disk usage\n- We will rotate the logs daily\n"
    assert texts(text) == ["Add an alert on disk usage", "We will rotate the logs daily"]


def test_consequences_may_be_damage() -> None:
    text = "# Mail outage\n\n## Consequences\n\n- 300 mails bounced\n- Two customers left\n"
    assert texts(text) == []


def test_what_customers_can_do_is_none_of_ours() -> None:
    text = "# Mail outage\n\n## How can customers make incidents like this less impactful?\n\n- Consider a second region\n- Add a retry\n"
    assert texts(text) == []


def test_the_closing_prose_tells_measures_without_a_heading() -> None:
    text = (
        "# Mail outage\n\nThe mailer could not write to its disk for an hour. The disk was full of old logs.\n\n"
        "We deleted the logs at 10:40 and mails were sent again.\n\n"
        "The mailer now validates on start that it can write to its disk. Alerts on disk usage have been put in place.\n"
    )
    assert texts(text) == [
        "The mailer now validates on start that it can write to its disk.",
        "Alerts on disk usage have been put in place.",
    ]


def test_lines_that_are_orders_each_are_an_action_each() -> None:
    text = "WHAT WE'LL DO\nAlert when the queue is empty\nRotate keys from its own configuration\nMake the failure visible\n"
    assert len(texts(text)) == 3


def test_questions_are_no_actions() -> None:
    assert texts("## Next steps\n\nDo we know why the alert did not fire? We will add a second alert.\n") == [
        "We will add a second alert."
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Add a limit to the pool [Tom]", "Tom"),
        ("[Mira K.] Add a limit to the pool", "Mira K."),
        ("Add a limit to the pool [platform]", "platform"),
        ("[WIP] Add a limit", None),
        ("Add a limit [done]", None),
    ],
)
def test_owners_stand_in_brackets(text: str, name: str | None) -> None:
    assert owner(text) == name


def test_a_due_date_that_is_done_is_a_state() -> None:
    (item,) = actions("| Action | Owner | Due |\n|---|---|---|\n| Add a second mailer to the pool | Mira | done |\n")
    assert (item.due, item.state) == (None, "done")


def test_orders_between_semicolons_are_parted() -> None:
    text = "Next steps: add an alert on disk usage; move the logs to their own volume; write a runbook.\n"
    assert len(texts(text)) == 3


def test_sentences_that_tell_fields_belong_to_the_action_before_them() -> None:
    text = (
        "## Recommendations\n\nR1. Introduce disk alerts. Owner: Platform. Due: Q3 2026.\n"
        "R2. Separate the log volumes. Owner: Storage.\n"
    )
    assert [(a.text, a.owner, a.due) for a in actions(text)] == [
        ("Introduce disk alerts.", "Platform", "Q3 2026"),
        ("Separate the log volumes.", "Storage", None),
    ]


def test_a_line_above_a_list_may_be_its_heading() -> None:
    text = "Mails were late on Monday.\n\nTODOs from the meeting\n- Mira: alert on disk usage by Friday\n- Tom: rotate the logs\n"
    assert [(a.owner, a.due) for a in actions(text)] == [("Mira", "Friday"), ("Tom", None)]


def test_a_name_before_more_details_is_the_owner() -> None:
    assert owner("Alert on jobs older than 30 min (pim, #413)") == "pim"
    assert owner("Move the sessions out of the cache (redis, memcached)") is None


@pytest.mark.parametrize(
    "line",
    [
        "OPS-12: Alert on queue age",
        "[P1] Alert on queue age",
        "Alert on queue age (owner: Mira, due 2026-03-06)",
        "Alert on queue age - Owner: Mira - Due: 2026-03-06",
        "Alert on queue age; owner: Mira",
    ],
)
def test_an_action_is_told_without_its_fields(line: str) -> None:
    assert texts(f"## Action items\n\n- {line}\n- Rehearse the restore\n") == [
        "Alert on queue age",
        "Rehearse the restore",
    ]


def test_an_owner_within_the_sentence_stays() -> None:
    line = "Give every alert an owner: pages without one are ignored"
    assert texts(f"## Action items\n\n- {line}\n- Rehearse the restore\n")[0] == line


def test_headings_that_group_actions_name_their_kind() -> None:
    text = "## Action items\n\n### Prevention\n\n- Alert on the runbook. Owner: Mira. Issue: OPS-3\n"
    [item] = actions(text)
    assert (item.type, item.owner, item.tracker) == ("prevent", "Mira", "OPS-3")


def test_hints_and_questions_are_no_actions() -> None:
    table = "| Action | Owner |\n|---|---|\n| [what will be done] | [name] |\n| Add an alert | Mira |\n"
    assert texts(f"## Action items\n\n{table}") == ["Add an alert"]
    assert texts("## Prevention\n\n**Could it have been prevented?** Nobody knows.\n") == []


@pytest.mark.parametrize("heading", ["## Actions", "## Action items", "Follow-ups:"])
@pytest.mark.parametrize("mark", ["1. ", "- "])
def test_a_list_under_such_a_heading_may_have_one_entry(heading: str, mark: str) -> None:
    entry = "Nora Lind adds a check before deployment (TICKET-7), due 2021-06-12"
    (item,) = actions(f"# Outage\n\nMails were late.\n\n{heading}\n\n{mark}{entry}\n")
    assert (item.text, item.owner, item.tracker, item.due) == (entry, "Nora Lind", "TICKET-7", "2021-06-12")


@pytest.mark.parametrize("entry", ["None so far, see above", "No actions were needed", "Nothing to do here", "TBD"])
def test_an_only_entry_may_say_that_there_is_none(entry: str) -> None:
    assert texts(f"# Outage\n\nMails were late.\n\n## Actions\n\n- {entry}\n") == []


@pytest.mark.parametrize(
    "name",
    ["Sam O'Neil", "Ana de la Cruz", "Anne-Marie", "Jan van der Berg", "Luca d’Angelo", "Mira K.", "Zoë McKay", "Tom"],
)
@pytest.mark.parametrize(
    "entry", ["{} to add an alert by June", "{} will add an alert", "Add an alert ({}, by June)", "{} adds an alert",
              "Add an alert (owner: {})", "{}: add an alert", "TODO {}: add an alert by June"],
)  # fmt: skip
def test_owners_have_all_kinds_of_names(entry: str, name: str) -> None:
    assert owner(entry.format(name)) == name


@pytest.mark.parametrize(
    "entry",
    ["We will add an alert", "Caches to keep one copy each", "The team will add an alert", "Alerts to be added",
     "Monitoring to alert on lag", "Redis will drop old keys", "Need to add an alert", "Next to add is an alert"],
)  # fmt: skip
def test_what_begins_a_sentence_may_be_nobody(entry: str) -> None:
    assert owner(entry) is None


@pytest.mark.parametrize("name", ["A" + "a" * 30_000, "Aa-" * 10_000, "Aa " * 10_000, "Sam " + "de la " * 5_000])
def test_endless_names_take_no_endless_time(name: str) -> None:
    assert owner(f"{name}!") is None
