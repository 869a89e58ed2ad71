"""Text that stands where something is still to be written: marks, forms to fill in, a template's instructions."""

from __future__ import annotations

import re

from pmtool.model import Claim
from pmtool.model.walk import CLAIMS
from pmtool.patterns import Pattern

_NOTHING = frozenset({"", "n/a", "na", "not stated", "not applicable", "not available", "not provided", "not given"})

_FOREIGN = Pattern(r"`[^`\n]*`|\"[^\"\n]{1,200}\"|“[^”\n]{1,200}”")
"""Code and quotations."""

_MARK = Pattern(
    r"""
    \b(?:TBD|TBC|TBA|FIXME|XXX)\b
  | (?:^|[:(\[]\ *|[-–—]\ )(?:TODO\b(?!\ (?:list|comment|item))|(?:todo|tbd|tbc|tba)(?=\ *(?:$|[:)\].])))
  | \b[Ll]orem\ ipsum\b
  | (?:^|:\ )(?:\[\ *(?:…|\.\.\.)\ *\]|\{\{[\w .]+\}\})$
    """,
    re.VERBOSE,
)
_FORM = Pattern(
    r"""
    (?<![\w:.])(?:XX:XX|xx:xx|HH:MM|hh:mm)(?::\w\w)?(?![\w:])
  | (?:^|[:(~]\ *|\b(?:at|on|from|to|until|by|since|between|and|around)\ )
    (?:YYYY-MM-DD|yyyy-mm-dd|(?:DD|MM)[./-](?:MM|DD)[./-]YYYY|(?:dd|mm)[./-](?:mm|dd)[./-]yyyy)\b
  | (?<![^\s:(~$\#])(?:_{3,}|X+\ ?%|(?:XX+|X)\ (?:minutes|hours|customers|requests|percent))(?!\w)
  | \b[A-Z][A-Z]+-XX+\b
    """,
    re.VERBOSE,
)
"""The shape of what belongs there."""
_OPENING = (
    r"insert|describe|enter|fill in|list|explain|provide|summari[sz]e|your|names? of|date of|date and|time of"
    r"|what|who|how many|how long|please|e\.g\.|number of|replace|brief|short|placeholder"
)
_BRACKETS = Pattern(
    rf"(?:\[|<)\s*(?:(?:add|{_OPENING})\s[^\[\]<>\n=]{{2,120}}|date|time|names?|number|duration|percentage|XX+"
    r"|(?:start|end) (?:time|date)|(?:service|team|incident) (?:name|title)|placeholder|tbd|todo)\s*(?:\](?![(\[:])|>)",
    re.I,
)
_INSTRUCTION = Pattern(
    r"""
    (?:briefly\ |please\ )?(?:describe|summari[sz]e)\ (?:the|what|how|why|in|any|who|which|your|this|briefly)\b
  | (?:please\ )?(?:fill\ (?:in|out)|insert|enter)\ (?:the|your|a|any|every|this|all|here|section)\b
  | (?:please\ )?(?:delete|remove|replace)\ this\ (?:section|text|paragraph|line|template|comment)\b
  | an?\ (?:brief|short|high-level|one[ -](?:line|sentence|paragraph))\ (?:summary|description|overview|explanation)
    \ of\ (?:what|the\ (?:incident|issue|impact|event|problem|outage)|how|why)\b
  | try\ to\ (?:make|keep)\ (?:it|this)\b
  | (?:guidelines:\ |note:\ )?this\ (?:(?:section|page|document)\ is\ a\ template|section\ (?:should|must))\b
  | (?:some\ )?important\ times\ to\ include\b
  | (?:text|summary|description|details)\ goes?\ here\b
  | click\ (?:here\ )?to\ (?:add|enter|edit)\b
    """,
    re.VERBOSE | re.I,
)
_REQUEST = Pattern(
    r"""
    (?:explain|outline|specify|state)\ (?:the|what|how|why|who|when|in|any)\b
  | (?:list|include|provide|note|mention)\ (?:the|all|any|each|every|an?)\b
    """,
    re.VERBOSE | re.I,
)
_QUESTION = Pattern(r"(?:what|who|how|when|why|which)\b[^.?!]{3,120}\?$", re.I)
_LENGTH = Pattern(
    r"\b(?:[1-9]|one|two|three)\s?(?:[-–]|to|or)\s?(?:[1-9]|two|three|four|five)"
    r" (?:short |brief )?(?:sentences|paragraphs|bullet points|bullets)\b",
    re.I,
)
_ANYWHERE = (
    (_MARK, ("tb", "todo", "fixme", "xxx", "lorem", "[", "{{")),
    (_FORM, ("xx", "x%", "x ", "hh:mm", "yyyy", "___")),
    (_BRACKETS, ("[", "<")),
    (_LENGTH, ("sentence", "paragraph", "bullet")),
)
"""What gives a template away wherever it stands, and strings in lower case without which there is none of it."""
_DOING = frozenset({"timeline", "status_updates", "action_items"})
"""Fields where `Describe the failover in the runbook` is what somebody did or will do."""


def is_blank(text: str | None) -> bool:
    """Whether a text says nothing, or only that there is nothing."""
    return text is None or text.strip(" \t\n*_-–—.?…").lower() in _NOTHING


def template_words(text: str, field: str = "") -> str:
    """The words of a statement that come from a template, else an empty string. `field` is the statement's."""
    shown = _FOREIGN.sub(lambda hidden: " " * len(hidden[0]), text)
    lowered = shown.lower()
    for pattern, hints in _ANYWHERE:
        if any(hint in lowered for hint in hints) and (found := pattern.search(shown)):
            return text[found.start() : found.end()].strip(" :(~")
    start = len(text) - len(text.lstrip(" \t*_>([<"))
    if any(pattern.match(shown, start) for pattern in _orders(field)):
        return _sentence(text, start)
    return ""


def _orders(field: str) -> tuple[Pattern, ...]:
    """What nobody would write in a field, unless to tell others what to write there."""
    if field in _DOING:
        return ()
    if field in CLAIMS:
        return _INSTRUCTION, _REQUEST, _QUESTION
    return (_INSTRUCTION,) if field else (_INSTRUCTION, _REQUEST)


def is_told(claim: Claim | None) -> bool:
    """Whether somebody has written what belongs there."""
    return claim is not None and not is_blank(claim.text) and not template_words(claim.text, CLAIMS[0])


def _sentence(text: str, start: int) -> str:
    end = min((at for at in (text.find(mark, start) for mark in (". ", "? ", "\n")) if at >= 0), default=len(text))
    return text[start : end + 1].strip(" \n*_")
