"""Who converts the reports of an order."""

from __future__ import annotations

from pmtool.batch.crews import Crew
from pmtool.batch.events import Hear
from pmtool.cli.batching.order import Order


def crew_for(order: Order, hear: Hear) -> Crew:
    """The crew that an order asks for."""
    if order.dask is not None:
        return _on_dask(order, order.dask)
    if order.by_provider_batch:
        return _by_provider_batch(order, hear)
    if order.recipe.engine == "llm":
        from pmtool.batch.crews.model import ModelCrew

        return ModelCrew(
            order.recipe,
            processes=order.processes,
            at_once=order.at_once,
            hear=hear,
            max_cost=order.max_cost,
            max_tokens=order.max_tokens,
        )
    from pmtool.batch.crews.rules import RulesCrew

    return RulesCrew(order.recipe, order.processes)


def _on_dask(order: Order, address: str) -> Crew:
    """The workers of the cluster at an address."""
    from pmtool.batch.crews.cluster import DaskCrew

    return DaskCrew(order.recipe, address, at_once=order.at_once, max_cost=order.max_cost, max_tokens=order.max_tokens)


def _by_provider_batch(order: Order, hear: Hear) -> Crew:
    """The server's Batch API."""
    from pmtool.batch.crews.provider.crew import ProviderCrew

    return ProviderCrew(
        order.recipe,
        order.out,
        processes=order.processes,
        at_once=order.at_once,
        hear=hear,
        waits=order.waits,
        max_cost=order.max_cost,
        max_tokens=order.max_tokens,
    )
