"""Frozen evidence: why a line was filed, kept beside the chain so that one person's can be destroyed by order.

What belongs here: keeping an explanation under its hash, reading it back, destroying it. What does not: making it
(``filing``). The chain holds the hash; without the evidence it still verifies. The hash is that of the content, which
lies in the file compressed.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.ledger.store import WAIT_SECONDS, LedgerUnusable

SCHEMA = """
create table if not exists evidence (
    evidence_hash text not null,
    line_id text not null,
    content any not null,
    primary key (line_id, evidence_hash)
) strict
"""


class Evidence:
    """An open store of evidence. Use ``open_evidence``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        columns = connection.execute("select type from pragma_table_info('evidence') where name = 'content'")
        self._is_text = columns.fetchone() == ("TEXT",)
        """A file that was begun before contents were compressed; it goes on as it is."""

    def keep(self, line_id: str, content: str) -> str:
        """Keep ``content`` (JSON) for a line; its hash. The same content twice is kept once."""
        evidence_hash = hash_of_evidence(content)
        self._connection.execute(
            "insert or ignore into evidence (evidence_hash, line_id, content) values (?, ?, ?)",
            (evidence_hash, line_id, content if self._is_text else zlib.compress(content.encode())),
        )
        return evidence_hash

    def read(self, line_id: str, evidence_hash: str) -> str | None:
        """What was kept; None where it was destroyed or never was."""
        row = self._connection.execute(
            "select content from evidence where line_id = ? and evidence_hash = ?", (line_id, evidence_hash)
        ).fetchone()
        if row is None:
            return None
        return zlib.decompress(row[0]).decode() if isinstance(row[0], bytes) else str(row[0])

    def destroy(self, line_id: str) -> int:
        """Destroy what is kept for a line; how many pieces. The file is rewritten so that no trace stays in it."""
        gone = self._connection.execute("delete from evidence where line_id = ?", (line_id,)).rowcount
        self._connection.commit()
        self._connection.execute("vacuum")
        return gone


def hash_of_evidence(content: str) -> str:
    """SHA-256 of the content, in hex."""
    return hashlib.sha256(content.encode()).hexdigest()


@contextmanager
def open_evidence(path: Path) -> Iterator[Evidence]:
    """The evidence at ``path``, a new file where there is none. What was kept stands when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS)
        connection.execute("pragma synchronous = full")
        connection.execute("pragma secure_delete = on")
        connection.execute(SCHEMA)
    except sqlite3.DatabaseError as error:
        raise LedgerUnusable(f"{path}: cannot be used to keep evidence ({error})") from None
    try:
        yield Evidence(connection)
        connection.commit()
    finally:
        connection.close()
