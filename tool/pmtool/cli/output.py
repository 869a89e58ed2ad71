"""Where results go: stdout, a file, or a folder with a file for each report."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from pmtool.errors import OutputError, UsageError

LONGEST_NAME = 100
_PIECE = 1 << 20
"""Characters."""


class Job(NamedTuple):
    """Reports that make one incident, and the file it goes to; None is stdout."""

    reports: tuple[str, ...]
    target: str | None


def plan(reports: Sequence[str], output: str | None, *, each: bool, suffix: str) -> list[Job]:
    """What to make of the reports: one incident, or one for each report where `output` is a folder.

    Raises UsageError where the options don't fit, a folder is missing, or a report would be overwritten.
    """
    output = _named(output)
    if output is None:
        if each:
            raise UsageError("--each needs a folder for its files", "Add -o FOLDER.")
        return [Job(tuple(reports), None)]
    if each and os.path.isfile(output):
        raise UsageError(f"--each needs a folder, but {output} is a file", "Name a folder with -o.")
    if each or os.path.isdir(output) or output.endswith(("/", os.sep)):
        names = _file_names(reports, suffix)
        jobs = [Job((report,), os.path.join(output, name)) for report, name in zip(reports, names, strict=True)]
    else:
        require_folder(output)
        jobs = [Job(tuple(reports), output)]
    for job in jobs:
        _spare_inputs(job.target or "", reports)
    return jobs


def target_file(output: str | None, inputs: Sequence[str]) -> str | None:
    """The file that `-o` names; None is stdout. Raises UsageError where it can't be one, or is an input."""
    output = _named(output)
    if output is None:
        return None
    if os.path.isdir(output):
        raise UsageError(f"-o names a folder, {output}", "Name a file in it.")
    require_folder(output)
    _spare_inputs(output, inputs)
    return output


def require_folder(target: str) -> None:
    """Raises UsageError where the folder of a file to be is missing."""
    folder = os.path.dirname(target)
    if folder and not os.path.isdir(folder):
        raise UsageError(f"there is no folder {folder} to write {os.path.basename(target)} to", "Make it first.")


def _named(output: str | None) -> str | None:
    """What `-o` names; None is stdout."""
    if output == "":
        raise UsageError("-o names nothing", "Name a file or a folder, or leave -o out for stdout.")
    return None if output == "-" else output


def write(text: str, target: str | None) -> None:
    """Text as UTF-8 to a file, whole or not at all, or to stdout (None). Raises OutputError."""
    if target is None:
        write_stdout(text)
        return
    try:
        os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
        if os.path.exists(target) and not os.path.isfile(target):  # a pipe or a device: nothing to replace
            with open(target, "wb") as file:
                file.writelines(_encoded(text))
        else:
            from pmtool.files import replacing

            with replacing(target) as file:
                file.writelines(_encoded(text))
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"can't write {target}: {reason}", "Name another place with -o.") from error


def write_stdout(text: str) -> None:
    """Text as UTF-8 to stdout, whatever the locale. Raises OutputError, or BrokenPipeError if nobody reads."""
    if sys.stdout is None:
        raise OutputError("stdout is closed", "Write to a file with -o.")
    with _stdout_trouble():
        sys.stdout.flush()
        sys.stdout.buffer.writelines(_encoded(text))
        sys.stdout.buffer.flush()


def flush_stdout() -> None:
    """Sends off what print() and argparse left in the buffer; raises like `write_stdout`."""
    if sys.stdout is not None:
        with _stdout_trouble():
            sys.stdout.flush()


@contextmanager
def _stdout_trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # Python flushes once more as it exits; let that go nowhere instead of failing again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        raise OutputError(f"can't write to stdout: {error.strerror}", "Write to a file with -o.") from error


def _encoded(text: str) -> Iterator[bytes]:
    """Text as UTF-8, a piece at a time: that of a log is long."""
    for start in range(0, len(text), _PIECE):
        yield text[start : start + _PIECE].encode("utf-8", "replace")  # file names may hold bytes that are no text


def _file_names(reports: Sequence[str], suffix: str) -> list[str]:
    """A file name for each report: safe on every system, and never the same one twice, whatever the letter case."""
    names: list[str] = []
    taken: set[str] = set()
    for report in reports:
        stem = _safe_stem(report)
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        names.append(name + suffix)
    return names


def _safe_stem(report: str) -> str:
    if report == "-":
        return "stdin"
    stem = os.path.splitext(os.path.basename(report))[0]
    return re.sub(r"[^\w.-]+", "_", stem).strip("._-")[:LONGEST_NAME] or "report"


def _spare_inputs(target: str, reports: Sequence[str]) -> None:
    if not os.path.isfile(target):
        return
    for report in reports:
        if report != "-" and os.path.exists(report) and os.path.samefile(target, report):
            raise UsageError(f"{target} is one of the inputs and would be overwritten", "Name another file with -o.")
