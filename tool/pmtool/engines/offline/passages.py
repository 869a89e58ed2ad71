"""The report as the rules read it: sentences, items and rows in order, each with what its section is about.

What it is about comes from the nearest heading that has a meaning, from a label ("**Impact:** …", a table's first
cell), or from the sentence that leads a list in ("we are taking the following actions:").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from pmtool.engines.offline import cues
from pmtool.engines.offline.action_language import is_announcement, is_order, tells_measure
from pmtool.engines.offline.forms import is_blank, tells_how_to_fill_in
from pmtool.engines.offline.lexicon import LEAD_INS, Topic
from pmtool.engines.offline.meanings import label_topics, topics_of
from pmtool.engines.offline.phrases import Phrases, phrases, valued, words_of
from pmtool.model import Block, Document
from pmtool.patterns import Pattern
from pmtool.temporal.posts import state_word

_LABEL = Pattern(
    r"""(?P<bold>\*\*|__|<b>|<strong>)?[ \t]*(?P<label>[^\W\d_][^.!?\n|:*]{1,58}?)[ \t]*
    (?:(?::|\?|[ ][-–—])?(?:\*\*|__|</b>|</strong>)[ \t]*(?::|[-–—](?=\s))?|\?(?=\s)|:(?=\s|$)|[ ][-–—](?=\s))\s*""",
    re.X,
)
_SAID = Pattern(r"[>:\])]+\s*|[^\n]{0,30}\n\s*|\s+")
_LONGEST_LABEL = 40
_LONGEST_ENTRY = 200
"""Characters; a longer paragraph behind a lead-in is prose again."""
_SKIPPED = frozenset({"heading", "rule", "posted", "state", "row_header"})
_ACTION_GROUPS: frozenset[Topic] = frozenset({"detection", "resolution", "status_updates", "other", "remediation"})
"""What headings under one for actions only group them by."""
_CONSEQUENCES = Pattern(r"\W*(?:the )?consequences\b", re.I)
"""Heads what it did to people, or what is done about it."""
_AFFECTED = Pattern(r"\W*(?:affect|impact)ed\b[^:]{0,20}:\s*\w", re.I)
_REPORTS = frozenset({"report", "analysis", "rca", "review", "pir", "rfo"})
"""Words of a title, even where it says `Root cause analysis`."""
_PAIR = 2
"""Cells of a row that gives a name its value."""
_RUN_IN = 3
"""Words of a line that heads what follows although a full stop ends it; longer ones are sentences."""
_OURS_NEXT = Pattern(r";\s+(?=(?:and )?we(?:['’](?:ll|ve|re)| will| have| are| plan)\b)")
"""Where an account ends and measures begin within a sentence."""
_UNTOLD: tuple[tuple[Topic, ...], ...] = ((), ("narrative",), ("open_questions",))
"""What headings say that leave it to questions below them to say what is told."""
_FACT: tuple[Topic, ...] = ("header",)
"""Labels a fact on the report, and nothing behind the sentence."""
_MEASURES: frozenset[Topic] = frozenset({"action_items", "remediation"})
_RETROSPECT: frozenset[Topic] = frozenset({"went_well", "got_lucky", "lessons"})


@dataclass(frozen=True, eq=False)
class Passage:
    """A sentence, list item, table row or line. Its offsets leave out the label that names its topic."""

    document: Document
    block: Block
    start: int
    end: int
    topics: tuple[Topic, ...] = ()
    labelled: bool = False
    """Whether a label of its own gives the topic."""
    listed: bool = False
    """An entry of a list, or of lines that lost their bullets."""

    @property
    def text(self) -> str:
        """Its words as the report has them."""
        return self.document.text[self.start : self.end]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words in lower case."""
        return words_of(self.text)

    @property
    def leads_in(self) -> bool:
        """Whether it only announces what follows."""
        return self.text.rstrip("*_ \t").endswith(":")


class _Label(NamedTuple):
    """Words that name what the words after them are about, and where they stand."""

    topics: tuple[Topic, ...]
    start: int
    end: int
    template: bool = False
    """One of a form's, so that it holds until the next one."""


class _Scope(NamedTuple):
    """How far a label or a lead-in reaches beyond its own block."""

    topics: tuple[Topic, ...]
    block: Block
    template: bool


def read(document: Document, posts: Sequence[tuple[int, int]] = ()) -> tuple[Passage, ...]:
    """The passages of a document in order; those within `posts` (spans) are status updates, whatever they say."""
    return tuple(_Reader(document, posts).passages())


class _Reader:
    def __init__(self, document: Document, posts: Sequence[tuple[int, int]]) -> None:
        self.document = document
        self.posts = sorted(posts)
        self.count = len(document.blocks)
        self.headings = _heading_topics(document)
        self.scopes: list[_Scope] = []
        self.plain: list[Block] = []
        """Lines so far that follow a lead-in without bullets."""

    def passages(self) -> Iterator[Passage]:
        for block in self.document.blocks:
            if block.kind in ("code", "log"):
                continue
            if block.kind in _SKIPPED:
                yield from self._mark(block)
            elif self._is_post(block):
                yield from self._post(block)
            else:
                yield from self._block(block)

    def _mark(self, block: Block) -> Iterator[Passage]:
        """What only parts the text ends all scopes; a heading may open one, or tell an action itself."""
        self.scopes.clear()
        if block.kind != "heading":
            return
        words = self.document.quote(block)
        if words.endswith(":"):
            self._open(_Scope(self.headings[block.index], block, False))
        below_actions = "action_items" in self.headings.get(block.section, ())
        if below_actions and not topics_of(words) and is_order(words_of(words)):
            yield Passage(self.document, block, block.start, block.end, self.headings[block.index], listed=True)

    def _is_post(self, block: Block) -> bool:
        i = bisect_right(self.posts, (block.start, len(self.document.text))) - 1
        return i >= 0 and block.start < self.posts[i][1]

    def _post(self, block: Block) -> Iterator[Passage]:
        self.scopes.clear()
        for start, end in self._spans(block):
            label = state_word(self.document.text, start, end)
            begin = label.end() if label else start
            if begin < end:
                yield Passage(self.document, block, begin, end, ("status_updates",))

    def _block(self, block: Block) -> Iterator[Passage]:
        while self.scopes and not self._reaches(self.scopes[-1], block):
            self.scopes.pop()
        scope = self.scopes[-1] if self.scopes else None
        topics = scope.topics if scope else self.headings.get(block.section, ())
        listed = block.kind in ("item", "row") or bool(scope and not scope.template) or self._is_line_of_list(block)
        outer = topics
        for start, end in self._spans(block):
            labelled = False
            topics = outer if topics == _FACT else topics
            if label := self._label(block, start, end, topics):
                topics, start, labelled = label.topics, label.end, True
                is_alone = start >= end and not self.document.text[end : block.end].strip("*_ \n")
                if label.template or is_alone or block.kind == "item":
                    self._open(_Scope(topics, block, label.template))
            if cut := self._lead_in_within(start, end):
                yield Passage(self.document, block, start, cut.start, topics, labelled, listed)
                topics, start, listed = cut.topics or topics, cut.end, True
            last = Passage(self.document, block, start, end, topics, labelled, listed)
            if start < end and not _is_form(last):
                yield last
                if block.kind == "paragraph" and is_announcement(last.words):
                    topics = _with_actions(topics)
                if last.leads_in:
                    self._open(_Scope(_lead_in_topics(last.words) or topics, block, False))

    def _open(self, scope: _Scope) -> None:
        if scope.template:
            self.scopes.clear()
        self.scopes.append(scope)
        self.plain.clear()

    def _spans(self, block: Block) -> Iterator[tuple[int, int]]:
        if block.kind == "chat" and block.speaker:
            start = _message(self.document.text, block.speaker[1], block.end)
            for found in _later_label().finditer(self.document.text, start, block.end):
                yield start, found.start()
                start = found.end()
            yield start, block.end
            return
        for segment in self.document.segments_by_block.get(block.index, ()):
            start = segment.start
            for cut in self._labelled_lines(segment.start, segment.end):
                yield start, cut
                start = cut
            for found in _OURS_NEXT.finditer(self.document.text, start, segment.end):
                yield start, found.start() + 1
                start = found.end()
            yield start, segment.end

    def _labelled_lines(self, start: int, end: int) -> Iterator[int]:
        """Where within a labelled line without a full stop the next label begins (`Cause: … / Fix: …`)."""
        text = self.document.text
        at = text.find("\n", start, end) + 1
        if not at or not _names_topic(_LABEL.match(text, start, end)):
            return
        while at:
            if text[at].isupper() and _names_topic(_LABEL.match(text, at, end)):
                yield at
            at = text.find("\n", at, end) + 1

    def _label(self, block: Block, start: int, end: int, outer: tuple[Topic, ...]) -> _Label | None:
        """The label a segment begins with, if it names a topic; lines of a timeline are not labelled."""
        if "timeline" in outer:
            return None
        text = self.document.text
        if block.kind == "row" and len(block.cells) == 2:
            (first, last), value = block.cells
            topics = label_topics(text[first:last].strip("*_:"))
            return _Label(topics, first, value[0]) if topics else None
        if found := _LABEL.match(text, start, end):
            if self._is_state(block, start, end):
                return _Label(outer, start, found.end())
            topics = self._label_topics(found, self.headings.get(block.section, ()))
            if topics == ("impact",) and _heads_measures(self.document, block, found["label"]):
                topics = ("action_items",)
            if "analysis" in words_of(found["label"]) and not text[start:end].endswith("."):
                return _Label(_FACT, start, found.end())  # the title
            if topics == _FACT and "action_items" in outer:
                return None  # whose it is, by when
            template = bool(found["bold"]) and block.kind == "paragraph"
            return _Label(topics, start, found.end(), template) if topics else None
        alone = text[start:end].strip("*_ ")
        is_sentence = alone.endswith(".") and len(words_of(alone)) > _RUN_IN
        may_be = block.kind in ("item", "paragraph") and len(alone) < _LONGEST_LABEL and not is_sentence
        means = topics_of if self._heads_list(block, end) else label_topics
        topics = means(alone) if may_be else ()
        return _Label(topics, start, end) if topics else None

    def _label_topics(self, label: re.Match[str], headed: tuple[Topic, ...]) -> tuple[Topic, ...]:
        """What a label names below a heading; a bold question may head its answer, one of five whys doesn't."""
        is_question = "?" in label.group()
        if is_question and "whys" in headed:
            return ()
        means = topics_of if is_question and label["bold"] and headed in _UNTOLD else label_topics
        return means(label["label"])

    def _is_state(self, block: Block, start: int, end: int) -> bool:
        """`Resolved - …` on a page of posts: how things stand, not what the words are about."""
        found = state_word(self.document.text, start, end) if self.posts and block.kind == "paragraph" else None
        return bool(found and found.group().rstrip().endswith(("-", "–", "—")))

    def _heads_list(self, block: Block, end: int) -> bool:
        """Whether a line stands right above a list."""
        below = self.document.blocks[block.index + 1 : block.index + 2]
        is_line = block.kind == "paragraph" and end == block.end
        return is_line and any(b.kind == "item" and self._adjoins(block, b) for b in below)

    def _lead_in_within(self, start: int, end: int) -> _Label | None:
        """`… the following actions: We …` in one sentence. Its `start` is where the lead-in ends."""
        text = self.document.text
        colon = text.find(":", start, end - 1)
        if colon < 0 or not text[colon + 1].isspace() or "following" not in text[start:colon]:
            return None
        begin = next((i for i in range(colon + 1, end) if not text[i].isspace()), end)
        if begin == end or not text[begin].isupper():
            return None
        return _Label(_lead_in_topics(words_of(text[start:colon])), colon + 1, begin)

    def _reaches(self, scope: _Scope, block: Block) -> bool:
        if block.section not in (scope.block.section, scope.block.index):
            return False
        if scope.template:
            return True
        if scope.block.kind == "item":
            return block.kind in ("item", "quote") and (block.level > scope.block.level or block.kind == "quote")
        if block.kind in ("item", "row", "quote"):
            return block.run == scope.block.run + 1
        return self._is_plain_entry(scope, block)

    def _is_plain_entry(self, scope: _Scope, block: Block) -> bool:
        """Whether a line continues a list that lost its bullets."""
        before = self.plain[-1] if self.plain else scope.block
        if block.index != before.index + 1 or len(self.document.segments_by_block.get(block.index, ())) > 2:
            return False
        if self.plain and not self._adjoins(self.plain[-1], block):
            adjoined = len(self.plain) > 1 and self._adjoins(self.plain[-2], self.plain[-1])
            if adjoined or block.end - block.start > _LONGEST_ENTRY:
                return False
        self.plain.append(block)
        return True

    def _is_line_of_list(self, block: Block) -> bool:
        """A short line of a single sentence beside another: a list that lost its bullets."""
        if not self._is_short_line(block):
            return False
        neighbours = (self.document.blocks[i] for i in (block.index - 1, block.index + 1) if 0 <= i < self.count)
        return any(
            self._is_short_line(other) and self._adjoins(*sorted((block, other), key=lambda b: b.index))
            for other in neighbours
        )

    def _is_short_line(self, block: Block) -> bool:
        is_sentence = len(self.document.segments_by_block.get(block.index, ())) == 1
        return block.kind == "paragraph" and is_sentence and block.end - block.start <= _LONGEST_ENTRY

    def _adjoins(self, before: Block, block: Block) -> bool:
        return self.document.text.count("\n", before.end, block.start) == 1


def _names_topic(label: re.Match[str] | None) -> bool:
    return bool(label and ":" in label.group() and label_topics(label["label"]))


def _message(text: str, start: int, end: int) -> int:
    """Where a chat line's words begin, behind who said them and, in Slack's headers, when."""
    found = _SAID.match(text, start, end)
    return found.end() if found else start


def _is_form(p: Passage) -> bool:
    """Whether it only tells those who fill in a form what to do, or is a machine's record."""
    return p.text.startswith(("<!--", '{"')) or tells_how_to_fill_in(p.words) or _is_row_to_fill_in(p)


def _is_row_to_fill_in(p: Passage) -> bool:
    """A row of a name and a value, without the value."""
    cells = p.block.cells if p.block.kind == "row" else ()
    return len(cells) == _PAIR and is_blank(p.document.text[slice(*cells[1])])


def _heading_topics(document: Document) -> dict[int, tuple[Topic, ...]]:
    """Topics of each heading by its block's index: its own, else those of the heading above it."""
    topics: dict[int, tuple[Topic, ...]] = {}
    headings = [b for b in document.blocks if b.kind == "heading"]
    for heading in headings:
        words = document.quote(heading)
        own = label_topics(words) if heading.index == 0 else topics_of(words)
        if words.endswith(":"):
            own = _lead_in_topics(words_of(words)) or own
        if _AFFECTED.match(words):
            own = ()  # a fact, told at once
        above = topics.get(heading.section, ())
        if _heads_measures(document, heading, words):
            own = ("action_items",)
        is_group = "action_items" in above and _ACTION_GROUPS.issuperset(own)
        if heading.index == 0 and not _REPORTS.isdisjoint(words_of(words)):
            own = ()  # the title
        topics[heading.index] = above if is_group else own or above
    if not any(_RETROSPECT.intersection(t) for t in topics.values()):
        _tell_what_went_wrong(document, topics)
    return topics


def _heads_measures(document: Document, head: Block, words: str) -> bool:
    """Whether below a head `Consequences` stand measures rather than damage."""
    if not _CONSEQUENCES.match(words):
        return False
    first = head.index + 1
    run = document.blocks[first].run if first < len(document.blocks) else -1
    below = [words_of(document.quote(b)) for b in document.blocks[first:] if b.run == run]
    return any(map(tells_measure, below[:1])) or (
        any(map(is_order, below)) and not any(map(phrases(cues.HARM).occur, below))
    )


def _tell_what_went_wrong(document: Document, topics: dict[int, tuple[Topic, ...]]) -> None:
    """Where nothing else looks back, prose under "What went wrong" tells what happened."""
    with_lists = {b.section for b in document.blocks if b.kind == "item"}
    for index, found in topics.items():
        if found[:1] == ("went_wrong",) and index not in with_lists:
            topics[index] = ("narrative", *found[1:])


def _with_actions(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Topics of a paragraph from the sentence on that announces measures."""
    return topics if _MEASURES.intersection(topics) else ("action_items",)


def _lead_in_topics(words: Sequence[str]) -> tuple[Topic, ...]:
    """What a sentence announces; the last phrase counts."""
    found = list(_lead_ins().find(words))
    return (max(found, key=lambda f: (f.end, f.end - f.start)).value,) if found else ()


@cache
def _later_label() -> re.Pattern[str]:
    """Where a message goes on with what a label of its own names."""
    label = r"(?:root cause|cause|impact|fix|resolution|action items?)(?: was| is)?:\s"
    return re.compile(rf"(?<=[.;!?])\s+(?={label}|(?:the )?(?:root cause|cause|problem|reason) (?:was|is) )", re.I)


@cache
def _lead_ins() -> Phrases[Topic]:
    return valued(LEAD_INS)
