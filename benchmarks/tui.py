"""How quick the desk is (`pmtool draft`), beside a Textual app that is nothing but a text area, in the same run.

    python benchmarks/tui.py [--rounds N] [--quick]

"Start" is whole processes on a terminal of 160x50, until words are painted on it: those of the first frame that can be
worked in, and those that stand there once the files are read, structured where they are raw, and checked.

"Keys" is from a key to the painted screen, one every 30 ms, in this process and without a terminal: on a desk with a
postmortem of 300 events, and in a text area with the words of its summary. Both paint at most 60 times a second. "while
the validator looks" has a thread look at the draft without a pause. "Findings" is from the last of a few keys to the
findings about them, on the screen; "memory" is what the process holds after so many keys.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

import tui_keys
import tui_start
from pmtool.formats import dump
from postmortems import incident

PMTOOL = str(Path(sysconfig.get_path("scripts")) / "pmtool")
EVENTS = 300
LENGTHS = {"its report alone": 0, "a source of 1 MB": 1_000_000}
"""Characters of the source."""


@dataclass
class Files:
    """A postmortem with its source, and a raw report, in a folder."""

    postmortem: str
    source: str
    summary: str


def written(folder: str, length: int) -> Files:
    """Writes them."""
    made, text = incident(EVENTS, EVENTS, length)
    source, file = Path(folder) / f"report-{length}.txt", Path(folder) / f"postmortem-{length}.md"
    source.write_text(text, encoding="utf-8")
    file.write_text(dump(made, "markdown"), encoding="utf-8")
    assert made.summary
    return Files(str(file), str(source), made.summary.text)


def start(files: Files, rounds: int) -> None:
    """From the command to the first frame."""
    first, whole = "What happened", "score "  # the hint of the empty summary; what the validator says of the draft
    offline = (PMTOOL, "draft", "--engine", "offline")
    ways = {
        "a text area": tui_start.bare(),
        "pmtool draft": tui_start.Way((PMTOOL, "draft"), "Open a file", "Open a file"),
        "pmtool draft report.txt": tui_start.Way((*offline, files.source), first, whole),
        "pmtool draft postmortem.md": tui_start.Way((*offline, files.postmortem), first, whole),
    }
    found = tui_start.started(ways, rounds)
    least = found["a text area"][0]
    print(f"Start, medians of {rounds}")
    print(f"{'':28s} {'first frame ms':>15s} {'ratio':>6s} {'all there ms':>13s} {'ratio':>6s}")
    for name, (shown, done) in found.items():
        print(f"{name:28s} {shown:15.0f} {shown / least:6.2f} {done:13.0f} {done / least:6.2f}", flush=True)


async def keys(files: Files, name: str, bare: tui_keys.Took) -> None:
    """From a key to the screen, and to the findings."""
    desk = await tui_keys.on_desk(files.postmortem, files.source)
    ways = {
        "typing in the summary": desk.typing,
        "  while the validator looks": desk.busy,
        "typing in a cell": desk.cell,
        "down the timeline": desk.rows,
        "down the source": desk.source,
    }
    for way, took in ways.items():
        ratios = f"{took.median / bare.median:6.2f} {took.slow:7.1f} {took.slow / bare.slow:6.2f}"
        print(f"{name:18s} {way:28s} {took.median:7.1f} {ratios}", flush=True)
    print(f"{name:18s} {'findings after the last key':28s} {statistics.median(desk.fresh):7.0f}", flush=True)


def resident() -> float:
    """Memory of this process, in MB."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096 / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="no source of 1 MB, fewer edits")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small = written(folder, 0)
        start(small, arguments.rounds)
        bare = asyncio.run(tui_keys.in_bare(small.summary))
        print(f"\nKeys, from the key to the screen\n{'':47s} {'p50 ms':>7s} {'ratio':>6s} {'p95 ms':>7s} {'ratio':>6s}")
        print(f"{'':18s} {'a text area':28s} {bare.median:7.1f} {1:6.2f} {bare.slow:7.1f} {1:6.2f}", flush=True)
        for name, length in list(LENGTHS.items())[: 1 if arguments.quick else None]:
            asyncio.run(keys(written(folder, length), name, bare))
        counts = (100, 300) if arguments.quick else (100, 1_000)
        held = asyncio.run(tui_keys.memory(small.postmortem, small.source, counts, resident))
        print("\nMemory: " + ", ".join(f"{mb:.0f} MB after {n} edits" for n, mb in zip(counts, held, strict=True)))


if __name__ == "__main__":
    main()
