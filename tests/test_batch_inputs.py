"""Files found in folders, patterns and lists; read to reports that wait, and again when their turn comes."""

from __future__ import annotations

import hashlib
import io
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.batch.inputs import Found, contents, files, reports
from pmtool.batch.inputs.naming import stem_of, stem_of_cut, stem_of_file
from pmtool.batch.report import Report, Unreadable
from pmtool.errors import InputError

TEXT = "Checkout outage\n\nAt 14:05 UTC on 3 March 2026 the pool ran dry. At 14:40 UTC we doubled it.\n"
FEED = """<?xml version="1.0"?><rss><channel><title>Quill</title>
<item><title>Search errors</title><description>Resolved - All is well.</description><pubDate>Tue, 03 Mar 2026 10:40:00 +0000</pubDate></item>
<item><title>Mail is late</title><description>Resolved - Mail flows.</description><pubDate>Mon, 02 Mar 2026 09:00:00 +0000</pubDate></item>
</channel></rss>"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT)


def names(*asked: str, out: str = "out") -> list[str]:
    return [found.name for found in files(asked, away_from=out)]


def refusal(*asked: str) -> InputError:
    with pytest.raises(InputError) as caught:
        files(asked, away_from="out")
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    return caught.value


def read(path: Path, *, splits: bool = True, max_bytes: int = 1 << 20) -> list[Report | Unreadable]:
    return list(reports([Found(str(path), path.name)], splits=splits, max_bytes=max_bytes))


def report_of(path: Path) -> Report:
    (report,) = read(path)
    assert isinstance(report, Report)
    return report


# -- finding


def test_folders_are_walked_in_the_order_of_bytes_without_what_is_hidden_or_can_be_no_report(here: Path) -> None:
    put(here / "old", "b.txt", "a/z.md", "a/B.md", "Z.txt", "é.txt", ".hidden", ".git/x.txt", "a.PNG", "x.db", "noext")
    skipped: Counter[str] = Counter()
    found = [each.name for each in files(["old"], away_from="out", skipped=skipped)]
    assert found == ["old/Z.txt", "old/a/B.md", "old/a/z.md", "old/b.txt", "old/noext", "old/é.txt"]
    assert skipped == {".png": 1, ".db": 1}
    assert names("old/a.PNG", "old/.hidden") == ["old/a.PNG", "old/.hidden"]


def test_no_name_tells_where_on_the_machine_it_was_found(here: Path) -> None:
    put(here / "old", "a.txt")
    assert names(str(here / "old")) == names("old") == names("./old/") == ["old/a.txt"]
    assert names(str(here / "old" / "a.txt")) == ["a.txt"]
    os.chdir(here / "old")
    assert names(".") == ["a.txt"]
    assert names("../old") == ["old/a.txt"]


def test_a_file_reached_twice_is_taken_once(here: Path) -> None:
    put(here / "old", "a.txt", "b.txt")
    (here / "old" / "link.txt").symlink_to(here / "old" / "a.txt")
    assert names("old/b.txt", "old", "old/a.txt", "./old") == ["old/b.txt", "old/a.txt"]


def test_links_to_folders_are_not_followed_and_broken_links_and_pipes_are_passed_over(here: Path) -> None:
    put(here / "old", "a.txt")
    (here / "old" / "loop").symlink_to(here / "old")
    (here / "old" / "gone.txt").symlink_to(here / "nowhere")
    os.mkfifo(here / "old" / "pipe.txt")
    assert names("old") == ["old/a.txt"]
    assert names("old/**/*.txt") == ["old/a.txt"]


def test_all_names_that_there_is_nothing_by_are_told(here: Path) -> None:
    put(here, "a.txt")
    (here / "list").write_text("# those of last year\na.txt\ngone.txt\n\nold/*.md\n")
    assert str(refusal("@list")) == "there is no file or folder gone.txt; no file matches old/*.md"
    (here / "list").write_text("".join(f"gone-{number}.txt\n" for number in range(3000)))
    told = str(refusal("@list"))
    assert "gone-4.txt" in told
    assert told.endswith("; and 2,995 more")


def test_nothing_is_taken_from_where_the_results_go(here: Path) -> None:
    put(here, "old/a.txt", "old/out/postmortems/a.md", "old/outer.txt")
    assert names("old", "old/out", "old/out/postmortems/a.md", out="old/out") == ["old/a.txt", "old/outer.txt"]
    (here / "old" / "l.md").symlink_to(here / "old" / "out" / "postmortems" / "a.md")
    assert names("old", out="old/out") == ["old/a.txt", "old/outer.txt"]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("old/*.txt", ["old/a.txt", "old/x[1].txt"]),
        ("old/**/*.txt", ["old/a.txt", "old/d/b.txt", "old/d/e/c.txt", "old/x[1].txt"]),
        ("old/**/e/*.txt", ["old/d/e/c.txt"]),
        ("old/d*", ["old/d/b.txt", "old/d/e/c.txt", "old/d/n.md"]),
        ("old/**", ["old/a.txt", "old/d/b.txt", "old/d/e/c.txt", "old/d/n.md", "old/x[1].txt"]),
        ("**/n.md", ["old/d/n.md"]),
        ("old/x[1].txt", ["old/x[1].txt"]),
        ("old/?.txt", ["old/a.txt"]),
    ],
)
def test_patterns_that_the_shell_left_alone(here: Path, pattern: str, wanted: list[str]) -> None:
    put(here / "old", "a.txt", "d/b.txt", "d/e/c.txt", "d/n.md", "x[1].txt")
    assert names(pattern) == wanted


@pytest.mark.parametrize(
    "data", [b"old/a.txt\r\n\r\nold/b c.txt\n", b"old/a.txt\0old/b c.txt\0", b"\xef\xbb\xbfold/a.txt\nold/b c.txt"]
)
def test_lists_name_files_from_where_the_command_runs(here: Path, data: bytes) -> None:
    put(here / "old", "a.txt", "b c.txt")
    (here / "lists").mkdir()
    (here / "lists" / "l.txt").write_bytes(data)
    assert names("@lists/l.txt") == ["old/a.txt", "old/b c.txt"]
    assert [f.name for f in files(["@-"], away_from="out", stdin=io.BytesIO(data))] == ["old/a.txt", "old/b c.txt"]


def test_a_name_that_there_is_nothing_by_is_told_before_the_first_file(here: Path) -> None:
    put(here / "old", "a.txt", "p.png")
    (here / "l").write_text("old/a.txt\nold/gone.txt\n")
    (here / "dead").symlink_to("nowhere")
    assert "gone" in str(refusal("old", "gone"))
    assert "old/gone.txt" in str(refusal("@l"))
    assert "nolist" in str(refusal("@nolist"))
    assert "no file matches" in str(refusal("old/*.md"))
    assert "no file matches" in str(refusal("none/**/*.md"))
    assert "dead" in str(refusal("dead"))
    refusal("a\0b")
    refusal("a\nb\x1b[31m")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions don't bind here")
def test_a_folder_that_can_not_be_listed_is_told(here: Path) -> None:
    put(here / "old", "a.txt", "shut/b.txt")
    (here / "old" / "shut").chmod(0)
    try:
        found = list(files(["old"], away_from="out"))
    finally:
        (here / "old" / "shut").chmod(0o755)
    assert [(type(each), each.name) for each in found] == [(Found, "old/a.txt"), (Unreadable, "old/shut")]


HOSTILE = [
    b"two  words.txt", b"line\nbreak.txt", b"..txt", b"...", b"-rf.txt", b"@at.txt", b"caf\xe9.txt", b"\xff\xfe", b"CON.txt",
    b"a" * 251 + b".txt", b"*.txt", b"esc\x1b[31m.txt", b"Upper.txt", b"upper.txt", "障害.txt".encode(), b"~", b"#3", b"a\\b.txt", b" ",
]  # fmt: skip


def test_hostile_names_are_found_read_and_called_something_harmless(here: Path) -> None:
    os.mkdir("old")
    made = 0
    for name in HOSTILE:
        try:
            with open(os.path.join(b"old", name), "wb") as file:
                file.write(TEXT.encode() + name.hex().encode())
            made += 1
        except OSError:
            pass  # a file system that refuses the name
    found = list(files(["old"], away_from="out"))
    hidden = sum(name.startswith(b".") for name in HOSTILE)
    assert len(found) == made - hidden
    for report in reports(found):
        assert isinstance(report, Report)
        assert report.name.isprintable()
        assert harmless(report.stem)
        ((label, data),) = contents(report)
        assert label.isprintable()
        assert data.startswith(TEXT.encode())


# -- names for what is written


def harmless(stem: str) -> bool:
    return (
        0 < len(stem.encode()) <= 80
        and stem.isascii()
        and all(c.isalnum() or c in "._-" for c in stem)
        and stem[0] not in ".-"
        and stem[-1] != "."
        and stem.split(".")[0].upper()
        not in {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(10))}
    )


@given(st.text(), st.integers(1, 9999), st.sampled_from(["", "2026-03-03"]), st.text())
def test_stems_are_harmless(words: str, number: int, day: str, title: str) -> None:
    assert harmless(stem_of(words))
    assert harmless(stem_of_file(words))
    assert harmless(stem_of_cut(words, number, day, title))


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("old/2024-03-12 Ausfall Größe.md", "2024-03-12-Ausfall-Grosse"),
        ("old/smørrebrød.txt", "smorrebrod"),
        ("old/v1.2.txt", "v1.2"),
        ("db-outage/README.md", "db-outage-README"),
        ("README.md", "README"),
        ("nul.txt", "report-nul"),
        ("---.txt", "report-" + hashlib.sha256(b"---").hexdigest()[:8]),
        ("障害.txt", "report-" + hashlib.sha256("障害".encode()).hexdigest()[:8]),
    ],
)
def test_stems_keep_what_people_called_it(path: str, stem: str) -> None:
    assert stem_of_file(path) == stem


# -- reading


def test_a_file_of_one_incident_is_a_report_of_the_same_bytes(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    report = report_of(tmp_path / "a.txt")
    assert [(piece.number, piece.name) for piece in report.pieces] == [(0, "a.txt")]
    assert contents(report) == [("a.txt", TEXT.encode())]


def test_a_file_of_several_incidents_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "history.rss"
    path.write_text(FEED)
    cut = [each for each in read(path) if isinstance(each, Report)]
    assert [each.name for each in cut] == ["history.rss#1", "history.rss#2"]
    assert [each.stem for each in cut] == ["history-2026-03-03-Search-errors", "history-2026-03-02-Mail-is-late"]
    ((label, data),) = contents(cut[1])
    assert label == "history#2.txt"
    assert b"Mail flows." in data
    assert b"Search" not in data
    (kept,) = read(path, splits=False)
    assert isinstance(kept, Report)
    assert contents(kept) == [("history.rss", FEED.encode())]


def test_what_can_not_be_read_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "good.txt")
    (tmp_path / "empty.txt").write_bytes(b" \n")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "large.txt").write_text(TEXT * 100)
    os.mkfifo(tmp_path / "pipe")
    asked = [str(tmp_path / name) for name in ("empty.txt", "binary.txt", "large.txt", "pipe", "good.txt")]
    for splits in (True, False):
        found = list(reports(files(asked, away_from="out"), splits=splits, max_bytes=1000))
        assert [type(each) for each in found] == [Unreadable] * 4 + [Report]
        assert [each.name for each in found] == ["empty.txt", "binary.txt", "large.txt", "pipe", "good.txt"]
        for each in found[:4]:
            assert isinstance(each, Unreadable)
            assert each.remedy
            assert str(tmp_path) not in each.message


def test_a_file_that_went_away_before_its_turn_is_unreadable(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "gone.txt")
    assert isinstance(found, Unreadable)
    assert found.message == "there is no file gone.txt"


def test_a_report_that_changed_since_is_not_taken_for_what_it_was(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    feed = tmp_path / "f.xml"
    feed.write_text(FEED)
    report, (first, second) = report_of(tmp_path / "a.txt"), read(feed)
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    (tmp_path / "a.txt").write_text(TEXT + "More.")
    with pytest.raises(InputError, match=r"a\.txt has changed"):
        contents(report)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(InputError, match=r"there is no file a\.txt"):
        contents(report)
    assert contents(first)
    feed.write_text(FEED.replace("Mail flows", "Mail flew"))
    assert contents(first)
    with pytest.raises(InputError, match=r"f\.xml#2 has changed"):
        contents(second)
    feed.write_text(FEED[: FEED.index("<item><title>Mail")])
    with pytest.raises(InputError, match=r"f\.xml#2 has changed"):
        contents(second)


def test_the_incidents_of_a_file_are_cut_once_for_all_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pmtool.batch.inputs import reading

    path = tmp_path / "many.xml"
    items = "".join(f"<item><title>Outage {n}</title><description>Down.</description></item>" for n in range(200))
    path.write_text(f"<rss><channel>{items}</channel></rss>")
    found = [each for each in read(path) if isinstance(each, Report)]
    calls: list[str] = []
    cut = reading.split
    monkeypatch.setattr(reading, "split", lambda data, name: calls.append(name) or cut(data, name))
    assert [contents(each)[0][0] for each in found] == [f"many#{n}.txt" for n in range(1, 201)]
    assert calls == ["many.xml"]
