"""Which findings people let stand."""

from __future__ import annotations

from collections.abc import Iterable

from pmtool.model import Ignore
from pmtool.model.finding import Finding


class Ignores:
    """A postmortem's ignores, by what they are about: there may be many, of many findings. Only those with a reason
    count."""

    def __init__(self, ignores: Iterable[Ignore]) -> None:
        self._by_place: dict[tuple[str, str], Ignore] = {}
        for ignore in ignores:
            if ignore.reason.strip():
                self._by_place.setdefault((ignore.path, ignore.code), ignore)

    def of(self, finding: Finding) -> Ignore | None:
        """The nearest ignore that lets a finding stand."""
        path = finding.path if self._by_place else ""
        while True:
            for length in range(len(finding.code), 0, -1):
                if ignore := self._by_place.get((path, finding.code[:length])):
                    return ignore
            if not path:
                return None
            path = path.rpartition("/")[0]
