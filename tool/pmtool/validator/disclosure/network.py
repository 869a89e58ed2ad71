"""PM606, PM607: addresses and names inside the network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pmtool.patterns import Pattern
from pmtool.validator.disclosure.exposed import DisclosureRule, Sight

_V4 = Pattern(r"(?<![\w.-])(?:10|100|169|172|192)(?:\.\d{1,3}){3}(/\d{1,2}\b)?(?![\w-]|\.\d)")
_V6 = Pattern(r"(?i)(?<![\w:.])(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):[0-9a-f:]{2,39}(?![\w])")
_INSIDE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10")
_KNOWN_TO_ALL = frozenset((*_INSIDE, "169.254.169.254"))
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


class InternalAddress(DisclosureRule):
    """An address of the internal network is in the text.

    Why: addresses draw a map of what stands behind the firewall, for readers who want to get there.

    Bad::

        # Replica lost

        ## Root cause

        The primary could not reach 10.20.3.14 after the route was withdrawn.

    Good::

        # Replica lost

        ## Root cause

        The primary could not reach its replica in the second zone after the route was withdrawn. Both run
        version 10.2.3.4 of the server, which keeps no second route.

    Fix: name what the machine does instead, or the network it is in.
    """

    code = "PM606"
    name = "internal-address"
    severity = "info"
    harm = "it tells how the inside is laid out"

    def find(self, text: str) -> Iterator[Sight]:
        """Private, shared and link-local addresses and networks."""
        for match in (*_V4.finditer(text), *_V6.finditer(text)):
            written = match[0].rstrip(":")
            if _is_inside(written) and not _VERSION.search(text, max(0, match.start() - _BEFORE), match.start()):
                yield Sight(match.start(), match.start() + len(written), f'the internal address "{written}"')


@lru_cache(maxsize=1024)
def _is_inside(written: str) -> bool:
    from ipaddress import ip_address, ip_network

    try:
        address = ip_address(written.partition("/")[0])
    except ValueError:
        return False
    return written not in _KNOWN_TO_ALL and any(address in ip_network(network) for network in _INSIDE)


class InternalHost(DisclosureRule):
    """The name of an internal host is in the text.

    Why: host names tell which machines, products and places there are, and how the next ones are called.

    Bad::

        # Sign-in slow

        ## Root cause

        All sessions went to redis-sessions-02.prod.internal.

    Good::

        # Sign-in slow

        ## Root cause

        All sessions went to one of the three session stores.

    Fix: name what the host does instead.
    """

    code = "PM607"
    name = "internal-host"
    severity = "info"
    harm = "it tells how the inside is laid out"

    def find(self, text: str) -> Iterator[Sight]:
        """Names below domains that exist inside only, and names that a cloud makes of private addresses."""
        for match in _SUFFIX.finditer(text):
            start = match.start()
            while start > max(match.start() - _LONGEST, 0) and text[start - 1] in _LABELS:
                start -= 1
            name = text[start : match.end()]
            is_known = name.lower() in _NO_HOSTS or name.startswith(_PACKAGES)
            is_told_elsewhere = name.startswith("ip-") or text[max(start - 1, 0)] == "@"
            if name[0].isalnum() and not is_known and not is_told_elsewhere:
                yield Sight(start, match.end(), f'the internal host "{name}"')
        for match in _CLOUD.finditer(text):
            yield Sight(match.start(), match.end(), f'the internal host "{match[0]}"')
