"""Text as it may be shown: findings end up in terminals, logs and baselines, and must not carry a secret there."""

from __future__ import annotations

from pmtool.validator.disclosure.personal import CardNumber
from pmtool.validator.disclosure.secrets import Credential, PrivateKey

_SECRETS = (Credential(), PrivateKey(), CardNumber())
_DOT = "•"


def masked(text: str) -> str:
    """The text with a dot for each character of a secret; as long as before."""
    for secret in _SECRETS:
        for sight in secret.find(text):
            text = text[: sight.start] + _DOT * (sight.end - sight.start) + text[sight.end :]
    return text
