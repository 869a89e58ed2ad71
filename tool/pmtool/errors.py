"""Every error pmtool raises on purpose.

    PmtoolError                 exit code
    ├── InputError              2   the input can't be read or holds nothing to work on
    ├── OutputError             2   the result can't be written
    │   ├── ChangedOnDiskError  2   the file is no longer what was read of it
    │   └── KeepingError        2   what a desk keeps of a draft can't be written
    ├── UsageError              2   options that don't go together, unknown names
    │   └── ConfigError         2   a settings file that can't be used
    ├── EngineError             3   the model could not be reached or refused
    │   └── HeldBackError       3   a call was not let out
    │       └── SpendingCapError  3   it would take more than may be spent
    └── CrashError              70  the desk broke: a mistake in pmtool itself

Each carries one sentence for people (what is wrong, where) and, apart from it, the remedy.
"""

from __future__ import annotations

import os


class PmtoolError(Exception):
    """Base of the tree. `remedy` says what to do about it; it may be empty."""

    exit_code = 2

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class InputError(PmtoolError):
    """The input can't be read, decoded, or holds nothing to work on."""


class OutputError(PmtoolError):
    """The result can't be written where it was asked to go."""


class ChangedOnDiskError(OutputError):
    """The file is no longer what was read of it: someone else wrote, made or removed it."""


class KeepingError(OutputError):
    """What is kept of a draft (autosaves, recent files, review progress) can't be written; editing can go on."""


class UsageError(PmtoolError):
    """Options that don't go together, or a name nobody knows."""


class ConfigError(UsageError):
    """A settings file that can't be read or holds a wrong value."""


class EngineError(PmtoolError):
    """The model could not be reached, or refused."""

    exit_code = 3


class HeldBackError(EngineError):
    """A call was not let out, though nothing is wrong with the model. Answers that came before are kept."""


class SpendingCapError(HeldBackError):
    """The next call would take more than may be spent."""


class CrashError(PmtoolError):
    """The desk broke; a private report tells where in the code."""

    exit_code = 70


def sentence(error: Exception) -> str:
    """What is wrong, and what to do about it."""
    return sentences(str(error), getattr(error, "remedy", ""))


def sentences(message: str, remedy: str) -> str:
    """The same of a message and a remedy, either of which may be empty and lack its capital or full stop. What begins
    a message may be a name, so that stays."""
    parts = (message, remedy[:1].upper() + remedy[1:])
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def place_of(error: BaseException) -> str:
    """Where in the code an error arose, as `file.py:12`: of a mistake in pmtool its words may quote a report."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "an unknown place"
