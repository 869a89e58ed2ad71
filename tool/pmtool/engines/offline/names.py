"""Names in a report's head and foot: the organization, people, services, regions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

from pmtool.engines.offline import cues
from pmtool.engines.offline.phrases import phrases, words_of
from pmtool.model import Document
from pmtool.patterns import Pattern

_LONGEST = 6
"""Words of a name."""
_MOST = 40
"""Names taken from one line."""
_EDGE = 20_000
"""Characters at either end of a report in which it says whose it is."""
_NAME = r"[A-Z][\w.&'’-]*(?: (?:[A-Z][\w.&'’-]*|of|and|for|the)){0,4}"
_CRAFT = r"(?:[Ee]ngineering|[Oo]perations|[Oo]ps|[Ss]upport|[Pp]latform|[Ii]nfrastructure|[Pp]roduct|SRE)"
_ORGANIZATIONS = (
    r"^[ \t#*]*(?:Incident [Rr]eport|Post-?mortem|Status|Incident History) (?:for|of|at)[ \t]+(\S.{0,60}?)[ \t]*$",
    rf"^[ \t#*\[]*({_NAME}) (?:System )?[Ss]tatus(?: [Pp]age)?\]?[ \t]*$",
    rf"^[ \t#*]*Status (?:-|–|—|\|)[ \t]+({_NAME})[ \t]*$",
    rf"^[ \t–—*-]*(?:[\w. ]{{2,30}} and )?(?:[Yy]our|[Tt]he)[ \t]+({_NAME})(?: {_CRAFT})? [Tt]eam[ \t.!]*$",
    r"https?://(?:www\.)?status\.([\w-]{2,30})\.\w",
    r"https?://([\w-]{2,30})\.statuspage\.io",
    r"\b(?:support|help|helpdesk|it-help|security|contact|info|team)@([\w-]{2,30})\.\w",
)
"""Surest first; an address is the last resort."""
_CLOUD_REGION = (
    r"\b(?:(?:us|eu|ap|sa|ca|me|af|il|cn|mx)(?:-gov)?|asia|europe|northamerica|southamerica|australia|africa)-"
    r"(?:north|south|east|west|central)(?:north|south|east|west)?-?\d\b"
)
_PLACE = (
    r"\b(?:North America|South America|Latin America|Europe|EMEA|APAC|LATAM|Asia[ -]Pacific|Oceania|Northern Virginia"
    r"|N\. Virginia|(?:US|EU|UK|AP|CA|AU)[ -](?:North|South|East|West|Central)(?:-\d)?"
    r"|(?:US|EU|UK|APAC|AU|CA|JP|IN)(?= (?:region|instance|shard|data ?cent|cluster|tenants|customers|zone))"
    r"|(?:[A-Z][a-z]+ )?[A-Z][a-z]+(?= (?:region|Region)\b))"
)
_QUOTED_LABEL = Pattern(r'~"(?:[^":]+::)?([^"]+)"')
"""`~"Service::Search"`, an issue tracker's label."""


def plain(text: str) -> str:
    """A value without emphasis and the address or remark behind it."""
    return re.sub(r"\s*<[^>]*>|^[\[*_`\"' ]+|[\]*_`\"' ]+$", "", text).strip()


def people(text: str) -> Iterator[str]:
    """`Ada L. <ada@…>, @bob and Eve` one by one."""
    for part in re.split(r",|;|\s+(?:and|&)\s+|\s{2,}", re.sub(r"\([^)]*\)|<[^>]*>", "", text)):
        name = plain(part).lstrip("@")
        if not re.search(r"\b\w\.$", name):
            name = name.rstrip(".")  # of a sentence rather than of an initial
        if name and len(name.split()) <= _LONGEST and any(c.isalpha() for c in name):
            yield name


def nested(text: str) -> list[str]:
    """`A (B, C), and D.` as A, B, C, D: a group before its members."""
    found: list[str] = []
    for part in re.split(r"[(),;\[\]]|\s+and\s+(?=\S+[^(]*$)|\t", _QUOTED_LABEL.sub(r"\1, ", text).replace("~", " ")):
        name = plain(re.sub(r"^\s*(?:and|&)\s+", "", part)).rstrip(".").strip()
        if name and len(name.split()) <= _LONGEST and any(c.isalpha() for c in name):
            found.append(name)
    return list(dict.fromkeys(found))[:_MOST]


def organization(document: Document) -> tuple[str | None, tuple[int, int] | None]:
    """Whose report it is, and where it says so."""
    length = len(document.text)
    for pattern in _ORGANIZATIONS:
        head = _compiled(pattern).finditer(document.text, 0, _EDGE)
        foot = _compiled(pattern).finditer(document.text, max(_EDGE, length - _EDGE))
        for found in chain(head, foot):
            name = found[1].strip(" *_#").removeprefix("the ")
            words = words_of(name)
            if words and len(words) <= _LONGEST and not phrases(cues.INCIDENT_WORDS).occur(words):
                return _as_told(name, document.text), found.span()
    return None, None


def _as_told(name: str, text: str) -> str:
    """A name taken from an address, in the letters that the report itself writes it in."""
    if not name.islower():
        return name
    found = re.search(rf"(?<![\w./@-]){name[0].upper()}{re.escape(name[1:])}(?![\w@-])", text, re.I)
    return found.group() if found and found.group()[0].isupper() else name


def regions(text: str) -> Sequence[str]:
    """Cloud regions and parts of the world, in the order they are named."""
    found = [m for pattern in (_CLOUD_REGION, _PLACE) for m in _compiled(pattern).finditer(text)]
    ordered = sorted(found, key=lambda m: m.start())
    kept = (m.group() for m in ordered if m.group().split()[0].lower() not in _NO_REGION)
    return list(dict.fromkeys(kept))[:_MOST]


_NO_REGION = frozenset(
    {"the", "a", "this", "that", "each", "one", "our", "every", "primary", "secondary", "affected", "another", "other",
     "single", "multi", "which", "what", "any", "cross", "per", "no", "in", "all", "same", "home", "both"}
)  # fmt: skip
"""Words before `region` that name none."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.M)
