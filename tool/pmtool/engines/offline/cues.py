"""What sentences say, as data: the words that tell a cause, an effect, a plan or a pleasantry.

Phrases are parted by `|` or line ends. `stem*` is any word that begins so, `…` is up to five words, `$` is the end.
"""

from __future__ import annotations

from typing import Literal

HEDGES = """
    might | likely | possibly | possible | perhaps | probably | presumably | apparently | supposedly | unclear
    appear to | appears to | appears that | appeared to | seem* | suspect* | we believe | believed | thought to
    we assume | we presume | uncertain | not certain | not sure | not known | not yet known | unknown | hypothes*
    could be | could have been | potentially | to the best of our knowledge | we think | plausibl* | tentativ*
    unconfirmed | speculat* | still investigating | under investigation | yet to be determined | to be confirmed
    can't rule out | cannot rule out | one explanation | best guess | working theory | it is conceivable
"""
"""A report that is not sure says so."""

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
        reason for | fault in | lies in | lay in | found that | discovered that | determined that | revealed that
        revealed a
    """,
    2.0: """
        had been left | left in | lost power | power loss | power outage | because | caus* | led to | leading to
        resulted in | resulting in | which meant | meaning that | this meant | triggered | regression
        race condition | memory leak | deadlock* | out of memory | ran out of | run out of | exhaust* | expired
        expir* | inadvertent* | accidental* | unintentional* | mistaken* | by mistake | incorrect* | wrongly
        erroneous* | faulty | defect* | a flaw | a bug | the bug | bugs in | typo | human error | overload*
        overwhelm* | exceed* | insufficient | saturat* | starv* | contention | thundering herd | bottleneck*
        single point of failure | not enabled | was missing | were missing | missing | missed | was not caught
        wasn't caught | not been caught | passed our | not been tested | not tested | had never | unaware | corrupt*
        stuck | infinite loop | the wrong | loop* | retry storm | retried | cascad* | incompatib* | deprecated
        stale | outdated | mismatch* | unhandled | malformed | invalid | hard coded | hardcoded | out of sync
        unbounded | no limit | leak* | overflow* | too many | too large | too small | too low | too high
        doesn't exist | did not exist | we found | confirmed that | concluded that | became clear | was clear that
        explanation | explains | looks like | by hand | was deleted | were deleted | got deleted | was disabled
        was removed | was set to | were set to | had been set | pointed to | pointing to | failed over | not renewed
        noticed that | revealed | lack of | unlimited | null pointer | quorum | split brain
    """,
    1.0: """
        without | had been | had silently | had changed | had to | was already | unable to | failed to | failing to
        couldn't | could not | did not | didn't | was not | were not | wasn't | weren't | had not | hadn't | never
        no longer | instead of | instead it | rather than | however | unexpected* | unfortunate* | introduced
        deployed | deployment | rollout | rolled out | upgrade* | migrat* | configuration | config | change
        changed | switched | maintenance | default | limit | limits | capacity | spike* | surge* | load | timeout*
        timed out | crash* | broke | broken | failure | fail* | lock* | bug | certificate* | dns | since | therefore
        consequently | as such | so that | depends on | relied on | relies | dependency | assumed | assumption
        restart* | rotat* | issue in | problem in | error in | full | lack | lacks | lacked | rejected | replaced
        still | nobody | went unnoticed | hung | hangs | blocked | filled | quota | exception | ignored | forgot
        forgotten | too long | too short | evict* | conflict* | removed all | stole | stolen | forever
        switched off | turned off | not noticed | wasn't noticed
    """,
}
"""How loudly a sentence tells a cause; the keys are weights."""

TRIGGER = """
    triggered by | trigger was | the trigger | trigger for | triggered when | triggered the | triggered a | catalyst
    set off by | initiated by | started when | began when | began after | started after | occurred after
    happened after | happened when | occurred when | immediately after | shortly after | was rolled out | rollout of
    rolled out a | release of | upgrade of | was merged | went live | a change was | config change
    configuration change | a deployment | deployment of | deploy of | was deployed | we deployed | was introduced
    was applied | is applied | was initiated | we initiated | a spike | spike in | surge in | influx | scheduled
    planned | flag was | was enabled | was switched | was changed | was raised | maintenance window
"""
"""What set the incident off."""

NOT_CAUSE = """
    may | apolog* | sorry | we will | we'll | we are going to | we plan | thank | contact | support team | please
    to prevent | in the future | going forward | investigating | was restored | were restored | rolled back
    we restored | fully recovered | back to normal | resolved the | resolved at | was resolved | mitigated
    has been resolved | all times | we take | understand | confidence | impacted customers | error rates
    began investigating | status page | postmortem | post mortem | this document | this report | this post
    no evidence | nothing was | no impact | no customer | no data | unaffected | not affected | were alerted
    was paged | was detected | find the cause | found the cause | identify the cause | alerts | alert fired
    happen again | we have updated | we have added | after this incident | recovered | restored | was lost
    were lost | be lost | explain what | more details | no longer than | noticed right | first noticed | was noticed
    customers noticed | users noticed | result of this event | result of this incident | result of this operational
    result of this outage | was over | were over | brought … back | back up | did not help | made no difference
"""
"""What sentences say that tell something else than a cause."""

# -- what happened to people and systems

HARM = """
    unavailable | unreachable | inaccessible | degrad* | outage | downtime | down for | were down | was down | slow*
    latency | latencies | delay* | error | errors | failing | failed | fail | timeouts | timed out | lost
    data loss | unable to | could not | couldn't | interrupted | intermittent* | disruption* | disrupted | 500s
    502 | 503 | 5xx | affected | impacted | declined | rejected | dropped | missed | stuck | not able to
    didn't work | did not work | stopped working | late | blank | not processed | not delivered | overcharged
    duplicate* | exposed | unresponsive | nobody could | no one could | cannot | outage begins
"""
"""What went bad."""

UNHARMED = """
    not affected | unaffected | not impacted | no impact | wasn't affected | weren't affected | never affected
    not lost | no data was | no data were | without impact | unimpacted | nothing was lost
"""
"""What a sentence says that tells of no harm."""

HARMED = """
    customers | users | user | visitors | merchants | tenants | clients | subscribers | players | students | staff
    people | readers | everyone | all regions | region | regions | requests | calls | jobs | messages | orders
    payments | emails | minutes | hours | percent | accounts | projects | sites | logins | services | deployments
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
    we learned about | we learned of
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
    were restarted | was restarted | restarted the | restored | outage ends | outage over
"""
"""How it came to an end."""

IN_VAIN = """
    did not help | didn't help | no difference | not successful | unsuccessful* | failed because | tried to
    attempt* | made things worse | in vain | considered | not before | without success
"""
"""What was tried without success."""

# -- actions

PLAN = """
    we will | we'll | we are going to | we're going to | we plan to | we are planning | we're planning
    we intend to | we aim to | resolved to | have decided to | we've decided to | work is … underway
    already underway | is underway | are underway | underway to | is scheduled | are scheduled | scheduled for
    in development | we need to | we must | needs to be | need to be | must be | should be | we should
    there should | will be | will have | will get | will now | will no longer | will also | will use | will run
    is going to | are going to | will allow | will help | will require | will make | will ensure | will reduce
    will stop | to be added | to be done | aim to | plan to | plans to | intend to | intends to | planning to
    scheduled to | going forward | moving forward | from now on | next step is | our next step | next steps
    will introduce | will add | will move | will continue to work | want to | are creating plans | in the process of
    are in progress | is in progress | working to | working on | consider | work has begun | work has started
    have begun | have started to | has begun | on our roadmap | are looking at | we're looking at | are looking to
    we're looking to | are looking into | we're looking into
"""
"""Something is to be done."""

DOING = """
    we are | we're | team is | team are | teams are | engineers are | is being | are being | i am
"""
"""Something is being done, if an `-ing` or a participle follows."""

DONE = """
    we have | we've | has been | have been | have since | has since | we also | was since | we since | have now
    has now | we now | now has | now have | now use | now uses | now require* | now validate* | now check*
    now keep* | now run* | now send* | now alert* | now block* | no longer | team has | engineers have | we added
    we updated | we increased | we changed | we created | we introduced | we implemented | we removed | we improved
    we moved | we fixed | we migrated | we disabled | we enabled | we deployed | we set up | we wrote | we switched
    we configured | we adjusted | we reduced | we replaced | we built | we documented | we put in place | were added
    was added | were updated | was updated | was introduced | was implemented | were implemented
"""
"""Something was done about it."""

PURPOSE = """
    to prevent | prevents | preventing | to avoid | so that … again | happening again | happen again | occur again
    recurrence | recurring | reoccurring | reoccurrence | recur | in the future | in future | future incident*
    future outage* | going forward | moving forward | following this incident | after this incident
    since this incident | as a result of this incident | since then we | in response to this | as a follow up
    follow up action | more resilient | resilience | similar incident* | similar issue* | similar outage*
    from now on | in the long term | longer term | long term | short term | to reduce the risk
    reduce the likelihood | reduce the chance | to detect | detect … earlier | detect … sooner | to make sure
    to ensure | additionally we | underway | we have since | we've since | lessons | since then
"""
"""What measures are for; outside the sections for actions a sentence has to say so."""

ANNOUNCEMENT = """
    making several changes | making a number of changes | making some changes | making changes
    taking several steps | taking a number of steps | taking steps | taking several actions
    taking a number of actions | taking action | made several changes | made a number of changes
    taken several steps | taken a number of steps | taken several actions | taken a number of actions
    number of improvements | several improvements | number of measures | several measures | following steps
    following actions | following measures | following changes | following improvements | series of changes
    series of improvements
"""
"""Says that measures follow, without telling one."""

NEWS = """
    have identified | have resolved | have restored | have recovered | have seen | have had | have received
    have confirmed | have found | have determined | have completed | have rolled | have reverted | have mitigated
    have concluded | have learned | have always | have not | have been able | have investigated
    have deployed a fix | have implemented a fix | have applied a fix | have fixed | have isolated | have notified
    have informed | we've identified | we've resolved | we've restored | we've seen | we've had | we've received
    we've confirmed | we've found | we've determined | we've rolled | we've reverted | we've mitigated
    we've learned | we've always | we've fixed | we've been | have been
"""
"""What was done or learned in the course of the incident, told in the same tense as measures."""

PLEASANTRIES = """
    apolog* | sorry | regret | thank | thanks | patience | inconvenience | committed to | commitment to | seriously
    your trust | trust in us | your confidence | confidence in us | we understand | we know that | we value
    we strive | reach out | contact us | contact support | please contact | your account | if you have | questions
    feel free | support team | get in touch | be there for you | happy to | continuing to improve our
    continue to improve our | rest assured | important to us | our priority | transparency | transparent
    learn from | keep you | we appreciate | hesitate | the actions we are taking | more details | more detail
    further details | we take | priority is | we hope | our goal | proud | to learn more | learn more about
    check out our | check out the | follow our | subscribe* | you received this | unsubscribe* | subscribed
    read more
"""
"""What reports say to be kind."""

TEMPLATE = """
    try to make it | please fill | fill in every | this page is a template | important times to include
    start with the following | the purpose of this is | a brief summary of what happened | what is not applicable
    consider labeling this | your answer here | describe the impact here | replace this text | delete this section
"""
"""What forms tell those who fill them in."""

OPEN = """
    is unclear | it's unclear | still unclear | remains unclear | unclear why | unclear what | unclear how
    do not know | don't know | do not yet know | don't yet know | not yet known | still unknown | remains unknown
    unknown reasons | unknown why | not understood | don't understand | under investigation | being investigated
    remains to be | open question | not been able to explain | could not explain | cannot explain | can't explain
    not been able to determine | could not determine | unable to determine
"""
"""What a report leaves open."""

COMMUNICATION = """
    will provide | will publish | will share | will update | will post | will keep | will follow up | will report
    will continue to monitor | will continue to investigate | will be publish* | will be provid* | will be shar*
    will be post* | will send | will communicate | will inform | will let | will reach | will be reaching
    will be in touch | will contact | will notify | are investigating | currently investigating | investigating this
    investigating the | are experiencing | are currently experiencing | are seeing | are aware | continue to monitor
    continuing to monitor | are monitoring | be doing a postmortem | conduct … investigation
    conducting … investigation | further updates | performing a full investigation | will be updat* | next update
    update will follow | publish a | publish the | working to resolve | working on a fix | working to restore
    working to fix | working on restoring | working to identify | working hard to | working to mitigate
    working on it | working on a solution | working with the provider | to publish | looking into it
    looking into this | looking into the issue
"""
"""What reports announce about themselves or about the repair under way."""

IMPERATIVES = """
    add | adopt | adjust | alert | allow | analyse | analyze | apply | ask | assess | audit | automate | avoid
    backfill | ban | block | build | bump | cap | catch | change | check | clarify | clean | clear | close
    configure | consider | consolidate | convert | coordinate | create | cut | decide | decouple | decrease | define
    delete | deploy | deprecate | design | detect | determine | develop | disable | discuss | document | drop
    educate | eliminate | enable | encourage | enforce | enhance | ensure | establish | evaluate | evict | expand
    explore | export | expose | extend | find | finish | fix | follow | force | formalise | formalize | freeze
    gate | get | give | guard | handle | harden | have | hold | identify | implement | improve | include | increase
    inform | install | instrument | integrate | introduce | investigate | isolate | keep | learn | limit | lint
    lock | log | look | lower | make | measure | merge | migrate | minimise | minimize | mitigate | modify | monitor
    move | notify | offer | open | optimise | optimize | order | page | patch | perform | pin | plan | prepare
    prevent | prioritise | prioritize | produce | propose | protect | provide | provision | publish | purge | put
    raise | rate limit | re architect | re enable | re evaluate | rebuild | reconfigure | record | redesign | reduce
    refactor | refine | reject | remind | remove | rename | reorganise | reorganize | replace | report | require
    research | reserve | reset | resize | restore | restrict | restructure | retire | retry | return | revert
    review | revise | revisit | revoke | rework | rewrite | roll out | rotate | run | scale | schedule | send
    separate | set | share | shard | ship | show | simplify | speed up | split | staff | stagger | standardise
    standardize | start | stop | store | streamline | strengthen | support | surface | switch | synchronise
    synchronize | talk | teach | test | throttle | tie | tighten | trace | track | train | trim | try | tune | turn
    unify | update | upgrade | use | validate | vendor | verify | version | watch | work with | wrap | write
"""
"""Words that open an action told as an order."""

ActionKind = Literal["prevent", "detect", "mitigate", "process"]

ACTION_KINDS: dict[ActionKind, str] = {
    "detect": """
        alert* | alarm* | monitor* | detect* | metric* | dashboard* | observab* | logging | page | pages | paging
        visibility | telemetry | tracing | traces | probe* | synthetic* | health check* | healthcheck* | notif*
        slo | slos | error budget | measure | watch* | surface | anomal*
    """,
    "mitigate": """
        failover | fail over | fallback | fall back | rollback | roll back | rolling back | recover* | restore
        restoration | backup* | circuit breaker* | kill switch* | degrade | graceful* | throttl* | rate limit*
        load shed* | shed | queue requests | autoscal* | auto scal* | redundan* | replica* | high availability
        standby | capacity | spare | mitigat* | faster | blast radius | isolat* | bulkhead* | retry | retries
    """,
    "process": """
        document* | runbook* | run book* | playbook* | play book* | process | processes | procedure* | training
        train | checklist* | policy | policies | on call | oncall | escalation | communicat* | postmortem*
        post mortem | game day* | gameday* | drill* | guideline* | review process | code review* | incident response
        onboarding | educate | agree | write up | status page | coordination | write an incident report | rotation
        sign off
    """,
    "prevent": """
        prevent* | avoid* | validat* | test* | lint* | guard* | protect* | limit* | remov* | delet* | fix | fixes
        fixing | block* | reject* | forbid* | ensur* | enforc* | migrat* | upgrad* | replac* | harden* | canary
        staged | staging | gradual* | stagger* | automat* | cap | require* | verif* | pin | decoupl* | refactor*
        audit* | separat* | check | checks | increase | reduc* | config* | patch* | optimi* | split | schema
        roll out | rollout*
    """,
}
"""What an action is for, by its words; the kind with most of them wins, earlier ones first."""

TABLE_ROLES: dict[str, str] = {
    "text": """
        action | actions | task | tasks | description | item | what | summary | todo | follow up | measure
        measures | improvement | improvements | recommendation | recommendations | remediation | fix | mitigation
    """,
    "owner": """
        owner | owners | assignee | assigned | who | responsible | dri | team | person | lead | driver | accountable
    """,
    "due": "due | deadline | when | date | eta | target | by when | timeframe",
    "state": "status | state | done | progress | complete | completed",
    "tracker": "ticket | tickets | jira | bug | bugs | issue | issues | tracking | link | links | pr | reference | id",
    "priority": "priority | prio | severity | importance",
    "type": "type | kind | category | class",
    "time": "time | timestamp | at | hour | utc",
}
"""What the columns of a table of actions are called; a table with a time tells events."""

ACTION_COLUMN = """
    action | actions | task | tasks | todo | follow up | measure | measures | improvement | improvements
    recommendation | recommendations | remediation
"""
"""Names that only the text column of actions has."""

# -- the head of a report

HEADER_LABELS: dict[str, str] = {
    "title": "title | subject | incident title",
    "organization": "organization | organisation | company",
    "incident_id": "incident id | incident number | incident no | id | ticket | case number | reference | incident",
    "severity": "severity | sev | priority | incident severity | severity level | level | incident level",
    "authors": "author | authors | owner | owners | created by | written by | prepared by | post mortem owner"
    " | postmortem owner | report by | reporter | incident owner | submitted by",
    "services": "affected services | services affected | service affected | service s affected | affected service"
    " | affected components | components affected | this incident affected | affected systems"
    " | systems affected | affected products | components | component | impacted services"
    " | services impacted | services | service",
    "regions": "region | regions | affected regions | affected region | regions affected | location | locations"
    " | impacted regions",
}
"""What labels at the top of a report are called."""

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
