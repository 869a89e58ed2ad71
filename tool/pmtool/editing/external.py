"""A text, written in the editor that a person has chosen; one that fails changes nothing."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from pmtool.errors import UsageError
from pmtool.source.sanitize import sanitize

_MOST = 1 << 20
"""Characters that are read back."""


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """The editor of `VISUAL`, else of `EDITOR`. Raises UsageError where none is set, or where it can't be read."""
    words = environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip()
    if not words:
        raise UsageError("no editor is set", "Set VISUAL or EDITOR, for example: export EDITOR=vim.")
    try:
        return shlex.split(words)
    except ValueError as error:
        raise UsageError(f"the editor {sanitize(words)!r} can't be run: {error}", "Mend VISUAL or EDITOR.") from error


def written_in(command: Sequence[str], text: str) -> str:
    """The text as the person leaves it in the editor; the file is private, and gone after.

    Raises UsageError where the editor is not found, fails, or leaves no text: the text stays as it was.
    """
    name = os.path.basename(command[0])
    with tempfile.TemporaryDirectory(prefix="pmtool-") as folder:
        file = Path(folder, "text.md")
        file.touch(mode=0o600)
        file.write_text(text + "\n", encoding="utf-8", newline="\n")
        try:
            code = subprocess.run([*command, str(file)], check=False).returncode
        except OSError as error:
            raise UsageError(f"the editor {name} can't be run: {error.strerror}", "Mend VISUAL or EDITOR.") from error
        if code:
            raise UsageError(f"{name} ended with {code}, so the text stays as it was", "")
        try:
            with file.open(encoding="utf-8") as written:
                return sanitize(written.read(_MOST)).strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"what {name} left is no text, so the text stays as it was", "") from error
