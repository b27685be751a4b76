"""The processes of the UI: a code server, the daemon, and the web server behind the guard.

Started by ``lookback ui`` in a process group of its own (``webserver.py``). The secret is made here and printed, so no
argument, variable or log has it.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from starlette.middleware import Middleware

from orchestration.defs.code_location import MODULE, name_location
from orchestration.defs.ui_guard import QUESTION, UiGuard
from orchestration.settings import Settings, load_settings

WORKSPACE_YAML = """\
# Written by Lookback: code servers of the UI, one for each state.
load_from:
"""
LOCATION_YAML = """\
  - grpc_server:
      socket: {socket}
      location_name: {name}
"""
SECONDS_TO_START = 120
SECONDS_TO_END = 5


def build_app(context: WorkspaceProcessContext, guard: Middleware, *, read_only: bool) -> Any:
    """Build Dagster's web server behind the guard. Its modules take 0.8 s to import, which a run does not need."""
    from dagster_webserver.webserver import DagsterWebserver
    from graphql import ASTValidationRule, GraphQLError, OperationDefinitionNode, OperationType

    class NoMutation(ASTValidationRule):
        """GraphQL of a UI that only shows."""

        def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
            if node.operation == OperationType.MUTATION:
                self.report_error(GraphQLError("This UI is read-only", node))

    class GuardedWebserver(DagsterWebserver[Any, Any]):
        """Dagster's web server; the guard is asked first."""

        def build_middleware(self) -> list[Middleware]:
            return [guard, *super().build_middleware()]

        def build_graphql_validation_rules(self) -> Sequence[type[ASTValidationRule]]:
            return [*super().build_graphql_validation_rules(), *([NoMutation] if read_only else [])]

        def make_security_headers(self) -> dict[str, str]:
            return {**super().make_security_headers(), "X-Frame-Options": "DENY"}

    return GuardedWebserver(context, live_data_poll_rate=2000).create_asgi_app()


def list_addresses(settings: Settings, port: int) -> list[str]:
    """List the origins of the UI: the loopback address, and those that the operator named."""
    return [f"http://127.0.0.1:{port}", f"http://localhost:{port}", *settings.ui_addresses]


def start_module(*words: str, **variables: str) -> subprocess.Popen[bytes]:
    """Start a module with arguments beside this process, with further environment variables."""
    return subprocess.Popen([sys.executable, "-m", *words], env={**os.environ, **variables})


def end_processes(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """End the processes beside this one; what is left in their group is killed when this one has ended."""
    for process in processes:
        process.send_signal(signal.SIGINT)
    until = time.monotonic() + SECONDS_TO_END
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(until - time.monotonic(), 0))


def wait_for_socket(socket: Path, server: subprocess.Popen[bytes]) -> None:
    """Wait until the code server listens, and close its socket to other accounts."""
    until = time.monotonic() + SECONDS_TO_START
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > until:
            sys.exit("lookback: Dagster's code server did not start")
        time.sleep(0.1)
    socket.chmod(0o600)


def serve(settings: Settings, port: int, states: Sequence[str], *, read_only: bool) -> int:
    """Serve the UI until this process is interrupted or one of the others ends, and return the exit code. Each of the
    states is a code location, with a code server of its own."""
    import uvicorn

    secret = secrets.token_urlsafe(32)
    guard = Middleware(UiGuard, secret=secret, port=port, addresses=list_addresses(settings, port))
    config = uvicorn.Config(
        lambda *_: None,
        host="127.0.0.1",
        port=port,
        log_level="warning",
        access_log=False,  # it would name the secret
        timeout_graceful_shutdown=3,
    )
    listening = config.bind_socket()  # ends here, with one line, if the port is in use
    listening.listen()  # nobody else takes the port meanwhile
    with ExitStack() as stack:
        # A folder of our own: the sockets of Dagster's processes are in it.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lookback_ui_")))
        os.environ["TMPDIR"] = str(folder)
        workspace = folder / "workspace.yaml"
        names = {state: name_location(settings.model_copy(update={"state": state})) for state in states}
        sockets = {state: folder / f"code_server_{state}" for state in states}
        workspace.write_text(
            WORKSPACE_YAML
            + "".join(LOCATION_YAML.format(socket=sockets[state], name=name) for state, name in names.items())
        )
        quiet = ["--log-level", "warning"]
        processes: list[subprocess.Popen[bytes]] = []
        stack.callback(end_processes, processes)
        for state, name in names.items():
            location = ["--socket", str(sockets[state]), "--module-name", MODULE, "--location-name", name]
            processes.append(start_module("dagster", "code-server", "start", *location, *quiet, LOOKBACK_STATE=state))
        for state, server in zip(names, list(processes), strict=True):
            wait_for_socket(sockets[state], server)
        if not read_only:
            processes.append(start_module("dagster._daemon", "run", "--workspace", str(workspace), *quiet))
        instance = stack.enter_context(dg.DagsterInstance.get())
        target = WorkspaceFileTarget([str(workspace)])
        context = stack.enter_context(
            WorkspaceProcessContext(instance, target, version=dg.__version__, read_only=read_only)
        )
        config.app = build_app(context, guard, read_only=read_only)
        web_server = uvicorn.Server(config)

        def end_with(process: subprocess.Popen[bytes]) -> None:
            process.wait()
            web_server.should_exit = True

        for process in processes:
            threading.Thread(target=end_with, args=[process], daemon=True).start()
        sys.stdout.write(f"The UI: http://127.0.0.1:{port}/?{QUESTION}={secret}\n")
        sys.stdout.flush()
        try:
            web_server.run(sockets=[listening])
        except KeyboardInterrupt:
            return 0
        return int(any(process.poll() is not None for process in processes))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--states", nargs="+", required=True)
    parser.add_argument("--read-only", action="store_true")
    given = parser.parse_args()
    sys.exit(serve(load_settings(), given.port, given.states, read_only=given.read_only))
