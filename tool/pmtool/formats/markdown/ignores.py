"""Findings that a person lets stand: a comment at the end of the line they are about, or an entry in the front matter.

Reading takes the front matter's first and then the comments as they come, so the last ignores of a record are comments
as far as they follow the file's order; all others go to the front matter. That keeps their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pmtool.formats.markdown.order import OWN
from pmtool.formats.markdown.vocabulary import COMMENT, STATEMENTS
from pmtool.model import Ignore, Milestones, Postmortem
from pmtool.model.plain import field_names
from pmtool.patterns import Pattern
from pmtool.source.comments import CODE

_CODE = Pattern(CODE)
_REASON = Pattern(r"(?:\w(?:[^<>|\\-]|-(?!-))*)?")


def placed(postmortem: Postmortem, order: Sequence[str]) -> tuple[tuple[Ignore, ...], Mapping[str, str]]:
    """The ignores for the front matter, and the comments for each path that has a line in sections of that order."""
    ignores = postmortem.ignores
    if not ignores:
        return (), {}
    position = {path: number for number, path in enumerate(_lines(postmortem, order))}
    first, after = len(ignores), len(position)
    while first and _is_comment(ignores[first - 1]) and position.get(ignores[first - 1].path, after + 1) <= after:
        first -= 1
        after = position[ignores[first].path]
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


def _lines(pm: Postmortem, order: Sequence[str]) -> Iterable[str]:
    """The paths that have a line of their own, in the file's order."""
    yield from ("/title", "")
    for field in order:
        if field == "coverage":
            yield from _entries("coverage/unplaced_segments", pm.coverage.unplaced_segments)
        elif field == "milestones":
            shown = [f"/milestones/{name}" for name in field_names(Milestones) if getattr(pm.milestones, name)]
            yield from ("/milestones", *shown) if shown else ()
        elif field in STATEMENTS or field.startswith(OWN):
            yield f"/{field}"
        elif field != "metrics":
            yield from _entries(field, getattr(pm, field))


def _entries(path: str, entries: tuple[object, ...]) -> Iterable[str]:
    if entries:
        yield f"/{path}"
    for index in range(len(entries)):
        yield f"/{path}/{index}"
