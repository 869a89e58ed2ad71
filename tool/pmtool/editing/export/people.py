"""People by name: whom a postmortem's fields, its chats and its mentions tell of, and where texts speak of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from itertools import chain
from typing import NamedTuple

from pmtool.model import Document, Postmortem
from pmtool.model.walk import statements
from pmtool.patterns import Pattern
from pmtool.validator.language.names import GIVEN

_HANDLE = Pattern(r"<@[\w.|-]+>|(?<![\w@./])@[^\W\d_](?:[\w.-]*\w)?(?![\w/=(])")
_WORD = Pattern(r"[^\W_](?:[\w'’-]*\w)?")
_BETWEEN_NAMES = Pattern(r"[,;/&+()\[\]<>|]| and ")
_SHORTEST = 3
_TO_ALL = frozenset("@here @channel @everyone @all".split())
_GROUPS = frozenset("team teams staff crew squad group department guild".split())
_ROLES = frozenset(
    """
    engineer engineers engineering developer developers operator operators operations ops admin admins administrator
    technician intern contractor responder responders commander incident sre sres dba on-call oncall on call lead leads
    manager support security monitoring alert alerts alerting system user users customer customers client clients vendor
    provider network database platform infrastructure automation bot the our an of for
    grafana prometheus alertmanager pagerduty opsgenie datadog jenkins slack github gitlab kubernetes statuspage
    """.split()
)
"""Words for who acts that name nobody."""


class Mention(NamedTuple):
    """Where a text speaks of somebody: characters, end exclusive."""

    start: int
    end: int
    who: str
    """The whole name, or the handle."""


class People:
    """Those that a postmortem knows by name."""

    def __init__(self, forms: dict[str, str]) -> None:
        """`forms` are what they are called, each with the whole name behind it."""
        self._forms = forms
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        called = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)
        self._called = re.compile(rf"(?<!\w)(?:{called})(?!\w)") if forms else None

    def mentions(self, text: str) -> Iterator[Mention]:
        """Each mention of them, and each handle whosever it is; they do not overlap."""
        handles = [match for match in _HANDLE.finditer(text) if match[0].lower() not in _TO_ALL]
        for match in handles:
            name = match[0].strip("<@>")
            yield Mention(match.start(), match.end(), self._forms.get(name, name))
        for match in self._called.finditer(text) if self._called else ():
            if not any(handle.start() < match.end() and match.start() < handle.end() for handle in handles):
                yield Mention(match.start(), match.end(), self._forms[" ".join(match[0].split())])


def people(postmortem: Postmortem, documents: Iterable[Document] = ()) -> People:
    """Authors, actors, owners, who is mentioned by handle, and who speaks in the sources.

    Words of services, regions and the organization name nobody. Nor does a word that the texts also write small where
    it is all that an actor, an owner or a handle is called: it may be a team.
    """
    texts = [*_texts(postmortem)]
    speakers = [d.text[slice(*block.speaker)] for d in documents for block in d.blocks if block.speaker]
    names = [_plain(name) for name in chain(_in_fields(postmortem), speakers, _handles(texts))]
    surely = (*postmortem.authors, *speakers, *(name for name in names if " " in name and name.istitle()))
    given = GIVEN | {word.lower() for name in surely for word in _words(name)}
    small = {word for text in texts for word in _words(text) if word.islower()} - given
    own = {word.casefold() for text in _of_the_organization(postmortem) for word in _words(text)}
    forms: dict[str, str] = {}
    for name in names:
        for form in _forms(name, own, small, given):
            forms.setdefault(form, name)
    return People(forms)


def _in_fields(postmortem: Postmortem) -> Iterator[str]:
    pm = postmortem
    fields = (pm.authors, (event.actor for event in pm.timeline), (item.owner for item in pm.action_items))
    for text in filter(None, chain(*fields)):
        yield from _BETWEEN_NAMES.split(text)


def _handles(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (match[0] for match in _HANDLE.finditer(text) if match[0][0] == "@")


def _texts(postmortem: Postmortem) -> Iterator[str]:
    """All that it says and quotes."""
    yield postmortem.title
    for statement in statements(postmortem):
        yield statement.text
        yield from (evidence.quote for evidence in statement.evidence)
    for section in postmortem.other_sections:
        yield from (section.title, section.text)


def _of_the_organization(postmortem: Postmortem) -> Iterator[str]:
    return filter(None, (postmortem.organization, *postmortem.services, *postmortem.regions))


def _plain(name: str) -> str:
    return " ".join(name.strip(" *_:@").split())


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _forms(whole: str, own: Set[str], small: Set[str], given: Set[str]) -> Iterator[str]:
    """What somebody of this name is called in texts; nothing where it names nobody."""
    words = _words(whole)
    naming = [word for word in words if word.casefold() not in _ROLES | _GROUPS | own]
    if " " in whole:
        naming = [word for word in naming if word[0].isupper()]
    if not naming or any(word.lower().endswith("bot") for word in words):
        return
    if len(words) > 1:
        yield whole
    if not _GROUPS & {word.lower() for word in words}:
        yield from (form for word in naming for form in _alone(word, small, given))


def _alone(word: str, small: Set[str], given: Set[str]) -> Iterator[str]:
    """The ways to write one word of a name where it stands for the whole."""
    is_initials = word.isupper() and len(word) <= _SHORTEST
    if len(word) < _SHORTEST or is_initials:
        return
    if word[0].isupper() and word.lower() not in small:
        yield word
    elif word in given:
        yield from (word, word.capitalize())
