"""One walk over a page, from elements to Markdown-like lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pmtool.source.html.page import TEXT, Page, class_names, walk
from pmtool.source.html.table import TableText, is_data_table, number_in
from pmtool.source.html.writer import BOLD_OFF, BOLD_ON, Writer

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "dl", "menu", "dir"))
_PRE = frozenset(("pre", "listing", "xmp", "plaintext"))
_CELLS = frozenset(("td", "th"))
_PLAIN_BLOCKS = frozenset(
    """address article aside body caption center dd details dialog div fieldset figcaption figure footer form header
    hgroup legend main optgroup p search section summary tbody tfoot thead""".split()
)
_OTHER_BLOCKS = frozenset(("blockquote", "dt", "hr", "li", "table", "tr"))
_BLOCKS = _PLAIN_BLOCKS | _OTHER_BLOCKS | _LISTS | _PRE | _CELLS | _HEADINGS.keys()
_TIMES = frozenset(("time", "relative-time", "time-ago", "local-time"))
_PICTURED = frozenset(("emoji", "emoticon", "emojione"))
"""Classes of images that stand for a character or a tick."""
_STRONG = frozenset(("b", "strong"))
_KEEPS_BREAKS = r"white-space\s*:\s*(?:pre|break-spaces)"
_LETTER = 1500
"""Characters; a longer `pre` that is nearly the whole page is a letter, not a listing."""


def render(page: Page) -> str:
    """The page's text; its title comes first where it has no heading of the first level."""
    renderer = _Renderer(page)
    for node, tag, entering in walk(page.root, page.left_out):
        if tag == TEXT:
            renderer.text(node.text_content or "")
        elif entering:
            renderer.enter(node, tag)
        else:
            renderer.leave(node, tag)
    renderer.end_block()
    text = renderer.writer.text()
    if renderer.writer.titled or not page.title or not text:
        return text
    return f"# {text}" if text.startswith(page.title + "\n") else f"# {page.title}\n\n{text}"


class _Renderer:
    """Gathers inline text, and hands it to the writer where a block ends. Open elements are known by `mem_id`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.writer = Writer()
        self.inline: list[str] = []
        self.last = ""
        """The last visible character of what was gathered."""
        self.styles: list[tuple[int, int]] = []
        """For each open element, whether it makes its text bold, and whether it keeps the markup's line breaks."""
        self.bold = 0
        self.kept_breaks = 0
        self.heading = 0
        self.pre = 0
        self.cell = 0
        self.replaced = 0
        """The element whose own text something better stands for."""
        self.table: TableText | None = None
        self.after_term = False
        """Whether a definition's term waits for its meaning."""

    def text(self, text: str) -> None:
        if self.replaced:
            return
        if not self.pre:
            text = re.sub(r"[\0-\x09\x0b-\x20]+" if self.kept_breaks else r"[\0-\x20]+", " ", text)
        self._add(text)
        self.after_term = self.after_term and text.isspace()

    def enter(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS and not self.pre:
            self._enter_block(node, tag)
        elif tag == "br":
            self.inline.append("\n")
        elif tag == "input":
            self._checkbox(node)
        elif tag == "img":
            self._image(node)
        elif tag in _TIMES:
            self._time(node)
        elif tag == "sup":
            self._footnote(node)
        style = self._style(node, tag)
        self.styles.append(style)
        self._restyle(*style)

    def leave(self, node: LexborNode, tag: str) -> None:
        bold, kept_breaks = self.styles.pop()
        self._restyle(-bold, -kept_breaks)
        if node.mem_id == self.replaced:
            self.replaced = 0
        elif node.mem_id == self.pre:
            self._end_pre()
        elif tag in _BLOCKS and not self.pre:
            self._leave_block(node, tag)

    def end_block(self) -> None:
        """What was gathered is a paragraph."""
        self.after_term = False
        if self.inline:
            self.writer.paragraph(self._take())

    def _add(self, text: str) -> None:
        self.inline.append(text)
        visible = text.rstrip()
        if visible:
            self.last = visible[-1]

    def _take(self) -> str:
        inline = "".join(self.inline)
        self.inline = [BOLD_ON] if self.bold else []
        self.last = ""
        return inline

    # -- blocks

    def _enter_block(self, node: LexborNode, tag: str) -> None:
        if self.cell or self.heading or (self.after_term and tag in _PLAIN_BLOCKS):
            self._join(tag)
            return
        self.end_block()
        if tag in _HEADINGS:
            self.heading = node.mem_id
        elif tag in _PRE:
            self.pre = node.mem_id
        elif tag in _CELLS and self.table:
            self.cell = node.mem_id
        elif tag in _LISTS:
            number = (number_in(node, "start") or 1) if tag == "ol" else None
            self.writer.open_list(number, _stated_level(node))
        elif tag == "li":
            self.writer.item(number_in(node, "value"))
            self._add(_task_box(node))
        elif tag == "dt":
            self.writer.term()
        elif tag == "dd":
            self.writer.definition()
        elif tag == "blockquote":
            self.writer.quote(1)
        elif tag == "hr":
            self.writer.rule()
        else:
            self._enter_table(node, tag)

    def _enter_table(self, node: LexborNode, tag: str) -> None:
        if tag == "table" and self.table is None and is_data_table(node):
            self.table = TableText(node.mem_id)
        elif tag == "tr" and self.table:
            self.table.row(node)

    def _leave_block(self, node: LexborNode, tag: str) -> None:
        if self.cell or self.heading:
            self._leave_line(node, tag)
            return
        if tag == "dt":
            self.after_term = True
            return
        self.end_block()
        if tag in _LISTS:
            self.writer.close_list()
        elif tag in ("li", "dd"):
            self.writer.end_item()
        elif tag == "blockquote":
            self.writer.quote(-1)
        elif self.table and node.mem_id == self.table.mem_id:
            self.writer.rows(self.table.lines())
            self.table = None
        elif "update-title" in class_names(node):
            self.writer.join_next()

    def _leave_line(self, node: LexborNode, tag: str) -> None:
        """Cells and headings are one line, whatever blocks they hold."""
        if node.mem_id == self.cell and self.table:
            self.table.cell(node, self._take())
            self.cell = 0
        elif node.mem_id == self.heading:
            self.writer.heading(_HEADINGS[tag], self._take())
            self.heading = 0

    def _join(self, tag: str) -> None:
        """Separate a block from the words before it on the same line."""
        mark = {"dd": ":", "li": ";"}.get(tag, "")
        if mark and self.last and self.last not in ".,;:!?":
            while self.inline and not self.inline[-1].strip():
                self.inline.pop()
            self.inline[-1:] = [piece.rstrip() for piece in self.inline[-1:]]
            self._add(mark)
        self.inline.append(" ")

    def _end_pre(self) -> None:
        self.pre = 0
        text = self._take().strip("\n")
        if text.isspace() or not text:
            return
        if len(text) > _LETTER and len(text) * 5 > self.page.prose * 4:
            self.writer.verbatim(text)
        else:
            self.writer.code(text)

    # -- inline elements

    def _style(self, node: LexborNode, tag: str) -> tuple[int, int]:
        attributes = node.attributes
        if not attributes:
            return tag in _STRONG, 0
        style = attributes.get("style") or ""
        names = (attributes.get("class") or "").split()
        strong = tag in _STRONG or not self.page.bold_classes.isdisjoint(names)
        if weight := re.search(r"font-weight\s*:\s*(\w+)", style):
            strong = weight[1] in ("bold", "600", "700", "800", "900")
        kept_breaks = "whitespace-pre-wrap" in names or re.search(_KEEPS_BREAKS, style) is not None
        return strong, kept_breaks

    def _restyle(self, bold: int, kept_breaks: int) -> None:
        self.kept_breaks += kept_breaks
        self.bold += bold
        if bold and self.bold == (bold > 0) and not self.pre:
            self.inline.append(BOLD_ON if bold > 0 else BOLD_OFF)

    def _checkbox(self, node: LexborNode) -> None:
        if node.attributes.get("type") == "checkbox" and self.writer.at_item and not self.last:
            self._add("[x] " if "checked" in node.attributes else "[ ] ")

    def _image(self, node: LexborNode) -> None:
        if not _PICTURED.isdisjoint(class_names(node)):
            self._add(node.attributes.get("alt") or "")

    def _time(self, node: LexborNode) -> None:
        """An element that shows `3 days ago` says in an attribute when that was."""
        stamp = node.attributes.get("datetime")
        shown = node.child
        words = (shown.text_content or "") if shown is not None and shown.tag == TEXT else ""
        if stamp and not self.replaced and (not any(c.isdigit() for c in words) or " ago" in words):
            self._add(stamp)
            self.replaced = node.mem_id

    def _footnote(self, node: LexborNode) -> None:
        """A raised number must not melt into the figure before it."""
        below = node.child
        while below is not None and below.tag != TEXT:
            below = below.child
        words = (below.text_content or "").strip() if below is not None else ""
        if words.isdigit() and not self.replaced:
            self._add(f"[{words}]")
            self.replaced = node.mem_id


def _stated_level(node: LexborNode) -> int:
    """The level that a word processor gives a list which it doesn't nest, else 0."""
    levels = (re.fullmatch(r"lst-kix_\w+-(\d)", name) for name in class_names(node))
    return next((int(found[1]) + 1 for found in levels if found), 0)


def _task_box(node: LexborNode) -> str:
    """The box of a wiki's task, which is drawn by a style sheet."""
    above = node.parent
    if above is None or "inline-task-list" not in class_names(above):
        return ""
    return "[x] " if "checked" in class_names(node) else "[ ] "
