"""Keys and tokens that are known by their makers' own forms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pmtool.patterns import Pattern
from pmtool.sensitive.sight import Sight, masked

_DETECTORS = {
    "aws": "AWSKeyDetector",
    "azure_storage_key": "AzureStorageKeyDetector",
    "basic_auth": "BasicAuthDetector",
    "discord": "DiscordBotTokenDetector",
    "github_token": "GitHubTokenDetector",
    "gitlab_token": "GitLabTokenDetector",
    "jwt": "JwtTokenDetector",
    "mailchimp": "MailchimpDetector",
    "npm": "NpmDetector",
    "openai": "OpenAIDetector",
    "pypi_token": "PypiTokenDetector",
    "sendgrid": "SendGridDetector",
    "slack": "SlackDetector",
    "square_oauth": "SquareOAuthDetector",
    "stripe": "StripeDetector",
    "telegram_token": "TelegramBotTokenDetector",
    "twilio": "TwilioKeyDetector",
}
"""Those of detect-secrets that know a maker's own form. Entropy and names of variables are for source code."""
_MARKS = Pattern(
    r"(?:AKIA|ASIA|ABIA|ACCA|A3T)[A-Z0-9]{16}|AccountKey=|gh[opusr]_\w{30}|xox[a-z]-|hooks\.slack\.com/|[rs]k_live_"
    r"|gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent|oas)-[\w-]{20}|GR1348941|T3BlbkFJ|SG\.[\w-]{22}|pypi-Ag|_authToken="
    r"|sq0csp-|(?<!\d)\d{8,10}:[\w-]{35}|(?<![0-9a-z])[0-9a-z]{32}-us\d|(?:AC|SK)[a-z0-9]{32}"
    r"|(?<![\w-])(?:[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27}|eyJ[\w-]{8,2000}\.eyJ)"
    r"|://[^\s:/?#@\[\]]{1,100}:[^\s:/?#@\[\]]{1,100}@"
)
"""Where one of the detectors may find something: importing them takes longer than all other rules together."""
_LONG_WORD = Pattern(r"\S{16,}")
_STEP = 2000
"""Characters from one look at a very long word to the next; each look sees as many again."""
_VALUE = Pattern(r"[\w+/=.-]*")
_FORMS = (
    ("a GitHub token", Pattern(r"\bgithub_pat_\w{22,255}")),
    ("a Google API key", Pattern(r"\bAIza[\w-]{35}(?![\w-])")),
    ("an API key", Pattern(r"\bsk-(?:proj|svcacct|ant|or)-[\w-]{20,250}")),
    ("a Vault token", Pattern(r"\bhv[bs]\.[\w-]{24,250}")),
    ("a DigitalOcean token", Pattern(r"\bdo[opr]_v1_[0-9a-f]{64}")),
    ("a bearer token", Pattern(r"\b[Bb]earer ((?=[\w.+/=~-]{0,60}\d)[\w.+/=~-]{20,2000})")),
)
"""Forms that detect-secrets does not know."""


def made(text: str) -> Iterator[Sight]:
    """Whatever has a maker's form, placeholders among it; in no order."""
    for word in _LONG_WORD.finditer(text):
        for start in range(word.start(), max(word.start() + 1, word.end() - _STEP), _STEP):
            piece = text[start : min(start + 2 * _STEP, word.end())]
            if _MARKS.search(piece):
                yield from _detected(piece, start)
    for called, form in _FORMS:
        for match in form.finditer(text):
            group = match.lastindex or 0
            yield Sight(match.start(group), match.end(group), "secret", f"{called} ({masked(match[0])})")


def _detected(word: str, begin: int) -> Iterator[Sight]:
    for detector in _detectors():
        end = 0
        for secret in detector.analyze_string(word):
            at = word.find(secret, end)
            if at < 0:
                continue  # a part of the one before
            value = _VALUE.match(word, at)
            end = max(
                at + len(secret), at + len(value[0].rstrip(".")) if value else 0
            )  # some detectors give the first letters only
            called = f"a credential ({detector.secret_type}: {masked(word[at:end])})"
            yield Sight(begin + at, begin + end, "secret", called)


@cache
def _detectors() -> tuple[Any, ...]:
    from importlib import import_module

    return tuple(
        getattr(import_module(f"detect_secrets.plugins.{module}"), name)() for module, name in _DETECTORS.items()
    )
