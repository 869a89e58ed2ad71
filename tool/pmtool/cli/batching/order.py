"""What `pmtool batch` was asked to do: checked as far as that goes without touching anything."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain

from pmtool import config
from pmtool.batch import inputs
from pmtool.batch.crews import under_way
from pmtool.batch.inputs import GroupBy
from pmtool.batch.manifest.manifest import last_recipe
from pmtool.batch.recipe import Recipe
from pmtool.batch.report import Report, Unreadable
from pmtool.cli import options, summary
from pmtool.cli.batching import commands, wording
from pmtool.errors import EngineError, InputError, UsageError
from pmtool.pipeline.structure import Options, choose_engine
from pmtool.source.sanitize import on_one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A batch to run."""

    inputs: Sequence[str]
    """Files, folders, patterns, and `@` with the file of a list; none where only what failed is to be tried again."""
    out: str
    recipe: Recipe
    engine: str
    """The engine in words, and why it is that."""
    splits: bool
    """Whether a file may hold several incidents."""
    group_by: GroupBy | None
    retries_failed: bool
    processes: int
    at_once: int
    """Reports in flight with a model."""
    max_cost: float | None
    max_tokens: int | None
    dask: str | None
    by_provider_batch: bool
    waits: bool
    """For the provider's answers."""
    writes_parquet: bool
    is_quiet: bool
    as_json: bool
    command: str
    """The command line, to be told to whoever wants to go on; empty where it is too long for that."""
    retry: str
    """The command line that tries again just what failed; empty where it is too long for that."""

    @property
    def has_prices(self) -> bool:
        """Whether it can be told what calls cost."""
        model = self.recipe.options.model
        return model is not None and model.prices is not None

    def reports(self, skipped: Counter[str]) -> Iterator[Report | Unreadable]:
        """What the inputs hold; `skipped` counts what is left out of folders. Raises InputError where that is all."""
        files = inputs.files(self.inputs, away_from=self.out, skipped=skipped)
        found = inputs.reports(files, splits=self.splits, group_by=self.group_by, max_bytes=self.recipe.max_bytes)
        first = next(found, None)
        if first is None:
            left_out = f"; {wording.left_out(skipped)}" if skipped else ""
            raise InputError(f"there is no report in {_named(self.inputs)}{left_out}", "Check the names.")
        return chain([first], found)


def ordered(arguments: argparse.Namespace) -> Order:
    """What the command line asks for. Raises UsageError, ConfigError, and EngineError where there is no model."""
    settings = options.settings(arguments)
    _require_apart(arguments.inputs, arguments.output)
    model = _model(arguments, settings)
    choice = choose_engine(settings.engine, is_model_configured=model is not None)
    if settings.engine == "auto" and model is None:
        _require_made_by_rules(arguments.output)
    how = Options(choice.engine, settings.timezone, arguments.date, model)
    if how.timezone:
        _require_zone(how.timezone)
    if arguments.dask is not None:
        _require_extra("dask", "distributed")
    if arguments.parquet:
        _require_extra("parquet", "pyarrow")
    _require_fitting(arguments, model)
    return Order(
        inputs=tuple(arguments.inputs),
        out=arguments.output,
        recipe=Recipe(choice.engine, how, options.max_bytes(settings)),
        engine=_told(model, choice.why, is_chosen=settings.engine != "auto"),
        splits=not arguments.one,
        group_by=arguments.group_by,
        retries_failed=arguments.retry_failed,
        processes=arguments.jobs or _cores(),
        at_once=arguments.reports or (under_way(model.concurrency) if model else 1),
        max_cost=arguments.max_cost,
        max_tokens=arguments.max_tokens,
        dask=arguments.dask,
        by_provider_batch=arguments.provider_batch,
        waits=not arguments.no_wait,
        writes_parquet=arguments.parquet,
        is_quiet=arguments.quiet,
        as_json=arguments.json_events,
        command=commands.same(arguments.typed),
        retry=commands.retrying(arguments.typed, arguments.inputs),
    )


def _model(arguments: argparse.Namespace, settings: config.Settings) -> config.ModelSettings | None:
    """The model to ask; to see what that would cost, no key is needed."""
    if settings.engine == "offline":
        return None
    flags = vars(arguments)
    if not arguments.dry_run:
        return config.model_settings(flags)
    if settings.engine == "auto" and not config.is_model_configured(flags):
        return None
    from pmtool.config.models import read_without_credentials

    return read_without_credentials(flags)


def _told(model: config.ModelSettings | None, why: str, *, is_chosen: bool) -> str:
    if model:
        return summary.asked(model, "" if is_chosen else summary.reason(model))
    return f"engine: offline ({why})" if why else "engine: offline"


def _require_apart(asked: Sequence[str], out: str) -> None:
    """Raises UsageError for an archive that can't be one, or that an input lies in."""
    if not out:
        raise UsageError("-o names nothing", "Name a folder.")
    if os.path.exists(out) and not os.path.isdir(out):
        raise UsageError(f"-o names a file, {out}", "Name a folder.")
    folder = os.path.realpath(out)
    for name in asked:
        path = os.path.realpath(name)
        if path == folder or path.startswith(os.path.join(folder, "")):
            raise UsageError(
                f"{name} is part of the archive {out} itself", "Name the reports, or another folder with -o."
            )


def _require_fitting(arguments: argparse.Namespace, model: config.ModelSettings | None) -> None:
    """Raises UsageError for options that don't go together."""
    for option in ("max_cost", "max_tokens", "provider_batch"):
        if getattr(arguments, option) and model is None:
            name = f"--{option.replace('_', '-')}"
            raise UsageError(f"{name} needs a model", "Leave it out: the offline engine costs nothing.")
    if arguments.max_cost and model and not model.prices:
        raise UsageError(
            "--max-cost needs the prices of the model", "Set price_input and price_output, or use --max-tokens."
        )
    if arguments.provider_batch and arguments.dask is not None:
        raise UsageError("--provider-batch and --dask don't go together", "Leave one out.")
    if arguments.no_wait and not arguments.provider_batch:
        raise UsageError("--no-wait goes with --provider-batch", "Add that, or leave it out.")


def _require_made_by_rules(out: str) -> None:
    """Raises EngineError where rules, which nobody asked for, would replace what a model made."""
    engine, _, model = last_recipe(out).partition(" ")
    if engine == "llm":
        raise EngineError(
            f"the last run on {on_one_line(out)} asked the model {on_one_line(model)}, and none is configured now",
            "Set the key, or name the model with --model; say --engine offline if rules are to do it all anew.",
        )


def _require_extra(extra: str, module: str) -> None:
    """Raises UsageError where an option's extra is not installed; both go by one name."""
    if find_spec(module) is None:
        raise UsageError(
            f"--{extra} needs {module}, which is not installed",
            f"Install it with `pip install 'pmtool[{extra}]'` or `uv tool install 'pmtool[{extra}]'`.",
        )


def _require_zone(zone: str) -> None:
    """Raises UsageError for a zone that nobody knows, rather than have each report fail of it."""
    from pmtool.temporal import build_ledger

    build_ledger((), timezone=zone)


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _named(asked: Sequence[str]) -> str:
    named = ", ".join(asked[:3]) + (", …" if len(asked) > 3 else "")
    return on_one_line(named)
