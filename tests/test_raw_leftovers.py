"""What a raw report says in vain is told as whoever reads that report can use it."""

from __future__ import annotations

import pytest

from pmtool import Coverage, Postmortem, UnplacedSegment
from pmtool.validator import Record, check


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (1, '1 part of the report found no place in the postmortem: "Floor 0"'),
        (3, '3 parts of the report found no place in the postmortem: "Floor 0", "Floor 1", "Floor 2"'),
        (5, '5 parts of the report found no place in the postmortem: "Floor 0", "Floor 1", "Floor 2", and 2 more'),
    ],
)
def test_one_finding_names_the_first_parts(count: int, says: str) -> None:
    segments = tuple(
        UnplacedSegment(id=f"S{n}", source="R1", start=n, end=n + 1, text=f"Floor {n}") for n in range(count)
    )
    record = Record(Postmortem(coverage=Coverage(segments=9, unplaced=count, unplaced_segments=segments)), raw=True)
    [finding] = check(record, select=["PM221"]).findings
    assert finding.message == says
    assert finding.fix.startswith("Place it in a section")
