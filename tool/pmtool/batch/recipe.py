"""How reports are converted, and how to tell that a result was made in another way."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from pmtool import __version__
from pmtool.config import ModelSettings
from pmtool.model.postmortem import SCHEMA_VERSION
from pmtool.pipeline.structure import Options


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a result depends on, beside what the report says."""

    engine: Literal["offline", "llm"]
    options: Options
    """`options.engine` is the same; `options.model` is set for `llm`."""
    max_bytes: int
    """The largest source."""

    @property
    def hash(self) -> str:
        """Of all that makes a difference to results, in 16 hexadecimal digits.

        A result of rules depends on the version of pmtool; one of a model does not, since it was paid for. Which server
        has the model makes no difference.
        """
        told: list[object] = [SCHEMA_VERSION, self.engine, self.options.timezone, str(self.options.date or "")]
        told += _of_model(self.options.model) if self.options.model else [__version__]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]

    def told(self) -> str:
        """The recipe in words: `offline` or `llm gpt-5.4-mini`."""
        return f"llm {self.options.model.name}" if self.options.model else "offline"


def _of_model(model: ModelSettings) -> list[object]:
    from pmtool.engines.llm.prompts import prompts_of
    from pmtool.resources import prompt_files

    prompts = prompts_of(prompt_files(model.prompts)).hash
    asked = [model.temperature, model.reasoning_effort, model.seed, model.max_output_tokens, model.window_tokens]
    manner = [model.plan, model.repairs, model.redacts, sorted(model.redact_words) if model.redacts else []]
    return [model.name, prompts, asked, manner]
