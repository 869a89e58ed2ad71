"""Words of the clock and the calendar, as data: a new spelling is a line here."""

from __future__ import annotations

MONTHS = {
    "jan": 1, "january": 1, "feb": 2, "february": 2, "mar": 3, "march": 3, "apr": 4, "april": 4, "may": 5,
    "jun": 6, "june": 6, "jul": 7, "july": 7, "aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9,
    "oct": 10, "october": 10, "nov": 11, "november": 11, "dec": 12, "december": 12,
}  # fmt: skip

WEEKDAYS = {
    "mon": 0, "monday": 0, "tue": 1, "tues": 1, "tuesday": 1, "wed": 2, "weds": 2, "wednesday": 2, "thu": 3,
    "thur": 3, "thurs": 3, "thursday": 3, "fri": 4, "friday": 4, "sat": 5, "saturday": 5, "sun": 6, "sunday": 6,
}  # fmt: skip

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip

FRACTIONS = {"¼": 0.25, "½": 0.5, "¾": 0.75}

COUNT_PHRASES = {
    "a": 1.0, "an": 1.0, "half": 0.5, "a half": 0.5, "half a": 0.5, "half an": 0.5, "quarter of an": 0.25,
    "a quarter of an": 0.25, "three quarters of an": 0.75, "couple": 2.0, "couple of": 2.0, "a couple": 2.0,
    "a couple of": 2.0, "few": 3.0, "a few": 3.0,
}  # fmt: skip
"""Counts that are more than a number's name, hyphens read as spaces."""

VAGUE_COUNTS = ("couple", "few")
"""Words in a count that make a duration approximate."""

UNIT_MINUTES = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0, "w": 10080.0}
"""Minutes in a unit, by the first letter of its name."""

DAYPARTS = {
    "morning": (5, 12), "afternoon": (12, 18), "evening": (17, 23), "night": (20, 24),
    "midday": (11, 14), "noon": (12, 12),
}  # fmt: skip
"""Hours that a part of the day spans, roughly."""

HEDGES = frozenset({
    "about", "around", "approximately", "approx", "approx.", "roughly", "circa", "ca", "ca.", "c.", "~", "nearly",
    "almost", "by", "before", "after", "shortly", "just", "at/after", "after/at", "early", "late", "mid", "estimated",
    "sometime", "towards", "toward", "somewhere",
})  # fmt: skip
"""Words before a time that make it approximate."""

LATER = frozenset({"later", "after", "afterward", "afterwards", "following", "into"})
EARLIER = frozenset({"earlier", "before", "beforehand", "prior", "previously", "ago"})
"""Words that turn the length before them into a step in time."""
