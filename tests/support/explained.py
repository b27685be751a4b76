"""``lookback explain`` on a warehouse of a run, for tests: people to ask about, and the answer as values.

What belongs here: asking. What does not: what is expected of the answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from command_line import ROOT, environment, in_this_process

from orchestration.determinations.explanations.model import Explanation
from orchestration.determinations.explanations.reader import read_explanation
from orchestration.determinations.explanations.resolve_person import ChosenPerson
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.open_run import read_run_shown


def rows(settings: Settings, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    with open_warehouse(settings) as connection:
        return connection.execute(query, list(parameters)).fetchall()


def change(settings: Settings, *statements: str) -> None:
    """Change a warehouse that a test has for itself."""
    with open_warehouse(settings) as connection:
        for statement in statements:
            connection.execute(statement)


def people(settings: Settings, where: str = "true", limit: int = 20) -> list[tuple[str, int]]:
    """Persons with determinations (id and bucket), by id."""
    return rows(
        settings,
        "select distinct person_id, person_bucket from marts.determinations "
        f"where {where} order by person_id limit {limit}",
    )


def explained(settings: Settings, person_id: str, bucket: int, remedy: str | None = None) -> Explanation:
    """The answer of the command, without the command."""
    with open_warehouse(settings) as connection:
        run = read_run_shown(connection)
        return read_explanation(connection, "ca", run, ChosenPerson(person_id, bucket, None), remedy)


def answer(home: Path, *arguments: str) -> dict[str, Any]:
    """The JSON that the real command writes."""
    finished = in_this_process("explain", *arguments, "--format", "json", "--home", home)
    assert (finished.code, finished.err) == (0, ""), finished.err
    document: dict[str, Any] = json.loads(finished.out)
    return document


def refusal(home: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and the one line of a command that shows nothing."""
    finished = in_this_process("explain", *arguments, "--home", home)
    (line,) = finished.err.splitlines()
    assert finished.out == ""
    return finished.code, line


def in_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A piece of Python in a process of its own."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True, timeout=120)


def files_below(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file but the log with its size and time of change."""
    found = (Path(where) / name for where, _, names in os.walk(folder) for name in names if name != "lookback.log")
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}
