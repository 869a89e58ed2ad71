"""What everybody may read of a postmortem, and what goes for that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pmtool import formats
from pmtool.editing.export.public import disclosures, published
from pmtool.model import (
    ActionItem,
    Alternative,
    Claim,
    Coverage,
    Event,
    Evidence,
    Ignore,
    Instant,
    Milestones,
    OtherSection,
    Postmortem,
    RunInfo,
    Source,
    StatusUpdate,
)
from pmtool.source import build_document

QUOTE = Evidence(source="R1", start=0, end=11, quote="Quoted inside")
TEN = Instant(
    at="2026-03-01T10:02:00+00:00",
    as_written="ten past by the wall clock",
    zone="UTC",
    zone_rule="explicit",
    alternatives=(Alternative(at="2026-03-01T22:02:00+00:00", why="Evening meant"),),
)
INTERNAL = Postmortem(
    title="Backups stuck",
    organization="Fjordbank",
    authors=("Maren Holt",),
    summary=Claim(text="Backups stood still for an hour.", evidence=(QUOTE,), origin="rules"),
    lessons=(Claim(text="Alarms need owners.", evidence=(QUOTE,), origin="model", certainty="hedged"),),
    milestones=Milestones(started=TEN),
    timeline=(Event(at=TEN, until=TEN, text="The disk filled up.", actor="Storage team", evidence=(QUOTE,)),),
    status_updates=(StatusUpdate(at=TEN, text="We are looking into it.", evidence=(QUOTE,)),),
    action_items=(ActionItem(text="Add a second disk.", owner="Maren Holt", tracker="OPS-77", evidence=(QUOTE,)),),
    open_questions=(Claim(text="Who muted the alarm?"),),
    other_sections=(OtherSection(title="Thanks", text="To all who helped."),),
    ignores=(Ignore(code="PM5", reason="Known to legal"),),
    sources=(Source(id="R1", name="war-room.txt", media_type="text/plain", sha256="0" * 64, length=11),),
    coverage=Coverage(segments=3, used=3),
    run=RunInfo(engine="llm", model="inside-model"),
)
INSIDE = (
    *("Quoted inside", "by the wall clock", "Evening meant", "Maren Holt", "Storage team", "OPS-77"),
    *("Who muted", "Known to legal", "war-room.txt", "inside-model"),
)
SHOWN = (
    "Backups stuck",
    "Fjordbank",
    "stood still",
    "need owners",
    "disk filled",
    "looking into",
    "second disk",
    "To all",
)


@pytest.mark.parametrize("format", formats.FORMATS, ids=lambda format: format.name)
def test_what_is_for_the_inside_alone_is_in_no_format(format: formats.Format) -> None:
    text = format.module.dump(published(INTERNAL).postmortem)
    assert [words for words in INSIDE if words in text] == []
    assert [words for words in SHOWN if words not in text] == []


def test_times_stay_with_their_offsets() -> None:
    event = published(INTERNAL).postmortem.timeline[0]
    assert (event.at and event.at.at, event.until and event.until.at) == (TEN.at, TEN.at)
    assert "[^" not in formats.dump(published(INTERNAL).postmortem, "markdown")


def test_what_was_left_out_is_counted() -> None:
    told = ", ".join(published(INTERNAL).dropped)
    assert "5 quotes from the sources" in told
    assert "1 author" in told
    assert "1 ticket" in told
    assert "1 open question" in told
    assert published(Postmortem(title="Bare")).dropped == ()


SECRETS = {
    "password=Tr0mbone-Lake": "credential",
    "maren.holt@fjordbank.example": "email address",
    "+49 30 901820 24": "phone number",
    "4111 1111 1111 1111": "card number",
    "10.20.3.14": "internal address",
    "redis-sessions-02.prod.internal": "internal host",
    "-----BEGIN EXAMPLE PRIVATE KEY-----\nbm90IGEgcmVhbCBrZXksIGp1c3Qgd29yZHM=\n-----END EXAMPLE PRIVATE KEY-----": (
        "private key"
    ),
}


@pytest.mark.parametrize(("secret", "kind"), SECRETS.items(), ids=SECRETS.values())
def test_secrets_are_masked_wherever_they_stand(secret: str, kind: str) -> None:
    text = f"The job used {secret} and failed."
    told = replace(
        INTERNAL,
        title=text,
        summary=Claim(text=text),
        timeline=(Event(at=TEN, text=text),),
        status_updates=(StatusUpdate(at=TEN, text=text),),
        action_items=(ActionItem(text=text, due=text),),
        other_sections=(OtherSection(title=text, text=text),),
    )
    public = published(told)
    value = secret.removeprefix("password=")
    assert value not in repr(public.postmortem)
    assert value not in repr(formats.dump(public.postmortem, "json"))
    assert public.masked == (f"1 {kind}",)
    assert f"[{kind} removed]" in public.postmortem.title
    assert disclosures(public.postmortem, "public") == ()


def test_a_secret_that_one_place_gives_away_is_masked_where_it_stands_alone() -> None:
    told = replace(
        INTERNAL,
        summary=Claim(text="Logged in with password=Tr0mbone-Lake."),
        impact=Claim(text="So Tr0mbone-Lake leaked."),
    )
    public = published(told).postmortem
    assert public.impact
    assert public.impact.text == "So [credential removed] leaked."


def test_what_was_let_stand_inside_is_masked_all_the_same() -> None:
    told = replace(
        INTERNAL, summary=Claim(text="password=Tr0mbone-Lake"), ignores=(Ignore(code="PM6", reason="inside only"),)
    )
    assert [finding.code for finding in disclosures(told, "review")] == ["PM601"]
    assert "Tr0mbone" not in repr(published(told))


def test_the_original_stays_as_it_is() -> None:
    before = repr(INTERNAL)
    published(INTERNAL)
    assert repr(INTERNAL) == before


NAMED = replace(
    INTERNAL,
    title="Backups stuck until Maren came",
    services=("Payments",),
    authors=("Maren Holt", "Jonas van der Berg", "Ada from storage"),
    summary=Claim(text="Jonas confirms no order was lost. @Tarquin can you take comms? Then Tarquin did."),
    lessons=(Claim(text="Maren  Holt's page came late; Berg was asleep, and Marenka is nobody's name."),),
    timeline=(
        Event(at=TEN, text="Storage was full, said the storage team.", actor="Storage team", kind="impact"),
        Event(at=TEN, text="Payments stopped.", actor="Payments"),
        Event(at=TEN, text="SRE called the on-call engineer. Support answered.", actor="SRE / Support"),
    ),
    status_updates=(StatusUpdate(at=TEN, text="(posted by Priya)"),),
    action_items=(
        ActionItem(text="Add a second disk (Mira, by March 20)", owner="mira, Priya"),
        ActionItem(text="Ask <@U02ABC> and @ops.night, not @here or logo@2x.png"),
    ),
    other_sections=(OtherSection(title="From Mira", text="Mirrors stay. Will they?"),),
)


def test_people_are_named_in_no_text() -> None:
    public = published(NAMED)
    pm = public.postmortem
    assert pm.title == "Backups stuck until [name removed] came"
    assert pm.summary
    assert pm.summary.text == (
        "[name removed] confirms no order was lost. [name removed] can you take comms? Then [name removed] did."
    )
    assert pm.lessons[0].text == (
        "[name removed]'s page came late; [name removed] was asleep, and Marenka is nobody's name."
    )
    assert [a.text for a in pm.action_items] == [
        "Add a second disk ([name removed], by March 20)",
        "Ask [name removed] and [name removed], not @here or logo@2x.png",
    ]
    assert pm.status_updates[0].text == "(posted by [name removed])"
    assert (pm.other_sections[0].title, pm.other_sections[0].text) == (
        "From [name removed]",
        "Mirrors stay. Will they?",
    )
    assert public.masked == ("7 names",)


def test_what_names_teams_services_and_roles_stays_a_word() -> None:
    assert [event.text for event in published(NAMED).postmortem.timeline] == [event.text for event in NAMED.timeline]


def test_who_speaks_in_the_sources_is_not_named() -> None:
    said = "[10:02] Tarquin: disk is full\n[10:03] deploybot: rolled back\n[10:04] nina.vale: thanks\n"
    chat = build_document("R1", "chat", "text/plain", "", said)
    told = replace(INTERNAL, summary=Claim(text="Tarquin told Nina. Deploybot rolled back."))
    public = published(told, (chat,))
    assert public.postmortem.summary
    assert public.postmortem.summary.text == "[name removed] told [name removed]. Deploybot rolled back."
    assert public.masked == ("2 names",)


def test_names_change_no_word_that_the_format_reads() -> None:
    told = replace(INTERNAL, authors=("Update",), status_updates=(StatusUpdate(at=TEN, state="update", text="x"),))
    assert published(told).postmortem.status_updates[0].state == "update"
