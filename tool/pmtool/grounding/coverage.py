"""Where each segment of the sources went: used, said elsewhere, boilerplate, or nowhere."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from pmtool.model import Coverage, Document, Evidence, Segment, UnplacedSegment

_WORD = re.compile(r"[^\W_]+")
_FURNITURE = frozenset({"heading", "rule", "row_header", "posted", "state"})
_BOILERPLATE = re.compile(
    r"""(?:\[[^\]]+\]:\s*\S+\s*)+$ | !?\[[^\]]*\]\([^)]*\)$ | https?://\S+$
    | \W*all\ times\b | \W*times\ (?:are\ )?in\b | (?:dear|hi|hello|hey)\b.{0,40}$ | .{0,30}\bmin\ read$
    | incident\ report\ for\b | this\ (?:incident\ affect|page\ was)
    | (?:(?:incident|report)\ )?(?:date|status|last\ (?:modified|updated)|created|updated|posted)\ ?(?::|on\b|by\b)
    | (?:published|written|posted|last\ edited|text\ is\ available)\ (?:on|by|in|under)\b.{0,120}$
    | see\ (?:below|above|also|the)\b.{0,40}$ | read\ (?:more|the\ full)\b | (?:un)?subscribe\b
    | on\ .{6,40}\ wrote:$ | to-?do$ | page\ \d+ | (?:yours|(?:best|kind|warm)\ (?:regards|wishes))\b.{0,30}$
    | (?:pages|home|status)\ [/>›]\  | products?\ pricing\b
    | © | copyright\b | all\ rights\ reserved | log\ ?in\b(?!.{25}) | sign\ (?:in|up)\b(?!.{25}) | skip\ to\b
    | was\ this\ .{0,30}helpful | yes\ no$ | no\ labels$ | you\ (?:received\ this|are\ receiving) | sent\ from\ my
    | (?:to|from|cc|bcc|reply-to|subject):\s
    | a\ brief\ summary\ of\ what\ happened | try\ to\ make\ it\b | guidelines:
    | \W*please\ (?:note|fill|see|find)\b | \W*the\ purpose\ of\ this\b | /label\b | </?[a-z!][^>]*>$""",
    re.I | re.X | re.S,
)
_ANNOUNCEMENT = re.compile(
    r"""\b(?:this|the\ following|below)\ (?:is\ )?(?:the\ |a\ )?(?:blog\ |incident\ )?
      (?:post|report|document|post-?mortem|article|review)\b
    | \bwe\ (?:would\ |want\ |'d\ )(?:like\ )?to\ (?:share|explain|provide) | \bproviding\ an\ incident\ report\b
    | \bimportant\ times\ to\ include\b | \bcheck\ out\ (?:the|our)\b | \brate\ this\b""",
    re.I | re.X,
)
"""Says that something is told, without telling it."""
_FIGURES = re.compile(r"\d[:.]\d\d|\d\s?%|\b\d+\ (?:min|h|cust|user|req|second|of)", re.X | re.I)
"""Where these stand, courtesy is not all."""
_PLEASANTRY = re.compile(
    r"""\bapolog | \bsorry\b | \bthank(?:s|\ you)\b | \binconvenience\b | \bpatience\b | \bcontact\ (?:us|support)\b
    | \breach\ out\b | \bget\ in\ touch\b | \bif\ you\ have\ (?:any\ )?questions\b | \bwe\ take\ .{0,60}\bseriously\b
    | \bsupport(?:\ team)?\ (?:at|is|via)\b | \b[\w.+-]+@[\w-]+\.\w+ | \bwe\ know\ (?:that|how)\b | \byour\ trust\b
    | \bcommitted\ to\b | \beverything\ we\ can\b""",
    re.I | re.X,
)
"""Only a short segment is nothing else."""
_SHORT = 220
"""Characters of a pleasantry."""
_LABEL = 60
"""Characters of a label that stands alone."""
_MARKS = " \t\n*_#>-•"
_CALENDAR = frozenset(
    "jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun all tim of th st nd rd am pm at on "
    "utc gmt est edt cst cdt mst mdt pst pdt et ct mt pt bst cet ces ist jst aes".split()
)
"""First letters of the words that dates are made of."""


def coverage(documents: Sequence[Document], used: Iterable[Evidence]) -> Coverage:
    """Counts of the documents' segments by where they went, and those that went nowhere.

    `used` is all evidence of the postmortem, and of what was read without ending up in it.
    """
    spans: dict[str, list[tuple[int, int]]] = {}
    for e in used:
        spans.setdefault(e.source, []).append((e.start, e.end))
    merged = {source: _merged(found) for source, found in spans.items()}
    segments = [(d, s) for d in documents for s in d.segments]
    placed = [_overlaps(merged.get(d.id, []), s) for d, s in segments]
    said = {_words(d, s) for (d, s), is_placed in zip(segments, placed, strict=True) if is_placed}
    counts = {"used": sum(placed), "duplicate": 0, "boilerplate": 0}
    unplaced = []
    for (document, segment), is_placed in zip(segments, placed, strict=True):
        if is_placed:
            continue
        if (words := _words(document, segment)) and words in said:
            counts["duplicate"] += 1
        elif is_boilerplate(document, segment):
            counts["boilerplate"] += 1
        else:
            unplaced.append(
                UnplacedSegment(
                    id=segment.id,
                    source=document.id,
                    start=segment.start,
                    end=segment.end,
                    text=document.quote(segment),
                )
            )
    return Coverage(segments=len(segments), **counts, unplaced=len(unplaced), unplaced_segments=tuple(unplaced))


def is_boilerplate(document: Document, segment: Segment) -> bool:
    """Whether a segment holds the page together, announces, or is polite, but tells nothing about the incident."""
    block = document.blocks[segment.block]
    if block.kind in _FURNITURE or document.text.startswith("<!--", block.start):
        return True
    told = document.quote(segment).strip()
    text = told.strip(_MARKS)
    if text.endswith(":") or (len(told) <= _LABEL and told.startswith("**") and told.rstrip(":").endswith("**")):
        return True
    words = _words(document, segment)
    if len(text) <= _LABEL and (not words or only_dates(words) or text.endswith("?")):
        return True
    if _BOILERPLATE.match(text) or (len(text) <= _SHORT and _ANNOUNCEMENT.search(text)):
        return True
    return len(text) <= _SHORT and _PLEASANTRY.search(text) is not None and not _FIGURES.search(text)


def only_dates(words: Sequence[str]) -> bool:
    """Whether words in lower case make up nothing but dates and times."""
    dated = any(w[0].isdigit() for w in words)
    return dated and all(w[0].isdigit() or w[:3] in _CALENDAR for w in words)


def _words(document: Document, segment: Segment) -> tuple[str, ...]:
    return tuple(_WORD.findall(document.quote(segment).lower()))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans joined, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _overlaps(spans: Sequence[tuple[int, int]], segment: Segment) -> bool:
    """Whether one of the spans (in order, apart) shares a character with the segment."""
    after = bisect_left(spans, (segment.end, 0))
    return after > 0 and spans[after - 1][1] > segment.start
