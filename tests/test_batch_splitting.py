"""A file of several incidents becomes a readable report for each, with every word and time of its own and no other's."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmtool.batch.inputs.splitting import Cut, split
from pmtool.engines import offline
from pmtool.errors import InputError
from pmtool.model import Postmortem
from pmtool.source.decode import decode
from pmtool.source.reader import document_of, read_text
from pmtool.temporal import build_ledger


def cuts(text: str | bytes, name: str) -> list[Cut]:
    return split(text.encode() if isinstance(text, str) else text, name)


def structured(cut: Cut) -> Postmortem:
    name = f"cut{cut.suffix}"
    document = document_of(cut.data, read_text(decode(cut.data, name), name), name)
    return offline.structure([document], build_ledger([document]))


def told(cut: Cut) -> tuple[str, list[tuple[str, str, str]]]:
    """The title, and instant, state and words of each update."""
    found = structured(cut)
    return found.title or "", [(u.at.at if u.at else "", u.state, u.text) for u in found.status_updates]


def refusal(text: str | bytes, name: str = "file.txt") -> InputError:
    with pytest.raises(InputError) as caught:
        cuts(text, name)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    return caught.value


SEARCH = (
    "Search errors",
    [
        ("2026-03-03T10:40:00+00:00", "resolved", "Search works again for everyone."),
        ("2026-03-03T10:15:00+00:00", "investigating", "We are looking into errors of the search."),
    ],
)
UPLOADS = ("Uploads hang", [("2026-03-03T08:40:00+00:00", "resolved", "Uploads of large files work.")])
MAIL = (
    "Mail is late",
    [
        ("2026-02-27T09:40:00+00:00", "resolved", "Mail flows."),
        ("2026-02-27T09:10:00+00:00", "identified", "A queue was full."),
    ],
)

# -- one incident

ONE = {
    "status page": (
        "Search errors\nIncident Report for Quill\n\nPostmortem\n\nA disk was full.\n\nRemediation\n\nWe grew it.\n\n"
        "Posted Mar 05, 2026 - 09:00 UTC\nResolved\nSearch works again.\nPosted Mar 03, 2026 - 10:40 UTC\n"
        "Investigating\nWe are looking.\nPosted Mar 03, 2026 - 10:15 UTC\nThis incident affected: Search, Mail.\n"
    ),
    "page over two days": (
        "# Search errors\n\n## Mar 4, 2026\n\nResolved - Search works.\nMar 4, 00:40 UTC\n\n## Mar 3, 2026\n\n"
        "Identified - A disk is full.\nMar 3, 23:40 UTC\n\nInvestigating - We are looking.\nMar 3, 23:15 UTC\n"
    ),
    "sections": (
        "# Outage of 2026-03-03\n\n## Summary\n\nDown.\n\n## Timeline\n\n- 10:15 UTC down\n- 10:40 UTC up\n\n"
        "## Lessons learned\n\n- Watch disks.\n\n## Action items\n\n- Grow them by 2026-04-01.\n"
    ),
    "days of a timeline": (
        "# Outage\n\n## 2026-03-03\n\n- 23:15 UTC down\n\n## 2026-03-04\n\n- 00:40 UTC up\n\n## 2026-03-05\n\n- 09:00 review\n"
    ),
    "phases": (
        "# Outages in March\n\n## First wave (2026-03-03)\n\n### Impact\n\nSearch was down.\n\n"
        "## Second wave (2026-03-04)\n\n### Impact\n\nSearch was slow.\n"
    ),
    "dated sections": (
        "# Search outage\n\n## 2026-03-03: detection\n\nPaged at 10:15 UTC.\n\n## 2026-03-04: follow-up\n\nReview at 09:00.\n"
    ),
    "steps on far days": (
        "# Search\n\n## 2026-03-03: Search down\n\nDown at 10:15 UTC.\n\n## 2026-03-20: Search repaired\n\nUp at 09:00.\n\n"
        "## 2026-05-04: Review of the outage\n\nAt 09:00.\n"
    ),
    "harm on days in a row": (
        "# Search\n\n## 2026-03-03: Search down\n\nDown at 10:15 UTC.\n\n## 2026-03-04: Search slow\n\nSlow at 09:00.\n"
    ),
    "sections with days and times": (
        "# Search outage\n\n## Timeline 2026-03-03\n\n- 10:15 UTC down\n\n## 10:40 Detection\n\nPaged.\n\n"
        "## Day 2 (2026-03-04)\n\n- 09:00 up\n\n## 2026-04-30 Database replaced after errors\n\nDone.\n"
    ),
    "a month, then its posts": (
        "# Search outage\n\nMarch 2026\n\nMar 3, 10:40 UTC\nSearch works\nWe grew the disk.\n\nMar 3, 10:30 UTC\nDisk found\n"
        "It is full.\n\nMar 3, 10:15 UTC\nLooking\nErrors rise.\n"
    ),
    "services, their posts in lines": (
        "# Search outage\n\n## Search API\n\nResolved - Up. Mar 3, 2026 10:40 UTC\n\nInvestigating - Was sent Mar 3, 2026 10:15 UTC\n\n"
        "## Web search\n\nResolved - Up. Mar 3, 2026 10:50 UTC\n\nInvestigating - Down. Mar 3, 2026 10:20 UTC\n"
    ),
    "services": (
        "# Search outage\n\n## Search API\n\nResolved - Up.\nMar 3, 2026 10:40 UTC\n\nInvestigating - Down.\nMar 3, 2026 10:15 UTC\n\n"
        "## Web search\n\nResolved - Up.\nMar 3, 2026 10:50 UTC\n\nInvestigating - Down.\nMar 3, 2026 10:20 UTC\n"
    ),
    "chat": "[14:02] mara: pager went off\n[14:03] tomek: rolling back\n\nResolved\n\n[14:30] mara: fine again\n",
    "json of something else": '{"title": "Search errors", "at": "2026-03-03T10:15:00Z"}',
    "json lines": '{"at": "2026-03-03T10:15:00Z", "msg": "down"}\n{"at": "2026-03-03T10:40:00Z", "msg": "up"}\n',
    "page": "<html><body><h1>Search errors</h1><p>Down from 10:15 to 10:40 UTC on 3 March 2026.</p></body></html>",
    "mail, but no mbox": "From mara with love\n\nSearch was down from 10:15 to 10:40 UTC on 3 March 2026.\n",
}


@pytest.mark.parametrize("text", ONE.values(), ids=ONE)
def test_one_incident_stays_as_it_is(text: str) -> None:
    (cut,) = cuts(text, "report.txt")
    assert cut.data == text.encode()


# -- histories

HISTORIES = {
    "lost its markup": """Quill Status
Past Incidents
All times in UTC
Mar 3, 2026
Search errors
Resolved - Search works again for everyone.
Mar 3, 10:40
Investigating - We are looking into errors of the search.
Mar 3, 10:15
Uploads hang
Resolved - Uploads of large files work.
Mar 3, 08:40
Mar 2, 2026
No incidents reported.
Mar 1, 2026
No incidents reported.
Feb 27, 2026
Mail is late
Resolved - Mail flows.
Feb 27, 09:40
Identified - A queue was full.
Feb 27, 09:10
""",
    "Markdown": """# Quill Status - Incident History

## Mar 3, 2026

### [Search errors](https://status.quill.example/incidents/a)

**Resolved** - Search works again for everyone.
Mar 3, 10:40 UTC

**Investigating** - We are looking into errors of the search.
Mar 3, 10:15 UTC

### Uploads hang

**Resolved** - Uploads of large files work.
Mar 3, 08:40 UTC

## Mar 2, 2026

No incidents reported.

## Feb 27, 2026

### Mail is late

**Resolved** - Mail flows.
Feb 27, 09:40 UTC

**Identified** - A queue was full.
Feb 27, 09:10 UTC
""",
    "HTML": """<!DOCTYPE html><html><head><title>Quill Status - Incident History</title></head><body><h2>Past Incidents</h2>
<div class="status-day"><div class="date">Mar <var>3</var>, <var>2026</var></div>
<div class="incident-title"><a href="/incidents/a">Search errors</a></div><div class="updates">
<div class="update"><strong>Resolved</strong> - <span>Search works again for everyone.</span><br><small>Mar <var>3</var>, <var>10:40</var> UTC</small></div>
<div class="update"><strong>Investigating</strong> - <span>We are looking into errors of the search.</span><br><small>Mar 3, 10:15 UTC</small></div></div>
<div class="incident-title"><a href="/incidents/b">Uploads hang</a></div>
<div class="update"><strong>Resolved</strong> - <span>Uploads of large files work.</span><br><small>Mar 3, 08:40 UTC</small></div></div>
<div class="status-day"><div class="date">Mar 2, 2026</div><p>No incidents reported.</p></div>
<div class="status-day"><div class="date">Feb 27, 2026</div><div class="incident-title"><a href="/incidents/c">Mail is late</a></div>
<div class="update"><strong>Resolved</strong> - Mail flows.<br><small>Feb 27, 09:40 UTC</small></div>
<div class="update"><strong>Identified</strong> - A queue was full.<br><small>Feb 27, 09:10 UTC</small></div></div>
</body></html>""",
    "stamps in the lines of the posts": """Past Incidents
Mar 3, 2026
Search errors
Resolved - Search works again for everyone. Mar 3, 10:40 UTC
Investigating - We are looking into errors of the search. Mar 3, 10:15 UTC
Uploads hang
Resolved - Uploads of large files work. Mar 3, 08:40 UTC
Feb 27, 2026
Mail is late
Resolved - Mail flows. Feb 27, 09:40 UTC
Identified - A queue was full. Feb 27, 09:10 UTC
""",
    "HTML with months": """<html><body><h1>Quill Status - Incident History</h1><h2>March 2026</h2>
<div><h3>Search errors</h3><p><strong>Resolved</strong> - Search works again for everyone. <small>Mar 3, 2026 - 10:40 UTC</small></p>
<p><strong>Investigating</strong> - We are looking into errors of the search. <small>Mar 3, 2026 - 10:15 UTC</small></p></div>
<div><h3>Uploads hang</h3>
<p><strong>Resolved</strong> - Uploads of large files work. <small>Mar 3, 2026 - 08:40 UTC</small></p></div>
<h2>February 2026</h2><div><h3>Mail is late</h3>
<p><strong>Resolved</strong> - Mail flows. <small>Feb 27, 2026 - 09:40 UTC</small></p>
<p><strong>Identified</strong> - A queue was full. <small>Feb 27, 2026 - 09:10 UTC</small></p></div></body></html>""",
    "dates with their years, no days above": """Search errors
Resolved - Search works again for everyone.
Posted Mar 03, 2026 - 10:40 UTC
Investigating - We are looking into errors of the search.
Posted Mar 03, 2026 - 10:15 UTC

Uploads hang
Resolved - Uploads of large files work.
Posted Mar 03, 2026 - 08:40 UTC

Mail is late
Resolved - Mail flows.
Posted Feb 27, 2026 - 09:40 UTC
Identified - A queue was full.
Posted Feb 27, 2026 - 09:10 UTC
""",
}


@pytest.mark.parametrize("kind", HISTORIES)
def test_a_history_is_cut_at_its_titles(kind: str) -> None:
    found = cuts(HISTORIES[kind], "history.html" if "HTML" in kind else "history.txt")
    assert [told(cut) for cut in found] == [SEARCH, UPLOADS, MAIL]
    assert [cut.title for cut in found] == [SEARCH[0], UPLOADS[0], MAIL[0]]
    assert all(cut.suffix == ".md" for cut in found)


def test_the_day_above_several_incidents_is_the_day_of_each() -> None:
    assert [cut.day for cut in cuts(HISTORIES["Markdown"], "h.md")] == ["2026-03-03", "2026-03-03", "2026-02-27"]


def test_titles_may_hold_words_that_head_sections() -> None:
    page = (
        HISTORIES["lost its markup"]
        .replace("Uploads hang", "Actions and updates hang")
        .replace("Mail is late", "Timeline of pages is late")
    )
    assert [cut.title for cut in cuts(page, "h.txt")] == [
        "Search errors",
        "Actions and updates hang",
        "Timeline of pages is late",
    ]


def test_a_page_of_months_is_cut() -> None:
    page = "Quill history\n\nMarch 2026\n\nSearch errors\nThis was fixed.\nMar 3, 10:15 - 10:40 UTC\n\nFebruary 2026\n\nMail is late\nThis was fixed.\nFeb 27, 09:10 - 09:40 UTC\n"
    found = cuts(page, "history.txt")
    assert [cut.title for cut in found] == ["Search errors", "Mail is late"]
    assert b"March 2026" in found[0].data
    assert b"March" not in found[1].data


MONTHS = """<html><body><h1>Quill Status</h1>
<div class="month"><h4>March <var data-var="year">2026</var></h4>
<div class="incident-data incident-container"><a class="incident-title" href="/incidents/1">Search errors</a>
<div class="message incident-body">A disk was full, and we grew it</div>
<div class="secondary">Mar <var>3</var>, <var>10:15</var> - <var>10:40</var> UTC</div></div>
<div class="incident-data incident-container"><a class="incident-title" href="/incidents/2">Uploads hang</a>
<div class="message incident-body"><p>A release was bad.</p><p>It was rolled back</p></div>
<div class="secondary">Mar 2, 23:50 - Mar 3, 00:20 UTC</div></div></div>
<div class="month"><h4>February 2026</h4><p>No incidents reported for this month.</p></div>
<div class="month"><h4>December 2025</h4>
<div class="incident-data incident-container"><a class="incident-title" href="/incidents/3">Mail is late</a>
<div class="message incident-body">Mail flows again.</div>
<div class="secondary">Dec <var>31</var>, <var>23:10</var> - Jan <var>1</var>, <var>00:40</var> UTC</div></div></div>
<p>Powered by Quill</p></body></html>"""


def test_each_incident_of_a_month_takes_its_year_from_the_months_heading() -> None:
    found = cuts(MONTHS, "history.html")
    assert [cut.title for cut in found] == ["Search errors", "Uploads hang", "Mail is late"]
    began = [structured(cut).milestones.started for cut in found]
    assert [at.at for at in began if at] == [
        "2026-03-03T10:15:00+00:00",
        "2026-03-02T23:50:00+00:00",
        "2025-12-31T23:10:00+00:00",
    ]
    assert b"rolled back" in found[1].data
    assert b"Uploads" not in found[0].data


LOG = """# Quill 2026

## 2026-02-03 Billing down

- 10:15 UTC billing is down
- 10:40 UTC restarted

Cause: out of memory

## 2026-05-09: Login slow

The database was full from 08:00 to 08:20 UTC.

## 2026-09-12 DNS

- 18:00 UTC names don't resolve
- 18:50 UTC traffic moved
"""


@pytest.mark.parametrize("page", [LOG, LOG.replace("# Quill 2026\n", "## May 2026\n").replace("## 2026", "### 2026")])
def test_a_years_log_of_dated_incidents_is_cut(page: str) -> None:
    found = cuts(page, "log.md")
    assert [cut.day for cut in found] == ["2026-02-03", "2026-05-09", "2026-09-12"]
    assert [e.at.at for e in structured(found[1]).timeline if e.at][:1] == ["2026-05-09T08:00:00+00:00"]
    assert b"Login" not in found[0].data


ARCHIVE = """# Postmortems

## 2026-03-03: Search was down

A disk was full from 10:15 to 10:40 UTC.

## Mail was late (27 February 2026)

A queue was full from 09:10 to 09:40 UTC.
"""


def test_an_archive_of_dated_reports_is_cut() -> None:
    search, mail = cuts(ARCHIVE, "archive.md")
    assert (search.day, mail.day) == ("2026-03-03", "2026-02-27")
    assert [e.at.at for e in structured(search).timeline if e.at][:1] == ["2026-03-03T10:15:00+00:00"]
    assert [e.at.at for e in structured(mail).timeline if e.at][:1] == ["2026-02-27T09:10:00+00:00"]
    assert b"Mail" not in search.data


def test_reports_with_the_same_sections_one_after_the_other_are_cut() -> None:
    one = "# Incident on {day} - {what}\n\n## Impact\n\n{what}.\n\n## Timeline\n\n- 10:15 UTC down\n\n"
    page = one.format(day="2026-03-03", what="Search was down") + one.format(day="2026-02-27", what="Mail was late")
    assert [cut.day for cut in cuts(page, "all.md")] == ["2026-03-03", "2026-02-27"]


# -- Statuspage


def incident(name: str, *updates: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    posts = [{"status": s, "body": b, "display_at": at, "created_at": at, "id": "u"} for s, b, at in updates]
    return {"name": name, "incident_updates": posts, **more}


PAGE = {
    "page": {"id": "q", "name": "Quill", "time_zone": "Etc/UTC"},
    "incidents": [
        incident(
            "Search errors",
            ("resolved", "Search works again for everyone.", "2026-03-03T11:40:00.000+01:00"),
            ("investigating", "We are looking into errors\r\n\r\nof the search.", "2026-03-03T11:15:00.000+01:00"),
            id="p31zjtct2jer",
            impact="major",
            components=[{"name": "Search"}, {"name": "Web app"}],
            started_at="2026-03-03T11:09:00.000+01:00",
        ),
        incident("Mail is late", ("resolved", "<p>Mail <b>flows</b>.</p>", "2026-02-27T09:40:00Z"), impact="none"),
    ],
}


@pytest.mark.parametrize("value", [PAGE, PAGE["incidents"], {"scheduled_maintenances": PAGE["incidents"]}])
def test_statuspage_json_reads_as_the_pages_it_shows(value: Any) -> None:
    search, mail = cuts(json.dumps(value), "incidents.json")
    assert told(search) == (
        "Search errors",
        [
            ("2026-03-03T11:40:00+01:00", "resolved", "Search works again for everyone."),
            ("2026-03-03T11:15:00+01:00", "investigating", "We are looking into errors of the search."),
        ],
    )
    record = structured(search)
    assert record.services == ("Search", "Web app")
    assert record.incident_id == "p31zjtct2jer"
    assert record.milestones.started is not None
    assert record.milestones.started.at == "2026-03-03T11:09:00+01:00"
    assert b"Impact: major" in search.data
    assert told(mail) == ("Mail is late", [("2026-02-27T09:40:00+00:00", "resolved", "Mail flows.")])
    assert (search.day, mail.day) == ("2026-03-03", "2026-02-27")


def test_whose_page_it_is() -> None:
    assert structured(cuts(json.dumps(PAGE), "i.json")[0]).organization == "Quill"


def test_a_statuspage_postmortem_is_told_once_and_apart_from_the_posts() -> None:
    value = incident(
        "Search errors",
        ("postmortem", "", "2026-03-05T09:00:00Z"),
        ("resolved", "All good.", "2026-03-03T10:40:00Z"),
        postmortem_body="### Root cause\n\nA disk was full at 10:09 UTC on March 3, 2026.",
        postmortem_published_at="2026-03-05T09:00:00Z",
    )
    (cut,) = cuts(json.dumps([value]), "i.json")
    record = structured(cut)
    assert [u.state for u in record.status_updates] == ["postmortem", "resolved"]
    assert record.root_cause is not None
    assert "disk was full" in record.root_cause.text
    assert cut.data.count(b"disk was full") == 1
    for update in value["incident_updates"][:1]:
        update["body"] = value["postmortem_body"]
    assert cuts(json.dumps([value]), "i.json")[0].data == cut.data


def test_a_post_that_was_written_later_and_how_components_fared() -> None:
    update = {
        "status": "in_progress", "body": "Moving.", "display_at": "2026-03-03T10:40:00Z", "created_at": "2026-03-04T08:00:00Z",
        "affected_components": [{"name": "Search", "old_status": "operational", "new_status": "major_outage"}],
    }  # fmt: skip
    (cut,) = cuts(
        json.dumps([{"name": "Move", "scheduled_for": "2026-03-03T10:30:00Z", "incident_updates": [update]}]), "m.json"
    )
    text = cut.data.decode()
    assert "In progress - Moving." in text
    assert "2026-03-04T08:00:00Z" in text
    assert "2026-03-03T10:30:00Z" in text
    assert "operational → major outage" in text
    assert told(cut)[1][0][0] == "2026-03-03T10:40:00+00:00"


def test_of_a_damaged_list_the_whole_incidents_are_cut_and_the_rest_is_kept() -> None:
    text = json.dumps(PAGE)
    at = text.index("Mail is late") + 30
    first, rest = cuts(text[:at], "i.json")
    assert told(first)[0] == "Search errors"
    assert b"Mail is late" in rest.data
    lines = "\n".join(json.dumps(each) for each in PAGE["incidents"])
    assert [cut.title for cut in cuts(lines, "i.jsonl")] == ["Search errors", "Mail is late"]


def test_json_without_incidents_and_json_that_is_a_bomb() -> None:
    assert "holds none" in str(refusal('{"page": {"name": "Quill"}, "incidents": []}', "i.json"))
    assert "too deeply" in str(refusal('{"incidents":' + "[" * 200_000, "i.json"))


# -- feeds

POSTS = (
    "<p><small>Mar <var data-var='date'> 3</var>, <var data-var='time'>10:40</var> UTC</small><br><strong>Resolved</strong> - "
    "Search works again for everyone.</p><p><small>Mar  3, 10:15 UTC</small><br><strong>Investigating</strong> - "
    "We are looking into errors of the search.</p>"
)
ESCAPED = POSTS.replace("&", "&amp;").replace("<", "&lt;")
FEEDS = {
    "RSS": f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Quill Status</title>
<item><title>Search errors</title><description>{ESCAPED}</description><pubDate>Tue, 03 Mar 2026 10:40:00 +0000</pubDate>
<link>https://status.quill.example/incidents/abcdef</link><guid>https://status.quill.example/incidents/abcdef</guid></item>
<item><title>Mail &amp; chat</title><description><![CDATA[<p>Late from 09:10 to 09:40 UTC &amp; noisy.</p>]]></description>
<pubDate>Fri, 27 Feb 2026 09:40:00 +0000</pubDate></item></channel></rss>""",
    "Atom": f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Quill Status</title><updated>2026-03-03T10:40:00Z</updated>
<entry><id>tag:quill.example,2026:1</id><published>2026-03-03T10:15:00Z</published><updated>2026-03-03T10:40:00Z</updated>
<link rel="alternate" href="https://status.quill.example/incidents/abcdef"/><title>Search errors</title><content type="html">{ESCAPED}</content></entry>
<entry><id>tag:quill.example,2026:2</id><published>2026-02-27T09:40:00Z</published><title type="html">Mail &amp;amp; chat</title>
<author><name>Ops</name></author><content type="xhtml"><div><p>Late from 09:10 to 09:40 UTC &amp; <b>noisy</b>.</p></div></content></entry></feed>""",
}


@pytest.mark.parametrize("kind", FEEDS)
def test_a_feed_is_cut_at_its_entries(kind: str) -> None:
    search, mail = cuts(FEEDS[kind], "feed.xml")
    assert told(search) == SEARCH
    assert told(mail)[0] == "Mail & chat"
    assert b"https://status.quill.example/incidents/abcdef" in search.data
    first = structured(mail).timeline[0]
    assert first.at is not None
    assert first.at.at == "2026-02-27T09:10:00+00:00"
    assert "noisy" in first.text
    assert b"<" not in mail.data
    assert (search.day, mail.day) == (("2026-03-03", "2026-02-27"))


def test_what_a_feed_says_twice_is_said_once_and_its_other_elements_are_kept() -> None:
    entry = "<item><title>T</title><description>Short.</description><content:encoded>Short. And long.</content:encoded><x:impact>major</x:impact></item>"
    (cut,) = cuts(f"<rss><channel>{entry}</channel></rss>", "f.xml")
    assert cut.data.count(b"Short.") == 1
    assert b"impact: major" in cut.data


def test_a_damaged_entry_damages_no_other_and_loses_no_word() -> None:
    feed = (
        "<rss><channel><item><title>A</title><description>One &nbsp; &bogus; two <br> three</description><extra>four</extra></item>"
        "<item><title>B</title><description>five \x0b six</description></item><item><title>C</title><description>seven"
    )
    a, b, c = cuts(feed, "f.xml")
    assert all(word in a.data for word in (b"One", b"two", b"three", b"four"))
    assert b"five" in b.data
    assert b"six" in b.data
    assert (b.title, c.title) == ("B", "C")
    assert b"seven" in c.data


def test_no_entity_of_a_feed_is_expanded_and_nothing_outside_is_read() -> None:
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<rss><channel><item><title>&l11;</title><description>&f; down</description></item></channel></rss>"
    )
    (cut,) = cuts(feed, "f.xml")
    assert cut.title == "&l11;"
    assert cut.data == b"&l11;\n\n&f; down\n"


def test_a_feed_in_another_encoding_and_one_without_entries() -> None:
    feed = '<?xml version="1.0" encoding="iso-8859-1"?><rss><channel><item><title>Café Störung</title></item></channel></rss>'
    assert cuts(feed.encode("latin-1"), "f.xml")[0].title == "Café Störung"
    assert "without an entry" in str(refusal("<rss><channel><title>Quill</title></channel></rss>", "f.xml"))


DAMAGED = [
    ("bad.json", '{"incidents": [', "bad.json is no valid JSON (it breaks off at line 1)"),
    ("bad.txt", '{"page": {},\n"incidents": [{"name": "Sea', "bad.txt is no valid JSON (it breaks off at line 2)"),
    ("bad.json", '{"incidents":\n[{"name": oops}]}', "bad.json is no valid JSON (line 2 is damaged)"),
    ("bad.xml", "<rss><channel><item>", "bad.xml is no valid XML (it breaks off at line 1)"),
    ("bad.xml", "<?xml version='1.0'?>\n<feed>\n<title>Quill</ti", "bad.xml is no valid XML (it breaks off at line 3)"),
    (
        "feed.xml",
        "<rss><channel><item></item></channel></rss>",
        "feed.xml is a feed without an entry that says anything",
    ),
]


@pytest.mark.parametrize(("name", "text", "told"), DAMAGED)
def test_json_and_feeds_that_break_off_before_the_first_incident_are_refused(name: str, text: str, told: str) -> None:
    assert str(refusal(text, name)) == told


@pytest.mark.parametrize(
    "text",
    [
        "[14:02] mara: down\n[14:30] mara: up\n",
        '{"at": "2026-03-03T10:15:00Z"}\n{"at": "2026-03-',
        '{"error": 500} is what we saw from 10:15 to 10:40 UTC on 3 March 2026.\n',
        "[Resolved] Search works. Mar 3, 2026 10:40 UTC\n",
    ],
)
def test_what_only_begins_like_json_is_a_report(text: str) -> None:
    (cut,) = cuts(text, "report.txt")
    assert cut.data == text.encode()


# -- mbox


def mail(subject: str, date: str, body: str, sender: str = "Quill Status <no@quill.example>", **headers: str) -> str:
    more = "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in headers.items())
    return f"From no@quill.example Tue Mar  3 10:15:00 2026\nFrom: {sender}\nDate: {date}\nSubject: {subject}\n{more}\n{body}\n\n"


MBOX = (
    mail("[Investigating] Search errors", "Tue, 3 Mar 2026 11:15:00 +0100", "We see errors since 11:02.")
    + mail("Disk full on db3", "Tue, 3 Mar 2026 23:15:00 +0100", "Since 23:02 it is full.\n\n>From now on we wait.", "Mara <m@quill.example>", Message_ID="<2@q>")
    + mail("Resolved: Search errors", "Tue, 3 Mar 2026 11:40:00 +0100", "Works since 11:39.")
    + mail("Fwd: another thing", "Wed, 4 Mar 2026 02:15:00 +0100", "I freed 10 GB at 02:04.", "=?utf-8?q?J=C3=B8rn?= <j@quill.example>", In_Reply_To="<2@q>")
)  # fmt: skip


def test_an_mbox_is_cut_by_threads_and_the_mails_of_a_status_page_are_its_posts() -> None:
    search, disk = cuts(MBOX, "ops.mbox")
    assert told(search) == (
        "Search errors",
        [
            ("2026-03-03T11:15:00+01:00", "investigating", "We see errors since 11:02."),
            ("2026-03-03T11:40:00+01:00", "resolved", "Works since 11:39."),
        ],
    )
    record = structured(disk)
    assert record.title == "Disk full on db3"
    assert [e.at.at for e in record.timeline if e.at] == ["2026-03-03T23:02:00+01:00", "2026-03-04T02:04:00+01:00"]
    text = disk.data.decode()
    assert "\nFrom now on we wait." in text
    assert "Jørn" in text
    assert "another thing" in text


def test_mails_in_html_in_parts_and_in_encodings() -> None:
    parts = 'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: multipart/alternative; boundary="c"\n\n--c\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nSt=F6rung at 10:15\n--c\nContent-Type: text/html\n\n<p>twice</p>\n--c--\n--b\nContent-Type: image/png; name="graph.png"\nContent-Disposition: attachment; filename="graph.png"\nContent-Transfer-Encoding: base64\n\niVBORw0K\n--b--'
    page = "Content-Type: text/html; charset=utf-8\n\n<p>Down <b>at</b> 10:20</p>"
    head = "From a@q Tue Mar  3 10:15:00 2026\nFrom: a@q\nSubject: Down\n"
    (cut,) = cuts(f"{head}{parts}\n\n{head}{page}\n", "x.mbox")
    text = cut.data.decode()
    assert "Störung at 10:15" in text
    assert "twice" not in text
    assert "Attachment: graph.png" in text
    assert "10:20" in text
    assert "<p>" not in text


def test_a_mail_nested_too_deeply_is_kept_as_it_stands() -> None:
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3_000))
    (cut,) = cuts(f"From a@q Tue Mar  3 10:15:00 2026\nSubject: Down\n{nested}\n\nIt was down.\n", "x.mbox")
    assert b"It was down." in cut.data


# -- whatever there is

LABELS = frozenset(
    """incident report for posted written this scheduled maintenance affected impact status id link started created
    monitoring since resolved updated postmortem mail of from attachment until""".split()
)


def words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]{3,}", text.casefold()))


@given(
    st.sampled_from(
        [*HISTORIES.values(), MONTHS, LOG, *FEEDS.values(), json.dumps(PAGE), MBOX, ARCHIVE, *ONE.values()]
    ),
    st.data(),
)
@settings(max_examples=150, deadline=None)
def test_damaged_files_are_read_or_refused_and_nothing_is_invented(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    until = data.draw(st.integers(at, min(len(text), at + 200)))
    damaged = text[:at] + data.draw(st.text(max_size=5)) + text[until:]
    raw = damaged.encode("utf-8", "surrogatepass")
    try:
        found = split(raw, "report.txt")
    except InputError:
        return
    assert found == split(raw, "report.txt")
    told = decode(raw, "x").replace("_", " ")
    known = words(told) | words(re.sub(r"<[^>]*>", "", told)) | LABELS  # what stood apart may now be one word
    for cut in found:
        if len(found) > 1:
            assert all(
                any(word in each for each in known) or "=" in damaged or "\\u" in damaged
                for word in words(cut.data.decode())
            )


@given(st.sampled_from([b"", b"{", b"[", b"<rss><item>", b"<feed><entry>", b"From a 2026\nA: b\n", b"# "]), st.binary())
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_cut_or_refused(head: bytes, tail: bytes) -> None:
    try:
        found = split(head + tail, "x.txt")
    except InputError:
        return
    assert found
    assert len(found) > 1 or found[0].data


@pytest.mark.parametrize(
    "unit",
    [
        "<item>", "<item><![CDATA[", "<item><!--", "<!-- -->", "<item>&a;", "<entry><a>", '{"incident_updates":[]},', "[", "Mar 3, 2026\nA b\nResolved - c\n",
        "From a@q 2026\nSubject: x\n\n", "## 2026-03-03 a\n", "Re: ", "**a** ", "\n", "- Resolved - ", "Mar 3, 10:15 UTC\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", "<rss>", "[", "From a@q 2026\nSubject: "])
def test_time_grows_with_the_length(unit: str, head: str) -> None:
    def took(times: int) -> float:
        begin = time.process_time()
        with suppress(InputError):
            cuts(head + unit * times, "x.txt")
        return time.process_time() - begin

    small = max(1, 6_000 // len(unit))
    took(small)
    assert any(took(8 * small) < 8 * 4 * max(took(small), 0.01) for _ in range(3))
