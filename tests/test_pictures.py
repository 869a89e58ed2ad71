"""The documentation's pictures are what the desk looks like, and they fit where they are shown."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pictures import PICTURES, SCENES, SIZES, file_of, on_stage, take

LARGE = [pytest.param(name, SIZES[1], marks=pytest.mark.slow) for name in SCENES if name != "report"]
each_picture = pytest.mark.parametrize(
    ("name", "size"),
    [*((name, SIZES[0]) for name in SCENES), ("report", SIZES[1]), *LARGE],
    ids=lambda part: str(part).replace(", ", "x"),
)


@each_picture
def test_picture_is_what_the_desk_looks_like(
    name: str, size: tuple[int, int], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with on_stage(tmp_path):
        drawn = asyncio.run(take(name, size))
    kept = file_of(name, size)
    if kept.exists() and kept.read_text(encoding="utf-8") == drawn:
        return
    other = tmp_path_factory.mktemp("pictures") / kept.name
    other.write_text(drawn, encoding="utf-8")
    pytest.fail(f"{kept.name} is another now: look at {other}; if that is as it should be, `make pictures` keeps it")


def test_no_picture_is_left_over() -> None:
    wanted = {file_of(name, size) for name in SCENES for size in SIZES}
    assert set(PICTURES.glob("*.svg")) == wanted
