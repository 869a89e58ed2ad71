"""The outline: what each line of a report is, in Markdown and in what is left of it after a scraper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.model import Document
from pmtool.source import build_document


def read(text: str) -> Document:
    return build_document("R1", "report.txt", "text/plain", "", text)


def kinds(text: str) -> list[tuple[str, str]]:
    document = read(text)
    return [(block.kind, document.quote(block)) for block in document.blocks]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Checkout outage\n\nIt broke.", "Checkout outage"),
        ("Checkout outage\n===============\n\nIt broke.", "Checkout outage"),
        ("Root cause\n----------\nA full disk.", "Root cause"),
        ("Intro.\n\n**What went well**\n\n- The page.", "What went well"),
        ("Intro.\n\nROOT CAUSE\n\nA full disk.", "ROOT CAUSE"),
        ("Intro.\n\n3. Root cause\n\nA full disk.", "3. Root cause"),
        ("Intro.\n\nWhat happened and why?\n\nA disk was full.", "What happened and why?"),
        ("Intro.\n\nRemediation\n\n  • Add an alert", "Remediation"),
        ("Intro.\n\nTimeline (all times UTC)\n\n10:05 it broke", "Timeline (all times UTC)"),
    ],
)
def test_a_heading_however_it_is_marked(text: str, title: str) -> None:
    assert ("heading", title) in kinds(text)


@pytest.mark.parametrize(
    "line",
    [
        "We restarted the pods.",
        "14:05 UTC: Traffic spike began",
        "2026-03-01",
        "3 March 2026",
        "All times in UTC",
        "Date: 2026-03-01",
        "**Status:** complete",
        "everything was back by then",
    ],
)
def test_no_heading_though_it_stands_alone(line: str) -> None:
    assert all(kind != "heading" for kind, _ in kinds(f"Intro to it.\n\n{line}\n\nMore words follow here."))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--- notes (Mira) ---", "notes (Mira)"),
        ("=== status page ===", "status page"),
        ("--- chat #inc-4711 ---", "chat #inc-4711"),
        ("----- Status updates -----", "Status updates"),
        ("======== Status page, as of noon ========", "Status page, as of noon"),
        ("*** call notes ***", "call notes"),
        ("~~~ chat ~~~", "chat"),
        ("__ draft __", "draft"),
        ("---------- Forwarded message ---------", "Forwarded message"),
    ],
)
@pytest.mark.parametrize(
    "above", ["We are looking into it", "- item", "10:02 <mara> on it", "Mara Lind  10:04 AM\non it"]
)
def test_a_divider_heads_the_source_below_it_whatever_stands_above(line: str, words: str, above: str) -> None:
    document = read(f"{above}\n{line}\nthe disk was full\n")
    *_, heading, below = document.blocks
    assert (heading.kind, document.quote(heading)) == ("heading", words)
    assert document.heading_of(below) is heading
    assert document.quote(below) == "the disk was full"


def test_a_divider_ends_the_sections_of_the_source_above() -> None:
    document = read("# Outage\n\n## Causes\n\n### Disk\n\nIt was full.\n\n--- notes ---\nasked the vendor\n")
    notes = next(b for b in document.blocks if document.quote(b) == "notes")
    above = document.heading_of(notes)
    assert above is not None
    assert document.quote(above) == "Outage"


@pytest.mark.parametrize(
    "line",
    [
        "---",
        "-- ",
        "-- Mira",
        "--- a/disk.py",
        "--- a/disk.py 2026-03-03",
        "+++ b/disk.py +++",
        "--- 12,18 ----",
        "-----BEGIN CERTIFICATE-----",
        "-----END PGP MESSAGE-----",
        "---- BEGIN SSH2 PUBLIC KEY ----",
        "   --- End of inner exception stack trace ---",
        "--- | ---",
        "-- | full | --",
        "--- 10:05 it broke ---",
        "--- Tuesday, March 3rd, 2026 ---",
        "*** It is fixed now. ***",
        "2026-03-03T10:05:07Z ERROR --- disk full ---",
        "it was -- as so often -- the disk --",
        "--- " + "disk " * 40 + "---",
    ],
)
def test_no_divider_though_it_has_rules(line: str) -> None:
    assert all(kind != "heading" for kind, _ in kinds(f"We looked at this.\n\n{line}\nand at the rest of it"))


def test_a_fence_of_tildes_and_a_wiki_heading_stay_what_they_are() -> None:
    assert [kind for kind, _ in kinds("~~~\n--- notes ---\n~~~\n")] == ["code"]
    assert [b.level for b in read("== Impact ==\n\n=== Shops ===\n\nAll.\n").blocks] == [2, 3, 0]


def test_items_of_every_bullet_and_their_depth() -> None:
    document = read("- one\n* two\n  • inner\n3. three\n– four\n")
    assert [document.quote(b) for b in document.blocks] == ["one", "two", "inner", "three", "four"]
    assert [b.level for b in document.blocks] == [0, 0, 2, 0, 0]


def test_task_boxes_and_continued_items() -> None:
    document = read("- [x] write it up\n- [ ] add an alert\n      for the disk\n")
    assert [(document.quote(b), b.checked) for b in document.blocks] == [
        ("write it up", True),
        ("add an alert\n      for the disk", False),
    ]


def test_a_table_keeps_its_cells() -> None:
    document = read("| Time | Event |\n|---|---|\n| 10:05 | It broke |\n")
    header, row = document.blocks
    assert (header.kind, row.kind) == ("row_header", "row")
    assert [document.text[a:b] for a, b in row.cells] == ["10:05", "It broke"]


def test_chat_in_several_shapes() -> None:
    text = "[10:02] mara: on it\n10:03 <tomek> same here\nMara Lind  10:04 AM\nrolled back\nall good\n"
    document = read(text)
    speakers = [document.text[b.speaker[0] : b.speaker[1]] for b in document.blocks if b.speaker]
    assert [b.kind for b in document.blocks] == ["chat", "chat", "chat"]
    assert speakers == ["mara", "tomek", "Mara Lind"]
    assert document.quote(document.blocks[2]).endswith("all good")


@pytest.mark.parametrize(
    "line",
    [
        "Mar  3 10:05:07 web1 kernel[12]: oom",
        '10.0.0.8 - - [03/Mar/2026:10:05:07 +0000] "GET / HTTP/1.1" 502',
        "2026-03-03T10:05:07Z ERROR disk full",
        '{"level":"error","msg":"disk full"}',
        "E0303 10:05:07.000123 1 main.go:7] oom",
    ],
)
def test_lines_that_machines_wrote(line: str) -> None:
    assert kinds(line) == [("log", line)]


def test_a_status_page_that_lost_its_markup() -> None:
    text = "Resolved\nAll is well again.\nPosted Mar 03, 2026 - 10:05 UTC\nInvestigating\nWe are looking.\nPosted Mar 03, 2026 - 09:40 UTC\n"
    assert [kind for kind, _ in kinds(text)] == ["state", "paragraph", "posted", "state", "paragraph", "posted"]


def test_updated_is_a_stamp_only_before_a_date() -> None:
    assert kinds("Updated 3 servers by hand")[0][0] == "paragraph"
    assert kinds("Updated Mar 3, 2026 10:05 UTC")[0][0] == "posted"


def test_wrapped_prose_is_one_paragraph_and_typed_breaks_are_kept() -> None:
    wrapped = "The disk of the primary filled up because the clean-up job had\nbeen switched off during the migration in\nNovember and nobody noticed.\n"
    assert len(kinds(wrapped)) == 1
    typed = "We added an alert on disk usage of all primaries, with at least a week's notice to the team before they fill up.\nRemoved the old job\nTaught the new job to clean up\n"
    assert len(kinds(typed)) == 3


def test_sections_nest_and_end() -> None:
    document = read("# A\n\n## B\n\ntext\n\n### C\n\ndeep\n\n## D\n\nlast\n")
    above = {document.quote(b): document.heading_of(b) for b in document.blocks}
    names = {words: document.quote(h) if h else None for words, h in above.items()}
    assert names == {"A": None, "B": "A", "text": "B", "C": "B", "deep": "C", "D": "A", "last": "D"}


def test_code_is_no_outline() -> None:
    assert [kind for kind, _ in kinds("```\n# not a heading\n- no item\n```\n")] == ["code", "code"]


LINES = st.sampled_from(
    [
        "# H",
        "text here.",
        "- item",
        "| a | b |",
        "|---|---|",
        "> quote",
        "```",
        "10:05 <x> hi",
        "--- notes ---",
        "~~~ chat ~~~",
        "",
        "  deep",
        "===",
        "1. x",
    ]
)


@given(st.lists(st.one_of(LINES, st.text(max_size=12)), max_size=20).map("\n".join))
def test_blocks_and_segments_lie_in_order_within_the_text(text: str) -> None:
    document = read(text)
    previous = 0
    for block in document.blocks:
        assert previous <= block.start < block.end <= len(text)
        previous = block.end
        assert block.section < block.index
    for segment in document.segments:
        block = document.blocks[segment.block]
        assert block.start <= segment.start < segment.end <= block.end
    numbers = [int(s.id[1:]) for s in document.segments]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_line_of_rare_blanks_is_empty() -> None:
    assert kinds("One line of prose\n\u202f\u2009\nanother one of it\n") == [
        ("paragraph", "One line of prose"),
        ("paragraph", "another one of it"),
    ]


def test_am_is_nobody() -> None:
    assert kinds("- 12:30am: vendor called\n")[0][0] == "item"
