"""Clock times at a position of a text. Every reader takes the position of a number and gives an expression or None."""

from __future__ import annotations

import re
from functools import cache

from pmtool.temporal.expression import Expression, Meridiem
from pmtool.temporal.zones import PATTERN as ZONE

SPACE = r"[ \t\u00a0\u202f]"

_HMS = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d|60)(?:[.,](\d{1,9}))?)?(?!:?\d|\.\d|[/%x]\w|%)")
_BLURRED = re.compile(r"([01]?\d|2[0-3]):([0-5])[xX?](?!\w)")
_MERIDIEM = re.compile(rf"{SPACE}?([AaPp])(?:\.{SPACE}?[Mm](?:\.|\b)|[Mm])(?![^\W_])")
_TWELVE = re.compile(rf"(\d\d?)(?:[.:h]([0-5]\d))?(?={SPACE}?[AaPp]\.?{SPACE}?[Mm])")
BARE_DIGITS = "four digits"
"""Form of a time such as `0122` in terse notes; the page decides whether it is one."""
_FOUR_DIGITS = re.compile(r"([01]\d|2[0-3])([0-5]\d)(?![\w:/%]|[.,]\d)|([01]\d|2[0-3])([0-5]\d)(?=(?:hrs?|h|Z)\b)")
_NOTE_BEFORE = re.compile(r"(?:^|\n)[ \t\-*•\[(~]*$|(?:~|\b(?:at|by|around|about|since|until|till|from|to|-)) ?$")
_NOTE_AFTER = re.compile(rf"{SPACE}*(?:[-–—:\]),;.]|[^\W\d]|\n|$)")
_HOURS_WORD = re.compile(rf"{SPACE}?(?:hrs?|hours|h|Uhr)\b")
_DOTTED = re.compile(r"([01]?\d|2[0-3])[.h]([0-5]\d)(?![\d.%])")
_DOT_BEFORE = re.compile(r"\b(?:at|by|until|till|from|between)\s(?:about |around |approximately |approx\.? |roughly )?$", re.I)
_DOT_AFTER = re.compile(r"[,;.)]?\s+(?!(?:ms|s|sec|seconds|percent|per|GB|MB|kB|TB|x|times|million|billion|k|m|req)\b)[a-z(]|[.,;)]?\s*$")
_BARE = re.compile(rf"([01]?\d|2[0-3])(?={SPACE}?(?:UTC|GMT|CES?T|BST|[PMCE][SD]?T|IST|JST|o['’]clock)\b)")
_O_CLOCK = re.compile(rf"{SPACE}?o['’]clock")
_BARE_BEFORE = re.compile(
    r"(?:^|[\s(])(?:at|around|by|from|until|till|to|since|before|after|about|between|and|approximately|approx\.?|[-–—])\s+~?$",
    re.I,
)
_OFFSET = re.compile(rf"{SPACE}?(?:\+\d\d:?\d\d|-\d{{4}})(?![\d:])|(?<=:\d\d)-\d\d:\d\d(?![\d:])")
_NOT_A_CLOCK = re.compile(rf"{SPACE}?(?:ratio|scale|odds|aspect|mix)\b", re.I)


@cache
def _zone_after() -> re.Pattern[str]:
    return re.compile(rf"{SPACE}{{0,2}}(?:\(({ZONE})\)|\[({ZONE})\]|[*_(]*({ZONE}))")


def zone_after(text: str, end: int) -> tuple[str | None, int]:
    """A zone right behind a clock time, as written, and where it ends; the given end if there is none."""
    if found := _OFFSET.match(text, end):
        return found.group().strip(), found.end()
    if end >= len(text) or text[end] not in " \t\u00a0\u202f([*_" and not text[end].isupper() and text[end] != "+":
        return None, end
    if found := _zone_after().match(text, end):
        return found[1] or found[2] or found[3], found.end()
    return None, end


def _meridiem_after(text: str, end: int) -> tuple[Meridiem | None, int]:
    found = _MERIDIEM.match(text, end)
    if not found:
        return None, end
    after = found.end()
    if text[after - 1] == "." and _ends_sentence(text, after):
        after -= 1
    return ("am" if found[1] in "aA" else "pm"), after


def _ends_sentence(text: str, after: int) -> bool:
    rest = text[after : after + 2]
    return not rest.strip() or (rest[0].isspace() and rest[1:].isupper())


def colon_clock(text: str, at: int) -> Expression | None:
    """`15:42`, `9:05:07.250 p.m. PT`, `06:45PST`, `~21:2x`."""
    found = _HMS.match(text, at)
    if not found:
        return _blurred_clock(text, at)
    hour, minute = int(found[1]), int(found[2])
    if hour == 24 and (minute or int(found[3] or 0)) or _NOT_A_CLOCK.match(text, found.end()):
        return None
    meridiem, end = _meridiem_after(text, found.end())
    if not 1 <= hour <= 12:
        meridiem = None  # "15:30 PM": the number decides
    zone, end = zone_after(text, end)
    return Expression(
        at, end, "clock time", hour=hour, minute=minute, second=int(found[3]) if found[3] else None,
        microsecond=int(found[4][:6].ljust(6, "0")) if found[4] else 0, meridiem=meridiem, zone=zone,
        zero_padded=found[1][0] == "0" or hour > 12,
    )  # fmt: skip


def _blurred_clock(text: str, at: int) -> Expression | None:
    found = _BLURRED.match(text, at)
    if not found:
        return None
    zone, end = zone_after(text, found.end())
    return Expression(
        at, end, "clock time with a digit left open", hour=int(found[1]), minute=int(found[2]) * 10, zone=zone,
        approximate=True, zero_padded=True,
    )  # fmt: skip


def twelve_hour_clock(text: str, at: int) -> Expression | None:
    """`3pm PT`, `3 p.m.`, `3.30pm`."""
    found = _TWELVE.match(text, at)
    if not found or not 1 <= int(found[1]) <= 12:
        return None
    meridiem, end = _meridiem_after(text, found.end())
    if meridiem is None:
        return None
    zone, end = zone_after(text, end)
    return Expression(
        at, end, "hour with am or pm", hour=int(found[1]), minute=int(found[2]) if found[2] else None,
        meridiem=meridiem, zone=zone,
    )  # fmt: skip


def four_digit_clock(text: str, at: int) -> Expression | None:
    """`1430 UTC`, `0630Z`, `1430 hrs IST`."""
    found = _FOUR_DIGITS.match(text, at)
    if not found:
        return None
    word = _HOURS_WORD.match(text, found.end())
    zone, end = zone_after(text, word.end() if word else found.end())
    form = "four-digit clock time" if zone or word else BARE_DIGITS
    if form == BARE_DIGITS and not (_NOTE_BEFORE.search(text, max(0, at - 12), at) and _NOTE_AFTER.match(text, end)):
        return None
    return Expression(at, end, form, hour=int(found[1] or found[3]), minute=int(found[2] or found[4]), zone=zone, zero_padded=True)


def dotted_clock(text: str, at: int) -> Expression | None:
    """`15.30 CET`, `14.05 Uhr`, `15h30`: only where a zone, an hour word or the h says that it is a time."""
    found = _DOTTED.match(text, at)
    if not found:
        return None
    word = _HOURS_WORD.match(text, found.end())
    zone, end = zone_after(text, word.end() if word else found.end())
    told = _DOT_BEFORE.search(text, max(0, at - 20), at) and len(found[1]) == 2 and _DOT_AFTER.match(text, found.end())
    if not (zone or word or told or "h" in found.group()):
        return None
    return Expression(at, end, "clock time with a dot", hour=int(found[1]), minute=int(found[2]), zone=zone, zero_padded=True)


def bare_hour(text: str, at: int) -> Expression | None:
    """`at 15 UTC`, `around 7 o'clock`: an hour alone, after a word that times stand behind."""
    found = _BARE.match(text, at)
    if not found or not _BARE_BEFORE.search(text, max(0, at - 16), at):
        return None
    end = clock.end() if (clock := _O_CLOCK.match(text, found.end())) else found.end()
    zone, end = zone_after(text, end)
    return Expression(at, end, "hour with a zone", hour=int(found[1]), zone=zone, zero_padded=bool(zone))


def named_hour(text: str, at: int, end: int, word: str) -> Expression:
    """`noon`, `midnight`, with the zone behind it."""
    zone, end = zone_after(text, end)
    return Expression(at, end, word, hour=0 if word == "midnight" else 12, minute=0, zone=zone, zero_padded=True)
