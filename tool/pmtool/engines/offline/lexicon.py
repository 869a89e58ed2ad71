"""The language of incident reports, as data: a new phrasing is a word here, not a branch elsewhere.

Phrases are parted by `|` or line ends. `stem*` is any word that begins so, `…` is up to five words, `$` is the end.
"""

from __future__ import annotations

from typing import Literal

Topic = Literal[
    "summary",
    "narrative",
    "impact",
    "timeline",
    "detection",
    "trigger",
    "root_cause",
    "whys",
    "contributing_factors",
    "resolution",
    "went_well",
    "went_wrong",
    "got_lucky",
    "lessons",
    "action_items",
    "remediation",
    "status_updates",
    "open_questions",
    "background",
    "history",
    "header",
    "other",
]
"""What a section is about; `remediation` may be the repair or the prevention, its sentences tell. `whys` is a chain of
reasons that ends at the root cause, `history` that of the text itself."""

# -- headings

HEADINGS: dict[Topic, str] = {
    "summary": """
        summary | executive summary | tl dr | tldr | at a glance | synopsis | abstract | what you need to know
        the short version | in a nutshell
    """,
    "narrative": """
        what happened | what exactly happened | what occurred | what went on | what was going on
        what was the issue | what was the problem | what broke | what failed | what actually happened
        incident detail* | issue detail* | incident description | issue description | event description
        problem statement | problem description | detailed description | technical detail* | deep dive | full story
        what we know | walkthrough | fault description | incident overview | technical summary | tracking down
        the aftermath | the incident in | anatomy of | a closer look | what we saw | what went down | how it went
        how it unfolded
    """,
    "impact": """
        impact | impacts | impacted | impacting | affected | blast radius | scope of | extent of | user experience
        customer experience | symptom*
        consequence* | business effect* | what did … see | what … experience* | data loss | what … mean* for
        how … affect* | who was hit | what was down | what didn't work for | number of … affected | how many
        how long
    """,
    "timeline": """
        timeline* | time line | chronolog* | sequence of event* | order of event* | course of event*
        chain of event* | key event* | event log | incident log | incident history | history of event*
        minute by minute | play by play | blow by blow | transcript | chat log | slack log | irc log
        what happened when | series of event* | list of event* | key times | key dates | follow up timeline
        followup timeline
    """,
    "detection": """
        detection | how … detect* | how … find out | how … found out | how … notice* | how … discover*
        how … learn* about | how … learn* of | when … notice* | how … become aware | how … became aware
    """,
    "trigger": """
        trigger* | catalyst | initiating event | what set it off | what started it | precipitating | tipped it over
    """,
    "root_cause": """
        root cause* | rootcause* | underlying cause* | technical cause* | primary cause* | main cause*
        probable cause* | suspected cause* | likely cause* | possible cause* | proximate cause* | cause of
        causes of | cause analysis | causal analysis | what caused | what was the cause | what is the cause
        why … happen* | why … occur* | why … fail* | why … go down | why … went down | why … broke | why … break
        why … down | how could this | how … happen* | failure analysis | where did it come from
        reason for | reasons for | what led to | what was wrong | the reason | root of the | failure mode*
        initiating cause | explanation of | how did … occur | what led up | cause and effect | what was behind
    """,
    "whys": """
        five whys | 5 whys | five why | 5 why
    """,
    "contributing_factors": """
        contributing | contributory | contributor* | aggravating | secondary cause* | complicating
        additional cause* | other cause* | other factor* | risk factor* | why … take so long | why … took so long
        why … not caught | why … catch | why … prevent | why … not detected | why … not noticed | what made … worse
        what made it hard* | systemic factors | latent conditions | why … take long | why … took long
        why … took so | why … long
    """,
    "resolution": """
        resolution* | how … fix* | how … resolv* | how … solv* | how … recover* | how … mitigat* | how … restor*
        how … respond* | how … repair* | what … fix* | our response | incident response | resolv* | restoration
        actions taken during | steps taken during | actions taken to resolve | steps taken to resolve
        actions taken to restore | steps taken to restore
        workaround* | fixing | recovering | getting back | bringing … back | restoring
    """,
    "went_well": """
        went well | go well | worked well | work well | worked as expected | what worked | went right | did right
        do right | did well | do well | the good | what was good | what helped | go right | went great
        well handled | did great | worked in our favor | worked in our favour
    """,
    "went_wrong": """
        went wrong | go wrong | went poorly | go poorly | went badly | go badly | went less well | go so well
        went so well | didn't go well | not go well | didn't go as well | didn't go to plan | gone better
        went better | go better | be better | been better | done better | do better | done differently | be improved
        been improved | can improve | could improve | to improve | we improve | the bad | the ugly
        needs improvement | area* for improvement | area* of improvement | room for improvement
        opportunit* for improvement | improvement opportunit* | what didn't work | did not work | didn't work well
        fell short | fall short | struggl* | pain point* | what hurt | went sideways | go sideways | went awry
        surprised us
    """,
    "got_lucky": """
        lucky | good fortune | near miss* | by luck
    """,
    "lessons": """
        lesson* | learned | learnt | learnings | what … learn* | takeaway* | take away* | reflection* | hindsight
        learning points | surprises | were … surprised | was … surprised | food for thought
    """,
    "action_items": """
        action item* | follow up* | followup* | next step* | prevent* | corrective | what … doing | what … will do
        what we'll do | what will we do | what … going to do | what … plan* | what will change | what … chang*
        what's next | what is next | what next | what comes next | what we've done | what we have done
        what have we done | what … do to stop | what … did about | what happens next | what's changing
        action plan* | follow on | work item* | repair item* | recommendation* | recommended | countermeasure*
        counter measure* | safeguard* | remedies | planned improvement* | future improvement*
        proposed improvement* | improvement action* | planned change* | planned work | future work | future plan*
        future action* | future measures | moving forward | going forward | looking forward | looking ahead
        path forward | way forward | corrective action* | preventive action* | immediate action* | review action*
        planned action* | measures | steps we | steps to | changes we | from happening | work planned
        happen* again | occur* again | avoid … recurrence | avoiding … recurrence | against recurrence
        how … improv* | hardening | to do | to dos | todo* | long term fix* | short term fix* | permanent fix*
        backlog items | steps we're | stop … happening | where do we go | changes we're | improvements we
        improvements we're | avoid … in the future | avoiding … in the future | avoid … in future | won't happen
        mitigation plan | remediation plan | permanent solution* | long term solution* | what happens now
        what do we do now | what now | increased monitoring | improving our | improvements to | never again
        we making … less | we make … less | making this less | less likely to happen | doing about it | do about it
        doing about this | do about this
        doing differently | do differently | preventable | way ahead | future proof*
    """,
    "remediation": """
        remedia* | remedied | actions taken | action taken | measures taken | steps taken
    """,
    "status_updates": """
        status update* | status page | incident update* | public communication* | customer communication*
        external communication* | external message* | internal message* | internal email | public update*
        messaging
    """,
    "open_questions": """
        open question* | unanswered | outstanding question* | open issue* | unknowns | what we don't know
        what we do not know | still unknown | still unclear | remaining question*
        still investigating | what remains
    """,
    "background": """
        background | some context | overview of the service | overview of the system | how it works | architecture
        terminology | glossary | about our | system overview | service overview | introduc* | how … works
        the basics | definitions | where we were | the setup
    """,
    "history": """
        edit history | revision history | document history | version history | change log | changelog
    """,
    "other": """
        appendix | appendices | reference* | supporting | related | attendee* | participant* | people involved
        responders | screenshot* | what should i | what … need to do | what can i do | what do i | what do you
        what you can do | do i need | do you need | need to do anything | as a customer | apolog* | faq
        frequently asked | thank* | acknowledgement* | acknowledgment*
        meeting | recording | further reading | more information | additional information | contact us
        what are the risks | remaining risk* | can customers make | can you make | more useful | service credit*
        sla credit* | compensation
        question for us | questions for us | closing | in closing
        security implications | data integrity | is my data | sign off | business justification | thank you
        final words
    """,
    "header": """
        incident affected | incident affects | incident date | incident metadata | incident information
        report date | incident commander | time to detect* | time to recover* | time to resol* | time to mitigat*
        time to repair | time to acknowledge
    """,
}
"""Phrases that give a heading its meaning wherever they stand in it; the longest wins."""

WHOLE_HEADINGS: dict[Topic, str] = {
    "summary": """
        overview | outline | what | in summary | recap
    """,
    "narrative": """
        details | description | incident | issue | problem | event | analysis | story | narrative | investigation
        diagnosis | findings | conclusion | conclusions | explanation | technical explanation | debugging | outage
    """,
    "impact": """
        scope | extent | effects | effect | severity and scope | customers | users | damage | availability
    """,
    "timeline": """
        events | log | history | times
    """,
    "detection": """
        detected | discovery | alerting | identification | identified | reported | discovered | notification
        noticed
    """,
    "trigger": """
        leadup | lead up | triggering event | initiating change
    """,
    "root_cause": """
        cause | causes | rca | why | reason | reasons | bug | failure | caused by
    """,
    "whys": """
        fault
    """,
    "contributing_factors": """
        factors | conditions
    """,
    "resolution": """
        fix | fixes | solution | recovery | mitigation | mitigations | response | repair | repaired | how | fixed
        recovered | mitigated | rollback | what we did | what did we do | immediate response | fixing it
        how we fixed it
    """,
    "went_well": """
        good | positives | positive | successes | strengths | pros | well | wins | kudos | highlights
    """,
    "went_wrong": """
        bad | poorly | negatives | weaknesses | challenges | badly | cons | gaps | opportunities | lowlights
        gaps identified
    """,
    "got_lucky": """
        luck
    """,
    "lessons": """
        insights | retro | retrospective | discussion
    """,
    "action_items": """
        action | actions | plan | plans | tasks | tickets | improvements | changes | fixes planned | prevention
        actionables | improvement | future | ais | ai | backlog | medium term | mid term | short term | long term
        longer term | near term | now what | changed | jira | jira tickets | outcomes | commitments
    """,
    "status_updates": """
        updates | update | communications | communication | comms | status history | escalation
    """,
    "open_questions": """
        questions | question | unresolved | unknown
    """,
    "background": """
        context | preface | intro | glossary | setup | prerequisites | infrastructure | our system
    """,
    "other": """
        links | link | resources | roles | stats | metrics | statistics | graphs | logs | contact | support | notes
        evidence | data | dashboard | dashboards | team | backlog check | guidelines | sources | tags | recurrence
        risks
        risk
    """,
    "header": """
        authors | author | owner | owners | status | date | dates | severity | metadata | duration | created by
        last modified | priority | services | service | component | components | reviewers | written by | title
        prepared by | start | end | start time | end time | started | ended | region | regions | environment
        incident id | ticket | reporter | lead | scribe | commander | created | published | version | category | sev
        level | affected services | affected service | affected components | services affected | service affected
        affected component | components affected | affected systems | systems affected | affected regions
        regions affected | affected region | impacted services | services impacted | incident number | reported by
        when
    """,
}
"""Phrases that mean something only where, but for fillers, they are the whole heading."""

FILLERS = """
    a additional all an analysis and any are as at be been brief bst by cest cet complete completed current customer
    customers data description detail detailed details did do does eastern edt est event external far final for from
    full further general gmt has have here high identification identified immediate important in incident incidents
    information initial internal is issue issues it item items its key known level likely list local main major more
    mortem new next number of on or other our outage outages outstanding overall overview owner owners pacific pdt
    pending planned points possible post postmortem preliminary primary problem proposed pst public quick register
    report section service services short so some steps summary suspected systems table taken technical that the
    these this those time times to us user users utc was we were what with your
"""
"""Words that change nothing about a heading's meaning."""

WEAK_TOPICS: frozenset[Topic] = frozenset({"summary", "narrative", "background", "other", "header"})
"""Give way to another topic in the same heading: an impact summary is about the impact."""

# -- sentences that lead a list in

LEAD_INS: dict[Topic, str] = {
    "action_items": """
        following actions | following measures | following improvements | following changes | following steps
        following action items | following items | following tasks | following work | number of actions
        number of steps | number of improvements | number of changes | several steps | several actions
        several improvements | several changes | action items | follow ups | improvements $ | next steps $
        actions $ | measures $ | changes $ | steps $ | we will $ | we'll $ | we will be $ | we are $ | we're $
        we have $ | we've $ | we are going to $ | we plan to $ | we intend to $ | we aim to $ | we also $
        we will also $ | we are also $ | we are now $ | we should $ | we need to $ | we want to $ | by $
        to prevent | from happening | happening again | happen again | in the future | in future | recurrence
        going forward | moving forward | committed to | working on | we propose | steps to | measures to
    """,
    "root_cause": """
        following reasons | for two reasons | for several reasons | following causes | caused by $ | the cause was $
        root causes | the causes were | because $ | due to $
    """,
    "contributing_factors": """
        following factors | several factors | number of factors | contributing factors | combination of factors
        combination of | two factors | three factors | contributed
    """,
    "impact": """
        following services | following products | following features | were affected | was affected | were impacted
        was impacted | following impact | were unavailable | was unavailable | users saw | customers saw
        users experienced | customers experienced | affected services | affected customers
    """,
    "timeline": """
        following timeline | following sequence | as follows utc | timeline of events | following events
    """,
    "lessons": """
        we learned | lessons learned | we have learned | learned the following | key takeaways
    """,
    "went_well": """
        went well | worked well | following went well
    """,
    "went_wrong": """
        went wrong | did not go well | didn't go well | could have gone better | could be improved
    """,
}
"""Phrases near the colon of a sentence that announces a list; the last one counts."""
