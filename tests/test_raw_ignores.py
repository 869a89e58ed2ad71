"""Comments in raw reports let findings stand, line by line, as they do in postmortems."""

from __future__ import annotations

from pathlib import Path

import pytest

import pmtool
from pmtool.pipeline.check import Checked, check_opened
from pmtool.pipeline.opening import Setting, open_input
from pmtool.validator import Choice

HEAD = "# Checkout outage on 2 March 2026\n\nCheckout was down on 2 March 2026 from 10:00 to 10:40 UTC.\n\n"
WHY = "<!-- pmtool: ignore PM501 quoted -->"


def checked(text: str, name: str = "report.md") -> Checked:
    return check_opened(open_input(name, text.encode(), Setting()), Choice(("PM0", "PM501")))


def told(check: Checked) -> list[tuple[str, int | None]]:
    return [(placed.finding.code, placed.finding.line) for placed in check.findings]


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (f"It was Dave's fault. {WHY}\n\nIt was Anna's fault.\n", [("PM501", 7)]),
        (f"{WHY}\nIt was Dave's fault.\n\nIt was Anna's fault.\n", [("PM501", 8)]),
        (f"## Root cause {WHY}\n\nIt was Dave's fault.\n\n## Impact\n\nIt was Anna's fault.\n", [("PM501", 11)]),
        (f"{WHY}\n\n## Root cause\n\nIt was Dave's fault.\n\n## Impact\n\nIt was Anna's fault.\n", [("PM501", 13)]),
    ],
)
@pytest.mark.parametrize("name", ["report.md", "report.txt"])
def test_a_comment_is_about_its_line_what_follows_or_its_section(
    body: str, left: list[tuple[str, int]], name: str
) -> None:
    check = checked(HEAD + body, name)
    assert told(check) == left
    assert [entry.reason for entry in check.ignored] == ["quoted"]


@pytest.mark.parametrize("text", [f"{WHY}\n\n{HEAD}", HEAD.replace("\n\n", f"\n\n{WHY}\n\n", 1)])
def test_above_everything_it_is_about_the_whole_report(text: str) -> None:
    check = checked(f"{text}It was Dave's fault.\n\n## Impact\n\nIt was Anna's fault.\n")
    assert told(check) == []
    assert len(check.ignored) == 2


def test_it_works_in_a_page_of_html() -> None:
    check = checked(
        "<html><body><h1>Checkout outage on 2 March 2026</h1><p>It was down from 10:00 to 10:40 UTC.</p>"
        f"<p>It was Dave's fault. {WHY}</p><p>It was Anna's fault.</p></body></html>",
        "report.html",
    )
    assert [placed.finding.message.count("Anna") > 0 for placed in check.findings] == [True]
    assert len(check.ignored) == 1


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("<!-- pmtool: ignore PM501 -->", "the comment that ignores PM501 gives no reason"),
        ("<!-- pmtool: ignore PM999 quoted -->", "'PM999' is to be ignored"),
        ("<!-- pmtool: ignore this please -->", "names no rule"),
        ("\n\n<!-- pmtool: ignore PM501 quoted -->", "nothing stands below"),
    ],
)
def test_an_idle_comment_is_a_finding_on_its_line(comment: str, says: str) -> None:
    check = checked(f"{HEAD}It was Dave's fault. {comment}\n")
    assert sorted(code for code, _ in told(check)) == ["PM002", "PM501"]
    [idle] = [placed for placed in check.findings if placed.finding.code == "PM002"]
    assert says in idle.finding.message
    assert idle.excerpt
    assert comment.strip() in idle.excerpt.text


def test_no_comment_gets_into_the_postmortem_and_no_offset_moves(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text(f"{HEAD}It was Dave's fault {WHY} that it failed.\n", encoding="utf-8")
    postmortem = pmtool.structure(report)
    assert "pmtool" not in pmtool.dump(postmortem, "json").replace('"pmtool_version"', "")
    text = report.read_text(encoding="utf-8")
    for event in postmortem.timeline:
        for evidence in event.evidence:
            words = text[evidence.start : evidence.end].replace(WHY, " " * len(WHY))
            assert words == evidence.quote
    assert pmtool.check(postmortem, sources=[report], select=["PM3"]) == []
