"""A file to a record under check: a postmortem is read as it stands, a raw report is structured offline first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pmtool import formats
from pmtool.errors import InputError
from pmtool.formats import Format
from pmtool.formats.reading import Reading
from pmtool.grounding.identity import identified
from pmtool.model import Document, Mention, Postmortem
from pmtool.model.finding import Place
from pmtool.pipeline.comments import Heeded, Scope, heed
from pmtool.source.decode import decode
from pmtool.source.reader import document_of, read_text, shown_name
from pmtool.validator import Policy, Record
from pmtool.validator.rule import Flaw


@dataclass(frozen=True)
class Setting:
    """What the postmortem is held against."""

    policy: Policy = field(default_factory=Policy)
    sources: tuple[Document, ...] = ()
    """The raw reports it was made from, where those are at hand."""
    timezone: str | None = None
    """Zone of times that name none, in raw reports."""
    date: dt.date | None = None
    """The day a raw report is about, where it names none itself."""


@dataclass(frozen=True)
class Written:
    """How a postmortem's file holds it."""

    format: Format
    reading: Reading

    def dump(self, postmortem: Postmortem) -> str:
        """A postmortem in the file's format, with sections of one's own where they stand in it."""
        if self.format.name == "markdown":
            from pmtool.formats import markdown

            return markdown.dump(postmortem, self.reading.after)
        return self.format.module.dump(postmortem)


@dataclass(frozen=True)
class Opened:
    """A file under check."""

    name: str
    """As it was asked for; `-` is stdin."""
    text: str
    """What lines and columns count in: the file as decoded, or the text of an HTML page."""
    record: Record
    written: Written | None
    """Null for a raw report."""
    scopes: tuple[Scope, ...] = ()
    """What comments in a raw report let stand, and where."""


def open_input(name: str, data: bytes, setting: Setting) -> Opened:
    """The record of a file's bytes. Raises InputError for what is no text, tells of no incident or can't be parsed."""
    shown = "stdin" if name == "-" else name
    text = decode(data, shown)
    if formats.is_canonical(text):
        return open_written(name, text, formats.recognise(text), setting)
    if setting.sources:
        raise InputError(
            f"{shown} is a raw report, and --source goes with a postmortem made from one",
            "Check it alone, or structure it first.",
        )
    read = read_text(text, name)
    document = document_of(data, read, shown_name(name))
    heeded = heed(document, read.text)
    return Opened(name, read.text, _raw_record(document, setting, heeded), None, heeded.scopes)


def open_written(name: str, text: str, format: Format, setting: Setting) -> Opened:
    """The record of a postmortem's text. Raises InputError where nothing of it can be read."""
    try:
        reading = format.module.read(text)
    except InputError as error:
        raise InputError(f"{'stdin' if name == '-' else name}: {error}", error.remedy) from error
    record = record_of(reading.postmortem, setting, flaws(reading))
    return Opened(name, text, record, Written(format, reading))


def record_of(postmortem: Postmortem, setting: Setting, problems: tuple[Flaw, ...] = ()) -> Record:
    """A postmortem as rules see it, with the sources that are at hand under the ids that it knows them by."""
    sources = identified(setting.sources, postmortem.sources) if setting.sources else ()
    return Record(postmortem, sources, _ledgers(sources, setting), setting.policy, problems=problems)


def flaws(reading: Reading) -> tuple[Flaw, ...]:
    """What could not be read, as rules see it."""
    return tuple(
        Flaw(p.message, p.path, fix=p.fix, severity="warning" if p.kept else None, place=Place(p.line, p.column))
        for p in reading.problems
    )


def _raw_record(document: Document, setting: Setting, heeded: Heeded) -> Record:
    from pmtool.engines import offline
    from pmtool.pipeline.structure import require_incident

    ledgers = _ledgers((document,), setting)
    postmortem = offline.structure((document,), ledgers)
    require_incident(postmortem, (document,))
    postmortem = replace(postmortem, ignores=heeded.everywhere)
    return Record(postmortem, (document,), ledgers, setting.policy, raw=True, problems=heeded.idle)


def _ledgers(sources: Sequence[Document], setting: Setting) -> Mapping[str, tuple[Mention, ...]]:
    if not sources:
        return {}
    from pmtool.temporal import build_ledger

    return build_ledger(sources, timezone=setting.timezone, date=setting.date)
