"""archive.parquet/: the tables of archive.db as Parquet, one file each. Needs the extra `parquet`."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pmtool.archive.placing import telling
from pmtool.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 20_000
"""Rows of a row group; so many are held at a time."""
_TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '*_fts*'
    ORDER BY name
"""


def ask_for_pyarrow() -> None:
    """Raises UsageError where the extra is missing: better before a run than after it."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise UsageError("Parquet files need the extra `parquet`", "pip install 'pmtool[parquet]'") from error


def write(folder: str, database: str) -> None:
    """Writes the files of an archive.db to a folder, which they make up alone: what was in it before is gone.

    The same database gives the same bytes. Raises UsageError and OutputError; the old folder stays then.
    """
    ask_for_pyarrow()
    with telling(folder), _anew(folder) as partial, closing(sqlite3.connect(database)) as opened:
        for (table,) in opened.execute(_TABLES).fetchall():
            _write_table(os.path.join(partial, f"{table}.parquet"), opened, table)


def _write_table(path: str, database: sqlite3.Connection, table: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string()}
    columns = database.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
    schema = pa.schema([(name, types[kind]) for name, kind in columns])
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for batch in _batches(database, table, schema):
            file.write_batch(batch, row_group_size=_ROWS)


def _batches(database: sqlite3.Connection, table: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    rows = database.execute(f"SELECT * FROM {table}")
    while block := rows.fetchmany(_ROWS):
        columns = zip(*block, strict=True)
        arrays = [pa.array(cells, type=field.type) for cells, field in zip(columns, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


@contextmanager
def _anew(folder: str) -> Iterator[str]:
    """A folder to fill, which takes the place of `folder` where the block ends well."""
    target = os.path.realpath(folder)
    parent, name = os.path.split(target)
    partial, old = (os.path.join(parent, f".{name}.{ending}") for ending in ("part", "old"))
    try:
        for left in (partial, old):  # by a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        os.mkdir(partial)
        yield partial
        if os.path.lexists(target):
            os.rename(target, old)
        os.rename(partial, target)
    except BaseException:
        if os.path.lexists(old) and not os.path.lexists(target):
            os.rename(old, target)
        raise
    finally:
        for left in (partial, old):
            shutil.rmtree(left, ignore_errors=True)
