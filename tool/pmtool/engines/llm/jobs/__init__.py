"""Questions that travel in jobs (OpenAI's Batch API): answered within a day, for half the price."""

from __future__ import annotations

from dataclasses import replace

from pmtool.config import ModelSettings, Prices

PRICE = 0.5
"""Of a request in a job, as a share of a call's: what OpenAI takes off for having a day to answer."""


def at_job_prices(settings: ModelSettings) -> ModelSettings:
    """Settings for what is asked by jobs."""
    prices = settings.prices
    if prices is None:
        return settings
    return replace(settings, prices=Prices(prices.input * PRICE, prices.output * PRICE, prices.cached * PRICE))
