"""Answers that were paid for once: kept in a file of the user's, found again by what was asked.

Only the answers stand in the file, each under the hash of its question: no prompt, key or header. A cache that can't be
used never fails a run: it is as good as empty, and says why in `trouble`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from pmtool.errors import OutputError

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")
_LINUX = sys.platform == "linux"
_VERSION = 1  # of the table: a file with another one, older or newer, starts anew
_LIMIT = 256 * 2**20
_PATIENCE_S = 1.0  # other processes hold the file for less than a millisecond at a time
_NOT_ASKED = frozenset({"stream", "stream_options", "timeout", "headers", "extra_headers", "extra_query", "api_key"})
_TABLE = """
CREATE TABLE answers (key TEXT PRIMARY KEY, created REAL NOT NULL, used REAL NOT NULL, answer TEXT NOT NULL);
CREATE INDEX answers_by_use ON answers (used);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as the model gave it (JSON text, placeholders not yet undone), and what it took."""

    content: str
    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0


def cache_file() -> str:
    """Where the answers are kept, whether or not there are any."""
    name = "answers.sqlite3"
    if _LINUX:  # platformdirs' own answer, without the time that it takes to load
        base = os.environ.get("XDG_CACHE_HOME", "")
        return os.path.join(base if os.path.isabs(base) else os.path.expanduser("~/.cache"), "pmtool", name)
    from platformdirs import user_cache_dir

    return os.path.join(user_cache_dir("pmtool", appauthor=False), name)


def key_of(base_url: str, body: Mapping[str, object]) -> str:
    """The hash of what is asked of whom; `body` as the SDK's `create` takes it, all of it JSON.

    How the answer travels and who pays for it are left out: streaming, deadlines, headers, keys, a login in the URL.
    """
    from urllib.parse import urlsplit

    extra = body.get("extra_body")
    merged = {**body, **extra} if isinstance(extra, Mapping) else body  # as the SDK sends it
    asked = {name: value for name, value in merged.items() if name not in _NOT_ASKED and name != "extra_body"}
    url = urlsplit(base_url)
    whom = [url.scheme, url.netloc.rpartition("@")[2].lower(), url.path.rstrip("/")]
    return sha256(json.dumps([whom, asked], sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class AnswerCache:
    """The answers in the file at `path`; without a path none are kept, but the same question is still asked only once
    at a time. Beyond `limit` bytes, the answers that weren't needed for longest go first.

    Calls of the file are synchronous on purpose: they take a fraction of a millisecond, less than handing them over.
    """

    def __init__(self, path: str | None, *, limit: int = _LIMIT) -> None:
        self.trouble: str | None = None
        self._path = path
        self._limit = limit
        self._db: sqlite3.Connection | None = None
        self._asking: dict[str, asyncio.Future[Kept]] = {}

    async def once(self, key: str, ask: Callable[[], Awaitable[Kept]]) -> tuple[Kept, bool]:
        """The answer to a question, and whether it came without a call of one's own.

        Of those who ask the same at the same time, one calls `ask`. Its failure is everybody's; if it is cancelled,
        the next one asks.
        """
        while True:
            if (kept := self.get(key)) is not None:
                return kept, True
            if (asking := self._asking.get(key)) is None:
                return await self._asked(key, ask), False
            await asyncio.wait([asking])
            if not asking.cancelled():
                return asking.result(), True

    async def _asked(self, key: str, ask: Callable[[], Awaitable[Kept]]) -> Kept:
        asking = self._asking[key] = asyncio.get_running_loop().create_future()
        try:
            kept = await ask()
            self.put(key, kept)
            asking.set_result(kept)
        except Exception as error:
            asking.set_exception(error)
            asking.exception()  # seen: nobody has to be waiting
            raise
        finally:
            asking.cancel()  # does nothing to one that is done
            del self._asking[key]
        return kept

    def get(self, key: str) -> Kept | None:
        """The answer kept under a key."""
        return self._with_file(lambda db: _found(db, key))

    def put(self, key: str, kept: Kept) -> None:
        """Keeps an answer."""
        self._with_file(lambda db: _kept(db, key, kept, self._limit))

    def drop(self, key: str) -> None:
        """Forgets an answer, such as one that is no longer valid."""
        self._with_file(lambda db: db.execute("DELETE FROM answers WHERE key = ?", (key,)))

    def close(self) -> None:
        """Lets go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _with_file(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What comes of working on the file; None from the first time on that it can't be used."""
        if self._path is None:
            return None
        import sqlite3

        try:
            self._db = self._db or _opened(self._path)
            return work(self._db)
        except (OSError, sqlite3.Error) as error:
            self.trouble = f"The answer cache {self._path} is left out: {_reason(error)}."
            self.close()
            self._path = None
            return None


def size(path: str) -> tuple[int, int]:
    """How many answers a file keeps (none if it isn't a cache) and how many bytes it takes."""
    import sqlite3

    if not os.path.isfile(path):
        return 0, 0
    answers = 0
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=_PATIENCE_S)) as db:
        answers = db.execute("SELECT count(*) FROM answers").fetchone()[0]
    return answers, os.path.getsize(path)


def clear(path: str) -> tuple[int, int]:
    """Forgets all answers: how many there were, and how many bytes that freed. Raises OutputError where it can't."""
    import sqlite3

    answers, before = size(path)
    if not before:
        return 0, 0
    try:
        _emptied(path)
    except (OSError, sqlite3.Error) as error:
        raise OutputError(
            f"can't clear the answer cache {path}: {_reason(error)}", "Try again once no other pmtool is running."
        ) from error
    return answers, before - size(path)[1]


def _opened(path: str) -> sqlite3.Connection:
    """The file, made where there is none, for its owner's eyes only.

    A plain rollback journal, since WAL fails on network homes; nothing waits for the disk, since a power cut can cost
    no more than answers.
    """
    import sqlite3

    os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    db = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)
    try:
        db.execute("PRAGMA synchronous = OFF")
        if _pragma(db, "user_version") != _VERSION:
            _start_anew(db)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _start_anew(db: sqlite3.Connection) -> None:
    with db:
        db.execute("BEGIN IMMEDIATE")
        if _pragma(db, "user_version") == _VERSION:  # another process was faster
            return
        db.execute("DROP TABLE IF EXISTS answers")
        for statement in _TABLE.split(";"):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {_VERSION}")


def _found(db: sqlite3.Connection, key: str) -> Kept | None:
    row = db.execute("SELECT answer FROM answers WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    db.execute("UPDATE answers SET used = ? WHERE key = ?", (time.time(), key))
    try:
        return Kept(**json.loads(row[0]))
    except (TypeError, ValueError):  # damaged: as good as none
        return None


def _kept(db: sqlite3.Connection, key: str, kept: Kept, limit: int) -> None:
    now = time.time()
    with db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", (key, now, now, json.dumps(asdict(kept))))
        while (_pragma(db, "page_count") - _pragma(db, "freelist_count")) * _pragma(db, "page_size") > limit:
            oldest = "DELETE FROM answers WHERE rowid = (SELECT rowid FROM answers ORDER BY used LIMIT 1)"
            if not db.execute(oldest).rowcount:
                break


def _emptied(path: str) -> None:
    import sqlite3

    try:
        with closing(_opened(path)) as db:
            db.execute("DELETE FROM answers")
            db.execute("VACUUM")
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        for name in (path, f"{path}-journal"):
            with suppress(FileNotFoundError):
                os.unlink(name)


def _pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])


def _is_damage(error: Exception) -> bool:
    """Whether it is the file's own fault; what the system or other processes do has classes of its own."""
    import sqlite3

    return type(error) is sqlite3.DatabaseError


def _reason(error: OSError | sqlite3.Error) -> str:
    if _is_damage(error):
        return f"{error} (`pmtool config cache --clear` makes a new one)"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
