"""Where each segment of the sources went: used, said elsewhere, boilerplate, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pmtool.grounding.spans import merged, overlaps
from pmtool.model import Coverage, Document, Evidence, Segment, UnplacedSegment
from pmtool.patterns import Pattern

_WORD = Pattern(r"[^\W_]+")
_FURNITURE = frozenset({"heading", "rule", "row_header", "posted", "state"})
_OPENINGS = (
    *("all times ", "times are in ", "times in ", "incident report for", "this incident affect", "this page was "),
    *("published on ", "published by ", "posted on ", "posted by ", "written by ", "last edited", "last modified"),
    *("last updated", "created on ", "created by ", "updated on ", "text is available under ", "read more"),
    *(
        "read the full ",
        "subscribe",
        "unsubscribe",
        "page 1",
        "yours ",
        "best regards",
        "regards",
        "kind regards",
        "best wishes",
    ),
    *("warm regards", "©", "copyright ", "all rights reserved", "skip to ", "was this ", "yes no", "no labels"),
    *("you received this ", "you are receiving ", "sent from my ", "to: ", "from: ", "cc: ", "bcc: ", "subject: "),
    *("reply-to: ", "date:", "status:", "a brief summary of what happened", "try to make it", "guidelines: "),
    *("please fill", "please see", "please find", "the purpose of this ", "/label ", "pages / "),
    *("home / ", "status / ", "home > ", "products pricing", "log in sign", "incident date:", "report date:"),
    *("pubdate: ", "guid: ", "link: http", "shortlink: http", "permalink: http", "url: http"),
)
"""How segments begin that hold the page together."""
_ANNOUNCEMENTS = (
    *("this post ", "this report ", "this document ", "this post-mortem ", "this postmortem ", "this article "),
    *("this blog post ", "this review ", "the following is the incident report", "the following report"),
    *("like to share ", "like to explain ", "want to share ", "want to explain ", "like to provide "),
    *("providing an incident report", "important times to include", "check out the ", "check out our ", "rate this "),
)
"""Say that something is told, without telling it."""
_PLEASANTRIES = (
    *("apolog", "sorry", "thanks", "thank you", "inconvenience", "patience", "contact us", "contact support"),
    *("reach out", "get in touch", "if you have questions", "if you have any questions", "seriously", "support at "),
    *("support is ", "support via ", "support team ", "we know that ", "we know how ", "your trust", "committed to "),
    *("everything we can", "@"),
)
"""Only a short segment without figures is nothing else."""
_LINK_OR_GREETING = Pattern(
    r"(?:\[[^\]]+\]:\s*\S+\s*)+$|!?\[[^\]]*\]\([^)]*\)$|https?://\S+$|(?:dear|hi|hello|hey)\b.{0,40}$"
    r"|.{0,30}\bmin read$|on .{6,40} wrote:$|to-?do$|see (?:below|above|also|the)\b.{0,40}$|</?[a-z!][^>]*>$",
    re.I | re.S,
)
_FIGURES = Pattern(r"\d[:.]\d\d|\d\s?%|\d (?:min|h|cust|user|req|second|of)", re.I)
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
    segments = [(d, s) for d in documents for s in d.segments]
    cited = cited_segments(documents, used)
    placed = [s.id in cited for _, s in segments]
    said = {" ".join(_words(d, s)) for (d, s), is_placed in zip(segments, placed, strict=True) if is_placed}
    counts = {"used": sum(placed), "duplicate": 0, "boilerplate": 0}
    unplaced = []
    for (document, segment), is_placed in zip(segments, placed, strict=True):
        if is_placed:
            continue
        if (words := " ".join(_words(document, segment))) and words in said:
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


def cited_segments(documents: Sequence[Document], used: Iterable[Evidence]) -> frozenset[str]:
    """Ids of the documents' segments that evidence touches."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for e in used:
        spans.setdefault(e.source, []).append((e.start, e.end))
    apart = {source: merged(found) for source, found in spans.items()}
    return frozenset(s.id for d in documents for s in d.segments if overlaps(apart.get(d.id, ()), s.start, s.end))


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
    lowered = text.lower().replace("*", "").lstrip("_(")
    if lowered.startswith(_OPENINGS) or _LINK_OR_GREETING.match(text):
        return True
    if len(text) > _SHORT:
        return False
    is_polite = any(phrase in lowered for phrase in _PLEASANTRIES) and not _FIGURES.search(text)
    return is_polite or any(phrase in lowered for phrase in _ANNOUNCEMENTS)


def only_dates(words: Sequence[str]) -> bool:
    """Whether words in lower case make up nothing but dates and times."""
    dated = any(w[0].isdigit() for w in words)
    return dated and all(w[0].isdigit() or w[:3] in _CALENDAR for w in words)


def _words(document: Document, segment: Segment) -> tuple[str, ...]:
    return tuple(_WORD.findall(document.quote(segment).lower()))
