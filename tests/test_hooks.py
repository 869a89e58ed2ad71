"""The pre-commit hook and the GitHub action: that they say what their programs expect, and do what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from checked_files import CODE, written
from conftest import ROOT
from pmtool.cli.check import configure
from pmtool.cli.main import Parser

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


# -- pre-commit


def test_the_hook_reads_as_pre_commit_wants() -> None:
    from pre_commit.clientlib import load_manifest

    [hook] = load_manifest(ROOT / ".pre-commit-hooks.yaml")
    assert (hook["entry"], hook["language"]) == ("pmtool check", "python")


@pytest.mark.parametrize(
    ("path", "is_meant"),
    [
        ("postmortems/2026-03-01.md", True),
        ("docs/post-mortems/checkout.yaml", True),
        ("incidents/17.json", True),
        ("docs/Postmortem-17.md", True),
        ("ops/checkout.postmortem.yml", True),
        ("README.md", False),
        ("src/incident.py", False),
        ("postmortems/chart.png", False),
    ],
)
def test_the_hook_looks_at_postmortems_alone(path: str, is_meant: bool) -> None:
    from identify.identify import tags_from_filename

    [hook] = HOOKS
    named = re.search(hook["files"], path) is not None
    assert (named and not tags_from_filename(path).isdisjoint(hook["types_or"])) is is_meant


def test_the_hook_runs(tmp_path: Path) -> None:
    """As pre-commit runs it, but for the environment that it would install into."""
    (tmp_path / "postmortems").mkdir()
    file = written(tmp_path / "postmortems", "markdown")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.test"]
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run([*git, *command], check=True)
    [hook] = HOOKS
    local = {"repos": [{"repo": "local", "hooks": [hook | {"language": "system", "args": ["--select", CODE]}]}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(local), encoding="utf-8")
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(tmp_path / "home"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files"],
        cwd=tmp_path, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{file.relative_to(tmp_path)}:" in done.stdout
    assert f"{CODE} error" in done.stdout


# -- the action


def test_the_action_names_what_it_uses() -> None:
    inputs = set(ACTION["inputs"])
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", text)) == inputs
    assert all(said["description"] for said in ACTION["inputs"].values())
    assert ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert "uses" in step or step["shell"] == "bash"
        assert "${{" not in step.get("run", ""), "an input in a script is a command of whoever writes the input"


def test_the_action_passes_options_that_there_are() -> None:
    parser = Parser()
    configure(parser)
    script = ACTION["runs"]["steps"][-1]["run"]
    for option in re.findall(r"(?<!-)--[a-z][a-z-]+", script):
        assert option in parser.format_help()


@pytest.fixture
def check(tmp_path: Path):
    """The action's last step, as a runner runs it."""
    runner = shutil.which("bash")

    def call(**inputs: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "FILES": "", "PROFILE": "review", "ARGS": "", "SARIF_FILE": "",
        }  # fmt: skip
        script = ACTION["runs"]["steps"][-1]["run"]
        return subprocess.run(
            [runner, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=tmp_path, env=environment | inputs, capture_output=True, text=True,
        )  # fmt: skip

    return call


def test_the_action_annotates_and_writes_sarif(check, tmp_path: Path) -> None:
    (tmp_path / "a b").mkdir()
    written(tmp_path, "markdown")
    written(tmp_path / "a b", "yaml")
    done = check(FILES="*.md\n**/*.yaml", ARGS=f"--select {CODE}", SARIF_FILE="out.sarif")
    assert done.returncode == 1
    assert re.findall(r"^::error file=([^,]+),", done.stdout, re.M) == ["incident.md", "a b/incident.yaml"]
    assert '"a%20b/incident.yaml"' in (tmp_path / "out.sarif").read_text(encoding="utf-8")


def test_the_action_passes_what_is_fine(check, tmp_path: Path) -> None:
    written(tmp_path, "json")
    done = check(FILES="incident.json", ARGS="--select PM001")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_action_says_that_nothing_matches(check) -> None:
    done = check(FILES="postmortems/*.md")
    assert done.returncode == 2
    assert done.stdout.startswith("::error")


def test_an_input_is_no_command(check, tmp_path: Path) -> None:
    done = check(FILES="$(touch pwned) x;touch pwned", ARGS="$(touch pwned) `touch pwned`")
    assert done.returncode == 2
    assert not (tmp_path / "pwned").exists()
