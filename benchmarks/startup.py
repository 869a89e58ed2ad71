"""How long pmtool takes to start, against Python itself and against importing pydantic, side by side in one run.

    python benchmarks/startup.py [--rounds N]

Each round runs every command once, in turn, so that a busy machine slows all of them alike; the median is shown.
CPU time is that of the whole process, user and system.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

REPORT = Path(__file__).parent.parent / "examples" / "questions" / "report.md"
POSTMORTEM = str(REPORT.with_name("expected.md"))
PMTOOL = str(Path(sysconfig.get_path("scripts")) / "pmtool")
COMMANDS: dict[str, list[str]] = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import pydantic'": [sys.executable, "-c", "import pydantic"],
    "pmtool --version": [PMTOOL, "--version"],
    "pmtool times": [PMTOOL, "times", "{report}"],
    "pmtool structure": [PMTOOL, "structure", "{report}"],
    "pmtool structure, JSON": [PMTOOL, "structure", "{report}", "--format", "json"],
    "pmtool check": [PMTOOL, "check", POSTMORTEM, "--fail-on", "error"],
    "pmtool check, report": [PMTOOL, "check", "{report}", "--fail-on", "error"],
}


def run(command: list[str]) -> tuple[float, float]:
    """Milliseconds on the clock and of CPU."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} exited {process.returncode}")
    return (time.perf_counter() - begun) * 1000, (usage.ru_utime + usage.ru_stime) * 1000


def five_kilobytes(folder: Path) -> Path:
    """A report of 5 kB, made of an example's own sentences."""
    text = REPORT.read_text(encoding="utf-8")
    path = folder / "report.txt"
    path.write_text((text * (5_000 // len(text) + 1))[:5_000], encoding="utf-8")
    return path


def main() -> None:
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=21)
    rounds = parser.parse_args().rounds
    wall: dict[str, list[float]] = {name: [] for name in COMMANDS}
    cpu: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        report = str(five_kilobytes(Path(folder)))
        for _ in range(rounds):
            for name, command in COMMANDS.items():
                took = run([part.format(report=report) for part in command])
                wall[name].append(took[0])
                cpu[name].append(took[1])
    print(f"{'':30s} {'wall ms':>8s} {'CPU ms':>8s} {'x pass':>8s} {'x pydantic':>11s}   (ratios of wall medians)")
    base, pydantic = (statistics.median(wall[name]) for name in list(COMMANDS)[:2])
    for name in COMMANDS:
        took = statistics.median(wall[name])
        print(f"{name:30s} {took:8.0f} {statistics.median(cpu[name]):8.0f} {took / base:8.1f} {took / pydantic:11.2f}")


if __name__ == "__main__":
    main()
