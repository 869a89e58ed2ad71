"""The page of keys tells the keys there are."""

from __future__ import annotations

from pathlib import Path

from pmtool.tui.actions import ACTIONS, PLACES
from pmtool.tui.book import book


def test_the_page_of_keys_is_fresh(root: Path) -> None:
    assert (root / "docs" / "keys.md").read_text(encoding="utf-8") == book(), "docs/keys.md is stale: `make keys`"


def test_every_action_has_a_place_and_a_name_of_its_own() -> None:
    assert {action.where for action in ACTIONS} == set(PLACES)
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
