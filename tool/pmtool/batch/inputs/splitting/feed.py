"""RSS and Atom feeds: an incident an entry."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from pmtool.batch.inputs.splitting.cut import Cut, cut_of, day_of, one_line, prose
from pmtool.errors import InputError
from pmtool.patterns import Pattern

_ROOT = Pattern(
    r"(?is)(?:\s|<\?(?>.*?\?>)|<!--(?>.*?-->)|<!doctype\b[^<>\[]*+(?:\[(?>.*?\])\s*+)?>)*+"
    r"<(?:\w{1,20}:)?(?:rss|feed|rdf)\b"
)
_END = Pattern(r"(?i)</(?:\w{1,20}:)?(?:rss|feed|rdf)\s*>|<(?:\w{1,20}:)?(?:rss|feed|rdf)\b[^<>]*/>")
_TAIL = 400
"""Characters in which the root element ends, comments behind it."""
_HEAD = 8_192
"""Characters in which the root element stands."""
_MARK = Pattern(r"<!\[CDATA\[|<!--|<(/?)(?:[\w.-]+:)?(item|entry)(?=[\s>/])")
_CLOSERS = {"<![CDATA[": "]]>", "<!--": "-->"}
_BARE = Pattern(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\dA-Fa-f]{1,6});)")
_NOT_XML = Pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BODIES = ("content", "encoded", "description", "summary")
"""Elements that hold what an entry says, the fullest first."""
_DATES = ("published", "pubdate", "date", "issued", "updated", "modified")


def is_feed(text: str) -> bool:
    """Whether a text is a feed, by its root element."""
    return _ROOT.match(text[:_HEAD]) is not None


def entries(text: str, name: str) -> list[Cut]:
    """A cut for each entry of a feed that says anything, in its order. Raises InputError where there is none.

    Only entries reach the parser, one by one and without what stands around them: no entity can be declared in one,
    so none is expanded, and a damaged entry damages no other.
    """
    cuts = [cut for chunk in _chunks(text) if (cut := _cut(_parsed(chunk))).data.strip()]
    if not cuts and not _END.search(text[-_TAIL:]):
        line = text.rstrip().count("\n") + 1
        raise InputError(f"{name} is no valid XML (it breaks off at line {line})", "download it again")
    if not cuts:
        raise InputError(f"{name} is a feed without an entry that says anything", "leave it out")
    return cuts


def _chunks(text: str) -> Iterator[str]:
    """The entries' markup; the last one may be cut off."""
    begin, position = -1, 0
    while found := _MARK.search(text, position):
        position = found.end()
        if closer := _CLOSERS.get(found.group()):
            position = text.find(closer, position) + len(closer)
            if position < len(closer):
                break
        elif begin < 0 and not found[1]:
            begin = found.start()
        elif begin >= 0 and (found[1] or found.start() > begin):
            end = text.find(">", position) + 1 if found[1] else found.start()
            yield text[begin : end or len(text)]
            begin = -1 if found[1] else found.start()
    if begin >= 0:
        yield text[begin:]


@dataclass(slots=True)
class _Entry:
    """An entry's elements in order: their names without prefix, and what they hold."""

    fields: list[tuple[str, str]] = field(default_factory=list)

    def first(self, *names: str) -> str:
        """What the first element so named holds, of the first name that has one; may be empty."""
        return next((text for name in names for key, text in self.fields if key.lower() == name and text.strip()), "")


class _Reader:
    """Collects an entry's elements. Markup within them is kept as markup."""

    def __init__(self) -> None:
        self.entry = _Entry()
        self.depth = 0
        self.name = ""
        self.pieces: list[str] = []
        self.markup = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 2:
            self.name, self.pieces, self.markup = tag.rpartition(":")[2], [], attributes.get("type") == "xhtml"
            if tag == "link" or tag.endswith(":link"):
                self.pieces.append(attributes.get("href", ""))
            elif "term" in attributes:
                self.pieces.append(attributes["term"])
        elif self.depth > 2:
            if not self.markup:
                self.pieces = [_escaped("".join(self.pieces))]
                self.markup = True
            self.pieces.append(f"<{tag}>")

    def end(self, tag: str) -> None:
        if self.depth == 2:
            self.finish()
        elif self.depth > 2:
            self.pieces.append(f"</{tag}>")
        self.depth -= 1

    def text(self, text: str) -> None:
        if self.depth >= 2:
            self.pieces.append(_escaped(text) if self.markup else text)

    def finish(self) -> None:
        """Takes the element that is open."""
        if self.name:
            self.entry.fields.append((self.name, "".join(self.pieces)))
        self.name, self.pieces = "", []


def _parsed(chunk: str) -> _Entry:
    """The elements of an entry; from where it is damaged on, what is left of it as it stands."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    data = _mended(chunk).encode("utf-8", "replace")
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        reader.finish()
        at = max(parser.ErrorByteIndex, 0)
        tag = max(data.rfind(b"<", 0, at), 0)
        rest = data[at if data.find(b">", tag, at) >= 0 else tag :].decode("utf-8", "replace")
        reader.entry.fields.append(("description", re.sub(r"<!\[CDATA\[|\]\]>", "", rest)))
    return reader.entry


def _escaped(text: str) -> str:
    """Text among markup. Its `&` are left: those that XML doesn't know are HTML's."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _mended(chunk: str) -> str:
    """Markup in which every `&` that XML doesn't know stands for itself, and no character is forbidden."""
    pieces = []
    for i, part in enumerate(_NOT_XML.sub(" ", chunk).split("<![CDATA[")):
        literal, closed, markup = part.partition("]]>") if i else ("", "", part)
        pieces += ["<![CDATA[" * bool(i), literal, closed, _BARE.sub("&amp;", markup)]
    return "".join(pieces)


def _cut(entry: _Entry) -> Cut:
    title = one_line(_words(entry.first("title")))
    facts = [
        f"{name}: {told}"
        for name, text in entry.fields
        if name.lower() not in ("title", *_BODIES) and (told := one_line(_words(text)))
    ]
    links = list(dict.fromkeys(fact.partition(": ")[2] for fact in facts if fact.startswith("link: ")))
    facts = [fact for fact in facts if not fact.startswith("link: ") and fact.partition(": ")[2] not in links]
    return cut_of(["\n".join((title, *links, *facts)), *_bodies(entry)], title, day_of(entry.first(*_DATES)))


def _bodies(entry: _Entry) -> list[str]:
    """What the entry says; a shorter text that a longer one holds is not said again."""
    kept: list[str] = []
    for name in _BODIES:
        for key, text in entry.fields:
            words = _words(text) if key.lower() == name else ""
            if words and not any(words in longer for longer in kept):
                kept.append(words)
    return kept


def _words(text: str) -> str:
    """What an element says, which may be HTML or text in which HTML's characters are escaped."""
    words = prose(text)
    return html.unescape(words) if words == text.strip() else words
