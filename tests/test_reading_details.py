"""Reading Markdown, piece by piece: times as people type them, ignores, cells, marks."""

from __future__ import annotations

import time

import pytest

import pmtool
from conftest import ROOT
from pmtool import Ignore
from pmtool.formats import read
from records import SAMPLE

HEAD = '---\nschema_version: "1.0"\n---\n\n# x\n\n'
TIMELINE = "## Timeline\n\n| Time | Event | Kind | Actor |\n| --- | --- | --- | --- |\n"


def second_row(typed: str, first: str = "2026-03-01 14:05 +01:00") -> pmtool.Instant | None:
    text = f"{HEAD}{TIMELINE}| {first} | a | other | |\n| {typed} | b | other | |\n"
    return read(text).postmortem.timeline[1].at


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2026-03-01 14:09 UTC", "2026-03-01T14:09:00+00:00"),
        ("2026-03-01T14:09Z", "2026-03-01T14:09:00Z"),
        ("2026-03-01 14:09:30 -05:00", "2026-03-01T14:09:30-05:00"),
        ("2026-03-01 14:09", "2026-03-01T14:09:00"),
        ("2026-03-01", "2026-03-01"),
        ("14:09", "2026-03-01T14:09:00+01:00"),
        ("14:09:30", "2026-03-01T14:09:30+01:00"),
        ("~14:09", "2026-03-01T14:09:00+01:00"),
        ("14:09 UTC", "2026-03-01T14:09:00+00:00"),
        ("00:10", "2026-03-02T00:10:00+01:00"),
        ("13:50", "2026-03-01T13:50:00+01:00"),
        ("2:09 pm", "2026-03-01T14:09:00+01:00"),
        ("March 2, 2026 2:09 pm PST", "2026-03-02T14:09:00-08:00"),
        ("2 March 14:09", "2026-03-02T14:09:00+01:00"),
    ],
)
def test_times_as_people_type_them(typed: str, at: str) -> None:
    instant = second_row(typed)
    assert instant is not None
    assert instant.at == at
    assert instant.approximate is typed.startswith("~")
    assert instant.as_written == ""


@pytest.mark.parametrize(
    "typed", ["lunch", "25:99", "later that day", "14:09 or so, I think", "9" * 500, "two times: 14:05, 15:05"]
)
def test_a_time_that_does_not_read_stays_as_words(typed: str) -> None:
    reading = read(f"{HEAD}{TIMELINE}| {typed} | b | other | |\n")
    (event,) = reading.postmortem.timeline
    assert event.at is None
    assert event.text == f"{typed}: b"
    (problem,) = reading.problems
    assert (problem.path, problem.line, problem.column) == ("/timeline/0/at", 11, 3)


def test_a_short_time_needs_a_day() -> None:
    assert second_row("14:09", first="unknown") is None


@pytest.mark.parametrize("typed", ["unknown", "", "?", "TBD", "n/a"])
def test_no_time_is_no_problem(typed: str) -> None:
    reading = read(f"{HEAD}{TIMELINE}| {typed} | b | other | |\n")
    assert reading.postmortem.timeline[0].at is None
    assert reading.problems == ()


@pytest.mark.parametrize("between", [" – ", " - ", " to ", "–", " — "])
def test_windows(between: str) -> None:
    (event,) = read(f"{HEAD}{TIMELINE}| 2026-03-01 14:05 UTC{between}14:40 | b | impact | |\n").postmortem.timeline
    assert event.at is not None
    assert event.until is not None
    assert (event.at.at, event.until.at) == ("2026-03-01T14:05:00+00:00", "2026-03-01T14:40:00+00:00")


def test_a_column_may_name_the_zone_and_the_day_may_have_its_own() -> None:
    table = "| Date | Time (CET) | What |\n|---|---|---|\n| 2026-03-01 | 14:05 | a |\n| 2026-03-01 | 14:06 | b |\n"
    timeline = read(f"{HEAD}## Timeline\n\n{table}").postmortem.timeline
    assert [event.at and event.at.at for event in timeline] == [
        "2026-03-01T14:05:00+01:00",
        "2026-03-01T14:06:00+01:00",
    ]


@pytest.mark.parametrize(
    ("body", "ignores"),
    [
        ("<!-- pmtool: ignore PM2 old archive -->\n\n## Summary\n\nx", [("PM2", "old archive", "")]),
        ("## Summary\n\nx <!-- pmtool: ignore PM503 a quote -->", [("PM503", "a quote", "/summary")]),
        ("## Summary\n\n<!-- pmtool: ignore PM503 a quote -->\nx", [("PM503", "a quote", "/summary")]),
        ("## Trigger\n\n*Not stated.* <!-- pmtool: ignore PM204 unknown -->", [("PM204", "unknown", "/trigger")]),
        ("## Lessons <!--pmtool: ignore PM1: so be it-->\n\n- x", [("PM1", "so be it", "/lessons")]),
        ("## Summary\n\nx\n\n<!-- pmtool: ignore PM1 y -->\n\n## Lessons\n\n- x", [("PM1", "y", "/lessons")]),
        (
            "## Lessons\n\n- x\n- y <!-- pmtool: ignore PM1, PM2 z -->",
            [("PM1", "z", "/lessons/1"), ("PM2", "z", "/lessons/1")],
        ),
        (TIMELINE + "| | x <!-- pmtool: ignore PM1 y --> | other | |", [("PM1", "y", "/timeline/0")]),
        ("## Cost <!-- pmtool: ignore PM1 y -->\n\nx", [("PM1", "y", "/other_sections/0")]),
        ("## Cost\n\nx\ny <!-- pmtool: ignore PM1 z -->", [("PM1", "z", "/other_sections/0")]),
        ("## Cost\n\nx\n\n<!-- pmtool: ignore PM1 z -->\n\n## Lessons\n\n- x", [("PM1", "z", "/lessons")]),
        ("## Cost\n\n```\n<!-- pmtool: ignore PM1 z -->\n```", []),
        ("## Metrics\n\nx <!-- pmtool: ignore PM1 z -->", [("PM1", "z", "/other_sections/0")]),
        ("## Summary\n\nx <!-- pmtool: ignore PM503 -->", [("PM503", "", "/summary")]),
        ("## Summary\n\nx &lt;!-- pmtool: ignore PM503 a quote --&gt;", []),
    ],
)
def test_ignores_stand_with_what_they_are_about(body: str, ignores: list[tuple[str, str, str]]) -> None:
    reading = read(f"{HEAD}{body}\n")
    assert [(i.code, i.reason, i.path) for i in reading.postmortem.ignores] == ignores
    assert reading.problems == ()
    text = pmtool.dump(reading.postmortem, "markdown")
    assert read(text).postmortem == reading.postmortem
    assert "ignores:" not in text


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("## Summary\n\nx <!-- pmtool: ignore this please -->", "names no rule"),
        ("## Summary\n\nx\n\n<!-- pmtool: ignore PM503 why -->", "nothing stands below"),
    ],
)
def test_an_ignore_that_is_not_honoured_is_a_problem(body: str, says: str) -> None:
    reading = read(f"{HEAD}{body}\n")
    assert reading.postmortem.ignores == ()
    assert [says in problem.message for problem in reading.problems] == [True]


def test_ignores_without_a_line_go_to_the_front_matter() -> None:
    ignores = (
        Ignore(code="PM401", reason="none needed", path="/got_lucky"),
        Ignore(code="PM1", reason="x", path="/timeline/0"),
    )
    text = pmtool.dump(pmtool.Postmortem(ignores=ignores, timeline=SAMPLE.timeline[:1]), "markdown")
    assert '- {code: "PM401", reason: "none needed", path: "/got_lucky"}' in text
    assert "<!-- pmtool: ignore PM1 x -->" in text
    assert pmtool.load(text).ignores == ignores


@pytest.mark.parametrize(
    ("front", "line", "says"),
    [
        ("schema_version: '1.0'\nstatus: [", 3, "no YAML"),
        ("schema_version: '2.0'", 2, "schema_version can't be '2.0'"),
        ("authors: {a: b}", 2, "authors can't be 'a mapping'"),
        ("sources:\n  - {id: R1}", 3, "name, media_type, sha256, length is missing"),
        ("run: {calls: few}", 2, "calls can't be 'few'"),
        ("coverage: 3", 2, "fields are missing here"),
        ("just words", 2, "fields are missing here"),
        ("title: x", 2, "there is no field 'title'"),
        ("a: " + "[" * 40_000, 2, "holds what no YAML may"),
    ],
)
def test_front_matter_that_does_not_read(front: str, line: int, says: str) -> None:
    reading = read(f"---\n{front}\n---\n\n# x\n", "markdown")
    assert reading.postmortem.title == "x"
    (problem,) = reading.problems
    assert problem.line == line
    assert says in problem.message


@pytest.mark.parametrize("lessons", ["&x [*x]", "&x [a, a]\nauthors: [*x, *x]"])
def test_yaml_that_stands_for_other_parts_is_refused(lessons: str) -> None:
    with pytest.raises(pmtool.InputError, match="stands for another part; write that part out at line"):
        pmtool.load(f'schema_version: "1.0"\nlessons: {lessons}\n')


def test_yaml_nested_too_deep_is_refused() -> None:
    with pytest.raises(pmtool.InputError, match="not valid YAML"):
        pmtool.load("a: " + "- " * 40_000, "yaml")


def test_front_matter_that_never_ends() -> None:
    reading = read('---\nschema_version: "1.0"\nseverity: SEV1\n\n# x\n\n## Summary\n\ny\n', "markdown")
    assert reading.postmortem.severity == "SEV1"
    assert reading.postmortem.summary is not None
    assert [problem.message for problem in reading.problems] == ["the front matter never ends"]


def test_a_fragment_reads() -> None:
    reading = read("## Action items\n\n- [x] Done\n- Not yet\n", "markdown")
    assert [(item.text, item.state) for item in reading.postmortem.action_items] == [
        ("Done", "done"),
        ("Not yet", "planned"),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "It broke at 14:05.", "# Only a title\n\nand words", "## Cost\n\nmuch"])
def test_markdown_without_a_postmortem_is_refused(text: str) -> None:
    with pytest.raises(pmtool.InputError, match="holds no postmortem") as refused:
        read(text, "markdown")
    assert refused.value.remedy


def test_parts_of_a_statement_are_its_lines() -> None:
    typed = "### Who\n#1 of our shops\n\n1. and\n2. two more\n"
    claim = read(f"{HEAD}## Impact\n\n{typed}\n").postmortem.impact
    assert claim is not None
    assert claim.text == "Who\n#1 of our shops\nand\ntwo more"


def test_what_people_type_unescaped_is_text() -> None:
    typed = "Ran `rm *.tmp` & **not** <b>that</b> [twice](http://a.example) ~ #1"
    claim = read(f"{HEAD}## Summary\n\n{typed}\n").postmortem.summary
    assert claim is not None
    assert claim.text == typed


PIECES = (
    " ",
    "\\",
    "|",
    "[^e1]",
    "[^",
    "*(",
    "- ",
    "– ",
    "<!-- pmtool: ignore ",
    '"',
    "`",
    "#",
    "~",
    "1",
    "a :1-2 ",
    "&#x20;",
    "\n",
    "| x\n",
    "## x\n",
    "- x\n",
    "```py\n",
    "<!--\n",
)
PLACES = (
    "## Summary\n\n",
    "## Cost\n\n",
    TIMELINE + "| ",
    TIMELINE + "| | ",
    "## ",
    "x[^e1]\n\n[^e1]: ",
    "## Unplaced\n\n- ",
    "## Milestones\n\n| Started | ",
)


def seconds(text: str) -> float:
    begun = time.process_time()
    pmtool.dump(read(text, "markdown").postmortem, "markdown")
    return time.process_time() - begun


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("piece", PIECES)
def test_reading_takes_no_longer_for_hostile_text(place: str, piece: str) -> None:
    small, large = (f"{HEAD}{place}{piece * (size // len(piece))}x\n" for size in (4_000, 16_000))
    assert any(seconds(large) < 8 * seconds(small) + 0.1 for _ in range(3))


def test_the_documented_file_reads() -> None:
    page = (ROOT / "docs" / "postmortem.md").read_text(encoding="utf-8")
    reading = read(page.split("```markdown\n")[1].split("```\n")[0])
    assert reading.problems == ()
    assert reading.postmortem.timeline[1].text == "Errors rose | fell"
    assert reading.postmortem.other_sections[0].title == "What it cost"
    assert reading.postmortem.ignores[0].path == "/root_cause"
