"""A report's part of what crews ask a model; what takes the processor's time goes to processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pmtool.batch.converting import checked, made
from pmtool.batch.outcome import Made, Task, Usage
from pmtool.batch.workers import Workers
from pmtool.model import Postmortem
from pmtool.model.case import Case
from pmtool.model.finding import Finding
from pmtool.model.progress import Failed, Progress, Spent
from pmtool.pipeline.asking import ask_model, to_mend

if TYPE_CHECKING:
    from pmtool.engines.llm.client import Asker


class Heard:
    """What the model's part of a report tells on its way."""

    def __init__(self) -> None:
        self.usage = Usage()
        self.from_rules: dict[str, None] = {}

    def __call__(self, progress: Progress) -> None:
        if isinstance(progress, Spent):
            spent = Usage(
                progress.calls,
                progress.input_tokens,
                progress.cached_tokens,
                progress.output_tokens,
                progress.cost or 0,
            )
            self.usage += spent
        elif isinstance(progress, Failed):
            self.from_rules[progress.part] = None


async def drafted(task: Task, case: Case, asker: Asker, workers: Workers, heard: Heard) -> Made:
    """What a model makes of a report. Raises as `ask_model`, and WorkerDiedError."""
    seen: Postmortem | None = None
    findings: tuple[Finding, ...] = ()

    async def review(postmortem: Postmortem) -> Sequence[Finding]:
        """Sees all that the archive is to tell: the last look is that at the result, unless a round changed it then."""
        nonlocal seen, findings
        if postmortem != seen:
            findings = await workers.run(checked, postmortem, case)
            seen = postmortem
        return to_mend(findings)

    heard.from_rules.clear()
    postmortem = await ask_model(case, asker.settings, heard, link=asker, review=review, streams=False)
    is_seen = seen is not None and seen == replace(postmortem, run=seen.run)
    return await workers.run(made, task.name, postmortem, case, tuple(heard.from_rules), findings if is_seen else None)
