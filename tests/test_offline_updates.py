"""Status updates: which stamp belongs to which words, and the state of each."""

from __future__ import annotations

import pytest

from pmtool.engines import offline
from pmtool.model import StatusUpdate
from pmtool.source import build_document
from pmtool.temporal import build_ledger


def updates(text: str) -> tuple[StatusUpdate, ...]:
    document = build_document("R1", "page.txt", "text/plain", "", text)
    return offline.structure([document], build_ledger([document])).status_updates


def told(text: str) -> list[tuple[str, str, str]]:
    """Instant, state and words of each update."""
    return [(u.at.at if u.at else "", u.state, u.text) for u in updates(text)]


WANTED = [
    ("2026-03-03T10:40:00+00:00", "resolved", "Search works again for everyone."),
    ("2026-03-03T10:15:00+00:00", "investigating", "We are looking into errors of the search."),
]


@pytest.mark.parametrize(
    "page",
    [
        (
            "Search errors\nIncident Report for Quill\n\nResolved\nSearch works again for everyone.\nPosted Mar 03, 2026 - 10:40 UTC\n"
            "Investigating\nWe are looking into errors of the search.\nPosted Mar 03, 2026 - 10:15 UTC\n"
        ),
        (
            "Search errors\n\nMar 3, 2026 10:40 UTC\nResolved - Search works again for everyone.\n\n"
            "Mar 3, 2026 10:15 UTC\nInvestigating - We are looking into errors of the search.\n"
        ),
        (
            "Search errors\n\n[Resolved] Mar 3, 2026 10:40 UTC\nSearch works again for everyone.\n\n"
            "[Investigating] Mar 3, 2026 10:15 UTC\nWe are looking into errors of the search.\n"
        ),
        (
            "Search errors\n\nResolved\nSearch works again for everyone.\nMar 3, 2026, 10:40 UTC\n\n"
            "Investigating\nWe are looking into errors of the search.\nMar 3, 2026, 10:15 UTC\n"
        ),
        (
            "# Search errors\n\n**Resolved** - Search works again for everyone.\nPosted Mar 03, 2026 - 10:40 UTC\n\n"
            "**Investigating** - We are looking into errors of the search.\nPosted Mar 03, 2026 - 10:15 UTC\n"
        ),
        (
            "Search errors\n\nMar 3, 2026 10:40 UTC - Resolved: Search works again for everyone.\n\n"
            "Mar 3, 2026 10:15 UTC - Investigating: We are looking into errors of the search.\n"
        ),
        (
            "Search errors\n<p><small>Mar 3, 2026 10:40 UTC</small><br><strong>Resolved</strong> - "
            "Search works again for everyone.</p>\n<p><small>Mar 3, 2026 10:15 UTC</small><br>"
            "<strong>Investigating</strong> - We are looking into errors of the search.</p>\n"
        ),
        (
            "Search errors\nResolved - Search works again for everyone. Mar 3, 2026, 10:40 UTC\n"
            "Investigating - We are looking into errors of the search. Mar 3, 2026, 10:15 UTC\n"
        ),
        (
            "# Search errors\n\nLast updated Mar 3, 2026 at 11:00 UTC\n\n"
            "- **Resolved** - Search works again for everyone. (Mar 3, 2026 10:40 UTC)\n"
            "- **Investigating** - We are looking into errors of the search. (Mar 3, 2026 10:15 UTC)\n"
        ),
        (
            "Search errors\nResolved: Search works again\nfor everyone. — Posted on 3 March 2026 at 10:40 UTC\n\n"
            "Investigating: We are looking into errors of\nthe search. — Posted on 3 March 2026 at 10:15 UTC\n"
            "This incident affected: Search.\n"
        ),
        (
            "Search errors\n<p><strong>Resolved</strong> - Search works again for everyone. "
            "<small>Mar 3, 2026 - 10:40 UTC</small></p>\n<p><strong>Investigating</strong> - "
            "We are looking into errors of the search. <small>Mar 3, 2026 - 10:15 UTC</small></p>\n"
        ),
    ],
)
def test_every_layout_of_a_page(page: str) -> None:
    assert told(page) == WANTED


def test_a_time_that_the_words_tell_of_is_no_stamp() -> None:
    notes = "Search errors\n\nUpdate: the node was replaced at Mar 3, 2026 10:40 UTC\nUpdate: paged on Mar 3, 2026 10:15 UTC\n"
    assert told(notes) == []
    fields = "Search errors\n\nIdentified: Mar 3, 2026 10:15 UTC\nResolved: Mar 3, 2026 10:40 UTC\n"
    assert all(not text for _, _, text in told(fields))


@pytest.mark.parametrize("stamp", [" Mar 3, {} UTC", "\nMar 3, {} UTC", "\nPosted Mar 3, {} UTC"])
def test_posts_of_a_page_that_names_no_year_are_kept_without_a_time(stamp: str) -> None:
    page = f"Search errors\n\nResolved - Fine.{stamp}\n\nInvestigating - Down.{stamp}\n".format("10:40", "10:15")
    assert told(page) == [("", "resolved", "Fine."), ("", "investigating", "Down.")]


def test_a_state_that_a_scraper_lost_is_read_from_the_words() -> None:
    page = (
        "This incident has been resolved.\nPosted Mar 03, 2026 - 10:40 UTC\n"
        "A fix has been implemented and we are monitoring the results.\nPosted Mar 03, 2026 - 10:30 UTC\n"
        "The issue has been identified.\nPosted Mar 03, 2026 - 10:20 UTC\n"
        "We are currently investigating this issue.\nPosted Mar 03, 2026 - 10:15 UTC\n"
    )
    assert [state for _, state, _ in told(page)] == ["resolved", "monitoring", "identified", "investigating"]


def test_a_long_report_on_top_is_the_postmortem() -> None:
    page = (
        "Search errors\n\nRoot cause\n\nA release read a setting that did not exist.\n\nPosted Mar 05, 2026 - 09:00 UTC\n"
        "Resolved\nAll is well.\nPosted Mar 03, 2026 - 10:40 UTC\n"
    )
    assert [state for _, state, _ in told(page)] == ["postmortem", "resolved"]


def test_posts_are_no_events_and_affected_services_no_words_of_a_post() -> None:
    page = (
        "Resolved\nSearch works again.\nPosted Mar 03, 2026 - 10:40 UTC\n"
        "Investigating\nWe are looking.\nPosted Mar 03, 2026 - 10:15 UTC\nThis incident affected: Search.\n"
    )
    document = build_document("R1", "page.txt", "text/plain", "", page)
    record = offline.structure([document], build_ledger([document]))
    assert record.timeline == ()
    assert record.services == ("Search",)
    assert [u.text for u in record.status_updates] == ["Search works again.", "We are looking."]


def test_each_update_is_backed_by_its_words_and_its_stamp() -> None:
    page = "Resolved\nSearch works again.\nPosted Mar 03, 2026 - 10:40 UTC\n"
    (update,) = updates(page)
    assert [q.quote for q in update.evidence] == ["Search works again.", "Posted Mar 03, 2026 - 10:40 UTC"]


def test_an_external_message_is_a_post_without_a_time() -> None:
    text = (
        "# Mail outage\n\n## Messaging\n\n### Internal email\n\nAll hands.\n\n### External message\n\nMail is late.\n"
    )
    assert told(text) == [("", "other", "Mail is late.")]
    assert updates(text.replace("Mail is late.", "TBD")) == ()


SOURCES = {
    "page": "Mar 3, 2026 10:15 UTC\nInvestigating - We are looking into errors.\n\n"
    "Mar 3, 2026 10:40 UTC\nResolved - Search works again. We keep an eye on it.\n\nThank you for waiting.\n",
    "posted": "Investigating\nWe are looking into errors.\nPosted Mar 03, 2026 - 10:15 UTC\n"
    "Resolved\nSearch works again. We keep an eye on it.\n\nThank you for waiting.\nPosted Mar 03, 2026 - 10:40 UTC\n",
}


@pytest.mark.parametrize("page", SOURCES.values(), ids=SOURCES)
@pytest.mark.parametrize("rule", ["---", "=====", "***"])
def test_updates_end_where_another_source_is_pasted(page: str, rule: str) -> None:
    notes = f"{rule} notes (Mira) {rule}\nroot cause: the disk was full\n"
    chat = f"{rule} chat #inc-7 {rule}\n[10:02] mara: pager went off\n[10:03] tomek: rolling back\n"
    assert told(f"{notes}{rule} status page {rule}\n{page}{chat}{notes}") == [
        ("2026-03-03T10:15:00+00:00", "investigating", "We are looking into errors."),
        (
            "2026-03-03T10:40:00+00:00",
            "resolved",
            "Search works again. We keep an eye on it. Thank you for waiting.",
        ),
    ]


@pytest.mark.parametrize("label", ["Postmortem\n", "Postmortem\n\n", ""])
@pytest.mark.parametrize("state", ["Resolved - ", "Resolved\n"])
def test_an_account_without_a_stamp_of_its_own_is_no_part_of_the_post_below_it(label: str, state: str) -> None:
    account = "On March 3, 2026, search was unavailable for some. This was due to a full disk. We have added a disk."
    page = (
        f"Search errors\nIncident Report for Acme\n\n{label}{account}\n\n{state}Search works again.\n"
        "Posted Mar 03, 2026 - 10:40 UTC\n\nInvestigating - We look into it.\nPosted Mar 03, 2026 - 10:10 UTC\n"
    )
    assert told(page) == [
        ("2026-03-03T10:40:00+00:00", "resolved", "Search works again."),
        ("2026-03-03T10:10:00+00:00", "investigating", "We look into it."),
    ]
    document = build_document("R1", "page.txt", "text/plain", "", page)
    found = offline.structure([document], build_ledger([document])).milestones.resolved
    assert found
    assert found.at == "2026-03-03T10:40:00+00:00"


def test_a_stamp_alone_sums_nothing_up() -> None:
    page = (
        "# Acme\n\n## March\n\n### Search errors\n\n**Resolved** - This incident has been resolved. "
        "Mar 28, 2019 - 17:40 UTC\n\n**Identified** - A full index is the cause. Mar 28, 2019 - 16:55 UTC\n\n"
        "**Investigating** - Search is slow. Mar 28, 2019 - 16:31 UTC\n"
    )
    document = build_document("R1", "page.md", "text/markdown", "", page)
    summary = offline.structure([document], build_ledger([document])).summary
    assert summary is None or "UTC" not in summary.text
