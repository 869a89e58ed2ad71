"""Reports of the same incident are found together, and two incidents of one template are not."""

from __future__ import annotations

import pickle
import subprocess
import sys
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.archive.likeness import alike, sketch

_PARTS = "shard worker replica gateway cache queue limit pool lease index broker release token volume route".split()
_DOES = "stalled emptied refused dropped doubled paused returned moved failed grew drained reset waited split".split()
_WHERE = "north south east west staging primary backup outer inner upper lower remote shared spare".split()


def report(seed: int, paragraphs: int = 8) -> str:
    """A report of an incident of its own, with headings and times."""
    random = Random(seed)

    def sentence() -> str:
        clock = f"{random.randrange(24):02}:{random.randrange(60):02}"
        words = [random.choice(part) for part in (_WHERE, _PARTS, _DOES, _WHERE, _PARTS, _DOES, _PARTS, _DOES)]
        return f"At {clock} UTC the {' '.join(words[:3])} while a {' '.join(words[3:6])} and the {' '.join(words[6:])}."

    parts = [f"## Part {n + 1}: {random.choice(_WHERE)}\n\n{sentence()} {sentence()}" for n in range(paragraphs)]
    return "\n\n".join([f"# The {random.choice(_PARTS)} {random.choice(_DOES)} on 2024-05-{seed % 28 + 1:02}", *parts])


def status_page(service: str, day: int, hour: int) -> str:
    """An incident as a template tells it: only the service and the times are its own."""
    return f"""Incident with {service}
    Investigating - We are currently investigating this issue and will share more as soon as we know what is wrong.
    Mar {day}, 2024 - {hour}:0{day % 6} UTC
    Identified - The issue has been identified and a fix is being put in place for everyone who is affected by it.
    Mar {day}, 2024 - {hour}:2{day % 7} UTC
    Monitoring - A fix has been put in place and we are monitoring the results closely over the next hours.
    Mar {day}, 2024 - {hour}:4{day % 8} UTC
    Resolved - This incident has been resolved. We are sorry for the trouble that this has caused to your teams.
    Mar {day}, 2024 - {hour + 1}:1{day % 9} UTC"""


def changed(text: str, share: float, seed: int) -> str:
    random = Random(seed)
    return " ".join(f"word{random.randrange(999)}" if random.random() < share else w for w in text.split(" "))


def together(one: str, other: str) -> bool:
    return alike([("a", sketch(one)), ("b", sketch(other))]) == [("a", "b")]


@pytest.mark.parametrize("seed", range(5))
def test_the_same_incident_is_found(seed: int) -> None:
    text = report(seed)
    paragraphs = text.split("\n\n")
    Random(seed).shuffle(paragraphs)
    assert together(text, text)
    assert together(text, "\n\n".join(line for line in text.split("\n\n") if not line.startswith("#")))
    assert together(text, "\n\n".join(paragraphs))
    assert together(text, text.upper().replace("\n\n", "\r\n"))
    assert together(text, changed(text, 0.1, seed))
    assert together(text, f"Status. Blog. Pricing. Log in. Subscribe to updates.\n{text}\nAll rights reserved.")


def test_different_incidents_are_not() -> None:
    assert alike((f"report-{seed}", sketch(report(seed))) for seed in range(60)) == []


def test_a_template_makes_no_pair() -> None:
    pages = [status_page(service, day, 9 + day % 3) for day in range(10, 28) for service in ("Search", "Login")]
    days_apart = [(f"{n}", sketch(page)) for n, page in enumerate(pages) if n % 2 == 0]
    assert alike(days_apart) == []
    assert together(pages[0], pages[0].replace("everyone", "all"))


def test_a_template_without_figures_makes_no_pair() -> None:
    form = """We looked at {0} after customers told us that it was slow. The team of {0} found that {1} had filled up and
    that nobody was told in time. They emptied {1} by hand and watched {0} until the evening. Nobody lost any data, and
    we will make sure that {1} is watched from now on."""
    pages = [form.format(*names) for names in (("search", "the disk"), ("login", "a queue"), ("mail", "its cache"))]
    assert alike((str(n), sketch(page)) for n, page in enumerate(pages)) == []
    assert together(pages[0], pages[0].replace("evening", "night"))


def test_one_in_a_crowd_of_its_template_is_found() -> None:
    def page(number: int) -> str:
        return f"{status_page('Search', number % 28 + 1, 9)}\n{report(number, 5)}"

    crowd = [(f"{number:04}", sketch(page(number))) for number in range(120)]
    again = changed(page(7), 0.05, 1)
    assert alike([*crowd, ("scraped-again", sketch(again))]) == [("0007", "scraped-again")]


def test_many_copies_are_one_group() -> None:
    copies = [(f"{number:02}", sketch(changed(report(3), 0.03, number))) for number in range(40)]
    assert alike(copies) == [tuple(name for name, _ in copies)]


def test_order_does_not_matter() -> None:
    known = [(f"{n:03}", sketch(changed(report(n // 2), 0.05, n) if n % 4 < 2 else report(n))) for n in range(40)]
    expected = alike(known)
    assert len(expected) == 10
    for seed in range(3):
        Random(seed).shuffle(known)
        assert alike(known) == expected


@pytest.mark.parametrize("text", ["", "Down again.", "Search is down. " * 40, "\ud800\x00", "— " * 500])
def test_too_little_to_be_known_by(text: str) -> None:
    assert sketch(text) == ()
    assert not together(text, text)


def test_scripts_without_spaces() -> None:
    text = "".join(chr(0x4E00 + (n * n * 7919) % 5000) for n in range(300))
    assert together(text, text[:200] + "変" + text[200:])
    assert not together(text, text[::-1])


def test_a_sketch_is_small_and_the_same_everywhere() -> None:
    found = sketch(report(1, 200))
    assert len(found) == 176
    assert pickle.loads(pickle.dumps(found)) == found
    script = f"from pmtool.archive.likeness import sketch; print(sketch({report(1, 200)!r}) == {found!r})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "True\n"


@given(st.text())
def test_any_text(text: str) -> None:
    found = sketch(text)
    assert all(0 <= value < 1 << 63 for value in found)
    assert together(text, text) == bool(found)


def test_what_all_share_costs_little() -> None:
    """Thousands of reports with the same boilerplate are held against a few neighbours each, not against all."""
    shared = sketch(report(0, 40))
    crowd = [(f"{n:05}", (*shared[:100], *(value + 2 * n for value in shared[100:]))) for n in range(2_000)]
    assert len(alike(crowd)) < 2_000  # and comes to an end at all: four million pairs would not
