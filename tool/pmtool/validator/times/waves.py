"""PM112: lengths of several windows, listed or added up, against the windows told elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pmtool.model.metrics import covered_minutes
from pmtool.patterns import Pattern
from pmtool.validator.facts.lengths import Length, minutes_between, plain_length, shown
from pmtool.validator.facts.stated import Stated, sentence_start, stated
from pmtool.validator.facts.windows import Window, instant_of, told_together
from pmtool.validator.record import Record, Telling
from pmtool.validator.rule import Flaw, Rule
from pmtool.validator.times.phrases import TOTAL, WAVES

_ALSO = Pattern(r"(?:^|[\s(])((?:\d+(?:\.\d+)?\s*,\s*)*\d+(?:\.\d+)?)\s*(?:,|,?\s*and|&|/|\+)\s*$", re.I)
"""Numbers before a duration that share its unit: `38, 52 and 64 minutes`."""
_RESPECTIVELY = Pattern(r"\brespectively\b", re.I)
_NEAR = 500
"""Characters between several windows and the sentence that adds them up."""


class DurationsContradictWindows(Rule):
    """Lengths of several windows, listed or added up, that the windows told elsewhere do not give.

    Why: where an incident came in waves, the lengths and the windows are written apart, and drift apart.

    Bad::

        ## Summary

        There were two waves, lasting 44 and 15 minutes respectively.

        ## Impact

        On 1 March 2026 logins failed from 11:38 to 12:33 UTC and then from 13:02 to 13:17 UTC.

    Good::

        ## Summary

        There were two waves, lasting 55 and 15 minutes respectively.

        ## Impact

        On 1 March 2026 logins failed from 11:38 to 12:33 UTC and then from 13:02 to 13:17 UTC.

    Fix: Compute each length from its window, and the total from all of them.
    """

    code = "PM112"
    name = "durations-contradict-windows"

    def check(self, record: Record) -> Iterator[Flaw]:
        groups = [(telling, told) for telling in record.tellings for told in _groups(telling)]
        by_count = {len(told): (telling, told) for telling, told in reversed(groups)}
        for telling in record.tellings:
            own = sorted((told for where, told in groups if where is telling), key=_end)
            for series in _series(telling):
                lengths = [part for said in series for part in _parts(said)]
                flaw = None
                if len(lengths) > 1 and len(lengths) in by_count:
                    flaw = _listed(series[0], lengths, *by_count[len(lengths)])
                elif len(lengths) == 1 and own:
                    flaw = _added_up(series[0], own)
                if flaw:
                    yield flaw


def _groups(telling: Telling) -> Iterator[list[Window]]:
    """Windows told together: by one sentence, or by the entries of one list or table."""
    yield from (told for told in told_together(telling) if len(told) > 1)
    runs: dict[int, list[Window]] = {}
    for block in telling.document.blocks:
        if block.kind in ("item", "row", "code", "log"):
            inside = telling.mentions_in(block.start, block.end)
            times = [(m, at) for m in inside if (at := instant_of(m))]
            if len(times) == 2 and times[0][1] < times[1][1]:
                (first, start), (last, end) = times
                runs.setdefault(block.run, []).append(Window(start, end, (first.start, last.end)))
    yield from (windows for windows in runs.values() if len(windows) > 1)


def _end(told: Sequence[Window]) -> int:
    return told[-1].words[1]


def _series(telling: Telling) -> Iterator[list[Stated]]:
    """Durations of a sentence that lists several, or tells a total."""
    by_sentence: dict[int, list[Stated]] = {}
    for said in stated(telling, "duration"):
        by_sentence.setdefault(said.sentence.start, []).append(said)
    for group in by_sentence.values():
        text = telling.document.text[group[0].sentence.start : group[0].sentence.end]
        if (TOTAL if len(group) == 1 and len(_parts(group[0])) == 1 else WAVES).search(text):
            yield group


def _parts(said: Stated) -> list[Length]:
    """The lengths of one mention: `44 and 15 minutes` has its first number before it."""
    unit = 60.0 if re.search(r"\d\s*h", said.mention.text) else 1.0
    earlier = _ALSO.search(said.before[-40:])
    numbers = re.findall(r"\d+(?:\.\d+)?", earlier[1]) if earlier else []
    return [*(plain_length(float(number) * unit) for number in numbers), said.length]


def _listed(said: Stated, lengths: Sequence[Length], where: Telling, told: Sequence[Window]) -> Flaw | None:
    sentence = said.telling.document.text[said.sentence.start : said.sentence.end]
    if where is said.telling and sentence_start(where, told[0].words[0]) == said.sentence.start:
        return None  # beside each other: PM110 has them
    one_after_another = all(later.start >= earlier.end for earlier, later in pairwise(told))
    if not one_after_another and not _RESPECTIVELY.search(sentence):
        return None
    if all(part.agrees(window.minutes) for part, window in zip(lengths, told, strict=True)):
        return None
    computed = " and ".join(shown(window.minutes) for window in told)
    windows = "; ".join(where.words(*window.words) for window in told)
    quote = said.telling.words(said.sentence.start, said.sentence.end)
    return said.flaw(f'"{quote}" contradicts "{windows}", which are {computed}', f"Write {computed}.")


def _added_up(said: Stated, groups: Sequence[Sequence[Window]]) -> Flaw | None:
    """Groups are in the order of their ends."""
    place = said.sentence.start
    near = groups[bisect_left(groups, place - _NEAR, key=_end) : bisect_right(groups, place + _NEAR, key=_end)]
    near = [told for told in near if told[0].words[0] < place]
    if not near or _end(near[-1]) > place:
        return None
    told = near[-1]
    pairs = [(window.start, window.end) for window in told]
    total = covered_minutes(pairs)
    others = (sum(window.minutes for window in told), minutes_between(min(pairs)[0], max(end for _, end in pairs)))
    if said.length.agrees_with_any([total, *others]):
        return None
    windows = said.telling.words(told[0].words[0], told[-1].words[1])
    return said.flaw(
        f'"{said.quote}" contradicts "{windows}", which add up to {shown(total)}', f"Write {shown(total)}."
    )


RULES: tuple[Rule, ...] = (DurationsContradictWindows(),)
