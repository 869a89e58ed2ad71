"""How measures are told, as data: planned, under way, done, as an order; and what tables of them are called.

Phrases are parted by `|` or line ends. `stem*` is any word that begins so, `…` is up to five words, `$` is the end.
"""

from __future__ import annotations

from typing import Literal

PLAN = """
    we will | we'll | we are going to | we're going to | we plan to | we are planning | we're planning
    we intend to | we aim to | resolved to | have decided to | we've decided to | work is … underway
    already underway | is underway | are underway | underway to | is scheduled | are scheduled | scheduled for
    in development | we need to | we need a | we need an | we need more | we need better | we must | needs to be
    need to be | must be | should be | we should
    there should | will be | will have | will get | will now | will no longer | will also | will use | will run
    is going to | are going to | will allow | will help | will require | will make | will ensure | will reduce
    will stop | to be added | to be done | aim to | plan to | plans to | intend to | intends to | planning to
    scheduled to | going forward | moving forward | from now on | from today | next step is | our next step | next steps
    will introduce | will add | will move | will continue to work | want to | are creating plans | in the process of
    are in progress | is in progress | working to | working on | consider | work has begun | work has started
    have begun | have started to | has begun | on our roadmap | are looking at | we're looking at | are looking to
    we're looking to | are looking into | we're looking into | scheduled work to | scheduled work on
"""
"""Something is to be done."""

UNDERWAY = """
    working on | working to | work is … underway | already underway | is underway | are underway | in development
    in the process of | is in progress | are in progress | work has begun | work has started | have begun
    have started to | has begun | are creating | is being built | are being built | under evaluation
"""
"""Something has been begun and not ended."""

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
    we configured | we adjusted | we reduced | we replaced | we built | we documented | we put in place
    been put in place | were added
    was added | were updated | was updated | was introduced | was implemented | were implemented
"""
"""Something was done about it."""

IN_PLACE = """
    been put in place | now in place | were put in place | was put in place | have been introduced | has been introduced
    have been tightened | has been tightened | has been extended | have been extended
"""
"""What has changed since, told in the passive."""

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
    series of improvements | the following $
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
    looking into this | looking into reports | looking into the issue | incident has been resolved
    issue has been resolved | incident is resolved | issue is resolved | is now resolved
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
    rehearse | practise | buy | assign | agree | simulate | retain | double check | cross check | decommission | sunset
    phase out | onboard | drain | mirror | renew | relax | reword | retrain | subscribe | tag | whitelist | allowlist
    annotate | archive
"""
"""Words that open an action told as an order."""

LIST_TITLES = """
    must | must have | should | should have | could | could have | nice to have | optional | critical | urgent
    important | high | medium | low | high priority | medium priority | low priority | top priority | p0 | p1 | p2 | p3
    now | next | later | soon | short term | medium term | mid term | long term | longer term | near term
    immediate | immediately | quick wins | this week | this month | this quarter | next quarter | done | completed
    in progress | ongoing | planned | open | prevent | prevention | detect | detection | mitigate | mitigation
    process | monitoring | alerting | technical | organisational | organizational
"""
"""Whole items that only group the actions below them."""

NOTHING = """
    no | none | nothing | not | n a | tbd | tbc | to be | see | still to | yet to | we have not | we did not
"""
"""How the only entry of a list begins that names no action."""

DROPPED = """
    won't do | wont do | wontdo | will not do | won't fix | wontfix | won't happen | dropped | rejected
    not planned | declined
    decided against | cancelled | canceled | abandoned
"""
"""What brackets say of a measure that nobody will take."""

ActionKind = Literal["prevent", "detect", "mitigate", "process"]

ACTION_KINDS: dict[ActionKind, str] = {
    "detect": """
        alert* | alarm* | monitor* | detect* | metric* | dashboard* | observab* | logging | paging | page the | page us
        page someone | page on | pages the
        pages on | pages us | will page | should page | and pages $ | wakes people | visibility | telemetry | tracing
        traces | probe* | synthetic* | health check* | healthcheck* | notif*
        slo | slos | error budget | measure | watch* | surface | anomal*
    """,
    "mitigate": """
        failover | fail over | fallback | fall back | rollback | roll back | rolling back | recover* | restore
        restoration | backup* | circuit breaker* | kill switch* | degrade | graceful* | throttl* | rate limit*
        load shed* | shed | queue requests | autoscal* | auto scal* | redundan* | replica | replicas | high availability
        standby | capacity | spare | mitigat* | faster | blast radius | isolat* | bulkhead* | retry | retries
    """,
    "process": """
        documentation | documented | documenting | document how | document the | document our | document what
        document when | document a | to document | remind* | announce* | review who | runbook* | run book* | playbook*
        play book* | process | processes | procedure* | training
        train | checklist* | policy | policies | on call | oncall | escalation | communicat* | postmortem*
        post mortem | game day* | gameday* | drill* | guideline* | review process | code review* | incident response
        onboarding | educate | agree | write up | status page | coordination | write an incident report
        on call rotation
        sign off
    """,
    "prevent": """
        prevent* | avoid* | validat* | test* | lint* | guard* | protect* | limit* | remov* | delet* | fix | fixes
        fixing | block* | reject* | forbid* | ensur* | enforc* | migrat* | upgrad* | replac* | harden* | canary
        staged | staging | gradual* | stagger* | automat* | cap | require* | verif* | pin | decoupl* | refactor*
        audit* | separat* | check | checks | increase | reduc* | config* | patch* | optimi* | split | schema
        roll out | rollout* | rolled out | refuse* | compare* | permission* | rights | constraint* | idempotent
        quota* | timeout* | size the | stages
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
