"""`pmtool check` as people and CI meet it: what it looks at, what it fails on, what it mends, what bad input gets."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import pmtool
from checked_files import CODE, KINDS, WORDS, contradicting, written
from command_line import one_sentence, process
from conftest import ROOT
from pmtool import Claim, Ignore
from pmtool.cli import check as command
from pmtool.cli.reports import screen

EXAMPLE = ROOT / "examples" / "contradiction" / "report.md"


def codes(run, *arguments: object) -> list[str]:
    """The codes of what a run finds, in its order."""
    report = json.loads(run("check", *arguments, "--format", "json").out)
    return [finding["code"] for file in report["files"] for finding in file["findings"]]


# -- what is looked at


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_is_checked(run, tmp_path: Path, kind: str) -> None:
    outcome = run("check", written(tmp_path, kind), "--select", CODE)
    assert outcome.code == 1
    assert WORDS in outcome.out
    assert outcome.err == ""


def test_stdin_is_checked(tmp_path: Path) -> None:
    done = process(["check", "-", "--select", CODE], input=written(tmp_path, "yaml").read_bytes())
    assert done.returncode == 1
    assert done.stdout.startswith(b"stdin:")


def test_several_files_are_told_one_after_the_other_and_summed_up(run, tmp_path: Path) -> None:
    one, two = written(tmp_path, "json"), written(tmp_path, "yaml")
    lines = run("check", two, one, two, "--select", CODE).out.splitlines()
    assert [m[1] for line in lines if (m := re.match(r"(\S+): 1 error", line))] == [str(two), str(one)]
    assert lines[-1] == "2 files: 2 errors"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--select", CODE], [CODE]),
        (["--select", "PM0,PM6", "--select", CODE.lower()], [CODE]),
        (["--select", "PM1", "--ignore", "PM11"], []),
        (["--select", "PM1", "--ignore", CODE], []),
    ],
)
def test_rules_are_chosen_by_how_their_codes_begin(run, tmp_path: Path, options: list[str], found: list[str]) -> None:
    assert codes(run, written(tmp_path, "json"), *options) == found


def test_what_the_score_lacks_follows_the_findings_of_every_rule(run, tmp_path: Path) -> None:
    file = written(tmp_path, "markdown")
    assert " lacks " in run("check", file).out
    for options in (["--select", CODE], ["--ignore", CODE], ["--quiet"], ["-q", "--select", CODE]):
        assert " lacks " not in run("check", file, *options).out
    assert run("check", file, "-q").out.count("\n") == 1
    assert run("check", file, "-q").code == 1


def test_a_comment_lets_a_finding_stand(run, tmp_path: Path) -> None:
    postmortem = replace(contradicting(), ignores=(Ignore(code=CODE, reason="the vendor's figure", path="/impact"),))
    for kind in ("markdown", "json", "yaml"):
        outcome = run("check", written(tmp_path, kind, postmortem), "--select", CODE, "--format", "json")
        [file] = json.loads(outcome.out)["files"]
        assert (outcome.code, file["findings"]) == (0, [])
        assert [(entry["code"], entry["reason"]) for entry in file["ignored"]] == [(CODE, "the vendor's figure")]
    assert "(1 ignored)" in run("check", written(tmp_path, "markdown", postmortem), "--select", CODE).out
    log = json.loads(run("check", written(tmp_path, "markdown", postmortem), "--select", CODE, "--format", "sarif").out)
    [result] = log["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "the vendor's figure"}]


def test_due_dates_are_held_against_the_day_that_is_given(run, tmp_path: Path) -> None:
    action = pmtool.ActionItem(text="Alert on stalled uploads", owner="Kim", due="2026-03-31", origin="human")
    file = written(tmp_path, "yaml", replace(contradicting(), action_items=(action,)))
    before = set(codes(run, file, "--as-of", "2026-03-01"))
    after = set(codes(run, file, "--as-of", "2026-04-01"))
    assert len(after - before) == 1
    assert set(codes(run, file)) == before


def test_a_source_proves_and_refutes(run, tmp_path: Path) -> None:
    postmortem, report = tmp_path / "pm.md", tmp_path / "report.md"
    report.write_bytes(EXAMPLE.read_bytes())
    run("structure", report, "-o", postmortem)
    assert codes(run, postmortem, "--source", report, "--select", "PM3") == []
    text = postmortem.read_text(encoding="utf-8")
    postmortem.write_text(text.replace("4,100 visitors", "9,100 visitors", 1), encoding="utf-8")
    assert codes(run, postmortem, "--source", report, "--select", "PM3") != []


def test_a_source_that_lies_beside_is_told_where(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    kept = Path("out", "postmortems", "sources", "the report.md")
    kept.parent.mkdir(parents=True)
    kept.write_bytes(EXAMPLE.read_bytes())
    run("structure", kept, "-o", "out/postmortems/a.md")
    advice = "Pass --source 'out/postmortems/sources/the report.md' to prove the quotes."
    asked = ("check", "out/postmortems/a.md", "--select", "PM309", "--format", "json")
    assert advice in run(*asked).out
    kept.write_bytes(b"something else")
    assert "Pass --source the report.md to prove" in run(*asked).out


# -- what fails


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--select", CODE], 1),
        (["--select", CODE, "--fail-on", "error"], 1),
        (["--select", "PM201"], 1),
        (["--select", "PM201", "--fail-on", "error"], 0),
        (["--select", "PM201", "--profile", "draft"], 0),
        (["--select", "PM201", "--profile", "draft", "--fail-on", "info"], 1),
        (["--select", "PM208"], 0),
        (["--select", "PM208", "--fail-on", "info"], 1),
        (["--select", CODE, "--profile", "draft"], 1),
        (["--select", "PM601"], 0),
    ],
)
def test_exit_codes(run, tmp_path: Path, options: list[str], code: int) -> None:
    assert run("check", written(tmp_path, "json"), *options).code == code


def test_the_public_profile_takes_disclosure_for_an_error(run, tmp_path: Path) -> None:
    told = replace(contradicting(), summary=Claim(text="Mail kim@shop.test for the logs.", origin="human"))
    file = written(tmp_path, "json", told)
    assert run("check", file, "--select", "PM6", "--fail-on", "error").code == 0
    assert run("check", file, "--select", "PM6", "--fail-on", "error", "--profile", "public").code == 1


def test_settings_come_from_the_projects_file(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "json")
    Path("pmtool.toml").write_text(f'select = ["{CODE}", "PM2"]\nignore = "PM2"\nfail_on = "error"', encoding="utf-8")
    assert codes(run, "incident.json") == [CODE]
    assert codes(run, "incident.json", "--select", "PM201", "--ignore", "PM3") == ["PM201"]
    Path("pmtool.toml").write_text('select = ["PX1"]', encoding="utf-8")
    outcome = run("check", "incident.json")
    assert outcome.code == 2
    assert outcome.err.startswith("pmtool: ./pmtool.toml: no rule's code is or begins with 'PX1'.")


# -- fixes


def disordered(folder: Path, kind: str) -> Path:
    """A postmortem with what fixes mend: two events the wrong way round."""
    first = contradicting().timeline[0]
    later = replace(first, at=replace(first.at, at="2026-03-01T10:21:00+00:00", as_written="10:21 UTC"), text="Mended")
    return written(folder, kind, replace(contradicting(), timeline=(later, first)))


@pytest.mark.parametrize("kind", ["markdown", "json", "yaml"])
def test_fixes_are_shown_then_done_and_done_once(run, tmp_path: Path, kind: str) -> None:
    file = disordered(tmp_path, kind)
    before = file.read_bytes()
    shown = run("check", file, "--diff")
    assert shown.code == 1
    assert shown.out.startswith(f"--- {file}\n+++ {file}\n@@")
    assert file.read_bytes() == before
    run("check", file, "--fix")
    once = file.read_bytes()
    assert [event.text for event in pmtool.load(file).timeline] == ["Uploads fail", "Mended"]
    run("check", file, "--fix")
    assert file.read_bytes() == once != before
    again = run("check", file, "--diff")
    assert (again.code, again.out) == (0, "")


def test_a_diff_is_one_for_patch(run, tmp_path: Path, monkeypatch) -> None:
    import subprocess

    monkeypatch.chdir(tmp_path)
    file = disordered(tmp_path, "markdown")
    diff = run("check", file.name, "--diff").out
    run("check", file.name, "--fix")
    mended = file.read_bytes()
    disordered(tmp_path, "markdown")
    subprocess.run(["patch", "-p0"], input=diff.encode(), check=True, stdout=subprocess.DEVNULL)
    assert file.read_bytes() == mended


def test_a_diff_steers_no_terminal(run, tmp_path: Path, monkeypatch) -> None:
    file = disordered(tmp_path, "markdown")
    file.write_text(file.read_text(encoding="utf-8").replace("# Uploads", "# \x1b[31mUploads"), encoding="utf-8")
    monkeypatch.setattr(screen, "on_screen", lambda: True)
    assert run("check", file, "--diff").out.replace("\n", "").isprintable()


def test_what_people_wrote_survives_a_fix(run, tmp_path: Path) -> None:
    file = disordered(tmp_path, "markdown")
    mine = "## How we felt\n\nTired. <!-- ask Kim -->\n\n- a\n- b\n"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{mine}", encoding="utf-8")
    assert run("check", file, "--fix", "--select", "PM120").code == 0
    assert mine in file.read_text(encoding="utf-8")


def test_sections_of_ones_own_stay_where_they_stand(run, tmp_path: Path) -> None:
    file = disordered(tmp_path, "markdown")
    text = file.read_text(encoding="utf-8")
    text = text.replace("\n## Impact", "\n## Cast\n\nKim, Lee.\n\n## Impact", 1)
    text = text.replace("\n## Timeline", "\n## Cost <!-- pmtool: ignore PM5 so be it -->\n\nNone.\n\n## Timeline", 1)
    file.write_text(text, encoding="utf-8")
    before = re.findall("^## .*", text, re.MULTILINE)
    outcome = run("check", file, "--fix", "--select", "PM120")
    after = file.read_text(encoding="utf-8")
    assert re.findall("^## .*", after, re.MULTILINE) == before
    assert outcome.err == f"pmtool: {file}: fixed PM120; written in pmtool's own layout.\n"
    assert run("check", file, "--fix", "--select", "PM120").err == ""
    assert file.read_text(encoding="utf-8") == after


def test_line_breaks_stay_as_they_were(run, tmp_path: Path) -> None:
    file = disordered(tmp_path, "markdown")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert run("check", file, "--fix", "--select", "PM120").code == 0
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n") > 5


def test_fix_and_diff_write_and_show(run, tmp_path: Path) -> None:
    file = disordered(tmp_path, "json")
    outcome = run("check", file, "--fix", "--diff", "--select", "PM120")
    assert outcome.code == 0
    assert outcome.out.startswith("---")
    assert f"pmtool: {file}: no findings" in outcome.err
    assert [event.text for event in pmtool.load(file).timeline] == ["Uploads fail", "Mended"]


def test_evidence_is_grounded_again(run, tmp_path: Path) -> None:
    report, postmortem = tmp_path / "report.md", tmp_path / "pm.md"
    report.write_bytes(EXAMPLE.read_bytes())
    run("structure", report, "-o", postmortem)
    report.write_bytes(b"Draft.\n\n" + EXAMPLE.read_bytes())
    assert codes(run, postmortem, "--source", report, "--select", "PM3") != []
    run("check", postmortem, "--source", report, "--fix")
    assert codes(run, postmortem, "--source", report, "--select", "PM3") == []
    evidence = pmtool.load(postmortem).summary.evidence[0]
    assert report.read_text(encoding="utf-8")[evidence.start : evidence.end] == evidence.quote


def test_what_cannot_be_mended_is_one_sentence_and_the_rest_goes_on(run, tmp_path: Path) -> None:
    raw, broken, good = written(tmp_path, "report"), tmp_path / "broken.md", disordered(tmp_path, "json")
    broken.write_text(
        '---\nschema_version: "1.0"\nwibble: 1\n---\n\n# X\n\n## Summary\n\nIt broke.\n', encoding="utf-8"
    )
    before = raw.read_bytes(), broken.read_bytes()
    outcome = run("check", raw, broken, good, "--fix", "--diff")
    assert outcome.code == 2
    assert "raw report" in outcome.err
    assert "line 3" in outcome.err
    assert outcome.out.startswith(f"--- {good}")
    assert (raw.read_bytes(), broken.read_bytes()) == before


FORGIVEN = {
    "a slip in a title": ("## Impact", "## Inpact"),
    "an ignore without a reason": ("Uploads fail", "Uploads fail <!-- pmtool: ignore PM501 -->"),
    "a lost line of dashes": ("| --- | --- | --- | --- |\n", ""),
    "an ignore in a section of one's own": ("# Uploads failed\n", "# Uploads failed\n\n## Cost\n\nNo. WHY\n"),
}


@pytest.mark.parametrize("slip", FORGIVEN)
def test_a_forgiven_slip_is_no_error_and_stops_no_fix(run, tmp_path: Path, slip: str) -> None:
    file = disordered(tmp_path, "markdown")
    before, after = FORGIVEN[slip]
    text = file.read_text(encoding="utf-8").replace(before, after, 1).replace("WHY", "<!-- pmtool: ignore PM5 so -->")
    file.write_text(text, encoding="utf-8")
    found = run("check", file, "--select", "PM001,PM002", "--fail-on", "error")
    assert found.code == 0
    assert "error" not in found.out
    assert run("check", file, "--select", "PM120", "--fix").code == 0
    assert [event.text for event in pmtool.load(file).timeline] == ["Uploads fail", "Mended"]
    assert "pmtool: ignore" in file.read_text(encoding="utf-8") or "ignore" not in slip


def test_what_a_fix_would_lose_is_named_line_by_line(run, tmp_path: Path) -> None:
    file = disordered(tmp_path, "markdown")
    text = file.read_text(encoding="utf-8")
    lost = "".join(f"lost{n}: 1\n" for n in range(7))
    file.write_text(text.replace("---\n", f"---\n{lost}", 1), encoding="utf-8")
    outcome = run("check", file, "--fix")
    assert outcome.code == 2
    assert "(lines 2, 3, 4, 5, 6 and 2 more)" in outcome.err
    file.write_text(text.replace("---\n", "---\nlost: 1\n", 1), encoding="utf-8")
    assert "(line 2)" in run("check", file, "--fix").err


def test_an_ignore_counts_in_a_section_of_ones_own(run, tmp_path: Path) -> None:
    file = written(tmp_path, "markdown")
    mine = "\n## How we felt\n\nWrite to kim@shop.test. <!-- pmtool: ignore PM603 Kim agreed -->\n"
    file.write_text(file.read_text(encoding="utf-8") + mine, encoding="utf-8")
    report = json.loads(run("check", file, "--select", "PM0,PM6", "--format", "json").out)["files"][0]
    assert report["findings"] == []
    assert [entry["reason"] for entry in report["ignored"]] == ["Kim agreed"]


def test_stdin_cannot_be_fixed(tmp_path: Path) -> None:
    done = process(["check", "-", "--fix", "--diff"], input=disordered(tmp_path, "json").read_bytes())
    assert (done.returncode, done.stdout) == (2, b"")


# -- where it goes, and what goes wrong


def test_output_goes_to_a_file(run, tmp_path: Path) -> None:
    outcome = run("check", written(tmp_path, "json"), "-o", tmp_path / "out.sarif", "--format", "sarif")
    assert (outcome.code, outcome.out) == (1, "")
    assert json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--select", "PM11x"], "no rule's code is or begins with 'PM11X'"),
        (["--ignore", "E501"], "--ignore: no rule's code"),
        (["--profile", "strict"], "draft"),
        (["--baseline", "none.json"], "--update-baseline"),
        (["--update-baseline"], "--baseline FILE"),
        (["--statistics", "--format", "json"], "--format"),
        (["--quiet", "--format", "json"], "--format json"),
        (["--quiet", "--statistics"], "--statistics"),
        (["-o", "no/such/folder/x"], "no folder no/such/folder"),
        (["-o", "."], "folder"),
        (["--source", "none.txt"], "none.txt"),
        (["--as-of", "tomorrow"], "2026-03-31"),
        (["--timezone", "Europe/Atlantis"], "Europe/Atlantis"),
    ],
)
def test_wrong_use_is_one_sentence(run, tmp_path: Path, monkeypatch, options: list[str], says: str) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = run("check", written(tmp_path, "report").name, *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert one_sentence(outcome.err)
    assert says in outcome.err


def test_an_input_is_never_overwritten(run, tmp_path: Path) -> None:
    file = written(tmp_path, "json")
    assert run("check", file, "-o", file).code == 2
    assert pmtool.load(file) == contradicting()


def test_one_source_is_for_one_postmortem(run, tmp_path: Path) -> None:
    outcome = run("check", written(tmp_path, "json"), written(tmp_path, "yaml"), "--source", EXAMPLE)
    assert outcome.code == 2
    assert one_sentence(outcome.err)


UNREADABLE = {
    "gone.txt": (None, "no file"),
    "empty.md": (b"", "is empty"),
    "binary.bin": (bytes(range(256)) * 64, "binary"),
    "recipe.txt": (b"Peel the onions.\nFry them in butter.\n", "reads like an incident"),
    "broken.json": (b'{"schema_version": "1.0",\n  "title": }', "line 2, column 12"),
    "broken.yaml": (b'schema_version: "1.0"\ntitle: [', "line 3"),
    "wrong.json": (b'{"schema_version": "1.0", "title": 7}', "/title"),
    "large.txt": (b"All was well.\n" * 9000, "limit"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_input_is_one_sentence_and_the_others_go_on(run, tmp_path: Path, name: str) -> None:
    good, bad = written(tmp_path, "yaml"), tmp_path / name
    content, says = UNREADABLE[name]
    if content is not None:
        bad.write_bytes(content)
    outcome = run("check", bad, good, "--select", CODE, "--max-size", "0.1")
    assert outcome.code == 2
    assert one_sentence(outcome.err)
    assert name in outcome.err
    assert says in outcome.err
    assert f"{good}: 1 error" in outcome.out


def test_malformed_parts_are_findings_with_a_place(run, tmp_path: Path) -> None:
    file = tmp_path / "pm.md"
    file.write_text('---\nschema_version: "1.0"\ntitle: [\n---\n\n# X\n\n## Summary\n\nIt broke.\n', encoding="utf-8")
    outcome = run("check", file, "--select", "PM001", "--format", "json")
    [finding] = json.loads(outcome.out)["files"][0]["findings"]
    assert (outcome.code, finding["severity"]) == (1, "error")
    assert finding["line"] in (3, 4)
    assert finding["column"] >= 1


@pytest.mark.parametrize("shape", ["text", "json", "sarif", "github"])
def test_nothing_in_a_name_reaches_the_terminal(run, tmp_path: Path, shape: str) -> None:
    odd = tmp_path / "a\x1b]52;c;x\x07\u202eb\x9b1m\n.txt"
    written(tmp_path, "report").rename(odd)
    outcome = run("check", odd, tmp_path / "gone\x1b[31m", "--format", shape)
    if shape == "json":
        assert json.loads(outcome.out)["files"][0]["file"] == str(odd)
    assert outcome.out.replace("\n", "").isprintable()
    assert outcome.err.replace("\n", "").isprintable()


def test_the_same_input_gives_the_same_bytes(run) -> None:
    first = run("check", EXAMPLE, "--format", "json")
    assert run("check", EXAMPLE, "--format", "json") == first


def test_help_names_the_exit_codes(run) -> None:
    assert "exit codes: 0 fine, 1 findings" in run("check", "--help").out
    assert command.EPILOG in run("check", "--help").out


# -- from Python


def test_check_is_a_function_too(tmp_path: Path) -> None:
    file = written(tmp_path, "markdown")
    [finding] = pmtool.check(file, select=[CODE])
    assert (finding.code, finding.severity) == (CODE, "error")
    assert finding.line
    [same] = pmtool.check(contradicting(), select=[CODE])
    assert (same.message, same.path, same.line) == (finding.message, finding.path, None)
    assert pmtool.check(str(EXAMPLE), select=["PM1"])
    assert pmtool.check(pmtool.structure(EXAMPLE), sources=[EXAMPLE], select=["PM3"]) == []
    with pytest.raises(pmtool.UsageError, match="XY"):
        pmtool.check(file, select=["XY"])
    assert pmtool.check(file, select=f"{CODE}, PM6") == [finding]
    assert pmtool.check(file, select=CODE, as_of="2026-01-01") == [finding]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"profile": "x"}, "profile can't be 'x'"),
        ({"as_of": "tomorrow"}, "as_of must be a date, not 'tomorrow'"),
        ({"as_of": 3}, "as_of must be a date, not 3"),
        ({"date": "3"}, "date must be a date"),
        ({"select": 3}, "select must be a list of codes, not 3"),
        ({"ignore": [3]}, "ignore must be a list of codes"),
        ({"sources": 3}, "sources must be paths"),
        ({"checked": 3}, "can't check 3"),
        ({"checked": b"incident.md"}, "can't check b'incident.md'"),
        ({"timezone": "Mars/X"}, "Mars/X"),
    ],
)
def test_wrong_arguments_are_told_in_a_sentence(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(pmtool.UsageError, match=re.escape(says)):
        pmtool.check(**{"checked": EXAMPLE} | arguments)  # type: ignore[arg-type]


def test_structure_refuses_what_cannot_be_meant() -> None:
    for arguments in ({"engine": "x"}, {"date": "x"}):
        with pytest.raises(pmtool.UsageError):
            pmtool.structure(EXAMPLE, **arguments)  # type: ignore[arg-type]
    with pytest.raises(pmtool.UsageError):
        pmtool.structure(3)  # type: ignore[arg-type]
