"""A batch by a provider's jobs: the same archive as by calls, for half the price, whatever becomes of the jobs."""

from __future__ import annotations

import errno
import inspect
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import batch_reports
from asking import KEY, copying
from command_line import Outcome
from model_server import Course, Jobs, ModelServer, Request, replies
from model_server.jobs import CANCELLED, EXPIRED, FAILED
from model_server.reply import Reply
from pmtool.batch.crews.provider.posting import Posting
from pmtool.batch.events import Converted, Failed, Looked, Paused, Submitted
from pmtool.batch.manifest import jobs as manifest_jobs
from pmtool.batch.results import Contents
from pmtool.batch.workers import Workers
from pmtool.engines.llm.jobs.provider import Provider
from pmtool.engines.llm.jobs.replies import Replies
from pmtool.engines.llm.jobs.sheets import Limits, Sheets
from pmtool.errors import OutputError
from provider_batches import Archive, asked

PRICES: dict[str, Any] = {"price_input": 2, "price_output": 8, "price_cached": 1}


@pytest.fixture(autouse=True)
def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spares tests the seconds in which processes begin."""

    async def run(self: Workers, work: Any, *args: Any, **kwargs: Any) -> Any:
        return work(*args, **kwargs)

    monkeypatch.setattr(Workers, "run", run)


def archive(folder: Path, count: int) -> Archive:
    batch_reports.write(folder / "in", count)
    return Archive(folder)


def replies_in(archive: Archive) -> int:
    with closing(sqlite3.connect(archive.out / "answers.sqlite3")) as db:
        return int(db.execute("SELECT count(*) FROM replies").fetchone()[0])


def spoiled(request: Request) -> str:
    """A model that has to be told to mend a number, and does so."""
    said = copying(request)
    return said if "assistant" in [m["role"] for m in request.messages] else said.replace("an alarm", "17 alarms", 1)


def wants(request: Request, group: str) -> bool:
    return f"- `{group}`:" in str(request.messages[2]["content"])


def test_jobs_make_the_archive_that_calls_make(tmp_path: Path) -> None:
    with ModelServer(copying) as server:
        called = archive(tmp_path / "called", 12).call(server, **PRICES)
    jobs = Jobs()
    with ModelServer(copying, jobs=jobs) as server:
        posted = archive(tmp_path / "posted", 12).post(server, **PRICES)
        assert not [request for request in server.requests if request.path.endswith("completions")]
    assert posted.files == called.files
    assert (posted.ended.ending, posted.ended.converted, posted.ended.waiting) == ("done", 12, 0)
    assert set(asked(jobs.made).values()) == {1}
    assert posted.ended.usage.calls == called.ended.usage.calls == len(asked(jobs.made))
    assert posted.ended.usage.output_tokens == called.ended.usage.output_tokens
    assert posted.told(Submitted)
    assert posted.told(Looked)
    assert jobs.files == {}  # nothing of the reports is left there


def test_it_costs_half(tmp_path: Path) -> None:
    with ModelServer(copying, jobs=Jobs()) as server:
        posted = archive(tmp_path, 2).post(server, **PRICES)
    used = posted.ended.usage
    fresh = used.input_tokens - used.cached_tokens
    full = (fresh * 2 + used.cached_tokens * 1 + used.output_tokens * 8) / 1_000_000
    assert used.cost == pytest.approx(full / 2)
    assert sum(e.postmortem.run.cost or 0 for e in Contents(str(posted.out)).entries()) == pytest.approx(used.cost)


def test_requests_are_what_calls_would_send(tmp_path: Path) -> None:
    with ModelServer(copying) as server:
        archive(tmp_path / "called", 1).call(server)
        sent = sorted(json.dumps(request.json, sort_keys=True) for request in server.requests)
    jobs = Jobs()
    with ModelServer(copying, jobs=jobs) as server:
        archive(tmp_path / "posted", 1).post(server)
    [job, *_] = jobs.made
    assert sorted(json.dumps(line["body"], sort_keys=True) for line in job.lines) == sent
    assert {(line["method"], line["url"]) for line in job.lines} == {("POST", "/v1/chat/completions")}


def test_repairs_go_out_in_a_second_job(tmp_path: Path) -> None:
    with ModelServer(spoiled) as server:
        called = archive(tmp_path / "called", 3).call(server)
    jobs = Jobs()
    with ModelServer(spoiled, jobs=jobs) as server:
        posted = archive(tmp_path / "posted", 3).post(server)
    assert posted.files == called.files
    assert [len(job.keys) for job in jobs.made][1:] == [3]
    assert set(asked(jobs.made).values()) == {1}


def test_what_does_not_fit_the_form_is_asked_for_again(tmp_path: Path) -> None:
    def mumbling(request: Request) -> str:
        return "well" if len(request.messages) == 3 and wants(request, "causes") else copying(request)

    with ModelServer(mumbling) as server:
        called = archive(tmp_path / "called", 2).call(server)
    jobs = Jobs()
    with ModelServer(mumbling, jobs=jobs) as server:
        posted = archive(tmp_path / "posted", 2).post(server)
    assert posted.files == called.files
    assert len(jobs.made) == 2


def test_a_server_that_knows_less_is_asked_otherwise(tmp_path: Path) -> None:
    def refusing(request: Request) -> Reply | str:
        return replies.rejects_json_schema() if request.shape == "json_schema" else copying(request)

    jobs = Jobs()
    with ModelServer(refusing, jobs=jobs) as server:
        posted = archive(tmp_path, 2).post(server)
    assert (posted.ended.converted, len(jobs.made)) == (2, 2)
    assert not any(event.from_rules for event in posted.told(Converted))


def test_large_runs_are_cut_into_several_jobs(tmp_path: Path) -> None:
    jobs = Jobs()
    with ModelServer(copying, jobs=jobs) as server:
        posted = archive(tmp_path, 3).post(server, manner={"limits": Limits(requests=5)})
    assert posted.ended.converted == 3
    assert all(len(job.keys) <= 5 for job in jobs.made)
    assert set(asked(jobs.made).values()) == {1}


# -- what goes wrong in jobs


def test_requests_that_fail_are_tried_in_two_more_jobs(tmp_path: Path) -> None:
    tried: list[int] = []

    def shaky(request: Request) -> Reply | str:
        if wants(request, "causes"):
            tried.append(1)
            return (
                replies.server_error() if len(tried) == 1 else replies.reset() if len(tried) == 2 else copying(request)
            )
        return copying(request)

    jobs = Jobs()
    with ModelServer(shaky, jobs=jobs) as server:
        posted = archive(tmp_path, 1).post(server)
    assert [len(job.keys) for job in jobs.made][1:] == [1, 1]
    assert posted.ended.converted == 1
    assert not posted.told(Converted)[0].from_rules


def test_what_fails_for_good_is_left_to_rules_and_asked_anew_when_retried(tmp_path: Path) -> None:
    is_up = [False]

    def broken(request: Request) -> Reply | str:
        return replies.server_error() if wants(request, "causes") and not is_up[0] else copying(request)

    jobs = Jobs()
    with ModelServer(broken, jobs=jobs) as server:
        made = archive(tmp_path, 1)
        posted = made.post(server)
        assert posted.told(Converted)[0].from_rules
        assert len(jobs.made) == 3
        [warning] = [
            w for w in next(Contents(str(made.out)).entries()).postmortem.run.warnings if "filled by rules" in w
        ]
        assert "fails to answer (500" in warning
        is_up[0] = True
        assert replies_in(made) > 0
        again = made.post(server, retries=True)
    assert replies_in(made) == 0
    assert not again.told(Converted)[0].from_rules
    assert len(jobs.made[3].keys) == 1  # all else is kept


def test_of_an_expired_job_what_was_answered_is_used_and_the_rest_submitted_anew(tmp_path: Path) -> None:
    jobs = Jobs(lambda number: Course(steps=EXPIRED, answered=7) if number == 0 else Course())
    with ModelServer(copying, jobs=jobs) as server:
        posted = archive(tmp_path, 3).post(server)
    first, second = jobs.made
    assert posted.ended.converted == 3
    assert set(second.keys) == set(first.keys[7:])
    assert posted.ended.usage.calls == len(first.keys)


def test_a_job_that_keeps_expiring_ends(tmp_path: Path) -> None:
    with ModelServer(copying, jobs=Jobs(lambda number: Course(steps=EXPIRED, answered=0))) as server:
        posted = archive(tmp_path, 1).post(server)
    [failed] = posted.told(Failed)
    assert "batch_expired" in failed.fault.message
    assert (posted.ended.ending, posted.ended.failed) == ("done", 1)


def test_a_job_that_is_refused_ends_the_run_in_a_sentence(tmp_path: Path) -> None:
    jobs = Jobs(lambda number: Course(steps=FAILED) if number == 0 else Course())
    made = archive(tmp_path, 2)
    with ModelServer(copying, jobs=jobs) as server:
        ended = made.post(server).ended
        assert (ended.ending, ended.waiting) == ("stopped", 2)
        assert ended.why == "the provider refuses the job batch_0 (invalid_json_line)"
        assert made.post(server).ended.converted == 2


def test_a_job_that_was_cancelled_is_told_and_gone_on_with(tmp_path: Path) -> None:
    jobs = Jobs(lambda number: Course(steps=CANCELLED, answered=3) if number == 0 else Course())
    made = archive(tmp_path, 2)
    with ModelServer(copying, jobs=jobs) as server:
        ended = made.post(server).ended
        assert ended.ending == "stopped"
        assert "was cancelled at the provider, 3 of its" in ended.why
        assert made.post(server).ended.converted == 2
    assert set(jobs.made[1].keys) == set(jobs.made[0].keys[3:])


def test_jobs_too_large_together_wait_for_one_another(tmp_path: Path) -> None:
    def course(number: int) -> Course:
        others = [job for job in jobs.made if job.course.steps is not FAILED and job.status != "completed"]
        return Course(steps=FAILED, code="token_limit_exceeded") if others else Course()

    jobs = Jobs(course)
    with ModelServer(copying, jobs=jobs) as server:
        posted = archive(tmp_path, 2).post(server, manner={"limits": Limits(requests=5)})
    assert posted.ended.converted == 2
    done = [job for job in jobs.made if job.status == "completed"]
    assert set(asked(done).values()) == {1}
    assert len(jobs.made) <= 2 * len(done)


def test_a_job_too_large_by_itself_is_made_smaller(tmp_path: Path) -> None:
    jobs = Jobs(lambda number: Course(steps=FAILED, code="token_limit_exceeded") if number == 0 else Course())
    with ModelServer(copying, jobs=jobs) as server:
        posted = archive(tmp_path, 2).post(server)
    assert posted.ended.converted == 2
    assert len(jobs.made[1].keys) == len(jobs.made[0].keys) // 2


# -- servers


def test_a_wrong_key_ends_the_run(tmp_path: Path) -> None:
    with ModelServer(copying, jobs=Jobs(), api_key="another") as server:
        ended = archive(tmp_path, 2).post(server).ended
    assert (ended.ending, ended.waiting) == ("stopped", 2)
    assert "does not take the key from OPENAI_API_KEY" in ended.why


def test_a_server_without_jobs_ends_the_run(tmp_path: Path) -> None:
    with ModelServer(copying) as server:
        ended = archive(tmp_path, 1).post(server).ended
    assert "takes no jobs" in ended.why
    assert ended.ending == "stopped"


def test_a_server_that_is_away_for_a_while_is_waited_for(tmp_path: Path) -> None:
    jobs = Jobs()
    polls = [replies.server_error(503), replies.rate_limited(0), replies.reset(), replies.bad_gateway()]
    with ModelServer(copying, jobs=jobs) as server:
        jobs.amiss = {"GET": list(polls), "POST": [replies.server_error(), replies.reset()]}
        posted = archive(tmp_path, 1).post(server)
    assert posted.ended.converted == 1
    assert len(posted.told(Paused)) == 6
    assert len(jobs.made) == 1


def test_a_job_whose_answer_got_lost_is_not_started_twice(tmp_path: Path) -> None:
    jobs = Jobs()
    jobs.lost = 1
    with ModelServer(copying, jobs=jobs) as server:
        posted = archive(tmp_path, 1).post(server)
    assert posted.ended.converted == 1
    assert set(asked(jobs.made).values()) == {1}


# -- spending


def test_the_cap_holds_before_anything_is_submitted(tmp_path: Path) -> None:
    jobs = Jobs()
    with ModelServer(copying, jobs=jobs) as server:
        none = archive(tmp_path / "none", 2).post(server, manner={"max_tokens": 100})
        some = archive(tmp_path / "some", 6).post(server, manner={"max_tokens": 100_000, "at_once": 1})
    assert none.ended.ending == some.ended.ending == "capped"
    assert none.ended.converted == 0
    assert 0 < some.ended.converted < 6
    used = some.ended.usage
    assert used.input_tokens + used.output_tokens <= 100_000


def test_a_disk_that_fails_ends_the_run_before_anything_is_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def gone(*_: object) -> None:
        raise OutputError("answers.sqlite3 can't be used")

    jobs, made = Jobs(), archive(tmp_path, 2)
    with ModelServer(copying, jobs=jobs) as server:
        for patched, name, fault in ((Replies, "get", gone), (Sheets, "_with_room", full)):
            with monkeypatch.context() as patch:
                patch.setattr(patched, name, fault)
                with pytest.raises(OutputError, match="can't be"):
                    made.post(server)
        assert not jobs.made
        assert made.post(server).ended.converted == 2


# -- from day to day


def test_without_waiting_it_hands_over_and_leaves(tmp_path: Path) -> None:
    jobs, made = Jobs(), archive(tmp_path, 3)
    with ModelServer(copying, jobs=jobs) as server:
        first = made.post(server, manner={"waits": False}).ended
        assert (first.ending, first.converted, first.waiting) == ("awaiting", 0, 3)
        for _ in range(8):
            ended = made.post(server, manner={"waits": False}).ended
            if ended.ending == "done":
                break
    assert ended.waiting == 0
    assert set(asked(jobs.made).values()) == {1}


def test_interrupting_leaves_the_jobs_running(tmp_path: Path) -> None:
    jobs, made = Jobs(), archive(tmp_path, 2)

    def interrupt(event: object) -> None:
        if isinstance(event, Looked):
            raise KeyboardInterrupt

    with ModelServer(copying, jobs=jobs) as server:
        with pytest.raises(KeyboardInterrupt):
            made.post(server, hear=interrupt)
        assert len(jobs.made) == 1
        assert made.post(server).ended.converted == 2
    assert set(asked(jobs.made).values()) == {1}


def test_new_reports_join_while_jobs_run(tmp_path: Path) -> None:
    jobs, made = Jobs(), archive(tmp_path, 2)
    with ModelServer(copying, jobs=jobs) as server:
        made.post(server, manner={"waits": False})
        batch_reports.write(tmp_path / "in", 4)
        assert made.post(server).ended.converted == 4
    assert set(asked(jobs.made).values()) == {1}


def test_a_report_that_changed_meanwhile_is_told(tmp_path: Path) -> None:
    made = archive(tmp_path, 2)

    def change(event: object) -> None:
        if isinstance(event, Submitted):
            (tmp_path / "in" / "incident-00001.md").write_text("something else")

    with ModelServer(copying, jobs=Jobs()) as server:
        posted = made.post(server, hear=change)
    [failed] = posted.told(Failed)
    assert (failed.fault.kind, posted.ended.converted) == ("input", 1)


def test_neither_keys_nor_words_of_reports_stand_in_the_manifest(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    made = archive(tmp_path, 1)
    with ModelServer(copying, jobs=Jobs()) as server:
        made.post(server, manner={"waits": False})
        made.post(server)
    with closing(sqlite3.connect(made.out / "manifest.db")) as db:
        rows = [row for table in ("jobs", "job_requests") for row in db.execute(f"SELECT * FROM {table}")]
    told = json.dumps(rows) + caplog.text
    assert KEY not in told
    assert "an alarm pages" not in told
    assert not (made.out / "jobs").exists()


# -- the command


def test_the_command_hands_over_and_collects_later(
    tmp_path: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def interrupted(self: Posting) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    archive(tmp_path, 2)
    with ModelServer(copying, jobs=Jobs()) as server:
        command = ("batch", tmp_path / "in", "-o", tmp_path / "out", "--provider-batch", "--base-url", server.base_url)
        command = (*command, "--model", "openai/test")
        handed_over = run(*command, "--no-wait")
        assert handed_over.code == 0
        assert "1 job with 8 requests handed to the provider" in handed_over.err
        assert "2 reports wait for answers" in handed_over.err
        with monkeypatch.context() as patch:
            patch.setattr(Posting, "settle", interrupted)
            left = run(*command)
        assert left.code == 130
        assert "2 left; still at the provider: 1 job of 8 requests" in left.err
        for _ in range(6):
            collected = run(*command, "--no-wait")
        assert collected.code == 0
    assert len(list((tmp_path / "out" / "postmortems").glob("*.md"))) == 2
    assert run("batch", tmp_path / "in", "-o", tmp_path / "out", "--no-wait").code == 2


class Killed(BaseException):
    """The process is gone."""


def deadly(patch: pytest.MonkeyPatch, owner: type, name: str, died_at: set[str]) -> None:
    """Has the process die right before and right after something is done, each the first time."""
    real = getattr(owner, name)

    def die(when: str, number: object) -> None:
        place = f"{when} {name} {number}"
        if place not in died_at:
            died_at.add(place)
            raise Killed(place)

    def told(arguments: tuple[Any, ...]) -> object:
        return arguments[1] if name == "step" else ""

    def call(self: Any, *arguments: Any, **more: Any) -> Any:
        die("before", told(arguments))
        done = real(self, *arguments, **more)
        die("after", told(arguments))
        return done

    async def await_it(self: Any, *arguments: Any, **more: Any) -> Any:
        die("before", told(arguments))
        done = await real(self, *arguments, **more)
        die("after", told(arguments))
        return done

    patch.setattr(owner, name, await_it if inspect.iscoroutinefunction(real) else call)


def test_wherever_it_is_killed_the_next_run_goes_on_and_nothing_is_asked_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(spoiled, jobs=Jobs()) as server:
        undisturbed = archive(tmp_path / "undisturbed", 1).post(server)
    died_at: set[str] = set()
    for owner, names in (
        (Provider, ("upload", "create", "look", "read", "remove")),
        (manifest_jobs.Jobs, ("add", "step", "end")),
        (Replies, ("put",)),
        (Sheets, ("taken",)),
    ):
        for name in names:
            deadly(monkeypatch, owner, name, died_at)
    monkeypatch.setattr(
        Sheets, "discard", lambda self: self._file and self._file.close()
    )  # nobody tidies up after a kill
    jobs, made, kills = Jobs(), archive(tmp_path / "killed", 1), 0
    with ModelServer(spoiled, jobs=jobs) as server:
        while kills < 100:
            try:
                made.post(server)
                break
            except Killed:
                kills += 1
    assert kills == len(died_at) > 25
    assert made.files == undisturbed.files
    assert set(asked(jobs.made).values()) == {1}
    assert jobs.uploads == len(jobs.made)
    assert not list((made.out / "jobs").iterdir())
    assert replies_in(made) == 0
