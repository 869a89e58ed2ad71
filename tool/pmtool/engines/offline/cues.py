"""What sentences say, as data: the words that tell a cause, an effect, a plan or a pleasantry.

Phrases are parted by `|` or line ends. `stem*` is any word that begins so, `…` is up to five words, `$` is the end.
"""

from __future__ import annotations

from pmtool.model.postmortem import Status

# -- causes

CAUSE: dict[float, str] = {
    3.0: """
        root cause* | underlying cause* | primary cause* | was caused by | were caused by | been caused by
        cause was | cause of | caused by | due to | because of | as a result of | resulted from | result of
        stemm* from | originat* from | originat* in | traced to | traced … to | traced back | attributed to
        attributable to | culprit | turned out | this was because | this is because | this happened because
        the reason | happened when | occurred when | triggered by | introduced … bug | introduced … regression
        misconfigur* | mis configur* | the trigger | the problem was | the issue was that | root of the
        responsible for | owing to | thanks to a | brought on by | precipitated | explains why | that is why
        that's why | the fault was | led to this | at fault | did not account | didn't account | not account for
        looks like | reason for | fault in | lies in | lay in | found that | discovered that | determined that
        revealed that | here's how | here is how | here's why | here is why | here's what happened | was left at
        were left at | left at its | still set to | revealed a
        identified the issue as | issue was identified as | identified as a | had forgotten | found it
    """,
    2.0: """
        unusual* | fell back to
        was dropping | were dropping | dropping packets | packet loss | not enough | did not have enough
        didn't have enough | couldn't see | so … could not | so … couldn't | died | a wrong | with the old | with an old
        had been left | left in | lost power | power loss | power outage | because | caus* | led to | leading to
        resulted in | resulting in | which meant | meaning that | this meant | triggered | regression
        race condition | memory leak | deadlock* | out of memory | ran out of | run out of | exhaust* | expired
        expir* | inadvertent* | accidental* | unintentional* | mistaken* | by mistake | incorrect* | wrongly
        erroneous* | faulty | defect* | a flaw | a bug | the bug | bugs in | typo | human error | overload*
        overwhelm* | exceed* | insufficient | saturat* | starv* | contention | thundering herd | bottleneck*
        single point of failure | not enabled | was missing | were missing | missing | missed | was not caught
        wasn't caught | not been caught | passed our | not been tested | not tested | had never | unaware | corrupt*
        stuck | infinite loop | the wrong | loop* | retry storm | cascad* | incompatib* | deprecated
        stale | outdated | mismatch* | unhandled | malformed | invalid | hard coded | hardcoded | out of sync
        unbounded | no limit | leak* | overflow* | too many | too large | too small | too low | too high
        doesn't exist | did not exist | we found | confirmed that | concluded that | became clear | was clear that
        explanation | explains | by hand | was deleted | were deleted | got deleted | was disabled
        was removed | was set to | were set to | had been set | pointed to | pointing to | failed over | not renewed
        instead of | processor had | provider had | vendor had | supplier had | no second | no fallback | not signed
        unsigned | refuses to | refused to
        capped at
    had pushed | public repository | leaked | phish* | vulnerab* | forgot | against production | against the wrong
    full scan | full scans | still reads | still used | still pointed | was not aware | nobody renewed | gave up
    set for a test | never set
    noticed that | revealed | lack of | unlimited | null pointer | quorum | split brain
    """,
    1.0: """
        without | had been | had silently | had changed | had to | was already | unable to | failed to | failing to
        couldn't | could not | did not | didn't | was not | were not | wasn't | weren't | had not | hadn't | never
        retried | no longer | instead it | rather than | however | unexpected* | unfortunate* | introduced
        deployed | deployment | rollout | rolled out | upgrade* | migrat* | configuration | config | change
        changed | switched | maintenance | default | limit | limits | capacity | spike* | surge* | load | timeout*
        timed out | crash* | broke | broken | failure | fail* | lock* | bug | certificate* | dns | therefore
        consequently | as such | so that | depends on | relied on | relies | dependency | assumed | assumption
        restart* | rotat* | issue in | problem in | error in | full | lack | lacks | lacked | rejected | replaced
        still | nobody | went unnoticed | hung | hangs | blocked | filled | quota | exception | ignored | forgot
        forgotten | too long | too short | evict* | conflict* | removed all | stole | stolen | forever
        switched off | turned off | not noticed | wasn't noticed
    """,
}
"""How loudly a sentence tells a cause; the keys are weights."""

EMPTY_CAUSE = """
    same root cause | same cause | combination of factors $ | number of factors $ | several factors $
    owe you an | explanation for | cause had not | cause has not | cause was not yet | cause is not yet
    cause is still | find the cause | find out why | explains what | explain what | looked in the wrong
    cause was quickly found | cause was found $ | this is the story | wrong turns
    unrelated to | kept the incident open
"""
"""Speaks of a cause without telling one."""

TRIGGER = """
    was triggered by | were triggered by | triggered when | trigger was | trigger for this | trigger for the
    set it off | set this off
    trigger of the | trigger of this | catalyst
    set off by | initiated by | set off when | tipped it over | precipitated by | trigger is
"""
"""Says itself what set the incident off."""

CHANGED = """
    was rolled out | were rolled out | rollout of | roll out of | rolled out a | rolled out the | release of
    upgrade of | upgraded | was upgraded | was merged | i merged | we merged | went live | a change was
    config change | configuration change | capacity change | deployment … started | deploy of | was deployed
    we deployed | we released | was released | was introduced | was applied | was initiated | we initiated
    we began a | started a | spike in | surge in | influx | scheduled rotation | scheduled maintenance | scheduled job
    scheduled … update | scheduled … rotation | scheduled … upgrade | scheduled … migration | scheduled policy
    planned … change | planned … update | planned … upgrade | planned … migration | planned maintenance
    scheduled node | flag was | flag … raised | was enabled | was switched | switched our | switched the | switched to
    was changed | was raised | maintenance window | was rotated | rotation of the | migration of | cut over
    deployment was | deployment of a | deployment that | deployed a
"""
"""What sets incidents off, where a time stands beside it."""

NO_TRIGGER = """
    rolled back | roll back | rollback | reverted | revert | did not | didn't | had not | hadn't | restored | fixed
    read only
    to fix | a fix was | fix has | deployed a fix | fix for | to resolve | recover* | mitigat* | resolved
    nothing happened | we will | will be | would have
    should have | may have | to prevent | unrelated | not affected | repaired | alerted | paged | investigat*
    began to see | root cause | rollback* | greatly reduced | caught up | re enabled | unable to | failed to
    as a consequence
"""
"""What is told of the repair, or of what did not happen."""

FACTOR = """
    not tested | not been tested | never tested | not covered | wasn't tested | no alert* | no alarm* | no monitoring
    did not have | didn't have | had no | has no | have no | lack of | lacked | missing | was missing | not noticed
    unnoticed | skipped | without | worse | contribut* | no limit | unbounded | not caught
    did not capture | did not detect | did not alert | did not notice | did not account | misleading | too late
    hidden | disabled | no longer | never | nobody | same time | heavier | higher | slow* | delayed
    made it harder | hard to | difficult | only one | relied on | depends on | dependency | exhausted | amplified
    assum* | unaware | not aware | outdated | undocumented | no documentation | by hand | manual* | compounded
"""
"""What sentences say of the circumstances that let an incident happen, last or spread."""

NOT_CAUSE = """
    if you | if your | may
    apolog* | sorry | we will | we'll | we are going to | we plan | thank | contact | support team | please
    to prevent | in the future | going forward | investigating | was restored | were restored | rolled back
    we restored | fully recovered | back to normal | resolved the | resolved at | was resolved | mitigated
    has been resolved | all times | we take | understand | confidence | impacted customers | error rates
    began investigating | status page | postmortem | post mortem | this document | this report | this post
    no evidence | nothing was | no impact | no customer | no data | unaffected | not affected | were alerted
    was paged | was detected | find the cause | found the cause | identify the cause | alerts | alert fired
    happen again | we have updated | we have added | after this incident | recovered | restored | was lost
    were lost | be lost | rollback | roll it back | roll back | edited by | explain what | more details
    no longer than | noticed right | first noticed | was noticed
    customers noticed | users noticed | result of this event | result of this incident | result of this operational
    issue impacted | significant issue | incidents that | we experienced | result of this outage | was over | were over
    brought … back | back up | did not help | made no difference
"""
"""What sentences say that tell something else than a cause."""

# -- what happened to people and systems

HARM = """
    were broken | was broken
    unavailable | unreachable | inaccessible | degrad* | outage | downtime | down for | were down | was down | slow*
    latency | latencies | delay* | error | errors | failing | failed | fail | timeouts | timed out | lost
    data loss | unable to | could not | couldn't | interrupted | intermittent* | disruption* | disrupted | 500s
    502 | 503 | 5xx | affected | impacted | declined | rejected | dropped | missed | stuck | not able to
    didn't work | did not work | stopped working | late | blank* | empty | not processed | not delivered | overcharged
    duplicate* | exposed | unauthorised | unauthorized | had to wait | unresponsive | nobody could | no one could
    cannot | outage begins
"""
"""What went bad."""

UNHARMED = """
    not affected | unaffected | not impacted | no impact | wasn't affected | weren't affected | never affected
    not lost | no data was | no data were | without impact | unimpacted | nothing was lost | we informed | we notified
    informed the | notified the
"""
"""What a sentence says that tells of no harm."""

UNNOTICED = """
    wasn't noticed | not noticed | weren't noticed | not detected | wasn't detected | nobody noticed | no one noticed
    not alerted | did not alert | not been detected | didn't notice | did not notice | not noticeable
    nobody had noticed
    failed to alert
"""
"""What a sentence says of what nobody came to know."""

HARMED = """
    nobody could | no one could | customers | users | user | visitors | merchants | tenants | clients | subscribers
    players | students | staff
    people | readers | everyone | all regions | region | regions | requests | calls | jobs | messages | orders
    payments | emails | apps | client | clients | of you | tenant | instances | period | minute | hour | minutes
    hours | percent | accounts | projects | sites | logins | services | deployments
"""
"""Whom or what it hit, or for how long."""

DETECTION = """
    was alerted | were alerted | alerted us | alerted our | alerted the | alerted … engineers | alerted at
    alarm* engaged | alert* … triggered | was paged | were paged | paged our | paged the | got the page
    was detected | were detected | detected the | detected at | detected by | detected an | we detected | noticed
    reported by | reports from | received reports | customer reports | customers reported | users reported
    user reported | first report* | report that | became aware | were notified | was notified | notified … team
    contacted support | support tickets | picked up by | spotted | told us | monitoring alert* | monitoring detect*
    monitor alerted | monitoring and alerting | synthetic monitor | alert … fired | alerts … fired | alarm* … fired
    we learned about | we learned of | got … message from a customer | logged the first call | first call | first calls
    alert fired | alarm went off | alarms went off | alert went off | rang our | called us | wrote to us
    contacted us | monitoring … notified | alerting … notified | paged | first noticed
"""
"""How people came to know."""

RESOLUTION = """
    available again | up again | working again | was back | were back | came back up | resolved by | was resolved
    were resolved | resolved the | to resolve | fixed by | was fixed | a fix | fixed the | rolled back | roll back
    reverted | we restored | was restored | were restored | mitigated | was replaced | we replaced | failed over
    scaled up | increased … capacity | hotfix | patched | recovered | returned to normal | back to normal
    re enabled | back online | normal levels | fully operational | corrected | was removed | we removed
    we disabled | fully restored | was turned off | was disabled | taken out of rotation | took … out of
    was rebuilt | was redeployed | all clear | operating normally | was stopped | we stopped | caught up
    service was back | came back | worked again | work again | was reverted | rollback was completed | we restarted
    were restarted | was restarted | restarted the | restored | outage ends | outage over | team applied | we applied
    had returned to
"""
"""How it came to an end."""

IN_VAIN = """
    did not help | didn't help | no difference | not successful | unsuccessful* | failed because | tried to
    attempt* | made things worse | in vain | considered | not before | without success | did not resolve
    didn't resolve | did not fix | didn't fix | failed | insufficient | limited effect | no effect | before it was
"""
"""What was tried without success."""

# -- about the report itself

PLEASANTRIES = """
    apolog* | sorry | regret | thank | thanks | patience | inconvenience | committed to | commitment to | seriously
    your trust | trust in us | your confidence | confidence in us | we understand | we know that | we value
    we strive | reach out | contact us | contact support | please contact | your account | if you have | questions
    feel free | support team | get in touch | be there for you | happy to | continuing to improve our
    continue to improve our | rest assured | important to us | our priority | transparency | transparent
    learn from | keep you | we appreciate | hesitate | the actions we are taking | more details | more detail
    further details | we take | priority is | we hope | our goal | proud | to learn more | learn more about
    check out our | check out the | follow our | subscribe to updates | subscribe to our | please subscribe
    can subscribe | we're hiring | we are hiring | join us | you received this | unsubscribe* | subscribed
    read more | learned our lesson
"""
"""What reports say to be kind."""

BYLINE = """
    published on | published by | posted on | posted by | written by | all times | times are in | last updated
    last edited | last modified | updated on | report for | prepared by | find below | see below | available under
"""
"""What short lines say of the report itself."""

TEMPLATE = """
    try to make it | please fill | fill in every | this page is a template | important times to include
    start with the following | the purpose of this is | the purpose of this document | something happened $
    something else happened $ | a brief summary of what happened | what is not applicable
    consider labeling this | your answer here | describe the impact here | replace this text | delete this section
"""
"""What forms tell those who fill them in."""

TO_THE_PUBLIC = """
    external message* | public message* | customer message* | message* to customers | public statement*
    external statement* | statement to customers
"""
"""What heads the words that customers were sent."""

HINTS = """
    name | names | your | list | describe | insert | enter | link | links | date | dates | time | times | title | who
    what | how | why | when | which | number | add | action | text | or | placeholder | summary | description
"""
"""What brackets say that stand where something is to be filled in."""

BLANKS = frozenset({"tbd", "tbc", "tba", "todo", "n a", "na", "none", "unknown", "not known", "not applicable"})
"""What fields hold that hold nothing."""

OPEN = """
    is unclear | it's unclear | still unclear | remains unclear | unclear why | unclear what | unclear how
    we do not know | we don't know | we still do not know | we still don't know | don't know why | don't know what
    don't know how | don't know whether | don't know if | do not know why | do not know what | do not know how
    do not know whether | do not know if | do not yet know | don't yet know | not yet known | still unknown
    remains unknown | unknown reasons | unknown why | not understood | don't understand | under investigation
    being investigated | remains to be | do we know | open question | not been able to explain | could not explain
    cannot explain
    can't explain
    not been able to determine | could not determine | unable to determine
"""
"""What a report leaves open."""

# -- the head of a report

HEADER_LABELS: dict[str, str] = {
    "title": "title | subject | re | incident title",
    "organization": "organization | organisation | company",
    "incident_id": "incident id | incident number | incident no | id | ticket | case number | reference | incident"
    " | coe id | coe number | rca id | rca number | postmortem id | incident key | issue key | incident ticket",
    "severity": "severity | sev | priority | incident severity | severity level | level | incident level",
    "status": "status | document status | postmortem status | post mortem status | report status | state",
    "authors": "author | authors | owner | owners | created by | written by | prepared by | post mortem owner"
    " | postmortem owner | report by | reporter | incident owner | submitted by",
    "services": "affected services | services affected | service affected | service s affected | affected service"
    " | affected components | components affected | this incident affected | affected systems"
    " | systems affected | affected products | components | component | impacted services"
    " | services impacted | services | service",
    "clock": "date | incident date | date of incident | date of the incident | time zone | timezone | times are in",
    "regions": "region | regions | affected regions | affected region | regions affected | location | locations"
    " | impacted regions",
}
"""What labels at the top of a report are called."""

STAGES: dict[Status, str] = {
    "draft": "draft | in progress | incomplete | open | in writing | work in progress | wip | not complete",
    "in_review": "in review | under review | for review | to review | review | reviewing | ready for review",
    "final": "final | finalised | finalized | complete | completed | published | approved | reviewed | done",
}
"""How far the report's text is."""

INCIDENT_WORDS = """
    outage* | down | downtime | failure* | fail | failed | failing | degraded | degradation | error* | unavailable
    delay* | slow* | latency | loss | lost | disruption* | disappear* | broke | broken | blank | missing | breach
    unauthorized | unauthorised | unreachable | inaccessible | interruption* | elevated | 500s | timeouts | crash*
    deleted | corrupt* | partial | not working | took down | increased
"""
"""What titles tell went wrong."""

REPORT_WORDS = """
    incident | postmortem | post mortem | pir | rca | root cause analysis | retrospective | event | issue | problem
    review | follow up | summary of
"""
"""What reports call themselves."""
