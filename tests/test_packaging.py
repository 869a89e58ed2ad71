"""What travels: folders, schema, entry point, licence."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import pmtool
from conftest import ROOT
from pmtool import resources
from pmtool.model.schema import postmortem_schema


def test_the_committed_schema_is_fresh() -> None:
    committed = (ROOT / "schemas" / "postmortem-1.json").read_text(encoding="utf-8")
    assert committed == postmortem_schema(), "schemas/postmortem-1.json is stale: run `make schema` and commit it"


def test_the_schema_accepts_what_pmtool_writes_and_nothing_else() -> None:
    schema = json.loads(resources.read_schema())
    written = json.loads(pmtool.dump(pmtool.Postmortem(title="x")))
    assert set(written) == set(schema["properties"])
    assert schema["additionalProperties"] is False


def test_folders_are_found_in_a_checkout() -> None:
    assert Path(resources.folder("prompts")) == ROOT / "prompts"
    assert Path(resources.folder("schemas")) == ROOT / "schemas"


def test_folders_inside_the_package_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "postmortem-1.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(resources, "_PACKAGE", str(tmp_path))
    assert resources.read_schema() == "{}"
    monkeypatch.setattr(resources, "_CHECKOUT", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="prompts"):
        resources.folder("prompts")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the backend that is already at hand."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)], cwd=ROOT, check=True)
    [built] = out.iterdir()
    return built


def test_the_wheel_holds_what_travels(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        entry_points = next(archive.read(n).decode() for n in names if n.endswith("entry_points.txt"))
    assert {"pmtool/prompts/README.md", "pmtool/schemas/postmortem-1.json", "pmtool/py.typed"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "pmtool = pmtool.cli.main:main" in entry_points
    assert not {n for n in names if n.startswith(("tests/", "docs/")) or n.endswith(".pyc")}


def test_the_wheel_runs_on_its_own(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    command = [
        sys.executable,
        "-c",
        "import pmtool.cli.main as m; print(m.__file__); raise SystemExit(m.main(['schema']))",
    ]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, check=True)
    first, _, rest = done.stdout.decode().partition("\n")
    assert first.startswith(str(tmp_path))
    assert rest == resources.read_schema()


def test_the_version_is_a_literal() -> None:
    source = (ROOT / "tool" / "pmtool" / "__init__.py").read_text(encoding="utf-8")
    assert f'__version__ = "{pmtool.__version__}"' in source
    assert re.search(
        rf"^## \[{re.escape(pmtool.__version__)}\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M
    )


def test_the_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
