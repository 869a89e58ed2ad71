"""Start-up time is a feature: no command pays for what it doesn't use."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from conftest import ROOT

REPORT = str(ROOT / "examples" / "status-page" / "report.txt")
HEAVY = {"instructor", "openai", "pydantic", "rich", "selectolax", "shtab", "textual", "yaml"}
LIST_MODULES = """
import json, sys
from pmtool.cli.main import main
code = main(sys.argv[1:])
sys.stderr.write(json.dumps([code, sorted(sys.modules)]) + "\\n")
"""


def modules_after(*arguments: str) -> set[str]:
    """What a run of pmtool has imported."""
    command = [sys.executable, "-c", LIST_MODULES, *arguments]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    code, names = json.loads(done.stderr.decode().splitlines()[-1])
    assert code == 0, done.stderr.decode()
    return set(names)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["schema"],
        ["times", REPORT],
        ["structure", REPORT],
        ["structure", REPORT, "--format", "json"],
        ["check", REPORT, "--fail-on", "error"],
        ["check", REPORT, "--fail-on", "error", "--format", "sarif"],
        ["explain"],
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_imported(arguments: list[str]) -> None:
    assert modules_after(*arguments) & HEAVY == set()


@pytest.mark.parametrize(("name", "needed"), [("expected.md", {"yaml"}), ("expected.json", {"pydantic"})])
def test_a_postmortem_brings_its_parser_alone(name: str, needed: set[str]) -> None:
    postmortem = str(ROOT / "examples" / "notes" / name)
    assert modules_after("check", postmortem, "--fail-on", "error") & HEAVY == needed


def test_version_imports_next_to_nothing() -> None:
    ours = {name for name in modules_after("--version") if name.startswith("pmtool")}
    assert ours == {
        "pmtool",
        "pmtool.cli",
        "pmtool.cli.diagnostics",
        "pmtool.cli.main",
        "pmtool.cli.output",
        "pmtool.errors",
    }


def test_only_the_chosen_command_is_imported() -> None:
    names = modules_after("schema")
    assert "pmtool.cli.schema" in names
    assert not {"pmtool.cli.structure", "pmtool.cli.times", "pmtool.model", "pmtool.temporal"} & names


FIRST_FRAME = """
import asyncio, sys
from pmtool.tui.app import DraftApp
from pmtool.tui.desk.loading import Loading
from pmtool.tui.desk.request import FromFiles, Manner

def listed(loading, request):
    sys.stderr.write(" ".join(sys.modules))

async def main():
    Loading.begin = listed
    async with DraftApp(FromFiles((sys.argv[1],)), Manner()).run_test() as pilot:
        await pilot.pause()

asyncio.run(main())
"""


def test_the_desk_is_shown_before_what_it_works_with_is_imported() -> None:
    command = [sys.executable, "-c", FIRST_FRAME, REPORT]
    names = set(subprocess.run(command, capture_output=True, check=True, timeout=60).stderr.decode().split())
    assert "pmtool.tui.desk.screen" in names
    heavy = {"instructor", "openai", "pydantic", "selectolax", "yaml", "markdown_it", "pygments.lexers"}
    ours = {"engines.llm", "engines.offline", "formats.markdown", "pipeline.opening", "temporal", "validator"}
    assert names & (heavy | {f"pmtool.{name}" for name in ours}) == set()


def test_the_public_api_is_lazy() -> None:
    script = "import pmtool, sys; print([n for n in sys.modules if n.startswith('pmtool.')]); pmtool.Claim; pmtool.load"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout == b"[]\n"


def test_every_public_name_is_there() -> None:
    import pmtool

    for name in pmtool.__all__:
        assert getattr(pmtool, name) is not None
    assert set(pmtool.__all__) == set(dir(pmtool))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = pmtool.no_such_name
