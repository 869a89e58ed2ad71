"""Questions that travel in jobs (OpenAI's Batch API): answered within a day, for half the price."""
