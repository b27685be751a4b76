"""The command ``lookback`` as a person starts it, in a process of its own, and what became of it.

What belongs here: starting and waiting. What does not: expectations about the outcome.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
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
    """The environment of this process without any setting of Lookback or Dagster, plus ``changes``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKBACK_", "DAGSTER_"))}
    return kept | changes


def lookback(*arguments: str | Path, cwd: Path = ROOT, **changes: str) -> Finished:
    """Run the command to its end; ``changes`` are environment variables."""
    done = subprocess.run(
        [str(LOOKBACK), *map(str, arguments)],
        cwd=cwd,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)
