"""What each sentence of a report is about: from headings, labels and the sentences that lead lists in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.engines.offline.claims import claim, clean
from pmtool.engines.offline.passages import Passage, read
from pmtool.source.document import build_document


def passages(text: str, posts: list[tuple[int, int]] | None = None) -> list[Passage]:
    return list(read(build_document("R1", "notes.md", "text/markdown", "", text), posts or []))


def about(text: str) -> dict[str, tuple[str, ...]]:
    return {p.text: p.topics for p in passages(text)}


def test_sentences_are_about_what_their_heading_says() -> None:
    told = about(
        "# Queue outage\n\nIt broke.\n\n## Root cause\n\nA full disk. Nobody looked.\n\n## Impact\n\n- Slow mails\n"
    )
    assert told == {
        "It broke.": (),
        "A full disk.": ("root_cause",),
        "Nobody looked.": ("root_cause",),
        "Slow mails": ("impact",),
    }


def test_a_heading_without_a_meaning_inherits_it() -> None:
    assert about("## Timeline\n\n### 5:02 PM\n\nThe disk filled up.\n") == {"The disk filled up.": ("timeline",)}


def test_the_title_gives_no_topic() -> None:
    assert about("# Root cause of the queue outage\n\nThe disk filled up.\n") == {"The disk filled up.": ()}


def test_labels_give_topics_and_stay_outside() -> None:
    told = about(
        "**Impact:** Mails were late.\n\n- **Root cause**: a full disk\n- Detection: the on-call engineer was paged\n"
    )
    assert told == {
        "Mails were late.": ("impact",),
        "a full disk": ("root_cause",),
        "the on-call engineer was paged": ("detection",),
    }


def test_a_label_within_a_paragraph_holds_to_its_end() -> None:
    told = about(
        "At noon the cache was replaced. Impact: every page was slow. Some failed.\n\nThen it recovered by itself."
    )
    assert told["every page was slow."] == told["Some failed."] == ("impact",)
    assert told["Then it recovered by itself."] == ()


def test_the_label_of_a_form_holds_until_the_next() -> None:
    told = about("**Impact:** Mails were late.\n\nSome by hours.\n\n**Trigger:** a deploy of the mailer\n")
    assert told["Some by hours."] == ("impact",)
    assert told["a deploy of the mailer"] == ("trigger",)


def test_a_table_of_two_columns_labels_its_rows() -> None:
    told = about("| Impact | 300 mails were late |\n|---|---|\n| Root cause | a full disk |\n")
    assert told["a full disk"] == ("root_cause",)


def test_items_below_a_label_belong_to_it() -> None:
    told = about("- **Resolution**:\n  - emptied the disk\n  - restarted the mailer\n- Somebody was thirsty\n")
    assert told["emptied the disk"] == told["restarted the mailer"] == ("resolution",)
    assert told["Somebody was thirsty"] == ()


def test_lines_of_a_timeline_are_not_labelled() -> None:
    text = "## Timeline\n\n- 10:05 Root cause: found by Mira\n- Resolution: everything normal at 10:40\n"
    assert all(p.topics == ("timeline",) for p in passages(text))


@pytest.mark.parametrize(
    ("lead_in", "topic"),
    [
        ("To prevent this from happening again, we are taking the following actions:", "action_items"),
        ("Over the next two weeks we will:", "action_items"),
        ("We have already put these improvements in place, and more will follow. Our next steps:", "action_items"),
        ("The following services were affected:", "impact"),
        ("It was a combination of factors:", "contributing_factors"),
    ],
)
def test_a_sentence_leads_a_list_in(lead_in: str, topic: str) -> None:
    told = about(
        f"The mailer was down on Monday and nobody got mail.\n\n{lead_in}\n\n* the first one\n* the second one\n"
    )
    assert told["the first one"] == told["the second one"] == (topic,)


def test_what_went_wrong_tells_the_story_where_nothing_else_looks_back() -> None:
    assert about("## What went wrong\n\nThe disk filled up.")["The disk filled up."] == ("narrative",)
    both = about("## What went well\n\nPaging.\n\n## What went wrong\n\nThe disk filled up.")
    assert both["The disk filled up."] == ("went_wrong",)


def test_posts_are_status_updates_whatever_they_say() -> None:
    text = "Root cause: a full disk.\n\nWe will add an alert."
    assert {p.topics for p in passages(text, [(0, len(text))])} == {("status_updates",)}


def test_what_a_form_tells_its_users_is_left_out() -> None:
    text = "<!-- Please fill in every section. -->\n\n## Summary\n\nA brief summary of what happened.\n\nMails were late.\n"
    assert list(about(text)) == ["Mails were late."]


@given(st.text(alphabet="ab AB:.-*#|\n\t1[]()_>", max_size=300))
def test_passages_stay_in_their_blocks_and_in_order(text: str) -> None:
    found = passages(text)
    for p in found:
        assert p.block.start <= p.start < p.end <= p.block.end
    assert [p.start for p in found] == sorted(p.start for p in found)


@pytest.mark.parametrize(
    ("words", "cleaned"),
    [
        ("**Bold** and __strong__ words", "Bold and strong words"),
        ("see [the ticket](https://t.example/1) for more", "see the ticket for more"),
        ("see [the ticket][1]", "see the ticket"),
        ("an *emphasised* word, a _second_ one", "an emphasised word, a second one"),
        ("snake_case_name and 2 * 3 * 4 stay", "snake_case_name and 2 * 3 * 4 stay"),
        ("wrapped\n  lines  of text", "wrapped lines of text"),
        ("<b>OUTAGE</b> begins", "OUTAGE begins"),
        ("a `code_word` and [brackets]", "a `code_word` and [brackets]"),
        ("x < 5 and y > 6", "x < 5 and y > 6"),
    ],
)
def test_marks_are_cleaned_from_the_words(words: str, cleaned: str) -> None:
    assert clean(words) == cleaned


def test_a_claim_quotes_the_report_and_joins_its_sentences() -> None:
    found = passages("## Root cause\n\nA **full** disk. Nobody looked.\n\n- no alert\n- no quota\n")
    made = claim(found)
    assert made is not None
    assert made.text == "A full disk. Nobody looked. no alert; no quota"
    assert [e.quote for e in made.evidence] == ["A **full** disk. Nobody looked.", "no alert", "no quota"]
    assert claim([]) is None


@pytest.mark.parametrize(
    ("sentence", "certainty"),
    [
        ("The disk was full.", "stated"),
        ("The disk may have been full.", "hedged"),
        ("It is unclear why the disk was full.", "hedged"),
        ("We believe that a cron job filled the disk.", "hedged"),
        ("The disk was likely full.", "hedged"),
        ("It appears to be a full disk.", "hedged"),
        ("On 3 May the disk was full.", "stated"),
        ("The job could not write.", "stated"),
    ],
)
def test_a_claim_is_as_sure_as_the_report(sentence: str, certainty: str) -> None:
    made = claim(passages(sentence))
    assert made is not None
    assert made.certainty == certainty
