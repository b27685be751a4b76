"""Who may ask the UI for anything: whoever has the secret of this start, at an address that is the UI's own.

Dagster's web server checks neither Host nor Origin, has no login, and takes orders by GET.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, MutableMapping
from email.message import Message
from typing import Any

from starlette.datastructures import URL
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

GRAPHQL = "/graphql"
QUESTION = "token"
"""Name of the secret in the address that is printed once."""


class UiGuard:
    """Middleware before every route and WebSocket.

    ``addresses``: origins of the UI, like ``http://127.0.0.1:3000``. Cookies of a host reach all its ports, so the name
    of the cookie has the port and its secret is new at each start.
    """

    def __init__(self, app: ASGIApp, *, secret: str, port: int, addresses: Iterable[str]) -> None:
        self.app = app
        self.secret = secret
        self.cookie = f"lookback_ui_{port}"
        self.origins = {address.lower() for address in addresses}
        self.hosts = {origin.partition("//")[2] for origin in self.origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is refused, and hand on every other."""
        if scope["type"] not in ("http", "websocket"):  # the server's own start and end
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        refusal = self._find_refusal(connection)
        if refusal is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)
        else:
            await refusal(scope, receive, send)

    def _find_refusal(self, connection: HTTPConnection) -> Response | None:
        """Return the answer to a request that the UI does not serve, or None if it does."""
        hosts = [host.lower() for host in connection.headers.getlist("host")]
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return PlainTextResponse("lookback: this is not an address of the UI", 403)
        if any(origin.lower() not in self.origins for origin in connection.headers.getlist("origin")):
            return PlainTextResponse("lookback: another page asks", 403)
        if connection.scope["type"] == "http" and QUESTION in connection.query_params:
            return self._let_in(connection)
        if not self._is_secret(connection.cookies.get(self.cookie, "")):
            return PlainTextResponse("lookback: open the address that `lookback ui` printed", 403)
        return find_wrong_method(connection) if connection.scope["type"] == "http" else None

    def _let_in(self, connection: HTTPConnection) -> Response:
        """Take the secret out of the address and into a cookie."""
        if connection.scope["method"] != "GET" or not self._is_secret(connection.query_params[QUESTION]):
            return PlainTextResponse("lookback: open the address that `lookback ui` printed last", 403)
        url: URL = connection.url.remove_query_params(QUESTION)
        answer = RedirectResponse(url, 303, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
        answer.set_cookie(
            self.cookie, self.secret, secure=url.scheme == "https", httponly=True, samesite="strict", path="/"
        )
        return answer

    def _is_secret(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self.secret.encode())


def find_wrong_method(connection: HTTPConnection) -> Response | None:
    """Return the answer to a request by a wrong method: a page is read by GET, GraphQL is asked by POST as JSON."""
    scope: MutableMapping[str, Any] = connection.scope
    is_graphql = scope["path"] == GRAPHQL
    if scope["method"] not in (("POST",) if is_graphql else ("GET", "HEAD")):
        return PlainTextResponse("Method Not Allowed", 405)
    if is_graphql and [read_media_type(value) for value in connection.headers.getlist("content-type")] != [
        "application/json"
    ]:
        return PlainTextResponse("Unsupported Media Type", 415)
    return None


def read_media_type(content_type: str) -> str:
    """Return the media type without its parameters."""
    header = Message()
    header["Content-Type"] = content_type
    return header.get_content_type()
