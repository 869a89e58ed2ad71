"""Actions that no heading announces: lists of orders, paragraphs of measures, sentences that tell a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pmtool.engines.offline import action_cues, cues
from pmtool.engines.offline import action_language as language
from pmtool.engines.offline.lexicon import Topic
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import phrases

Group = Sequence[Passage]
"""The passages of one action: a list item with what stands below it, a row, a sentence."""

_ACCOUNT: frozenset[Topic] = frozenset({"narrative", "summary", "resolution", "root_cause", "whys"})
"""Sections that hold actions as well, for want of a heading of their own."""
_ELSEWHERE: frozenset[Topic] = frozenset(
    {"timeline", "status_updates", "went_well", "got_lucky", "detection", "header", "other", "background"}
)
"""Sections whose orders and plans are none for the time after."""
_OURS = frozenset(
    {"we", "we're", "we've", "we'll", "our", "us", "i", "i'm", "i'll", "i've", "team", "teams", "engineers"}
)
_ASKING = frozenset({"do", "does", "did", "why", "what", "how", "who", "is", "are", "was", "were"})
_MOST = 0.6
"""Share of a list's or paragraph's entries that tell measures for it to be one of measures."""
_CLOSING = 0.6
"""Share of a report behind which it tells what has changed since."""
_ACCOUNTS = 0.6
"""Share of a page below which it is one of posts, whose last may tell of measures."""
_FEWEST_ORDERS = 3
"""Orders in a row that make a list of them in a section on something else."""


def blocks_of_measures(groups: Sequence[Group]) -> Iterator[Group]:
    """Lists and paragraphs of the account that tell of nothing but measures, and task lists wherever they stand."""
    tasks = {_list_of(g[0]) for g in groups if g[0].block.checked is not None}
    for g in groups:
        is_sibling = _list_of(g[0]) in tasks and g[0].block.kind == "item" and language.is_order(g[0].words)
        if g[0].block.checked is not None or is_sibling:
            yield g
    for _, members in groupby(groups, key=lambda g: (_list_of(g[0]), g[0].block.kind, g[0].topics)):
        entries = list(members)
        if entries[0][0].block.kind == "item" and len(entries) > 1 and _is_account(entries[0][0]):
            orders = [g for g in entries if language.is_order(g[0].words)]
            if len(orders) >= _MOST * len(entries):
                yield from (g for g in orders if is_sound(g[0]))
    for sentences in _paragraphs(groups):
        planned = [_is_plan(g[0]) for g in sentences]
        only = all(plan or _is_ours(g[0]) for g, plan in zip(sentences, planned, strict=True))
        if only and any(planned) and _is_account(sentences[0][0]):
            yield from (g for g in sentences if is_sound(g[0]))


def besides_a_section(groups: Sequence[Group]) -> Iterator[Group]:
    """Plans for the future that are told outside the report's section on actions."""
    for group in groups:
        p = group[0]
        if _may_tell(p) and _has_purpose(p) and _is_plan(p) and not _OURS.isdisjoint(p.words):
            yield group


def instead_of_a_section(groups: Sequence[Group]) -> Iterator[Group]:
    """What a report tells of measures that has no section for them."""
    account = [g for g in groups if "status_updates" not in g[0].topics]
    if len(account) < _ACCOUNTS * len(groups):
        yield from _of_posts(groups)
    closing = int(_CLOSING * len(account))
    for i, group in enumerate(account):
        if _may_tell(group[0]) and (_tells(group[0]) or (i >= closing and language.is_in_place(group[0].words))):
            yield group
    for is_run, members in groupby(groups, key=lambda g: _is_anywhere(g[0]) and language.is_order(g[0].words)):
        orders = list(members)
        if is_run and len(orders) >= _FEWEST_ORDERS:
            yield from orders
    for sentences in _paragraphs(groups):
        measures = [g for g in sentences if is_sound(g[0]) and language.tells_measure(g[0].words)]
        if any(_is_plan(g[0]) for g in measures) and len(measures) >= _MOST * len(sentences):
            yield from measures


def _of_posts(groups: Sequence[Group]) -> Iterator[Group]:
    """What the post that closes the incident tells of measures."""
    for _, members in groupby(groups, key=lambda g: (_list_of(g[0]), g[0].block.index)):
        sentences = list(members)
        if not any("resolved" in g[0].words for g in sentences):
            continue
        for g in sentences:
            is_ours = not _OURS.isdisjoint(g[0].words) and _is_plan(g[0])
            if is_sound(g[0]) and (is_ours or language.is_in_place(g[0].words)):
                yield g


def is_sound(p: Passage) -> bool:
    """Whether it tells something by itself, rather than being polite or announcing what follows."""
    if (
        p.leads_in
        or (p.text.rstrip("*_").endswith("?") and not (p.listed and _ASKING.isdisjoint(p.words[:1])))
        or (language.is_polite(p.words) and not _is_ordered(p))
        or (not p.listed and language.is_elaboration(p.words))
    ):
        return False
    return p.listed or not language.is_announcement(p.words)


def _is_ordered(p: Passage) -> bool:
    """`Publish the results` in a list of actions: an order to ourselves, no promise."""
    is_order = p.listed and p.block.kind == "item" and "action_items" in p.topics and language.is_order(p.words)
    return is_order and not phrases(cues.PLEASANTRIES).occur(p.words)


def _tells(p: Passage) -> bool:
    """A measure by its words alone."""
    if _is_plan(p):
        return _has_purpose(p) or not _OURS.isdisjoint(p.words)
    if language.is_doing(p.words):
        return _has_purpose(p) or "we" in p.words
    return language.is_done(p.words) and _has_purpose(p)


def _may_tell(p: Passage) -> bool:
    if p.block.kind not in ("item", "paragraph") or not is_sound(p):
        return False
    return _is_account(p) or "lessons" in p.topics


def _paragraphs(groups: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """Sentences by their paragraph, where it has several and a topic that allows for measures."""
    for _, members in groupby(groups, key=lambda g: (_list_of(g[0]), g[0].block.index)):
        sentences = list(members)
        first = sentences[0][0]
        if first.block.kind == "paragraph" and len(sentences) > 1 and _ELSEWHERE.isdisjoint(first.topics):
            yield sentences


def _is_plan(p: Passage) -> bool:
    return phrases(action_cues.PLAN).occur(p.words) or (_has_purpose(p) and "will" in p.words)


def _is_ours(p: Passage) -> bool:
    return is_sound(p) and language.tells_measure(p.words) and ("now" in p.words or not _OURS.isdisjoint(p.words))


def _has_purpose(p: Passage) -> bool:
    return phrases(action_cues.PURPOSE).occur(p.words)


def _is_account(p: Passage) -> bool:
    return not p.topics or not _ACCOUNT.isdisjoint(p.topics)


def _is_anywhere(p: Passage) -> bool:
    return p.block.kind == "item" and is_sound(p) and _ELSEWHERE.isdisjoint(p.topics)


def _list_of(p: Passage) -> tuple[str, int]:
    return p.document.id, p.block.run
