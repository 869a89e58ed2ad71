"""Whatever happens to a Markdown file, reading it gives a record or one clear error, and writing that is stable."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pmtool
from pmtool import Ignore, OtherSection, Postmortem
from pmtool.formats import read
from records import SAMPLE, hostile
from refresh_examples import Example, examples

CANONICAL = pmtool.dump(
    replace(
        SAMPLE,
        other_sections=(OtherSection(title="Cost", text="| a | b |\n| --- | --- |\n| 1 | 2 |"),),
        ignores=(Ignore(code="PM110", reason="said so", path="/timeline/1"),),
    ),
    "markdown",
)
LINES = CANONICAL.split("\n")

_LINES = """# | ## | ## Timeline | # Impact | ``` | ```mermaid | ~~~~ | ```` | --- | [^e1]: R1:1-2 "x" | [^t1]: x | \\## x
\\[^e1]: x | \\``` | &#xD; | &amp;#xA; | *Not stated.* | - x | <!-- pmtool: ignore PM503 x --> | <!-- | --> | x
## Root causes *(note)* | see [^e1] and \\[^t2] | a: b"""
structure = st.sampled_from([*re.split(r" \| |\n", _LINES), "| a | b |", "| --- | --- |", " ", "", "    x", "\r"])
markdown = st.lists(structure | hostile, max_size=8).map("\n".join)


@settings(max_examples=300)
@given(
    title=hostile | st.sampled_from(["Timeline", "Root causes", "Actions:", "1. Summary", "Cost", ""]), text=markdown
)
def test_a_section_of_ones_own_reads_back(title: str, text: str) -> None:
    postmortem = replace(
        SAMPLE, other_sections=(OtherSection(title=title, text=text), OtherSection(title="b", text="c"))
    )
    assert pmtool.load(pmtool.dump(postmortem, "markdown"), "markdown") == postmortem


_PATHS = """/title /summary /trigger /lessons /lessons/1 /milestones /milestones/detected /timeline /timeline/0 /timeline/0/at
/status_updates/0 /action_items/0 /open_questions/0 /other_sections/0 /coverage/unplaced_segments/0
/coverage/unplaced_segments /metrics /nowhere /lessons/7"""
paths = st.sampled_from(["", *_PATHS.split()])
reasons = st.sampled_from(
    ["the vendor's words", "a | b", "x -- y", "ends-", " spaced", "", "-->", ", PM501 too", "- x", "é 時"]
)
ignored = st.builds(
    Ignore, code=st.sampled_from(["PM503", "PM5", "x", ""]), reason=reasons | st.text(max_size=5), path=paths
)


@settings(max_examples=200)
@given(st.lists(ignored, max_size=6).map(tuple))
def test_ignores_read_back_in_their_order(ignores: tuple[Ignore, ...]) -> None:
    postmortem = replace(SAMPLE, ignores=ignores, other_sections=(OtherSection(title="Cost", text="None."),))
    reading = read(pmtool.dump(postmortem, "markdown"))
    assert reading.postmortem == postmortem
    assert reading.problems == ()


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A Markdown postmortem after a clumsy editor."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 6))):
        a, b = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["delete", "double", "swap", "cut", "insert", "blank", "bite", "move"])):
            case "delete":
                del lines[min(a, b) : min(a, b) + 3]
            case "double":
                lines.insert(a, lines[b])
            case "swap":
                lines[a], lines[b] = lines[b], lines[a]
            case "cut":
                lines = lines[: max(a, b) + 1]
            case "insert":
                lines.insert(a, draw(structure | hostile))
            case "blank":
                lines.insert(a, "")
            case "bite":
                at = draw(st.integers(0, len(lines[a])))
                lines[a] = (
                    lines[a][:at]
                    + draw(st.sampled_from(["", "|", "\\", "`", '"', "\n", "*", "[^e9]"]))
                    + lines[a][at + 1 :]
                )
            case _:
                lines.insert(b, lines.pop(a))
        if not lines:
            break
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


def settles(text: str) -> None:
    """Reading and writing changes a text once at most."""
    try:
        reading = read(text, "markdown")
    except pmtool.InputError:
        return
    rewritten = pmtool.dump(reading.postmortem, "markdown")
    assert read(rewritten, "markdown").postmortem == reading.postmortem
    count = text.count("\n") + 1
    for problem in reading.problems:
        assert 1 <= problem.line <= count
        assert problem.column >= 1
        assert problem.message.isprintable()
        assert problem.fix
    assert all(1 <= place.line <= count for place in reading.places.values())


@settings(max_examples=300)
@given(mutated())
def test_a_damaged_file_is_read_as_far_as_it_goes(text: str) -> None:
    settles(text)


@settings(max_examples=300)
@given(markdown | st.text() | st.lists(st.sampled_from(LINES) | structure, max_size=12).map("\n".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    settles(text)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_every_example_reads_back(example: Example) -> None:
    text = pmtool.dump(example.postmortem, "markdown")
    reading = read(text)
    assert reading.postmortem == example.postmortem
    assert reading.problems == ()
    windows = read(text.replace("\n", "  \r\n").rstrip())
    assert windows.postmortem == example.postmortem


def test_places_are_where_the_words_stand() -> None:
    reading = read(CANONICAL)
    for path, words in {
        "/title": "Checkout unavailable",
        "/severity": '"SEV2"',
        "/authors": "authors:",
        "/sources/0/name": '"report.txt"',
        "/summary": "Checkout failed",
        "/summary/evidence/0": "[^e1]: R1:0-",
        "/trigger": "*Not stated.*",
        "/lessons": "Lessons learned",
        "/lessons/1": "Alert sooner.",
        "/milestones/detected": "~2026-03-01 14:12 UTC",
        "/timeline": "Timeline",
        "/timeline/1": "Errors rose",
        "/timeline/1/at": "~2026-03-01 14:12",
        "/timeline/1/until": "2026-03-01 14:40:30",
        "/timeline/0/kind": "trigger",
        "/timeline/0/actor": "Kim",
        "/status_updates/0/state": "investigating",
        "/action_items/0/owner": "Ana",
        "/open_questions/0": "Why did",
        "/other_sections/0": "Cost",
        "/coverage/unplaced_segments/0": "S9 R1:380-400",
        "/coverage/segments": "9",
        "/metrics/to_detect": "7 min",
    }.items():
        place = reading.places[path]
        assert LINES[place.line - 1][place.column - 1 :].startswith(words), path
    assert reading.place("/timeline/1/at/precision") == reading.places["/timeline/1/at"]
    assert reading.place("/got_lucky/0") == (1, 1)


@pytest.mark.parametrize("count", [300])
def test_places_ascend_with_rows(count: int) -> None:
    many = Postmortem(timeline=SAMPLE.timeline * (count // 4))
    places = read(pmtool.dump(many, "markdown")).places
    lines = [places[f"/timeline/{i}"].line for i in range(len(many.timeline))]
    assert all(b == a + 1 for a, b in pairwise(lines))
