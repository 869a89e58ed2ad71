"""Words by which a report says that it is not sure."""

from __future__ import annotations

import re
from functools import cache

from pmtool.patterns import Pattern

DOUBTS = """
    might | likely | perhaps | probably | presumably | apparently | supposedly | unclear
    appear to | appears to | appears that | appeared to | seem* | suspect* | we believe | believed | thought to
    we assume | we presume | uncertain | not certain | not sure | hypothes* | could have been
    to the best of our knowledge | we think | plausibl* | tentativ* | unconfirmed | speculat* | to be confirmed
    can't rule out | cannot rule out | one explanation | best guess | working theory | it is conceivable
"""
"""Say so wherever they stand."""
HEDGES = f"""
    {DOUBTS}
    possibly | possible | not known | not yet known | unknown | could be | potentially
    still investigating | under investigation | yet to be determined
"""
"""Say so of a cause; elsewhere some of them only tell what can be done."""
_SOFTER = """
    believe* | assum* | think | theor* | suggest* | suspicion* | indicat* | not confirmed | not proven
    open question | could | question*
"""
"""Other words by which a statement may leave it open."""


def doubts(text: str) -> bool:
    """Whether a sentence says that it is not sure."""
    return _pattern(DOUBTS).search(text) is not None


def leaves_open(text: str) -> bool:
    """Whether a statement keeps a doubt, in whatever words."""
    return _pattern(HEDGES + _SOFTER).search(text) is not None


@cache
def _pattern(table: str) -> Pattern:
    phrases = [phrase.split() for line in table.splitlines() for phrase in line.split("|") if phrase.strip()]
    told = "|".join(r"[\W_]+".join(word.replace("*", r"\w*").replace("'", "['’]") for word in p) for p in phrases)
    return Pattern(rf"\b(?:{told}|(?-i:may|May(?=[ ](?:be|have)\b)))\b", re.I)
