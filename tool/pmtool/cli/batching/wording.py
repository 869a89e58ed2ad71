"""A run's figures in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pmtool.batch.events import Failed, Looked, Planned, Submitted
from pmtool.batch.outcome import Usage
from pmtool.cli.batching.standing import Standing
from pmtool.engines.llm.spending import amount
from pmtool.errors import sentences

UNKNOWN = "—"
_NAMED = 3


def count(number: int, one: str, many: str = "") -> str:
    """`1 report`, `1,204 reports`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def planned(plan: Planned) -> str:
    """`1,204 reports: 1,150 to convert, 40 unchanged since the last run, 14 copies`, and what needs a word more."""
    parts = [f"{plan.waiting:,} to convert"]
    if plan.unchanged:
        parts.append(f"{plan.unchanged:,} unchanged since the last run")
    if plan.copies:
        parts.append(count(plan.copies, "copy", "copies"))
    if plan.unreadable:
        parts.append(f"{plan.unreadable:,} unreadable")
    if plan.edited:
        why = "the report changed, but people have edited its postmortem"
        parts.append(f"{len(plan.edited):,} left alone ({_some(plan.edited)}): {why}")
    if plan.failed_before:
        parts.append(f"{plan.failed_before:,} failed before")
    text = f"{count(_all(plan), 'report')}: {', '.join(parts)}"
    if plan.failed_before:
        text += f"; --retry-failed takes {'it' if plan.failed_before == 1 else 'them'}"
    return f"{text}; {left_out(plan.skipped)}" if plan.skipped else text


def left_out(skipped: Mapping[str, int]) -> str:
    """`left out: 12 .pdf, 3 .png (name a file to have it tried)`, the most first."""
    most_first = sorted(skipped.items(), key=lambda item: (-item[1], item[0]))
    return (
        f"left out: {_some([f'{number:,} {suffix}' for suffix, number in most_first])} (name a file to have it tried)"
    )


def pace(standing: Standing, between: str) -> str:
    """`509 done, 3 failed   312 a minute   2 min left`, with dashes for what is not known yet."""
    failed = f", {standing.failed:,} failed" if standing.failed else ""
    rate, seconds = standing.pace.per_minute(), standing.seconds_left()
    a_minute = UNKNOWN if rate is None else f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
    left = UNKNOWN if seconds is None else duration(max(1, round(seconds)))
    return between.join((f"{standing.converted:,} done{failed}", f"{a_minute} a minute", f"{left} left"))


def duration(seconds: float) -> str:
    """`1.5 s`, `45 s`, `12 min`, `3 h 20 min`, `2 days 4 h`; no more exact than anybody can tell."""
    minutes = round(seconds / 60)
    if seconds < 9.95 and seconds != round(seconds):
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{round(seconds)} s"
    if minutes < 90:
        return f"{minutes} min"
    hours = round(minutes / 60)
    if hours < 36:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{count(hours // 24, 'day')} {hours % 24} h"


def spent(usage: Usage, *, has_prices: bool) -> str:
    """`96 calls, 912,000 tokens in (12,000 cached), 43,000 out, costs 1.23`."""
    cached = f" ({usage.cached_tokens:,} cached)" if usage.cached_tokens else ""
    price = f", costs {amount(usage.cost)}" if has_prices else ""
    return f"{count(usage.calls, 'call')}, {usage.input_tokens:,} tokens in{cached}, {usage.output_tokens:,} out{price}"


def spent_in_short(usage: Usage, *, has_prices: bool) -> str:
    """`costs 1.23   96 calls   912k tokens in   43k out`: what fits a line, the most telling first."""
    price = [f"costs {amount(usage.cost)}"] if has_prices else []
    tokens = (f"{_rounded(usage.input_tokens)} tokens in", f"{_rounded(usage.output_tokens)} out")
    return "   ".join((*price, count(usage.calls, "call"), *tokens))


def submitted(event: Submitted) -> str:
    """`3 jobs with 1,200 requests handed to the provider, who has a day for them`."""
    jobs, requests = count(event.jobs, "job"), count(event.requests, "request")
    return f"{jobs} with {requests} handed to the provider, who has a day for them"


def looked(event: Looked) -> str:
    """`2 jobs at the provider, 340 of 1,200 requests answered; looked at again in 5 min`."""
    failed = f", {event.failed:,} failed" if event.failed else ""
    answered = f"{event.answered:,} of {count(event.requests, 'request')} answered{failed}"
    return (
        f"{count(event.jobs, 'job')} at the provider, {answered}; looked at again in {duration(round(event.seconds))}"
    )


def why_failed(event: Failed) -> str:
    """`reports/a.txt: why, and what to do`."""
    return of(event.input, sentences(event.fault.message, event.fault.remedy))


def of(input: str, told: str) -> str:
    """What is told of an input, which may name it already."""
    return told if told.startswith(input) else f"{input}: {told}"


def _rounded(tokens: int) -> str:
    """`930`, `12k`, `1.25M`."""
    if tokens < 1000:
        return str(tokens)
    return f"{tokens / 1000:,.0f}k" if tokens < 999_500 else f"{tokens / 1e6:,.2f}M"


def _all(plan: Planned) -> int:
    return plan.waiting + plan.unchanged + plan.copies + plan.failed_before + len(plan.edited) + plan.unreadable


def _some(names: Sequence[str]) -> str:
    return ", ".join(_shown(names))


def _shown(names: Sequence[str]) -> Iterator[str]:
    yield from names[:_NAMED]
    if len(names) > _NAMED:
        yield "…"
