"""An archive's page: what it shows, that it is the same each time, and that nothing in a report comes alive in it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive_incidents import entry, incident, lost, many
from chromium import CHROMIUM, Page, browser, until
from pmtool import ActionItem, Claim, Event, Postmortem
from pmtool.archive.entry import Entry
from pmtool.archive.figures import Bar, figures
from pmtool.archive.page import charts
from pmtool.archive.page.timeline import MOST_ROWS, timeline
from pmtool.archive.page.writing import FIRST_ROWS, page, write_page, write_timeline
from records import SAMPLE, anything, hostile

EVIL = (
    "</script><script>alive('script')</script><img src=x onerror=alive('image')>"
    "\"onload=\"alive('attribute')\" '-alive('quote')-' ]]> <!-- --> {{ 7*7 }} {% raw %} &lt;b&gt; </title></style> \u202egnp"
)
SVG = "{http://www.w3.org/2000/svg}"
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM} to look at the page with")


class Read(HTMLParser):
    """The elements of a page, their attributes and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


def evil(text: str) -> Entry:
    """An incident that says it wherever there is room for words."""
    item = ActionItem(text=text, owner=text, due=text, tracker=text)
    told = incident(
        text, severity=text, services=(text,), root_cause=Claim(text=f"{text} deploy"), action_items=(item,), resolved=9
    )
    timed = replace(told, timeline=(Event(at=told.milestones.started, text=text, kind="impact"),))
    made = entry(timed, "evil", alike=("other",))
    return replace(made, triage=replace(made.triage, reasons=(text,)))


def data_of(html: str) -> dict[str, list]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


def test_the_same_figures_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        write_page(str(tmp_path / name), figures(many(40), [lost()]))
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    assert not [*tmp_path.glob(".pmtool-*")]


def test_nothing_is_asked_of_elsewhere() -> None:
    html = page(figures(many(40), [lost()]))
    read = Read(html)
    assert {link for link in read.values("href") if not link.startswith(("#", "postmortems/"))} == set()
    assert read.values("src") == read.values("style") == []
    assert not {"link", "iframe", "object", "embed", "base"} & set(read.tags)
    assert set(re.findall(r"https?://[^\"' <]+", html)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"@import|url\(", html)


def test_what_can_be_read_without_the_script() -> None:
    counted = figures(many(FIRST_ROWS + 20), [lost("scan.pdf", is_quarantined=True)])
    html = page(counted)
    assert html.count('class="number risk"') == FIRST_ROWS
    assert "triage.csv has all" in html
    assert "Export it as text." in html
    assert "left alone" in html
    assert [row[0] for row in data_of(html)["rows"]] == [row.name for row in counted.rows]


def test_links_are_quoted() -> None:
    odd = replace(entry(incident(resolved=3)), name="a b%#?.x")
    assert "postmortems/a%20b%25%23%3F.x.md" in Read(page(figures([odd]))).values("href")


def test_nothing_to_show_is_a_page_too() -> None:
    html = page(figures([]))
    assert "0 incidents" in html
    assert "No incident names a service." in html


@cache
def plain_page() -> Read:
    return all_about("xx")


def all_about(text: str) -> Read:
    return Read(page(figures([evil(text)], [lost(text, message=text, remedy=text)])))


@settings(max_examples=8, deadline=None)
@given(hostile | st.sampled_from([EVIL, "]]>", "</script>", "<!--<script>"]))
@example(EVIL)
def test_report_text_stays_text(text: str) -> None:
    read, plain = all_about(f"x{text}x"), plain_page()
    assert read.tags == plain.tags
    assert [name for name, _ in read.attributes] == [name for name, _ in plain.attributes]


def test_charts_hold_what_they_show_and_nothing_of_the_day() -> None:
    bars = [Bar(name='<b> & "c"', count=1200), Bar(name="n" * 60, count=0)]
    for drawn in (charts.lying("Label", bars, 400), charts.standing("Label", bars, 400, 200)):
        root = ElementTree.fromstring(drawn)
        titles = {title.text for title in root.iter(f"{SVG}title")}
        assert titles == {'<b> & "c": 1,200', f"{'n' * 60}: 0"}
        assert root.get("aria-label") == "Label"
        assert not re.search("pygal|script|style=|<!--|20[0-9]{2}-", drawn)


@pytest.mark.parametrize("width", [340, 1150])
def test_names_of_periods_stand_apart(width: int) -> None:
    for number in (2, 6, 20, 43):
        bars = [Bar(name=f"{2010 + n // 4} Q{n % 4 + 1}", count=n % 3) for n in range(number)]
        root = ElementTree.fromstring(charts.standing("Label", bars, width, 190))
        places = [float(text.get("x", "")) for text in root.iter(f"{SVG}text") if "Q" in (text.text or "")]
        assert len(places) > 1
        assert min(after - before for before, after in pairwise(places)) > 60


def test_one_is_no_plural() -> None:
    told = page(figures([entry(incident(), copies=("b.txt",))], [lost()]))
    assert all(
        one in told for one in ("archive: 1 incident<", "1 exact copy<", "1 input was a copy of", "1 report came")
    )


def test_a_timeline_shows_events_and_milestones() -> None:
    root = ElementTree.fromstring(timeline(SAMPLE))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"started", "detected", "Release 4.2 went out", "03-01 14:05", "14:12", "+2 min"} <= set(texts)
    assert "Someone called a vendor" not in texts
    assert len([*root.iter(f"{SVG}circle")]) == 3


def test_a_long_timeline_says_what_it_leaves_out() -> None:
    started = SAMPLE.milestones.started
    picture = timeline(replace(SAMPLE, timeline=(Event(at=started, text="Again"),) * (MOST_ROWS + 7)))
    assert picture.count("Again") == MOST_ROWS
    assert "and 7 more" in picture


def test_no_picture_without_two_times(tmp_path: Path) -> None:
    target = tmp_path / "a.svg"
    assert not write_timeline(str(target), entry(incident()))
    assert not target.exists()
    assert write_timeline(str(target), entry(incident(resolved=3)))
    assert target.read_text(encoding="utf-8").startswith("<svg ")


@settings(max_examples=10, deadline=None)
@given(anything, hostile)
def test_any_timeline_is_sound_xml(postmortem: Postmortem, title: str) -> None:
    sample = replace(SAMPLE, title=title, timeline=(*SAMPLE.timeline, Event(at=SAMPLE.timeline[0].at, text=title)))
    for one in (postmortem, sample):
        if picture := timeline(one):
            assert {node.tag for node in ElementTree.fromstring(picture).iter()} <= {
                SVG + tag for tag in ("svg", "title", "style", "rect", "text", "line", "circle")
            }


# -- in a browser


@asynccontextmanager
async def opened(folder: Path, entries: Iterator[Entry] | list[Entry], failed: str = "x") -> AsyncIterator[Page]:
    """The page in a tab; at the end nothing may have gone wrong in it."""
    kept = list(entries)
    write_page(str(folder / "index.html"), figures(kept, [lost(failed, message=failed)]))
    (folder / "postmortems").mkdir()
    for one in kept[:3]:
        write_timeline(str(folder / "postmortems" / f"{one.name}.svg"), one)
    async with browser(folder / "profile") as tab:
        await tab.do(
            "Page.addScriptToEvaluateOnNewDocument", source="window.alive = what => (window.ran ??= []).push(what)"
        )
        await tab.do("Page.navigate", url=(folder / "index.html").as_uri())
        await until(
            lambda: is_true(tab, "document.readyState === 'complete' && !document.getElementById('filter').hidden")
        )
        yield tab
        assert tab.told("Log.entryAdded") == tab.told("Runtime.exceptionThrown") == []
        assert tab.told("Runtime.consoleAPICalled") == []
        asked = {request["request"]["url"] for request in tab.told("Network.requestWillBeSent")}
        assert all(url.startswith(folder.as_uri()) for url in asked), asked
        assert await tab.value("window.ran === undefined")


async def is_true(tab: Page, script: str) -> bool:
    return bool(await tab.value(script))


async def click(tab: Page, selector: str) -> None:
    """With a mouse, in the middle of the first element that fits."""
    find = f"(() => {{ const node = document.querySelector({json.dumps(selector)}); node.scrollIntoView({{block: 'center'}});"
    place = await tab.value(
        f"{find} const box = node.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
    )
    for kind in ("mousePressed", "mouseReleased"):
        await tab.do("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)


async def column(tab: Page, number: int) -> list[str]:
    told = await tab.value(
        f"[...document.querySelectorAll('#rows tbody tr')].map(row => row.cells[{number}]?.textContent ?? '')"
    )
    return list(told)


def look(session: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(session())  # type: ignore[arg-type]


@needs_chromium
def test_the_table_sorts_filters_and_turns_its_pages(tmp_path: Path) -> None:
    incidents = list(many(230))

    async def session() -> None:
        async with opened(tmp_path, incidents) as tab:
            await tab.do("Emulation.setFocusEmulationEnabled", enabled=True)
            risks = [int(risk) for risk in await column(tab, 0)]
            assert risks == sorted((one.triage.risk for one in incidents), reverse=True)[:100]
            await click(tab, "[data-key=errors] button")
            errors = [int(count) for count in await column(tab, 4)]
            assert errors == sorted((one.triage.errors for one in incidents), reverse=True)[:100]
            assert await tab.value("document.querySelector('[data-key=errors]').ariaSort") == "descending"
            assert await tab.value("document.querySelectorAll('#rows [aria-sort]').length") == 1
            await tab.value("document.querySelector('[data-key=date] button').focus()")
            for _ in range(2):  # by keyboard: newest first, then oldest
                await tab.do(
                    "Input.dispatchKeyEvent",
                    type="keyDown",
                    key="Enter",
                    code="Enter",
                    windowsVirtualKeyCode=13,
                    text="\r",
                )
                await tab.do(
                    "Input.dispatchKeyEvent", type="keyUp", key="Enter", code="Enter", windowsVirtualKeyCode=13
                )
            assert await column(tab, 2) == sorted(one.triage.date for one in incidents if one.triage.date)[:100]
            await click(tab, "#on")
            assert await tab.value("document.getElementById('shown').textContent") == "101–200 of 230"
            await click(tab, "#wrong")
            await click(tab, "#words")
            await tab.type("Checkout cause not")
            wanted = [
                one for one in incidents if "checkout" in one.postmortem.title.lower() + one.name and one.triage.errors
            ]
            wanted = [one for one in wanted if "cause not told" in one.triage.reasons]
            assert sorted(title.split(" zone")[0] for title in await column(tab, 1)) == sorted(
                one.postmortem.title.split(" zone")[0] for one in wanted
            )

    look(session)


@needs_chromium
def test_a_row_opens_its_timeline(tmp_path: Path) -> None:
    async def session() -> None:
        async with opened(tmp_path, [entry(incident(resolved=30))]) as tab:
            await click(tab, "button.picture")
            await until(lambda: is_true(tab, "document.querySelector('.opened img')?.naturalWidth > 0"))
            assert await tab.value("document.querySelector('.opened img').alt") == "Timeline of Checkout down"
            await click(tab, "button.picture")
            assert await tab.value("document.querySelector('.opened')") is None

    look(session)


@needs_chromium
def test_nothing_in_a_report_comes_alive(tmp_path: Path) -> None:
    async def session() -> None:
        async with opened(tmp_path, [evil(EVIL), entry(incident(EVIL), "other")], failed=EVIL) as tab:
            await click(tab, "tr:has([href*=evil]) button")
            await until(lambda: is_true(tab, "document.querySelector('.opened img')?.naturalWidth > 0"))
            assert await tab.value("document.querySelectorAll('script').length") == 2
            assert "<script>alive('script')</script>" in "".join(await column(tab, 1))
            await tab.do("Page.navigate", url=(tmp_path / "postmortems" / "evil.svg").as_uri())
            await until(
                lambda: is_true(tab, "document.readyState === 'complete' && document.documentElement.tagName === 'svg'")
            )
            assert await tab.value("document.querySelector('script, [onload]')") is None

    look(session)


@needs_chromium
def test_nothing_sticks_out_at_the_side(tmp_path: Path) -> None:
    long = incident(
        "n" * 300,
        services=("s" * 90,),
        severity="v" * 90,
        resolved=30,
        action_items=(ActionItem(text="t" * 400, due="d" * 90),),
    )

    async def session() -> None:
        async with opened(tmp_path, [entry(long), *many(40)], failed="f" * 300) as tab:
            await click(tab, "button.picture")
            for width, medium in (
                (1280, "screen"),
                (1090, "screen"),
                (1070, "screen"),
                (400, "screen"),
                (720, "print"),
            ):
                await tab.do("Emulation.setEmulatedMedia", media=medium)
                await tab.do(
                    "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
                )
                rim = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                assert (width, await tab.value(rim)) == (width, 0)

    look(session)
