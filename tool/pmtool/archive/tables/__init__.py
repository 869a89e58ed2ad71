"""archive.db: every incident, statement and quote as rows of plain tables, with a full-text index."""

from pmtool.archive.tables.database import write

__all__ = ["write"]
