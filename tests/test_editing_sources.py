"""Sources on the desk: what is made of their words, what is left out of them, and what is opened as what."""

from __future__ import annotations

import shutil
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pmtool.editing import edits, using
from pmtool.editing.accounts import accounts
from pmtool.editing.external import editor_command, written_in
from pmtool.editing.opening import open_files, open_text
from pmtool.editing.review import Material, review
from pmtool.errors import InputError, UsageError
from pmtool.formats import dump
from pmtool.pipeline.structure import Options, structured_by_rules

REPORT = """\
# Search down

Times in UTC, 2026-03-01.

- 10:05 a new index was deployed
- 10:12–10:20 half of all searches failed
- 10:30 rolled back by Mira

Add an alert on empty results (owner: Mira, due 2026-04-01, OPS-12).

Nobody knows why the canary passed.
"""
MAX = 1 << 20


@pytest.fixture(scope="module")
def material() -> Material:
    (document,) = open_text(REPORT).documents
    _, ledgers = structured_by_rules((document,), Options())
    return Material((document,), ledgers)


def words(material: Material, quote: str) -> using.Evidence:
    start = material.documents[0].text.index(quote)
    return using.evidence_of(material, "R1", start, start + len(quote))


# -- words made into something


def test_words_become_an_event_at_their_time(material):
    event = using.event_of(material, words(material, "10:05 a new index was deployed"))
    assert event.at
    assert event.at.at == "2026-03-01T10:05:00+00:00"
    assert (event.text, event.kind, event.origin) == ("a new index was deployed", "trigger", "human")
    assert event.evidence[0].quote == "10:05 a new index was deployed"


def test_a_window_becomes_an_event_with_an_end(material):
    event = using.event_of(material, words(material, "10:12–10:20 half of all searches failed"))
    assert event.at
    assert event.until
    assert (event.at.at[11:16], event.until.at[11:16]) == ("10:12", "10:20")
    assert event.text == "half of all searches failed"


def test_words_without_a_time_become_an_event_without_one(material):
    event = using.event_of(material, words(material, "Nobody knows why the canary passed."))
    assert event.at is None
    assert event.text == "Nobody knows why the canary passed."


@pytest.mark.parametrize(
    ("line", "told", "actor"),
    [
        ("[10:05] Jonas: stuck orders", "stuck orders", "Jonas"),
        ("10:05 <jonas> stuck orders: 40", "stuck orders: 40", "jonas"),
        ("10:05 @jonas: stuck orders", "stuck orders", "jonas"),
        ("Jonas Lind  10:05 AM\nstuck orders", "stuck orders", "Jonas Lind"),
    ],
)
def test_words_of_a_chat_become_an_event_of_who_says_them(line, told, actor):
    (document,) = open_text(f"Times in UTC, 2026-03-01.\n\n{line}\n").documents
    _, ledgers = structured_by_rules((document,), Options())
    chat = Material((document,), ledgers)
    event = using.event_of(chat, words(chat, line))
    assert (event.text, event.actor) == (told, actor)
    assert event.at
    assert event.at.at == "2026-03-01T10:05:00+00:00"
    assert event.evidence[0].quote == line
    part = using.event_of(chat, words(chat, "stuck orders"))
    assert (part.text, part.actor) == ("stuck orders", actor)


def test_words_become_an_action_with_what_they_say_of_it(material):
    action = using.action_of(words(material, "Add an alert on empty results (owner: Mira, due 2026-04-01, OPS-12)."))
    assert (action.owner, action.due, action.tracker) == ("Mira", "2026-04-01", "OPS-12")
    assert action.text.startswith("Add an alert on empty results")
    assert (action.type, action.state, action.origin) == ("detect", "planned", "human")


def test_an_event_goes_where_its_time_belongs(material):
    (document,) = material.documents
    postmortem, _ = structured_by_rules((document,), Options())
    event = using.event_of(material, words(material, "10:12–10:20 half of all searches failed"))
    after, path = using.added(replace(postmortem, timeline=tuple(e for e in postmortem.timeline if e.at)), event)
    number = int(path.rpartition("/")[2])
    times = [e.at.at for e in after.timeline if e.at]
    assert times == sorted(times)
    assert after.timeline[number] is event


def test_words_of_a_source_that_is_not_there(material):
    with pytest.raises(LookupError):
        using.evidence_of(material, "R9", 0, 1)
    with pytest.raises(ValueError, match="no text"):
        using.evidence_of(material, "R1", 10**6, 10**6 + 1)


# -- what is left out


def test_unplaced_words_are_counted_anew_as_statements_come_and_go(material):
    (document,) = material.documents
    postmortem, _ = structured_by_rules((document,), Options())
    books = accounts(postmortem, (document,))
    assert books.recounted(postmortem) == postmortem.coverage
    number = next(n for n, event in enumerate(postmortem.timeline) if "rolled back" in event.text)
    cut = edits.remove(postmortem, f"/timeline/{number}")
    claims = dict.fromkeys(("resolution", "summary", "impact", "detection"))
    cut = replace(cut, **claims, timeline=tuple(e for e in cut.timeline if "rolled" not in e.text))
    left = books.recounted(cut)
    assert any("rolled back" in segment.text for segment in left.unplaced_segments)
    counts = left.used + left.duplicate + left.boilerplate + left.unplaced
    assert counts == left.segments == postmortem.coverage.segments
    back = edits.insert(cut, "timeline", 0, using.event_of(material, words(material, "10:30 rolled back by Mira")))
    assert not any("rolled back" in segment.text for segment in books.recounted(back).unplaced_segments)


def test_a_review_is_given_up_when_nobody_waits_for_it(material):
    asked = []

    def is_stale() -> bool:
        asked.append(1)
        return len(asked) > 3

    postmortem, _ = structured_by_rules(material.documents, Options())
    assert review(postmortem, material, is_stale=is_stale) is None
    assert len(asked) == 4
    whole = review(postmortem, material)
    assert whole
    assert whole.findings
    assert whole.score
    assert whole.score.points > 0


# -- opening


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.md").write_text(REPORT)
    opened = open_files([str(tmp_path / "report.md")], max_bytes=MAX)
    postmortem, _ = structured_by_rules(opened.documents, Options())
    for format, suffix in (("markdown", "md"), ("json", "json"), ("yaml", "yaml")):
        (tmp_path / f"postmortem.{suffix}").write_text(dump(postmortem, format))
    return tmp_path


@pytest.mark.parametrize("suffix", ["md", "json", "yaml"])
def test_a_postmortem_is_opened_with_the_source_beside_it(folder, suffix):
    opened = open_files([str(folder / f"postmortem.{suffix}")], max_bytes=MAX)
    assert opened.postmortem
    assert [d.name for d in opened.documents] == ["report.md"]
    assert opened.notes == ()
    assert opened.stamp
    assert opened.written
    assert opened.written.dump(opened.postmortem) == (folder / f"postmortem.{suffix}").read_text()


def test_a_source_that_changed_is_not_taken_for_the_source(folder):
    (folder / "report.md").write_text(REPORT + "More.\n")
    opened = open_files([str(folder / "postmortem.md")], max_bytes=MAX)
    assert opened.documents == ()
    assert "not at hand" in opened.notes[0]
    given = open_files([str(folder / "postmortem.md")], [str(folder / "report.md")], max_bytes=MAX)
    assert [d.name for d in given.documents] == ["report.md"]


def test_a_name_in_a_postmortem_leads_nowhere_else(folder, tmp_path):
    text = (folder / "postmortem.json").read_text().replace('"name": "report.md"', '"name": "../../report.md"')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "postmortem.json").write_text(text)
    assert open_files([str(inner / "postmortem.json")], max_bytes=MAX).documents == ()


def test_raw_reports_are_one_incident(folder):
    (folder / "chat.txt").write_text("10:40 Mira: all green again\n")
    opened = open_files([str(folder / "report.md"), str(folder / "chat.txt")], max_bytes=MAX)
    assert opened.postmortem is None
    assert [d.id for d in opened.documents] == ["R1", "R2"]
    with pytest.raises(UsageError, match="one is drafted at a time"):
        open_files([str(folder / "postmortem.md"), str(folder / "chat.txt")], max_bytes=MAX)


def test_unreadable_parts_are_told_before_they_are_lost(folder):
    path = folder / "postmortem.md"
    path.write_text(path.read_text().replace("---\n", "---\nmood: calm\n", 1))
    (note, *_) = open_files([str(path)], max_bytes=MAX).notes
    assert note.startswith("Saving will lose what can't be read of postmortem.md: line ")


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 99])
def test_what_is_no_text_is_refused(tmp_path, data):
    (tmp_path / "bad").write_bytes(data)
    with pytest.raises(InputError):
        open_files([str(tmp_path / "bad")], max_bytes=MAX)


# -- an editor of one's own


def script(folder: Path, body: str) -> list[str]:
    path = folder / "editor"
    path.write_text(f"#!{sys.executable}\nimport os, sys\npath = sys.argv[1]\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return [str(path)]


def test_what_an_editor_leaves_is_taken(tmp_path):
    seen = tmp_path / "seen"
    body = f"""
text = open(path).read()
open({str(seen)!r}, "w").write(f"{{oct(os.stat(path).st_mode & 0o777)}} {{text}}")
open(path, "w").write("two\\x1b[31m words\\n")
"""
    assert written_in(script(tmp_path, body), "one word") == "two      words"
    assert seen.read_text() == "0o600 one word\n"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("sys.exit(3)", "ended with 3"),
        ("open(path, 'wb').write(b'\\xff\\xfe\\xff')", "is no text"),
        ("os.unlink(path)", "is no text"),
    ],
)
def test_an_editor_that_fails_changes_nothing(tmp_path, body, why):
    with pytest.raises(UsageError, match=why):
        written_in(script(tmp_path, body), "one")


def test_which_editor():
    assert editor_command({"VISUAL": "code -w", "EDITOR": "vi"}) == ["code", "-w"]
    assert editor_command({"VISUAL": " ", "EDITOR": "'my editor' -x"}) == ["my editor", "-x"]
    with pytest.raises(UsageError, match="no editor is set"):
        editor_command({})
    with pytest.raises(UsageError, match="can't be run"):
        editor_command({"EDITOR": "'unclosed"})
    with pytest.raises(UsageError, match="can't be run"):
        written_in([shutil.which("nothing-of-that-name") or "nothing-of-that-name"], "x")
