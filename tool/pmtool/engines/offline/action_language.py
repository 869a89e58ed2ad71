"""How measures are told: planned, under way, done, as an order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from pmtool.engines.offline import action_cues, cues
from pmtool.engines.offline.phrases import phrases

Words = Sequence[str]

_MODALS = frozenset({"should", "will", "must", "i'll", "we'll"})
_GAINS = frozenset({"will", "would", "allows", "ensures", "means", "should", "gives", "lets", "helps"})
_BE = frozenset({"is", "are", "was", "were"})
_BASES = frozenset(
    "use run keep validate check require send alert page block refuse have read write wait retry reject accept".split()
    + "ignore drop expire return compare verify limit".split()
)
_STATES = frozenset({"is", "was", "has", "seems", "appears", "looks", "works", "runs", "as", "this", "his", "its"})
_NOUNS = frozenset("support log page staff monitor alert order report test watch track plan change deploy".split())
"""Orders that are things as well: `support noticed`."""
_OPENING = 6
"""Words at the start of a sentence among which its verb and object stand."""
_SUBJECTS = frozenset({"the", "all", "every", "each", "our", "any", "new"})
_OBJECTS = frozenset(
    "a an the all each every its their no only any when if until unless once before after itself themselves".split()
)
_TOLD = frozenset({"was", "were", "had", "did", "didn't", "could", "couldn't", "took", "went", "began"})
_MENDED = frozenset({"fix", "workaround", "resolved", "recovered", "restored", "fixed", "mitigated", "mitigation"})
"""Of the repair or the outage, whatever is so now."""
_NOT = frozenset({"not", "never", "nothing"})
_PARTICIPLES = frozenset(
    {"been", "had", "caught", "seen", "known", "done", "taken", "run", "gone", "set", "brought", "put", "made", "built"}
    | {"rebuilt", "written", "given", "cut", "kept", "held", "sent", "split", "shut"}
)
_PAST = frozenset({"wrote", "built", "rebuilt", "made", "ran", "gave", "began", "taught", "froze"})


def is_order(words: Words) -> bool:
    """`Add an alert on disk usage`."""
    is_noun = words[:1] and words[0] in _NOUNS and len(words) > 1 and (words[1].endswith("ed") or words[1] in _BE)
    return not is_noun and phrases(action_cues.IMPERATIVES).opens(words)


def is_plan(words: Words) -> bool:
    """`We will add an alert`, `alerts should page`; not `this should have been caught`."""
    if phrases(action_cues.PLAN).occur(words) or _is_to_be(words):
        return True
    return not _MODALS.isdisjoint(words) and not _regrets(words)


def is_doing(words: Words) -> bool:
    """`We are adding an alert`, `a proxy is being built`."""
    for found in phrases(action_cues.DOING).find(words):
        follows = words[found.end : found.end + 3]
        if any(w.endswith("ing") for w in follows) or words[found.end - 1] == "being":
            return True
    return False


def is_done(words: Words) -> bool:
    """`We have added an alert`, `the job now checks the lag`."""
    return any(_NOT.isdisjoint(words[f.end : f.end + 2]) for f in phrases(action_cues.DONE).find(words))


def is_in_place(words: Words) -> bool:
    """`The job now validates its input`, `jobs are now retried`, `limits were put in place`; not `is now stable`."""
    if phrases(cues.RESOLUTION).occur(words) or any(w in _MENDED or w.startswith("normal") for w in words):
        return False
    for before, word, verb in zip(("", *words), words, words[1:], strict=False):
        if word == "now" and before in _BE and _is_participle(verb):
            return True
        if word == "now" and (verb in _BASES or (verb.endswith("s") and verb not in _STATES)):
            return before not in _BE
    return phrases(action_cues.IN_PLACE).occur(words)


def _is_participle(word: str) -> bool:
    return word.endswith("ed") or word in _PARTICIPLES


def is_past(words: Words) -> bool:
    """`Added an alert`."""
    return bool(words) and words[0] in _past_forms()


@cache
def _past_forms() -> frozenset[str]:
    """`added`, `cached`, `verified`, `pinned` of the words that open orders."""
    orders = [p.strip() for line in action_cues.IMPERATIVES.splitlines() for p in line.split("|")]
    ended = {verb.removesuffix("e") + "ed" for verb in orders} | {verb + verb[-1:] + "ed" for verb in orders}
    return _PAST | ended | {verb[:-1] + "ied" for verb in orders if verb.endswith("y")}


def is_passive(words: Words) -> bool:
    """`Secrets are masked`, `a server was brought into service`; not what was not done."""
    for i, word in enumerate(words):
        following = words[i + 1 : i + 3]
        if word in _BE and any(w.endswith("ed") or w in _PARTICIPLES for w in following):
            return _NOT.isdisjoint(following)
    return False


def is_rule(words: Words) -> bool:
    """`The scheduler honors a cancellation`, `there is an alert for it`: how it is from now on."""
    if words[:1] == ("there",):
        return words[1:2] in (("is",), ("are",)) and _NOT.isdisjoint(words) and "no" not in words
    if not words or words[0] not in _SUBJECTS or any(w.endswith("ed") or w in _TOLD for w in words):
        return False
    pairs = pairwise(words[2:_OPENING])
    return any(v.endswith("s") and not v.endswith(("ss", "us", "is")) and after in _OBJECTS for v, after in pairs)


def tells_measure(words: Words) -> bool:
    """Whether, in a section on measures, a sentence tells one."""
    told = is_order(words) or is_past(words) or is_plan(words) or is_doing(words) or is_done(words)
    return told or "now" in words or is_passive(words)


def is_announcement(words: Words) -> bool:
    """`We are making several changes`: measures follow."""
    return phrases(action_cues.ANNOUNCEMENT).occur(words)


def is_elaboration(words: Words) -> bool:
    """`This will make failovers faster`: what the measure before is good for."""
    return words[:1] in (("this",), ("these",), ("that",), ("it",)) and not _GAINS.isdisjoint(words[1:3])


def is_polite(words: Words) -> bool:
    """Whether a sentence is a pleasantry, or news about the report itself."""
    return phrases(cues.PLEASANTRIES).occur(words) or phrases(action_cues.COMMUNICATION).occur(words)


def _is_to_be(words: Words) -> bool:
    """`Defaults to be compared before each upgrade`."""
    for i, (to, be, verb) in enumerate(zip(words, words[1:], words[2:], strict=False)):
        if to == "to" and be == "be":
            told = any(w.endswith("ed") or w in _BE for w in words[:i])
            return not told and (verb.endswith("ed") or verb in _PARTICIPLES)
    return False


def _regrets(words: Words) -> bool:
    return any(
        pair == ("should", "have") and (after.endswith("ed") or after in _PARTICIPLES)
        for pair, after in zip(pairwise(words), words[2:], strict=False)
    )
