"""`pmtool config doctor`: whether the model can be worked with, in plain words."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmtool import config
from pmtool.cli import diagnostics, options, output, summary
from pmtool.pipeline.structure import no_model

if TYPE_CHECKING:
    from pmtool.config import ModelSettings
    from pmtool.engines.llm.doctor import Checkup

DESCRIPTION = """\
Asks the model one tiny question, as configured, and says what works: the key, the model's name, how
answers are held to the schema, streaming, and how fast they come. Where the server refuses something,
it asks again in another way. No report is sent, and no kept answer is used."""

EPILOG = """\
examples:
  pmtool config doctor                                   the model that is configured
  pmtool config doctor --model local --deadline 20       a profile, and not longer than that
  pmtool config doctor --base-url http://localhost:11434/v1 --model llama3.3
"""

_STRUCTURES = {"schema": "JSON schema", "tools": "tools", "json": "plain JSON"}
_VARIABLE = "PMTOOL_STRUCTURED"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the subject's description, examples and arguments."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    options.add_server_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Prints what works. Raises EngineError where nothing does."""
    settings = config.model_settings(vars(arguments))
    if settings is None:
        raise no_model()
    from asyncio import run

    from pmtool.engines.llm.doctor import examine

    with diagnostics.patience(f"waiting for {settings.host}"):
        checkup = run(examine(settings))
    rows = list(_rows(checkup, settings))
    width = max(len(name) for name, _ in rows)
    lines = [
        summary.whom(settings),
        *(f"  {name:<{width}}  {said}" for name, said in rows),
        *_verdict(checkup, settings),
    ]
    output.write_stdout("".join(f"{diagnostics.harmless(line)}\n" for line in lines))
    return 0


def _rows(checkup: Checkup, settings: ModelSettings) -> Iterator[tuple[str, str]]:
    dialect, usage = checkup.dialect, checkup.usage
    yield "server", "answers, and takes the key" if settings.api_key else "answers, and wants no key"
    yield "model", _model(checkup, settings)
    yield "structure", _structure(checkup)
    yield "streaming", "yes" if dialect.streams else "no: answers come whole"
    yield "usage", _usage(checkup) if usage.input_tokens else "the server tells none"
    yield "speed", _speed(checkup)
    if dialect.left_out:
        yield "left out", f"{', '.join(sorted(dialect.left_out))}: the server refuses that"


def _model(checkup: Checkup, settings: ModelSettings) -> str:
    if not checkup.models:
        return "known; the server has no list of its models"
    if settings.name in checkup.models:
        return "known" if len(checkup.models) == 1 else f"known, one of {len(checkup.models)} that the server lists"
    return "answers, but the server does not list it: perhaps another one answers in its place"


def _structure(checkup: Checkup) -> str:
    dialect = checkup.dialect
    if checkup.is_bare:
        return "JSON, because the prompt asks for it"
    strictness = "" if dialect.structured == "json" else ", strict" if dialect.strict else ", not strict"
    return f"{_STRUCTURES[dialect.structured]}{strictness}"


def _usage(checkup: Checkup) -> str:
    usage = checkup.usage
    cached = f" ({usage.cached_tokens:,} of them cached)" if usage.cached_tokens else ""
    return f"{usage.input_tokens:,} tokens in{cached}, {usage.output_tokens:,} out"


def _speed(checkup: Checkup) -> str:
    if checkup.first_token_s is None:
        return f"the whole answer after {checkup.whole_s:.2f} s"
    rate = f", then about {checkup.tokens_per_second:,.0f} a second" if checkup.tokens_per_second else ""
    return f"first token after {checkup.first_token_s:.2f} s{rate}"


def _verdict(checkup: Checkup, settings: ModelSettings) -> Iterator[str]:
    """What it comes to, and what to set where."""
    works, is_set = "auto" if checkup.is_bare else checkup.dialect.structured, settings.structured
    if is_set == works or (is_set == "auto" and works == "schema"):
        yield "All is well: nothing has to be set."
        return
    origin = settings.origins["structured"]
    place = {"default": "pmtool.toml", _VARIABLE: "the environment"}.get(origin, origin)
    if is_set != "auto":
        yield f"It works, but not as {origin} has it ({is_set}). Change that to:"
    elif checkup.is_found:
        yield f"It works. So that no run has to find out how, put into {place}:"
    else:
        yield f"It works once this stands in {place}:"
    if origin == "default" and settings.profile is not None:
        yield f"[models.{settings.profile}]"
    yield f"{_VARIABLE}={works}" if origin == _VARIABLE else f'structured = "{works}"'
