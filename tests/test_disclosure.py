"""Credentials: found by their makers' forms, and never repeated by what tells of them.

They are put together here from pieces, so that no scanner of a code host trips over this file.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checking import document, raw_record, written_record
from command_line import Outcome
from pmtool.formats import dump
from pmtool.model import Postmortem
from pmtool.validator import Record, check

LETTERS = "aB3dE5gH7jK9mN1pQ4sT6vW8xY0zC2fR"


def jwt() -> str:
    """A token of the right form that opens nothing."""
    parts = ('{"alg":"none","typ":"JWT"}', '{"sub":"nobody","iat":1}', "no signature at all")
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


SECRETS = {
    "AWS Access Key": "AK" + "IA" + "Q4WZ7YHN2BTRM5XK",
    "GitHub Token": "gh" + "p_" + LETTERS + "1a2b",
    "a GitHub token": "github" + "_pat_" + LETTERS,
    "GitLab Token": "gl" + "pat-" + LETTERS[:20],
    "Slack Token": "xo" + "xb-" + "123456789012-" + LETTERS[:24].lower(),
    "Stripe Access Key": "sk" + "_live_" + LETTERS[:24],
    "SendGrid API Key": "S" + "G." + LETTERS[:22] + "." + LETTERS + LETTERS[:11],
    "NPM tokens": "//registry.example/:_authToken=" + "npm" + "_" + LETTERS,
    "JSON Web Token": jwt(),
    "a Google API key": "AI" + "za" + LETTERS + "abc",
    "an API key": "sk" + "-proj-" + LETTERS,
    "a bearer token": "Bearer " + LETTERS,
    "Azure Storage": "Account" + "Key=" + LETTERS * 2 + LETTERS[:22] + "==",
}


@pytest.mark.parametrize("kind", SECRETS)
def test_finds_and_masks(kind: str) -> None:
    secret = SECRETS[kind]
    source = f"10:05 UTC The log held {secret} and went on.\n10:09 UTC Again: '{secret}'.\n"
    found = check(raw_record(source), select=["PM601"]).findings
    assert [f.severity for f in found] == ["error"]
    assert kind in found[0].message
    assert "in 2 places" in found[0].message
    assert secret[8:24] not in repr(found)
    assert found[0].source_span is not None
    assert source[found[0].source_span.start : found[0].source_span.end] in secret


def test_every_part_of_a_postmortem_is_looked_at() -> None:
    written = f"""\
# Uploads failed

## Summary

Uploads failed.

## Timeline

| Time (UTC) | Event | Kind |
|---|---|---|
| 2026-03-01 10:05 | The log held {SECRETS["GitLab Token"]}. | other |

## Notes of the night

Ask {SECRETS["Slack Token"]} about it.
"""
    record = written_record(written)
    found = check(record, select=["PM601"]).findings
    assert {f.path.split("/")[1] for f in found} == {"timeline", "other_sections"}
    assert SECRETS["Slack Token"] in dump(record.postmortem, "markdown")


@pytest.mark.parametrize("code", ["PM603", "PM604", "PM606", "PM607"])
def test_what_is_only_worth_a_look_inside_is_an_error_in_public(code: str) -> None:
    text = "10:05 UTC maren@fjordbank.example (+44 20 7946 0018) restarted 10.20.3.14, that is db-7.prod.internal.\n"
    severities = {
        p: [f.severity for f in check(raw_record(text, p), select=[code]).findings] for p in ("review", "public")
    }
    assert severities == {"review": ["info"], "public": ["error"]}


def test_detectors_are_imported_for_suspects_only() -> None:
    script = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
from checking import raw_record
from pmtool.validator import check
check(raw_record("10:05 UTC password rotated; sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
assert "detect_secrets" not in sys.modules and "requests" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)


PIECES = [
    *(
        "eyJ",
        "=eyJ",
        "eyJ.",
        "xo" + "xb-1-",
        "AK" + "IA",
        "://a:",
        "//:_authToken=",
        "password=",
        "token: x ",
        "a-",
        "A",
    ),
    *(
        "1 ",
        "a@",
        "@",
        "10.0.0.1 ",
        "10.",
        "fe80:",
        "::",
        "a.local ",
        ".local",
        "4111 ",
        "+1 ",
        "-----BEGIN ",
        "ip-10-",
    ),
    *("engineer forgot ", "should have ", "Had ", "some of our ", '"', "'", "a's "),
]


@pytest.mark.parametrize("piece", PIECES)
def test_one_long_line_takes_no_longer_by_the_square(piece: str) -> None:
    def seconds(length: int) -> float:
        source = document((piece * (length // len(piece) + 1))[:length])
        record = Record(Postmortem(), (source,), {source.id: ()}, raw=True)
        start = time.process_time()
        check(record, select=["PM5", "PM6"])
        return time.process_time() - start

    seconds(1_000)  # compiles the patterns
    assert any(seconds(80_000) < 0.1 + 9 * seconds(20_000) for _ in range(3))


@pytest.mark.parametrize("format", ["text", "json", "sarif", "github"])
@pytest.mark.parametrize("kind", ["AWS Access Key", "a bearer token", "GitHub Token"])
def test_no_output_repeats_a_secret(run: Callable[..., Outcome], tmp_path: Path, format: str, kind: str) -> None:
    secret = SECRETS[kind]
    report = tmp_path / "report.md"
    report.write_text(
        f"# Keys leaked on 3 April 2026\n\nObviously the engineer forgot that {secret} was in the log. "
        f"At 10:00 UTC it was down for 5 minutes (10:00 to 10:40 UTC) because of {secret}.\n"
    )
    done = run("check", str(report), "--format", format)
    assert "PM501" in done.out
    assert secret[8:] not in done.out + done.err
