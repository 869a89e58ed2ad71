"""The validator's findings: what they come to, the list of them, and the highlighted one in full."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from pmtool.editing.fields import label_of as label_of_field
from pmtool.editing.fixing import can_fix
from pmtool.editing.review import Review
from pmtool.editing.sifting import Entry, Family, Listing, Sieve, families, next_family, row_in, sifted
from pmtool.model import Ignore
from pmtool.model.finding import SEVERITIES, Finding
from pmtool.tui.actions import bindings
from pmtool.tui.widgets.findings.list import SIGNS, FindingList, one_line

_NEXT_SEVERITY = dict(zip((None, *SEVERITIES), (*SEVERITIES, None), strict=True))


class FindingsPane(Vertical):
    """The findings of a review. What a person asks for is posted; what is shown changes with the next review."""

    BINDINGS = bindings("findings")
    DEFAULT_CSS = """
    FindingsPane {
        height: 1fr;
    }
    """

    is_stale: reactive[bool] = reactive(False)
    """Whether the draft has moved on and a check is under way."""

    @dataclass
    class Chosen(Message):
        """Somebody wants to go where the finding is."""

        finding: Finding

    @dataclass
    class FixAsked(Message):
        """The safe fix of the finding's rule is wanted."""

        finding: Finding

    class FixAllAsked(Message):
        """Every safe fix is wanted."""

    @dataclass
    class IgnoreAsked(Message):
        """The finding may stand; the reason is still to be asked for."""

        finding: Finding

    @dataclass
    class IgnoreUndone(Message):
        """What was let stand may stand no longer."""

        ignore: Ignore

    @dataclass
    class AnswerAsked(Message):
        """Words of the source that could answer the finding are wanted."""

        finding: Finding

    @dataclass
    class ExplainAsked(Message):
        """A rule's page is wanted."""

        code: str

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._review: Review | None = None
        self._label_of: Callable[[str], str] = label_of_field
        self._sieve = Sieve()
        self._is_unfolded = False
        self._is_new_to_person = True
        """Whether the list, rather than a person, put the cursor where it is."""
        self._fixable: dict[str, bool] = {}

    def compose(self) -> ComposeResult:
        yield _Title()
        yield FindingList()
        yield _Detail()

    def show(self, review: Review, label_of: Callable[[str], str] = label_of_field) -> None:
        """Shows a new review; the highlighted finding stays highlighted, else the nearest one that is left."""
        self._review, self._label_of = review, label_of
        self._fixable.clear()
        if self._sieve.family not in {family.code for family in families(review, self._sieve.severity)}:
            self._sieve = replace(self._sieve, family="")
        self._fill()

    @property
    def highlighted(self) -> Entry | None:
        """The finding under the cursor."""
        return self._list.listing.entry(self._list.cursor)

    def focus_list(self) -> None:
        """Gives the list the keys."""
        self._list.focus()

    def next(self) -> Finding | None:
        """Goes on to the next open finding, behind the last to the first; null where there is none."""
        return self._step(1)

    def previous(self) -> Finding | None:
        """Goes back to the open finding before."""
        return self._step(-1)

    def _step(self, by: int) -> Finding | None:
        shown, row = self._list.listing.open, self._list.cursor
        if not shown:
            return None
        if row >= len(shown):
            row = len(shown) if by < 0 else -1
        elif by > 0 and self._is_new_to_person:
            row -= 1
        to = (row + by) % len(shown)
        if not 0 <= row + by < len(shown):
            again = "From the top again." if by > 0 else "From the end again."
            self.notify(again, timeout=2, markup=False)
        self._list.cursor = to
        self._is_new_to_person = False
        return shown[to].finding

    @property
    def _list(self) -> FindingList:
        return self.query_one(FindingList)

    def _fill(self) -> None:
        if self._review is None:
            return
        old, listing = self._list.listing, sifted(self._review, self._sieve, self._is_unfolded)
        row, is_same = row_in(listing, old, self._list.cursor)
        self._is_new_to_person = self._is_new_to_person or not is_same
        self._list.show(listing, row, self._label_of, self._words_for_none())
        self.query_one(_Title).show(self._review, self._sieve, self.is_stale)
        self._tell()

    def _words_for_none(self) -> str:
        if self._review and self._review.findings:
            return "None of this kind: v shows others."
        return "Nothing to mend: every rule is content."

    def _tell(self) -> None:
        """Shows the highlighted finding in full, and what keys do about it."""
        self.query_one(_Detail).show(self._list.listing, self._list.cursor)
        self.refresh_bindings()

    def watch_is_stale(self) -> None:
        """Tells quietly that a check is under way."""
        for title in self.query(_Title):
            title.is_stale = self.is_stale

    def on_row_list_moved(self, event: FindingList.Moved) -> None:
        """Follows the cursor."""
        event.stop()
        self._is_new_to_person = False
        self._tell()

    def on_row_list_picked(self, event: FindingList.Picked) -> None:
        """A double click is Enter."""
        event.stop()
        self.action_go()

    def on__title_sifted(self, event: _Title.Sifted) -> None:
        """A click on a family or a severity."""
        event.stop()
        self._sift(event.sieve)

    def _sift(self, sieve: Sieve) -> None:
        self._sieve = sieve
        self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that do nothing for the highlighted finding are shown as such (null)."""
        entry = self.highlighted if self.is_mounted else None
        is_open = entry is not None and entry.ignore is None
        useful = {
            "fix": lambda: is_open and entry is not None and self._can_fix(entry.finding),
            "fix_all": lambda: self._review is not None and any(map(self._can_fix, self._review.findings)),
            "answer": lambda: is_open,
            "ignore": lambda: entry is not None,
            "explain": lambda: entry is not None,
        }
        return (useful[action]() or None) if action in useful else True

    def _can_fix(self, finding: Finding) -> bool:
        assert self._review is not None
        if finding.code not in self._fixable:
            self._fixable[finding.code] = can_fix(finding, self._review.postmortem)
        return self._fixable[finding.code]

    def action_go(self) -> None:
        """To the finding's place; on the row of those let stand, shows or hides them."""
        if entry := self.highlighted:
            self._is_new_to_person = False
            self.post_message(self.Chosen(entry.finding))
        elif self._list.listing.is_fold(self._list.cursor):
            self._is_unfolded = not self._is_unfolded
            self._fill()

    def action_fix(self) -> None:
        """The safe fix."""
        if entry := self.highlighted:
            self.post_message(self.FixAsked(entry.finding))

    def action_fix_all(self) -> None:
        """Every safe fix."""
        self.post_message(self.FixAllAsked())

    def action_ignore(self) -> None:
        """Lets the finding stand, or takes that back."""
        if entry := self.highlighted:
            ignore = entry.ignore
            self.post_message(self.IgnoreUndone(ignore) if ignore else self.IgnoreAsked(entry.finding))

    def action_answer(self) -> None:
        """Words that could answer it."""
        if entry := self.highlighted:
            self.post_message(self.AnswerAsked(entry.finding))

    def action_explain(self) -> None:
        """The rule's page."""
        if entry := self.highlighted:
            self.post_message(self.ExplainAsked(entry.finding.code))

    def action_filter(self) -> None:
        """The next family."""
        if self._review:
            self._sift(replace(self._sieve, family=next_family(self._review, self._sieve)))

    def action_severity(self) -> None:
        """The next severity."""
        if self._review:
            self._sift(Sieve(self._sieve.family, _NEXT_SEVERITY[self._sieve.severity]))


class _Title(Widget):
    """How many findings weigh what and are of which family; a click shows only those."""

    DEFAULT_CSS = """
    _Title {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $text-muted;
    }
    """

    is_stale: reactive[bool] = reactive(False)

    @dataclass
    class Sifted(Message):
        """Other findings are wanted."""

        sieve: Sieve

    def __init__(self) -> None:
        super().__init__()
        self._review: Review | None = None
        self._sieve = Sieve()
        self._spots: list[tuple[range, Sieve]] = []

    def show(self, review: Review, sieve: Sieve, is_stale: bool) -> None:
        """Shows the counts of a review."""
        self._review, self._sieve, self.is_stale = review, sieve, is_stale
        self.refresh()

    def render(self) -> Content:
        """One line; families by name where there is room, else by code, at last without counts, but for the chosen."""
        if self._review is None:
            return Content("Findings …")
        for name in (_by_name, _by_code, _by_code_alone):
            line = self._line(self._review, name)
            if line.cell_length <= self.content_size.width:
                break
        return line

    def _line(self, review: Review, name: Callable[[Family], str]) -> Content:
        sieve, self._spots = self._sieve, []
        line = Content("")
        for severity in SEVERITIES:
            other = None if sieve.severity == severity else severity
            text = f" {SIGNS[severity]} {review.count(severity)} "
            line = self._add(line, text, replace(sieve, severity=other), sieve.severity == severity)
        line += Content(" … " if self.is_stale else "   ")
        for family in families(review, sieve.severity):
            is_chosen = family.code == sieve.family
            label = _by_name(family) if is_chosen or not family.code else name(family)
            line = self._add(line, label, replace(sieve, family=family.code), is_chosen)
        return line

    def _add(self, line: Content, text: str, sieve: Sieve, is_chosen: bool) -> Content:
        start = line.cell_length
        self._spots.append((range(start, start + len(text)), sieve))
        return line + Content.styled(text, "bold reverse" if is_chosen else "")

    def on_click(self, event: events.Click) -> None:
        """Shows only what was clicked."""
        offset = event.get_content_offset(self)
        sieve = next((sieve for cells, sieve in self._spots if offset and offset.x in cells), None)
        if sieve:
            self.post_message(self.Sifted(sieve))


def _by_name(family: Family) -> str:
    return f" {family.label} {family.size} "


def _by_code(family: Family) -> str:
    return f" {family.code} {family.size} "


def _by_code_alone(family: Family) -> str:
    return f"{family.code} "


class _Detail(Widget):
    """The highlighted finding: what is wrong, and what to do."""

    DEFAULT_CSS = """
    _Detail {
        height: 20%;
        min-height: 3;
        padding: 0 1;
        color: $text-muted;
    }
    """
    _LONGEST = 2000
    """Characters of a message that are looked at: more never fit."""

    def __init__(self) -> None:
        super().__init__()
        self._listing, self._row = Listing(), 0

    def show(self, listing: Listing, row: int) -> None:
        """Shows the finding on a row of the list."""
        self._listing, self._row = listing, row
        self.refresh()

    def render(self) -> Content:
        """The message as far as there is room; the last line is the remedy's."""
        entry = self._listing.entry(self._row)
        if entry is None:
            return Content(self._about_fold())
        width, height = self.content_size
        remedy = f"Let stand (i takes it back): {entry.ignore.reason}" if entry.ignore else f"→ {entry.finding.fix}"
        told = self._wrapped(entry.finding.message, width)
        advice = self._wrapped(remedy, width)[: max(1, height - len(told))]
        told = told[: height - len(advice)]
        return Content("\n").join([*(line.stylize("$foreground") for line in told), *advice])

    def _about_fold(self) -> str:
        if not self._listing.is_fold(self._row):
            return ""
        return f"Enter {'hides' if self._listing.is_unfolded else 'shows'} what was let stand, and why."

    def _wrapped(self, text: str, width: int) -> list[Content]:
        return Content(one_line(text, self._LONGEST)).wrap(max(width, 2)) if width else []
