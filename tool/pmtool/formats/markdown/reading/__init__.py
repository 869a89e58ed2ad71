"""Markdown back to a postmortem: lenient with what people do to a file, and exact with what pmtool wrote.

outline     lines: front matter, title, sections, footnotes
blocks      of a section: paragraphs, items, tables, code
tables      rows of named cells; columns tells which column is which
statements  text, marks, evidence; clock: times
sections    all that to fields
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pmtool.errors import InputError
from pmtool.formats.markdown.inline import unescape
from pmtool.formats.markdown.reading.durations import check_metrics
from pmtool.formats.markdown.reading.head import read_head
from pmtool.formats.markdown.reading.outline import Outline, heading_of, outline_of
from pmtool.formats.markdown.reading.page import IGNORES, Line, Page
from pmtool.formats.markdown.reading.sections import Body
from pmtool.formats.markdown.vocabulary import UNTITLED
from pmtool.formats.reading import Reading
from pmtool.model import Coverage, Milestones, Postmortem
from pmtool.model.finding import Place
from pmtool.model.metrics import metrics


def read_markdown(text: str) -> Reading:
    """The postmortem of a Markdown text. Raises InputError where it holds none at all."""
    page = Page(places={"": Place(1, 1)})
    outline = outline_of(text, page)
    page.footnotes = outline.footnotes
    head = read_head(outline.front_matter or [], page)
    if not head and not outline.front_matter and not any(section.holds for section in outline.sections):
        raise InputError(
            "this Markdown holds no postmortem: it has neither front matter nor a section that pmtool knows",
            "Give a raw report to `pmtool structure`.",
        )
    postmortem, after = _postmortem(outline, head, page)
    problems = sorted(page.problems, key=lambda problem: (problem.line, problem.column))
    return Reading(postmortem, lambda: page.places, tuple(problems), after)


def _postmortem(outline: Outline, head: dict[str, Any], page: Page) -> tuple[Postmortem, tuple[str, ...]]:
    """The postmortem, and behind which field each section of one's own stands."""
    page.ignores += head.pop("ignores", ())
    title = _title(outline.title, page)
    body = Body(page)
    body.read_opening(outline.opening)
    for section in outline.sections:
        body.read(section)
    for place, code, _ in page.pending:
        fix = "Put it at the end of the line that it is about."
        page.problem(place, f"nothing stands below the comment that ignores {code}", fix, IGNORES)
    coverage = head.pop("coverage", None) or Coverage()
    fields: dict[str, Any] = head | {
        name: tuple(value) if isinstance(value, list) else value for name, value in body.fields.items()
    }
    postmortem = Postmortem(
        title=title,
        milestones=Milestones(**body.milestones),
        other_sections=tuple(body.other),
        ignores=tuple(page.ignores),
        coverage=replace(coverage, unplaced_segments=tuple(body.unplaced)),
        **fields,
    )
    check_metrics(body.metrics, metrics(postmortem), page)
    return postmortem, tuple(body.after)


def _title(line: Line | None, page: Page) -> str:
    heading = heading_of(line) if line else None
    if line is None or heading is None:
        return ""
    page.settled(line, "/title")
    page.places["/title"] = heading[1].place
    return "" if heading[1].text == UNTITLED else unescape(heading[1].text)
