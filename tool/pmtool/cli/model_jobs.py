"""`pmtool structure` with a model: one job after the other, each written as soon as it is paid for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pmtool.cli import diagnostics, output, summary
from pmtool.cli.output import Job
from pmtool.cli.progress import failures_told, followed
from pmtool.cli.work import Work
from pmtool.errors import PmtoolError
from pmtool.model import Document, Postmortem
from pmtool.model.progress import Failed, Notify, Planned, Progress
from pmtool.pipeline.structure import structure

if TYPE_CHECKING:
    from pmtool.config import ModelSettings

_NAMED = 3
"""Files that an error names."""


def structure_by_model(work: Work, model: ModelSettings, why: str) -> None:
    """Structures and writes all; `why` is what made it the model's work, where nobody asked for that.

    Raises PmtoolError, which tells of several jobs the one that failed, and what is written.
    """
    read = [work.read(job) for job in work.jobs]  # before anything is paid for
    engine = summary.asked(model, why)
    if len(work.jobs) == 1:
        _structured(work, work.jobs[0], read[0], model, opening=f"{engine}; ")
        return
    if not work.is_quiet:
        diagnostics.say(engine)
    for number, (job, documents) in enumerate(zip(work.jobs, read, strict=True)):
        try:
            _structured(work, job, documents, model, label=f"{job.reports[0]}: ")
        except PmtoolError as error:
            raise _failure(error, work.jobs, number) from error


def show_requests(work: Work, model: ModelSettings) -> None:
    """Prints what `structure_by_model` would send first, a body a line, and sends nothing."""
    from asyncio import run

    from pmtool.pipeline.asking import preview

    hidden: list[str] = []

    def hear(progress: Progress) -> None:
        if isinstance(progress, Planned) and progress.hidden:
            hidden.append(progress.hidden)

    bodies = [body for job in work.jobs for body in run(preview(work.read(job), work.options, model, hear))]
    output.write_stdout("".join(f"{body.decode()}\n" for body in bodies))
    if not work.is_quiet:
        count = "1 request" if len(bodies) == 1 else f"{len(bodies)} requests"
        without = f", without {'; '.join(hidden)}" if hidden else ""
        diagnostics.say(f"{summary.asked(model)}; {count} to begin with{without}; nothing was sent")
        diagnostics.say("repairs depend on the answers, as do the calls that close a long report")


def _structured(
    work: Work, job: Job, documents: Sequence[Document], model: ModelSettings, label: str = "", opening: str = ""
) -> None:
    failed: list[str] = []
    with failures_told(label) if work.is_quiet else followed(label, opening) as notify:
        postmortem = structure(documents, work.options, _noting(failed, notify))
    output.write(work.dump(postmortem), job.target)
    if not work.is_quiet:
        _close(postmortem, model, failed, label)


def _close(postmortem: Postmortem, model: ModelSettings, failed: Sequence[str], label: str) -> None:
    diagnostics.say(f"{label}{summary.spent(postmortem, model)}")
    if failed:
        diagnostics.say(f"{label}filled by rules: {', '.join(dict.fromkeys(failed))}")
    summary.sum_up(postmortem, label)


def _noting(failed: list[str], notify: Notify) -> Notify:
    """Passes events on, and notes which parts the model failed."""

    def hear(progress: Progress) -> None:
        if isinstance(progress, Failed):
            failed.append(progress.part)
        notify(progress)

    return hear


def _failure(error: PmtoolError, jobs: Sequence[Job], number: int) -> PmtoolError:
    """The error of one of several jobs, with what became of the others."""
    written = [job.target or "stdout" for job in jobs[:number]]
    left = len(jobs) - number - 1
    named = ", ".join(written[:_NAMED]) + (", …" if len(written) > _NAMED else "")
    others = f"{len(written)} written before ({named})" if written else "none written"
    remedy = f"{error.remedy} Of the reports, {others}, {left} not begun.".lstrip()
    failure = PmtoolError(f"{jobs[number].reports[0]}: {error}", remedy)
    failure.exit_code = error.exit_code
    return failure
