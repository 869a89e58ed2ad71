"""What has changed since, how far measures are, and which lines of a list are none."""

from __future__ import annotations

import pytest

from pmtool.engines.offline import structure
from pmtool.engines.offline.actions import action_items
from pmtool.engines.offline.owners import owner
from pmtool.engines.offline.passages import read
from pmtool.model import ActionItem
from pmtool.source.document import build_document
from pmtool.temporal import build_ledger


def actions(text: str) -> tuple[ActionItem, ...]:
    return action_items(read(build_document("R1", "notes.md", "text/markdown", "", text)))


def texts(text: str) -> list[str]:
    return [item.text for item in actions(text)]


TOLD = "At 10:05 UTC the queue filled up and requests failed. Nobody was paged. It was empty by noon.\n\n"

IN_PLACE = """
Uploads are now checked for their size before they are stored.
The importer now refuses empty files.
We've scheduled work to move the signing keys into a vault.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", IN_PLACE)
def test_closing_prose_tells_what_is_so_now(sentence: str) -> None:
    assert texts(TOLD + sentence) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "All services are now restored.",
        "A fix is now in place.",
        "The checkout now operates normally.",
        "This incident has been resolved.",
        "If you enjoy such riddles: we're hiring.",
    ],
)
def test_what_is_so_again_is_no_action(sentence: str) -> None:
    assert texts(TOLD + sentence) == []


def test_changes_told_as_rules_are_actions() -> None:
    text = "## What we changed\n\nDeploys now wait for the canary. The gateway drops a client that never reads.\n"
    assert [(a.text, a.state) for a in actions(text)] == [
        ("Deploys now wait for the canary.", "done"),
        ("The gateway drops a client that never reads.", "done"),
    ]


def test_a_measure_behind_an_account_stands_alone() -> None:
    text = "The harvest was late as the barn had no light; we'll keep two spare lamps there from now on."
    assert texts(text) == ["we'll keep two spare lamps there from now on."]


STATES = [
    ("[Planned, Q3] Alert on the age of the oldest job", "planned"),
    ("Alert on the age of the oldest job (planned for May)", "planned"),
    ("~~Alert on the age of the oldest job~~ (done, #12)", "done"),
    ("~~Alert on the age of the oldest job~~", "done"),
    ("Alert on the age of the oldest job (landed in #12)", "done"),
    ("Alert on the age of the oldest job (#12, in progress, due in May)", "in_progress"),
]


@pytest.mark.parametrize(("item", "state"), STATES)
def test_a_mark_tells_how_far_it_is(item: str, state: str) -> None:
    found = actions(f"## Action items\n\n- {item}\n- Rotate the keys\n")
    assert [a.state for a in found] == [state, "planned"]
    assert "~~" not in found[0].text


@pytest.mark.parametrize("mark", ["(Won't do: too dear)", "[wontfix]", "(dropped)", "(decided against it)"])
def test_what_nobody_will_do_is_left_out(mark: str) -> None:
    assert texts(f"## Action items\n\n- Buy a second barn {mark}\n- Rotate the keys\n") == ["Rotate the keys"]


def test_items_that_group_others_are_none() -> None:
    text = "## Next steps\n\n* **Must**\n  * Lamps in each barn (Ode)\n  * Rotate keys\n* **Nice to have**\n  * A cat\n"
    assert texts(text) == ["Lamps in each barn (Ode)", "Rotate keys", "A cat"]


def test_an_order_to_publish_is_an_action_where_others_are() -> None:
    text = "## What we'll do\n\n- Move the cron jobs\n- Publish a calendar of our freezes\n"
    assert texts(text) == ["Move the cron jobs", "Publish a calendar of our freezes"]


def test_consequences_are_measures_unless_they_tell_harm() -> None:
    drawn = "Consequences:\n\n- pager mail reaches two people\n- a spare switch in each rack\n- Rehearse the swap\n"
    assert len(texts(f"The switch died.\n\n{drawn}")) == 3
    suffered = "Consequences:\n\n- customers could not log in\n- late invoices for all tenants\n"
    assert texts(f"The switch died.\n\n{suffered}") == []


def test_the_post_that_closes_the_incident_tells_measures() -> None:
    text = """Slow maps

Resolved - This incident has been resolved. The tile server had lost its cache. The warm-up job now retries a tile.
May 3, 2024 - 14:10 UTC

Monitoring - A fix is in place and we are monitoring. Tiles now load normally.
May 3, 2024 - 13:10 UTC

Investigating - Maps are slow. We are looking into it.
May 3, 2024 - 12:10 UTC
"""
    assert texts_of_page(text) == ["The warm-up job now retries a tile."]


def texts_of_page(text: str) -> list[str]:
    document = build_document("R1", "page.txt", "text/plain", "", text)
    return [item.text for item in structure([document], build_ledger([document])).action_items]


def test_an_owner_may_stand_behind_the_state() -> None:
    assert owner("Move the tokens (In progress, Oda)") == "Oda"


def test_what_was_done_meanwhile_is_the_repair() -> None:
    text = "## Actions taken during the incident\n\n- Barn door moved\n- Lamps lit\n\n## Actions\n\n- Buy oil\n- Trim wicks\n"
    assert texts(text) == ["Buy oil", "Trim wicks"]


def test_orders_beside_tasks_are_tasks_as_well() -> None:
    text = "ideas:\n\n* [ ] accept two keys\n* [x] alert on /login\n* write down how to rotate\n"
    assert [(a.text, a.state) for a in actions(text)] == [
        ("accept two keys", "planned"),
        ("alert on /login", "done"),
        ("write down how to rotate", "planned"),
    ]


RULES = [
    "The job aborts when the count of rows drops.",
    "There is an alert for silence as well.",
    "Health checks now read a whole file.",
]


@pytest.mark.parametrize("sentence", RULES)
def test_a_rule_under_a_heading_on_changes_is_one(sentence: str) -> None:
    assert texts(f"## What we changed\n\n{sentence} There is no second barn.\n") == [sentence]


def test_words_behind_struck_ones_tell_that_it_was_dropped() -> None:
    text = "## Actions\n\n- ~~A second pool~~ we decided against this\n- Lint it - Done - Ode\n- WONTDO bigger barn\n- Sweep it\n"
    assert [(a.text, a.state) for a in actions(text)] == [("Lint it - Done - Ode", "done"), ("Sweep it", "planned")]
