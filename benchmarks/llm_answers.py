"""What the server of benchmarks/llm.py answers; the model's name says how. Runs in the server's process."""

from __future__ import annotations

import json
import re
from collections import Counter

from extractive_model import answer_to
from model_server import Request, tokens

COPYING = "copying"
"""Answers pmtool's requests from the report."""
SPANS = "spans"
"""Answers langextract's requests from the text, in its format."""
REPEATING = "repeating"
"""Says again what it said first, so that the server costs next to nothing."""
TALLY = "tally"
"""Tells how many answers were made since it was last asked, and their tokens."""

_SECTION = re.compile(r"#+ (.*)")
_EVENT = re.compile(r"- (\d\d:\d\d) (.*)")
_MEASURE = re.compile(r"- (.*) \((?:owner: ([^,)]*))?(?:, due ([\d-]+))?.*?([A-Z]+-\d+)?\)")
_made: Counter[str] = Counter()
_first: list[str] = []


def script(request: Request) -> str:
    """The answer to a request."""
    if request.model == TALLY:
        told = json.dumps({"calls": _made["calls"], "tokens": _made["tokens"]})
        _made.clear()
        return told
    if request.model == REPEATING:
        _first[:] = _first or [answer_to(request.messages)]
        return _first[0]
    answer = _spans(request.text) if request.model == SPANS else answer_to(request.messages)
    count(answer)
    return answer


def count(answer: str) -> None:
    """Counts an answer for the tally."""
    _made.update(calls=1, tokens=tokens.count(answer))


def _spans(prompt: str) -> str:
    """Every line of the text in question, word by word, with what it says beside."""
    text = prompt.rpartition("\nQ: ")[2].removesuffix("A: ")
    found, section = [], "Summary"
    for line in filter(str.strip, text.splitlines()):
        if heading := _SECTION.match(line):
            section = heading[1]
        elif event := _EVENT.match(line):
            found.append(_span("event", event[2], time=event[1], kind="other", actor=None))
        elif measure := _MEASURE.match(line):
            owner, due, tracker = measure.group(2, 3, 4)
            found.append(_span("action_item", measure[1], type="other", owner=owner, due=due, tracker=tracker))
        else:
            found.append(_span("statement", line.removeprefix("- "), about=section))
    return json.dumps({"extractions": found})


def _span(name: str, text: str, **attributes: str | None) -> dict[str, object]:
    return {name: text, f"{name}_attributes": attributes}
