"""A crash report says where in the code, and nothing of what the code was working on."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from kept_drafts import break_disk
from planted_secrets import SECRETS
from pmtool.editing.keeping.crash import KEPT, crash_sentence, write_crash_report
from pmtool.errors import KeepingError
from pmtool.model import Postmortem, from_plain
from records import hostile

TEXT = "Checkout failed for 35 minutes since Kim had dropped a table.\nThe pool ran dry."
LINE = TEXT.partition("\n")[0]


def raised(fail: Callable[[], object]) -> BaseException:
    try:
        fail()
    except BaseException as error:
        return error
    raise AssertionError


def report(error: BaseException, **more: object) -> str:
    return write_crash_report(error, **({"command": "pmtool draft", "versions": {}} | more)).read_text()


def telling(message: object) -> BaseException:
    secret_local = "a local's value"  # noqa: F841

    def fail() -> None:
        raise ValueError(message)

    return raised(fail)


def test_it_says_where_and_by_which_versions() -> None:
    path = write_crash_report(telling("no such row"), command="pmtool draft", versions={"textual": "8.2.8"})
    lines = path.read_text().splitlines()
    assert lines[1] == "command: pmtool draft"
    assert "textual 8.2.8" in lines[2]
    assert "pmtool 0" in lines[2]
    assert lines[3].startswith("platform: ")
    assert lines[5] == "ValueError: no such row"
    assert lines[-1].startswith("  test_crash_report.py:")
    assert lines[-1].endswith(" in telling.<locals>.fail")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.parent.parent == Path(os.environ["PMTOOL_STATE_DIR"])


def test_places_are_those_in_the_package() -> None:
    said = report(raised(lambda: from_plain(Postmortem, {"title": TEXT, "nonsense": "Kim"})))
    assert "  pmtool/model/plain.py:" in said
    assert "pydantic/type_adapter.py:" in said
    assert os.sep + "site-packages" not in said
    assert str(Path.home()) not in said
    assert "ValidationError: 1 validation error for Postmortem" in said
    assert "Kim" not in said


def test_no_values_of_variables_and_no_lines_of_code() -> None:
    said = report(telling("x"))
    assert "local's value" not in said
    assert "raise ValueError" not in said


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (KeyError(TEXT), "KeyError: …"),
        (ValueError(f"can't find 'it's {LINE}' here"), "ValueError: can't find … here"),
        (ValueError(f"can't find '{TEXT}"), "ValueError: can't find …"),
        (ValueError(f"“{LINE}” is no ‘date’ at all"), "ValueError: … at all"),
        (ValueError("bad row\n" + TEXT), "ValueError: bad row"),
        (ValueError("can't open /home/kim/incidents/today.md now"), "ValueError: can't open … now"),
        (FileNotFoundError(errno.ENOENT, "No such file", "/home/kim/x.md"), "FileNotFoundError: No such file"),
        (AttributeError("'Desk' object has no attribute 'show'"), "AttributeError: Desk object has no attribute show"),
        (TypeError(f"unknown '{TEXT}'"), "TypeError: unknown …"),
        (ValueError("x " * 1000), "ValueError: " + "x " * 60),
        (ValueError("a\x1b[31mb\u202ec"), "ValueError: a [31mb c"),
        (RuntimeError(), "RuntimeError"),
    ],
)
def test_of_messages_only_what_is_the_codes_own(error: Exception, shown: str) -> None:
    said = report(error)
    assert shown in said.splitlines()
    assert "Kim" not in said
    assert "kim" not in said


@pytest.mark.parametrize("message", [TEXT, "unexpected: had dropped a table", f"no {TEXT[9:25]} there"])
def test_a_message_that_tells_of_the_report_is_withheld(message: str) -> None:
    assert "ValueError: (message withheld)" in report(telling(message), texts=["", TEXT])
    assert "dropped" not in report(telling(message), texts=[TEXT])


@given(text=hostile)
def test_whatever_the_text_it_is_not_told(text: str) -> None:
    words = f"Kim {text} dropped the table"
    assert "dropped the table" not in report(telling(words), texts=[f"On Monday {words}."])


@pytest.mark.parametrize("planted", SECRETS, ids=lambda planted: planted.maker)
def test_no_credential_is_told(planted: object) -> None:
    said = report(telling(f"refused with {planted.told}"), command=f"pmtool draft {planted.told}")
    assert planted.secret not in said


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "MY_TOKEN", "db_password"])
def test_no_secret_of_the_environment_is_told(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "quite plain words")
    said = report(telling("x" * 110 + "quite plain words"), command="pmtool --key=quite plain words")
    assert "quite" not in said
    assert "plain" not in said


def test_causes_and_groups_are_told() -> None:
    def fail() -> None:
        try:
            raise KeyError("inner")
        except KeyError as error:
            raise ExceptionGroup("outer", [ValueError("one"), TypeError("two")]) from error

    said = report(raised(fail)).splitlines()
    assert [line for line in said if "Error" in line or "Group" in line] == [
        "ExceptionGroup: outer (2 sub-exceptions)",
        "KeyError: …",
        "ValueError: one",
        "TypeError: two",
    ]


def test_errors_without_end_are_cut() -> None:
    def deep(left: int) -> None:
        if left:
            deep(left - 1)
        raise ValueError

    loop = raised(lambda: deep(500))
    loop.__cause__ = other = KeyError()
    other.__cause__ = loop
    said = report(loop)
    assert len(said.splitlines()) < 60
    assert "  … " in said


class Awkward(Exception):  # noqa: N818
    def __str__(self) -> str:
        raise self


def test_an_error_that_cannot_be_told_is_still_named() -> None:
    assert "test_crash_report.Awkward" in report(Awkward())


def test_only_the_last_reports_stay() -> None:
    paths = [write_crash_report(telling("x"), command="", versions={}) for _ in range(KEPT + 3)]
    assert sorted(paths[-1].parent.iterdir()) == paths[-KEPT:]


def test_where_it_cannot_be_written_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    break_disk(monkeypatch, errno.ENOSPC)
    with pytest.raises(KeepingError, match="the disk is full"):
        report(telling("x"))


def test_the_sentence_for_people() -> None:
    assert crash_sentence(ValueError(TEXT), Path("/x/1.txt")) == (
        "This is a mistake in pmtool, not in your input (ValueError); /x/1.txt says where in the code; "
        "it holds no text of yours."
    )
    assert "no report could be written" in crash_sentence(ValueError(TEXT), None)
