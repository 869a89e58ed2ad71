"""The one place that writes to stderr and decides exit codes.

    0    fine
    1    a check has findings
    2    wrong use, or input that can't be read
    3    the model, or a Dask cluster, could not be reached, or refused
    70   a mistake in pmtool itself
    130  interrupted
    141  whoever read stdout went away (as the shell reports a broken pipe)

What people typed or what stands in a file name may hold control characters; none reaches the terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pmtool.cli import output
from pmtool.errors import PmtoolError, place_of, sentence

EXIT_BUG = 70
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141

PATIENCE_SECONDS = 2.0


def guard(command: Callable[[], int]) -> int:
    """Runs a command; whatever goes wrong becomes one sentence on stderr and an exit code."""
    try:
        try:
            code = command()
        except SystemExit as done:  # argparse, after --help and --version
            code = int(done.code or 0)
        output.flush_stdout()
        return code
    except PmtoolError as error:
        say(sentence(error))
        return error.exit_code
    except KeyboardInterrupt:
        say("interrupted; nothing half-written is left behind.")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return EXIT_BROKEN_PIPE
    except Exception as error:
        _report_bug(error)
        return EXIT_BUG


def say(message: str) -> None:
    """One message on stderr."""
    if sys.stderr is not None:  # the caller may have closed it
        sys.stderr.write(f"pmtool: {harmless(message)}\n")


def on_terminal() -> bool:
    """Whether a person watches stderr."""
    return sys.stderr is not None and sys.stderr.isatty()


def harmless(text: str) -> str:
    """The text without what could steer a terminal: controls, escapes, bidi marks, line breaks."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


@contextmanager
def patience(task: str) -> Iterator[None]:
    """Says on a terminal what takes so long, once it takes long."""
    if not on_terminal():
        yield
        return
    from threading import Timer

    timer = Timer(PATIENCE_SECONDS, say, [f"still {task} …"])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _report_bug(error: Exception) -> None:
    """Names the place, never the message: that may quote the report."""
    if os.environ.get("PMTOOL_DEBUG"):
        import traceback

        traceback.print_exception(error)
    say(
        f"this is a mistake in pmtool, not in your input ({type(error).__name__} at {place_of(error)}). "
        "Please report it with the command you ran; PMTOOL_DEBUG=1 adds the traceback, which may quote your report."
    )
