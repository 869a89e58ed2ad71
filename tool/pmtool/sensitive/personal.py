"""How to reach a person, and how they pay."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.sensitive.sight import Sight, masked

_LOCAL = frozenset("._%+-'")
_LONGEST_LOCAL = 64
_DOMAIN = Pattern(r"(?:[^\W_](?:[^\W_]|-){0,62}\.){1,8}[^\W\d_]{2,24}(?![^\W_])")
_SCALED = Pattern(r"\d(?:\.\d)?x\.")
"""`logo@2x.png`: a picture's size."""
_PHONE = Pattern(
    r"(?<![\w.+-])(?:"
    r"\+(?!0)\d{1,3}(?:[ .-]?\(0?\d{0,4}\))?(?:[ .-]\d{2,8}){2,5}|\+[1-9]\d{9,14}"
    r"|\([2-9]\d\d\) ?\d{3}[-. ]\d{4}|(?:1-)?(?:[2-9](?:[1-9]\d|0[1-9])|[89]00)([-.])[2-9]\d\d\1\d{4}"
    r")(?![\w-]|[.:/]\d)"
)
_NATIONAL = Pattern(
    r"(?i)\b(?:tel|phone|call|mobile|cell|dial|fax|hotline|bridge)[a-z]{0,4}[.:]?[ (]{1,3}"
    r"(0\d{1,4}\)?[ /-]?\d[\d -]{4,12}\d)\b"
)
_UNNAMED = Pattern(
    r"(?<![\w.+-])(?<!\d[ /])(?:0[1-9]\d{1,3}[ /-]\d{6,8}|0[1-9]\d [2-9]\d{2,3} \d{4}|0[1-9]\d\d [1-9]\d\d \d{3,4}"
    r"|0[1-9]\d{3} \d{3} \d{3}|0[1-9](?:([ .])\d\d)(?:\1\d\d){3})(?![\w-]|[.:/ ]\d)"
)
"""National forms that are hardly anything else: three groups of four are clock times."""
_CARD = Pattern(r"(?<!\d)(?<!\d[.,])\d{4}(?:\d{9,12}|([ -])\d{4}\1\d{4}\1\d{4}|[ -]\d{6}[ -]\d{4,5})(?!\d)")
_ISSUERS = Pattern(
    r"(?:(4\d{15})|(5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})|(3[47]\d{13})"
    r"|(6(?:011|5\d\d|4[4-9]\d)\d{12})|(35(?:2[89]|[3-8]\d)\d{12})|(3(?:0[0-5]|[68]\d)\d{11}))$"
)
_NAMES = ("Visa", "Mastercard", "American Express", "Discover", "JCB", "Diners Club")


def mailboxes(text: str) -> Iterator[Sight]:
    """E-mail addresses of people and of roles, from each at sign to both sides."""
    at = text.find("@")
    while at >= 0:
        start = at
        while start > max(at - _LONGEST_LOCAL, 0) and (text[start - 1].isalnum() or text[start - 1] in _LOCAL):
            start -= 1
        local = text[start:at].lstrip("._%+-'")
        domain = _DOMAIN.match(text, at + 1)
        if local and domain and not _SCALED.match(domain[0]):
            yield Sight(at - len(local), domain.end(), "email", f"an e-mail address ({local[:2]}…@{domain[0]})")
        at = text.find("@", at + 1)


def phones(text: str) -> Iterator[Sight]:
    """International numbers, those in the form of North America, and others behind a word for a phone."""
    for match in _PHONE.finditer(text):
        if 8 <= _digits(match[0]) <= 15:
            yield Sight(match.start(), match.end(), "phone", f"a phone number ({masked(match[0])})")
    for match in _NATIONAL.finditer(text):
        if 8 <= _digits(match[1]) <= 12:
            yield Sight(match.start(1), match.end(1), "phone", f"a phone number ({masked(match[1])})")


def unnamed_phones(text: str) -> Iterator[Sight]:
    """What may be a national number, without a word that says so."""
    for match in _UNNAMED.finditer(text):
        yield Sight(match.start(), match.end(), "phone", f"a phone number ({masked(match[0])})")


def cards(text: str) -> Iterator[Sight]:
    """Numbers of an issuer's form whose check digit is right."""
    for match in _CARD.finditer(text):
        number = match[0].replace(" ", "").replace("-", "")
        issuer = _ISSUERS.match(number)
        if issuer and _passes_luhn(number):
            name = _NAMES[(issuer.lastindex or 1) - 1]
            yield Sight(match.start(), match.end(), "card", f"a card number ({name}: {masked(number)})")


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _passes_luhn(number: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in number[::-2])) % 10 == 0
