"""Summary, impact, detection, resolution and the look back."""

from __future__ import annotations

from pmtool.engines.offline.passages import read
from pmtool.engines.offline.sections import Sections, sections
from pmtool.model import Claim
from pmtool.source.document import build_document


def told(text: str, posts: list[tuple[int, int]] | None = None) -> Sections:
    return sections(read(build_document("R1", "notes.md", "text/markdown", "", text), posts or []), ())


def words(claim: Claim | None) -> str | None:
    return claim.text if claim else None


FULL = """# Mail outage

## Summary

Mails were late for an hour. We are sorry.

## Impact

- 300 mails were late
- 12 bounced

## Detection

A customer called.

## Resolution

The disk was emptied by hand.

## What went well

- Everybody was awake

## What went wrong

- No alert
- The runbook was out of date

## Where we got lucky

It was a Sunday.

## Lessons learned

Disks fill up.

## Open questions

- Who wrote the files?
"""


def test_each_section_fills_its_field() -> None:
    found = told(FULL)
    assert words(found.summary) == "Mails were late for an hour."
    assert words(found.impact) == "300 mails were late; 12 bounced"
    assert words(found.detection) == "A customer called."
    assert words(found.resolution) == "The disk was emptied by hand."
    assert [c.text for c in found.went_well] == ["Everybody was awake"]
    assert [c.text for c in found.went_wrong] == ["No alert", "The runbook was out of date"]
    assert [c.text for c in found.got_lucky] == ["It was a Sunday."]
    assert [c.text for c in found.lessons] == ["Disks fill up."]
    assert [c.text for c in found.open_questions] == ["Who wrote the files?"]


STORY = """Mail outage on Monday

On Monday morning mails to 300 customers were delayed by up to two hours, and 12% of them were lost.

At 10:05 the disk of the mailer filled up. Our on-call engineer was paged at 10:12 and began to look. A first restart
did not help. At 10:40 old files were deleted, and by 11:00 the mailer had recovered and all queues were back to normal.

It is still unclear who wrote the files.
"""


def test_without_headings_sentences_tell_what_they_are() -> None:
    found = told(STORY)
    assert words(found.summary) == words(found.impact) == STORY.splitlines()[2]
    assert words(found.detection) == "Our on-call engineer was paged at 10:12 and began to look."
    assert "all queues were back to normal" in (words(found.resolution) or "")
    assert "did not help" not in (words(found.resolution) or "")
    assert [c.text for c in found.open_questions] == ["It is still unclear who wrote the files."]
    assert found.went_well == found.lessons == ()


def test_nothing_is_made_up_where_nothing_is_told() -> None:
    found = told("Lunch\n\nWe had soup. It was good.\n")
    assert found.impact is found.detection is found.resolution is None
    assert found.open_questions == ()


def test_a_shared_section_is_split_by_what_its_sentences_sound_like() -> None:
    text = (
        "## Cause and resolution\n\nA full disk stopped the mailer. We restarted the mailer and it recovered.\n\n"
        "## Remediation\n\nThe old files were deleted and the mailer was restored. We will add an alert.\n"
    )
    assert words(told(text).resolution) == "We restarted the mailer and it recovered."


def test_remediation_tells_the_repair_as_well() -> None:
    text = "## Remediation\n\nThe release was rolled back at 10:40. We will add an alert on disk usage.\n"
    assert words(told(text).resolution) == "The release was rolled back at 10:40."


def test_a_page_of_posts_is_summed_up_by_its_newest_and_oldest() -> None:
    newest = "All mails have been delivered and the mailer is stable."
    oldest = "Mails to some customers are delayed."
    text = f"Delayed mails\n\n{newest}\nPosted Mar 03, 2026 - 12:00 UTC\n\n{oldest}\nPosted Mar 03, 2026 - 10:20 UTC\n"
    posts = [(text.index(post), text.index(post) + len(post)) for post in (newest, oldest)]
    assert words(told(text, posts).summary) == f"{newest} {oldest}"


def test_sentences_are_preferred_to_the_fields_of_a_form() -> None:
    text = (
        "## Summary\n\n- Team: mail\n- Minutes down: 92\n\nMails were processed with heavy delay for ninety minutes.\n"
    )
    assert words(told(text).summary) == "Mails were processed with heavy delay for ninety minutes."


def test_rows_are_told_without_their_pipes() -> None:
    text = "## Impact\n\n| | |\n|---|---|\n| Mails not delivered | 1,204 |\n| Customers who called us | 12 |\n"
    assert words(told(text).impact) == "Mails not delivered: 1,204; Customers who called us: 12"


def test_a_date_is_no_detection_and_what_nobody_noticed_neither() -> None:
    assert told("## Detection\n\nSept 3, 2026\n").detection is None
    assert told("The job failed on Monday. The gap was not noticed in the canary stage.\n").detection is None


def test_the_repair_that_failed_is_no_resolution() -> None:
    text = "Mails were late for an hour. We rolled back the mailer, which did not resolve the issue.\n"
    assert told(text).resolution is None


def test_a_course_is_sifted_for_what_ended_it() -> None:
    entries = "13:09 UTC – First mails fail|13:14 UTC – Alert raised|13:40 UTC – Restart, in vain|15:40 UTC – Mailer rolled back"
    text = "## How did we respond?\n\n" + "".join(f"- {e}\n" for e in entries.split("|"))
    assert words(told(text).resolution) == "Mailer rolled back"


def test_what_tells_the_cause_is_not_told_again() -> None:
    text = "Mails to all customers failed because the disk was full. Logins of 300 users were slow for an hour.\n"
    passages = read(build_document("R1", "notes.md", "text/markdown", "", text))
    assert words(sections(passages, passages[:1]).impact) == "Logins of 300 users were slow for an hour."
    assert words(sections(passages, ()).impact) == text.strip()


def test_bylines_and_events_sum_nothing_up() -> None:
    text = (
        "# Mail outage\n\n*Published on 11 May 2026 by the mail team. All times are UTC and in the 24 hour format.*\n\n"
        "14:00 The mailer was upgraded to its next version on all of the hosts.\n\n"
        "On 10 May 2026 mails to all customers were late for about an hour and ten minutes.\n"
    )
    assert words(told(text).summary) == (
        "On 10 May 2026 mails to all customers were late for about an hour and ten minutes."
    )


def test_assurances_are_no_open_questions() -> None:
    text = "## What are the risks of another outage?\n\n- We believe that the mailer can carry the load.\n"
    assert told(text).open_questions == ()


def test_questions_left_open_are_kept() -> None:
    text = "The disk was full. Do we know why the alert did not fire? Not yet.\n"
    assert [q.text for q in told(text).open_questions] == ["Do we know why the alert did not fire?"]


def test_a_label_of_a_fact_holds_for_its_sentence_only() -> None:
    text = (
        "Mails of all users were late. Severity: high. The on-call engineer was paged at 14:07 by the mail monitor.\n"
    )
    assert words(told(text).detection) == "The on-call engineer was paged at 14:07 by the mail monitor."


def test_nouns_that_could_be_orders_tell_what_happened() -> None:
    text = "Export jobs of 14 tenants were stuck for five hours. Support noticed at 12:10 UTC on Monday morning.\n"
    found = told(text)
    assert words(found.impact) == "Export jobs of 14 tenants were stuck for five hours."
    assert words(found.detection) == "Support noticed at 12:10 UTC on Monday morning."


def test_a_corrective_action_may_be_the_repair() -> None:
    text = "Root cause: A card failed.\nCorrective action: The engineer reseated the card and traffic was restored.\n"
    assert words(told(text).resolution) == "The engineer reseated the card and traffic was restored."


def test_what_sounds_like_none_of_a_heading_s_topics_is_about_the_first() -> None:
    text = "## Detection & response\n\n- An alert paged us at 10:05.\n- It had waited for ten minutes.\n"
    assert words(told(text).detection) == "An alert paged us at 10:05. It had waited for ten minutes."


def test_a_form_s_questions_and_names_without_an_answer_are_no_section() -> None:
    assert told("## Detection\n\nHow did we notice? Could it be faster?\n").detection is None
    assert told("## Impact\n\n| | |\n|---|---|\n| Mails lost | ? |\n| Customers who called | |\n").impact is None


def test_others_may_not_know_something_without_leaving_a_question() -> None:
    assert told("The proxies don't know the new issuer, so they refused it.\n").open_questions == ()
    assert told("We don't know who changed it.\n").open_questions
