"""`pmtool batch --dry-run`: a line for each report as it is found, and what it all comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pmtool.batch.manifest.planning import retry_failed
from pmtool.batch.outcome import Usage
from pmtool.batch.recipe import Recipe
from pmtool.batch.rehearsing import Rehearsed, rehearse, rehearse_waiting, rehearsed
from pmtool.cli import diagnostics, output
from pmtool.cli.batching import json_events, wording
from pmtool.cli.batching.order import Order
from pmtool.engines.llm.spending import amount

_ACTIONS = {
    "waiting": "convert",
    "unchanged": "unchanged",
    "copy": "copy",
    "edited": "left alone",
    "failed": "failed before",
    "quarantined": "failed before",
    "unreadable": "unreadable",
}
_HEAD = f"{'what':<13}  {'engine':<7}  {'calls':>7}  {'tokens in':>13}  {'out':>13}  {'cost':>10}  report\n"


def rehearse_order(order: Order) -> int:
    """Prints what would be done; returns the exit code. Raises PmtoolError."""
    total, actions, skipped = Usage(), Counter[str](), Counter[str]()
    if not order.as_json:
        output.write_stdout(_HEAD)
    with _all(order, skipped) as found:
        for each in found:
            action = _ACTIONS[each.verdict]
            actions[action] += 1
            total += each.usage
            _tell(order, each, action)
    _tell_total(order, total, actions, skipped)
    return 0


@contextmanager
def _all(order: Order, skipped: Counter[str]) -> Iterator[Iterator[Rehearsed]]:
    reports = order.reports(skipped) if order.inputs else None
    recipe = _at_its_prices(order)
    with rehearsed(order.out) as manifest:
        if order.retries_failed:
            retry_failed(manifest)
        if reports is None:
            yield rehearse_waiting(manifest, recipe)
        else:
            yield rehearse(manifest, order.out, recipe, reports)


def _at_its_prices(order: Order) -> Recipe:
    """The order's recipe; what is asked by jobs costs half."""
    recipe, model = order.recipe, order.recipe.options.model
    if model is None or not order.by_provider_batch:
        return recipe
    from pmtool.engines.llm.jobs import at_job_prices

    return replace(recipe, options=recipe.options._replace(model=at_job_prices(model)))


def _tell(order: Order, each: Rehearsed, action: str) -> None:
    is_converted = action == "convert"
    if order.as_json:
        told = {"event": "rehearsed", "input": each.input, "action": action, "why": each.why}
        json_events.write_object(told | (_engine(order, each.usage) if is_converted else {}))
        return
    name = diagnostics.harmless(wording.of(each.input, each.why) if each.why else each.input)
    output.write_stdout(f"{action:<13}  {_columns(order, each.usage) if is_converted else ' ' * 58}  {name}\n")


def _tell_total(order: Order, total: Usage, actions: Counter[str], skipped: Counter[str]) -> None:
    if order.as_json:
        counted = {"actions": actions, "skipped": skipped}
        json_events.write_object({"event": "rehearsed_all", **counted, **_engine(order, total)})
    else:
        told = ", ".join(f"{number:,} {action}" for action, number in actions.items())
        output.write_stdout(f"{'in all':<13}  {_columns(order, total)}  {told}\n")
    if not order.is_quiet:
        if skipped:
            diagnostics.say(wording.left_out(skipped))
        estimated = "calls, tokens and costs are estimates: repairs depend on the answers; " if total.calls else ""
        diagnostics.say(f"{order.engine}; {estimated}nothing was sent or written")


def _columns(order: Order, usage: Usage) -> str:
    cost = amount(usage.cost) if order.has_prices else wording.UNKNOWN
    tokens = f"{usage.input_tokens:>13,}  {usage.output_tokens:>13,}"
    return f"{order.recipe.engine:<7}  {usage.calls:>7,}  {tokens}  {cost:>10}"


def _engine(order: Order, usage: Usage) -> dict[str, object]:
    return {
        "engine": order.recipe.engine,
        "calls": usage.calls,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cost": usage.cost if order.has_prices else None,
    }
