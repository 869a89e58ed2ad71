"""What the words of an event are signs of, as data.

Phrases are parted by `|` or line ends. `stem*` is any word that begins so, `…` is up to five words, `$` is the end of
a clause. The first word of a line of CLASSES stands for all words of its lines; fillers count for nothing.
"""

from __future__ import annotations

from typing import Literal

from pmtool.model.postmortem import EventKind

Sign = Literal[
    "closed", "ended", "mitigated", "recovered", "drained", "better", "again", "vain", "repaired", "repairing",
    "began", "harm", "ill", "alerted", "seen", "taken", "looking", "declared", "found", "studied", "told", "said",
    "changed", "change", "quiet",
]  # fmt: skip

FILLERS = """
    a an the this that these those our its their his her who which has have had been be is are was were being now
    then also finally successfully some most more very approximately about around roughly quickly immediately already
    eventually gradually entirely currently once just simply initially severely briefly largely nearly almost shortly
"""

CLASSES = """
    start starts started starting begin begins began beginning commences commenced
    end ends ended ending finish finishes finished
    incident incidents issue issues problem problems
    outage outages disruption disruptions downtime degradation interruption
    user users customer customers client clients visitors merchants tenants tenant players members students staff people
    user subscribers shoppers guests callers
    error errors failure failures exception exceptions timeouts 5xx 5xxs 500s 502s 503s 504s 502 503 504 4xx fatals
    latency latencies slowness
    rise rises rose rising increase increases increased increasing climb climbs climbed climbing jump jumps jumped
    rise spike spikes spiked spiking grow grows grew growing surge surges surged soars soared doubles triples
    fall falls fell falling drop drops dropped dropping decrease decreases decreased decreasing shrink shrinks shrinking
    rate rates
    fail fails failed failing erroring
    affect affects affected affecting impacted impacting
    alert alerts alerted alerting alarm alarms
    fire fires fired triggered
    report reports reported reporting
    call calls called
    contact contacts contacted
    notify notifies notified
    notice notices noticed spots spotted
    observe observes observed saw sees see seen seeing
    find finds found discover discovers discovered
    identify identifies identified
    restore restores restored
    recover recovers recovered
    resume resumes resumed
    resolve resolves resolved
    mitigate mitigates mitigated
    close closes closed closing
    declare declares declared declaring
    open opens opened create creates created
    raise raises raised
    join joins joined joining
    stop stops stopped stopping cease ceases ceased
    return returns returned returning
    become becomes became becoming went goes
    deploy deploys deployed deploying deployment release releases released shipped
    service services site sites website app application api apis system systems platform connectivity access
    service functionality availability performance operation operations production shop store everything
    request requests logins payment payments orders writes reads uploads jobs builds queries connections connection
    request deliveries messages emails pulls transactions checkouts checkout searches
    team engineer engineers sre ops responders responder oncall developer developers
    queue queues backlog backlogs lag
    normal normally nominal baseline acceptable
    enable enables enabled
    disable disables disabled
    change changes changed
    update updates updated
    post posts posted
"""

SIGNS: dict[Sign, str] = {
    # -- how it ends
    "closed": """
        incident resolve | incident … resolve $ | incident over | incident … over $ | declare … over | incident close
        incident … close $ | incident … end | end of incident | incident concluded | all clear | stood down
        stand down | declare … resolve | mark* resolve | mark* as resolve | resolve incident | close incident
        close out | resolve $ | calling it resolve | consider* … resolve | outage … resolve | impact resolve
        resolution … confirmed | ticket close | bridge close | call end | call close | war room close | close $
        moved to resolve | resolve by | resolve at | resolve for all | ticket … resolve | close ticket
    """,
    "ended": """
        outage end | outage over | outage … over $ | end of outage | outage … end $ | impact end | impact over
        impact … over $ | end of impact | end of user impact | impact … end $ | impact stop | it over | over by
        over at | no further impact | last error | last fail* | no longer affect | last affect
    """,
    "mitigated": """
        outage mitigate | impact … mitigate | incident … mitigate | mitigate by | mitigate $ | mitigate incident
        mitigate outage | mitigation complete* | mitigation confirmed | mitigation effective | mitigation took effect
        mitigate at
    """,
    "recovered": """
        recover | full recovery | recovery confirmed | confirmed recovery | service … restore | restore service
        restore to service | restore for | fully restore | user … restore | back to normal | return to … normal
        return to … level* | normal level* | normal again | operating normal | working normal | functioning normal
        running normal | processing normal | request normal | accepted normal | service normal | error … normal
        latency … normal | rate … normal | normal since | back to full | back to pre | work as normal | normal service
        stabilised | stabilized | stable again | stable since | service stable | healthy $ | healthy again
        as healthy | fully operational | operational $ | operational again | service operational | back online
        online again | online $ | came online | come online | back up | up again | service up | fully up | all … up
        confirmed … up | up and running | service … back | request … back | rate … back | latency back | error back
        came back | comes back | come back | brought … back | back in service | work again | working again
        works again | worked again | load again | loads again | loading again | running again | available again
        again available | reachable again | accessible again | responding again | valid again | served again
        serving again | accepted again | succeed again | flowing again | flow again | processing again
        delivered again | sent again | arrive again | possible again | again possible | again able | admitted again
        log in again | can … again | could … again | able to … again | request resume | service … resume
        resume normal | request … succeed* | request accepted | error stop | error … gone | error … to zero
        error … zero | error disappear* | error rate … below | no new error | error clear* | fail* stop | alert clear*
        alert recover | alert resolve | confirmed … working | verified … working | confirm* fixed | confirmed … fixed
        fix confirmed | fix verified | all green | look* good | no longer fail | no longer error | fully available
        fully functional | normal $ | all … delivered | all … processed | traffic … restore | restore traffic
        traffic … normal | traffic … back | traffic … resume | allowing traffic | usual level* | back to usual
    """,
    "drained": """
        caught up | queue … clear* | queue … processed | queue … gone | queue … empty | queue … drained
        queue … worked off | queue end | replayed | reprocess* … complete* | backfill … complete* | backfill … end
        redelivered | delayed … processed | last of | confirm* … complete
    """,
    "quiet": "alert … quiet | alert stop | alert gone | stop firing | no longer firing",
    "better": """
        ok $ | recovery $ | recovering | start to recover | start recovering | start recover | signs of recovery
        partial recovery | partially recover | partially restore | improv* | error … fall | error rate fall
        latency … fall | queue … fall | queue going down | queue down | load fall | usage fall
        error rate start to fall | error start to fall | latency start to fall | going down | draining
        success rate … rise | fewer error | easing | reduced … error | error … clear* | resuming | down to
        incident downgraded | severity downgraded | downgraded to severity | subsid* | abat* | traffic recovering
    """,
    "again": "again",
    # -- what was done about it
    "vain": """
        no effect | no improvement | without effect | without success | no difference | not help | didn't help
        doesn't help | not successful | unsuccessful* | did not fix | didn't fix | not resolve | didn't resolve
        did not work | didn't work | in vain | roll … fail | rollback … fail | restart … fail | attempt … fail
        fix … fail | revert fail | failover … fail | failover … refused | retry fail | wrong turn | made things worse
        tried to | tries to | unable to roll | attempted
    """,
    "repaired": """
        roll* … back | rollback … complete* | rollback … done | rollback … end | reverted | revert … complete*
        revert … merged | revert … deploy | fix … deploy | fix … live | fix … applied | fix … implemented
        fix … rolled out | fix in place | fix … pushed | fix merged | fix complete* | fixed | deploy … fix
        deploy … hotfix | pushed … fix | applied … fix | applied missing | applied correct* | hotfix … deploy
        hotfix live | patch deploy | patch applied | patched | repaired | corrected | corrected … live
        fail over complete* | failover … complete* | new primary | promoted | restarted | all … restarted | rebooted
        recycled | rebuilt | recreated | re indexed | resized | resharded | restore … from | restore … complete*
        database restore | backup restore | snapshot restore | record restore | data restore | config* restore
        restore previous | re enable | reenabled | scaled up | scaled out | scaled … to | scaled service
        added … capacity | capacity added | rise capacity | limit rise | limit raise | rise … limit | raise … limit
        expanded | extended | change back | switched back | set back | put back | turned off | switched off | disable
        flag off | out of rotation | took … out | taken out | removed from | redeployed | re deploy | renewed
        replaced | workaround … applied | workaround in place | deploy workaround | workaround deploy | isolated
        quarantined | revoked | token issued | key open | secret update | blocked | unblocked | purged | flushed
        cleared | freed | halted | paused | suspended | stop all | stop … job | stop rollout | cancelled | canceled
        aborted | rerouted | re routed | service … shifted | rolled forward | downgraded | certificate renewed
        traffic … shifted | shifted … traffic | traffic moved | traffic drained | drained traffic | kills job
        killed job | kills … quer* | killed … quer* | voided | refunded | rollout … halted | rollout … paused
        rollout … stop | rollout … rolled back | deploy … rolled back | deploy … reverted | change … reverted
        change … rolled back | migration … cancelled | migration … stop
    """,
    "repairing": """
        roll back | rolling back | rolls back | rollback | revert | reverts | reverting | mitigat* | failover
        fail over | start fail over | switched over | switched to | restart | restarts | restarting | reboot*
        scale up | scaling | scales | hotfix* | patch | patching | fix | fixes | fixing | restore | restoring
        restoration | recovery start | recovery process | blocking | throttl* | rate limit* | redeploy* | workaround
        kill | kills | killed | killing | added | adding | adds | reset | resets | purge | purging | flush | flushing
        maintenance mode | rebuild* | recreat* | re creat* | re run | rerun | replace | replacing | remove | removed
        removing | stop | isolat* | drain | shifting | reroute | promote | promoting | deleted | deletes | skipped
        skip | pinned | relocat* | re index* | undo | turn off | turning off | emergency change | reissue* | manually
        remediat* | new key | new token | pull … out of | limit* … rate | correcting | clear … cache
        clearing … cache | clear … queue | clearing … queue | clear … disk | shift traffic
    """,
    # -- how it begins and hurts
    "began": """
        outage start | start of outage | outage … start $ | impact start | impact … start $ | start of impact
        start of user impact | user impact start | first impact | incident start | start of incident
        degraded … start | fail* start | error start | first error | first fail* | first request … fail
        first request time* | it start | one start | first user … get | start experiencing | start to experience
        user start to observe | user start observe | start to observe | user start to get | start fail | start to fail
        start return* error | start to return | start timing | start to time | start throwing | start to throw
        start reject* | start to reject* | start crash* | start to crash | start refusing | start to refuse
        start hanging | start to hang | start to slow | start serving error | start to error | last successful
        last good | last success | fully down
    """,
    "harm": """
        error … again | fail again | fall again | rise again | down again | slow again | become … unavailable
        become … unresponsive | become unreachable | become inaccessible | become slow* | become … slow
        become degraded | become overloaded | become saturated | become stuck | become unhealthy | lasting
        become offline | become down | become dark | become quiet | gone down | taken down | service … down | down for
        down $ | stop responding | stop work | stop processing
        stop taking | stop handling | stop pulling | stop polling | stop delivering | stop loading | stop running
        stop producing | stop publishing | stop replicating | stop syncing | stop arriving | stop coming | stop flowing
        stop picking | stop writing | stop reading | stop forwarding | stop executing | stop connecting | stop saving
        stop start | stop accept* | stop serving | stop consuming
        stop admitting | stop sending | stop receiving | stop answer* | stop … working | no longer work*
        no longer able | no longer available | no longer reachable | not respond* | not answer* | cannot | can't
        unable to | could not | couldn't | not come back | doesn't come back | error rate … rise | error … rise
        rise in error | rise in latency | rise latency | rise … error | elevated | high error* | high latency
        high number of error | latency … rise | response time* … rise | response time … up | success rate … fall
        success rate start to fall | service … fall | request fall | fall in service | fall in request
        fall … packets | request … fail | request time* out | request timing out | request … refused
        request … rejected | request … reset | request stuck | request … delay* | user … unable | user get
        user … get error | user … observe | get error | got error | getting error | experienc* | fail with | fail for
        return … error | serve* error | serving error | timed out | time out | timing out | fall over | fall off
        refused | filled up | fills up | full $ | disk full | ran out of | runs out of | run out of | out of memory
        out of disk | oom | no space left | exhausted | lost connect* | loses connect* | lost quorum | lost primary
        lost power | power lost | power loss | lost service | lost network | crash* | panics | panicked | segfault*
        user affect | service affect | request affect | unavailable | unresponsive | unreachable | inaccessible
        degraded | blank | outage | data loss | lost data | split brain | packet loss | unauthori* | attacker
        intruder | threat actor | actor downloaded | actor accessed | expires | expired | rejected | declined
        stalled | stalls | freezes | froze | hung | hangs | deadlock* | destroyed | withdrawn | disappear* | piling up
        piles up | pile up | not load | not loading | don't load | doesn't load | memory … rise | cpu … rise
        load rise | queue … rise | unhealthy | not delivered | not working | isn't working | overloaded | overwhelmed
        database fall | not written | not sent | not processed | not saved | not received | not available
        not accepted | not shown | not visible | not accessible | not reachable | not running | not loaded
        fall in traffic | traffic lost | traffic … fall
    """,
    "ill": """
        impact | affect | down | degrad* | error | fail | slow | slowly | slower | slowdown | latency | no longer
        lost | lose | loses | loss | fall | rise | delay* | stuck | queue | corrupt* | disrupt* | stale | missing
        trouble | incident | saturat* | twice | broke | broken | breaks | exceed* | refus* | reject* | unstable
        unusual | exposed | leaked | wrong | incorrect* | duplicat* | overload* | above normal | below normal
        than normal | from normal
    """,
    # -- how people come to know, and respond
    "alerted": """
        alert $ | alert pages | alert … fire | alert on | alert for | alert become off | alert go off | alert raise
        alert received | alert from | alert engaged | alert in | alert us | team … alert | alert … team | alert by
        first alert | alert threshold | alert to | alert at | alert within | become off | monitor* … alert
        monitor* … notify | monitor* … detect* | monitor* fire | monitor* pick* | monitor* flag* | synthetic monitor
        paged
        pages on call | pages team | page fire | page out | page to | page become | page comes | get page | gets page
        got page | page for | page received | pager | pagerduty | opsgenie | victorops | detected | detects
        detection $ | first report | report of | report from | report by | report in | report come | report arriv*
        report … to us | researcher report | report … reach* | receiv* … report | user … report | report … isn't
        report … not | report error | report incident | report trouble | report outage | support ticket*
        first ticket* | ticket from | ticket* come | ticket* in | ticket* received | support … receiv*
        support … notice | complain* | call from | first call | receiv* call | receiv* first call | logged … call
        call come | rang | phoned | call support | call us | call emergency | user call | user … contact | contact us
        told us | tells us | notify by | notify us | notify … team | notify support | notify of | informed by
        informed us | informed of | notify on call | on call notify | learned of | learned outage | learnt of
        become aware | made aware | aware of | notice | flagged | picked up by | pinged | critical $ | firing
        alert firing | synthetic … fail | probe* … fail | health check* … fail | uptime … fail | canary … fail
        anyone else | it me | i am getting | i'm getting | i'm observe | i am observe | we're observe | heads up
        slo violation | slo burn | budget burn | budgetburn | heard of | heard from | text message from
        message from user | tweets from | social media | anomaly | team observe | on call observe | got … message from
        user emailed | emailed us | wrote to us | pings on call | we observe rise | we observe elevated
        we observe fall | we observe error | we observe latency
    """,
    "seen": """
        alert | observe | report | graph* show | dashboard* show | metrics show | monitor* | critical | warning
        downdetector | ticket* | page
    """,
    "taken": """
        acknowledg* | acknowledg* alert | acks alert | acked alert | acked | acks | ack'd | ack | responded
        responds | response start | on call online
        on call … join | on call … respond* | team join | took over | takes incident | takes page | assigned
        picks up | picked up page | picks it up | engaged team | team … engaged | logs on | logged on | on it
        taking look | i'll take | here looking | takes ownership | takes point | takes over as | takes over incident
        takes over lead | takes over from | acking
    """,
    "looking": """
        start investigat* | start to investigat* | start look* | start to look | investigation start
        investigation open | investigation initiated | investigation underway | team … investigat*
        on call … investigat* | looking into | looking at | looks into | look into | take look | triage start
        start triage | looking $ | start debugging | start to debug
    """,
    "declared": """
        escalat* | war room | incident … declare | declare … incident | incident open | open … incident
        incident raise | raise … incident | raise to | severity … raise | severity rise | incident fire | pages in
        paged in | pulled in | paged … team | page* … team | page* … lead | page* … manager | page* … secondary | join
        bridge start | bridge … open | call start $ | incident call | conference call | incident commander
        incident lead | incident manager | become ic | ic | ticket raise | major incident | p1 open | p1 raise
        p2 open | p1 declare | p2 declare | sev1 open | sev1 declare | sev1 raise | sev2 declare | incident channel
        incident bridge | vendor … contact | contact vendor | contact … provider | vendor … case | support case
        case open | open … case | open … ticket with | woke up | wakes up | call in | brought in | brings in
        engaged … vendor | engaged external | additional team | asked for help | incident response | secondary paged
        reached out | reach out | all hands | takes lead | assume* … lead | assumes command | assume* role | paging
        declare sev* | declare p1 | declare major | incident manager paged | comms lead | manager paged | lead paged
        vendor paged
    """,
    "found": """
        root cause | cause … identify | cause … find | cause known | identify | find | traced … to | traced back
        tracked … down | narrow* | pinpoint* | correlat* | realis* | realiz* | diagnos* | determin* | concluded
        concludes | revealed | reveals | become clear | turns out | turned out | suspect* | hypothes*
        confirmed cause | isolated … to | locali* | attributed | points to | pointed to | pointing to | known defect
        knew | figured out | works out | worked out | reproduc* | culprit | understood
        logs show | log show* | explanation | looks like | it clear
    """,
    "studied": """
        log says | logs say
        investigat* | confirm* | analys* | analyz* | debug* | tracing | understand* | inspect* | examin* | checks
        checked | checking | check | review* | compar* | tests | tested | testing | troubleshoot* | look at
        looked at | looks at | looking | research* | consider* | decision | decided | decides | suggest* | forensic*
        asks for | profil* | noted | notes | triag*
    """,
    # -- whom it was told
    "told": """
        status page | statuspage | post to | post on | post in | first post | post incident | post … update
        update post | tweeted | tweet sent | notify affect | notify owners | notify … user | user … notify | emailed
        e mailed | mail sent | email sent | e mail sent | mail* … user | comms | communication sent | informed … user
        informed stakeholders | inform* leadership | announcement | announced to | announced on | announced via
        mailing list | public update | update sent | update published | update user | banner | notice sent
        notice post | press deploy | publishes update | published … update | published on | stakeholders
        update … community | shared update | shares … update | blog post | update incident channel | user update
        advisory | bulletin | told user
    """,
    "said": """
        post | informs | mail | message | sent to | told | shares | shared | replied | replies | asked | asks
        communicat*
    """,
    # -- what set it off
    "changed": """
        deploy | rolled out | rolling out | rolls out | roll out | start rolling | rollout | config* … change
        config* … update | config* … pushed | bad config | change … applied | change … start | change … merged
        change rolled | pull … merged | pr … merged | merged | migration … start | migration run*
        maintenance … start | maintenance window | upgrade of | upgraded | upgrade … start | flag … enable
        flag … set | flag … turned on | flag … on | turned on | turns on | switched on | enable for | enable on
        password … update | rotat* | plan runs | plan applied | terraform | cron | scheduled | planned | new version
        new … image | pushed to | go live | gone live | become live | introduced | switchover | rise in request
        influx | sale start | sale open | launch* | imported | clean up … start | cleanup … start | script … run*
        change window | job … start | load test | nightly | batch … start | traffic rise | rise in traffic
    """,
    "change": """
        migration | maintenance | upgrade | push | pushed | update | change | config* | installed | provisioned
        switched | synchronized | start | enable
    """,
}
"""What phrases, in plain words, are signs of."""

KINDS: dict[Sign, tuple[EventKind, float]] = {
    "closed": ("recovery", 5),
    "ended": ("recovery", 5),
    "mitigated": ("mitigation", 5),
    "vain": ("mitigation", 4.5),
    "told": ("communication", 4.2),
    "recovered": ("recovery", 4),
    "alerted": ("detection", 3.5),
    "began": ("impact", 3.2),
    "found": ("diagnosis", 3.1),
    "drained": ("recovery", 3),
    "quiet": ("recovery", 3),
    "harm": ("impact", 3),
    "repaired": ("mitigation", 3),
    "taken": ("escalation", 3),
    "declared": ("escalation", 3),
    "looking": ("diagnosis", 3),
    "changed": ("trigger", 3),
    "better": ("recovery", 2),
    "repairing": ("mitigation", 1),
    "seen": ("detection", 1),
    "studied": ("diagnosis", 1),
    "ill": ("impact", 1),
    "said": ("communication", 1),
    "again": ("recovery", 0.4),
    "change": ("trigger", 0.5),
}
"""The kind of event that each is a sign of, and how much it says."""

NEGATIONS = """
    no not never didn't don't doesn't isn't aren't wasn't weren't hasn't haven't hadn't without nobody cannot would
    should you'd they'd if
"""
"""Words that deny what is said within three words behind them."""

HOPES = "to will would should may might must could can until unless if trying attempting"
"""Words before a repair or recovery that has not happened."""
