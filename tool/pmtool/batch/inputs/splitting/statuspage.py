"""Statuspage's JSON: what its API answers (`/api/v2/incidents.json`), or incidents exported as a list."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pmtool.batch.inputs.splitting.cut import Cut, cut_of, day_of, one_line, post, prose
from pmtool.errors import InputError
from pmtool.patterns import Pattern

_LIST = Pattern(r'"(?:incidents|scheduled_maintenances)"\s*:\s*\[')
_CONTAINERS = ("incidents", "scheduled_maintenances", "incident")
_TIMES = {
    "started_at": "Started", "scheduled_for": "Scheduled for", "scheduled_until": "Scheduled until",
    "created_at": "Created", "monitoring_at": "Monitoring since", "resolved_at": "Resolved", "updated_at": "Updated",
}  # fmt: skip
_FACTS = {"impact": "Impact", "status": "Status", "id": "Incident ID", "shortlink": "Link"}
_MAINTENANCE = "scheduled_for"


def incidents(text: str, name: str) -> list[Cut] | None:
    """A cut for each incident in a JSON text, in its order; None where it is no Statuspage JSON.

    Of a damaged text, the incidents in front of the damage come as cuts of their own, what is left as the last.
    Raises InputError where there is no incident in it, where it is damaged before the first one, or where it nests
    deeper than any JSON of Statuspage's.
    """
    try:
        return _read(text, name)
    except RecursionError:
        raise InputError(f"{name} holds JSON nested too deeply to be read", "check that it is the right file") from None


def _read(text: str, name: str) -> list[Cut] | None:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        cuts = _read_damaged(text)
        if not cuts:
            _refuse_damaged(error, name)
        return cuts
    except ValueError:  # a number of more digits than Python takes
        return _read_damaged(text)
    found = list(_incidents_in(value))
    if found:
        return [_cut(incident, _page(value)) for incident in found]
    if isinstance(value, dict) and any(value.get(key) == [] for key in _CONTAINERS):
        raise InputError(f"{name} is a list of incidents that holds none", "leave it out")
    return None


def _read_damaged(text: str) -> list[Cut] | None:
    """Reads value by value, a list's or a line's, as far as it goes."""
    opened = _LIST.search(text)
    end = opened.end() if opened else text.find("[") + 1 if text.lstrip()[:1] == "[" else 0
    decoder = json.JSONDecoder()
    cuts = []
    while True:
        begin = end + len(text[end : end + 4_096]) - len(text[end : end + 4_096].lstrip(" \t\r\n,"))
        try:
            value, end = decoder.raw_decode(text, begin)
        except ValueError:
            break
        found = list(_incidents_in(value))
        if not found:
            break
        cuts += [_cut(incident, "") for incident in found]
    rest = text[begin:]
    if cuts and any(char.isalnum() for char in rest):
        cuts.append(cut_of([rest], ""))
    return cuts or None


def _refuse_damaged(error: json.JSONDecodeError, name: str) -> None:
    """Raises InputError for what must be JSON: it says so by its name, or is JSON up to where it breaks off. Several
    values in a row are none that is damaged."""
    if error.msg.startswith("Extra data"):
        return
    breaks_off = error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string")
    if breaks_off or name.lower().endswith(".json"):
        where = f"it breaks off at line {_last_line(error)}" if breaks_off else f"line {error.lineno} is damaged"
        raise InputError(f"{name} is no valid JSON ({where})", "export it again; if it is no JSON, name it .txt")


def _last_line(error: json.JSONDecodeError) -> int:
    return error.doc.rstrip().count("\n") + 1


def _incidents_in(value: Any) -> Iterator[dict[str, Any]]:
    """The incidents of an API answer, of a list of incidents, or the one that a value is."""
    values = value if isinstance(value, list) else [value]
    for each in values:
        if not isinstance(each, dict):
            continue
        if isinstance(each.get("incident_updates"), list):
            yield each
            continue
        for key in _CONTAINERS:
            held = each.get(key)
            for incident in held if isinstance(held, list) else [held]:
                if isinstance(incident, dict) and isinstance(incident.get("incident_updates"), list):
                    yield incident


def _page(value: Any) -> str:
    """Whose status page it is."""
    page = value.get("page") if isinstance(value, dict) else None
    return _text(page, "name") if isinstance(page, dict) else ""


def _cut(incident: dict[str, Any], page: str) -> Cut:
    updates = [update for update in incident["incident_updates"] if isinstance(update, dict)]
    title = _text(incident, "name")
    stamps = [_stamp(update) for update in updates]
    report = prose(_text(incident, "postmortem_body", lines=True))
    posts = [_post(update, stamp, report) for update, stamp in zip(updates, stamps, strict=True)]
    told = {_text(update, key) for update in updates for key in ("display_at", "created_at")}
    told.add(_text(incident, "postmortem_published_at"))
    times = [f"{label}: {at}" for key, label in _TIMES.items() if (at := _text(incident, key)) and at not in told]
    facts = [f"{label}: {fact}" for key, label in _FACTS.items() if (fact := _text(incident, key))]
    if report and not any(report in each for each in posts):
        posts.insert(0, post("Postmortem", f"Postmortem\n\n{report}", _text(incident, "postmortem_published_at")))
    head = f"{title}\nIncident Report for {page}" if page and title else title
    day = next(filter(None, map(day_of, (_text(incident, key) for key in ("started_at", "created_at")))), "")
    tail = (_affected(incident, updates), "\n".join((*facts, *times)))
    return cut_of([head, *posts, *tail], title, day or day_of(min(stamps, default="")))


def _post(update: dict[str, Any], stamp: str, report: str) -> str:
    """An update; the one that says that the postmortem is out holds it."""
    state = _text(update, "status").replace("_", " ").capitalize()
    words = prose(_text(update, "body", lines=True))
    if state == "Postmortem":
        words = f"Postmortem\n\n{words or report}"
    return post(state, "\n\n".join(filter(None, (words, *_changes(update)))), stamp)


def _stamp(update: dict[str, Any]) -> str:
    """When an update was posted: as the page shows it, and beside it when it was written, where that was later."""
    shown, written = _text(update, "display_at"), _text(update, "created_at")
    if shown and written and shown[:16] != written[:16]:
        return f"{shown} (written {written})"
    return shown or written


def _changes(update: dict[str, Any]) -> Iterator[str]:
    """How the components fared with an update."""
    changes = [
        f"{_text(each, 'name')}: {_state(each, 'old_status')} → {_state(each, 'new_status')}"
        for each in _dicts(update.get("affected_components"))
        if _text(each, "new_status") != _text(each, "old_status")
    ]
    if changes:
        yield "\n".join(changes)


def _affected(incident: dict[str, Any], updates: Iterable[dict[str, Any]]) -> str:
    components = [*_dicts(incident.get("components"))]
    for update in updates:
        components += _dicts(update.get("affected_components"))
    names = dict.fromkeys(name for component in components if (name := _text(component, "name")))
    what = "scheduled maintenance" if _text(incident, _MAINTENANCE) else "incident"
    return f"This {what} affected: {', '.join(names)}." if names else ""


def _state(component: dict[str, Any], key: str) -> str:
    return _text(component, key).replace("_", " ")


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())


def _text(value: dict[str, Any], key: str, *, lines: bool = False) -> str:
    """A field's text, on one line unless `lines`; empty for what is no text."""
    found = value.get(key)
    if not isinstance(found, str):
        return ""
    return found.strip() if lines else one_line(found)
