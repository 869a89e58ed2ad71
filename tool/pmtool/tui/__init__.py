"""The drafting desk: a terminal app to write and review a postmortem in. The one place that imports Textual."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pmtool.errors import CrashError, KeepingError

if TYPE_CHECKING:
    from pmtool.tui.app import DraftApp
    from pmtool.tui.desk.request import FromFolder, Manner, Request

_TURN = 0.0005
"""Seconds after which the validator's thread lets the screen's have its turn; Python's own 0.005 is felt in typing."""


def open_desk(request: Request | FromFolder | None, manner: Manner) -> int:
    """Runs the desk until the person leaves, and returns the exit code; without a request the start screen comes first.

    Raises ConfigError for a theme or a key that is none, InputError and UsageError for files that can't be drafted, and
    CrashError where the desk breaks; a private report has been written then.
    """
    sys.setswitchinterval(_TURN)
    gc.disable()  # until the first frame: there is no garbage yet, only what stays
    from pmtool.tui import preferences
    from pmtool.tui.app import DraftApp

    remembered, trouble = preferences.load()
    keys = preferences.key_overrides()
    app = DraftApp(request, replace(manner, times=remembered.times, keys=keys))
    app.theme = preferences.fit(preferences.theme_in_settings() or remembered.theme)
    app.set_keymap(keys)
    if trouble:
        app.call_later(app.notify, trouble, severity="warning", markup=False)
    code = app.run()
    with suppress(KeepingError):
        preferences.save(replace(remembered, theme=app.theme, times=app.times))
    if app.crash:
        raise _crashed(app, app.crash) from None
    if app.refused:
        raise app.refused
    return code or 0


def _crashed(app: DraftApp, error: Exception) -> CrashError:
    from pmtool.editing.keeping.crash import crash_sentence, write_crash_report
    from pmtool.tui.app import versions

    try:
        report = write_crash_report(error, command="draft", versions=versions(), texts=app.texts)
    except KeepingError:
        report = None
    return CrashError(crash_sentence(error, report), "The draft is kept: `pmtool draft` offers it again")
