"""A postmortem held against another report: that is said once."""

from __future__ import annotations

from dataclasses import replace

from checking import document
from pmtool.temporal import build_ledger
from pmtool.validator import Record, check
from test_edited_fields import MADE, REPORT, SOURCE

OTHER = """\
# Mails late

On 3 March 2026 the queue of the mail server grew from 09:12 to 10:40 UTC, because its disk was slow.
"""


def test_another_report_is_told_once() -> None:
    source = document(OTHER)
    found = check(Record(MADE, (source,), build_ledger([source])), select=["PM3"]).findings
    (flaw,) = [f for f in found if f.severity == "error"]
    assert flaw.code == "PM308"
    assert "another report" in flaw.message
    assert not [f for f in found if f.code in ("PM301", "PM303", "PM304")]


def test_an_edited_report_has_its_lost_quotes_told() -> None:
    source = replace(document(REPORT.replace("Disk cleaned", "Disk wiped")), id=SOURCE.id)
    found = check(Record(MADE, (source,), build_ledger([source])), select=["PM3"]).findings
    assert [f.code for f in found if f.severity == "error"] == ["PM301"]
    assert [f.severity for f in found if f.code == "PM308"] == ["warning"]
