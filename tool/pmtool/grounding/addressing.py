"""Words by which a text talks to a model that reads it, instead of telling what happened.

A new phrase is a line, in lower case.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pmtool.grounding.spans import Span
from pmtool.patterns import Pattern

_PARTS = {
    "ASK": r"(?:(?<!\w )|(?<=please )|(?<=then )|(?<=now ))",
    "ORDERS": r"(?:instructions?|prompts?|directives?)",
    "BEFORE": r"(?:previous|prior|above|earlier|preceding|original|initial|system)",
    "FORGET": r"(?:ignore|disregard|forget|override|bypass)",
    "MODEL": r"(?:(?:ai|llm)(?: language)?(?: model| assistant| agent)?|(?:large )?language model|chatbot)",
    "SHOW": r"(?:reveal|print|repeat|output|show|disclose|send|tell me|give me)",
    "ADD": r"(?:add|include|insert|append|create) (?:an? |the |this |these )?(?:new |following )*",
    "PART": r"(?:incident|outage|root cause|cause|trigger|impact|summary|title|severity)",
}
_PHRASES = r"""
%FORGET% (?:all |any |every )?(?:of )?(?:your|my|the %BEFORE%|%BEFORE%) (?:[\w-]+ ){0,2}%ORDERS%
%FORGET% (?:your|all|all the|these|the above) (?:%ORDERS%|rules and)
%FORGET% (?:all|everything|anything) (?:above|before this|you (?:were|have been) told)
(?:(?:pretend )?you are|act as|pretend to be) (?:now |no longer )*(?:an? |the )?(?:[\w-]+ ){0,2}(?:%MODEL%|assistant)\b
as an? %MODEL%,? (?:you|i)\b
if you are an? (?:%MODEL%|assistant)\b
(?:note|attention|message|instructions?)(?: to| for)?(?: the| any| all)? %MODEL%s? ?[:,!]
%MODEL%s? (?:reading|processing|summari[sz]ing) this\b
%SHOW% (?:me )?your (?:[\w-]+ ){0,2}%ORDERS%
%ASK%%SHOW% (?:me )?the (?:[\w-]+ )?(?:system|hidden) %ORDERS%
%ASK%(?:respond|reply|answer|output) (?:only|solely|exclusively|nothing but) (?:with|in|the)\b
%ASK%(?:write|say|state|claim|report|conclude|answer)(?: in (?:your|the) \w+)? that the (?:[\w-]+ )?%PART%\b
%ASK%(?:set|change) the %PART% (?:to|as)\b
%ASK%%ADD%(?:action items?|timeline (?:events?|entry)): ?\S
(?:do not|don't|never) (?:mention|cite|disclose|reveal|repeat) (?:this|these) (?:%ORDERS%|message|line|note)
(?:new|updated|real|additional) (?:system )?%ORDERS%(?: follow)?:
(?:ignorieren?|vergiss|missachte) (?:sie |bitte |alle |deine |die |ihre |bisherigen )+(?:anweisung|instruktion)en
(?:ignore|ignorez|oublie|oubliez) (?:toutes )?(?:les|tes|vos) (?:instructions|consignes)
(?:ignora|ignore|olvida|olvide) (?:todas )?(?:las|tus|sus) instrucciones
"""
_MARKS = r"""
<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[/?inst\]|<</?sys>>|={3,}\s?report\s\w+\s(?:begins|ends);
"""
"""What sets a model's messages apart, our own among them."""
_LONGEST = 80


def addressing(text: str) -> str:
    """The first words of a text that instruct a model, on one line; empty where none do."""
    found = _pattern().search(_lowered(text))
    return " ".join(text[found.start() : found.end()].split())[:_LONGEST] if found else ""


def addressed(text: str, start: int, end: int) -> Iterator[Span]:
    """Where such words stand between two offsets."""
    return ((start + found.start(), start + found.end()) for found in _pattern().finditer(_lowered(text[start:end])))


def addressed_from(text: str) -> int:
    """Where the first such words begin; the text's length where there are none."""
    found = _pattern().search(_lowered(text))
    return found.start() if found else len(text)


def _lowered(text: str) -> str:
    """In lower case, character by character: `re` is twice as fast there as when it ignores case."""
    return text.translate(_LOWER).lower()


_LOWER = str.maketrans({"\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}": "i", "\N{LATIN SMALL LETTER LONG S}": "s"})
"""What `lower` makes two characters of, or leaves, and `re` takes for a letter of the alphabet."""


@cache
def _pattern() -> Pattern:
    phrases = _PHRASES
    for name, words in _PARTS.items():
        phrases = phrases.replace(f"%{name}%", words)
    told = "|".join(phrases.strip().splitlines()).replace(" ", r"\s")
    return Pattern(rf"\b(?:{told})|{_MARKS.strip()}")
