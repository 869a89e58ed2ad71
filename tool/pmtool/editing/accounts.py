"""What becomes of the sources' segments while a draft is edited: what nothing cites any more is unplaced again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pmtool.grounding.coverage import cited_segments, coverage
from pmtool.model import Coverage, Document, Evidence, Postmortem, UnplacedSegment
from pmtool.model.walk import statements


@dataclass(frozen=True)
class Accounts:
    """The segments of the sources, and which of them no statement needs to cite."""

    documents: tuple[Document, ...]
    opening: Coverage
    """As the draft was opened."""
    excused: frozenset[str]
    """Ids of segments that nothing cited then, and that were no loss: read into the head, duplicates, boilerplate."""

    def recounted(self, postmortem: Postmortem) -> Coverage:
        """The coverage of the postmortem as its evidence stands."""
        cited = cited_segments(self.documents, _evidence(postmortem))
        unplaced = tuple(
            UnplacedSegment(id=s.id, source=d.id, start=s.start, end=s.end, text=d.quote(s))
            for d in self.documents
            for s in d.segments
            if s.id not in cited and s.id not in self.excused
        )
        kept = self.opening
        used = kept.segments - kept.duplicate - kept.boilerplate - len(unplaced)
        return replace(kept, used=used, unplaced=len(unplaced), unplaced_segments=unplaced)


def accounts(postmortem: Postmortem, documents: tuple[Document, ...]) -> Accounts:
    """The accounts of a draft as it is opened; a postmortem that has none yet gets them."""
    total = sum(len(document.segments) for document in documents)
    opening = postmortem.coverage
    if opening.segments != total:
        opening = coverage(documents, list(_evidence(postmortem)))
    open_ids = {segment.id for segment in opening.unplaced_segments}
    cited = cited_segments(documents, _evidence(postmortem))
    excused = (s.id for d in documents for s in d.segments if s.id not in cited and s.id not in open_ids)
    return Accounts(documents, opening, frozenset(excused))


def _evidence(postmortem: Postmortem) -> Iterable[Evidence]:
    return (e for statement in statements(postmortem) for e in statement.evidence if e.status != "missing")
