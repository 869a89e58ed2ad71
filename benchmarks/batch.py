"""What a batch takes: reports through a model and by rules, memory, and the questions that an archive answers.

    python benchmarks/batch.py [--rounds N] [--quick] [PART…]

Parts are model, rules, memory and questions; all without any. The model is the tests' server on loopback, in a process
of its own on the same machine, which answers after 0.2 s from the report; what it thought over once it says again.

"Through a model": N reports of 5 kB, N being twice the calls in flight, at least 12. pmtool's crew does all that
`pmtool batch` does but for reading and writing files, by each of its plans: several calls a report, or a single one.
The bare client is openai's AsyncOpenAI: it sends the requests of the first plan, gathered behind a semaphore, and does
nothing with the answers; beside it, calls a second. langextract has its defaults, but for as many workers: it reads
chunks of 1,000 characters, each without the others, and sums up nothing; beside it, reports a second by a single call.
All take turns; medians are shown. CPU is that of the client with its processes, user and system; "cores" is how many of
the machine's the first plan keeps busy. Where that comes near to all of them is the knee: from there on calls wait for
the processor.

"By rules": the whole command over reports of 5 kB, from the 20th report converted to the last.

"Memory": the largest resident size of the command itself (not of its processes) once 60 reports are converted, with
100 and with 10,000 reports queued.

"Questions": see archive_queries.py.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

import batch_reports  # noqa: E402
from model_server import spawned  # noqa: E402

if TYPE_CHECKING:
    from batch_model import Took

ANSWERS = HERE / "batch_answers.py"
LEVELS = (1, 8, 32, 128)
"""Calls in flight."""
WAIT = 0.2
"""Seconds."""


def model(rounds: int, quick: bool) -> None:
    """Calls and reports a second through a model, beside the bare client and langextract."""
    from batch_model import bodies, tasks, with_langextract, with_pmtool, with_sdk

    print(f"Through a model that answers after {WAIT} s: reports a second, calls a second, CPU ms a report")
    print(
        f"in flight{'sections':>11s}{'openai':>9s}{'ratio':>8s}{'single':>11s}{'langextract':>14s}{'ratio':>8s}", end=""
    )
    print(f"{'CPU: sections':>18s}{'cores':>8s}{'single':>9s}{'langextract':>14s}")
    with spawned(ANSWERS, ttft=WAIT) as url:
        for level in LEVELS[:3] if quick else LEVELS:
            work = tasks(max(12, 2 * level))
            requests = bodies(url, work)
            turns = [
                (
                    with_pmtool(url, work, level),
                    with_sdk(url, requests, level),
                    with_pmtool(url, work, level, "single"),
                    with_langextract(url, work, level),
                )
                for _ in range(rounds)
            ]
            ours, bare, single, other = (_median([turn[way] for turn in turns]) for way in range(4))
            n = len(work)
            print(
                f"{level:9d}{ours.rate:11.1f}{bare.rate:9.1f}{ours.rate / bare.rate:8.2f}{n / single.seconds:11.1f}"
                f"{n / other.seconds:14.1f}{other.seconds / single.seconds:8.2f}{ours.cpu / n * 1000:18.0f}"
                f"{ours.cpu / ours.seconds:8.1f}{single.cpu / n * 1000:9.0f}{other.cpu / n * 1000:14.0f}",
                flush=True,
            )


def rules(rounds: int, quick: bool) -> None:
    """Reports a second by rules, on one and on two cores."""
    count = 120 if quick else 300
    print(f"\nBy rules: {count} reports of 5 kB")
    with tempfile.TemporaryDirectory() as folder:
        text = (HERE / "incident.txt").read_text(encoding="utf-8")
        for number in range(count):
            path = Path(folder, "in", f"{number:04}.md")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text.replace("Queue", f"Queue {number}") + f"\nIncident {number}.\n", encoding="utf-8")
        turns = [[_by_rules(Path(folder), jobs) for jobs in (1, 2)] for _ in range(rounds)]
    one, two = (statistics.median(turn[way] for turn in turns) for way in range(2))
    ratio = statistics.median(second / first for first, second in turns)
    print(f"one process {one:.1f} a second, two {two:.1f}: {ratio:.2f} times as many")


def memory(rounds: int, quick: bool) -> None:
    """The largest resident size with many reports queued."""
    sizes: dict[int, float] = {}
    for queued in (100, 10_000):
        with tempfile.TemporaryDirectory() as folder:
            batch_reports.write(Path(folder, "in"), queued)
            sizes[queued] = statistics.median(_peak_mb(Path(folder)) for _ in range(1 if quick else rounds))
    few, many = sizes.values()
    print(f"\nMemory: {few:.0f} MB with 100 reports queued, {many:.0f} MB with 10,000: {many / few:.2f} times as much")


def questions(rounds: int, quick: bool) -> None:
    """What an archive's questions take."""
    command = [sys.executable, str(HERE / "archive_queries.py"), *(["--incidents", "1000"] if quick else [])]
    print(flush=True)
    subprocess.run(command, check=True)


def _by_rules(folder: Path, jobs: int) -> float:
    """Reports a second."""
    with tempfile.TemporaryDirectory(dir=folder) as out, _started(folder, out, "--jobs", str(jobs)) as process:
        assert process.stdout
        at = [time.perf_counter() for line in process.stdout if json.loads(line)["event"] == "converted"]
    return (len(at) - 20) / (at[-1] - at[19])


def _peak_mb(folder: Path) -> float:
    """Linux alone tells it of another process."""
    with tempfile.TemporaryDirectory(dir=folder) as out, _started(folder, out) as process:
        assert process.stdout
        seen = 0
        for line in process.stdout:
            seen += json.loads(line)["event"] == "converted"
            if seen == 60:
                break
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        process.kill()
        process.communicate()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _started(folder: Path, out: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pmtool", "batch", str(folder / "in"), "-o", out, "--engine", "offline", "-q"]
    return subprocess.Popen([*command, "--json-events", *options], stdout=subprocess.PIPE, text=True)


def _median(turns: Sequence[Took]) -> Took:
    """The turn in the middle, by calls a second."""
    return sorted(turns, key=lambda took: took.rate)[len(turns) // 2]


PARTS: dict[str, Callable[[int, bool], None]] = {
    "model": model, "rules": rules, "memory": memory, "questions": questions,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="fewer levels, fewer reports")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore", module="langextract")
    for part in arguments.parts or PARTS:
        PARTS[part](arguments.rounds, arguments.quick)


if __name__ == "__main__":
    main()
