"""The log of searches for people: when, by which account, and whom they showed. It holds ids and no name.

A search that cannot be logged shows nothing.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from orchestration.clock import read_now
from orchestration.files.tables import PRIVATE_MODE
from orchestration.people import find_account

COLUMNS = ("at", "account", "asked_for", "people", "person_ids")


def log_search(log: Path, asked_for: str, person_ids: Sequence[str]) -> None:
    """Add a line to the log, on disk when this returns.

    Raises:
        OSError: it cannot be written.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    at = read_now().strftime("%Y-%m-%dT%H:%M:%SZ")
    account = find_account()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if not log.exists():
        writer.writerow(COLUMNS)
    writer.writerow([at, account, asked_for, len(person_ids), " ".join(person_ids)])
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_MODE), "a", encoding="utf-8") as file:
        file.write(text.getvalue())
        file.flush()
        os.fsync(file.fileno())
