"""Whatever is called a password, a token or a key, by an assignment, in a table, or in a sentence.

This is the wide reading for requests; `secrets` has the narrow one for findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.sensitive.secrets import STATES
from pmtool.sensitive.sight import Sight

_MOST = 400
"""Characters of a value at first look; it may go on."""
_PASSWORD = r"pass(?:word|wd|phrase|code)|(?<![a-z])pass(?![a-z])|pwd|passwort|kennwort|contraseña|mot de passe"
_TOKEN = (
    r"secret|token|credential|(?:api|access|auth|account|private|client|signing|encryption|service|master|session"
    r"|storage|webhook|license|ssh|deploy|app|application|integration|routing|database|db|security"
    r"|subscription)[_ -]?key|session[_-]?id|sessid|(?<![a-z])sig(?:nature)?|authorization"
)
_CALLED = rf"(?:(?P<password>{_PASSWORD})|(?P<token>{_TOKEN})|(?<![a-z])key)"
_SUFFIX = r"(?:[_-]?(?:id|key|value|string|hash|b64|base64|prod|dev|staging|test|live|old|new|\d))?"
_BARE = r"(?:(?!\[\[|[,;&][\w.-]{1,60}[=:]|[,;&](?:\s|$)|</|[\"'`](?:[\s,;:.)}\]]|$)|\\[nrt\"'`])[^\s|])"
_ASSIGNED = Pattern(
    rf"(?i){_CALLED}{_SUFFIX}[\\\"'`\])*_]{{0,4}}[ \t]{{0,3}}(?P<operator>:=|=>|={{1,3}}|:|\|)[*_]{{0,2}}[ \t]{{0,3}}"
    rf"(?!\[\[)(?:(?P<quote>\\?[\"'`])(?!\[\[)(?P<quoted>(?:(?!(?P=quote))(?:\\.|[^\n])){{1,{_MOST}}})(?P=quote)"
    rf"|[\\\"'`]{{0,2}}(?P<bare>(?!<|\[\[){_BARE}{{4,{_MOST}}}))"
)
_SAID = Pattern(
    r"(?i)\b(?:(?P<password>password|passphrase|passcode|pwd)|secret|token|key)[ \t]{1,2}"
    r"(?P<verb>(?:is|was|to|of|now|still|set|reset|changed|=|→|->)[ \t]{1,2}){0,3}[\"'`“‘*]{0,2}"
    r"(?P<bare>(?:(?!\[\[)[^\s\"'`“”’|*]){6,100})"
)
_REFERENCE = Pattern(
    r"(?i)\$\{|\$\(|\$[a-z_]\w*$|%\(|%[a-z_]*%?$|\{\{|<|&\w+;|(?:https?|vault|op|file|arn|sha\d+|env|ssm):"
    r"|(?:/[\w.-]+){2,}$|[*x•._#-]+$|[([]?(?:none|null|true|false|nil|undefined|empty)[])]?[.,;]?$"
)
_MOMENT = Pattern(r"v?\d[\d.:/T+-]*\w?$")
"""Times, dates, versions and plain numbers."""
_NAME = Pattern(r"(?i)[a-z]+(?:[-_.:/][a-z]*\d{0,4})+$")
_REST = Pattern(r"[^\s\"'`<>|,;&\[\]]*")
_MARKS_OF_SENTENCES, _TAIL = ".,;:?!*_", ".,;:?!*_)]}>"
_FRAME = "([{<>}])" + _MARKS_OF_SENTENCES
_OPENERS = frozenset("([{<")
_SHORTEST, _LONG_ENOUGH, _LONG = 4, 6, 16
"""Characters of a password, of another value, and of one that nothing but its length tells."""
_MARKS = frozenset("!@#$%^&+~=")
_NEAR = 80


def assignments(text: str) -> Iterator[Sight]:
    """Values of what is called so; in no order, with overlaps."""
    at = 0
    while match := _ASSIGNED.search(text, at):
        at = match.end("operator")
        group = "quoted" if match["quoted"] else "bare"
        if _is_meant(text, match, group):
            rest = _REST.match(text, match.end()) if len(match[group]) == _MOST else None
            at = rest.end() if rest else match.end()
            yield from _value(text, match.start(group), rest.end() if rest else match.end(group))
    for match in _SAID.finditer(text):
        core = _core(match["bare"])
        enough = 2 if match["password"] and match["verb"] else 3
        if _kinds_of_characters(core) >= enough and not _is_no_value(core) and not _NAME.match(core):
            yield from _value(text, *match.span("bare"))


def is_reference(value: str) -> bool:
    """Whether it only tells where the value comes from, or that there is none."""
    return value.strip(_FRAME).lower() in STATES or bool(_REFERENCE.match(value))


def _is_meant(text: str, match: re.Match[str], group: str) -> bool:
    value = _core(match[group])
    is_sure = group == "quoted" or match["operator"] not in (":", "|")
    if match["password"]:
        if is_sure or _is_a_line(text, match):
            return len(value) >= _SHORTEST and not is_reference(value)
        return _kinds_of_characters(value) >= 2 and not _is_no_value(value)
    least = _LONG if not match["token"] else _LONG_ENOUGH
    if len(value) < least or _is_no_value(value):
        return False
    if _kinds_of_characters(value) < 2:
        return is_sure and len(value) >= _LONG
    return is_sure or not _NAME.match(value)


def _value(text: str, start: int, end: int) -> Iterator[Sight]:
    """A value without what ends its sentence; with it as well where that may be a part of it."""
    core = _core(text[start:end])
    yield Sight(start, start + len(core), "secret", "what is called a secret")
    if "!" in text[start + len(core) : end] or "?" in text[start + len(core) : end]:
        yield Sight(start, end, "secret", "what is called a secret")


def _core(value: str) -> str:
    core = value.rstrip(_TAIL)
    return core if not _OPENERS.intersection(core) else value.rstrip(_MARKS_OF_SENTENCES)


def _is_no_value(value: str) -> bool:
    return is_reference(value) or bool(_MOMENT.match(value))


def _is_a_line(text: str, match: re.Match[str]) -> bool:
    """Whether the line holds nothing else: a setting."""
    before = text[max(0, match.start() - _NEAR) : match.start()].rpartition("\n")[2]
    return " " not in before.strip(" -*>") and text[match.end() : match.end() + 1] in ("", "\n", "\r")


def _kinds_of_characters(value: str) -> int:
    """Of small and capital letters, digits and marks; a capital at the beginning is no kind of its own."""
    kinds = {_kind(c) for c in value}
    if value[:1].isupper() and value[1:].islower():
        kinds.discard("A")
    return len(kinds - {""})


def _kind(c: str) -> str:
    if c.isdigit():
        return "0"
    if c.isalpha():
        return "A" if c.isupper() else "a"
    return "!" if c in _MARKS else ""
