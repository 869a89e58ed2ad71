"""Words as statements are compared by them: lower case, without endings, without those that carry no meaning."""

from __future__ import annotations

from functools import lru_cache

from pmtool.patterns import Pattern

_WORD = Pattern(r"[^\W\d_][^\W\d_'’]*(?:-[^\W\d_]+)*")
_EMPTY = frozenset(
    """
    a an the this that these those and or but nor so as if then than of to in on at by for with from into over under
    about after before during until since while between through we our us i my you your they them their it its he
    she his her who whom which what when where why how there here is are was were be been being am do does did done
    has have had having will would shall should can could may might must not no yes also only just very more most
    some any all each every both other another such same own too again still now ever even out up down off further
    due one two three first second seconds minute minutes min mins hour hours day days utc gmt pm cet cest bst pst
    pdt est edt et pt because however although though per via within without approximately around roughly
    """.split()
)
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ied",
    "ers",
    "er",
    "ed",
    "es",
    "s",
    "e",
    "y",
)
_SHORTEST = 3


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word without its ending: `restored`, `restoring` and `restoration` are one."""
    word = word.lower().removesuffix("'s").removesuffix("’s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            root = word[: -len(ending)]
            doubled = len(root) > _SHORTEST and root[-1] == root[-2] and root[-1] not in "lsz"
            return root[:-1] if doubled else root  # stopped, stops
    return word


@lru_cache(maxsize=2048)
def stems(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning, and of the longer parts of those with hyphens."""
    told = [word for word in words(text) if word not in _EMPTY]
    parts = (part for word in told if "-" in word for part in word.split("-") if len(part) > _SHORTEST)
    return frozenset(map(stem, (*told, *parts)))


def words(text: str) -> list[str]:
    """Lower-case words, numbers left out."""
    return [match[0].lower() for match in _WORD.finditer(text)]
