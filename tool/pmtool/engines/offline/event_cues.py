"""What kind of event words tell, and which milestone a label names, as data.

Phrases are parted by `|` or line ends. `stem*` is any word that begins so, `…` is up to five words, `$` is the end.
The kinds before `diagnosis` win over the later ones wherever they stand; otherwise the earliest phrase does.
"""

from __future__ import annotations

from typing import Literal

from pmtool.model.postmortem import EventKind

Milestone = Literal["started", "detected", "acknowledged", "mitigated", "resolved"]

EVENT_KINDS: dict[EventKind, str] = {
    "recovery": """
        recover* | recovery | resolved | fully operational | restored | back to normal | returned to normal
        operating normally | back online | back up | service normal | normal operation* | normal levels | all clear
        incident … over | incident … closed | end of the incident | incident ends | incident ended | is ok
        traffic resumed | services resumed | working again | healthy again | errors stop* | error rate … normal
        confirmed … working | confirmed … up | impact ends | impact ended | stabili*ed | caught up | backlog … cleared
        is now operational | returned to … acceptable | had resumed | began to subside | subsided | drained
    """,
    "communication": """
        status page | statuspage | posted | tweet* | notified customers | customers … notified | mail sent | email sent
        e mail sent | emailed | comms | announce* | communicat* | informed customers | mailing list | public update
        update … posted | banner | notice sent | press
    """,
    "escalation": """
        escalat* | war room | incident … declared | declares … incident | declared … incident | declare … incident
        paged in | pulled in | page out | joined the call | joins … call | bridge … opened | incident call
        incident commander | incident lead | incident manager | sev* ticket raised | major incident | ticket raised
        incident channel | vendor … contacted | contacted … support | woke up | called in | brought in
    """,
    "detection": """
        alert* | paged | page fired | pager | pagerduty | alarm* | detected | first report* | reported | reports that
        monitoring … notified | noticed | notice | observed | monitoring show* | monitoring pick* | problem
        customer reports | user reports | users report* | customers report* | support tickets | complain* | flagged
        on call … notified | oncall … pinged | check … fails | probe … fail* | graphs show
    """,
    "mitigation": """
        roll back | rolled back | rollback | rolling back | revert* | mitigat* | failover | failed over | fail over
        restart* | reboot* | scal* up | scaled | fix deployed | deploy* … fix | deployed … fix | fix … deployed
        fix … applied | applied | hotfix* | patch* | disabled | disable | switched back | switched to | restore … backup | restores
        restoring | blocked | throttl* | rate limit* | drain* | redeploy* | re deploy* | workaround | killed | kills
        increased | added capacity | upgraded | reset | cleared | purged | maintenance mode | rebuil* | re enabled
        recreated | changed back | corrected | stopped | isolated | removed | restored previous | re run | rerun
    """,
    "diagnosis": """
        investigat* | identified | identifies | found | root cause | diagnos* | determin* | discover* | trac*
        confirmed | confirms | suspect* | looking at | looked at | analys* | analyz* | realis* | realiz* | log*  show
        debug* | hypothes* | reveals | revealed | narrowed | understand* | pinpoint* | correlat*
    """,
    "impact": """
        impact* | outage | down | unavailable | degrad* | errors | error rate* | 5xx | 500s | 503s | fail | fails
        failed | failing | failure* | slow* | latency | timeout* | timing out | time out | unresponsive | crash*
        no longer | lost | loss | drops | dropped | dropping | unable to | stopped responding | incident start*
        incident began | elevated | spike* | delayed | stuck | full | exhausted | deleted | unreachable | lag
        overload* | disappear* | began to experience | experienced | affected | 502s | corrupt*
    """,
    "trigger": """
        deploy* | release* | rollout | rolled out | config* change | change … applied | applied … change | merged
        migration | maintenance | upgrade | push* | enabled | flag … on | turned on | terraform | started … deployment
        scheduled | cron | expire* | rotat* | synchronized
    """,
}

MILESTONE_LABELS: dict[Milestone, str] = {
    "started": """
        incident start* | start of incident | started | start | start time | began | incident began | impact start*
        outage start* | time started | incident begin* | beginning | from | thought to have occurred | occurred
    """,
    "detected": """
        detected | first detected | detection | time detected | discovered | identified at | reported | alerted
        first reported | incident detected | detected at | time of detection | noticed
    """,
    "acknowledged": "acknowledged | acked | ack | time acknowledged | on call acknowledged | response started",
    "mitigated": "mitigated | repaired | mitigation | stabilised | stabilized | time mitigated | contained | fixed",
    "resolved": """
        resolved | resolution | end | ended | incident end* | end time | end of incident | closed | recovered
        time resolved | incident resolved | restored | finish* | incident ended | to | all clear
    """,
}
"""Labels that stand right before a time (`First detected: 14:22`)."""

MILESTONE_EVENTS: dict[Milestone, str] = {
    "started": """
        incident start* | incident began | outage began | outage start* | impact start* | severely degraded | degraded availability | unavailable | impact began | fully down
        began to experience | started to see | start of … incident | began experiencing | starts failing
        issue began | problem began | errors start* | began at | beginning at | disappeared
    """,
    "detected": """
        detected | alerted | alert fire* | alerts fire* | paged | first report* | monitoring … notified | the page
        reported | reports | alarm* | notified … of the issue | was notified | pinged
    """,
    "acknowledged": """
        acknowledg* | on call … investigating | begins looking | began … investigat* | started … investigat*
        engineer* … joined | engineer* … responded | looking into | starts looking | begin* investigat*
    """,
    "mitigated": """
        mitigated | rollback complete* | rolled back | fix … deployed | service* … recovered | availability recovered
        restored | began to recover | errors dropped | normal traffic resumed | traffic resumed | working again
        back online | recovered | confirmed to be up | declares … online | returned to normal | back to normal
        operating normally | impact end* | normal operations resumed
    """,
    "resolved": """
        incident … resolved | resolved | end of the incident | incident … closed | all clear | fully recovered
        resolution … confirmed | fully resolved | incident ended | incident … over | operating normally
        returned to … acceptable | ended at | fully restored
    """,
}
"""What entries of a timeline say that reach a milestone."""
