"""How a desk behind a browser tab reads and draws."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

from textual.drivers.web_driver import WebDriver
from textual.events import AppFocus, Paste
from textual.messages import ExitApp


class TabDriver(WebDriver):
    """Textual's own driver for browsers, that also ends its desk in order when the server has died."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._write = partial(_write_while_read, self.fileno)

    def run_input_thread(self) -> None:
        super().run_input_thread()
        if not self.exit_event.is_set():  # nobody is left to say that the tab was closed
            self._app.post_message(ExitApp())

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        match packet_type, payload:
            case "paste", {"text": str(text)}:
                self.process_message(Paste(text))
            case "focus", _:  # in the queue behind the blur that Textual begins with
                self._app.call_later(self._app.post_message, AppFocus())
            case _:
                super().on_meta(packet_type, payload)


def _write_while_read(fileno: int, packet: bytes) -> int:
    try:
        return os.write(fileno, packet)
    except BrokenPipeError:
        return len(packet)  # the end of the input tells the same, and gives time to keep the work
