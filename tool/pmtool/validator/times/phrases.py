"""Phrases by which people say what a duration measures. A new phrasing is a new line."""

from __future__ import annotations

import re

from pmtool.patterns import Pattern


def _one_of(phrases: str) -> str:
    """A pattern for any of the phrases, a line each; `_` stands for up to fifty characters."""
    lines = (line.strip() for line in phrases.strip().splitlines())
    return "(?:" + "|".join(line.replace(" _", r"[ \w'’-]{3,50}").replace(" ", r"\s+") for line in lines) + ")"


_HEDGES = (
    r"(?:[\s(:*_~]|\b(?:about|around|approximately|approx|roughly|nearly|almost|over|more|less|than|just|under|at|least"
    r"|most|up|to|a|an|maximum|max|of|only|some|another|in|total|well|little|bit)\b)*"
)

LASTED_BEFORE = Pattern(
    r"\b"
    + _one_of(
        r"""
        last(?:ed|ing)
        (?:outage|downtime|disruption|interruption|incident|unavailability|impact) (?:of|for|was|lasted)
        (?:down|out|unavailable|inaccessible|offline|interrupted|disrupted|stopped|impacted|affected|degraded) for
        (?:unreachable|broken|failed|failing|unresponsive|unusable|impaired|blocked|paused|halted|dark) for
        (?:missing|closed|silent|stale|delayed|exposed|visible|leaked|public) (?:for|by)
        lost _ for
        total(?:l?ing)?
        duration(?: was| of)?:?
        bounded (?:to|by|at)
        down\s?time:?
        un(?:able|available) to _ for
        ^\W*for
        could(?: not|n['’]t) _ for
        cannot _ for
        """
    )
    + _HEDGES
    + "$",
    re.I,
)
"""Before a duration: it is how long the harm lasted."""

LASTED_AFTER = Pattern(
    r"^[\s-]*(?:long\s+)?(?:of (?:total |complete |full |partial |service )*)?"
    + _one_of(
        r"""
        outages?
        (?:service )?(?:disruption|interruption|unavailability)
        downtime
        incident
        """
    )
    + r"\b",
    re.I,
)
"""After a duration: the same."""

PARTIAL = Pattern(r"\b(?:another|further|additional|next|first|last|remaining|second|third|final)\W*$", re.I)
"""Before a duration: it is that of a part."""

TOTAL = Pattern(
    r"\b(?:in (?:all|total|sum)|altogether|all told|total\w*|combined|overall|added up|sum(?:s|med)?)\b", re.I
)
"""In a sentence: its duration is that of several windows together."""

WHOLE = Pattern(
    r"\b(?:(?:incident|outage) lasted\b(?=.*\bin total\b)|total (?:duration|downtime|impact)|in total\W*$)", re.I
)
"""In a sentence: its duration is that of the whole incident, and of no part."""

BUDGET = Pattern(
    r"\b(?:budgets?|slos?|slas?|objective|target|(?:a|per) (?:month|quarter|year)|allowances?|would have|could have)\b",
    re.I,
)
"""In a sentence: its duration is what is allowed, or might have been."""

LINK = Pattern(
    r"^[\s(\[,:;–—-]*(?:"
    + _one_of(
        r"""
        and|or|for|of|from|between|at|in|a|an|the|i\.e\.|=|~|that is|which is|equals|in total|total|each|that day|today
        was|were|is|lasted|lasting|spanning|starting|beginning|occurring|running
        about|around|approximately|roughly|approx\.?|combined|together|altogether|overall
        duration|period|window|outage|downtime|long
        utc|gmt|[pmce][sd]?t|cest|bst|local time
        """
    )
    + r"[\s(,:–—-]*)*$",
    re.I,
)
"""Between a duration and a range: both tell of the same stretch."""

WAVES = Pattern(
    r"\b"
    + _one_of(
        r"""
        respectively
        (?:waves?|windows|outages|periods|incidents|episodes|phases|times|spells|interruptions|disruptions|blocks|parts)
        lasting
        """
    )
    + r"\b",
    re.I,
)
"""In a sentence with several durations: they are lengths of several windows."""


def _label(phrases: str) -> Pattern:
    return Pattern(r"\b" + _one_of(phrases) + r"\b", re.I)


TIME_TO = {
    "detect": _label(
        r"""
        (?:mean )?time[- ]to[- ](?:detect\w*|discover\w*|notice|identify)
        m?ttd|detection time|time before detection
        """
    ),
    "acknowledge": _label(
        r"""
        (?:mean )?time[- ]to[- ](?:ack\w*|respon\w+|engage\w*|react\w*)
        m?tta
        """
    ),
    "recover": _label(
        r"""
        (?:mean )?time[- ]to[- ](?:mitigat\w+|resol\w+|recover\w*|repair|restor\w+|fix)
        m?tt[rm]|recovery time
        """
    ),
}
"""What a labelled duration measures."""

ACHIEVED = {
    "detect": _label(
        r"""
        detected|noticed|discovered|caught|spotted|alerted|paged
        alarms? (?:fired|triggered|went off)
        """
    ),
    "acknowledge": _label(
        r"""
        acknowledged|responded|engaged|joined
        (?:began|started) investigating
        """
    ),
    "recover": _label(
        r"""
        mitigated|resolved|recovered|restored|fixed|rolled back
        (?:was over|back to normal)
        """
    ),
}
"""What was done within a duration."""
