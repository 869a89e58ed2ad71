"""Whether an editor and the desk hold the same words, while keys come faster than the desk takes them."""

from __future__ import annotations


class Agreement:
    """What both held alike last: where the editor differs, its words are still on their way to the desk."""

    def __init__(self) -> None:
        self._last = ""

    def lets_in(self, here: str, shown: str) -> bool:
        """Whether the editor, which holds the words `here`, is to take up those that the desk shows."""
        if here not in (shown, self._last):
            return False
        self._last = shown
        return here != shown

    def is_news(self, here: str) -> bool:
        """Whether the editor holds words that the desk does not know."""
        return here != self._last
