from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import pmtool
from pmtool import formats
from pmtool.config import FORMAT
from records import SAMPLE, anything, hostile


@pytest.mark.parametrize("format", ["json", "yaml"])
def test_sample_reads_back(format: str) -> None:
    text = pmtool.dump(SAMPLE, format)
    assert pmtool.load(text) == SAMPLE
    assert pmtool.load(text, format) == SAMPLE
    assert text.endswith("\n")


@pytest.mark.parametrize("format", ["json", "yaml"])
@settings(max_examples=25)
@given(postmortem=anything)
def test_any_postmortem_reads_back(format: str, postmortem: pmtool.Postmortem) -> None:
    assert pmtool.load(pmtool.dump(postmortem, format)) == postmortem


@pytest.mark.parametrize("format", ["json", "yaml"])
@given(text=hostile | st.text())
def test_any_text_reads_back(format: str, text: str) -> None:
    postmortem = replace(SAMPLE, title=text, summary=pmtool.Claim(text=text))
    assert pmtool.load(pmtool.dump(postmortem, format), format) == postmortem


def test_yaml_is_plain_data_for_other_readers() -> None:
    assert yaml.safe_load(pmtool.dump(SAMPLE, "yaml")) == json.loads(pmtool.dump(SAMPLE, "json"))


@pytest.mark.parametrize("written", ["due: 2026-03-31", "owner: no", "tracker: 1234", "priority: 1:30"])
def test_what_people_leave_unquoted_in_yaml_stays_text(written: str) -> None:
    name, _, value = written.partition(": ")
    loaded = pmtool.load(f"title: x\naction_items:\n  - text: y\n    {written}\n")
    assert getattr(loaded.action_items[0], name) == value


def test_load_takes_a_path(tmp_path: Path) -> None:
    path = tmp_path / "postmortem.yaml"
    path.write_text(pmtool.dump(SAMPLE, "yaml"), encoding="utf-8")
    assert pmtool.load(path) == SAMPLE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not valid JSON"),
        ('{"titel": "x"}', "titel"),
        ('{"timeline": [{"text": "x"}]}', "timeline/0/at"),
        ('{"schema_version": "2.0"}', "schema_version"),
        ("[1, 2]", "no postmortem"),
        ("a: [b", "not valid YAML: .* line"),
        ("a: *b", "not valid YAML"),
        ("title: !!python/name:os.system x", "not valid YAML"),
        ("report.txt", "no postmortem"),
        ("", "no postmortem"),
        ("[" * 5000, "not valid|no postmortem"),
        ('{"a":' * 5000, "not valid JSON"),
    ],
)
def test_what_cannot_be_loaded_says_why(text: str, says: str) -> None:
    with pytest.raises(pmtool.InputError, match=says) as caught:
        pmtool.load(text)
    assert caught.value.remedy


def test_missing_file_and_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(pmtool.InputError, match="can't read"):
        pmtool.load(tmp_path / "no.json")
    with pytest.raises(pmtool.UsageError, match="docx"):
        pmtool.dump(SAMPLE, "docx")


def test_settings_know_every_format() -> None:
    assert FORMAT.choices == tuple(known.name for known in formats.FORMATS)


def test_suffixes() -> None:
    assert formats.of_suffix(".YML") == formats.named("yaml")
    assert formats.of_suffix(".docx") is None


@pytest.mark.parametrize("known", formats.FORMATS, ids=lambda known: known.name)
def test_each_format_is_recognised(known: formats.Format) -> None:
    assert formats.recognise(known.module.dump(SAMPLE)) == known


@pytest.mark.parametrize("format", ["json", "yaml"])
def test_places(format: str) -> None:
    text = pmtool.dump(SAMPLE, format)
    reading = formats.read(text)
    lines = text.split("\n")
    for path, begins in {
        "/title": "Checkout unavailable",
        "/timeline/0/actor": "Kim",
        "/timeline/1/at/at": "2026-03-01T14:12",
        "/action_items/0/owner": "Ana",
    }.items():
        place = reading.places[path]
        assert lines[place.line - 1][place.column - 1 :].lstrip("'\"").startswith(begins)
    timeline = reading.places["/timeline"]
    assert lines[timeline.line - 1][timeline.column - 1 :].lstrip('"').startswith("timeline")
    assert reading.place("/timeline/0/no/such") == reading.places["/timeline/0"]
    assert reading.problems == ()


@settings(max_examples=25)
@given(postmortem=anything)
def test_json_and_yaml_know_the_same_paths(postmortem: pmtool.Postmortem) -> None:
    json_paths, yaml_paths = (formats.read(pmtool.dump(postmortem, f), f).places for f in ("json", "yaml"))
    assert set(json_paths) == set(yaml_paths)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (pmtool.dump(SAMPLE, "json"), True),
        (pmtool.dump(SAMPLE, "yaml"), True),
        (pmtool.dump(SAMPLE, "markdown"), True),
        (pmtool.dump(SAMPLE, "markdown").replace("\n", "\r\n"), True),
        ("\ufeff" + pmtool.dump(SAMPLE, "markdown"), True),
        ('{"schema_version": "1.0", "title": ', True),
        ('{"event": {"schema_version": "1.0"}}', False),
        ("---\ntitle: x\n---\n\n# x\n", False),
        ("# Postmortem\n\n## Summary\n\nThe schema_version: none\n", False),
        ("14:05 it broke\n", False),
        ("", False),
    ],
)
def test_a_postmortem_is_told_from_a_report(text: str, canonical: bool) -> None:
    assert formats.is_canonical(text) is canonical


@pytest.mark.parametrize("known", formats.FORMATS, ids=lambda known: known.name)
def test_writing_imports_no_reader(known: formats.Format) -> None:
    script = f"import sys, pmtool; pmtool.dump(pmtool.Postmortem(), {known.name!r}); print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True, timeout=60)
    assert not [name for name in done.stdout.split() if "reading" in name or name.startswith("pydantic")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Written by Oda.\n\n## Summary\n\nx\n", "markdown"),
        ("## Summary\n\nx\n", "markdown"),
        ('---\nschema_version: "1.0"\n\n## Summary\n', "markdown"),
        ('# by hand\nschema_version: "1.0"\n', "yaml"),
        ("\ufeff\n{", "json"),
    ],
)
def test_damaged_text_is_recognised(text: str, name: str) -> None:
    assert formats.recognise(text).name == name
