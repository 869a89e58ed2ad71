"""PM6xx: does it give away what must stay inside?"""

from __future__ import annotations

from pmtool.validator.disclosure.network import InternalAddress, InternalHost
from pmtool.validator.disclosure.personal import CardNumber, EmailAddress, PhoneNumber
from pmtool.validator.disclosure.secrets import Credential, PrivateKey
from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = (
    Credential(),
    PrivateKey(),
    EmailAddress(),
    PhoneNumber(),
    CardNumber(),
    InternalAddress(),
    InternalHost(),
)
