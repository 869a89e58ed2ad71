"""Who may come in to the desk, and what each answer tells the browser.

The address holds a token. It is taken once for a cookie and leaves the address bar, so that neither the history nor a
referrer keeps it. Other pages of the same browser get nowhere: the cookie is SameSite=Strict, a websocket needs our own
Origin, and a name that someone points at 127.0.0.1 is no Host of ours.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

_CONTENT = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # the terminal in the page writes its sizes and colours into style elements
        "font-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "clipboard-read=(), camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HOW_TO_COME_IN = """\
This desk is not open to you.

It opens at the whole address that pmtool printed when it started, up to the last letter of its token.
Copy that address from the terminal, or start `pmtool draft --web` again for a new one.
"""


@dataclass(frozen=True, slots=True)
class Door:
    """Lets in who has the token. `port` is the one that the desk is served on."""

    token: str
    port: int

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    @property
    def _cookie(self) -> str:
        return f"pmtool-desk-{self.port}"  # browsers share the cookies of a host between its ports

    @property
    def _hosts(self) -> set[str]:
        hosts = {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost")}
        return hosts | {"127.0.0.1", "localhost"} if self.port == 80 else hosts

    def guard(self, app: web.Application) -> None:
        """Puts the door before every route of `app`, also before those it doesn't have."""

        @web.middleware
        async def admit(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            if request.host not in self._hosts:
                return _refusal()
            if self._opens(request.query.get("token", "")):
                return self._let_in()
            if not self._opens(request.cookies.get(self._cookie, "")):
                return _refusal()
            return await handler(request)

        async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
            response.headers.update(_HEADERS)
            here = f"ws://{request.host}" if request.host in self._hosts else "'none'"
            response.headers["Content-Security-Policy"] = f"{_CONTENT}; connect-src {here}"

        app.middlewares.append(admit)
        app.on_response_prepare.append(add_headers)

    def _opens(self, key: str) -> bool:
        return secrets.compare_digest(key.encode("utf-8", "surrogateescape"), self.token.encode())

    def _let_in(self) -> web.Response:
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(self._cookie, self.token, httponly=True, samesite="Strict", path="/")
        return response


def is_ours(request: web.Request) -> bool:
    """Whether a websocket is asked for by our own page."""
    return request.headers.get("Origin") == f"http://{request.host}"


def _refusal() -> web.Response:
    return web.Response(status=403, text=_HOW_TO_COME_IN)
