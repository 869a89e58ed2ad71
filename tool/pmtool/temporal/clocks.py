"""Clock times at a position of a text. Every reader takes the position of a number and gives an expression or None."""

from __future__ import annotations

import re

from pmtool.patterns import Pattern
from pmtool.temporal.expression import Expression, Meridiem
from pmtool.temporal.zone_words import zone_behind

SPACE = r"[ \t]"
FOUR_DIGITS = "four-digit clock time"
BARE_DIGITS = "four digits"
"""Form of a time such as `0122` in terse notes; the page decides whether it is one."""

_HMS = Pattern(
    r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d|60)(?:[.,](\d{1,9}))?)?"
    r"(?!:?\d|\.\d|[%x]\w|%|/(?!\d\d?:\d\d)\w|[ ]?(?:ratio|scale|odds|aspect|mix)\b)"
)
_SHARE = Pattern(r" of (?!(?:the )?(?:same|that|next|following|previous|morning|afternoon|evening|day|\d|[A-Z]))")
"""Behind `1:12` of its peak: what makes it a ratio."""
_BLURRED = Pattern(r"([01]?\d|2[0-3]):([0-5])[xX?](?!\w)")
_MERIDIEM = Pattern(rf"{SPACE}?(?:([AaPp])(?:\.{SPACE}?[Mm]\.?|[Mm])(?:(?=-?ish\b)|(?![a-z0-9])))")
_TWELVE = Pattern(rf"(\d\d?)(?:[.:h]([0-5]\d))?(?={SPACE}?[AaPp]\.?{SPACE}?[Mm])")
_NAMED_HALF = Pattern(rf"{SPACE}(noon|midnight|midday)\b")
_DAYPART = Pattern(r"\s(?:in the (morning|afternoon|evening)|at (night))\b")
_ISH = Pattern(r"-?ish\b")
_FOUR_DIGITS = Pattern(r"([01]\d|2[0-3])([0-5]\d)(?:(?![\w:/%]|[.,]\d)|(?=(?:hrs?|h|Z)\b))")
_OPENING_DIGITS = Pattern(
    rf"{SPACE}?(?:[-–—]|to|until){SPACE}?(?:[01]\d|2[0-3])[0-5]\d{SPACE}?(?:Z|hrs?|hours|UTC|GMT|[A-Z]{{1,4}}T)\b"
)
"""What makes `1400` the start of a range: `1400-1530 UTC`."""
_NOTE_BEFORE = Pattern(r"(?:^|\n)[ \t\-*\[(~]*$|(?:~|\b(?:at|by|around|about|since|until|till|from|to|-)) ?$")
_NOTE_AFTER = Pattern(rf"(?!-[A-Za-z]){SPACE}*(?:[^\w\s]|[^\W\d]|\n|$)")
_HOURS_WORD = Pattern(rf"{SPACE}?(?:hrs?|hours|h|Uhr)\b(?! of\b)")
_DOTTED = Pattern(r"([01]?\d|2[0-3])([.h])([0-5]\d)(?!\d|\.\d|%)")
_DOT_BEFORE = Pattern(
    r"\b(?:at|by|until|till|from|between)\s(?:about |around |approximately |approx\.? |roughly )?$", re.I
)
_DOT_AFTER = Pattern(
    r"[.,;)](?:\s|$)|$|[)]?\s+(?!(?:ms|s|sec|seconds|percent|per|[GMk]B|TB|x|times|million|billion|k|m|req)\b)[a-z(]"
)
_BARE = Pattern(
    rf"([01]?\d|2[0-3])(?={SPACE}?(?:(?:hrs?|hours|h)?{SPACE}?(?:UTC|GMT|[A-Z]{{1,4}}T)\b|o'clock|in the |at night))"
)
_O_CLOCK = Pattern(rf"{SPACE}?o'clock")
_BARE_BEFORE = Pattern(
    r"(?:^|[\s(])(?:at|around|by|from|until|till|to|since|before|after|about|between|and|approximately|approx\.?|[^\w\s])"
    r"\s+~?$",
    re.I,
)
_OPENING = Pattern(
    rf"(\d\d?)(?={SPACE}?(?:[-–—]|to|until|till|(and)){SPACE}?\d\d?(?:[:.][0-5]\d)?{SPACE}?[AaPp]\.?[Mm](?![^\W_]))"
)
_BETWEEN = Pattern(r"\bbetween\s+$", re.I)
_NUMBERED = (
    " port ", " ports ", " ratio ", " ratio of ", " odds ", " odds of ", " score ", " score of ", " verse ", " line ",
    " lines ", " chapter ", " rack ", " slot ", " version ",
)  # fmt: skip
"""Words before a clock's look that is none."""
_NOTHING_BEHIND = frozenset(",.;:)]|\"'\n")
_OFFSET = Pattern(rf"({SPACE}?)([+-])(\d\d)(?:(:?)([0-5]\d))?(?!\w|:\d|\.\d)")


def offset_behind(text: str, end: int, clock: Expression) -> tuple[str | None, int]:
    """`+0530`, `-08:00`, `+09` behind a clock time. A hyphen and a later time are the end of a range instead."""
    found = _OFFSET.match(text, end)
    if not found:
        return None, end
    spaced, sign, hours, colon, minutes = found.groups()
    if int(hours) > 14 or minutes not in (None, "00", "15", "30", "45"):
        return None, end
    if minutes is None and (spaced or (sign != "+" and clock.second is None)):
        return None, end
    if sign != "+":
        later = (int(hours), int(minutes or 0)) > (clock.hour or 0, clock.minute or 0)
        glued = not spaced and bool(colon or clock.form == FOUR_DIGITS)
        if int(hours) > 12 or (glued and clock.second is None and later):
            return None, end
        if (glued or colon) and zone_behind(text, found.end())[0] and not text.startswith(" (", found.end()):
            return None, end  # "09:00-08:30 PST", but not "09:00 -0800 (PST)"
    return found.group().strip(), found.end()


def finished(text: str, clock: Expression) -> Expression:
    """The clock time with the "ish", the zone and the "in the morning" that stand behind it."""
    if text[clock.end : clock.end + 1] in _NOTHING_BEHIND:
        return clock
    if found := _ISH.match(text, clock.end):
        clock.end, clock.approximate = found.end(), True
    clock.zone, clock.end = offset_behind(text, clock.end, clock)
    if clock.zone is None:
        clock.zone, clock.end = zone_behind(text, clock.end)
    if clock.halves_open and (found := _DAYPART.match(text, clock.end)):
        clock.meridiem, clock.end = _half_of(found[1] or found[2], clock.hour or 0), found.end()
        if clock.zone is None:
            clock.zone, clock.end = zone_behind(text, clock.end)
    return clock


def _half_of(daypart: str, hour: int) -> Meridiem:
    if daypart == "night":
        return "pm" if 6 <= hour < 12 else "am"
    return "am" if daypart == "morning" else "pm"


def _meridiem_behind(text: str, end: int) -> tuple[Meridiem | None, int]:
    found = _MERIDIEM.match(text, end)
    if not found or (text[found.end() : found.end() + 1].isalpha() and zone_behind(text, found.end())[0] is None):
        return None, end
    return ("am" if found[1] in "aA" else "pm"), found.end()


def colon_clock(text: str, at: int) -> Expression | None:
    """`15:42`, `9:05:07.250 p.m. PT`, `06:45PST`, `22:15 hrs IST`, `~21:2x`."""
    found = _HMS.match(text, at)
    if not found:
        return _blurred_clock(text, at)
    hour, minute = int(found[1]), int(found[2])
    if hour == 24 and (minute or int(found[3] or 0)):
        return None
    if len(found[1]) == 1 and not found[3] and _SHARE.match(text, found.end()):
        return None
    if f" {text[max(0, at - 11) : at].lower()}".endswith(_NUMBERED):
        return None
    meridiem, end = _meridiem_behind(text, found.end())
    if meridiem is None and (word := _HOURS_WORD.match(text, end)):
        end = word.end()
    if hour == 12 and (word := _NAMED_HALF.match(text, end)):
        meridiem, end = "am" if word[1] == "midnight" else "pm", word.end()
    if not 1 <= hour <= 12:
        meridiem = None  # "15:30 PM": the number decides
    clock = Expression(
        at, end, "clock time", hour=hour, minute=minute, second=int(found[3]) if found[3] else None,
        microsecond=int(found[4][:6].ljust(6, "0")) if found[4] else 0, meridiem=meridiem,
        zero_padded=found[1][0] == "0" or hour > 12,
    )  # fmt: skip
    return finished(text, clock)


def _blurred_clock(text: str, at: int) -> Expression | None:
    found = _BLURRED.match(text, at)
    if not found:
        return None
    clock = Expression(at, found.end(), "clock time with a digit left open", approximate=True, zero_padded=True)
    clock.hour, clock.minute = int(found[1]), int(found[2]) * 10
    return finished(text, clock)


def twelve_hour_clock(text: str, at: int) -> Expression | None:
    """`3pm PT`, `3 p.m.`, `3.30pm`."""
    found = _TWELVE.match(text, at)
    if not found or not 1 <= int(found[1]) <= 12:
        return None
    meridiem, end = _meridiem_behind(text, found.end())
    if meridiem is None:
        return None
    clock = Expression(at, end, "hour with am or pm", hour=int(found[1]), meridiem=meridiem)
    clock.minute = int(found[2]) if found[2] else None
    return finished(text, clock)


def opening_hour(text: str, at: int) -> Expression | None:
    """The `2` of `2-4pm` and `from 2 to 4 pm`: the range's end says that it is an hour."""
    found = _OPENING.match(text, at)
    if not found or not 1 <= int(found[1]) <= 12:
        return None
    if found[2] and not _BETWEEN.search(text, max(0, at - 10), at):
        return None
    return Expression(at, found.end(), "hour of a range", hour=int(found[1]))


def four_digit_clock(text: str, at: int) -> Expression | None:
    """`1430 UTC`, `0630Z`, `1430 hrs IST`."""
    found = _FOUR_DIGITS.match(text, at)
    if not found:
        return None
    word = _HOURS_WORD.match(text, found.end())
    clock = Expression(at, word.end() if word else found.end(), FOUR_DIGITS, zero_padded=True)
    clock.hour, clock.minute = int(found[1]), int(found[2])
    clock = finished(text, clock)
    if clock.zone or word or _OPENING_DIGITS.match(text, clock.end):
        return clock
    if not (_NOTE_BEFORE.search(text, max(0, at - 12), at) and _NOTE_AFTER.match(text, clock.end)):
        return None
    clock.form = BARE_DIGITS
    return clock


def dotted_clock(text: str, at: int) -> Expression | None:
    """`15.30 CET`, `14.05 Uhr`, `at 09.30`, `15h30`: only where a zone, an hour word or the words around it say so."""
    found = _DOTTED.match(text, at)
    if not found:
        return None
    told = bool(_DOT_BEFORE.search(text, max(0, at - 20), at))
    if found[2] == "h":
        told = (told or len(found[1]) == 2) and not text[found.end() : found.end() + 1].isalpha()
    else:
        told = told and len(found[1]) == 2 and _DOT_AFTER.match(text, found.end()) is not None
    word = _HOURS_WORD.match(text, found.end())
    clock = Expression(at, word.end() if word else found.end(), "clock time with a dot", zero_padded=True)
    clock.hour, clock.minute = int(found[1]), int(found[3])
    clock = finished(text, clock)
    return clock if clock.zone or word or told else None


def bare_hour(text: str, at: int) -> Expression | None:
    """`at 15 UTC`, `at 15h UTC`, `around 7 o'clock`, `at 3 in the morning`: an hour behind a word that times follow."""
    found = _BARE.match(text, at)
    if not found or not _BARE_BEFORE.search(text, max(0, at - 16), at):
        return None
    spoken = _O_CLOCK.match(text, found.end())
    word = spoken or _HOURS_WORD.match(text, found.end())
    clock = Expression(at, word.end() if word else found.end(), "hour alone", hour=int(found[1]))
    clock = finished(text, clock)
    clock.zero_padded = bool(clock.zone)
    return clock if clock.zone or spoken or clock.meridiem else None


def named_hour(text: str, at: int, end: int, word: str) -> Expression:
    """`noon`, `midnight`, with the zone behind it."""
    hour = 0 if word == "midnight" else 12
    return finished(text, Expression(at, end, word, hour=hour, minute=0, zero_padded=True))
