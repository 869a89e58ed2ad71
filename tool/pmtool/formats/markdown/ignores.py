"""Findings that a person lets stand: a comment at the end of the line they are about, or an entry in the front matter.

Reading takes the front matter's first and then the comments as they come, so the last ignores of a record are comments
as far as they follow the file's order; all others go to the front matter. That keeps their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pmtool.formats.markdown.vocabulary import COMMENT, SECTIONS, STATEMENTS
from pmtool.model import Ignore, Milestones, Postmortem
from pmtool.model.plain import field_names
from pmtool.patterns import Pattern
from pmtool.source.comments import CODE

_CODE = Pattern(CODE)
_REASON = Pattern(r"(?:\w(?:[^<>|\\-]|-(?!-))*)?")


def placed(postmortem: Postmortem) -> tuple[tuple[Ignore, ...], Mapping[str, str]]:
    """The ignores for the front matter, and the comments for each path that has a line."""
    ignores = postmortem.ignores
    if not ignores:
        return (), {}
    order = {path: position for position, path in enumerate(_lines(postmortem))}
    first, after = len(ignores), len(order)
    while first and _is_comment(ignores[first - 1]) and order.get(ignores[first - 1].path, after + 1) <= after:
        first -= 1
        after = order[ignores[first].path]
    comments: dict[str, str] = {}
    for ignore in ignores[first:]:
        comment = f"{COMMENT}{ignore.code} {ignore.reason}".rstrip()
        comments[ignore.path] = f"{comments.get(ignore.path, '')} {comment} -->"
    return ignores[:first], comments


def _is_comment(ignore: Ignore) -> bool:
    """Whether a comment can hold it."""
    reason = ignore.reason
    plain = reason.isprintable() and not reason.endswith((" ", "-")) and _REASON.fullmatch(reason)
    return bool(plain and _CODE.fullmatch(ignore.code))


def _lines(pm: Postmortem) -> Iterable[str]:
    """The paths that have a line of their own, in the file's order."""
    yield from ("/title", "")
    for field in SECTIONS:
        if field == "coverage":
            yield from _entries("other_sections", pm.other_sections, heading=False)
            yield from _entries("coverage/unplaced_segments", pm.coverage.unplaced_segments)
        elif field == "milestones":
            shown = [f"/milestones/{name}" for name in field_names(Milestones) if getattr(pm.milestones, name)]
            yield from ("/milestones", *shown) if shown else ()
        elif field in STATEMENTS:
            yield f"/{field}"
        elif field != "metrics":
            yield from _entries(field, getattr(pm, field))


def _entries(path: str, entries: tuple[object, ...], *, heading: bool = True) -> Iterable[str]:
    if entries and heading:
        yield f"/{path}"
    for index in range(len(entries)):
        yield f"/{path}/{index}"
