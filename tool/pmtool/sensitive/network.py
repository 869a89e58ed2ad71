"""Addresses and names of machines."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.sensitive.sight import Sight

_V4 = Pattern(r"(?<![^\W_])(?<!\d\.)\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2}\b)?(?![^\W_]|-[^\W\d_]|\.\d)")
_V6 = Pattern(r"(?i)(?<![\w:.])[0-9a-f:]{2,39}+(?!\w|\.\d)")
_VERSION = Pattern(
    r"(?i)(?:\bv|versions?|releases?|build|firmware|patch|driver|tag|[=<>~^!]=|(?:up|down)grad\w+(?: \S{1,20}){0,2}"
    r"(?: from| to)(?: [\d.]{5,15} to)?)[ :]?$"
)
_BEFORE = 50
_SUFFIX = Pattern(r"\.(?:internal|local|corp|lan|intranet|localdomain|home\.arpa)(?![\w-]|\.\w|\()")
_CLOUD = Pattern(r"(?<![\w.-])ip-(?:\d{1,3}-){3}\d{1,3}(?![\w-])(?:\.[\w-]{1,63}){0,6}")
_LABELS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
_LONGEST = 253
_NO_HOSTS = frozenset(
    """
    metadata.google.internal host.docker.internal gateway.docker.internal kubernetes.docker.internal cluster.local
    svc.cluster.local kubernetes.default.svc.cluster.local rc.local settings.local config.local env.local
    """.split()
)
"""Names that are the same everywhere, and files."""
_PACKAGES = ("com.", "org.", "io.", "net.", "dev.", "self.", "this.", "java.", "sun.")


def addresses(text: str) -> Iterator[Sight]:
    """Addresses and networks of IPv4 and IPv6, inside and outside; no versions."""
    for match in _V4.finditer(text):
        octets = match[0].partition("/")[0].split(".")
        if all(int(octet) < 256 for octet in octets) and not _is_version(text, match.start()):
            yield Sight(match.start(), match.end(), "ip", f'the address "{match[0]}"')
    for match in _V6.finditer(text):
        written = match[0] if match[0].endswith("::") else match[0].rstrip(":")
        if _is_v6(written) and not _is_version(text, match.start()):
            yield Sight(match.start(), match.start() + len(written), "ip", f'the address "{written}"')


def _is_version(text: str, start: int) -> bool:
    return bool(_VERSION.search(text, max(0, start - _BEFORE), start))


def _is_v6(written: str) -> bool:
    if ("::" not in written and written.count(":") != 7) or not any(c.isdigit() for c in written):
        return False  # most likely a clock time, or names in a program
    from ipaddress import IPv6Address

    try:
        IPv6Address(written)
    except ValueError:
        return False
    return True


def internal_hosts(text: str) -> Iterator[Sight]:
    """Names below domains that exist inside only, and names that a cloud makes of private addresses."""
    for match in _SUFFIX.finditer(text):
        start = match.start()
        while start > max(match.start() - _LONGEST, 0) and text[start - 1] in _LABELS:
            start -= 1
        name = text[start : match.end()]
        is_known = name.lower() in _NO_HOSTS or name.startswith(_PACKAGES)
        is_told_elsewhere = name.startswith("ip-") or text[max(start - 1, 0)] == "@"
        if name[0].isalnum() and not is_known and not is_told_elsewhere:
            yield Sight(start, match.end(), "host", f'the internal host "{name}"')
    for match in _CLOUD.finditer(text):
        yield Sight(match.start(), match.end(), "host", f'the internal host "{match[0]}"')
