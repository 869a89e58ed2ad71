"""Who is meant: a person or a role right before the words of a fault, as their subject."""

from __future__ import annotations

from collections.abc import Set

from pmtool.patterns import Pattern
from pmtool.validator.language.names import GIVEN
from pmtool.validator.record import Record

_REACH = 120
"""Characters before a fault that may hold its subject."""
_TOKEN = Pattern(r"@?\w[\w'-]*|[^\w\s]")
_ROLES = frozenset(
    """
    engineer engineers developer developers operator operators admin admins administrator administrators sysadmin
    sysadmins technician technicians intern interns contractor contractors employee employees colleague colleagues
    coworker programmer programmers tester testers responder responders dba dbas sre sres on-call oncall on-caller
    reviewer reviewers author authors owner analyst consultant trainee apprentice volunteer maintainer assignee qa
    person people hire team staff crew he she someone somebody
    """.split()
)
_LEADERS = frozenset("manager managers lead leads".split())
"""People where the fault is one that only people have; else a package manager, or a replica that leads."""
_GROUPS = frozenset("team staff crew".split())
_NO_NAMES = frozenset(
    """
    we they it i this that these those you nobody none who which what people all both many one then also never not and
    but so or had has have was the a an our my his her their its
    """.split()
)
_BETWEEN = frozenset(
    """
    had has have then also again simply just later first initially apparently probably even still who on off duty call
    shift repeatedly completely twice once
    """.split()
)
_RELATING = frozenset("that which whose because when while and but if as whether so or where than".split())
_PREPOSITIONS = frozenset(
    "to by of for from with in on at via against behind through into about among between than like".split()
)
_DETERMINERS = frozenset("the a an our one another this that their its his her each every no some my".split())
_NEGATING = frozenset("no neither".split())
_PROGRAMS = frozenset("kubernetes reconcile reconciled reconciling crd crds pod pods helm namespace controller".split())
"""Where one of these is near, an operator is a program."""


class People:
    """The people that a record knows by name."""

    def __init__(self, names: Set[str]) -> None:
        self._names = names

    def subject(self, text: str, first: int, fault: int, reach: int, any_name: bool) -> int | None:
        """Where the person begins that a fault at an offset is told of; null where it is no person's.

        The person stands in the same sentence (which begins at `first`), up to `reach` words before; a word with a
        capital is a name where `any_name` says so.
        """
        begin = max(first, fault - _REACH)
        tokens = [(match.start(), match[0]) for match in _TOKEN.finditer(text, begin, fault)]
        i = len(tokens) - 1
        while i >= 0 and tokens[i][1].lower() in _BETWEEN and not self._is_on_call(tokens, i):
            i -= 1
        for j in range(i, max(i - reach, 0) - 1, -1):
            word = tokens[j][1]
            if self._is_person(tokens, j) or (any_name and j == i and _may_be_person(word)):
                near = text[begin : fault + _REACH].lower().split()
                return None if word in ("operator", "operators") and _PROGRAMS & set(near) else _begin(tokens, j)
            if word.lower() in _RELATING or not word[-1].isalnum():
                return None
        return None

    def knows(self, word: str) -> bool:
        """Whether a word is the name of one of them, or a given name."""
        return word.lower() in self._names or _is_given(word)

    def _is_person(self, tokens: list[tuple[int, str]], i: int) -> bool:
        word, before = tokens[i][1], tokens[i - 1][1] if i else ""
        is_role = word.lower() in _ROLES or (before in _GROUPS and word in ("member", "members"))
        is_named = word.lower() in self._names or (word[0].isupper() and (_is_given(word) or _is_given(before)))
        return is_role or is_named or (word[0] == "@" and len(word) > 1) or self._is_on_call(tokens, i)

    @staticmethod
    def _is_on_call(tokens: list[tuple[int, str]], i: int) -> bool:
        return i > 0 and tokens[i][1].lower() == "call" and tokens[i - 1][1].lower() == "on"


def people(record: Record) -> People:
    """Authors, and who speaks in the sources' chats."""
    names = set(record.postmortem.authors)
    for document in record.sources:
        names.update(document.text[b.speaker[0] : b.speaker[1]] for b in document.blocks if b.speaker)
    words = {word.lower() for name in names if "bot" not in name.lower() for word in name.split()}
    return People({word for word in words if len(word) > 2 and word.isalpha()})


def _is_given(word: str) -> bool:
    return word[:1].isupper() and word.lower() in GIVEN


def _may_be_person(word: str) -> bool:
    return word.lower() in _LEADERS or _is_name(word)


def _is_name(word: str) -> bool:
    return word[0].isupper() and word[1:].islower() and len(word) > 2 and word.lower() not in _NO_NAMES


def _begin(tokens: list[tuple[int, str]], person: int) -> int | None:
    """Where the words for a person begin; null where the person is an object ("the page to the engineer") or nobody."""
    if tokens[person][1].lower() == "call":
        person -= 1  # "on call"
    for i in range(person - 1, max(person - 5, -1), -1):
        word = tokens[i][1].lower()
        if word in _NEGATING or word in _PREPOSITIONS:
            return None
        if word in _DETERMINERS:
            before = tokens[i - 1][1].lower() if i else ""
            return None if before in _PREPOSITIONS else tokens[i][0]
        if word in _RELATING or not word.replace("-", "").isalpha() or tokens[i][1][0].isupper():
            break  # "On Monday …": a time before the person
    return tokens[person - 1 if person and _is_given(tokens[person - 1][1]) else person][0]
