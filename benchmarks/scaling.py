"""How time and memory grow with the input: 100 kB, 1 MB and 10 MB of report prose and of log lines.

    python benchmarks/scaling.py [--sizes 0.1 1 10]

Each measurement is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
PMTOOL = str(Path(sysconfig.get_path("scripts")) / "pmtool")


def prose() -> Iterator[str]:
    """The example reports, over and over."""
    yield from cycle(path.read_text(encoding="utf-8") + "\n\n" for path in sorted(EXAMPLES.glob("*/*.txt")))


def log() -> Iterator[str]:
    """Lines as syslog writes them, one a second."""
    levels = cycle(("info", "warning", "info", "error", "info"))
    for second in range(10**9):
        hour, rest = divmod(second % 86_400, 3_600)
        day = 1 + second // 86_400 % 28
        yield (
            f"Mar {day:2d} {hour:02d}:{rest // 60:02d}:{rest % 60:02d} web{second % 7} checkout[{4000 + second % 50}]: "
            f"{next(levels)}: request {second:08x} took {second % 900} ms\n"
        )


def write(path: Path, pieces: Iterator[str], size: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        written = 0
        while written < size:
            written += file.write(next(pieces))


def measure(command: list[str]) -> tuple[float, float]:
    """Seconds, and peak megabytes."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} exited {process.returncode}: {errors.decode(errors='replace')}")
    scale = 1 if sys.platform == "darwin" else 1024
    return time.perf_counter() - begun, usage.ru_maxrss * scale / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.1, 1, 10], help="megabytes")
    sizes = parser.parse_args().sizes
    print(f"{'':22s} {'MB':>6s} {'seconds':>8s} {'µs/char':>8s} {'x before':>9s} {'peak MB':>8s}")
    with tempfile.TemporaryDirectory() as folder:
        for kind, source in (("prose", prose), ("log", log)):
            for command in ("times", "structure"):
                before = 0.0
                for size in sizes:
                    path = Path(folder) / f"{kind}-{size:g}.txt"
                    if not path.exists():
                        write(path, source(), int(size * 1e6))
                    seconds, peak = measure([PMTOOL, command, str(path), "--format", "json"])
                    grown = f"{seconds / before:9.1f}" if before else f"{'':9s}"
                    name = f"pmtool {command}, {kind}"
                    print(f"{name:22s} {size:6g} {seconds:8.2f} {seconds / size:8.2f} {grown} {peak:8.0f}", flush=True)
                    before = seconds


if __name__ == "__main__":
    main()
