"""Blocks of reports for a cluster: how large they are, who shares what, and which report it is that kills workers."""

from __future__ import annotations

import asyncio
import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pmtool import __version__
from pmtool.batch.crews import DEADLY
from pmtool.batch.crews.cluster import travelling, work
from pmtool.batch.crews.cluster.block import Block, Shelf
from pmtool.batch.crews.cluster.dispatch import Dispatch, WorkersDiedError
from pmtool.batch.crews.cluster.portions import OfCalls, OfSeconds, Part, Portions
from pmtool.batch.crews.cluster.versions import Versions, require_same
from pmtool.batch.outcome import Fault, Made, Outcome, Task, Usage
from pmtool.batch.recipe import Recipe
from pmtool.config import ModelSettings, model_settings
from pmtool.errors import ConfigError, EngineError
from pmtool.pipeline.structure import Options
from pmtool.pipeline.triage import Triage

KEY = "sk-planted-0123456789abcdefghij"
OFFLINE = Recipe("offline", Options("offline"), 1 << 20)
MADE = Made("{}", "", Triage(name="any"), (), ())


class Cluster:
    """Workers that a test makes up."""

    def __init__(self, convert: Callable[[Block], list[Outcome]], slots: int = 4) -> None:
        self.slots = slots
        self.blocks: list[Block] = []
        """In the order in which they were sent."""
        self.at_work: list[Block] = []
        self.most_at_work = self.most_calls = 0
        self.taken_back = 0
        self._convert = convert

    async def convert(self, block: Block) -> list[Outcome]:
        self.blocks.append(block)
        self.at_work.append(block)
        self.most_at_work = max(self.most_at_work, len(self.at_work))
        self.most_calls = max(self.most_calls, sum(at_work.part.calls for at_work in self.at_work))
        assert len(self.at_work) == 1 or not any(at_work.is_alone for at_work in self.at_work)
        try:
            await asyncio.sleep(0.0001 * (len(self.blocks) % 3))
            return self._convert(block)
        except asyncio.CancelledError:
            self.taken_back += 1
            raise
        finally:
            self.at_work.remove(block)


def done(block: Block) -> list[Outcome]:
    return [Outcome(Task(task.name, ()), MADE, seconds=0.1) for task in block.tasks]


def tasks(count: int, size: int = 5) -> Iterator[Task]:
    return (Task(f"r{number}", (("r.txt", b"x" * size),)) for number in range(count))


def dispatch(
    cluster: Cluster, reports: Iterator[Task], portions: Portions | None = None, recipe: Recipe = OFFLINE
) -> list[Outcome]:
    """All outcomes, of which there is one for each report that was read, with its sources."""

    def packed(tasks: tuple[Task, ...], part: Part, is_alone: bool) -> Block:
        return Block(tasks, recipe, (), part, is_alone)

    async def main() -> list[Outcome]:
        return [outcome async for outcome in Dispatch(cluster, portions or OfSeconds(), packed, reports).outcomes()]

    outcomes = asyncio.run(main())
    assert max(Counter(outcome.task.name for outcome in outcomes).values(), default=1) == 1
    assert all(outcome.task.sources for outcome in outcomes)
    return outcomes


def model(**changed: object) -> ModelSettings:
    flags = {"model": "some-model", "base_url": "https://models.example.com/v1", "concurrency": "8"}
    found = model_settings(flags | changed, environ={"OPENAI_API_KEY": KEY}, project="/", user="/nonexistent")
    assert found
    return found


def by_model(**changed: object) -> Recipe:
    return Recipe("llm", Options("llm", model=model(**changed)), 1 << 20)


def test_blocks_take_a_second_and_become_small_at_the_end() -> None:
    cluster = Cluster(done)
    assert len(dispatch(cluster, tasks(300))) == 300
    sizes = [len(block.tasks) for block in cluster.blocks]
    assert sizes[:8] == [1] * 8  # nobody knows yet how long one takes
    assert max(sizes) == 10
    assert sizes[-4:] == [1] * 4
    assert sizes == [*sizes[:8], *sorted(sizes[8:], reverse=True)]
    assert cluster.most_at_work == 8


def test_large_reports_go_in_small_blocks_and_are_not_all_read_at_once() -> None:
    read = 0

    def large() -> Iterator[Task]:
        nonlocal read
        for task in tasks(60, size=3 << 20):
            read += 1
            yield task

    shelf = Shelf(large())
    assert len(shelf.cut(4, 100)) == 1
    assert read < 25


def test_more_is_sent_to_a_cluster_that_grows() -> None:
    def growing(block: Block) -> list[Outcome]:
        cluster.slots = 2 if len(cluster.blocks) < 10 else 16
        return done(block)

    cluster = Cluster(growing, slots=0)
    assert len(dispatch(cluster, tasks(500))) == 500
    assert 16 < cluster.most_at_work <= 32


@pytest.mark.parametrize("deadly", [{"r7"}, {"r0", "r1", "r99"}, {f"r{n}" for n in range(40, 50)}], ids=len)
def test_only_what_kills_workers_is_put_aside(deadly: set[str]) -> None:
    """What is on the cluster together with it dies, too."""

    def convert(block: Block) -> list[Outcome]:
        at_work = {task.name for block in cluster.at_work for task in block.tasks}
        if at_work & deadly:
            raise WorkersDiedError
        return done(block)

    cluster = Cluster(convert)
    outcomes = dispatch(cluster, tasks(100))
    assert len(outcomes) == 100
    assert {outcome.task.name for outcome in outcomes if outcome.fault} == deadly
    assert {outcome.fault for outcome in outcomes} == {None, DEADLY}


def test_suspects_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmtool.batch.crews.cluster.dispatch._MANY_SUSPECTS", 3)

    def convert(block: Block) -> list[Outcome]:
        if not block.is_alone and len(cluster.blocks) < 20:
            raise WorkersDiedError
        return done(block)

    cluster = Cluster(convert)
    assert len(dispatch(cluster, tasks(200))) == 200
    alone = [number for number, block in enumerate(cluster.blocks) if block.is_alone]
    assert alone[0] < 15
    assert len(alone) < 60


def test_a_lost_cluster_ends_it() -> None:
    def convert(block: Block) -> list[Outcome]:
        if len(cluster.blocks) > 20:
            raise EngineError("the cluster is gone", "Run it again.")
        return done(block)

    cluster, reports = Cluster(convert), tasks(1000)
    outcomes = dispatch(cluster, reports)
    lost = [outcome for outcome in outcomes if outcome.fault]
    assert 0 < len(lost) <= 80
    assert {outcome.fault for outcome in lost} == {
        Fault("worker", "the cluster is gone", "Run it again.", is_final=True)
    }
    assert next(reports, None)


def test_blocks_are_taken_back() -> None:
    cluster = Cluster(done)

    async def main() -> None:
        def packed(tasks: tuple[Task, ...], part: Part, is_alone: bool) -> Block:
            return Block(tasks, OFFLINE, (), part, is_alone)

        outcomes = Dispatch(cluster, OfSeconds(), packed, tasks(100)).outcomes()
        await anext(outcomes)
        await outcomes.aclose()

    asyncio.run(main())
    assert cluster.taken_back
    assert not cluster.at_work


@pytest.mark.parametrize("slots", [1, 3, 5, 8, 50])
def test_calls_are_shared_out(slots: int) -> None:
    cluster = Cluster(done, slots)
    assert len(dispatch(cluster, tasks(100), OfCalls(Part(8, 8, 8)))) == 100
    assert cluster.most_calls == 8
    assert cluster.most_at_work == min(-(-8 // -(-8 // slots)), 8)


def test_calls_are_shared_out_anew_when_workers_come() -> None:
    def convert(block: Block) -> list[Outcome]:
        cluster.slots = min(16, cluster.slots + 1)
        return done(block)

    cluster = Cluster(convert, slots=1)
    assert len(dispatch(cluster, tasks(200), OfCalls(Part(8, 8, 8)))) == 200
    assert cluster.most_calls == 8


@pytest.mark.parametrize("limit", [1.0, 7.0, 20.0, 39.0])
def test_a_limit_holds_for_all_blocks_together(limit: float) -> None:
    """Each report takes 1; a block stops where its part is used up, as a link does."""

    def spending(block: Block) -> list[Outcome]:
        assert block.part.max_cost is not None
        room = int(block.part.max_cost + 1e-9)
        paid = [Outcome(task, MADE, usage=Usage(calls=1, cost=1.0)) for task in block.tasks[:room]]
        capped = Fault("cap", "the limit is reached", is_final=True)
        return [*paid, *(Outcome(task, fault=capped) for task in block.tasks[room:])]

    cluster = Cluster(spending)
    outcomes = dispatch(cluster, tasks(40), OfCalls(Part(8, 8, 8, max_cost=limit)))
    assert sum(outcome.usage.cost for outcome in outcomes) == limit
    assert sum(outcome.made is not None for outcome in outcomes) == limit
    assert any(outcome.fault and outcome.fault.kind == "cap" for outcome in outcomes)


def test_what_was_paid_is_told_also_where_money_runs_out() -> None:
    def spending(block: Block) -> list[Outcome]:
        """Half of the part is used up, with nothing to show for it."""
        part = (block.part.max_tokens or 0) // 2
        usages = [Usage(calls=1, input_tokens=part), *[Usage()] * (len(block.tasks) - 1)]
        capped = Fault("cap", "the limit is reached", is_final=True)
        spent.append(part)
        return [Outcome(task, fault=capped, usage=usage) for task, usage in zip(block.tasks, usages, strict=True)]

    spent: list[int] = []
    outcomes = dispatch(Cluster(spending), tasks(40), OfCalls(Part(8, 8, 8, max_tokens=1000)))
    assert sum(outcome.usage.input_tokens for outcome in outcomes) == sum(spent) <= 1000


def test_neither_key_nor_headers_travel() -> None:
    recipe = Recipe("llm", Options("llm", model=replace(model(), headers={"X-Token": KEY})), 1 << 20)
    block = Block(tuple(tasks(1)), travelling.sent(recipe, Part(4, 2, 2)), (), Part(4, 2, 2))
    assert KEY.encode() not in pickle.dumps(block)
    assert "xxxxx" not in repr(block)


def test_limits_a_minute_are_shared_out() -> None:
    recipe = by_model(requests_per_minute="100", tokens_per_minute="1001")
    part = travelling.sent(recipe, Part(4, 2, 2)).options.model
    assert part
    assert (part.concurrency, part.requests_per_minute, part.tokens_per_minute) == (2, 25, 251)


def test_a_worker_uses_its_own_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    recipe = travelling.sent(by_model(), Part(4, 2, 2))
    with pytest.raises(ConfigError, match=r"a worker of the Dask cluster .* OPENAI_API_KEY is not set"):
        travelling.received(recipe, (), str(tmp_path))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-worker")
    found = travelling.received(recipe, (), str(tmp_path)).options.model
    assert found == replace(model(), api_key="sk-of-the-worker", concurrency=2)


def test_a_model_without_a_key_anywhere_needs_none(tmp_path: Path) -> None:
    recipe = by_model(api_key_env="")
    found = travelling.received(travelling.sent(recipe, Part(16, 8, 8)), (), str(tmp_path))
    assert found == recipe


def test_prompts_travel_along(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "system.md").write_text("Answer in rhymes.", encoding="utf-8")
    recipe = by_model(prompts=str(own), api_key_env="")
    there = tmp_path / "there"
    files = travelling.own_prompts(recipe)
    found = travelling.received(travelling.sent(recipe, Part(16, 8, 8)), files, str(there))
    assert found.hash == recipe.hash != by_model().hash
    assert (there / "system.md").read_text(encoding="utf-8") == "Answer in rhymes."


def test_another_version_converts_nothing() -> None:
    block = Block(tuple(tasks(2)), OFFLINE, (), Part(2), version="0.0.1")
    outcomes = work.convert(pickle.dumps(block))
    assert [outcome.fault.is_final for outcome in outcomes if outcome.fault] == [True, True]
    assert outcomes[0].fault
    assert outcomes[0].fault.message.endswith(f"has pmtool {__version__}, and the reports come from pmtool 0.0.1")


HERE = Versions("3.13", "1.2.0")


@pytest.mark.parametrize(
    ("scheduler", "worker", "why"),
    [
        (Versions("3.12", None), HERE, "the scheduler of the Dask cluster has Python 3.12, and here it is Python 3.13"),
        (
            HERE,
            Versions("3.14", "1.2.0"),
            "the workers of the Dask cluster have Python 3.14, and here it is Python 3.13",
        ),
        (
            HERE,
            Versions("3.13", "1.1.9"),
            "the workers of the Dask cluster have pmtool 1.1.9, and here it is pmtool 1.2.0",
        ),
        (HERE, Versions("3.13", None), "the workers of the Dask cluster lack pmtool, and here it is pmtool 1.2.0"),
    ],
)
def test_other_programs_are_refused(scheduler: Versions, worker: Versions, why: str) -> None:
    with pytest.raises(EngineError) as raised:
        require_same(HERE, scheduler, [HERE, worker])
    assert str(raised.value) == why


def test_a_scheduler_needs_no_pmtool() -> None:
    require_same(HERE, Versions("3.13", None), [HERE])
