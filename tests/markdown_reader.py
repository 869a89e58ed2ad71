"""Reads a Markdown postmortem back by the grammar in docs/postmortem.md, to prove that nothing is lost in it."""

from __future__ import annotations

import re

import yaml

from pmtool import (
    ActionItem,
    Alternative,
    Claim,
    Coverage,
    Event,
    Evidence,
    Instant,
    Milestones,
    Postmortem,
    RunInfo,
    Source,
    StatusUpdate,
    UnplacedSegment,
)

TEXT = r"(?:\\.|[^\\\[*])*?"
STATEMENT = re.compile(rf"(?P<text>{TEXT})(?: \*\((?P<marks>[a-z, ]+)\)\*)?(?P<refs>(?:\[\^\w+\])*)")
QUOTED = r'"((?:\\.|[^"\\])*)"'
EVIDENCE = re.compile(rf"(.+?):(-?\d+)-(-?\d+)(?: \((\w+)\))? {QUOTED}")
READ = re.compile(rf"{QUOTED}(?: in {QUOTED})? \((\w+)\)(?:, to the (\w+))?((?:; or {QUOTED} if {QUOTED})*)")
OTHER = re.compile(rf"; or {QUOTED} if {QUOTED}")
CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d)(:\d\d(?:\.\d+)?)?(?: (UTC|Z|[+-]\d\d:\d\d))?)?")
TITLES = {
    "contributing_factors": "Contributing factors",
    "went_well": "What went well",
    "went_wrong": "What went wrong",
    "got_lucky": "Where we got lucky",
    "lessons": "Lessons learned",
    "open_questions": "Open questions",
}


def unescape(written: str) -> str:
    def one(match: re.Match[str]) -> str:
        if match["punctuation"]:
            return match["punctuation"]
        if match["code"]:
            return chr(int(match["code"], 16))
        return {"&lt;": "<", "&amp;": "&", "<br>": "\n"}[match[0]]

    return re.sub(r"\\(?P<punctuation>[!-/:-@\[-`{-~])|&lt;|&amp;|&#x(?P<code>[0-9A-F]+);|<br>", one, written)


def split_row(line: str) -> list[str]:
    return [cell.strip(" ") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


class Reader:
    def __init__(self, text: str) -> None:
        _, head, body = text.split("---\n", 2)
        self.head = yaml.safe_load(head)
        lines = body.split("\n")
        self.notes = {m[1]: m[2] for line in lines if (m := re.fullmatch(r"\[\^(\w+)\]: (.*)", line))}
        self.title = next(line[2:] for line in lines if line.startswith("# "))
        self.sections: dict[str, list[str]] = {}
        current: list[str] = []
        for line in lines:
            if line.startswith("## "):
                current = self.sections.setdefault(line[3:], [])
            elif line and not line.startswith("[^"):
                current.append(line)

    def postmortem(self) -> Postmortem:
        h = self.head
        coverage = Coverage(**h["coverage"], unplaced_segments=tuple(map(self.unplaced, self.body("Unplaced"))))
        run = RunInfo(**{k: tuple(v) if isinstance(v, list) else v for k, v in h["run"].items()})
        lists = {name: tuple(self.claim(line[2:]) for line in self.body(title)) for name, title in TITLES.items()}
        single = {
            name: None if line == "*Not stated.*" else self.claim(line)
            for name in ("summary", "impact", "detection", "trigger", "root_cause", "resolution")
            for line in self.body(name.replace("_", " ").capitalize())
        }
        return Postmortem(
            **{n: h[n] for n in ("schema_version", "organization", "incident_id", "severity", "status")},
            **{n: tuple(h[n]) for n in ("authors", "services", "regions")},
            title="" if self.title == "*Untitled*" else unescape(self.title),
            sources=tuple(Source(**source) for source in h["sources"]),
            milestones=Milestones(**{name.lower(): self.time(at) for name, at in self.rows("Milestones")}),
            timeline=tuple(map(self.event, self.rows("Timeline"))),
            status_updates=tuple(map(self.update, self.rows("Status updates"))),
            action_items=tuple(map(self.action, self.rows("Action items"))),
            coverage=coverage,
            run=run,
            **single,
            **lists,
        )

    def body(self, title: str) -> list[str]:
        return self.sections.get(title, [])

    def rows(self, title: str) -> list[list[str]]:
        return [split_row(line) for line in self.body(title) if line.startswith("|")][2:]

    def statement(self, written: str) -> tuple[str, tuple[Evidence, ...], str, bool]:
        m = STATEMENT.fullmatch(written)
        assert m, written
        evidence = tuple(self.evidence(label) for label in re.findall(r"\w+", m["refs"]))
        marks = (m["marks"] or "").split(", ")
        told = [mark for mark in marks if mark in ("rules", "model", "human")]
        origin = told[0] if told else "rules" if evidence else "human"
        return unescape(m["text"]), evidence, origin, "hedged" in marks

    def claim(self, written: str) -> Claim:
        text, evidence, origin, hedged = self.statement(written)
        return Claim(text=text, evidence=evidence, origin=origin, certainty="hedged" if hedged else "stated")

    def event(self, row: list[str]) -> Event:
        at, _, until = row[0].partition(" – ") if not row[0].startswith('"') else self.quoted_span(row[0])
        text, evidence, origin, _ = self.statement(row[1])
        return Event(
            at=self.time(at),
            until=self.time(until) if until else None,
            text=text,
            kind=row[2],
            actor=unescape(row[3]) or None,
            evidence=evidence,
            origin=origin,
        )

    def quoted_span(self, written: str) -> tuple[str, str, str]:
        m = re.fullmatch(rf"({QUOTED}(?:\[\^\w+\])?)( – )?(.*)", written)
        assert m, written
        return m[1], m[3] or "", m[4]

    def update(self, row: list[str]) -> StatusUpdate:
        text, evidence, _, _ = self.statement(row[2])
        return StatusUpdate(at=self.time(row[0]), state=row[1], text=text, evidence=evidence)

    def action(self, row: list[str]) -> ActionItem:
        text, evidence, origin, _ = self.statement(row[0])
        owner, priority, due, tracker = (unescape(cell) or None for cell in row[2:6])
        return ActionItem(
            text=text,
            type=row[1],
            owner=owner,
            priority=priority,
            due=due,
            tracker=tracker,
            state=row[6].replace(" ", "_"),
            evidence=evidence,
            origin=origin,
        )

    def unplaced(self, line: str) -> UnplacedSegment:
        m = re.fullmatch(rf"- (.+?) (.+?):(-?\d+)-(-?\d+) {QUOTED}", line)
        assert m, line
        return UnplacedSegment(
            id=unescape(m[1]), source=unescape(m[2]), start=int(m[3]), end=int(m[4]), text=unescape(m[5])
        )

    def evidence(self, label: str) -> Evidence:
        m = EVIDENCE.fullmatch(self.notes[label])
        assert m, self.notes[label]
        return Evidence(
            source=unescape(m[1]), start=int(m[2]), end=int(m[3]), status=m[4] or "exact", quote=unescape(m[5])
        )

    def time(self, written: str) -> Instant | None:
        if written == "unknown":
            return None
        m = re.fullmatch(r"(~)?(.*?)(?:(?<!\\)\[\^(\w+)\])?", written)
        assert m, written
        at, implied = self.clock(m[2])
        fields: dict[str, object] = {}
        if m[3]:
            read = READ.fullmatch(self.notes[m[3]])
            assert read, self.notes[m[3]]
            others = [Alternative(at=unescape(a), why=unescape(b)) for a, b in OTHER.findall(read[5])]
            fields = {
                "as_written": unescape(read[1]),
                "zone": None if read[2] is None else unescape(read[2]),
                "zone_rule": read[3],
                "alternatives": tuple(others),
            }
            implied = read[4] or implied
        return Instant(at=at, precision=implied, approximate=bool(m[1]), **fields)

    def clock(self, written: str) -> tuple[str, str | None]:
        if written.startswith('"'):
            return unescape(written[1:-1]), None
        m = CLOCK.fullmatch(written)
        assert m, written
        day, minute, second, zone = m.groups()
        if minute is None:
            return day, "day"
        offset = "+00:00" if zone == "UTC" else zone or ""
        return f"{day}T{minute}{second or ':00'}{offset}", "second" if second else "minute"
