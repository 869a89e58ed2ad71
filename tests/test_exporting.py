"""Exporting: formats, audiences, what the sender is told, and paths."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from pmtool import formats
from pmtool.editing.export.exporting import exported, write
from pmtool.editing.export.paths import completed, dropped, meant, shown, to_open, to_write
from pmtool.errors import InputError, OutputError, UsageError
from pmtool.formats import FORMATS, named
from pmtool.model import Claim, OtherSection, Postmortem
from pmtool.pipeline.opening import Written
from test_public import INTERNAL

MARKDOWN = named("markdown")


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_each_format_reads_back_what_is_for_the_inside(format: formats.Format) -> None:
    assert format.module.read(exported(INTERNAL, None, format).text).postmortem.timeline == INTERNAL.timeline


def test_sections_of_ones_own_stay_where_they_stand_in_the_file() -> None:
    text = formats.dump(replace(INTERNAL, other_sections=()), "markdown").replace(
        "## Impact", "## Thanks\n\nAll.\n\n## Impact"
    )
    reading = MARKDOWN.module.read(text)
    written = Written(MARKDOWN, reading)
    for audience in ("internal", "public"):
        out = exported(reading.postmortem, written, MARKDOWN, audience).text
        assert out.index("## Thanks") < out.index("## Impact")


def test_a_secret_is_told_before_it_leaves_even_inside() -> None:
    leaking = replace(INTERNAL, summary=Claim(text="password=Tr0mbone-Lake"))
    assert [w[:13] for w in exported(leaking, None, MARKDOWN).warnings] == ["PM601 Summary"]
    assert exported(INTERNAL, None, MARKDOWN).warnings == ()


def test_the_public_version_tells_what_became_of_it() -> None:
    told = replace(
        INTERNAL,
        impact=Claim(text="Mail maren.holt@fjordbank.example about it.", origin="human"),
        other_sections=(OtherSection(title="[@click=app.exit]Notes\x1b[2J", text="x"),),
    )
    made = exported(told, None, MARKDOWN, "public")
    masked, left_out, own, unbacked = made.warnings
    assert masked == "Masked: 1 email address."
    assert left_out.startswith("Left out: 5 quotes")
    assert "[@click=app.exit]Notes" in own
    assert "\x1b" not in own
    assert unbacked == "1 statement has nothing in the sources to stand on: Impact."
    assert "maren.holt" not in made.text


def test_an_empty_postmortem_goes_out_without_a_word() -> None:
    for format in FORMATS:
        assert exported(Postmortem(), None, format, "public").warnings == ()


def test_writing_replaces_whole_files_and_says_why_it_can_not(tmp_path: Path) -> None:
    target = tmp_path / "out.md"
    write(str(target), "one\n")
    write(str(target), "two\n")
    assert target.read_text(encoding="utf-8") == "two\n"
    assert os.listdir(tmp_path) == ["out.md"]
    with pytest.raises(OutputError, match="can't write"):
        write(str(tmp_path / "none" / "out.md"), "x")


def test_the_suffix_means_the_format(tmp_path: Path) -> None:
    assert to_write(str(tmp_path / "a.JSON")).format.name == "json"
    plain = to_write(f"  {tmp_path / 'a'} ")
    assert (plain.path, plain.format.name, plain.exists) == (str(tmp_path / "a.md"), "markdown", False)
    (tmp_path / "b.yml").touch()
    assert to_write(str(tmp_path / "b.yml")).exists


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "the file has no name"),
        ("no/such/out.md", "there is no folder"),
        ("out.docx.exe", "can't end in .exe"),
        (".", "is a folder"),
        ("a\x1b.md", "can't be seen"),
    ],
)
def test_what_can_not_be_written_is_refused_in_a_sentence(name: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        to_write(name)


def test_another_format_than_the_chosen_one_is_refused() -> None:
    assert to_write("out", (".json",)).path == "out.json"
    with pytest.raises(UsageError, match=r"can't end in \.md here"):
        to_write("out.md", (".json",))


def test_paths_are_completed_as_in_a_shell(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "report.txt").touch()
    (tmp_path / "evil\x1b.txt").touch()
    assert completed(str(tmp_path / "report.")) == str(tmp_path / "report.txt")
    assert completed(str(tmp_path / "reports")) == str(tmp_path / "reports") + os.sep
    assert completed(str(tmp_path / "evil")) is None
    assert completed(str(tmp_path / "none" / "x")) is None
    assert completed("") is None
    assert completed("a\0b") is None


def test_dropped_files_are_known_by_their_paths(tmp_path: Path) -> None:
    one, two = tmp_path / "a b.txt", tmp_path / "c.txt"
    one.touch(), two.touch()
    assert dropped(str(one)) == (str(one),)
    assert dropped(f"'{one}' {two}") == (str(one), str(two))
    assert dropped(f"file://{tmp_path}/a%20b.txt") == (str(one),)
    for report in ("", "10:02 alert", f"{two} and more", "c.txt d.txt", "it's down", "x" * 20_000):
        assert dropped(report) == ()


def test_only_what_is_there_is_opened(tmp_path: Path) -> None:
    assert to_open(meant(f" {tmp_path} ")) == str(tmp_path)
    for name in (str(tmp_path / "none"), "", "a\0b"):
        with pytest.raises(InputError):
            to_open(name)
    picture = tmp_path / "shot.png "
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(InputError, match="looks like"):
        to_open(str(picture))


def test_paths_are_shown_harmless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert shown(str(tmp_path / "x\x1b[2J.md")) == os.path.join("~", "x    .md")
    assert shown(f"{tmp_path}-other/x") == f"{tmp_path}-other/x"
