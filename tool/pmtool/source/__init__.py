"""Bytes to documents: decode, sanitize, outline, segments."""

from pmtool.source.document import build_document
from pmtool.source.reader import read_sources

__all__ = ["build_document", "read_sources"]
