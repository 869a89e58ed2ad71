"""The ten questions of docs/archive.md get the right answers, and its tables are those that there are."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from archive_incidents import START, entry, incident, lost
from conftest import ROOT
from pmtool import ActionItem, Claim, Evidence, Source
from pmtool.archive import tables
from pmtool.archive.entry import Entry
from pmtool.archive.tables.book import page

PAGE = (ROOT / "docs" / "archive.md").read_text(encoding="utf-8")
QUESTIONS = dict(re.findall(r"^### (\d+)\. .+?^```sql\n(.*?)^```$", PAGE, re.M | re.S))
FULL = "The pool of connections ran dry after a release."
EXPIRED = "The gateway's certificate had expired."


def cited(text: str) -> Claim:
    return Claim(text=text, evidence=(Evidence(source="R1", start=10, end=10 + len(text), quote=text),))


def action(text: str, due: str | None, owner: str | None = "Ana", state: str = "planned") -> ActionItem:
    return ActionItem(text=text, due=due, owner=owner, state=state)


def archived() -> Iterator[Entry]:
    source = Source(id="R1", name="report.txt", media_type="text/plain", sha256="ab" * 32, length=500)
    day = dt.timedelta(days=1)
    yield entry(
        incident(
            "Basket empty", start=START - 400 * day, detected=30, mitigated=50, services=("Basket",), sources=(source,),
            root_cause=cited(FULL), contributing_factors=(cited("Nobody watches the connection pool."),),
            action_items=(action("Watch the pool", "2025-03-01"), action("Size it", "2025-02-01", state="done")),
        ),
        "2025-basket",
    )  # fmt: skip
    yield entry(
        incident(
            "Checkout down", detected=4, mitigated=600, services=("Checkout", "basket"), sources=(source,),
            root_cause=cited(EXPIRED), lessons=(Claim(text="Renew sooner.", origin="human"), Claim(text="Page us.")),
            contributing_factors=(cited("Pools with few connections."), cited("Unwatched pools of connections.")),
            action_items=(
                action("Renew by machine", "2026-03-10", "ana"), action("Alert", "next week"), action("Ask", "2026-03-02", None),
            ),
        ),
        "2026-checkout",
    )  # fmt: skip
    yield entry(
        incident(
            "Checkout slow", start=START + 9 * day, detected=8, services=("Checkout",), sources=(source,),
            root_cause=cited("Certificates expired once more."),
        ),
        "2026-checkout-again",
    )  # fmt: skip
    yield entry(incident("Something", start=None, summary=Claim(text="Nothing is known.")), "unknown")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = str(tmp_path_factory.mktemp("archive") / "archive.db")
    tables.write(path, archived(), [lost()])
    with closing(sqlite3.connect(path)) as opened:
        yield opened


def answer(database: sqlite3.Connection, number: int, **told: str) -> list[tuple[object, ...]]:
    return database.execute(QUESTIONS[str(number)], told).fetchall()


def test_there_are_ten() -> None:
    assert list(QUESTIONS) == [str(number) for number in range(1, 11)]


def test_1_how_long_it_takes_to_notice(database: sqlite3.Connection) -> None:
    assert answer(database, 1) == [
        ("2025-Q1", "Basket", 1, 30.0),
        ("2026-Q1", "Checkout", 2, 6.0),
        ("2026-Q1", "basket", 1, 4.0),
    ]


def test_2_which_causes_return(database: sqlite3.Connection) -> None:
    found = answer(database, 2)
    assert ("certificate or expiry", 2, 1, "2026-03-01", "2026-03-10") in found
    assert ("capacity or overload", 1, 1, "2025-01-25", "2025-01-25") in found
    assert found == sorted(found, key=lambda row: (-row[1], row[0]))


def test_3_which_share_a_factor(database: sqlite3.Connection) -> None:
    assert answer(database, 3) == [
        ("connection pool", 2, "2025-01-25", "2026-03-01", "2025-basket,2026-checkout"),
    ]


def test_4_whose_actions_are_overdue(database: sqlite3.Connection) -> None:
    assert answer(database, 4, today="2026-03-31") == [("Ana", 2, "2025-03-01", 395), ("(nobody)", 1, "2026-03-02", 29)]
    assert answer(database, 4, today="2025-03-01") == []


def test_5_what_took_longest_to_mitigate(database: sqlite3.Connection) -> None:
    assert answer(database, 5) == [
        ("2026-checkout", "Checkout down", 4.0, 600.0, EXPIRED),
        ("2025-basket", "Basket empty", 30.0, 50.0, FULL),
    ]


def test_6_which_statements_nothing_backs(database: sqlite3.Connection) -> None:
    found = {row[0]: row[2:4] for row in answer(database, 6)}
    assert found == {"2026-checkout": (5, 1), "2025-basket": (2, 0), "unknown": (1, 0)}


def test_7_what_the_record_says_of_something(database: sqlite3.Connection) -> None:
    found = answer(database, 7, words="certificate")
    assert {(row[0], row[2]) for row in found} == {
        ("2026-checkout", "root_cause"),
        ("2026-checkout-again", "root_cause"),
    }
    assert ("2026-checkout", "2026-03-01", "root_cause", EXPIRED, EXPIRED, "report.txt", 10, 48) in found
    assert [row[0] for row in answer(database, 7, words='"expired once"')] == ["2026-checkout-again"]
    renewed = {row[3:] for row in answer(database, 7, words="renewing")}
    assert renewed == {(text, None, None, None, None) for text in ("Renew by machine", "Renew sooner.")}
    assert answer(database, 7, words="volcano") == []


def test_8_when_incidents_begin(database: sqlite3.Connection) -> None:
    assert answer(database, 8) == [("0", "14", 1), ("2", "14", 1), ("6", "14", 1)]


def test_9_which_need_a_person_first(database: sqlite3.Connection) -> None:
    found = answer(database, 9)
    assert found[0] == ("broken.pdf", "broken.pdf", None, None, None, "broken.pdf is no text. Export it as text.")
    assert found[1][0] == "unknown"
    assert [row[3] for row in found[1:]] == sorted((row[3] for row in found[1:]), reverse=True)


def test_10_which_services_fail_again(database: sqlite3.Connection) -> None:
    assert answer(database, 10) == [("Checkout", 2, 1, 3), ("Basket", 2, 0, 4)]


def test_the_page_shows_the_tables_as_they_are() -> None:
    assert page(PAGE) == PAGE, "run `python -m pmtool.archive.tables.book docs/archive.md`"


def test_the_page_names_every_column(database: sqlite3.Connection) -> None:
    for (table,) in database.execute(
        "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE %' AND sql LIKE '%--%'"
    ):
        section = PAGE.partition(f"\n### {table}\n")[2].partition("\n### ")[0]
        for (column,) in database.execute("SELECT name FROM pragma_table_info(?)", (table,)):
            assert f"| `{column}` |" in section, (table, column)
