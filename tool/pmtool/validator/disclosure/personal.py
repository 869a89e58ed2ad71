"""PM603–PM605: how to reach a person, and how they pay."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.sensitive.personal import cards, mailboxes, phones
from pmtool.sensitive.sight import Sight, stands_alone
from pmtool.validator.disclosure.exposed import DisclosureRule

_FILES = frozenset("png jpg jpeg gif svg webp js css py md txt json yaml yml".split())
_ROLES = frozenset(
    """
    git hg svn noreply no-reply donotreply do-not-reply support help info contact security abuse status press sales
    feedback privacy postmaster webmaster hostmaster noc hello legal
    """.split()
)
"""Mailboxes that are there for everybody, or for nobody."""
_PORT_OR_PATH = Pattern(r"[@_-]|:[\w/~]")
_FICTION = Pattern(r"555[-. ]?01\d\d$")
_WORD = Pattern(r"\w")
_LONGER = Pattern(r"[\w-]|[.:/]\w")


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
        """Mailboxes of one person."""
        return (sight for sight in mailboxes(text) if _is_personal(text, sight))


def _is_personal(text: str, sight: Sight) -> bool:
    local, _, domain = text[sight.start : sight.end].partition("@")
    if local.lower() in _ROLES or local[:8].isdigit() or domain.rpartition(".")[2].lower() in _FILES:
        return False
    if _PORT_OR_PATH.match(text, sight.end):
        return False
    is_link = text.endswith("mailto:", 0, sight.start)
    return is_link or stands_alone(text, sight, before="/@:")  # else a user in an address of the web


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
        """Numbers that could ring somewhere, and are not a part of something longer."""
        for sight in phones(text):
            if stands_alone(text, sight, before=",:/#=") and not _FICTION.search(text, sight.start, sight.end):
                yield sight


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
        """Numbers that are not a part of something longer."""
        for sight in cards(text):
            is_part = _WORD.match(text, max(sight.start - 1, 0), sight.start) or _LONGER.match(text, sight.end)
            if stands_alone(text, sight, before=".,:/#=+-") and not is_part:
                yield sight
