"""Who is to take an action: a field, a name before or behind the words, a handle."""

from __future__ import annotations

import re
from functools import cache

from pmtool.engines.offline import action_language as language
from pmtool.engines.offline.phrases import words_of
from pmtool.patterns import Pattern

_OWNER_WORDS = ("owner", "assign", "dri", "responsible", "owned")
_UPPER, _LOWER = r"[^\W\d_a-zß-ÿ]", r"[^\W\d_A-ZÀ-Þ]"
_WORD = rf"(?:[DLO]['’]|d['’]|al-|el-)?{_UPPER}{_LOWER}+(?:(?:['’-]{_UPPER}?|{_UPPER}){_LOWER}+)*"
"""`Mira`, `O'Neil`, `Anne-Marie`, `d'Angelo`, `McLeod`."""
_PARTICLES = r"(?:(?:de|del|della|der|den|di|do|dos|da|du|la|las|le|los|van|von|zu|ter|ten|bin|ibn|al|el|y)[ ]){0,3}"
_REST = rf"(?:[ ]{_PARTICLES}{_WORD}){{0,3}}(?:[ ]{_UPPER}\.)?"
_NAME = rf"{_WORD}(?:[ ]{_UPPER}\.(?=[ ]))?{_REST}"
"""`Mira`, `Mira K.`, `Ana de la Cruz`, `Sam J. O'Neil`."""
_TEAMS = frozenset({"team", "guild", "squad"})
_HANDLE = Pattern(r"(?<![\w./])@([A-Za-z][\w.-]*[\w])")
_INNER = r"\w[\w.'’ -]{1,30}?"
_REMARK = Pattern(rf"(?:\(({_INNER})(?:, ([^()]{{1,40}}))?\)|\[({_INNER})\])\W*$|^\W*\[({_INNER})\]\s")
"""`… (Mira, next week)`, `… [Mira]`, `[Mira] …`."""
_INITIAL = Pattern(r"\b\w\.$")
_MORE = Pattern(r"\d|\b(?:by|due|next|this|in review|in progress|done)\b")
"""What follows a name rather than another thing."""
_NO_NAMES = frozenset(
    "done completed ongoing prevent detect mitigate process monitoring todo wip optional planned later started open "
    "see part".split()
) | {"in progress"}
_NO_PEOPLE = frozenset(
    "we i you they it he she this that these those the a an our all any each every some no there here what who which "
    "everyone someone nobody follow next action actions plan plans decision decided need needs want how when if".split()
)
"""Words that begin a sentence and name nobody."""
_WORK = frozenset(
    "add adopt agree analyse analyze ask assess audit automate build buy clarify clean consider convert coordinate "
    "create decide define deploy design determine develop discuss document draft educate enable ensure establish "
    "evaluate explore extend file find finish fix follow implement improve investigate learn look make measure merge "
    "migrate organise organize own plan practise prepare propose provide publish put rebuild refactor rehearse remind "
    "remove rename renew replace research review revise rework rewrite schedule set speak share talk teach test train "
    "try tune update upgrade verify work write".split()
)
"""What people do; behind one word alone: `Caches to keep …` names nobody."""


def owner(text: str) -> str | None:
    """Who is to do it, where the text says so."""
    lowered = text.lower()
    if any(word in lowered for word in _OWNER_WORDS) and (found := _field().search(text)):
        name = found[1].strip().lstrip("@")
        return name if _INITIAL.search(name) else name.rstrip(".")
    if (found := _before_order().match(text)) and language.is_order(words_of(text[found.end() :])):
        return found[1]
    return _subject(text) or (found[1] if (found := _HANDLE.search(text)) else _in_brackets(text))


def _subject(text: str) -> str | None:
    """`Sam O'Neil to add …`, `Mira will add …`, `Chen Wei adds …`."""
    found = _before_verb().match(text)
    if not found or found[1].split()[0].lower() in _NO_PEOPLE:
        return None
    words = words_of(text[found.end() :])
    order = words if found[2] else _as_order(words)
    is_person = " " in found[1] or not _WORK.isdisjoint(order[:1])
    return found[1] if is_person and language.is_order(order) else None


def _as_order(words: tuple[str, ...]) -> tuple[str, ...]:
    """`adds an alert` as `add an alert`; nothing where the verb has another form."""
    verb = words[0] if words else ""
    bases = (verb[:-3] + "y" if verb.endswith("ies") else "", verb[:-2] if verb.endswith("es") else "", verb[:-1])
    orders = ((base, *words[1:]) for base in bases if verb.endswith("s") and base)
    return next((order for order in orders if language.is_order(order)), ())


def _in_brackets(text: str) -> str | None:
    found = _REMARK.search(text)
    if not found:
        return None
    in_round, more, in_square, in_front = found.groups()
    if in_round and more and in_round.isalpha() and in_round not in _NO_NAMES and _MORE.search(more):
        return in_round
    if in_square and in_square.isalpha() and in_square not in _NO_NAMES:
        return in_square
    if more and in_round and in_round.lower() in _NO_NAMES and _is_name(more):
        return more
    name = in_round or in_square or in_front
    return name if name and _is_name(name) else None


def _is_name(words: str) -> bool:
    """`Mira K.` or `risk team`; not `EU only` or `done`."""
    parts = words.split()
    if parts[-1].lower() in _TEAMS:
        return True
    return parts[0].lower() not in _NO_NAMES and _name().fullmatch(words) is not None


# -- patterns, compiled when a report first has an action


@cache
def _name() -> re.Pattern[str]:
    return re.compile(_NAME)


@cache
def _field() -> re.Pattern[str]:
    return re.compile(
        r"""\b(?:(?:owner|assignee|assigned|dri|responsible)[ \t*_]*[:=]|owned[ ]by|assigned[ ]to)[ \t*_]*
        (@?\w[\w.'’-]*(?:[ ](?!due|by|eta|issue|ticket|priority)[\w.'’-]+){0,4}?)
        (?=[*_]*(?:[,;)\]|(\n]|\.?\s*$|\s+[-–—]|\.?\s+(?:due|by|eta|status|issue|ticket|bug|priority)\b))""",
        re.I | re.X,
    )


@cache
def _before_order() -> re.Pattern[str]:
    todo = r"(?:(?:TODO|To-?[Dd]o|AI|Action)[ :]+)?"
    return re.compile(rf"\W*{todo}({_NAME}|[Aa]ll|[Ee]veryone): ")


@cache
def _before_verb() -> re.Pattern[str]:
    return re.compile(rf"\W*({_NAME}) (?:((?:is |are |has |have |needs? )?to|will|shall|should|must) )?(?=[a-z])")
