"""Frozen evidence: why a line was filed, kept beside the chain so that an order can destroy one person's.

The chain holds the hash of the uncompressed content, so it still verifies without the evidence.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from orchestration.files.disk_full import is_disk_full
from orchestration.filing.ledger.chain import Event
from orchestration.filing.ledger.store import WAIT_SECONDS, Ledger, LedgerError

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
"""``prepared``: frozen lines whose filing has not started, by a hash of their inputs, so that an interrupted command
resumes."""

CACHE_KIB = 65_536
"""The index of a state's evidence is some ten megabytes, and hashes are spread over all of it."""

AHEAD = 64
"""Contents waiting to be written."""

AT_A_TIME = 1_000
"""Prepared contents per transaction."""


class Evidence:
    """An open store of evidence. Use ``open_evidence``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        columns = connection.execute("select type from pragma_table_info('evidence') where name = 'content'")
        self._is_text = columns.fetchone() == ("TEXT",)
        """False for a file created before contents were compressed, which stays uncompressed."""

    def keep(self, line_id: str, content: str) -> str:
        """Keep ``content`` (JSON) for a line and return its hash. Equal content is kept once."""
        encoded = content.encode()
        evidence_hash = hashlib.sha256(encoded).hexdigest()
        self._connection.execute(
            "insert or ignore into evidence (evidence_hash, line_id, content) values (?, ?, ?)",
            (evidence_hash, line_id, content if self._is_text else zlib.compress(encoded)),
        )
        return evidence_hash

    def prepare(self, made_of: str, contents: Iterable[tuple[str, str]]) -> None:
        """Keep the content of each line (by id) about to be filed, and mark it as prepared.

        A thread hashes, compresses and writes contents while the caller makes the next ones.
        """
        waiting: deque[Future[None]] = deque()

        def write(place: int, line_id: str, content: str) -> None:
            of_one = (line_id, made_of, self.keep(line_id, content))
            self._connection.execute("insert or replace into prepared values (?, ?, ?)", of_one)
            if place % AT_A_TIME == 0:
                self._connection.commit()

        with ThreadPoolExecutor(max_workers=1) as beside:
            for place, (line_id, content) in enumerate(contents, 1):
                waiting.append(beside.submit(write, place, line_id, content))
                if len(waiting) > AHEAD:
                    waiting.popleft().result()
            while waiting:
                waiting.popleft().result()
        self._connection.commit()

    def prepared(self, made_of: str) -> dict[str, str]:
        """Map line id to the hash of content prepared from these inputs and still there."""
        return dict(
            self._connection.execute(
                "select line_id, evidence_hash from prepared where made_of = ? "
                "and (line_id, evidence_hash) in (select line_id, evidence_hash from evidence)",
                (made_of,),
            )
        )

    def find_outdated(self, made_of: str) -> list[tuple[str, str]]:
        """Return line id and hash of content prepared from other inputs."""
        asked = "select line_id, evidence_hash from prepared where made_of <> ? order by line_id, evidence_hash"
        return self._connection.execute(asked, (made_of,)).fetchall()

    def discard(self, line_id: str, evidence_hash: str) -> None:
        """Destroy prepared content whose filing never started."""
        of_one = (line_id, evidence_hash)
        self._connection.execute("delete from evidence where line_id = ? and evidence_hash = ?", of_one)

    def forget_prepared(self, line_ids: Iterable[str]) -> None:
        """Remove the mark of these lines: their filing started, or their inputs changed."""
        of_each = ((line_id,) for line_id in line_ids)
        self._connection.executemany("delete from prepared where line_id = ?", of_each)
        self._connection.commit()

    def read(self, line_id: str, evidence_hash: str) -> str | None:
        """Return the content; None if it was destroyed or never kept."""
        row = self._connection.execute(
            "select content from evidence where line_id = ? and evidence_hash = ?", (line_id, evidence_hash)
        ).fetchone()
        if row is None:
            return None
        return zlib.decompress(row[0]).decode() if isinstance(row[0], bytes) else str(row[0])

    def is_as_it_was_kept(self) -> dict[tuple[str, str], bool]:
        """Map line id and hash of everything kept to whether content and hash agree, in one pass."""
        found: dict[tuple[str, str], bool] = {}
        asked = "select line_id, evidence_hash, content from evidence order by rowid"
        for line_id, evidence_hash, stored in self._connection.execute(asked):
            found[line_id, evidence_hash] = _hash_stored(stored) == evidence_hash
        return found

    def destroy(self, line_ids: Iterable[str]) -> int:
        """Destroy all evidence of these lines in one transaction, and return the number of pieces.

        The file is always rewritten, so that no trace stays: an earlier command may have been killed before it did.
        """
        of_each = [(line_id,) for line_id in line_ids]
        gone = self._connection.executemany("delete from evidence where line_id = ?", of_each).rowcount
        self._connection.executemany("delete from prepared where line_id = ?", of_each)
        self._connection.commit()
        self._connection.execute("vacuum")
        return max(gone, 0)


def _hash_stored(stored: str | bytes) -> str:
    """Hash stored content; empty if it cannot be read."""
    try:
        return hashlib.sha256(zlib.decompress(stored) if isinstance(stored, bytes) else stored.encode()).hexdigest()
    except zlib.error:
        return ""


def hash_evidence(content: str) -> str:
    """Compute the SHA-256 of the content, in hex."""
    return hashlib.sha256(content.encode()).hexdigest()


def read_as_filed(ledger: Ledger, evidence: Evidence, line_id: str) -> tuple[str | None, Event | None]:
    """Return the line's text when last filed, and that event; None if it was never filed or was destroyed."""
    events = list(ledger.events(line_id, kinds=["filed"]))
    if not events:
        return None, None
    return evidence.read(line_id, json.loads(events[-1].details)["evidence_hash"]), events[-1]


@contextmanager
def open_evidence(path: Path) -> Iterator[Evidence]:
    """Open the evidence at ``path``, a new file if there is none. It is committed if the block ends without an error.

    Raises:
        LedgerError: The file cannot be used.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS, check_same_thread=False)
        connection.execute("pragma synchronous = full")
        connection.execute("pragma secure_delete = on")
        connection.execute(f"pragma cache_size = -{CACHE_KIB}")
        connection.executescript(SCHEMA)
    except sqlite3.DatabaseError as error:
        if is_disk_full(error, path.parent):
            raise
        raise LedgerError(f"{path}: cannot be used to keep evidence ({error})") from None
    try:
        yield Evidence(connection)
        connection.commit()
    finally:
        connection.close()
