"""The offline engine: fills the postmortem from layout and language alone. Every word is the report's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pmtool import __version__
from pmtool.engines.offline.actions import action_items
from pmtool.engines.offline.causes import causes
from pmtool.engines.offline.furniture import without_furniture
from pmtool.engines.offline.header import header
from pmtool.engines.offline.milestones import milestones
from pmtool.engines.offline.moments import Moment, listed_moments, prose_moments
from pmtool.engines.offline.passages import Passage, read
from pmtool.engines.offline.sections import sections
from pmtool.engines.offline.stated import labelled
from pmtool.engines.offline.timeline import timeline
from pmtool.engines.offline.updates import messages, posts_of, status_updates, update_spans
from pmtool.grounding.coverage import coverage
from pmtool.grounding.evidence import evidence
from pmtool.model import Document, Evidence, Mention, Postmortem, RunInfo, Source, StatusUpdate
from pmtool.model.walk import statements

__all__ = ["structure"]

_NO_COURSE = frozenset({"action_items", "lessons", "open_questions", "status_updates", "history"})
"""Topics under which times are due dates and the like."""


def structure(documents: Sequence[Document], ledgers: Mapping[str, Sequence[Mention]]) -> Postmortem:
    """The postmortem of one incident. `ledgers` holds the time mentions of each document by its id."""
    passages: list[Passage] = []
    moments: list[Moment] = []
    updates: list[StatusUpdate] = []
    for document in documents:
        mentions = ledgers[document.id]
        posts = posts_of(document, mentions)
        spans = update_spans(document, posts)
        own = without_furniture(read(document, spans))
        passages += own
        moments += _moments(document, mentions, own)
        updates += [*status_updates(document, mentions, posts), *messages(own, spans)]
    head = header(documents)
    why = causes(passages, head.titles)
    told = sections(passages, why.passages)
    events, actions = timeline(moments), action_items(passages)
    postmortem = Postmortem(
        title=head.title,
        organization=head.organization,
        incident_id=head.incident_id,
        severity=head.severity,
        status=head.status,
        authors=head.authors,
        services=head.services,
        regions=head.regions,
        summary=told.summary,
        impact=told.impact,
        detection=told.detection,
        trigger=why.trigger,
        root_cause=why.root_cause,
        resolution=told.resolution,
        contributing_factors=why.contributing_factors,
        went_well=told.went_well,
        went_wrong=told.went_wrong,
        got_lucky=told.got_lucky,
        lessons=told.lessons,
        milestones=milestones(documents, ledgers, events, updates),
        timeline=events,
        status_updates=tuple(updates),
        action_items=actions,
        open_questions=told.open_questions,
        sources=tuple(
            Source(id=d.id, name=d.name, media_type=d.media_type, sha256=d.sha256, length=len(d.text))
            for d in documents
        ),
        run=RunInfo(engine="offline", pmtool_version=__version__, warnings=_doubts(documents, ledgers)),
    )
    labels = [found for d in documents for found in _labels(d, ledgers[d.id])]
    return _with_coverage(postmortem, documents, [*head.evidence, *labels])


def _moments(document: Document, mentions: Sequence[Mention], passages: Sequence[Passage]) -> list[Moment]:
    timelines = frozenset(p.block.index for p in passages if "timeline" in p.topics)
    outside = frozenset(p.block.index for p in passages if _NO_COURSE.intersection(p.topics[:1]))
    listed = listed_moments(document, mentions, timelines, outside)
    return [*listed, *prose_moments(passages, mentions, listed)]


def _with_coverage(postmortem: Postmortem, documents: Sequence[Document], more: Sequence[Evidence]) -> Postmortem:
    cited = (evidence for statement in statements(postmortem) for evidence in statement.evidence)
    return replace(postmortem, coverage=coverage(documents, [*cited, *more]))


def _labels(document: Document, mentions: Sequence[Mention]) -> Iterator[Evidence]:
    """Where the report names milestones beside their times."""
    for _, mention in labelled(document, mentions):
        if block := document.block_at(mention.start):
            yield evidence(document, block.start, block.end)


def _doubts(documents: Sequence[Document], ledgers: Mapping[str, Sequence[Mention]]) -> tuple[str, ...]:
    """What the ledger doubts, for people to look at."""
    return tuple(f"{d.name}: {m.text!r}: {note}" for d in documents for m in ledgers[d.id] for note in m.notes)
