"""What the model engine takes: a report's wall time, what a call costs the client, and runs from the cache.

    python benchmarks/llm.py [--rounds N] [--quick]

The model is the tests' server on loopback, in a process of its own; it copies its answers from the report in
incident.txt (5 kB, 20 events), so that whoever asks gets about as many tokens in all. Everything is imported before
the clock starts.

"One report" has the server begin an answer after 0.3 s and go on at 100 tokens a second, of four characters each.
pmtool's answers are streamed, as on a terminal. langextract keeps its defaults, chunks of 1,000 characters, ten at
once, each read without the others: it finds the report's words and labels them, and sums up nothing.

"A call" sends one of the report's requests, 22 kB, whose answer has about 200 tokens. The bare client is openai's own
with the same body: it returns the text (of a stream, its pieces joined), and neither validates nor keeps it. Both take
turns in so many rounds, at least 200 calls a figure; medians are shown. CPU is that of the client's process, user and
system, with a server that answers at once; calls a second are those with one that waits 0.2 s.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from llm_calls import costs
from llm_reports import Took, repeated, took, with_langextract, with_pmtool
from model_server import spawned

ANSWERS = Path(__file__).with_name("llm_answers.py")
LEVELS = (1, 8, 32, 128)
"""Calls in flight."""
LEAST_CALLS = 200
LEAST_ROUNDS = 3
LEAST_WAITING = 15
WAIT = 0.2
"""Seconds."""


def reports() -> None:
    """The report through each plan and through langextract."""
    ways = {
        "pmtool structure": with_pmtool,
        "pmtool structure --plan single": partial(with_pmtool, plan="single"),
        "langextract": with_langextract,
    }
    with spawned(ANSWERS) as url:
        for way in ways.values():
            way(url)  # imports
    with spawned(ANSWERS, ttft=0.3, tokens_per_second=100) as url:
        found = {name: took(url, way) for name, way in ways.items()}
    print("One report, 0.3 s to the first token, 100 tokens a second")
    print(f"{'':32s} {'seconds':>8s} {'calls':>6s} {'tokens out':>11s}   pmtool's default plan takes")
    default = next(iter(found.values()))
    for name, one in found.items():
        print(f"{name:32s} {_took(one)}   {'' if one is default else f'{default.seconds / one.seconds:.2f} of it'}")


def calls(levels: tuple[int, ...], rounds: int) -> None:
    """What a call costs pmtool's client and the bare one, and how many they make."""
    with spawned(ANSWERS) as fast, spawned(ANSWERS, ttft=WAIT) as slow:
        print(f"\nA call   {_columns('CPU ms, in one piece', 'CPU ms, streamed', f'calls a second, after {WAIT} s')}")
        print(f"in flight{_columns(*['   pmtool   openai  ratio'] * 3)}")
        for level in levels:
            each = max(level, -(-LEAST_CALLS // rounds))
            turns = max(LEAST_ROUNDS, -(-LEAST_CALLS // each))
            whole = costs(fast, at_once=level, calls=each, rounds=turns, streamed=False)
            streamed = costs(fast, at_once=level, calls=each, rounds=turns, streamed=True)
            waiting = costs(slow, at_once=level, calls=max(LEAST_WAITING, 2 * level), rounds=2, streamed=False)
            cpu = [_beside(*(cost.cpu_ms for cost in both)) for both in (whole, streamed)]
            print(f"{level:9d}{_columns(*cpu, _beside(*(cost.rate for cost in waiting)))}", flush=True)


def cached(times: int) -> None:
    """The same report again and again."""
    with spawned(ANSWERS) as url:
        one = repeated(url, times)
    print(f"\n{times} repeated runs of the report: {one.calls} calls, {one.seconds / times * 1000:.0f} ms a run")


def _took(one: Took) -> str:
    return f"{one.seconds:8.1f} {one.calls:6d} {one.tokens:11,d}"


def _columns(*cells: str) -> str:
    return "".join(f"{cell:>29s}" for cell in cells)


def _beside(ours: float, bare: float) -> str:
    return f"{ours:8.1f} {bare:8.1f} {ours / bare:6.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="fewer levels, fewer runs")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore", module="langextract")
    reports()
    calls(LEVELS[::2] if arguments.quick else LEVELS, arguments.rounds)
    cached(20 if arguments.quick else 100)


if __name__ == "__main__":
    main()
