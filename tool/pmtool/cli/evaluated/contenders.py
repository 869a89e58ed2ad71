"""What the command line asks to be evaluated: folders of postmortems, or engines to be run now."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from pmtool import config
from pmtool.cli import diagnostics, options, output, summary
from pmtool.cli.evaluated.listing import listed
from pmtool.cli.progress import failures_told, followed
from pmtool.config import ModelSettings, Settings
from pmtool.errors import InputError, UsageError
from pmtool.evaluation.evaluating import Tell
from pmtool.evaluation.kept import Entry, entries, fellows
from pmtool.evaluation.runs import EngineRun, Keep, KeptRun, Run
from pmtool.formats import json
from pmtool.model import Postmortem
from pmtool.model.progress import Notify, unheard
from pmtool.pipeline.structure import Options, choose_engine, no_model

_OFFLINE: Final = "offline"


def require_fitting(arguments: argparse.Namespace) -> None:
    """Raises UsageError for options that don't go together."""
    folders = len(arguments.runs)
    if folders > 2 or (folders == 2 and arguments.against):
        raise UsageError("at most two runs can be compared", "Name two, or one and --against.")
    if folders and not arguments.against:
        for option in ("engine", "model", "keep"):
            if getattr(arguments, option) is not None:
                raise UsageError(
                    f"--{option} is for an engine to be run, but {arguments.runs[0]} was made before",
                    "Leave one of them out, or add --against.",
                )
    if arguments.details and arguments.shape == "csv":
        raise UsageError("--details don't fit into a CSV table", "Leave --format out, or use --format json.")


def contenders(
    arguments: argparse.Namespace, settings: Settings, golds: Sequence[Entry], tell: Tell
) -> tuple[Run, ...]:
    """The runs, in their order: folders, then the engine where there is none, then what to compare with.

    Raises InputError for a folder without a fellow of gold's, EngineError and ConfigError where no model can be had.
    """
    names = _names(arguments.runs)
    runs: list[Run] = [
        _kept(folder, name, golds, options.max_bytes(settings), tell, arguments.quiet)
        for folder, name in zip(arguments.runs, names, strict=True)
    ]
    if not runs:
        runs.append(_engine(arguments, settings, runs))
    if arguments.against:
        runs.append(_opponent(arguments, settings, runs))
    return tuple(runs)


def _names(folders: Sequence[str]) -> list[str]:
    """What to call folders: by their last part where that tells them apart."""
    short = [os.path.basename(os.path.abspath(folder)) or folder for folder in folders]
    if len(set(short)) == len(short):
        return short
    return [*folders] if len(set(folders)) == len(folders) else [f"{f} ({n})" for n, f in enumerate(folders, 1)]


def readable(folder: str, max_bytes: int, tell: Tell) -> Iterator[Entry]:
    """The postmortems of a folder that can be read; the others are told of. Raises InputError where there is none."""
    if not os.path.isdir(folder):
        raise InputError(f"there is no folder {folder}", "Check the name.")
    for found in entries(folder, max_bytes):
        if isinstance(found, InputError):
            tell(found)
        else:
            yield found


def _kept(folder: str, name: str, golds: Sequence[Entry], max_bytes: int, tell: Tell, is_quiet: bool) -> KeptRun:
    lying = list(readable(folder, max_bytes, tell))
    found = fellows(golds, lying)
    if not found:
        raise InputError(
            f"none of the {len(lying)} postmortems in {folder} is of a report of gold's",
            "They are matched by their sources, else by their files' names: name another folder.",
        )
    others = [gold.stem for gold, fellow in found.items() if gold.sources and gold.sources != fellow.sources]
    if others and not is_quiet:
        diagnostics.say(
            f"{name}: made from other sources than gold: {listed(others)}; what it cites there is not gold's"
        )
    return KeptRun(name, found, max_bytes)


def _engine(arguments: argparse.Namespace, settings: Settings, others: Sequence[Run]) -> EngineRun:
    """The engine that `structure` would take."""
    model = None if settings.engine == _OFFLINE else config.model_settings(vars(arguments))
    choice = choose_engine(settings.engine, is_model_configured=model is not None)
    if choice.why and not arguments.quiet:
        diagnostics.say(f"engine: offline ({choice.why})")
    return _run_of(arguments, settings, model, others)


def _opponent(arguments: argparse.Namespace, settings: Settings, others: Sequence[Run]) -> EngineRun:
    if arguments.against == _OFFLINE:
        return _run_of(arguments, settings, None, others)
    model = config.model_settings(vars(arguments) | {"model": arguments.against})
    if model is None:
        raise no_model()
    return _run_of(arguments, settings, model, others)


def _run_of(
    arguments: argparse.Namespace, settings: Settings, model: ModelSettings | None, others: Sequence[Run]
) -> EngineRun:
    if model and not arguments.quiet:
        diagnostics.say(summary.asked(model))
    name = (model.profile or model.name) if model else _OFFLINE
    label = f"{name} (2)" if any(run.label == name for run in others) else name
    how = Options("llm" if model else _OFFLINE, settings.timezone, arguments.date, model)

    def follow(report: str) -> AbstractContextManager[Notify]:
        told = f"{label}, {report}: "
        if model is None:
            return nullcontext(unheard)
        return failures_told(told) if arguments.quiet else followed(told)

    return EngineRun(label, how, follow, _keeper(arguments, label))


def _keeper(arguments: argparse.Namespace, label: str) -> Keep:
    """Writes postmortems into the folder of a run. Raises UsageError where that is gold's."""
    if not arguments.keep:
        return lambda report, postmortem: None
    folder = os.path.join(arguments.keep, re.sub(r"[^\w.-]+", "_", label).strip("._-") or "run")
    if os.path.isdir(folder) and os.path.samefile(folder, arguments.gold):
        raise UsageError(f"{folder} is gold's own folder", "Name another one with --keep.")
    if not arguments.quiet:
        diagnostics.say(f"what {label} makes is kept in {folder}")

    def keep(report: str, postmortem: Postmortem) -> None:
        output.write(json.dump(postmortem), os.path.join(folder, f"{report}.json"))

    return keep
