"""What headings mean, whatever their wording."""

from __future__ import annotations

import pytest

from pmtool.engines.offline.meanings import label_topics, topics_of

HEADINGS: dict[str, str] = {
    "summary": """
        Summary | Executive Summary | Issue Summary | Incident summary | TL;DR | SUMMARY | 2. Incident Summary
        Management summary | :memo: Summary | Overview | Incident synopsis
    """,
    "narrative": """
        What happened | What Happened? | Incident Details | Details | What exactly happened? | Technical details
        Description of what happened | Problem description | The incident | What was the problem?
    """,
    "impact": """
        Impact | Customer impact | DETAILED DESCRIPTION OF IMPACT | Impact summary | What was affected? | Who was affected?
        Affected customers | How were customers affected? | Business Impact (EU only) | Scope of impact | Blast radius
        What did users see? | Symptoms | Extent of the damage | How did this affect you?
    """,
    "timeline": """
        Timeline | Timeline (all times UTC) | Incident Timeline | TIMELINE OF EVENTS | Chronology | Sequence of events
        4. Timeline | Key events | Timeline of impact | Event log | Resolution timeline | Time line
        Follow-up timeline (times in BST)
    """,
    "detection": """
        Detection | How was the incident detected? | How did we find out? | How we noticed | Discovery
        How did we become aware? | Incident detection
    """,
    "trigger": """
        Trigger | Triggers | Triggering event | What triggered the outage | Lead-up | What set it off
    """,
    "root_cause": """
        Root cause | Root Causes | ROOT CAUSE | :fire: Root cause | Root Cause Analysis | Primary root cause | 5. Root Cause
        Why did this happen? | Why it happened | What caused the outage? | Cause
        How could this happen? | HOW THIS COULD HAPPEN | Why were we down? | Underlying cause | Probable cause
        Reason for the outage | Root cause (preliminary) | Cause of the failure | RCA
    """,
    "whys": """
        Five whys | 5 Whys | Fault | The Five Whys
    """,
    "history": """
        Edit history | Changelog
    """,
    "contributing_factors": """
        Contributing factors | Contributing Factors and Conditions | Contributing causes | Aggravating factors
        Why did it take so long? | Other factors
    """,
    "resolution": """
        Resolution | Resolution and recovery | How was it fixed? | How did we fix it? | Mitigation | Recovery | The fix
        How we resolved the issue | Response | Incident response | Workaround | What did we do?
    """,
    "went_well": """
        What went well | What went well? | Things that went well | What did we do right? | What worked | The good
        Went well | What helped
    """,
    "went_wrong": """
        What went wrong | What didn't go so well? | What could have gone better | What could we have done better?
        Things that went poorly | What can be improved | Areas for improvement | The bad | Where we fell short
        What went badly | What could be improved?
    """,
    "got_lucky": """
        Where we got lucky | Lucky | How we got lucky | Near misses
    """,
    "lessons": """
        Lessons learned | Lessons Learnt | What we learned | What have we learned? | Key takeaways | Learnings
    """,
    "action_items": """
        Action items | Action Items (tracked in the backlog) | Actions | Follow-ups | Follow-up actions | Next steps | TODO
        How are we preventing similar incidents in the future? | What are we doing to make sure this doesn't happen again?
        What we are doing about it | What will change? | Corrective and Preventative Measures | 7. Preventative Measures
        Preventive actions | Prevention | What we're changing | Going forward | Looking ahead | Improvements
        What have we done to stop this happening again? | Steps to prevent recurrence | Countermeasures | What's next?
        Review actions | Planned improvements | Repair items | What we've done and will do: | Immediate actions
        How we will improve | Recommendations | Commitments | Corrective actions | Preventing the event | Action plan | How we'll stop this from happening again | Next actions | Mitigation plan
    """,
    "remediation": """
        Remediation | Remediation steps | Actions taken | Remedial work
    """,
    "status_updates": """
        Status updates | Public communication | Updates | Customer communications | External message
    """,
    "open_questions": """
        Open questions | Unanswered questions | What we don't know | Questions
    """,
    "background": """
        Background | Some background | Context | Overview of the service | Glossary | Our infrastructure
    """,
    "other": """
        Appendix | Attendees | Supporting information | Links | As a customer, what should I do? | References | Stats
    """,
    "header": """
        Authors | Incident date | Severity | Status | Affected component | Time to repair | 3. Authors
    """,
}
CASES = [
    (h.strip(), t) for t, text in HEADINGS.items() for line in text.splitlines() for h in line.split(" | ") if h.strip()
]


@pytest.mark.parametrize(("heading", "topic"), CASES)
def test_a_heading_means_its_topic(heading: str, topic: str) -> None:
    assert topics_of(heading) == (topic,)


def test_the_table_is_not_thin() -> None:
    assert len(CASES) >= 120


@pytest.mark.parametrize(
    ("heading", "topics"),
    [
        ("Root cause and resolution", ("root_cause", "resolution")),
        ("REMEDIATION AND PREVENTION", ("remediation", "action_items")),
        ("What went wrong and how did we fix it?", ("went_wrong", "resolution")),
        ("What happened and how was it fixed?", ("narrative", "resolution")),
        ("Detection & Response", ("detection", "resolution")),
        ("Impact / Timeline", ("impact", "timeline")),
        ("Lessons learned and next steps", ("lessons", "action_items")),
        ("Why did this happen, and what are we doing about it?", ("root_cause", "action_items")),
        ("Trigger & root cause", ("trigger", "root_cause")),
        ("Summary and impact", ("summary", "impact")),
    ],
)
def test_a_heading_may_name_several_topics(heading: str, topics: tuple[str, ...]) -> None:
    assert topics_of(heading) == topics


@pytest.mark.parametrize(
    "heading",
    [
        "Build runner outage",
        "Database migration",
        "Users and permissions service outage",
        "Machine learning service outage",
        "Workflow actions service degraded",
        "5:02 PM",
        "Phase 2: fallout",
        "eu-west-1",
        "March 18 02:14 UTC",
        "Elevated error rates",
        "How to read this page",
        "Immediate (this week)",
        "The kernel bug nobody saw",
        "Incident Report for",
        "",
        "***",
        "In the end the database was moved to new hardware by the team that had bought it for this purpose years ago",
    ],
)
def test_other_headings_mean_nothing(heading: str) -> None:
    assert topics_of(heading) == ()


@pytest.mark.parametrize(
    ("label", "topics"),
    [
        ("Impact", ("impact",)),
        ("The impact", ("impact",)),
        ("Root Causes", ("root_cause",)),
        ("Customer impact", ("impact",)),
        ("Preventative Measures", ("action_items",)),
        ("Root cause and resolution", ("root_cause", "resolution")),
        ("This incident affected", ("header",)),
        ("Action", ("action_items",)),
        ("Question", ("open_questions",)),
    ],
)
def test_a_label_names_a_topic(label: str, topics: tuple[str, ...]) -> None:
    assert label_topics(label) == topics


@pytest.mark.parametrize(
    "label", ["Impact of the new cache on the search cluster", "Note", "Postgres", "Error", "Incident report for", "12"]
)
def test_words_that_hold_more_than_a_topic_are_no_label(label: str) -> None:
    assert label_topics(label) == ()
