from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

import pmtool
from pmtool import Claim, Event, Instant, Postmortem
from pmtool.formats.markdown.front_matter import front_matter
from pmtool.formats.markdown.gantt import FEWEST, MOST, gantt
from pmtool.formats.markdown.inline import escape, quoted, unescape
from records import ALERTED, DEPLOYED, RECOVERED, SAMPLE, anything, hostile

any_text = hostile | st.text()


def rendered(markdown: str) -> list[Token]:
    """Tokens of what GitHub would show, but for footnotes."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)


def shown(inline: Token) -> str:
    """The text a reader sees of an inline run, line breaks included."""
    parts = []
    for token in inline.children or []:
        if token.type == "html_inline":
            assert token.content == "<br>"
            parts.append("\n")
        else:
            assert token.type in ("text", "text_special"), token
            parts.append(token.content)
    return "".join(parts)


def visible(text: str) -> str:
    """The text without what renderers show as a replacement mark, or not at all."""
    return "".join(c for c in text if c in " \n" or (c.isprintable() and c != "\ufffd"))


@pytest.mark.parametrize(
    "place", ["{}", "# {}", "- {}", "| a | b |\n| --- | --- |\n| {} | x |", '- S1 "{}" x'], ids=lambda place: place[:5]
)
@given(text=any_text)
def test_escaped_text_shows_as_itself_and_does_nothing_else(place: str, text: str) -> None:
    inlines = [token for token in rendered(place.format(escape(text))) if token.type == "inline"]
    mine = inlines[2:] if place.startswith("|") else inlines  # behind a table's heads
    found = shown(mine[0]) if mine else ""
    if place.startswith("- S1"):
        found = found.removeprefix('S1 "').removesuffix('" x')
    assert visible(found) == visible(text) or not text.strip()  # a line break alone is one, and no text


@given(any_text)
def test_escaped_text_is_one_line_and_reads_back(text: str) -> None:
    written = escape(text)
    assert written == "".join(written.splitlines())
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", written)
    assert unescape(written) == text
    assert unescape(quoted(text)[1:-1]) == text
    assert not re.search(r'(?<!\\)(\\\\)*"', quoted(text)[1:-1])


@pytest.mark.parametrize(
    "plain",
    ["At ~14:05 the API's p99 hit 3.2 s (was 0.4 s).", "max_pool_size was 20 -> 200; see https://a.example/x?y=1&z=2"],
)
def test_ordinary_text_stays_readable(plain: str) -> None:
    assert escape(plain) == plain


def tables(markdown: str) -> list[list[list[str]]]:
    """Rows of cells of each table, as rendered."""
    found: list[list[list[str]]] = []
    for token in rendered(markdown):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and token.level == 4 and found:
            found[-1][-1].append(token.content)
    return found


@settings(max_examples=40)
@given(texts=st.lists(any_text, min_size=1, max_size=4), actor=any_text)
def test_tables_hold_whatever_the_text(texts: list[str], actor: str) -> None:
    events = tuple(Event(at=DEPLOYED, text=text, actor=actor) for text in texts)
    actions = tuple(pmtool.ActionItem(text=text, owner=actor) for text in texts)
    body = pmtool.dump(Postmortem(timeline=events, action_items=actions), "markdown").split("---\n", 2)[2]
    assert [(len(table), {len(row) for row in table}) for table in tables(body)] == [
        (len(texts) + 1, {4}),
        (len(texts) + 1, {7}),
    ]


def filled(value: object) -> object:
    """A record as Markdown can show it: no empty statements and names, ids of one word as `R1` and `S9` are."""
    if isinstance(value, tuple):
        return tuple(map(filled, value))
    if not is_dataclass(value):
        return value
    names = ("text", "actor", "owner", "priority", "due", "tracker")
    inner = {field.name: getattr(value, field.name) for field in fields(value)}
    inner |= {k: "".join(v.split()) or "x" for k, v in inner.items() if k in ("id", "source")}
    return type(value)(**{k: "x" if v == "" and k in names else filled(v) for k, v in inner.items()})


def test_sample_reads_back() -> None:
    assert pmtool.load(pmtool.dump(SAMPLE, "markdown"), "markdown") == SAMPLE


@settings(max_examples=30, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(anything.map(filled))
def test_nothing_is_lost(postmortem: Postmortem) -> None:
    assert pmtool.load(pmtool.dump(postmortem, "markdown"), "markdown") == postmortem


@given(st.text(min_size=1) | hostile.filter(bool))
def test_no_text_is_lost(text: str) -> None:
    claim = Claim(text=text, evidence=(pmtool.Evidence(source="R1", start=0, end=1, quote=text),), certainty="hedged")
    time = Instant(at=text, as_written=text, zone=text, alternatives=(pmtool.Alternative(at=text, why=text),))
    event = Event(at=time, until=time, text=text, actor=text, evidence=claim.evidence)
    postmortem = Postmortem(
        title=text, severity=text, authors=(text,), summary=claim, lessons=(claim,), timeline=(event,)
    )
    assert pmtool.load(pmtool.dump(postmortem, "markdown"), "markdown") == postmortem


@pytest.mark.parametrize(
    ("instant", "shows"),
    [
        (DEPLOYED, "2026-03-01 14:05 UTC"),
        (ALERTED, "~2026-03-01 14:12 UTC"),
        (RECOVERED, "2026-03-01 14:40:30 UTC"),
        (Instant(at="2026-03-01", precision="day"), "2026-03-01"),
        (Instant(at="2026-03-01T14:05:00-05:00"), "2026-03-01 14:05 -05:00"),
        (Instant(at="2026-03-01T14:00:00+00:00", precision="hour"), "2026-03-01 14:00 UTC"),
    ],
)
def test_times_are_shown_for_people(instant: Instant, shows: str) -> None:
    row = pmtool.dump(Postmortem(timeline=(Event(at=instant, text="x"),)), "markdown").split("| --- |\n")[1]
    assert re.sub(r"\[\^t1\]", "", row).startswith(f"| {shows} |")


def test_a_time_that_a_person_typed_needs_no_note() -> None:
    typed = Postmortem(timeline=(Event(at=Instant(at="2026-03-01T14:05:00+01:00"), text="x", origin="human"),))
    assert "| 2026-03-01 14:05 +01:00 | x | other |  |" in pmtool.dump(typed, "markdown")


def test_equal_evidence_is_one_footnote() -> None:
    text = pmtool.dump(replace(SAMPLE, impact=SAMPLE.summary), "markdown")
    assert text.count('"Checkout failed for 35 minutes."') == 1
    assert text.count("[^e1]") == 3


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | any_text,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.from_regex("[a-z_]{2,8}", fullmatch=True), inner)
        ),
        max_leaves=8,
    )
)
def test_front_matter_is_yaml(value: object) -> None:
    lines = front_matter({"field": value})
    assert (lines[0], lines[-1]) == ("---", "---")
    assert all(line == "".join(line.splitlines()) for line in lines)
    assert yaml.safe_load("\n".join(lines[1:-1])) == {"field": value}


def at(minute: int, text: str, **more: object) -> Event:
    return Event(at=Instant(at=f"2026-03-01T14:{minute:02}:00+00:00"), text=text, **more)


def test_chart_where_it_helps() -> None:
    events = [at(i, f"step {i}") for i in range(FEWEST)]
    assert gantt(events)[0] == "```mermaid"
    assert gantt(events[1:]) == []
    assert gantt([at(i % 60, "x") for i in range(MOST + 1)]) == []
    assert gantt([replace(event, at=Instant(at="2026-03-01", precision="day")) for event in events]) == []


def test_chart_shows_windows_on_one_clock() -> None:
    lines = gantt(
        [
            at(5, "deploy", kind="trigger"),
            replace(at(10, "errors", kind="impact"), until=Instant(at="2026-03-01T15:30:00+01:00")),
            Event(at=Instant(at="2026-03-01T16:00:00+01:00"), text="calm", kind="recovery"),
        ]
    )
    assert "    1. deploy :milestone, 2026-03-01T14:05, 0m" in lines
    assert "    2. errors :2026-03-01T14:10, 2026-03-01T14:30" in lines
    assert "    3. calm :milestone, 2026-03-01T15:00, 0m" in lines


@given(any_text)
def test_chart_text_is_only_text(text: str) -> None:
    lines = gantt([at(1, text), at(2, "b"), at(3, "c")])
    label = next(line for line in lines if line.startswith("    1. ")).removeprefix("    1. ")
    assert re.fullmatch(r"[\w .,\-/()'…]* :milestone, 2026-03-01T14:01, 0m", label)
    assert len(lines) == len(gantt([at(1, "a"), at(2, "b"), at(3, "c")]))
