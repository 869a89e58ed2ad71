"""Where a zone stands in a text: labels, offsets, IANA names, names in words. What they mean is in `zones`."""

from __future__ import annotations

from pmtool.patterns import Pattern
from pmtool.temporal.zones import LABELS, LOWER_LABELS, is_named

_LABEL = Pattern(r"([A-Za-z]{1,5})(?:/([A-Z]{3,4}))?(?!\w|/[A-Za-z])")
_SHIFT = Pattern(r" ?[+-](\d{1,2})(?::?(\d\d))?(?![\d:])(?! ?(?:UTC|GMT)\b)")
"""Hours behind `UTC`."""
_SAID_BY_OFFSET = Pattern(r" ?\((?:UTC|GMT) ?[+-]\d{1,2}(?::?\d\d)?\)")
_OFFSET = Pattern(r"[+-]\d\d:?\d\d(?!:?\d)")
_REGION = Pattern(
    r"(?:US|Africa|America|Asia|Atlantic|Australia|Europe|Pacific|Etc)/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?"
)
_IN_WORDS = Pattern(r"(?:US )?([A-Z][a-z]+|UK)(?: [A-Z][a-z]+){0,2}(?: local)? [Tt]ime\b")
_AREA = Pattern(r"(?:US )?(?:Eastern|Pacific|Central|Mountain|EASTERN|PACIFIC|CENTRAL|MOUNTAIN)(?: TIME)?(?!\w)")
_SIGNS = ("+", "-")
_GAP = Pattern(r"[ \t]{0,2}[(\[*_]{0,3}")
_WORD_START = Pattern(r"(?<![\w/])[A-Za-z+-]")


def zone_end(text: str, at: int) -> int | None:
    """Where the zone that begins at a position ends; None if none does."""
    first = text[at : at + 1]
    if first in _SIGNS:
        found = _OFFSET.match(text, at)
        return found.end() if found else None
    if not first.isalpha():
        return None
    label = _LABEL.match(text, at)
    if label and label[1] in LABELS and (label[2] is None or label[2] in LABELS):
        return _with_shift(text, label.end(), universal=label[1] in ("UTC", "GMT"))
    if label and label[1] in LOWER_LABELS:
        return _with_shift(text, label.end(), universal=label[1] in ("utc", "gmt"))
    if not first.isupper():
        return None
    if (words := _IN_WORDS.match(text, at)) and is_named(words.group()):
        return words.end()
    found = _REGION.match(text, at) or _AREA.match(text, at)
    return found.end() if found else None


def _with_shift(text: str, end: int, *, universal: bool) -> int:
    """The end of `UTC+2` or `IST (UTC+1)` from the end of its label."""
    if not universal:
        said = _SAID_BY_OFFSET.match(text, end)
        return said.end() if said else end
    shift = _SHIFT.match(text, end)
    if not shift or int(shift[1]) > 14 or shift[2] not in (None, "00", "15", "30", "45"):
        return end  # "14:05 UTC-14:20 UTC" is a range
    return shift.end()


def zone_behind(text: str, end: int) -> tuple[str | None, int]:
    """The zone right behind a time that ends there, as written, and where it ends; the given end if there is none."""
    gap = _GAP.match(text, end)
    begin = gap.end() if gap else end
    if text[begin : begin + 1] in _SIGNS and text[begin - 1] not in "([":
        return None, end  # a bare offset is the clock time's own affair
    stop = zone_end(text, begin)
    if stop is None:
        return None, end
    closed = text[begin - 1 : begin] + text[stop : stop + 1] in ("()", "[]")
    return text[begin:stop], stop + closed


def zone_within(words: str) -> str | None:
    """The first zone that some words name, as written."""
    for found in _WORD_START.finditer(words):
        stop = zone_end(words, found.start())
        if stop is not None and not words[stop : stop + 1].isalnum():
            return words[found.start() : stop]
    return None
