"""Frozen evidence: why a line was filed, kept beside the chain so that one person's can be destroyed by order.

What belongs here: keeping an explanation under its hash, reading it back, destroying it. What does not: making it
(``filing``). The chain holds the hash; without the evidence it still verifies. The hash is that of the content, which
lies in the file compressed.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from orchestration.ledger.store import WAIT_SECONDS, LedgerUnusable

SCHEMA = """
create table if not exists evidence (
    evidence_hash text not null,
    line_id text not null,
    content any not null,
    primary key (line_id, evidence_hash)
) strict;
create table if not exists prepared (
    line_id text not null,
    made_of text not null,
    evidence_hash text not null,
    primary key (line_id, made_of)
) strict, without rowid;
"""
"""``prepared``: what was frozen of lines whose filing has not begun, by all that it was made of, so that a command that
was stopped goes on where it was."""

CACHE_KIB = 65_536
"""The index of a state's evidence is some ten megabytes, and a hash may stand anywhere in it."""

AHEAD = 64
"""Contents that may wait to be written while others are compressed."""

AT_A_TIME = 1_000
"""So many contents that were prepared stand at once, whatever comes after."""


class Evidence:
    """An open store of evidence. Use ``open_evidence``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        columns = connection.execute("select type from pragma_table_info('evidence') where name = 'content'")
        self._is_text = columns.fetchone() == ("TEXT",)
        """A file that was begun before contents were compressed; it goes on as it is."""

    def keep(self, line_id: str, content: str) -> str:
        """Keep ``content`` (JSON) for a line; its hash. The same content twice is kept once."""
        evidence_hash, stored = self._hashed(content)
        self._insert(line_id, evidence_hash, stored)
        return evidence_hash

    def prepare(self, made_of: str, contents: Iterable[tuple[str, str]]) -> None:
        """Keep the content of each line (by id) whose filing is about to begin, and that it is prepared. Every
        ``AT_A_TIME`` of them stand at once. Hashing and compressing go on beside the making of the next."""
        waiting: deque[tuple[str, Future[tuple[str, str | bytes]]]] = deque()

        def write(most_left: int) -> None:
            while len(waiting) > most_left:
                line_id, future = waiting.popleft()
                evidence_hash, stored = future.result()
                self._insert(line_id, evidence_hash, stored)
                of_one = (line_id, made_of, evidence_hash)
                self._connection.execute("insert or replace into prepared values (?, ?, ?)", of_one)

        with ThreadPoolExecutor(max_workers=1) as beside:
            for place, (line_id, content) in enumerate(contents, 1):
                waiting.append((line_id, beside.submit(self._hashed, content)))
                write(most_left=AHEAD)
                if place % AT_A_TIME == 0:
                    self._connection.commit()
            write(most_left=0)
        self._connection.commit()

    def _hashed(self, content: str) -> tuple[str, str | bytes]:
        encoded = content.encode()
        return hashlib.sha256(encoded).hexdigest(), content if self._is_text else zlib.compress(encoded)

    def _insert(self, line_id: str, evidence_hash: str, stored: str | bytes) -> None:
        self._connection.execute(
            "insert or ignore into evidence (evidence_hash, line_id, content) values (?, ?, ?)",
            (evidence_hash, line_id, stored),
        )

    def prepared(self, made_of: str) -> dict[str, str]:
        """Line id to hash of what was prepared of just that, and is there."""
        return dict(
            self._connection.execute(
                "select line_id, evidence_hash from prepared where made_of = ? "
                "and (line_id, evidence_hash) in (select line_id, evidence_hash from evidence)",
                (made_of,),
            )
        )

    def prepared_otherwise(self, made_of: str) -> list[tuple[str, str]]:
        """Line id and hash of what was prepared of something else, by a command that did not end."""
        asked = "select line_id, evidence_hash from prepared where made_of <> ? order by line_id, evidence_hash"
        return self._connection.execute(asked, (made_of,)).fetchall()

    def discard(self, line_id: str, evidence_hash: str) -> None:
        """Destroy a content that nothing names: it was prepared, and its filing never began."""
        of_one = (line_id, evidence_hash)
        self._connection.execute("delete from evidence where line_id = ? and evidence_hash = ?", of_one)

    def forget_prepared(self, line_ids: Iterable[str]) -> None:
        """These lines are prepared no more: their filing began, or what they were made of is no longer so."""
        of_each = ((line_id,) for line_id in line_ids)
        self._connection.executemany("delete from prepared where line_id = ?", of_each)
        self._connection.commit()

    def read(self, line_id: str, evidence_hash: str) -> str | None:
        """What was kept; None where it was destroyed or never was."""
        row = self._connection.execute(
            "select content from evidence where line_id = ? and evidence_hash = ?", (line_id, evidence_hash)
        ).fetchone()
        if row is None:
            return None
        return zlib.decompress(row[0]).decode() if isinstance(row[0], bytes) else str(row[0])

    def is_as_it_was_kept(self) -> dict[tuple[str, str], bool]:
        """Line id and hash of everything that is kept, and whether it is what the hash says: read once, from the first
        to the last."""
        found: dict[tuple[str, str], bool] = {}
        asked = "select line_id, evidence_hash, content from evidence order by rowid"
        for line_id, evidence_hash, stored in self._connection.execute(asked):
            found[line_id, evidence_hash] = _hash_of_stored(stored) == evidence_hash
        return found

    def destroy(self, line_id: str) -> int:
        """Destroy what is kept for a line; how many pieces. The file is rewritten so that no trace stays in it."""
        gone = self._connection.execute("delete from evidence where line_id = ?", (line_id,)).rowcount
        self._connection.execute("delete from prepared where line_id = ?", (line_id,))
        self._connection.commit()
        self._connection.execute("vacuum")
        return gone


def _hash_of_stored(stored: str | bytes) -> str:
    """Empty where it cannot be read."""
    try:
        return hashlib.sha256(zlib.decompress(stored) if isinstance(stored, bytes) else stored.encode()).hexdigest()
    except zlib.error:
        return ""


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
        connection.execute(f"pragma cache_size = -{CACHE_KIB}")
        connection.executescript(SCHEMA)
    except sqlite3.DatabaseError as error:
        raise LedgerUnusable(f"{path}: cannot be used to keep evidence ({error})") from None
    try:
        yield Evidence(connection)
        connection.commit()
    finally:
        connection.close()
