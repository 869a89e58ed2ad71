"""PM603–PM605: how to reach a person, and how they pay."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.validator.disclosure.exposed import DisclosureRule, Sight, masked

_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_LONGEST_LOCAL = 64
_DOMAIN = Pattern(r"(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}([A-Za-z]{2,24})(?![\w@-]|:[\w/~])")
_FILES = frozenset("png jpg jpeg gif svg webp js css py md txt json yaml yml".split())
_ROLES = frozenset(
    """
    git hg svn noreply no-reply donotreply do-not-reply support help info contact security abuse status press sales
    feedback privacy postmaster webmaster hostmaster noc hello legal
    """.split()
)
"""Mailboxes that are there for everybody, or for nobody."""
_PHONE = Pattern(
    r"(?<![\w.,:/#=+-])(?:"
    r"\+(?!0)\d{1,3}(?:[ .-]?\(0?\d{0,4}\))?(?:[ .-]\d{2,8}){2,5}|\+[1-9]\d{9,14}"
    r"|\([2-9]\d\d\) ?\d{3}[-. ]\d{4}|(?:1-)?(?:[2-9](?:[1-9]\d|0[1-9])|[89]00)([-.])[2-9]\d\d\1\d{4}"
    r")(?![\w-]|[.:/]\d)"
)
_NATIONAL = Pattern(
    r"(?i)\b(?:tel|phone|call|mobile|cell|dial|fax|hotline|bridge)[a-z]{0,4}[.:]?[ (]{1,3}"
    r"(0\d{1,4}\)?[ /-]?\d[\d -]{4,12}\d)\b"
)
_FICTION = Pattern(r"555[-. ]?01\d\d$")
_CARD = Pattern(r"(?<![\w.,:/#=+-])\d{4}(?:\d{9,12}|([ -])\d{4}\1\d{4}\1\d{4}|[ -]\d{6}[ -]\d{4,5})(?![\w-]|[.:/]\w)")
_ISSUERS = Pattern(
    r"(?:(4\d{15})|(5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})|(3[47]\d{13})"
    r"|(6(?:011|5\d\d|4[4-9]\d)\d{12})|(35(?:2[89]|[3-8]\d)\d{12})|(3(?:0[0-5]|[68]\d)\d{11}))$"
)
_NAMES = ("Visa", "Mastercard", "American Express", "Discover", "JCB", "Diners Club")


class EmailAddress(DisclosureRule):
    """Somebody's e-mail address is in the text; mailboxes for everybody (`support@`, `security@`) may stand.

    Why: an address is personal data and an invitation to phishing: the report says what its owner has access to.

    Bad::

        # Backup failed

        ## Summary

        The alert went to maren.holt@fjordbank.example, who was on leave.

    Good::

        # Backup failed

        ## Summary

        The alert went to one person, who was on leave. Questions: support@fjordbank.example.

    Fix: write the role, or a name that readers may know.
    """

    code = "PM603"
    name = "email-address"
    severity = "info"
    harm = "it is personal data"

    def find(self, text: str) -> Iterator[Sight]:
        """Addresses, from each at sign to both sides."""
        at = text.find("@")
        while at >= 0:
            sight = _address(text, at)
            if sight:
                yield sight
            at = text.find("@", at + 1)


def _address(text: str, at: int) -> Sight | None:
    start = at
    while start > max(at - _LONGEST_LOCAL, 0) and text[start - 1] in _LOCAL:
        start -= 1
    local = text[start:at].lstrip("._%+-")
    start = at - len(local)
    domain = _DOMAIN.match(text, at + 1)
    if not local or not domain or domain[1].lower() in _FILES or local.lower() in _ROLES or local[:8].isdigit():
        return None
    if start and text[start - 1] in "/@:" and not text[:start].endswith("mailto:", max(0, start - 7)):
        return None  # a user in an address of the web
    return Sight(start, domain.end(), f"an e-mail address ({local[:2]}…@{domain[0]})")


class PhoneNumber(DisclosureRule):
    """A phone number is in the text.

    Why: it is personal data, and on-call numbers are what callers who pose as colleagues look for.

    Bad report::

        The bridge was opened at 10:05 UTC; dial +49 30 901820 24 to listen in.

    Good report::

        The bridge was opened at 10:05 UTC.

    Fix: name the rota or the channel instead.
    """

    code = "PM604"
    name = "phone-number"
    severity = "info"
    harm = "it is personal data"

    def find(self, text: str) -> Iterator[Sight]:
        """International numbers, those in the form of North America, and others behind a word for a phone."""
        for match in _PHONE.finditer(text):
            if 8 <= _digits(match[0]) <= 15 and not _FICTION.search(match[0]):
                yield Sight(match.start(), match.end(), f"a phone number ({masked(match[0])})")
        for match in _NATIONAL.finditer(text):
            if 8 <= _digits(match[1]) <= 12:
                yield Sight(match.start(1), match.end(1), f"a phone number ({masked(match[1])})")


class CardNumber(DisclosureRule):
    """The number of a payment card is in the text.

    Why: storing it in clear breaks the rules of the card networks wherever the report is kept, and its owner pays.

    Bad report::

        10:05 UTC The log showed a declined payment with card 4111 1111 1111 1111.

    Good report::

        10:05 UTC The log showed a declined payment with a card that ends in 1111.

    Fix: keep the last four digits at most, and clear the log that it came from.
    """

    code = "PM605"
    name = "card-number"
    severity = "error"
    harm = "whoever reads the report can try it"

    def find(self, text: str) -> Iterator[Sight]:
        """Numbers of an issuer's form whose check digit is right."""
        for match in _CARD.finditer(text):
            number = match[0].replace(" ", "").replace("-", "")
            issuer = _ISSUERS.match(number)
            if issuer and _passes_luhn(number):
                name = _NAMES[(issuer.lastindex or 1) - 1]
                yield Sight(match.start(), match.end(), f"a card number ({name}: {masked(number)})")


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _passes_luhn(number: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in number[::-2])) % 10 == 0
