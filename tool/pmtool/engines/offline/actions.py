"""Action items: the lists, tables and sentences that tell what was or will be done so that it does not happen again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pmtool.engines.offline import action_cues
from pmtool.engines.offline import action_fields as fields
from pmtool.engines.offline import action_language as language
from pmtool.engines.offline import unheaded_actions as unheaded
from pmtool.engines.offline.action_tables import Table, role_of, table_item, tables
from pmtool.engines.offline.claims import clean, evidence_of
from pmtool.engines.offline.forms import is_hint
from pmtool.engines.offline.lexicon import Topic
from pmtool.engines.offline.meanings import topics_of
from pmtool.engines.offline.owners import owner
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import phrases, words_of
from pmtool.engines.offline.unheaded_actions import Group, is_sound
from pmtool.model import ActionItem
from pmtool.model.postmortem import ActionType
from pmtool.patterns import Pattern

_ACTION_TOPICS: frozenset[Topic] = frozenset({"action_items", "remediation"})
_LINE = Pattern(r"^(?=[A-Z])", re.M)
_SEMICOLON = Pattern(r";\s+(?:and\s+)?")
_ENUMERATION = Pattern(r"(?:^|(?<=\s))\(?(\d)[).][ \t]+")


def action_items(passages: Sequence[Passage]) -> tuple[ActionItem, ...]:
    """The actions in the order of the report, each wording once."""
    report = _Report(passages)
    found = {id(g) for g in report.groups if report.is_headed(g)}
    found.update(map(id, unheaded.blocks_of_measures(report.groups)))
    more = unheaded.besides_a_section if found else unheaded.instead_of_a_section
    found.update(map(id, more(report.groups)))
    items = (report.item(g) for g in report.groups if id(g) in found and not fields.is_dropped(g[0].text))
    return tuple({" ".join(words_of(item.text)): item for item in items if item.text}.values())


class _Report:
    """A report's passages grouped by action, with the lists and tables that they stand in."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.groups = list(_groups(passages))
        self.lengths = Counter(_list_of(g[0]) for g in self.groups)
        self.tables = {id(d): tables(d) for d in {id(p.document): p.document for p in passages}.values()}

    def is_headed(self, group: Group) -> bool:
        """An action by the place it stands at."""
        first, entries = group[0], self.lengths[_list_of(group[0])]
        if table := self._table(first):
            return _is_row(first, table, entries)
        return _is_under_heading(first, entries)

    def item(self, group: Group) -> ActionItem:
        """The action that a group tells."""
        table = self._table(group[0])
        return table_item(group[0], table) if table else _item(group)

    def _table(self, p: Passage) -> Table | None:
        return self.tables[id(p.document)].get(p.block.run) if p.block.kind == "row" else None


def _list_of(p: Passage) -> tuple[str, int]:
    return p.document.id, p.block.run


# -- grouping


def _groups(passages: Sequence[Passage]) -> Iterator[Group]:
    """List items whole, with details below them; other passages one by one."""
    pending: list[Passage] = []
    for _, same_block in groupby(passages, key=lambda p: (p.document.id, p.block.index)):
        block = list(same_block)
        is_item = block[0].block.kind == "item"
        if is_item and pending and _is_detail(block[0], pending):
            if not _is_list_title(pending):
                pending += block
                continue
            pending = []
        if pending:
            yield pending
        pending = block if is_item else []
        if not is_item:
            yield from _sentences(block)
    if pending:
        yield pending


def _sentences(block: Sequence[Passage]) -> Iterator[Group]:
    """Passages one by one, each with the fields told behind it (`… Owner: Mira. Due: 3 May.`)."""
    group: list[Passage] = []
    for whole in block:
        if group and "action_items" in whole.topics and _field(whole):
            group.append(whole)
            continue
        if group:
            yield group
        *before, group = ([p] for p in _enumerated(whole))
        yield from before
    yield group


def _enumerated(p: Passage) -> Sequence[Passage]:
    """`1) alert on lag 2) cap the batch size` one by one."""
    if not _ACTION_TOPICS.intersection(p.topics):
        return [p]
    if lines := _orders(p):
        return lines
    marks = list(_ENUMERATION.finditer(p.text))
    if [int(m[1]) for m in marks] != list(range(1, len(marks) + 1)) or len(marks) < 2:
        return [p]
    ends = [*(m.start() for m in marks[1:]), len(p.text)]
    spans = [(p.start + m.end(), p.start + end) for m, end in zip(marks, ends, strict=True)]
    return [replace(p, start=start, end=end, listed=True) for start, end in spans if start < end]


def _orders(p: Passage) -> Sequence[Passage]:
    """The lines, or parts between semicolons, of a passage where each is an order of its own."""
    mark = _LINE if "\n" in p.text else _SEMICOLON
    starts = [p.start, *(p.start + m.end() for m in mark.finditer(p.text) if m.end())]
    if len(starts) < 2:
        return ()
    lines = [replace(p, start=i, end=j, listed=True) for i, j in zip(starts, [*starts[1:], p.end], strict=True)]
    return lines if all(language.is_order(line.words) for line in lines) else ()


def _is_detail(p: Passage, above: Group) -> bool:
    """Whether a deeper list item only tells more about the one above it."""
    parent = above[0].block
    if p.block.level <= parent.level or p.block.run != parent.run or above[-1].leads_in:
        return False
    return bool(_field(p)) or not (language.tells_measure(p.words) or p.block.checked is not None)


def _is_list_title(group: Group) -> bool:
    """`Must`, `Short term`: an item that only groups those below it."""
    words = group[0].words
    return len(group) == 1 and any(f.end == len(words) for f in phrases(action_cues.LIST_TITLES).at(words, 0))


def _field(p: Passage) -> str | None:
    """The role of a line such as `Owner: …`."""
    label, colon, _ = _line(p).partition(":")
    return role_of(label) if colon else None


def _line(p: Passage) -> str:
    """The words in which a field stands: a sentence, with its label where it begins a list item."""
    begins = p.block.kind == "item" and not p.document.text[p.block.start : p.start].strip("*_ ").endswith((".", "!"))
    return p.document.text[p.block.start : p.end] if begins else p.text


# -- judging


def _is_row(row: Passage, table: Table, entries: int) -> bool:
    if row.block.index == table.header or "timeline" in row.topics:
        return False
    if _ACTION_TOPICS.intersection(row.topics):
        return (bool(table.columns) or entries > 1) and len(row.words) > 2
    return table.of_actions


def _is_under_heading(p: Passage, entries: int) -> bool:
    """Whether a passage below a heading, label or lead-in for actions is one; `entries` is the length of its list."""
    if (p.block.kind == "chat" and not p.labelled) or not is_sound(p):
        return False
    is_line = p.block.kind == "paragraph" and p.labelled
    is_entry = p.listed and not is_line and entries > 1 and len(p.words) > 1 and not p.words[0].isdigit()
    if "remediation" in p.topics:
        return is_entry or language.is_plan(p.words) or language.is_doing(p.words) or language.is_done(p.words)
    if "action_items" not in p.topics:
        return False
    if p.block.kind == "item" and entries == 1 and len(p.words) > 2:
        return not phrases(action_cues.NOTHING).opens(p.words)
    return is_entry or (p.labelled and len(p.words) > 3) or _tells_measure(p) or _is_assigned(p)


def _tells_measure(p: Passage) -> bool:
    return language.tells_measure(p.words) or (not p.listed and language.is_rule(p.words))


def _is_assigned(p: Passage) -> bool:
    """Whether it says who is to do it, by when or under which ticket."""
    return bool(":" in p.text and (owner(p.text) or fields.due(p.text)))


# -- building


def _kind_of_group(p: Passage) -> ActionType | None:
    """The kind that a heading names which parts the section on actions: `Prevention`, `Detection`."""
    heading = p.document.heading_of(p.block)
    above = p.document.blocks[heading.section] if heading and heading.section >= 0 else None
    if heading is None or above is None or "action_items" not in topics_of(p.document.quote(above)):
        return None
    return fields.named_kind(p.document.quote(heading))


def _item(group: Group) -> ActionItem:
    details = {role: p for p in group[1:] if (role := _field(p))}
    told = [p for p in group if p not in details.values()]
    text = fields.bare(" ".join(clean(p.text) for p in told).removesuffix(";"))
    words = words_of(text)
    raw = " ".join(p.text for p in told)

    def value(role: str) -> str | None:
        told = details.get(role)
        return clean(_line(told).partition(":")[2]).rstrip(".") or None if told else None

    return ActionItem(
        text="" if is_hint(text) else text,
        type=_kind_of_group(group[0]) or fields.kind(words),
        owner=value("owner") or owner(raw),
        priority=value("priority") or fields.priority(raw),
        due=fields.as_date(found) if (found := value("due")) else fields.due(raw),
        tracker=value("tracker") or fields.tracker(raw),
        state=fields.state(value("state") or raw, words, group[0].block.checked),
        evidence=evidence_of(group),
    )
