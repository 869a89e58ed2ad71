"""Labels of events and times, as data: which kind of event, which milestone they name. Parted by `|` or line ends."""

from __future__ import annotations

from typing import Literal

from pmtool.engines.offline.event_cues import Sign
from pmtool.model.postmortem import EventKind

Milestone = Literal["started", "detected", "acknowledged", "mitigated", "resolved"]

KIND_LABELS: dict[EventKind, str] = {
    "trigger": "trigger | cause | change | root cause introduced",
    "impact": "impact | start | started | start of impact | impact start | outage | incident start",
    "detection": "detection | detected | detect | alert | alerted",
    "escalation": "escalation | escalated | escalate | declared",
    "diagnosis": "diagnosis | investigation | identification | triage | diagnosed",
    "mitigation": "mitigation | mitigated | mitigate | mitigating | fix | remediation",
    "recovery": "recovery | recovered | resolution | resolved | resolve | end of impact | impact end | incident end",
    "communication": "communication | comms | status page | public communication | customer communication",
}
"""Labels in front of an entry that say what kind it is."""

BESIDE: dict[str, frozenset[Sign]] = {
    "as of": frozenset({"closed", "ended", "mitigated", "recovered"}),
    "since": frozenset({"began", "harm", "ill", "recovered"}),
}
"""Signs of what holds from a time on, by the preposition before it."""

MILESTONE_LABELS: dict[Milestone, str] = {
    "started": """
        start | starts | started | starting | began | begin | begins | beginning | onset | from | occurred | since
        impact start | impact starts | impact started | impact begin | impact began | impact from
    """,
    "detected": """
        detect | detected | detection | discovered | discovery | noticed | alerted | reported | first detected
        first reported
        first alert | first alerted | first noticed | alert | identified at | paged | alert fired | alert raised
    """,
    "acknowledged": """
        acknowledged | acknowledgement | acked | ack | response started | on call acknowledged | responded
    """,
    "mitigated": """
        undetect | undetected | mitigated | mitigation | contained | stabilised | stabilized | impact end
        impact ended | end impact
        repaired | impact ends | restored | service restored | recovered | impact over | fixed
    """,
    "resolved": """
        resolved | resolution | end | ends | ended | closed | finish | finished | to | all clear | over | until
    """,
}
"""Labels that stand right before a time (`First detected: 14:22`), without the fillers below."""

LABEL_FILLERS = """
    time times date utc gmt the of at on in incident outage event issue problem disruption approx approximate
    approximately about actual was is ca around est pst pdt cet cest bst edt et pt local
"""

WINDOW_LABELS = (
    "duration | when | window | period | impact | downtime | affected | impact duration | timeframe | frame | total"
)
"""Labels before a range that is the time of impact, without the fillers."""
