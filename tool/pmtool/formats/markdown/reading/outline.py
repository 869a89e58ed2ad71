"""A file cut up: front matter, footnotes, and sections of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pmtool.formats.markdown.fences import code_blocks
from pmtool.formats.markdown.inline import unescape
from pmtool.formats.markdown.reading.footnotes import Footnote, read_footnote
from pmtool.formats.markdown.reading.page import Line, Page, quote
from pmtool.formats.markdown.titles import field_of, named_field
from pmtool.formats.markdown.vocabulary import NOTE, SECTIONS, UNTITLED
from pmtool.patterns import Pattern
from pmtool.source.comments import without_comments

_DEFINITION = Pattern(r"\[\^([et]\d+)\]:[ \t]?(.*)")


@dataclass(slots=True)
class Section:
    """A heading and the lines below it."""

    line: Line
    heading: Line
    """The title as typed, without the marks of the heading and the comments behind it."""
    holds: str | None
    """Which field of the postmortem it holds; null for a section of one's own."""
    lines: list[Line] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The title in plain text."""
        written = self.heading.text.removesuffix(NOTE).rstrip(" \t")
        return "" if written == UNTITLED else unescape(written)


@dataclass(slots=True)
class Outline:
    """The parts of a file, in order."""

    front_matter: list[Line] | None = None
    title: Line | None = None
    opening: list[Line] = field(default_factory=list)
    """What stands above the first section."""
    sections: list[Section] = field(default_factory=list)
    footnotes: dict[str, Footnote] = field(default_factory=dict)


def outline_of(text: str, page: Page) -> Outline:
    """The outline of a Markdown text."""
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    lines = [Line(number, 1, row) for number, row in enumerate(rows, 1)]
    outline = Outline()
    if lines[0].text.rstrip(" \t") == "---":
        outline.front_matter, lines = _front_matter(lines, page)
    _Cutter(outline, page).cut(lines)
    return outline


def heading_of(line: Line) -> tuple[int, Line] | None:
    """The level of a heading and its title, without comments; null for any other line."""
    marks = len(line.text) - len(line.text.lstrip("#"))
    title = Line(line.number, line.column + marks, without_comments(line.text)[marks:])
    if not 1 <= marks <= 6 or not (title.text + " ").startswith((" ", "\t")):
        return None
    title = title.stripped()
    unmarked = title.text.rstrip("#")
    return marks, title if unmarked.strip(" \t") == unmarked else title._replace(text=unmarked.rstrip(" \t"))


def _front_matter(lines: Sequence[Line], page: Page) -> tuple[list[Line], list[Line]]:
    """Lines between the first two `---`, and those behind."""
    ends = (i for i, line in enumerate(lines) if i and line.text.rstrip(" \t") in ("---", "..."))
    end = next(ends, None)
    if end is not None:
        return list(lines[1:end]), list(lines[end + 1 :])
    page.problem(lines[0].place, "the front matter never ends", "Put a line `---` below its last field.")
    end = next((i for i, line in enumerate(lines) if line.text.startswith("#")), len(lines))
    return list(lines[1:end]), list(lines[end:])


class _Cutter:
    """Sorts lines into title, sections and footnotes."""

    def __init__(self, outline: Outline, page: Page) -> None:
        self.outline = outline
        self.page = page
        self.here = outline.opening

    def cut(self, lines: Sequence[Line]) -> None:
        position = 0
        for opening, closing in [*code_blocks([line.text for line in lines]), (len(lines), len(lines))]:
            self._plain(lines[position:opening])
            self.here += lines[opening : closing + 1]
            position = closing + 1

    def _plain(self, lines: Sequence[Line]) -> None:
        position = 0
        while position < len(lines):
            line = lines[position]
            position += 1
            if line.text.startswith("#") and self._heading(line):
                continue
            if line.text.startswith("[^"):
                wrapped = position
                while wrapped < len(lines) and lines[wrapped].text.startswith((" ", "\t")):
                    wrapped += 1
                if self._footnote(line, lines[position:wrapped]):
                    position = wrapped
                    continue
            self.here.append(line)

    def _heading(self, line: Line) -> bool:
        """Whether the line begins a section."""
        heading = heading_of(line)
        if heading is None:
            return False
        level, title = heading
        outline = self.outline
        first = level == 1 and not outline.title and not outline.sections
        if first and (outline.front_matter is not None or named_field(unescape(title.text)) is None):
            outline.title = line
            return True
        section = Section(line, title, None)
        if not title.text.endswith(NOTE):
            section.holds = (field_of if level <= 2 else named_field)(section.title)
        if level > 2 and not (section.holds and outline.sections and outline.sections[-1].holds):
            return False
        if section.holds and named_field(section.title) is None:
            fix = f"Name it '{SECTIONS[section.holds]}'; put {NOTE} behind a title that means something else."
            said = f"the section {quote(title.text)} is read as {SECTIONS[section.holds]}"
            self.page.problem(title.place, said, fix, kept=True)
        outline.sections.append(section)
        self.here = section.lines
        return True

    def _footnote(self, line: Line, wrapped: Sequence[Line]) -> bool:
        """Whether the line, with those that were wrapped below it, is a footnote of ours."""
        found = _DEFINITION.fullmatch(line.text)
        if not found:
            return False
        holds = read_footnote(" ".join([found[2].strip(" \t"), *(more.text.strip(" \t") for more in wrapped)]))
        label, page = found[1], self.page
        if holds is None:
            fix = 'Write it as `R1:40-78 "the words"`, or as `"14:05 UTC" in "UTC" (explicit)` for a time.'
            page.problem(line.place, f"the footnote {quote(line.text)} holds neither evidence nor a reading", fix)
            return False
        if label in self.outline.footnotes:
            page.problem(line.place, f"there is a [^{label}] already: this one is left out", "Give it another.")
        self.outline.footnotes.setdefault(label, Footnote(line.place, holds))
        return True
