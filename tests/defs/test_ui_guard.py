"""The UI takes orders from whoever has its secret, and from no other account, page or address.

Dagster's own web server, without the guard, is asked the same in each attack: there it succeeds.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

import dagster as dg
import pytest
import uvicorn
from chromium import Browser
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster_webserver.webserver import DagsterWebserver
from served_ui import free_port
from starlette.middleware import Middleware

from orchestration.defs.ui_guard import UiGuard
from orchestration.defs.ui_server import build_app, list_addresses
from orchestration.settings import load_settings

SECRET = "the-secret-of-this-start"
JSON = "application/json"


@dataclass
class Served:
    """A web server of Dagster on ``port``, and runs in its history that an attack deletes."""

    port: int
    instance: dg.DagsterInstance
    runs: list[str] = field(default_factory=list)

    def plan_attack(self) -> str:
        """A mutation that deletes one more run."""
        run = dg.DagsterRun(job_name="clearance")
        self.runs.append(self.instance.add_run(run).run_id)
        return f'mutation {{ deletePipelineRun(runId: "{run.run_id}") {{ __typename }} }}'

    def has_succeeded(self) -> bool:
        """Whether the last attack deleted its run."""
        return self.instance.get_run_by_id(self.runs[-1]) is None

    def ask(
        self, method: str, path: str, body: str | None = None, *, knows: bool = True, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of the answer; with the cookie, if who asks ``knows`` the secret."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if knows:
            sent["Cookie"] = f"lookback_ui_{self.port}={SECRET}"
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def order(self, query: str, **headers: str) -> int:
        """Status of a mutation as the UI itself sends it, but for ``headers``."""
        sent = {"Content_Type": JSON, **headers}
        return self.ask("POST", "/graphql", json.dumps({"query": query}), **sent)[0]


@contextmanager
def serving(app: Any, port: int) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        thread.join(20)


@contextmanager
def serving_dagster(kind: str) -> Iterator[Served]:
    port = free_port()
    addresses = list_addresses(load_settings(ui_addresses=["https://lookback.agency.example"]), port)
    with (
        dg.instance_for_test() as instance,
        WorkspaceProcessContext(instance, None, read_only=kind == "read-only") as context,
    ):
        guard = Middleware(UiGuard, secret=SECRET, port=port, addresses=addresses)
        unguarded = kind == "unguarded"
        app = (
            DagsterWebserver(context).create_asgi_app()
            if unguarded
            else build_app(context, guard, read_only=kind == "read-only")
        )
        with serving(app, port):
            yield Served(port, instance)


@pytest.fixture(scope="module")
def ui() -> Iterator[Served]:
    with serving_dagster("guarded") as served:
        yield served


@pytest.fixture(scope="module")
def unguarded() -> Iterator[Served]:
    with serving_dagster("unguarded") as served:
        yield served


def test_every_route_needs_the_secret(ui: Served) -> None:
    paths = [
        "/",
        "/runs",
        "/graphql",
        "/server_info",
        "/logs/a.out",
        "/download_debug/x",
        "/favicon.png",
        "/_next/x.js",
    ]
    assert {path: ui.ask("GET", path, knows=False)[0] for path in paths} == dict.fromkeys(paths, 403)
    assert ui.ask("POST", "/graphql", '{"query": "{ version }"}', knows=False, Content_Type=JSON)[0] == 403
    assert ui.ask("GET", "/?token=guessed", knows=False)[0] == 403
    assert ui.ask("GET", "/", knows=False, Cookie=f"lookback_ui_{ui.port}=guessed")[0] == 403


def test_the_secret_goes_from_the_address_into_a_cookie_that_no_page_reads(ui: Served) -> None:
    status, headers, _ = ui.ask("GET", f"/runs?a=1&token={SECRET}", knows=False)
    assert (status, headers["location"]) == (303, f"http://127.0.0.1:{ui.port}/runs?a=1")
    cookie = headers["set-cookie"].split("; ")
    assert cookie[0] == f"lookback_ui_{ui.port}={SECRET}"
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie)
    proxy = {"Host": "lookback.agency.example", "X_Forwarded_Proto": "https"}
    status, headers, _ = ui.ask("GET", f"/?token={SECRET}", knows=False, **proxy)
    assert (status, headers["location"]) == (303, "https://lookback.agency.example/")
    assert "Secure" in headers["set-cookie"]
    elsewhere = ui.ask("GET", f"//evil.example/?token={SECRET}", knows=False)[1]["location"]
    assert elsewhere.startswith(f"http://127.0.0.1:{ui.port}/")


def test_whoever_has_it_is_served(ui: Served) -> None:
    status, headers, page = ui.ask("GET", "/runs")
    assert (status, headers["x-frame-options"]) == (200, "DENY")
    assert "<html" in page
    assert ui.order(ui.plan_attack(), Origin=f"http://localhost:{ui.port}") == 200
    assert ui.has_succeeded()
    assert ui.order(ui.plan_attack(), Host="lookback.agency.example", Origin="https://lookback.agency.example") == 200
    assert ui.has_succeeded()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1"},
        {"Host": "127.0.0.1:1"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://lookback.agency.example"},
        {"Origin": "null"},
        {"Content_Type": "text/plain;application/json"},
        {"Content_Type": "application/graphql"},
        {"Content_Type": "application/jsonp"},
    ],
)
def test_an_order_of_another_page_or_at_another_address_is_refused(
    ui: Served, unguarded: Served, headers: dict[str, str]
) -> None:
    assert ui.order(ui.plan_attack(), **headers) in (403, 415)
    assert not ui.has_succeeded()
    if "Content_Type" not in headers or "application/json" in headers["Content_Type"]:
        assert unguarded.order(unguarded.plan_attack(), **headers) == 200
        assert unguarded.has_succeeded()


def test_nothing_is_ordered_by_get_nor_reported_by_a_post(ui: Served, unguarded: Served) -> None:
    for served, status, done in ((ui, 405, False), (unguarded, 200, True)):
        assert served.ask("GET", f"/graphql?query={quote(served.plan_attack())}")[0] == status
        assert served.has_succeeded() == done
    for path in ("materialization", "check", "observation"):
        assert ui.ask("POST", f"/report_asset_{path}/a", "{}", Content_Type=JSON)[0] == 405
    assert unguarded.ask("POST", "/report_asset_materialization/a", "{}", Content_Type=JSON)[0] == 200


def test_a_websocket_needs_the_secret_and_an_origin_of_the_ui(ui: Served, unguarded: Served) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec_WebSocket_Protocol": "graphql-ws",
    }
    own, foreign = {"Origin": f"http://127.0.0.1:{ui.port}"}, {"Origin": "http://evil.example"}
    statuses = {
        "own": open_websocket(ui, **upgrade, **own),
        "without the secret": open_websocket(ui, knows=False, **upgrade, **own),
        "foreign": open_websocket(ui, **upgrade, **foreign),
        "rebound": open_websocket(ui, **upgrade, Host="evil.example"),
        "foreign, unguarded": open_websocket(unguarded, **upgrade, **foreign),
    }
    assert statuses == {
        "own": 101,
        "without the secret": 403,
        "foreign": 403,
        "rebound": 403,
        "foreign, unguarded": 101,
    }


def open_websocket(served: Served, *, knows: bool = True, **headers: str) -> int:
    """Status of the answer to the handshake; an open WebSocket has no text to wait for."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if knows:
        sent["Cookie"] = f"lookback_ui_{served.port}={SECRET}"
    connection.request("GET", "/graphql", headers=sent)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_ui_that_only_shows_changes_nothing() -> None:
    with serving_dagster("read-only") as shown:
        query = shown.plan_attack()
        status, _, text = shown.ask("POST", "/graphql", json.dumps({"query": query}), Content_Type=JSON)
        assert (status, "This UI is read-only" in text) == (400, True)
        assert not shown.has_succeeded()
        asked = json.dumps({"query": "{ runsOrError { ... on Runs { results { runId } } } }"})
        assert shown.runs[0] in shown.ask("POST", "/graphql", asked, Content_Type=JSON)[2]


ASKS = """
import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
connection.request("POST", "/graphql", sys.argv[2], {"Content-Type": "application/json"})
print(connection.getresponse().status)
"""


def test_another_account_of_the_machine_gets_nothing(ui: Served, unguarded: Served) -> None:
    """By a process of another account, where this one may start such a process."""
    account = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    said = {}
    for name, served in (("guarded", ui), ("unguarded", unguarded)):
        body = json.dumps({"query": served.plan_attack()})
        words = [sys.executable, "-I", "-c", ASKS, str(served.port), body]
        said[name] = subprocess.run(
            words, cwd="/", capture_output=True, text=True, check=True, **account
        ).stdout.strip()
        said[name, "done"] = served.has_succeeded()
    assert said == {"guarded": "403", "unguarded": "200", ("guarded", "done"): False, ("unguarded", "done"): True}


PAGE = """<!doctype html><img id="img" src="http://127.0.0.1:{port}/graphql?query={query}">
<iframe name="frame"></iframe>
<form target="frame" method="post" enctype="text/plain" action="http://127.0.0.1:{port}/graphql?query={query}">
<input name="a" value="b"></form>
<script>
const address = "127.0.0.1:{port}/graphql", done = [];
document.forms[0].submit();
done.push(fetch("http://" + address, {{
  method: "POST", mode: "no-cors", credentials: "include", headers: {{"Content-Type": "text/plain;application/json"}},
  body: JSON.stringify({{query: decodeURIComponent("{query}")}}),
}}).catch(() => 0));
const socket = new WebSocket("ws://" + address, "graphql-ws");
done.push(new Promise(end => {{
  socket.onopen = () => {{ window.opened = true; end(); }};
  socket.onclose = end;
}}));
Promise.all(done).then(() => setTimeout(() => {{ document.title = "done"; }}, 500));
</script>"""


class Elsewhere(BaseHTTPRequestHandler):
    """The page of an attacker, on a port of its own."""

    def __init__(self, page: bytes, *given: Any) -> None:
        self.page = page
        super().__init__(*given)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving_attack(served: Served) -> Iterator[int]:
    page = PAGE.format(port=served.port, query=quote(served.plan_attack()))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Elsewhere, page.encode()))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_page_in_the_browser_of_somebody_who_has_it_orders_nothing(
    ui: Served, unguarded: Served, browser: Browser
) -> None:
    """The attacker's page is on another port of the same host: even a SameSite cookie goes along."""
    context = browser.driven.new_context()
    outcomes = {}
    try:
        window = context.new_page()
        window.goto(f"http://127.0.0.1:{ui.port}/server_info?token={SECRET}")
        assert "dagster_version" in window.content()
        assert SECRET not in window.url
        for name, served in (("guarded", ui), ("unguarded", unguarded)):
            for host in ("127.0.0.1", "localhost"):
                with serving_attack(served) as port:
                    window.goto(f"http://{host}:{port}/")
                    window.wait_for_function("document.title === 'done'")
                    opened = bool(window.evaluate("window.opened"))
                outcomes[name, host] = (served.has_succeeded(), opened)
    finally:
        context.close()
    assert outcomes == {
        (name, host): (name == "unguarded",) * 2
        for name in ("guarded", "unguarded")
        for host in ("127.0.0.1", "localhost")
    }
