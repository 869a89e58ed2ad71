"""A batch on a real Dask cluster: two workers, each a process with two threads."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import batch_reports
from changed_workers import DEADLY, SLOW, Harm
from command_line import Outcome as Done
from extractive_model import answer_to
from model_server import ModelServer
from pmtool.batch.converting import by_rules
from pmtool.batch.crews.cluster import DaskCrew, connection, portions
from pmtool.batch.crews.rules import DEADLY as KILLER
from pmtool.batch.outcome import Outcome, Task
from pmtool.batch.recipe import Recipe
from pmtool.config import model_settings
from pmtool.errors import EngineError, UsageError
from pmtool.pipeline.structure import Options

distributed = pytest.importorskip("distributed")

OFFLINE = Recipe("offline", Options("offline"), 1 << 20)
CLIENT_KEY = "sk-of-the-client-0123456789"
WORKER_KEY = "sk-of-the-workers-0123456789"
KEY_VARIABLE = "TEAM_KEY"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[distributed.LocalCluster]:
    """Workers that hold a key of their own, and no settings; one that dies is replaced."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name)))
        patch.setenv(KEY_VARIABLE, WORKER_KEY)
        with (
            distributed.LocalCluster(
                n_workers=2, threads_per_worker=2, dashboard_address=":0", silence_logs=logging.CRITICAL
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            client.register_plugin(Harm())
            yield cluster


@pytest.fixture(scope="module")
def empty() -> Iterator[distributed.LocalCluster]:
    """A scheduler that has no workers."""
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=logging.CRITICAL) as cluster:
        yield cluster


def tasks(names: list[str]) -> Iterator[Task]:
    for number, name in enumerate(names):
        yield Task(name, ((f"{name}.md", batch_reports.report(number).encode()),))


def named(count: int, name: str = "report") -> list[str]:
    return [f"{name}-{number}" for number in range(count)]


def converted(crew: DaskCrew, names: list[str]) -> dict[str, Outcome]:
    """Outcomes by name, one of each, without how long it took."""

    async def main() -> dict[str, Outcome]:
        found: dict[str, Outcome] = {}
        async with crew:
            async for outcome in crew.outcomes(tasks(names)):
                assert outcome.task.name not in found
                found[outcome.task.name] = replace(outcome, seconds=0)
        return found

    return asyncio.run(main())


def expected(names: list[str]) -> dict[str, Outcome]:
    """What this process makes of the same reports."""
    return {task.name: replace(by_rules(task, OFFLINE), seconds=0) for task in tasks(names)}


def test_a_cluster_makes_the_same_of_reports(cluster: distributed.LocalCluster) -> None:
    names = named(40)
    assert converted(DaskCrew(OFFLINE, cluster.scheduler_address), names) == expected(names)


def test_an_archive_is_the_same_though_a_worker_was_lost(
    cluster: distributed.LocalCluster, run: Callable[..., Done], tmp_path: Path
) -> None:
    reports = tmp_path / "reports"
    batch_reports.write(reports, 50)
    assert run("batch", reports, "-o", tmp_path / "here", "--jobs", 2, "--quiet").code == 0

    postmortems = tmp_path / "there" / "postmortems"
    worker = next(iter(cluster.workers.values())).pid
    assert worker
    killing = threading.Thread(target=kill_once, args=(worker, lambda: len(list(postmortems.glob("*.md"))) >= 5))
    killing.start()
    done = run("batch", reports, "-o", tmp_path / "there", "--dask", cluster.scheduler_address)
    killing.join()
    assert done.code == 0, done.err
    assert all(line.startswith("pmtool: ") for line in done.err.splitlines())
    assert archive(tmp_path / "there") == archive(tmp_path / "here")


def test_a_report_that_kills_workers_is_put_aside_alone(
    cluster: distributed.LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    names = [*named(15), f"{DEADLY}-1", *named(15, "other")]
    found = converted(DaskCrew(OFFLINE, cluster.scheduler_address), names)
    assert found.pop(f"{DEADLY}-1").fault == KILLER
    innocent = expected(names)
    del innocent[f"{DEADLY}-1"]
    assert found == innocent


@pytest.mark.slow
def test_cancelling_leaves_nothing_on_the_cluster(
    cluster: distributed.LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A block that is under way ends before its half a minute is over."""
    monkeypatch.setattr(portions, "_BLOCK_SECONDS", 30)
    crew = DaskCrew(OFFLINE, cluster.scheduler_address)

    async def main() -> None:
        asyncio.get_running_loop().call_later(1.5, asyncio.current_task().cancel)  # type: ignore[union-attr]
        async with crew:
            async for outcome in crew.outcomes(tasks(named(600, SLOW))):
                assert outcome.made

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(main())
    wait_until(lambda: not any("pmtool" in str(key) for key in cluster.scheduler.tasks))
    with distributed.Client(cluster) as client:
        wait_until(lambda: not any(client.run(executing).values()))


@pytest.mark.slow
def test_a_model_is_asked_by_the_workers_with_their_key(cluster: distributed.LocalCluster) -> None:
    with ModelServer(lambda request: answer_to(request.messages)) as server:
        recipe = asking(server.base_url, api_key_env=KEY_VARIABLE, plan="single")
        found = converted(DaskCrew(recipe, cluster.scheduler_address, at_once=4), named(6))
    assert [outcome.fault for outcome in found.values()] == [None] * 6
    assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {WORKER_KEY}"}
    assert sum(outcome.usage.calls for outcome in found.values()) == len(server.requests)


def test_workers_without_a_key_say_so(cluster: distributed.LocalCluster) -> None:
    recipe = asking("https://models.example.com/v1")
    found = converted(DaskCrew(recipe, cluster.scheduler_address, at_once=4), named(20))
    (fault,) = {outcome.fault for outcome in found.values()}
    assert fault
    assert fault.is_final
    assert "there is no key for models.example.com: OPENAI_API_KEY is not set" in fault.message


def test_no_scheduler(run: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_CONNECT_SECONDS", 0.3)
    batch_reports.write(tmp_path / "reports", 2)
    address = f"tcp://127.0.0.1:{free_port()}"
    done = run("batch", tmp_path / "reports", "-o", tmp_path / "out", "--quiet", "--dask", address)
    assert done.code == 3
    assert done.err == (
        f"pmtool: no Dask scheduler answers at {address}. Start one with `dask scheduler`, or check --dask.\n"
    )


def test_the_batch_api_needs_no_cluster(run: Callable[..., Done], tmp_path: Path) -> None:
    ways = (
        "--provider-batch",
        "--dask",
        "tcp://127.0.0.1:1",
        "--base-url",
        "http://127.0.0.1:1",
        "--model",
        "some-model",
    )
    done = run("batch", tmp_path, "-o", tmp_path / "out", *ways)
    assert done.code == 2
    assert "--provider-batch and --dask don't go together" in done.err


def test_something_else_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the call and says nothing."""
    monkeypatch.setattr(connection, "_CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(EngineError, match="no Dask scheduler answers"):
        converted(DaskCrew(OFFLINE, f"tcp://127.0.0.1:{mute.getsockname()[1]}"), named(1))


@pytest.mark.parametrize("address", ["", "localhost", "nonsense::", "carrier-pigeon://here:1"])
def test_no_address(address: str) -> None:
    with pytest.raises(UsageError, match="is no address of a Dask scheduler"):
        converted(DaskCrew(OFFLINE, address), named(1))


def test_no_workers(empty: distributed.LocalCluster) -> None:
    found = converted(DaskCrew(OFFLINE, empty.scheduler_address, patience=0.5), named(3))
    (fault,) = {outcome.fault for outcome in found.values()}
    assert fault
    assert fault.is_final
    assert fault.message.endswith("has had no workers for 0.5 seconds")


def test_a_scheduler_that_goes_away(empty: distributed.LocalCluster) -> None:
    begun = time.monotonic()
    threading.Timer(0.3, lambda: empty.close()).start()
    found = converted(DaskCrew(OFFLINE, empty.scheduler_address), named(3))
    (fault,) = {outcome.fault for outcome in found.values()}
    assert fault
    assert fault.is_final
    assert fault.message.endswith("is gone, or has dropped what it had")
    assert time.monotonic() - begun < 10


def asking(base_url: str, **changed: str) -> Recipe:
    flags = {"model": "some-model", "base_url": base_url, "concurrency": "4", "cache": False, **changed}
    environ = {KEY_VARIABLE: CLIENT_KEY, "OPENAI_API_KEY": CLIENT_KEY}
    return Recipe(
        "llm", Options("llm", model=model_settings(flags, environ=environ, project="/", user="/nonexistent")), 1 << 20
    )


def archive(out: Path) -> dict[str, bytes]:
    """All of its files but the run's own."""
    own = ("manifest.db", "lock")
    paths = (path for path in out.rglob("*") if path.is_file() and not path.name.startswith(own))
    return {str(path.relative_to(out)): path.read_bytes() for path in paths}


def kill_once(process: int, holds: Callable[[], bool]) -> None:
    wait_until(holds)
    os.kill(process, signal.SIGKILL)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def executing(dask_worker: distributed.Worker) -> int:
    return dask_worker.state.executing_count


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        time.sleep(0.02)
    pytest.fail("that never came to be")
