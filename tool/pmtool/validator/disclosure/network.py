"""PM606, PM607: addresses and names inside the network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pmtool.sensitive.network import addresses, internal_hosts
from pmtool.sensitive.sight import Sight, stands_alone
from pmtool.validator.disclosure.exposed import DisclosureRule

_INSIDE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10")
_KNOWN_TO_ALL = frozenset((*_INSIDE, "169.254.169.254"))


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
        for sight in addresses(text):
            written = text[sight.start : sight.end]
            if stands_alone(text, sight, before="_.-", behind="_-") and _is_inside(written):
                yield sight._replace(called=f'the internal address "{written}"')


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
        """Names that exist inside only."""
        return internal_hosts(text)
