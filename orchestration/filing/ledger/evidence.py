"""Frozen evidence: why a line was filed, kept beside the chain so that one person's can be destroyed by order.

The chain holds the hash; without the evidence it still verifies. The hash is that of the content, which lies in the
file compressed.
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
"""``prepared``: what was frozen of lines whose filing has not begun, by all that it was made of, so that a command that
was stopped goes on where it was."""

CACHE_KIB = 65_536
"""The index of a state's evidence is some ten megabytes, and a hash may stand anywhere in it."""

AHEAD = 64
"""Contents that may wait to be written."""

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
        encoded = content.encode()
        evidence_hash = hashlib.sha256(encoded).hexdigest()
        self._connection.execute(
            "insert or ignore into evidence (evidence_hash, line_id, content) values (?, ?, ?)",
            (evidence_hash, line_id, content if self._is_text else zlib.compress(encoded)),
        )
        return evidence_hash

    def prepare(self, made_of: str, contents: Iterable[tuple[str, str]]) -> None:
        """Keep the content of each line (by id) whose filing is about to begin, and that it is prepared. Every
        ``AT_A_TIME`` of them stand at once. They are hashed, compressed and written beside the making of the next."""
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
            found[line_id, evidence_hash] = _hash_stored(stored) == evidence_hash
        return found

    def destroy(self, line_ids: Iterable[str]) -> int:
        """Destroy what is kept for these lines, of all or of none; how many pieces. Then the file is rewritten, once,
        so that no trace stays in it: also where nothing was there, since a command before may have ended between."""
        of_each = [(line_id,) for line_id in line_ids]
        gone = self._connection.executemany("delete from evidence where line_id = ?", of_each).rowcount
        self._connection.executemany("delete from prepared where line_id = ?", of_each)
        self._connection.commit()
        self._connection.execute("vacuum")
        return max(gone, 0)


def _hash_stored(stored: str | bytes) -> str:
    """Empty where it cannot be read."""
    try:
        return hashlib.sha256(zlib.decompress(stored) if isinstance(stored, bytes) else stored.encode()).hexdigest()
    except zlib.error:
        return ""


def hash_evidence(content: str) -> str:
    """SHA-256 of the content, in hex."""
    return hashlib.sha256(content.encode()).hexdigest()


def read_as_filed(ledger: Ledger, evidence: Evidence, line_id: str) -> tuple[str | None, Event | None]:
    """What was frozen when the line was filed last, and that event; None where it never was, or was destroyed."""
    events = list(ledger.events(line_id, kinds=["filed"]))
    if not events:
        return None, None
    return evidence.read(line_id, json.loads(events[-1].details)["evidence_hash"]), events[-1]


@contextmanager
def open_evidence(path: Path) -> Iterator[Evidence]:
    """The evidence at ``path``, a new file where there is none. What was kept stands when the block ends well."""
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
