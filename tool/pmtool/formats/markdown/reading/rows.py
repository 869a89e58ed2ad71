"""Rows to events, status updates and action items; a list item that reads like a row is one."""

from __future__ import annotations

from collections.abc import Iterable

from pmtool.formats.markdown.reading.blocks import Block
from pmtool.formats.markdown.reading.choices import (
    ACTION_STATES,
    ACTION_TYPES,
    KINDS,
    MILESTONE_NAMES,
    UPDATE_STATES,
    allows,
    chosen,
    plain,
)
from pmtool.formats.markdown.reading.clock import Clock, leading_time
from pmtool.formats.markdown.reading.page import Page
from pmtool.formats.markdown.reading.statements import Statement, read_statement
from pmtool.formats.markdown.reading.tables import Row, TableReader
from pmtool.model import ActionItem, Event, StatusUpdate


def rows_of(block: Block, table: TableReader) -> Iterable[Row] | None:
    """The rows that a block holds; null where it holds none."""
    if block.kind == "table":
        return table.rows(block)
    if block.kind not in ("item", "paragraph"):
        return None
    row = _row_of(block, table.name)
    return None if row is None else [row]


def _row_of(block: Block, field: str) -> Row | None:
    line = block.joined
    if field == "action_items":
        state = line._replace(text="done" if block.checked else "")
        return Row(line, {"text": line, "state": state}) if block.kind == "item" else None
    if field == "milestones":
        name, colon, time = line.text.partition(":")
        milestone = line._replace(text=name)
        if not colon or plain(milestone) not in MILESTONE_NAMES:
            return None
        at = line._replace(column=line.column + len(name) + 1, text=time.lstrip("*")).stripped()
        return Row(line, {"milestone": milestone, "time": at})
    split = leading_time(line)
    return Row(line, {"time": split[0], "text": split[1]}) if split else None


def settled(field: str, row: Row) -> bool:
    """Whether the closed columns of a row hold what they may."""
    match field:
        case "timeline":
            return allows(KINDS, row, "kind")
        case "status_updates":
            return allows(UPDATE_STATES, row, "state")
        case "action_items":
            return allows(ACTION_TYPES, row, "type") and allows(ACTION_STATES, row, "state")
        case _:
            return True


def read_event(row: Row, path: str, page: Page, clock: Clock) -> Event:
    """An event of the timeline."""
    at, until, unread = clock.span(row.cell("time"), path)
    statement = _statement(row, path, page, unread)
    return Event(
        at=at,
        until=until,
        text=statement.text,
        kind=chosen(KINDS, row.cell("kind"), "other", f"{path}/kind", page),
        actor=_name(row, "actor", path, page),
        evidence=statement.evidence,
        origin=statement.origin,
    )


def read_update(row: Row, path: str, page: Page, clock: Clock) -> StatusUpdate:
    """A public post."""
    at, unread = clock.time(row.cell("time"), f"{path}/at")
    page.places[f"{path}/at"] = row.cell("time").place
    statement = _statement(row, path, page, unread)
    state = chosen(UPDATE_STATES, row.cell("state"), "other", f"{path}/state", page)
    return StatusUpdate(at=at, state=state, text=statement.text, evidence=statement.evidence)


def read_action(row: Row, path: str, page: Page, clock: Clock) -> ActionItem:
    """A measure."""
    statement = _statement(row, path, page)
    return ActionItem(
        text=statement.text,
        type=chosen(ACTION_TYPES, row.cell("type"), "other", f"{path}/type", page),
        owner=_name(row, "owner", path, page),
        priority=_name(row, "priority", path, page),
        due=_name(row, "due", path, page),
        tracker=_name(row, "tracker", path, page),
        state=chosen(ACTION_STATES, row.cell("state"), "planned", f"{path}/state", page),
        evidence=statement.evidence,
        origin=statement.origin,
    )


def _statement(row: Row, path: str, page: Page, unread: str = "") -> Statement:
    """The row's text, with a time that could not be read in front and what no column is meant for behind it."""
    statement = read_statement(page.settled(row.cell("text"), path), path, page)
    statement.text = ": ".join(filter(None, (unread, statement.text))) + "".join(f" ({more})" for more in row.more)
    return statement


def _name(row: Row, column: str, path: str, page: Page) -> str | None:
    page.places[f"{path}/{column}"] = row.cell(column).place
    return row.text(column) or None
