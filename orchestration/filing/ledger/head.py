"""Head of the chain, kept beside the ledger: number and hash of the last event, and for each run of which lines were
proposed the hash of the manifest of its shards.

The head only moves forward. A kill between event and head leaves an older head, whose event the ledger still has.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
create table if not exists head (
    one integer primary key check (one = 1),
    event_number integer not null,
    hash text not null
) strict
"""
_KEEP = """
insert into head values (1, ?, ?) on conflict (one) do update
set event_number = excluded.event_number, hash = excluded.hash where excluded.event_number > head.event_number
"""
_MANIFESTS_SCHEMA = "create table if not exists manifests (run_id text primary key, hash text not null) strict"


@dataclass(frozen=True)
class Head:
    """Number and hash of the last event when it was kept."""

    event_number: int
    hash: str


class HeadError(RuntimeError):
    """The head exists but cannot be read. The message is one line."""


def find_head_file(ledger: Path) -> Path:
    """Return the path of a ledger's head."""
    return ledger.with_name(f"{ledger.stem}_head.sqlite")


def keep_head(ledger: Path, head: Head, wait_seconds: float) -> None:
    """Keep ``head`` unless a later one is kept.

    Raises:
        sqlite3.Error: It cannot be written.
    """
    with closing(sqlite3.connect(find_head_file(ledger), timeout=wait_seconds)) as connection, connection:
        connection.execute("pragma synchronous = full")
        connection.execute(_SCHEMA)
        connection.execute(_KEEP, astuple(head))


def keep_manifest(ledger: Path, run_id: str, manifest: str, wait_seconds: float) -> None:
    """Keep the hash of the manifest of a run's shards, in place of that of an earlier making of the run.

    Raises:
        sqlite3.Error: It cannot be written.
    """
    with closing(sqlite3.connect(find_head_file(ledger), timeout=wait_seconds)) as connection, connection:
        connection.execute("pragma synchronous = full")
        connection.execute(_MANIFESTS_SCHEMA)
        connection.execute("insert or replace into manifests values (?, ?)", (run_id, manifest))


def read_manifests(ledger: Path) -> dict[str, str]:
    """Read the hash of the manifest of each run of which lines were proposed; earlier versions kept none.

    Raises:
        HeadError: They cannot be read.
    """
    return dict(_read(ledger, "manifests", "select run_id, hash from manifests order by run_id"))


def read_head(ledger: Path) -> Head | None:
    """Read the head; None if there is none.

    Raises:
        HeadError: It cannot be read.
    """
    rows = _read(ledger, "head", "select event_number, hash from head")
    return Head(*rows[0]) if rows else None


def _read(ledger: Path, table: str, query: str) -> list[Any]:
    path = find_head_file(ledger)
    if not path.exists():
        return []
    # opened for writing if possible, so that SQLite undoes what a kill left half done
    mode = "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)) as connection:
            is_begun = connection.execute("select 1 from sqlite_master where name = ?", [table]).fetchone()
            return connection.execute(query).fetchall() if is_begun else []
    except sqlite3.Error as error:
        raise HeadError(f"{path.name}, the head of the ledger, cannot be read ({error})") from None
