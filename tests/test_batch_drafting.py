"""A report's way through a batch with a model: what its draft is checked for is what the archive tells of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from asking import REPORT, case_of, copying, settings_for
from model_server import ModelServer, Request
from pmtool import formats, validator
from pmtool.batch import converting
from pmtool.batch.converting import checked
from pmtool.batch.crews.drafting import Heard, drafted
from pmtool.batch.outcome import Made, Task
from pmtool.batch.workers import Workers
from pmtool.config import ModelSettings
from pmtool.engines import llm
from pmtool.validator import Outcome, Record


def made_by(settings: ModelSettings) -> Made:
    async def main() -> Made:
        async with Workers(0) as workers, llm.connected(settings) as link:
            return await drafted(Task("checkout", ()), case_of(REPORT), link, workers, Heard())

    return asyncio.run(main())


def mistaken(request: Request) -> str:
    """An answer with a number that the report does not have, which the model insists on."""
    return copying(request).replace("checkout fails", "checkout fails 17 times")


@pytest.mark.parametrize("script", [copying, mistaken])
@pytest.mark.parametrize("repairs", [0, 1, 2])
def test_what_is_found_is_found_in_the_result(script: Callable[[Request], str], repairs: int) -> None:
    with ModelServer(script) as server:
        made = made_by(settings_for(server, repairs=repairs))
    result = formats.load(made.json, "json")
    told = [(finding.code, finding.path, finding.message) for finding in made.findings]
    of_result = [(f.code, f.path, f.message) for f in checked(result, case_of(REPORT))]
    assert told[: len(of_result)] == of_result
    assert any("17" in message for _, _, message in told) == (script is mistaken)


def test_a_draft_that_stays_as_it_is_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Record] = []

    def check(record: Record) -> Outcome:
        seen.append(record)
        return validator.check(record)

    monkeypatch.setattr(converting, "check", check)
    with ModelServer(copying) as server:
        made = made_by(settings_for(server, repairs=2))
    assert [record.postmortem.timeline for record in seen] == [formats.load(made.json, "json").timeline]
