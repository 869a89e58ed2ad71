"""What is written down when the desk breaks: where in the code, never what it was working on.

No values of variables, no line of a file, and of an exception's message only what is surely no report's, person's or
machine's own.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pmtool.editing.keeping.folder import private_folder, state_folder, write_private
from pmtool.errors import KeepingError
from pmtool.reasons import reason, remedy
from pmtool.source.sanitize import on_one_line

KEPT = 10
"""Reports; older ones go."""
_FOLDER = "crashes"
_LONGEST_MESSAGE = 120
_LOOKED_AT = 2000
"""Characters of a message."""
_MOST_FRAMES = 40
_MOST_ERRORS = 10
_TELLING = 12
"""Characters that a message and a report may have in common by chance, at most."""
_SHORTEST_SECRET = 6
_WITHHELD = "(message withheld)"
_ABOUT_CODE = (AttributeError, ImportError, ModuleNotFoundError, NameError, TypeError, UnboundLocalError)
_QUOTATION = r"""(?<!\w)['"`“‘](?:.*['"`”’](?!\w)|.*)"""
"""From the first mark that opens one to the last that closes one, for what is quoted may quote."""


def write_crash_report(
    error: BaseException, *, command: str, versions: Mapping[str, str], texts: Sequence[str] = ()
) -> Path:
    """Writes a private file about an error, and says where. Raises KeepingError.

    `versions` are those of the libraries at hand (`{"textual": "8.2.8"}`); `texts` what nothing of may be told: reports
    and postmortems.
    """
    when = dt.datetime.now(dt.UTC)
    lines = [
        f"pmtool crashed at {when.isoformat(timespec='seconds')}",
        f"command: {_harmless(command, ())}",
        *_surroundings(versions),
    ]
    for failed in _errors(error):
        lines += ["", f"{_type_name(failed)}: {_message(failed, texts)}".removesuffix(": "), *_frames(failed)]
    try:
        folder = Path(private_folder(_FOLDER))
        path = folder / f"{when:%Y%m%d-%H%M%S-%f}.txt"
        write_private(str(path), ["\n".join([*lines, ""]).encode("utf-8", "replace")])
        for old in sorted(folder.glob("*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError as trouble:
        raise KeepingError(
            f"no crash report can be written in {on_one_line(state_folder())}: {reason(trouble)}", f"{remedy(trouble)}."
        ) from trouble
    return path


def crash_sentence(error: BaseException, report: Path | None) -> str:
    """What to tell a person: what kind of error, that it isn't their fault, and where the report is."""
    where = f"{report} says where in the code; it holds no text of yours" if report else "no report could be written"
    return f"This is a mistake in pmtool, not in your input ({type(error).__name__}); {where}."


def _surroundings(versions: Mapping[str, str]) -> Iterator[str]:
    from pmtool import __version__

    known = {"pmtool": __version__, "python": platform.python_version(), **versions}
    yield "versions: " + ", ".join(f"{name} {version}" for name, version in known.items())
    yield f"platform: {platform.platform()}"


def _errors(error: BaseException) -> Iterator[BaseException]:
    """The error, those it came from, and those it holds; the last one first."""
    seen: set[int] = set()
    queue: list[BaseException | None] = [error]
    while queue and len(seen) < _MOST_ERRORS:
        one = queue.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        queue.append(one.__cause__ or (None if one.__suppress_context__ else one.__context__))
        if isinstance(one, BaseExceptionGroup):
            queue.extend(one.exceptions)


def _type_name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _frames(error: BaseException) -> Iterator[str]:
    """Where in the code, outermost first; of a long way the first steps and the last."""
    frames = [
        f"  {_code_place(frame.f_code.co_filename)}:{line} in {frame.f_code.co_qualname}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    if (left := len(frames) - _MOST_FRAMES) > 0:
        frames[_MOST_FRAMES // 4 : _MOST_FRAMES // 4 + left] = [f"  … {left} more"]
    yield from frames


def _code_place(file: str) -> str:
    """A file's place in its package: folders above tell of the person's machine."""
    roots = [os.path.join(os.path.abspath(root), "") for root in sys.path if root]
    inside = [file[len(root) :] for root in roots if file.startswith(root)]
    return min(inside, key=len, default=os.path.basename(file)).replace(os.sep, "/")


def _message(error: BaseException, texts: Sequence[str]) -> str:
    """What surely is code's own of the first line of an error's message; of the system's errors their meaning alone."""
    if isinstance(error, OSError):
        return error.strerror or ""
    first = ""
    with suppress(Exception):  # a class may have a __str__ that breaks
        first = str(error).partition("\n")[0]
    if type(error) in _ABOUT_CODE:
        first = re.sub(r"'([A-Za-z_][\w.]*)'", r"\1", first)  # what these quote are names in the code
    return _harmless(first, texts)


def _harmless(words: str, texts: Sequence[str]) -> str:
    """Words without quotations, paths, secrets and personal data; nothing of words that share a run with a text."""
    runs = {words[at : at + _TELLING] for at in range(min(len(words), _LOOKED_AT) - _TELLING + 1)}
    try:
        if any(run in text for text in texts for run in runs):
            return _WITHHELD
        for secret in _secrets():
            words = words.replace(secret, "…")
        from pmtool.sensitive.redaction import Redactor

        words = Redactor([]).hide(words[:_LOOKED_AT])
    except Exception:  # the second failure in a row: rather nothing than a leak
        return _WITHHELD
    words = re.sub(_QUOTATION, "…", words)
    words = re.sub(r"\S*[/\\]\S*", "…", words)[:_LONGEST_MESSAGE]
    return words if words.isprintable() else "".join(c if c.isprintable() else " " for c in words)


def _secrets() -> Iterator[str]:
    """Values of the environment whose names say that nobody may see them."""
    for name, value in os.environ.items():
        if re.search(r"(?i)key|token|secret|passw|credential|auth", name) and len(value) >= _SHORTEST_SECRET:
            yield value
