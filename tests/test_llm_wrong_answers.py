"""Whatever a model gets wrong is told to it; where it won't mend it, the output carries a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model_answers import Mistake, Model, mistakes, place_of
from model_answers.runs import Made, Run, made
from pmtool import Postmortem, RunInfo

MISTAKES = mistakes()
NEED_THE_REPORT = {"PM307"}
"""Which sentence says it instead, the quotes alone don't tell."""


@pytest.fixture(scope="module")
def known() -> dict[str, Made]:
    """What comes of good answers, by their reports: the same for most mistakes."""
    return {}


def without_run(pm: Postmortem) -> Postmortem:
    return replace(pm, run=RunInfo())


def sampled(mistakes: Sequence[Mistake]) -> list[Any]:
    """Every second one at once; the others take as long again."""
    return [pytest.param(m, marks=pytest.mark.slow) if n % 2 else m for n, m in enumerate(mistakes)]


@pytest.mark.parametrize("mistake", sampled(MISTAKES), ids=str)
def test_a_model_that_is_told_mends_it(run: Run, tmp_path: Path, known: dict[str, Made], mistake: Mistake) -> None:
    report = f"{mistake.example} {mistake.report}"
    right = known[report] = known.get(report) or made(run, Model(mistake.example, mistake, is_right=True), tmp_path)
    mended = made(run, Model(mistake.example, mistake), tmp_path)
    assert right.repairs == []
    if mistake.told:
        problems = [problem for asked in mended.repairs for problem in asked.problems]
        assert any(mistake.told in message for _, _, message in problems), problems
        assert {(name, number) for name, number, _ in problems} == {mistake.place, *map(place_of, mistake.also)}
        assert len(mended.repairs) == len({asked.groups for asked in mended.repairs}), "once each"
    else:
        assert mended.repairs == []
    assert without_run(mended.postmortem) == without_run(right.postmortem)
    assert mended.postmortem.run.warnings == ()
    assert mended.findings == right.findings


@pytest.mark.parametrize("mistake", sampled([mistake for mistake in MISTAKES if mistake.told]), ids=str)
def test_a_stubborn_model_leaves_a_mark(run: Run, tmp_path: Path, mistake: Mistake) -> None:
    kept = made(run, Model(mistake.example, mistake, is_stubborn=True), tmp_path)
    assert len(kept.repairs) == len({asked.groups for asked in kept.repairs}), "what was said in vain is not said again"
    if mistake.code:
        for findings in (kept.findings, kept.alone if mistake.code not in NEED_THE_REPORT else kept.findings):
            marks = [(finding["code"], finding["path"]) for finding in findings]
            assert any(code == mistake.code and path.startswith(mistake.path) for code, path in marks), marks
    else:
        assert any(warning.startswith(f"{mistake.path}: ") for warning in kept.postmortem.run.warnings)
    assert not mistake.gone or mistake.gone not in kept.statements
