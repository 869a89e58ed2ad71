"""Every rule: its cases, and its page with a bad and a good example that really fail and pass."""

from __future__ import annotations

import pytest

from checking import Case, cases, raw_record, written, written_record
from pmtool.formats import dump
from pmtool.validator import check
from pmtool.validator.pages import page
from pmtool.validator.registry import rules
from pmtool.validator.rule import FixableRule, Rule

CASES = list(cases())


@pytest.mark.parametrize("case", [c for c in CASES if c.kind == "fail"], ids=str)
def test_fails(case: Case) -> None:
    found = case.findings()
    assert found, "nothing found"
    told = "\n".join(f"{f.message} {f.fix}" for f in found)
    assert [words for words in case.says if words not in told] == [], told
    assert all(f.fix for f in found)


@pytest.mark.parametrize("case", [c for c in CASES if c.kind == "pass"], ids=str)
def test_passes(case: Case) -> None:
    assert [f.message for f in case.findings()] == []


@pytest.mark.parametrize("case", [c for c in CASES if c.kind == "fix"], ids=str)
def test_is_fixed(case: Case) -> None:
    rule = next(rule for rule in rules() if rule.code == case.code)
    assert isinstance(rule, FixableRule)
    mended = rule.mend(written(case.markdown))
    assert dump(mended, "markdown") == dump(written(case.after), "markdown")
    assert rule.mend(mended) == mended


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_has_a_page_whose_examples_hold(rule: Rule) -> None:
    told = page(rule)
    assert all((told.what, told.why, told.fix))
    for example, is_bad in ((told.bad, True), (told.good, False)):
        record = raw_record(example) if told.raw else written_record(example, told.source)
        found = check(record, select=[rule.code]).findings
        assert bool(found) is is_bad, [f.message for f in found]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_has_cases(rule: Rule) -> None:
    kinds = {case.kind for case in CASES if case.code == rule.code}
    assert kinds >= ({"fail", "pass", "fix"} if isinstance(rule, FixableRule) else {"fail", "pass"})


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in rules()}) == len({rule.name for rule in rules()}) == len(rules())
