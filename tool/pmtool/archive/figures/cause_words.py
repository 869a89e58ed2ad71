"""The words by which a cause's family is known, as data: a new phrasing is a word here, not a branch elsewhere.

Phrases are parted by `|` or line ends. `stem*` is any word that begins so, `…` is up to five words, `$` is the end.
"""

from __future__ import annotations

FAMILIES: dict[str, str] = {
    "change or deploy": """
        deploy | deploys | deployed | deploying | deployment | deployments | redeploy* | rollout* | roll out
        rolled out | rolling out | roll outs | release | releases | released | new version | new build | upgrade*
        upgrading | migration* | migrat* | patched | patching | code change* | recent change* | pushed … production
        pull request | merge of | merged | hotfix* | canary | feature flag* | feature toggle* | cut over | cutover
        schema change* | planned maintenance | maintenance window | version bump | dependency bump
    """,
    "configuration": """
        configuration | configurations | configured | reconfigur* | config | configs | misconfigur* | mis configur*
        setting | settings | feature flag* | feature toggle* | parameter* | environment variable* | default value*
        firewall rule* | routing rule* | access list | security group* | helm value* | terraform | wrong value*
        set to | were set at | was set at | threshold was | limit was set | typo in
    """,
    "capacity or overload": """
        capacity | overload* | overwhelm* | saturat* | exhaust* | out of memory | oom | ran out of | run out of
        running out of | traffic spike* | spike in | spike of | surge | surges | peak load | high load | heavy load
        too much load | increased load | load on | too many | thundering herd | retry storm* | retry storms
        rate limit* | throttl* | backlog* | queue* grew | quota | quotas | disk full | full disk | disk space
        disk filled | disk was full | insufficient | underprovision* | under provision* | not enough | scal* up
        scal* out | autoscal* | auto scal* | cpu usage | memory leak* | leak* memory | connection pool* | thread pool*
        pool of connections | ran dry | bottleneck* | starv* | ddos | denial of service
    """,
    "dependency or third party": """
        third party | third parties | upstream provider* | provider* | vendor | vendors | supplier* | external service*
        external dependency | external dependencies | upstream | downstream dependency | dependency | dependencies
        cloud provider* | hosting provider* | payment processor* | partner's | cdn provider | outside provider*
        their side | their end | external api*
    """,
    "certificate or expiry": """
        certificate* | cert | certs | expired | expire | expires | expiry | expiration | expiring | not renewed
        not been renewed | renewal | x509 | licence expired | license expired | domain lapsed | token lapsed
    """,
    "hardware or network": """
        hardware | disk failure* | failed disk* | failing disk* | bad disk* | faulty disk* | power outage* | power loss
        lost power | power supply | power failure* | power feed* | cooling | overheat* | fibre | fiber | cable* cut
        network | networks | networking | router* | packet loss | dropped packets | dropping packets | bgp | dns
        load balancer* | firewall* | network partition* | link flap* | flapping link | host failure* | host failed
        rack | racks | motherboard* | raid | connectivity | nic | data center* | data centre*
        datacenter* | datacentre*
    """,
    "database or data": """
        database* | postgres* | mysql | mariadb | mongodb | redis | cassandra | elasticsearch | dynamodb | oracle
        query | queries | index | indexes | deadlock* | lock contention | table lock* | replication | replica
        replicas | replica lag | primary failover | corrupt* | data loss | bad data | invalid data | malformed data
        duplicate row* | null value* | schema | backfill* | vacuum | stale data | split brain | quorum | sql
    """,
    "code defect": """
        bug | bugs | regression* | race condition* | null pointer* | nullpointer* | unhandled | uncaught | exception
        exceptions | infinite loop* | endless loop* | off by one | memory leak* | logic error* | coding error*
        programming error* | defect | defects | software fault* | code path* | stack overflow | integer overflow
        segfault* | segmentation fault* | crash loop* | crashloop* | panic | panicked | type error* | parsing error*
        parser | deadlock* | incorrect logic | wrong assumption in the code | edge case* | encoding error*
    """,
    "security": """
        attack | attacks | attacker* | attacked | breach* | compromised | malicious | malware | ransomware | phish*
        vulnerability | vulnerabilities | exploit* | ddos | denial of service | leaked key* | leaked credential*
        leaked secret* | leaked token* | credential stuffing | unauthorised access | unauthorized access | intrusion
        botnet* | abuse | abusive
    """,
    "human procedure": """
        human error* | operator error* | manual error* | manually | manual step* | manual change* | by hand
        by mistake | mistaken* | accidental* | inadvertent* | unintentional* | wrong command | wrong server | wrong host
        wrong environment | wrong cluster | wrong database | wrong table | typo | runbook | runbooks | procedure
        procedures | checklist* | was forgotten | forgot | forgotten | overlooked | miscommunicat* | not reviewed
        without review | review did not | handover | hand over | missing documentation | not documented | undocumented
    """,
    "said to be unknown": """
        cause is unknown | cause was unknown | cause remains unknown | cause is not known | cause was not known
        cause is still unknown | unknown cause | unknown reason* | not known why | still unclear | remains unclear
        is unclear | was unclear | not clear why | could not be determined | couldn't be determined
        could not determine | couldn't determine | cannot be determined | not been determined | not been identified
        was not identified | was never found | never found | not been found | could not be reproduced
        under investigation | still investigating | being investigated | inconclusive
    """,
}
"""In the order in which families of equal count are shown."""

DENIALS = """
    not a | not an | not the | not due to | not caused by | not because of | not related to | no evidence of
    no sign of | no sign that | unrelated to | rather than | instead of | ruled out | rule out | ruling out | rules out
    wasn't a | wasn't the | isn't a | isn't the | nothing to do with | neither
"""
"""What tells, right before such words, that it was not so."""
