"""What `pmtool batch` says in the end: what became of the reports, who has to look at what, and how to go on."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator

from pmtool.batch.events import Ended
from pmtool.batch.publishing import Need
from pmtool.cli import diagnostics
from pmtool.cli.batching import wording
from pmtool.cli.batching.order import Order
from pmtool.errors import sentences


def tell(order: Order, ended: Ended, failures: int, need: Need | None) -> None:
    """Says it on stderr; of a quiet run just what went wrong. `failures` counts all reports that failed so far; `need`
    is None where the archive's tables were not built."""
    if need and not order.is_quiet:
        diagnostics.say(_sum(order, ended))
    if failures:
        listed = f", listed in {_index(order.out)}" if need else ""
        again = f"; to try again: {order.retry}" if order.retry else ""
        diagnostics.say(f"{wording.count(failures, 'report')} failed so far{listed}{again}")
    if need and need.unconverted > failures:
        diagnostics.say(_unreadable(order.out, need.unconverted - failures))
    for line in _how_it_ended(order, ended):
        diagnostics.say(line)
    if need and not order.is_quiet:
        for line in _where_to_look(order.out, need):
            diagnostics.say(line)


def _unreadable(out: str, number: int) -> str:
    """Postmortems that somebody broke."""
    many = wording.count(number, "postmortem")
    them = "it" if number == 1 else "them"
    return f"{many} can't be read any more, listed in {_index(out)}; mend {them}, or remove {them} and run it again"


def _how_it_ended(order: Order, ended: Ended) -> Iterator[str]:
    """Why it ended early, and how it goes on."""
    if ended.ending == "done":
        return
    if ended.ending == "interrupted":
        yield f"{ended.why}{_calls(order, ended)}; nothing is half-written"
    else:
        yield sentences(ended.why, ended.remedy)
        yield f"{wording.count(ended.waiting, 'report')} left; what is converted stays"
    if ended.ending != "capped":  # then it takes another limit, as the remedy says
        yield f"the same command goes on from there{f': {order.command}' if order.command else ''}"


def _sum(order: Order, ended: Ended) -> str:
    """`1,147 converted, 3 failed; 4,588 calls, …; took 4 min`."""
    if ended.ending == "done" and not (ended.converted or ended.failed):
        return "nothing had to be converted"
    failed = f", {ended.failed:,} failed" if ended.failed else ""
    partly = f" ({ended.partly_by_rules:,} partly by rules: there the model failed)" if ended.partly_by_rules else ""
    return (
        f"{ended.converted:,} converted{partly}{failed}{_calls(order, ended)}; took {wording.duration(ended.seconds)}"
    )


def _calls(order: Order, ended: Ended) -> str:
    return f"; {wording.spent(ended.usage, has_prices=order.has_prices)}" if ended.usage.calls else ""


def _where_to_look(out: str, need: Need) -> Iterator[str]:
    """How many postmortems need a person, where they are, and where all the figures are."""
    folder = shlex.quote(out)
    of_all = f"{need.with_errors:,} of {wording.count(need.all, 'postmortem')}"
    if need.all:
        yield f"{of_all} with errors; worst first: {_index(out)}, or pmtool draft {folder}"
        if need.alike:
            yield f"{need.alike:,} tell of an incident that another tells, too: see Told twice there"
        yield f"figures: pmtool stats {folder}"


def _index(out: str) -> str:
    return os.path.join(out, "index.html")
