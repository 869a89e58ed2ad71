"""How fast `pmtool check` is, beside yamllint on the same bytes in the same run.

    python benchmarks/check.py [--documents N] [--rounds N]

Postmortems are made up (see postmortems.py), with a fixed seed. "in process" is reading, all rules and placing the
findings, against yamllint's own `linter.run` with its default rules; "command" is the whole process, start-up and
output included. Ratios are pmtool's time to yamllint's: below 1, pmtool is the faster one. yamllint reads YAML alone,
so the Markdown of the same postmortem stands beside it.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from yamllint import linter
from yamllint.config import YamlLintConfig

from pmtool.formats import dump
from pmtool.pipeline.check import check_opened
from pmtool.pipeline.opening import Setting, open_input
from postmortems import postmortem

SCRIPTS = Path(sysconfig.get_path("scripts"))
PMTOOL, YAMLLINT = str(SCRIPTS / "pmtool"), str(SCRIPTS / "yamllint")
LENGTHS = (10, 100, 300, 1_000, 10_000)
"""Events in a timeline."""
MEASURED_ALONE = 1_000
"""Events above which yamllint is not run: it takes minutes."""
LINTING = YamlLintConfig("extends: default")


def check(text: str, name: str) -> None:
    check_opened(open_input(name, text.encode(), Setting()))


def lint(text: str) -> None:
    for _ in linter.run(text, LINTING):
        pass


def seconds(work: Callable[[], object], rounds: int) -> float:
    """CPU seconds, the least of several runs: another process on the machine only ever adds."""
    found = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def command_seconds(commands: Sequence[list[str]], rounds: int) -> list[float]:
    """Wall-clock medians; each round runs every command once, in turn."""
    took: list[list[float]] = [[] for _ in commands]
    for _ in range(rounds):
        for command, found in zip(commands, took, strict=True):
            begun = time.perf_counter()
            process = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            found.append(time.perf_counter() - begun)
            if process.returncode not in (0, 1):
                raise SystemExit(f"{' '.join(command)} exited {process.returncode}")
    return [statistics.median(found) for found in took]


def documents(count: int) -> None:
    """Documents per second on one core."""
    made = [postmortem(seed) for seed in range(count)]
    events = sum(len(one.timeline) for one in made)
    print(f"{count} postmortems with {events} events, in process, one core")
    print(f"{'':22s} {'MB':>6s} {'seconds':>8s} {'documents/s':>12s}")
    for form in ("yaml", "markdown"):
        texts = [dump(one, form) for one in made]
        megabytes = sum(map(len, texts)) / 1e6
        check(texts[0], "it")
        took = seconds(lambda texts=texts, form=form: [check(text, f"it.{form}") for text in texts], 1)
        print(f"{f'pmtool check, {form}':22s} {megabytes:6.1f} {took:8.2f} {count / took:12.0f}")
        if form == "yaml":
            some = texts[:: max(1, count // 50)]
            took = seconds(lambda some=some: [lint(text) for text in some], 1) / len(some)
            print(f"{'yamllint, a sample':22s} {'':6s} {took * count:8.2f} {1 / took:12.0f}")


def lengths(rounds: int) -> None:
    """Time by the timeline's length."""
    print("\nOne postmortem, in process: the time for each event, and against the timeline a tenth as long")
    print(f"{'events':>7s} {'yaml kB':>8s} {'check s':>8s} {'µs/event':>9s} {'x tenth':>8s}", end="")
    print(f" {'yamllint s':>11s} {'ratio':>6s} {'markdown s':>11s} {'µs/event':>9s} {'x tenth':>8s}")
    before: dict[tuple[int, str], float] = {}
    for length in LENGTHS:
        one, runs = postmortem(length, length), rounds if length <= MEASURED_ALONE else 1
        texts = {form: dump(one, form) for form in ("yaml", "markdown")}
        took = {f: seconds(lambda f=f, t=t: check(t, f"it.{f}"), runs) for f, t in texts.items()}  # type: ignore[misc]
        before |= {(length, form): value for form, value in took.items()}
        cells = {
            f: f"{took[f] * 1e6 / length:9.0f} "
            + (f"{took[f] / before[length // 10, f]:8.1f}" if (length // 10, f) in before else " " * 8)
            for f in texts
        }
        linted = seconds(lambda: lint(texts["yaml"]), runs) if length <= MEASURED_ALONE else 0.0  # noqa: B023
        beside = f"{linted:11.2f} {took['yaml'] / linted:6.2f}" if linted else " " * 18
        print(f"{length:7d} {len(texts['yaml']) / 1e3:8.0f} {took['yaml']:8.3f} {cells['yaml']}", end="")
        print(f" {beside} {took['markdown']:11.3f} {cells['markdown']}", flush=True)


def commands(rounds: int) -> None:
    """Whole commands on one file."""
    print("\nThe whole command on one file")
    print(f"{'events':>7s} {'pmtool check s':>15s} {'yamllint s':>11s} {'ratio':>6s} {'markdown s':>11s}")
    with tempfile.TemporaryDirectory() as folder:
        for length in (10, 300):
            one, paths = postmortem(length, length), [Path(folder) / f"{length}.yaml", Path(folder) / f"{length}.md"]
            for path, form in zip(paths, ("yaml", "markdown"), strict=True):
                path.write_text(dump(one, form), encoding="utf-8")
            yaml, markdown = map(str, paths)
            checked, linted, read = command_seconds(
                [[PMTOOL, "check", yaml], [YAMLLINT, "-d", "default", yaml], [PMTOOL, "check", markdown]], rounds
            )
            print(f"{length:7d} {checked:15.2f} {linted:11.2f} {checked / linted:6.2f} {read:11.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    documents(arguments.documents)
    lengths(arguments.rounds)
    commands(arguments.rounds)


if __name__ == "__main__":
    main()
