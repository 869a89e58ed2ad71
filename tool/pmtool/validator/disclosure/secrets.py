"""PM601, PM602: credentials and private keys."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pmtool.patterns import Pattern
from pmtool.validator.disclosure.exposed import DisclosureRule, Sight, masked

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
_LONG_WORD = Pattern(r"\S{16,2500}")
_VALUE = Pattern(r"[\w+/=.-]*")
_SHORTEST = 6
_FEW = 4
"""Different characters of a value that is only a row of `x`."""
_VALUE = Pattern(r"[\w+/=.-]*")
_FORMS = (
    ("a GitHub token", Pattern(r"\bgithub_pat_\w{22,255}")),
    ("a Google API key", Pattern(r"\bAIza[\w-]{35}(?![\w-])")),
    ("an API key", Pattern(r"\bsk-(?:proj|svcacct|ant|or)-[\w-]{20,250}")),
    ("a Vault token", Pattern(r"\bhv[bs]\.[\w-]{24,250}")),
    ("a DigitalOcean token", Pattern(r"\bdo[opr]_v1_[0-9a-f]{64}")),
    ("a bearer token", Pattern(r"\b[Bb]earer (?=[\w.+/=~-]{0,60}\d)[\w.+/=~-]{20,2000}")),
)
"""Forms that detect-secrets does not know."""
_ASSIGNED = Pattern(
    r"((?:[Pp]ass|PASS)(?i:word|wd|phrase)|[Pp]wd|PWD|[Ss]ecret|SECRET|[Tt]oken|TOKEN"
    r"|(?:[Aa]pi|API|[Aa]ccess|ACCESS|[Aa]uth|AUTH|[Aa]ccount|ACCOUNT)[_-]?(?:[Kk]ey|KEY))"
    r"(?:[_-](?i:id|key|value))?[\"'`\]]{0,2}[ \t]{0,3}(:=|=>|==?|:)[ \t]{0,3}([\"'`]?)"
    r"([^\s\"'`,;<>(){}\[\]|]{6,200})"
)
_REFERENCE = Pattern(
    r"(?i)(?:https?|vault|op|file|arn|sha\d+|env|ssm):|[$/%&]"
    r"|.*(?:\*\*\*|xxx|\.\.\.|…|redacted|placeholder|your[_-]|dummy)"
)
_NAME = Pattern(r"(?i)(?:[a-z]+(?:[-_.:/][a-z]*\d{0,4})+|v?\d[\d.:/T+-]*\w?)$")
"""Names and numbers: `payments-tls-2026`, `10:05`."""
_STATES = frozenset(
    """
    password passwd secret secrets token tokens changeme example expired missing invalid required rotated changed
    revoked leaked incorrect unknown default string hidden masked removed disabled enabled renewed refused rejected
    created
    """.split()
)
_PRIVATE = Pattern(
    r"-----BEGIN ((?:[A-Z0-9]{2,10} ){0,3})PRIVATE KEY(?: BLOCK)?-----(?:\\n|\s){0,20}"
    r"(?:(?:Proc-Type|Version|Comment|DEK-Info)\b|[A-Za-z0-9+/=]{16})"
    r"|PuTTY-User-Key-File-\d(:)"
)


class Credential(DisclosureRule):
    """A key, token or password is in the text.

    Why: a report is copied to chats, tickets and the web, and its history keeps what was deleted. A credential that was
    written down is a credential that has leaked.

    Bad::

        # Deploy stuck

        ## Summary

        The job logged in with password=Tr0mbone-Lake and found the queue locked.

    Good::

        # Deploy stuck

        ## Summary

        The job logged in with the deploy account (password rotated since) and found the queue locked.

    Fix: revoke or rotate it now, then replace it by what it was for; deleting the words alone does not undo the leak.
    """

    code = "PM601"
    name = "credential"
    severity = "error"
    harm = "whoever reads the report can use it"

    def find(self, text: str) -> Iterator[Sight]:
        """Known forms first, then whatever is called a password."""
        end = 0
        for sight in sorted([*_detected(text), *_formed(text), *_assigned(text)]):
            if sight.start >= end:
                end = sight.end
                yield sight


class PrivateKey(DisclosureRule):
    """A private key is in the text.

    Why: whoever holds it can pose as its owner, and read what was meant for them, until every copy of the public key is
    replaced.

    Bad report::

        10:02 UTC The renewal wrote the key to the log:

        -----BEGIN EXAMPLE PRIVATE KEY-----
        bm90IGEgcmVhbCBrZXksIGp1c3Qgd29yZHM=

    Good report::

        10:02 UTC The renewal wrote the private key of the load balancer to the log; the key was replaced at 10:40 UTC.

    Fix: replace the key and its certificates now, then take it out of the text.
    """

    code = "PM602"
    name = "private-key"
    severity = "error"
    harm = "whoever reads the report can pose as its owner"

    def find(self, text: str) -> Iterator[Sight]:
        """Beginnings of keys that a key follows; a header alone is only a word."""
        for match in _PRIVATE.finditer(text):
            yield Sight(match.start(), match.end(), f"a private key ({match[1].strip().lower() or 'PKCS #8'})")


def _detected(text: str) -> Iterator[Sight]:
    for word in _LONG_WORD.finditer(text):
        if _MARKS.search(word[0]):
            yield from _in_word(word[0], word.start())


def _in_word(word: str, begin: int) -> Iterator[Sight]:
    for detector in _detectors():
        secret = next(iter(detector.analyze_string(word)), None)
        if secret:
            at = word.find(secret)
            value = _VALUE.match(word, at)
            end = max(at + len(secret), value.end() if value else 0)  # some detectors give the first letters only
            if not _is_placeholder(word[at:end]):
                yield Sight(begin + at, begin + end, f"a credential ({detector.secret_type}: {masked(word[at:end])})")


@cache
def _detectors() -> tuple[Any, ...]:
    from importlib import import_module

    return tuple(
        getattr(import_module(f"detect_secrets.plugins.{module}"), name)() for module, name in _DETECTORS.items()
    )


def _formed(text: str) -> Iterator[Sight]:
    for called, form in _FORMS:
        for match in form.finditer(text):
            if not _is_placeholder(match[0]):
                yield Sight(match.start(), match.end(), f"{called} ({masked(match[0])})")


def _assigned(text: str) -> Iterator[Sight]:
    for match in _ASSIGNED.finditer(text):
        keyword, operator, quote, value = match.groups()
        is_password = keyword.lower().startswith("pass") or keyword.lower() == "pwd"
        if _is_secret(value.rstrip(".:!?"), is_password and (bool(quote) or operator != ":")):
            yield Sight(match.start(4), match.end(4), f"a {keyword.lower()} ({masked(match[4])})")


def _is_secret(value: str, may_be_a_word: bool) -> bool:
    if len(value) < _SHORTEST or _is_placeholder(value):
        return False
    is_mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return value.isascii() and (may_be_a_word or (is_mixed and not _NAME.match(value)))


def _is_placeholder(value: str) -> bool:
    return len(set(value)) <= _FEW or value.lower() in _STATES or bool(_REFERENCE.match(value))
