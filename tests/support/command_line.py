"""The command ``lookback`` as a person starts it, in a process of its own or in this one, and what became of it.

What belongs here: starting and waiting. What does not: expectations about the outcome. A process of its own costs a
second of starting: it is for tests of what another process sees, and for one of each command that is told apart by it.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from accounts import account_of_arguments, acting_by

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample" / "ca"
LOOKBACK = Path(sys.executable).parent / "lookback"
AS_OF = "2026-06-01"


@dataclass(frozen=True)
class Finished:
    """Exit code and what was written to stdout and stderr."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    """The environment of this process without any setting of Lookback or Dagster but the state, plus ``changes``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKBACK_", "DAGSTER_"))}
    return kept | {"LOOKBACK_STATE": "ca"} | changes


def lookback(*arguments: str | Path, cwd: Path = ROOT, **changes: str) -> Finished:
    """Run the command to its end; ``changes`` are environment variables."""
    done = subprocess.run(
        [str(LOOKBACK), *map(str, arguments)],
        cwd=cwd,
        env=environment(**account_of_arguments(arguments), **changes),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def in_this_process(*arguments: object) -> Finished:
    """Run the command to its end here, without the slow imports of its own process."""
    from orchestration.cli.app import main

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    code: object = 0
    with redirect_stdout(out), redirect_stderr(err), acting_by(arguments):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code
    said = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]  # type: ignore[attr-defined]
    return Finished(int(str(code or 0)), *said)


PROGRESS = re.compile(r".*(rows/s|^This takes about .*|[a-z] +[0-9]+\.[0-9] s)$")


def is_progress(line: str) -> bool:
    """Whether a line of stderr shows progress."""
    return PROGRESS.fullmatch(line) is not None
