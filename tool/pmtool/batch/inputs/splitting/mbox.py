"""mbox: the mails of a list or a mailbox, an incident a thread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

from pmtool.batch.inputs.splitting.cut import Cut, cut_of, day_of, one_line, post, prose
from pmtool.patterns import Pattern

_FROM = re.compile(rb"(?:\A|(?<=\n)(?:\r?\n))(From [^\r\n]{0,200}\d{4}[^\r\n]{0,40}\r?\n)(?=[!-9;-~]{1,80}:)")
_STATES = "investigating|identified|monitoring|updated?|resolved|post-?mortem|scheduled|in progress|verifying|completed"
_STATE = Pattern(rf"\W*\b({_STATES})\b\s*[\]):–—-]+\s*|\[({_STATES})\]\s*", re.I)
_REPLY = Pattern(r"\s*(?:(?:re|fwd?|aw|wg|sv|vs|tr|rv|antw)(?:\[\d+\]|\(\d+\))?\s*:|\[(?:external|ext)\])\s*", re.I)
_ID = Pattern(r"<[^<>\s]{1,500}>")
_MOST_BOUNDARIES = 64
"""The parser tries each line against every boundary that is open; people nest a few."""
_CHARSETS = ("utf-8", "cp1252")


@dataclass(frozen=True, slots=True)
class _Mail:
    subject: str
    sender: str
    date: str
    """As its header says."""
    id: str
    refers: tuple[str, ...]
    """Ids of the mails that it follows."""
    body: str


def is_mbox(data: bytes) -> bool:
    """Whether bytes begin as an mbox does: a `From ` line with a year, a header below it."""
    return data[:5] == b"From " and _FROM.match(data) is not None


def threads(data: bytes) -> list[Cut]:
    """A cut for each thread of an mbox, by its first mail: what answers or follows it, or says the same in its subject
    but for `Re:` or a state such as `[Resolved]`."""
    found: dict[int, list[_Mail]] = {}
    by_id: dict[str, int] = {}
    by_subject: dict[str, int] = {}
    for mail in _mails(data):
        subject = _bare(mail.subject).casefold()
        known = [by_id[each] for each in mail.refers if each in by_id]
        thread = known[-1] if known else by_subject.get(subject, len(found)) if subject else len(found)
        found.setdefault(thread, []).append(mail)
        for each in (mail.id, *mail.refers):
            by_id.setdefault(each, thread)
        by_subject.setdefault(subject, thread)
    return [_cut(mails) for mails in found.values()]


def _mails(data: bytes) -> Iterator[_Mail]:
    from email.parser import BytesParser

    begins = [*_FROM.finditer(data)]
    ends = [*(found.start() for found in begins[1:]), len(data)]
    parser = BytesParser()
    for found, end in zip(begins, ends, strict=True):
        raw = re.sub(rb"(?m)^>(>*From )", rb"\1", data[found.end(1) : end])
        try:
            if raw.lower().count(b"boundary=") > _MOST_BOUNDARIES:
                raise MessageError
            yield _mail(parser.parsebytes(raw))
        except (MessageError, RecursionError, LookupError, ValueError, AttributeError, TypeError):
            yield _Mail("", "", "", "", (), _decoded(raw, None))  # more than the parser can take


def _mail(message: Message) -> _Mail:
    refers = f"{message.get('References') or ''} {message.get('In-Reply-To') or ''}"
    id = _ID.search(str(message.get("Message-ID") or ""))
    subject, sender, date = (_header(message, key) for key in ("Subject", "From", "Date"))
    return _Mail(subject, sender, date, id.group() if id else "", tuple(_ID.findall(refers)), _body(message))


def _header(message: Message, key: str) -> str:
    """A header's text, its encoded words decoded as far as they can be."""
    value = str(message.get(key) or "")
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError):
        return one_line(value)
    return one_line("".join(p if isinstance(p, str) else _decoded(p, charset) for p, charset in pieces))


def _body(message: Message) -> str:
    """The words of a mail: each text in it, plain rather than HTML where it says the same in both, and the names of
    what is attached."""
    texts = []
    for part in _parts(message):
        payload = part.get_payload(decode=True)
        name = part.get_filename()
        if part.get_content_maintype() == "text" and isinstance(payload, bytes):
            text = _decoded(payload, part.get_content_charset()).replace("\r\n", "\n")
            texts.append(prose(text) if part.get_content_subtype() == "html" else text.strip())
        elif name:
            texts.append(f"Attachment: {one_line(name)}")
    return "\n\n".join(text for text in texts if text)


def _parts(message: Message) -> Iterator[Message]:
    """The parts to read, of alternatives the plain one."""
    open_parts = [message]
    while open_parts:
        part = open_parts.pop()
        if not part.is_multipart():
            yield part
            continue
        held = [each for each in part.get_payload() if isinstance(each, Message)]
        if part.get_content_subtype() == "alternative":
            plain = [each for each in held if each.get_content_type() == "text/plain" and each.get_payload()]
            held = plain or held[-1:]
        open_parts += reversed(held)


def _decoded(data: bytes, charset: str | None) -> str:
    for encoding in (charset, *_CHARSETS):
        try:
            return data.decode(encoding) if encoding else data.decode("ascii")
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _bare(subject: str) -> str:
    """A subject without what answering and the course of an incident put in front of it."""
    while found := _REPLY.match(subject) or _STATE.match(subject):
        subject = subject[found.end() :]
    return one_line(subject)


def _cut(mails: list[_Mail]) -> Cut:
    title = _bare(mails[0].subject) or mails[0].subject
    posters = dict.fromkeys(f"From: {mail.sender}" for mail in mails if _state(mail) and mail.sender)
    return cut_of(["\n".join((title, *posters)), *(_told(mail, title) for mail in mails)], title, day_of(mails[0].date))


def _state(mail: _Mail) -> str:
    """The state that a mail's subject announces, as those of a status page do; else empty."""
    subject = mail.subject
    while found := _REPLY.match(subject):
        subject = subject[found.end() :]
    state = _STATE.match(subject)
    return (state[1] or state[2]).capitalize() if state and mail.date else ""


def _told(mail: _Mail, title: str) -> str:
    """A mail as a status page's post where its subject tells a state, else as one that a person wrote."""
    subject = mail.subject if _bare(mail.subject) != title else ""
    if state := _state(mail):
        return post(state, "\n\n".join(filter(None, (mail.body, subject))), mail.date)
    head = [f"--- Mail of {mail.date} ---" if mail.date else "--- Mail ---"]
    head += [f"From: {mail.sender}"] if mail.sender else []
    return "\n\n".join(filter(None, ("\n".join(head), subject, mail.body)))
