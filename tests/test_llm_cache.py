from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool import OutputError
from pmtool.engines.llm import cache
from pmtool.engines.llm.cache import AnswerCache, Kept, cache_file, clear, key_of, size

URL = "https://api.example.com/v1"
BODY: dict[str, Any] = {
    "model": "small-1",
    "messages": [{"role": "system", "content": "Answer."}, {"role": "user", "content": "[S1] It broke."}],
    "response_format": {"type": "json_schema", "json_schema": {"name": "Answer", "schema": {"type": "object"}}},
    "temperature": 0.2,
}
ANSWER = Kept(content='{"title": "Störung \\ud83d\\ude31"}', model="small-1", input_tokens=900, output_tokens=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "cache" / "answers.sqlite3")


@pytest.fixture
def answers(path: str) -> Iterator[AnswerCache]:
    with closing(AnswerCache(path)) as opened:
        yield opened


def reordered(value: Any) -> Any:
    """The same JSON, with the names of each object the other way round."""
    if isinstance(value, dict):
        return {name: reordered(value[name]) for name in reversed(value)}
    return [reordered(item) for item in value] if isinstance(value, list) else value


def answering(*, after: float = 0.0, calls: list[str], name: str = "") -> Callable[[], Awaitable[Kept]]:
    """A question to a model that takes its time, and writes down that it was asked."""

    async def ask() -> Kept:
        calls.append(name)
        await asyncio.sleep(after)
        return ANSWER

    return ask


# What is the same question


@given(st.dictionaries(st.text(), JSON))
def test_the_order_of_names_is_no_difference(body: dict[str, Any]) -> None:
    assert key_of(URL, body) == key_of(URL, reordered(body))


@given(st.sampled_from(["model", "messages", "response_format", "tools", "temperature", "seed"]), JSON, JSON)
def test_every_change_of_what_is_asked_is_another_question(part: str, one: Any, other: Any) -> None:
    same = key_of(URL, {**BODY, part: one}) == key_of(URL, {**BODY, part: other})
    assert not same or one == other


@pytest.mark.parametrize(
    "change",
    [
        {"model": "small-2"},
        {"messages": BODY["messages"][::-1]},
        {"messages": [*BODY["messages"], {"role": "user", "content": ""}]},
        {"response_format": {"type": "json_schema", "json_schema": {"name": "Answer", "schema": {}}}},
        {"temperature": 0.3},
        {"seed": 7},
        {"extra_body": {"reasoning_effort": "low"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_question(change: dict[str, Any]) -> None:
    assert key_of(URL, {**BODY, **change}) != key_of(URL, BODY)


@pytest.mark.parametrize(
    "change",
    [
        {"stream": True, "stream_options": {"include_usage": True}},
        {"timeout": 30},
        {"extra_headers": {"Authorization": "Bearer planted-key", "X-Team": "a"}},
        {"headers": {"X-Team": "a"}},
        {"extra_query": {"key": "planted-key"}},
        {"api_key": "planted-key"},
        {"extra_body": {}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_same_question_however_it_travels(change: dict[str, Any]) -> None:
    assert key_of(URL, {**BODY, **change}) == key_of(URL, BODY)


def test_what_the_sdk_merges_is_merged() -> None:
    strict = {"response_format": {"type": "json_schema", "json_schema": {"strict": True}}}
    assert key_of(URL, {**BODY, "extra_body": strict}) == key_of(URL, {**BODY, **strict})


def test_another_server_is_another_question() -> None:
    assert key_of("http://localhost:8000/v1", BODY) != key_of("http://localhost:8001/v1", BODY) != key_of(URL, BODY)
    assert key_of("https://me:planted-key@API.example.com/v1/?key=planted-key", BODY) == key_of(URL, BODY)


def test_half_a_character_is_no_obstacle(answers: AnswerCache) -> None:
    key = key_of(URL, {"messages": "\ud800"})
    broken = Kept(content="\udfff", model="\ud800")
    answers.put(key, broken)
    assert answers.get(key) == broken


# What is kept


def test_an_answer_comes_back_whole_in_another_run(path: str) -> None:
    with closing(AnswerCache(path)) as first:
        assert first.get("k") is None
        first.put("k", ANSWER)
        first.put("k", ANSWER)
    with closing(AnswerCache(path)) as second:
        assert second.get("k") == ANSWER
        assert second.get("K") is None
        second.drop("k")
        second.drop("never seen")
        assert second.get("k") is None
        assert second.trouble is None


def test_only_the_owner_may_look(answers: AnswerCache, path: str) -> None:
    before = os.umask(0)
    try:
        answers.put("k", ANSWER)
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700


def test_neither_question_nor_key_is_written(answers: AnswerCache, path: str) -> None:
    body = {**BODY, "extra_headers": {"Authorization": "Bearer planted-key"}, "api_key": "planted-key"}
    answers.put(key_of("https://me:planted-key@api.example.com/v1", body), ANSWER)
    written = b"".join(file.read_bytes() for file in Path(path).parent.iterdir())
    assert b"input_tokens" in written
    for secret in (b"planted", b"Bearer", b"It broke", b"api.example.com"):
        assert secret not in written


def test_what_was_not_needed_for_longest_goes_first(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr("time.time", lambda: float(next(clock)))
    with closing(AnswerCache(path, limit=500_000)) as answers:
        for number in range(4):
            answers.put(str(number), Kept(content="x" * 100_000, model="m"))
        assert answers.get("0") is not None
        for number in range(4, 6):
            answers.put(str(number), Kept(content="x" * 100_000, model="m"))
        assert [number for number in range(6) if answers.get(str(number))] == [0, 3, 4, 5]
        answers.put("huge", Kept(content="x" * 600_000, model="m"))
        assert answers.get("huge") is None
        assert answers.trouble is None


@pytest.mark.parametrize("version", [0, 99])
def test_a_table_of_another_version_starts_anew(path: str, version: int) -> None:
    os.makedirs(os.path.dirname(path))
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE answers (question TEXT)")
        other.execute(f"PRAGMA user_version = {version}")
    with closing(AnswerCache(path)) as answers:
        answers.put("k", ANSWER)
        assert answers.get("k") == ANSWER
        assert answers.trouble is None


# What can go wrong with a file


def damaged(path: str) -> None:
    Path(path).write_bytes(b"no database" * 1000)


def damaged_inside(path: str) -> None:
    with closing(AnswerCache(path)) as answers:
        for number in range(200):
            answers.put(str(number), ANSWER)
    content = bytearray(Path(path).read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    Path(path).write_bytes(content)


def a_folder(path: str) -> None:
    os.makedirs(path)


def a_file_for_a_folder(path: str) -> None:
    os.rmdir(os.path.dirname(path))
    Path(path).parent.write_bytes(b"")


def another_table(path: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE answers (question TEXT)")
        other.execute("PRAGMA user_version = 1")


@pytest.mark.parametrize(
    "spoil", [damaged, damaged_inside, a_folder, a_file_for_a_folder, another_table], ids=lambda spoil: spoil.__name__
)
def test_a_cache_that_cannot_be_used_is_an_empty_one(path: str, spoil: Callable[[str], None]) -> None:
    os.makedirs(os.path.dirname(path))
    spoil(path)
    calls: list[str] = []
    with closing(AnswerCache(path)) as answers:
        for _ in range(2):
            assert asyncio.run(answers.once("k", answering(calls=calls))) == (ANSWER, False)
        assert len(calls) == 2
        assert answers.trouble is not None
        assert answers.trouble.startswith(f"The answer cache {path} is left out: ")
        assert answers.trouble.count("\n") == 0
        answers.drop("k")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_must_not_be_written(path: str) -> None:
    os.makedirs(os.path.dirname(path), mode=0o500)
    with closing(AnswerCache(path)) as answers:
        answers.put("k", ANSWER)
        assert answers.get("k") is None
        assert "Permission denied" in (answers.trouble or "")


def test_a_file_that_another_holds(answers: AnswerCache, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_PATIENCE_S", 0.05)
    answers.put("k", ANSWER)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert answers.get("k") is None
        assert answers.trouble == f"The answer cache {path} is left out: database is locked."
        with pytest.raises(OutputError, match=r"can't clear .*: database is locked"):
            clear(path)


def test_an_answer_that_cannot_be_read_is_none(answers: AnswerCache, path: str) -> None:
    answers.put("k", ANSWER)
    for spoilt in ("", "[]", '{"content": "x"}', '{"kind": 1}'):
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("UPDATE answers SET answer = ?", (spoilt,))
        assert answers.get("k") is None
    answers.put("k", ANSWER)
    assert answers.get("k") == ANSWER
    assert answers.trouble is None


FULL_DISK = """
import resource, sys
from pmtool.engines.llm.cache import AnswerCache, Kept
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
answers = AnswerCache(sys.argv[1])
for number in range(5):
    answers.put(str(number), Kept(content="x" * 90_000, model="m"))
print(answers.get("0"), answers.trouble)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_a_full_disk(path: str) -> None:
    done = subprocess.run([sys.executable, "-c", FULL_DISK, path], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"None The answer cache {path} is left out: ")


WRITER = """
import sys
from pmtool.engines.llm.cache import AnswerCache, Kept
path, name = sys.argv[1:]
answers = AnswerCache(path)
for number in range(300):
    answers.put(f"{name}{number}", Kept(content=name * 2000, model="m"))
    answers.put(f"shared{number}", Kept(content=name * 9000, model="m"))
    found = answers.get(f"shared{number}")
    assert found and len(found.content) == 9000, found
assert answers.trouble is None, answers.trouble
"""


def test_processes_write_at_the_same_time(path: str) -> None:
    command = [sys.executable, "-c", WRITER, path]
    writers = [subprocess.Popen([*command, name], stderr=subprocess.PIPE) for name in "ab"]
    assert [writer.communicate(timeout=60)[1] for writer in writers] == [b"", b""]
    assert size(path)[0] == 900
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# Asked at the same time


def test_fifty_who_ask_the_same_make_one_call(answers: AnswerCache) -> None:
    calls: list[str] = []

    async def everybody() -> list[tuple[Kept, bool]]:
        return await asyncio.gather(*(answers.once("k", answering(after=0.01, calls=calls)) for _ in range(50)))

    got = asyncio.run(everybody())
    assert len(calls) == 1
    assert [kept for kept, _ in got] == [ANSWER] * 50
    assert [hit for _, hit in got].count(False) == 1
    assert asyncio.run(everybody()) == [(ANSWER, True)] * 50
    assert len(calls) == 1


def test_different_questions_do_not_wait_for_each_other(answers: AnswerCache) -> None:
    running: list[int] = []
    together = asyncio.Event()

    async def ask() -> Kept:
        running.append(1)
        if len(running) == 3:
            together.set()
        await asyncio.wait_for(together.wait(), 5)
        return ANSWER

    async def everybody() -> None:
        await asyncio.gather(*(answers.once(key, ask) for key in "abc"))

    asyncio.run(everybody())


def test_without_a_file_one_still_asks_for_all(tmp_path: Path) -> None:
    calls: list[str] = []
    nowhere = AnswerCache(None)

    async def everybody() -> None:
        await asyncio.gather(*(nowhere.once("k", answering(calls=calls)) for _ in range(9)))

    asyncio.run(everybody())
    assert len(calls) == 1
    asyncio.run(everybody())
    assert len(calls) == 2  # nothing was kept
    assert nowhere.trouble is None
    assert list(tmp_path.iterdir()) == []


def test_a_failure_is_shared_and_not_kept(answers: AnswerCache) -> None:
    calls: list[str] = []

    async def fail() -> Kept:
        calls.append("failed")
        await asyncio.sleep(0.01)
        raise ConnectionError("no answer")

    async def everybody() -> list[BaseException | tuple[Kept, bool]]:
        return await asyncio.gather(*(answers.once("k", fail) for _ in range(5)), return_exceptions=True)

    got = asyncio.run(everybody())
    assert calls == ["failed"]
    assert all(isinstance(error, ConnectionError) for error in got)
    assert asyncio.run(answers.once("k", answering(calls=calls))) == (ANSWER, False)


def test_a_failure_that_nobody_waits_for_is_no_noise(answers: AnswerCache, caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> Kept:
        raise ConnectionError("no answer")

    with pytest.raises(ConnectionError):
        asyncio.run(answers.once("k", fail))
    assert caplog.records == []


def test_when_the_one_who_asks_is_cancelled_the_next_takes_over(answers: AnswerCache) -> None:
    calls: list[str] = []

    async def everybody() -> tuple[list[Any], list[bool]]:
        questions = (answering(after=0.02, calls=calls, name=name) for name in "abcd")
        tasks = [asyncio.create_task(answers.once("k", ask)) for ask in questions]
        await asyncio.sleep(0.005)
        tasks[0].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True), [task.cancelled() for task in tasks]

    got, cancelled = asyncio.run(everybody())
    assert calls == ["a", "b"]
    assert cancelled == [True, False, False, False]
    assert got[1:] == [(ANSWER, False), (ANSWER, True), (ANSWER, True)]


def test_one_who_waits_may_leave_alone(answers: AnswerCache) -> None:
    calls: list[str] = []

    async def everybody() -> list[Any]:
        ask = answering(after=0.02, calls=calls)
        tasks = [asyncio.create_task(answers.once("k", ask)) for _ in range(3)]
        await asyncio.sleep(0.005)
        tasks[1].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    got = asyncio.run(everybody())
    assert len(calls) == 1
    assert got[0] == (ANSWER, False)
    assert isinstance(got[1], asyncio.CancelledError)
    assert got[2] == (ANSWER, True)


# The file itself


def test_clearing_tells_what_it_freed(answers: AnswerCache, path: str) -> None:
    assert size(path) == clear(path) == (0, 0)
    assert not os.path.exists(path)
    for number in range(20):
        answers.put(str(number), Kept(content="secret answer " * 1000, model="m"))
    before = size(path)
    assert before == (20, os.path.getsize(path))
    assert clear(path) == (20, before[1] - os.path.getsize(path))
    assert size(path)[0] == 0
    assert os.path.getsize(path) < 20_000 < before[1]
    assert b"secret answer" not in Path(path).read_bytes()
    answers.put("k", ANSWER)  # one that has it open goes on
    assert answers.get("k") == ANSWER


@pytest.mark.parametrize("spoil", [damaged, damaged_inside])
def test_clearing_mends_a_damaged_file(path: str, spoil: Callable[[str], None]) -> None:
    os.makedirs(os.path.dirname(path))
    spoil(path)
    clear(path)
    with closing(AnswerCache(path)) as answers:
        answers.put("k", ANSWER)
        assert answers.get("k") == ANSWER


@pytest.mark.parametrize("base", [None, "", "relative", "/somewhere/else"])
def test_it_lies_where_the_system_keeps_caches(base: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if base is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", base)
    folder = platformdirs.user_cache_dir("pmtool", appauthor=False)
    assert cache_file() == os.path.join(folder, "answers.sqlite3")


def test_sqlite_is_imported_only_when_used() -> None:
    script = (
        "import sys; from pmtool.engines.llm import cache; cache.AnswerCache(None).get('k'); cache.cache_file();"
        "print({'sqlite3', 'platformdirs', 'openai'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "set()\n"
