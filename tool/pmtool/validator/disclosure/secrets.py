"""PM601, PM602: credentials and private keys."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.sensitive.keys import private_keys
from pmtool.sensitive.secrets import credentials
from pmtool.sensitive.sight import Sight
from pmtool.validator.disclosure.exposed import DisclosureRule


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
        """What surely is one."""
        return credentials(text)


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
        """Beginnings of keys."""
        return private_keys(text)
