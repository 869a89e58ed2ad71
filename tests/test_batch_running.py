"""A run: reports in, an archive's postmortems out, whatever happens to single ones."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

import batch_reports
from pmtool import formats
from pmtool.archive import placing
from pmtool.batch import inputs
from pmtool.batch.converting import by_rules
from pmtool.batch.crews.rules import RulesCrew
from pmtool.batch.events import Converted, Ended, Event, Failed, Planned
from pmtool.batch.manifest.manifest import Manifest
from pmtool.batch.manifest.planning import plan
from pmtool.batch.outcome import Fault, Outcome, Task, Usage
from pmtool.batch.recipe import Recipe
from pmtool.batch.results import Contents
from pmtool.batch.running import Run, claimed
from pmtool.batch.workers import WorkerDiedError, Workers
from pmtool.errors import OutputError, UsageError
from pmtool.pipeline.structure import Options

RECIPE = Recipe("offline", Options("offline"), 1 << 20)


class Script:
    """A crew that does what a script says of each name, and by rules what it says nothing of."""

    def __init__(self, *faults: tuple[str, Fault]) -> None:
        self.faults, self.asked = list(faults), list[str]()

    async def __aenter__(self) -> Script:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def outcomes(self, tasks: Iterator[Task]) -> AsyncGenerator[Outcome, None]:
        for task in tasks:
            self.asked.append(task.name)
            fault = next((entry for entry in self.faults if entry[0] == task.name), None)
            if fault:
                self.faults.remove(fault)
                yield Outcome(task, fault=fault[1], usage=Usage(calls=1))
            else:
                yield by_rules(task, RECIPE)


BUSY = Fault("model", "it is busy", is_transient=True)
WRONG_KEY = Fault("model", "the key is wrong", is_final=True)


def test_processes_convert_what_was_found(tmp_path: Path) -> None:
    batch_reports.write(tmp_path / "in", 5)
    (tmp_path / "in" / "notes.txt").write_text("--- *** ---\n")
    events = run(tmp_path, RulesCrew(RECIPE, 2))
    assert sum(isinstance(event, Converted) for event in events) == 5
    [lost] = [event for event in events if isinstance(event, Failed)]
    assert (lost.input, lost.fault.kind) == ("in/notes.txt", "input")
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert (ended.ending, ended.converted, ended.failed, ended.waiting) == ("done", 5, 0, 0)
    found = list(Contents(str(tmp_path / "out")).entries())
    assert [entry.name for entry in found] == [f"incident-{number:05}" for number in range(1, 6)]
    assert found[0].postmortem.timeline
    assert [lost.message for lost in Contents(str(tmp_path / "out")).unconverted()] == ["in/notes.txt holds no words"]


def test_files_hold_what_structure_makes_of_them(tmp_path: Path) -> None:
    [path] = batch_reports.write(tmp_path / "in", 1)
    run(tmp_path, Script())
    folder = tmp_path / "out" / "postmortems"
    made = formats.load(folder / "incident-00001.md")
    assert made.title
    assert made.sources[0].name == "incident-00001.md"
    assert formats.load(folder / "incident-00001.json").timeline == made.timeline
    assert (folder / "sources" / "incident-00001.md").read_bytes() == path.read_bytes()
    from pmtool.editing.opening import open_files

    assert open_files([str(folder / "incident-00001.md")], max_bytes=1 << 20).documents  # the desk finds the source


def test_what_fails_for_a_while_is_tried_again(tmp_path: Path) -> None:
    batch_reports.write(tmp_path / "in", 2)
    crew = Script(("incident-00001", BUSY), ("incident-00001", BUSY))
    events = run(tmp_path, crew)
    assert [event.is_tried_again for event in events if isinstance(event, Failed)] == [True, True]
    assert crew.asked == ["incident-00001", "incident-00002", "incident-00001", "incident-00001"]
    assert ended(events).converted == 2
    assert ended(events).usage.calls == 2


def test_what_fails_for_good_is_kept_with_its_attempts(tmp_path: Path) -> None:
    batch_reports.write(tmp_path / "in", 2)
    events = run(tmp_path, Script(*[("incident-00001", BUSY)] * 3))
    assert (ended(events).converted, ended(events).failed) == (1, 1)
    [lost] = Contents(str(tmp_path / "out")).unconverted()
    assert (lost.name, lost.message, lost.attempts) == ("in/incident-00001.md", "it is busy", 3)


def test_a_run_ends_where_no_report_can_fare_better(tmp_path: Path) -> None:
    batch_reports.write(tmp_path / "in", 4)
    crew = Script(("incident-00002", WRONG_KEY))
    events = run(tmp_path, crew)
    assert crew.asked == ["incident-00001", "incident-00002"]
    told = ended(events)
    assert (told.ending, told.why, told.converted, told.waiting) == ("stopped", "the key is wrong", 1, 3)
    assert ended(run(tmp_path, Script())).converted == 3


def test_a_report_that_changes_under_way_fails_alone(tmp_path: Path) -> None:
    paths = batch_reports.write(tmp_path / "in", 2)
    crew = Script()

    def change(event: Event) -> None:
        if isinstance(event, Planned):
            paths[1].write_text("something else\n")

    events = run(tmp_path, crew, hear=change)
    assert [event.fault.message for event in events if isinstance(event, Failed)] == [
        "in/incident-00002.md has changed since it was found"
    ]


def test_two_runs_of_one_archive_refuse_each_other(tmp_path: Path) -> None:
    claims = (claimed(str(tmp_path / "out")) for _ in range(2))
    with next(claims), pytest.raises(UsageError, match="another run is at work on"), next(claims):
        pass
    with claimed(str(tmp_path / "out")):
        pass


def test_a_full_disk_ends_the_run_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_reports.write(tmp_path / "in", 3)
    written: list[str] = []

    def full(path: str) -> AbstractContextManager[BinaryIO]:
        if "incident-00002" in path:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return replacing(path)

    replacing = placing.replacing
    monkeypatch.setattr(placing, "replacing", full)
    with pytest.raises(OutputError, match="the disk is full"):
        run(tmp_path, Script())
    monkeypatch.undo()
    assert len(written) == 3
    assert ended(run(tmp_path, Script())).converted == 2
    assert not list((tmp_path / "out").rglob("*.part"))


def test_cancelling_leaves_what_waits(tmp_path: Path) -> None:
    batch_reports.write(tmp_path / "in", 3)

    def interrupt(event: Event) -> None:
        if isinstance(event, Converted):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, Script(), hear=interrupt)
    with Manifest(str(tmp_path / "out")) as manifest:
        assert manifest.counts() == {"done": 1, "waiting": 2}
        [row] = manifest.db.execute("SELECT how FROM runs").fetchall()
        assert row["how"] == "interrupted"


def test_what_takes_a_worker_down_is_done_alone_once_more() -> None:
    async def main() -> None:
        async with Workers(2) as workers:
            fine = [workers.run(_square, number) for number in range(6)]
            results = await asyncio.gather(*fine, workers.run(_die), return_exceptions=True)
        assert results[:6] == [0, 1, 4, 9, 16, 25]
        assert isinstance(results[6], WorkerDiedError)

    asyncio.run(main())


def _square(number: int) -> int:
    return number * number


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_outcomes_do_not_depend_on_who_makes_them(tmp_path: Path) -> None:
    for place, crew in ((tmp_path / "one", Script()), (tmp_path / "two", RulesCrew(RECIPE, 2))):
        batch_reports.write(place / "in", 4)
        run(place, crew)
    assert files(tmp_path / "one" / "out") == files(tmp_path / "two" / "out")
    kept = json.loads((tmp_path / "one" / "out" / "postmortems" / "incident-00001.json").read_text())
    assert str(tmp_path) not in json.dumps(kept)


def run(tmp_path: Path, crew: object, hear: object = None) -> list[Event]:
    """A run over the reports in a folder; what it told."""
    out, heard = str(tmp_path / "out"), list[Event]()

    def listen(event: Event) -> None:
        heard.append(event)
        if callable(hear):
            hear(event)

    with claimed(out), Manifest(out) as manifest:
        manifest.begin(RECIPE.told())
        found = inputs.reports(inputs.files([str(tmp_path / "in")], away_from=out))
        listen(plan(manifest, out, RECIPE.hash, found, listen))
        listen(asyncio.run(Run(manifest, out, RECIPE, listen).run(crew)))  # type: ignore[arg-type]
    return heard


def ended(events: Sequence[Event]) -> Ended:
    last = events[-1]
    assert isinstance(last, Ended)
    return last


def files(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted((out / "postmortems").rglob("*.*"))}
