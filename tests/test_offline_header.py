"""Title, organization, severity, authors, services and regions."""

from __future__ import annotations

import pytest

from pmtool.engines.offline.header import Header, header
from pmtool.engines.offline.names import nested, people
from pmtool.source.document import build_document


def head(*texts: str) -> Header:
    documents = [build_document(f"R{n}", f"{n}.txt", "text/plain", "", text) for n, text in enumerate(texts, start=1)]
    found = header(documents)
    for e in found.evidence:
        assert documents[int(e.source[1:]) - 1].text[e.start : e.end] == e.quote
    return found


PAGE = """Delayed mails
Incident Report for Acme Post

Postmortem

The mailer was down in eu-west-1 and in the US region.
Posted Mar 03, 2026 - 12:00 UTC

This incident affected: Mail (Inbound, Outbound API), Portal, and Webhooks."""

FORM = """# Mail outage (incident #4471)

**Date:** 2026-03-03
**Severity:** SEV-2 (major)
**Authors:** Mira K., @lev and Ada B. <ada@acme.example>
**Affected services:** mailer, queue
**Status:** final

## Summary

Mails were late in North America.
"""

WIKI = """Pages / Operations / Reviews
PIR 2026-12 Mail outage after the firmware update
Created by Mira K., last modified on Mar 05, 2026

Incident\tINC0012345
Severity\tP1
Owner\tMira K.
"""


def test_the_head_of_a_status_page() -> None:
    found = head(PAGE)
    assert (found.title, found.organization) == ("Delayed mails", "Acme Post")
    assert found.services == ("Mail", "Inbound", "Outbound API", "Portal", "Webhooks")
    assert found.regions == ("eu-west-1", "US")
    assert (found.severity, found.incident_id, found.authors) == (None, None, ())


def test_the_head_of_a_form() -> None:
    found = head(FORM)
    assert (found.title, found.incident_id, found.severity) == ("Mail outage (incident #4471)", "4471", "SEV-2")
    assert found.authors == ("Mira K.", "lev", "Ada B.")
    assert found.services == ("mailer", "queue")
    assert found.regions == ("North America",)


def test_the_title_loses_the_id_that_has_a_field_of_its_own() -> None:
    found = head("# INC-412: Tiles missing after a change\n\nText.")
    assert (found.title, found.incident_id) == ("Tiles missing after a change", "INC-412")


def test_the_head_of_a_wiki_page() -> None:
    found = head(WIKI)
    assert found.title == "PIR 2026-12 Mail outage after the firmware update"
    assert (found.incident_id, found.severity, found.authors) == ("INC0012345", "P1", ("Mira K.",))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Mails delayed\n\nText.", "Mails delayed"),
        (
            "From: mira@acme.example\nSubject: Post-mortem of Monday's outage\n\nHi all,\n\nit broke.",
            "Post-mortem of Monday's outage",
        ),
        ("Acme Status\n\nMails delayed since noon\n\nInvestigating - we look into it.", "Mails delayed since noon"),
        ("<!-- fill me in -->\n\n# Queue stuck\n\nText.", "Queue stuck"),
        ("## Summary\n\nThe queue was stuck for an hour. Then it was not.", "The queue was stuck for an hour"),
        (
            "https://status.acme.example/incidents/1\n\nBlank pages for some readers\n\nLong text follows here.",
            "Blank pages for some readers",
        ),
    ],
)
def test_a_report_is_named_by_its_title_or_its_first_sentence(text: str, title: str) -> None:
    assert head(text).title == title


@pytest.mark.parametrize(
    ("text", "organization"),
    [
        ("Outage\nIncident Report for Acme Post\n\nText.", "Acme Post"),
        ("Acme Status\n\nOutage of mails\n\nText.", "Acme"),
        ("Outage of mails\n\nMails were late.\n\nThe Acme Mail Team", "Acme Mail"),
        ("Outage of mails\n\nMails were late.\n\n— Mira and the Acme engineering team", "Acme"),
        ("Outage\nhttps://status.acme.example/1\n\nText.", "acme"),
        ("Outage\n\nAcme was down. Write to support@acme.example if you still see errors.", "Acme"),
        ("Incident report for the outage of March 3\n\nMails were late.", None),
        ("Outage\nIncident Report for\n\nMails were late.", None),
    ],
)
def test_whose_report_it_is(text: str, organization: str | None) -> None:
    assert head(text).organization == organization


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Severity: High\n\nText.", "High"),
        ("Priority: P1\n\nText.", "P1"),
        ("This was a SEV-1 for us.", "SEV-1"),
        ("- **Severity**: 2 of 5", "2"),
        ("Incident declared (P0).", "P0"),
        ("Seven P1 tests failed.", None),
        ("The p95 latency rose.", None),
    ],
)
def test_severity_is_read_where_it_is_stated(text: str, severity: str | None) -> None:
    assert head(text).severity == severity


def test_several_sources_add_up_and_the_first_names_the_incident() -> None:
    found = head(PAGE, FORM)
    assert (found.title, found.organization, found.severity) == ("Delayed mails", "Acme Post", "SEV-2")
    assert found.services[-2:] == ("mailer", "queue")
    assert {e.source for e in found.evidence} == {"R1", "R2"}


def test_authors_may_stand_below_a_heading() -> None:
    assert head("# Mail outage\n\n## 3. Authors\n\n- Mira K.\n- Lev\n").authors == ("Mira K.", "Lev")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("API (v1, v2), and Web.", ["API", "v1", "v2", "Web"]),
        ("Web.", ["Web"]),
        ("Search and Replace", ["Search", "Replace"]),
        ("Embedded (API, App), Builder (API, App)", ["Embedded", "API", "App", "Builder"]),
    ],
)
def test_nested_names_come_one_by_one(text: str, names: list[str]) -> None:
    assert nested(text) == names


def test_people_lose_their_addresses() -> None:
    assert list(people("Ada L. <ada@acme.example>, @bob & Eve (SRE)")) == ["Ada L.", "bob", "Eve"]


def test_an_empty_text_has_an_empty_head() -> None:
    assert head("") == Header("", None, None, None, "draft", (), (), (), ())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Skip to content\nProducts Pricing Docs\nLog in Sign up\n\nDelayed mails in Europe\n\nMails were late.\n",
            "Delayed mails in Europe",
        ),
        ("Pages / Operations / Reviews\n\nMailer down since noon\n\nMails were late.\n", "Mailer down since noon"),
        ("Investigating - Mailer down\nIncident Report for Acme\n\nMails were late.\n", "Mailer down"),
        ("Postmortem\nIncident Report for Acme\n\nMails were lost for an hour.\n", "Mails were lost for an hour"),
        (
            "REASON FOR OUTAGE REPORT\n\nCustomer: ALL       Ticket: 0048\n\nMails were late.\n",
            "REASON FOR OUTAGE REPORT",
        ),
        ("Raw material, mailer\n\n10:02 Alert on failed mails\n10:05 Mailer down\n", "Raw material, mailer"),
    ],
)
def test_what_holds_a_page_together_is_no_title(text: str, title: str) -> None:
    assert head(text).title == title


def test_authors_of_front_matter() -> None:
    assert head("title: Mail outage\nauthors: [nora, pim]\n\nMails were late.\n").authors == ("nora", "pim")


def test_notes_do_not_name_an_incident_that_a_page_names() -> None:
    notes = "Notes, mailer, 3 March 2026\n\n10:02 mailer hangs\n"
    assert head(notes, PAGE).title == "Delayed mails"


@pytest.mark.parametrize("words", ["Severity: high.", "The severity was high.", "Severity level: high"])
def test_severity_is_read_within_a_paragraph(words: str) -> None:
    assert head(f"Mail outage\n\nThe mailer was down for an hour. {words} Nobody was hurt.\n").severity == "high"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("[RESOLVED] Late mails in the north\n\nMails were late.\n", "Late mails in the north"),
        ("Subject: [outage] barn door on 12 Nov\n\nHi all,\n\nthe door was stuck.\n", "barn door on 12 Nov"),
        ("Barn Inc.\n1 Mill Lane\n\nRE: Stuck door on March 8, 2022\n\nDear client:\n", "Stuck door on March 8, 2022"),
        ("Barn Status Dashboard\n\nThis page shows the state of Barn.\n\nStuck door\n\nIt fell.\n", "Stuck door"),
    ],
)
def test_a_title_is_free_of_marks_and_of_the_page_around_it(head: str, name: str) -> None:
    assert header([build_document("R1", "page.txt", "text/plain", "", head)]).title == name


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("Complete, action items in progress", "final"),
        ("Draft", "draft"),
        ("In review", "in_review"),
        ("~~draft~~ reviewed", "final"),
        ("Resolved", "draft"),
    ],
)
def test_how_far_the_text_is(status: str, stage: str) -> None:
    assert head(f"# Mail outage\n\n- **Status:** {status}\n\nMails were late.\n").status == stage


@pytest.mark.parametrize("hint", ["[your name]", "TBD", "-", "<name of the owner>", "[name/team/rota]", "@"])
def test_what_a_form_asks_for_is_no_value(hint: str) -> None:
    found = head(f"# Mail outage\n\n| Owner | {hint} |\n| --- | --- |\n| Service | {hint} |\n\nMails were late.\n")
    assert (found.authors, found.services) == ((), ())


def test_a_level_that_a_form_offers_counts_only_with_a_time() -> None:
    assert head("# Mail outage\n\n| Time in SEV-1 | ? |\n| --- | --- |\n").severity is None
    assert head("# Mail outage\n\n| Time in SEV-1 | 25 min |\n| --- | --- |\n").severity == "SEV-1"


@pytest.mark.parametrize("gap", ["     ", "\t", " | ", " · ", "; "])
@pytest.mark.parametrize("mark", ["", "**"])
def test_a_line_may_hold_several_fields(gap: str, mark: str) -> None:
    fields = {"Date": "2026-03-03 (UTC)", "Services": "mailer, queue", "Severity": "sev2", "Region": "eu-1"}
    line = gap.join(f"{mark}{label}:{mark} {value}" for label, value in fields.items())
    found = head(f"# Late mails\n\n{line}\n\nMails were late.\n")
    assert (found.services, found.severity, found.regions) == (("mailer", "queue"), "sev2", ("eu-1",))


def test_a_field_ends_where_another_one_begins_whatever_it_is_called() -> None:
    found = head("Late mails\n\nService: mailer   Pager: silent   Severity: high\n")
    assert (found.services, found.severity) == (("mailer",), "high")
