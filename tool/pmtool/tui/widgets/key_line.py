"""The line of keys at the bottom of a screen."""

from __future__ import annotations

from textual.screen import Screen
from textual.widgets import Footer


class KeyLine(Footer):
    """The keys at hand. Textual's footer draws all anew whenever anything may have changed, and never forgets a key."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._drawn: object = None

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Draws the keys anew where they are others."""
        keys = [(key.key, key.description, is_on) for _, key, is_on, _ in screen.active_bindings.values() if key.show]
        if keys != self._drawn and self.is_attached and screen is self.screen and screen.app.app_focus:
            self._drawn = keys
            super().bindings_changed(screen)

    async def recompose(self) -> None:
        await super().recompose()
        for watchers in getattr(self, "__watchers", {}).values():  # of these, Textual forgets none that is gone
            watchers[:] = [(widget, told) for widget, told in watchers if not widget._closing]
