"""Action items: the lists, tables and sentences that tell what was or will be done so that it does not happen again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, pairwise

from pmtool.engines.offline import action_fields as fields
from pmtool.engines.offline import cues
from pmtool.engines.offline.claims import clean, evidence_of
from pmtool.engines.offline.lexicon import Topic
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import Phrases, phrases, valued, words_of
from pmtool.model import ActionItem, Block, Document
from pmtool.model.postmortem import ActionState

Group = Sequence[Passage]
"""The passages of one action: a list item with what stands below it, a row, a sentence."""

_UNHEADED: frozenset[Topic] = frozenset({"narrative", "summary", "resolution", "root_cause"})
"""Sections whose lists of orders are actions, for want of a heading of their own."""
_TELLS_ACTIONS: frozenset[Topic] = frozenset({"narrative", "summary", "resolution", "root_cause", "lessons"})
_OURS = frozenset("we we're we've we'll our us i i'm i'll i've team teams engineers".split())  # noqa: SIM905
_MODALS = frozenset({"should", "will", "must", "i'll", "we'll"})
_PARTICIPLES = frozenset({"been", "had", "caught", "seen", "known", "done", "made", "taken", "run", "gone", "set"})
_MOST_ORDERS = 0.6
"""Share of a list's entries that open with an order for the list to be one of actions."""


def action_items(passages: Sequence[Passage]) -> tuple[ActionItem, ...]:
    """The actions in the order of the report, each wording once."""
    groups = list(_groups(passages))
    unheaded = _lists_of_orders(groups) | _paragraphs_of_plans(groups)
    lengths = Counter((g[0].document.id, g[0].block.run) for g in groups)
    headed = {
        id(g)
        for g in groups
        if _is_headed_action(g, lengths[g[0].document.id, g[0].block.run])
        or (g[0].block in unheaded and _is_sound(g[0]))
    }
    told = {id(g) for g in groups if _is_told_action(g, strict=bool(headed))}
    chosen = (g for g in groups if id(g) in headed | told)
    items = (_table_item(g[0]) if _columns(g[0].document, g[0].block) else _item(g) for g in chosen)
    return tuple({" ".join(words_of(item.text)): item for item in items if item.text}.values())


# -- grouping


def _groups(passages: Sequence[Passage]) -> Iterator[Group]:
    """List items whole, with details below them; other passages one by one."""
    pending: list[Passage] = []
    for _, same_block in groupby(passages, key=lambda p: (p.document.id, p.block.index)):
        block = list(same_block)
        if block[0].block.kind == "item":
            if pending and _is_detail(block, pending):
                pending += block
            else:
                if pending:
                    yield pending
                pending = block
            continue
        if pending:
            yield pending
            pending = []
        yield from ([p] for p in block)
    if pending:
        yield pending


def _is_detail(block: Group, parent: Group) -> bool:
    """Whether a deeper list item only tells more about the one above it."""
    above = parent[0]
    if block[0].block.level <= above.block.level or above.block.run != block[0].block.run or parent[-1].leads_in:
        return False
    return bool(_field(block[0].text)) or not (_reads_as_action(block[0].words) or block[0].block.checked is not None)


def _field(text: str) -> str | None:
    """The role of a line such as `Owner: …`."""
    label, colon, _ = text.partition(":")
    words = words_of(label)
    return next((f.value for f in _roles().find(words)), None) if colon and 0 < len(words) <= 2 else None


# -- judging


def _is_headed_action(group: Group, entries: int) -> bool:
    """An action by the place it stands at; `entries` is the length of its list."""
    first = group[0]
    if first.block.kind == "row":
        if _columns(first.document, first.block):
            return first.block.index != _header(first.document, first.block.run)
        return "action_items" in first.topics and entries > 1 and len(first.words) > 2
    if first.block.kind not in ("item", "paragraph", "quote") or not _is_sound(first):
        return False
    is_entry = first.listed and len(first.words) > 1 and entries > 1 and not first.words[0].isdigit()
    if "remediation" in first.topics:
        return is_entry or _is_plan(first.words) or fields.is_doing(first.words) or _done().occur(first.words)
    if "action_items" not in first.topics:
        return False
    return is_entry or (first.labelled and len(first.words) > 3) or _reads_as_action(first.words)


def _is_told_action(group: Group, strict: bool) -> bool:
    """An action by its words alone; `strict` where the report has a section for them."""
    first = group[0]
    if first.block.kind not in ("item", "paragraph") or not _is_sound(first):
        return False
    if first.topics and not _TELLS_ACTIONS.intersection(first.topics):
        return False
    words = first.words
    ours = not _OURS.isdisjoint(words)
    purpose = _purpose().occur(words)
    if strict:
        return purpose and ours and _plan().occur(words)
    if _plan().occur(words):
        return ours or purpose
    return (fields.is_doing(words) and (purpose or "we" in words)) or (purpose and _done().occur(words))


def _is_sound(p: Passage) -> bool:
    """Neither a pleasantry nor news about the report itself."""
    return not (p.leads_in or _pleasantries().occur(p.words) or _communication().occur(p.words))


def _lists_of_orders(groups: Sequence[Group]) -> set[Block]:
    """Items of lists without a heading that are told as orders."""
    found: set[Block] = set()
    lists = groupby(groups, key=lambda g: (g[0].document.id, g[0].block.run, g[0].block.kind, g[0].topics))
    for (_, _, kind, topics), members in lists:
        entries = [g[0] for g in members]
        if kind == "item" and len(entries) > 1 and (not topics or _UNHEADED.intersection(topics)):
            orders = [p for p in entries if _imperatives().opens(p.words)]
            if len(orders) >= _MOST_ORDERS * len(entries):
                found.update(p.block for p in orders)
    return found


def _paragraphs_of_plans(groups: Sequence[Group]) -> set[Block]:
    """Paragraphs without a heading whose sentences all tell of measures, one at least of a planned one."""
    found: set[Block] = set()
    for block, members in groupby(groups, key=lambda g: g[0].block):
        sentences = [g[0] for g in members]
        topics = sentences[0].topics
        if block.kind == "paragraph" and len(sentences) > 1 and (not topics or _UNHEADED.intersection(topics)):
            planned = [_plan().occur(p.words) for p in sentences]
            if any(planned) and all(_is_ours(p) or plan for p, plan in zip(sentences, planned, strict=True)):
                found.add(block)
    return found


def _is_ours(p: Passage) -> bool:
    return _is_sound(p) and _reads_as_action(p.words) and not _OURS.isdisjoint(p.words)


def _reads_as_action(words: Sequence[str]) -> bool:
    """Whether, in a section on measures, a sentence tells one."""
    return (
        _imperatives().opens(words)
        or _is_plan(words)
        or "now" in words
        or fields.is_doing(words)
        or _done().occur(words)
        or fields.is_passive(words)
    )


def _is_plan(words: Sequence[str]) -> bool:
    return _plan().occur(words) or (not _MODALS.isdisjoint(words) and not _regrets(words))


def _regrets(words: Sequence[str]) -> bool:
    """`should have been caught`: what was not done."""
    return any(
        pair == ("should", "have") and (after.endswith("ed") or after in _PARTICIPLES)
        for pair, after in zip(pairwise(words), words[2:], strict=False)
    )


# -- building


def _item(group: Group) -> ActionItem:
    details = {role: p for p in group[1:] if (role := _field(p.text))}
    told = [p for p in group if p not in details.values()]
    text = " ".join(clean(p.text) for p in told)
    words = words_of(text)
    raw = " ".join(p.text for p in told)

    def value(role: str) -> str | None:
        return clean(details[role].text.partition(":")[2]) or None if role in details else None

    return ActionItem(
        text=text,
        type=fields.kind(words),
        owner=value("owner") or fields.owner(raw),
        priority=value("priority") or fields.priority(raw),
        due=fields.as_date(found) if (found := value("due")) else fields.due(raw),
        tracker=value("tracker") or fields.tracker(raw),
        state=fields.state(value("state") or raw, words, group[0].block.checked),
        evidence=evidence_of(group),
    )


def _table_item(row: Passage) -> ActionItem:
    cells = {role: row.document.text[slice(*row.block.cells[i])] for role, i in _cells(row)}
    text = clean(cells.get("text", ""))
    words = words_of(text)
    link = cells.get("tracker", "")
    return ActionItem(
        text=text,
        type=fields.named_kind(cells.get("type", "")) or fields.kind(words),
        owner=_filled(cells.get("owner")),
        priority=_filled(cells.get("priority")),
        due=fields.as_date(due) if (due := _filled(cells.get("due"))) else None,
        tracker=fields.tracker(link) or fields.tracker(text),
        state=_state(cells.get("state"), row),
        evidence=evidence_of([row]),
    )


def _cells(row: Passage) -> Iterator[tuple[str, int]]:
    columns = _columns(row.document, row.block)
    return ((role, i) for role, i in columns.items() if i < len(row.block.cells))


def _state(cell: str | None, row: Passage) -> ActionState:
    return fields.state(cell if cell is not None else row.text, (), None)


def _filled(cell: str | None) -> str | None:
    """A cell's words; null for the ways to leave one empty."""
    words = clean(cell or "").lstrip("@")
    return None if words.lower() in ("", "-", "–", "—", "n/a", "na", "tbd", "none", "?", "tba") else words


def _columns(document: Document, row: Block) -> Mapping[str, int]:
    """Which column of a table of actions holds what; empty for other tables."""
    return _table_columns(document, row.run) if row.kind == "row" else {}


@cache
def _header(document: Document, run: int) -> int:
    """Index of a table's first row."""
    return next(b.index for b in document.blocks if b.run == run and b.kind in ("row_header", "row"))


@cache
def _table_columns(document: Document, run: int) -> Mapping[str, int]:
    roles: dict[str, int] = {}
    for i, (start, end) in enumerate(document.blocks[_header(document, run)].cells):
        words = words_of(document.text[start:end])
        role = next((f.value for f in _roles().find(words)), None) if len(words) <= 3 else None
        if role:
            roles.setdefault(role, i)
    return roles if "text" in roles and roles.keys() & {"owner", "due", "tracker", "state", "priority"} else {}


# -- lexicons


@cache
def _roles() -> Phrases[str]:
    return valued(cues.TABLE_ROLES)


@cache
def _plan() -> Phrases[None]:
    return phrases(cues.PLAN)


@cache
def _done() -> Phrases[None]:
    return phrases(cues.DONE)


@cache
def _purpose() -> Phrases[None]:
    return phrases(cues.PURPOSE)


@cache
def _pleasantries() -> Phrases[None]:
    return phrases(cues.PLEASANTRIES)


@cache
def _communication() -> Phrases[None]:
    return phrases(cues.COMMUNICATION)


@cache
def _imperatives() -> Phrases[None]:
    return phrases(cues.IMPERATIVES)
