"""The ledger file: SQLite, append-only, one writer at a time.

The file is never rebuilt. After each command the write-ahead log is checkpointed into it, so that it can be copied.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from orchestration.clock import compute_today, convert_to_day, read_now
from orchestration.files.disk_full import is_disk_full, mentions_full_disk
from orchestration.filing.ledger.chain import GENESIS, LINE_HASH, Event, NewEvent, hash_content, link_event
from orchestration.filing.ledger.head import Head, HeadError, find_head_file, keep_head, read_head
from orchestration.filing.ledger.life_cycle import FIRST, TransitionError, check_name, find_next_state, read_life_cycle
from orchestration.filing.ledger.provenance import NONE, Provenance
from orchestration.filing.ledger.roles import read_roles
from orchestration.law.demonstration import is_demonstration
from orchestration.law.time_zone import read_zone
from orchestration.people import Actor, find_actor
from orchestration.settings import find_people_file

SCHEMA_VERSION = 1
RETURNED, NAME_CONFIRMED = "returned", "name_confirmed"
"""Events: a line came back, and somebody confirmed that it is of its person although the name differs."""
UNKNOWN = "no such line in the ledger"
_BACKUP = "ledger.sqlite, ledger_head.sqlite and evidence.sqlite"
WAIT_SECONDS = 30
"""How long a command waits for another writer."""

SCHEMA = """
create table lines (
    line_id text primary key,
    relief_by text not null,
    remedy_id text not null,
    county_name text not null,
    relief text not null,
    count_id text not null,
    case_hash text not null,
    section_hash text not null,
    date_hash text not null,
    first_person_id text not null
) strict;
create table events (
    event_number integer primary key,
    at text not null,
    kind text not null,
    by text not null,
    line_id text references lines (line_id),
    batch_id text,
    run_id text,
    law_version text,
    source_hash text,
    details text not null,
    previous_hash text not null unique,
    hash text not null unique
) strict;
create index events_of_lines on events (line_id, event_number);
create index events_of_batches on events (batch_id);
create index lines_of_persons on lines (first_person_id);
create trigger events_stay before update on events begin select raise(abort, 'events are never changed'); end;
create trigger events_are_kept before delete on events begin select raise(abort, 'events are never deleted'); end;
create trigger lines_stay before update on lines begin select raise(abort, 'lines are never changed'); end;
create trigger lines_are_kept before delete on lines begin select raise(abort, 'lines are never deleted'); end;
"""


class LedgerError(RuntimeError):
    """The file cannot be used: busy too long, of another version, or no ledger. The message is one line."""


@dataclass(frozen=True)
class Line:
    """A line as first proposed. ``line_id`` hashes the court key; its parts are hashes too."""

    line_id: str
    relief_by: str
    remedy_id: str
    county_name: str
    relief: str
    count_id: str
    case_hash: str
    section_hash: str
    date_hash: str
    first_person_id: str

    @property
    def hash(self) -> str:
        """SHA-256 of the row, as the line's first event records it."""
        return hash_content(astuple(self))


class Ledger:
    """An open ledger. Use ``open_ledger``."""

    def __init__(self, connection: sqlite3.Connection, path: Path, zone: tzinfo) -> None:
        self._connection = connection
        self._path = path
        self._zone = zone
        self._states: dict[str, str] = {}
        self._states_to = 0
        self._relief_by: dict[str, str] = {}

    def day_of(self, event: Event) -> date:
        """Return the event's day in the state's time zone."""
        return convert_to_day(event.at, self._zone)

    def today(self) -> date:
        """Return today's date in the state's time zone."""
        return compute_today(self._zone)

    def events(
        self,
        line_id: str | None = None,
        *,
        kinds: Collection[str] = (),
        batch_id: str | None = None,
        of_no_line: bool = False,
    ) -> Iterator[Event]:
        """Yield events in order: all, or those of one line, of these kinds, of one batch, or (``of_no_line``) of
        batches and holds, which an index finds at once. A state has a million events: filter if possible."""
        names = ", ".join(field.name for field in fields(Event))
        asked: list[tuple[str, Sequence[str]]] = []
        if line_id is not None:
            asked.append(("line_id = ?", [line_id]))
        if of_no_line:
            asked.append(("line_id is null", []))
        if batch_id is not None:
            asked.append(("batch_id = ?", [batch_id]))
        if kinds:
            asked.append((f"kind in ({', '.join('?' * len(kinds))})", sorted(kinds)))
        where = " where " + " and ".join(condition for condition, _ in asked) if asked else ""
        arguments = [value for _, values in asked for value in values]
        for row in self._connection.execute(f"select {names} from events{where} order by event_number", arguments):
            yield Event(*row)

    def lines(self) -> list[Line]:
        """Read all lines by id."""
        names = ", ".join(field.name for field in fields(Line))
        return [Line(*row) for row in self._connection.execute(f"select {names} from lines order by line_id")]

    def states(self) -> dict[str, str]:
        """Compute the state of every line. Only events added since the last call are read."""
        relief_by = self.relief_by()
        (last, _) = self.last()
        for line_id, kind in self._connection.execute(
            "select line_id, kind from events where line_id is not null and event_number > ? and event_number <= ? "
            "order by event_number",
            (self._states_to, last),
        ):
            self._states[line_id] = find_next_state(relief_by[line_id], self._states.get(line_id), kind)
        self._states_to = last
        return dict(self._states)

    def count_states(self, **filters: str | None) -> Counter[tuple[str, str, str]]:
        """Count the lines whose columns have the values of ``filters``, by who grants the relief, state, and the last
        of the answers with which they came back and the confirmation of their name; empty if they never came back.

        One query: reading each event takes seconds for a state.
        """
        names = [name for (name,) in self._connection.execute("select distinct relief_by from lines")]
        moves = {
            name: {kind: step.to_state for kind, step in read_life_cycle(name).items() if step.to_state}
            for name in names
        }
        kinds = sorted({kind for of_one in moves.values() for kind in of_one})
        asked = {column: value for column, value in filters.items() if value is not None}
        where = " and ".join(["true", *(f"lines.{column} = ?" for column in asked)])
        rows = self._connection.execute(
            "with last as (select line_id, kind, max(event_number) from events "
            f"where line_id is not null and kind in ({', '.join('?' * len(kinds))}) group by line_id), "
            "back as (select line_id, coalesce(json_extract(details, '$.answer'), kind) as answer, max(event_number) "
            "from events where kind in (?, ?) group by line_id) "
            "select relief_by, kind, coalesce(answer, ''), count(*) from lines inner join last using (line_id) "
            f"left join back using (line_id) where {where} group by 1, 2, 3",
            [*kinds, RETURNED, NAME_CONFIRMED, *asked.values()],
        )
        found: Counter[tuple[str, str, str]] = Counter()
        for relief_by, kind, answer, count in rows:
            found[relief_by, moves[relief_by][kind], answer] += count
        return found

    def last_events(self) -> dict[str, int]:
        """Map every line to the number of its last event."""
        return dict(
            self._connection.execute(
                "select line_id, max(event_number) from events where line_id is not null group by line_id"
            )
        )

    def relief_by(self) -> dict[str, str]:
        """Map every line to who grants its relief."""
        ((count,),) = self._connection.execute("select count(*) from lines").fetchall()
        if count != len(self._relief_by):  # lines are only added
            self._relief_by = dict(self._connection.execute("select line_id, relief_by from lines"))
        return self._relief_by

    def find_names(self, line_ids: Iterable[str]) -> dict[str, str]:
        """Who proposed and who approved these lines: everybody, with ``; `` between."""
        who: dict[str, set[str]] = {"proposed": set(), "approved": set()}
        for line_id in line_ids:
            for event in self.events(line_id, kinds=who.keys()):
                who[event.kind].add(event.by)
        return {kind: "; ".join(sorted(names)) for kind, names in who.items()}

    def has_proposals_of(self, run_id: str) -> bool:
        """Whether a line was proposed of this run."""
        asked = "select 1 from events where kind = ? and run_id = ? limit 1"
        return self._connection.execute(asked, (FIRST, run_id)).fetchone() is not None

    def read_proposed_units(self) -> set[str]:
        """The charges and arrests, by id, whose lines were ever proposed."""
        asked = "select json_extract(details, '$.charge_id') from events where kind = ?"
        return {unit for (unit,) in self._connection.execute(asked, (FIRST,))}

    def explain_unknown(self, line_id: str) -> str:
        """Say why no line has this id. (Files of versions before 2026-11-29 had a charge id as ``line_id``.)"""
        asked = (
            "select line_id from events where kind = ? and json_extract(details, '$.charge_id') = ? order by line_id"
        )
        lines = [line for (line,) in self._connection.execute(asked, (FIRST, line_id))]
        return f"this is the id of a charge or arrest; its line is {' and '.join(lines)}" if lines else UNKNOWN

    def run_of_line(self, line_id: str) -> Provenance:
        """Return run and law of the line's last filing, or of its proposal if it was never filed."""
        (*_, last) = self.events(line_id, kinds=["proposed", "filing_begun", "order_begun"])
        return Provenance(last.run_id or NONE, last.law_version or NONE)

    def run_of_batch(self, batch_id: str) -> Provenance:
        """Return run and law with which the batch was started."""
        begun = next(self.events(kinds=["filing_begun", "order_begun"], batch_id=batch_id))
        return Provenance(begun.run_id or NONE, begun.law_version or NONE)

    def _forget_states(self) -> None:
        """Drop states read inside a transaction that was rolled back."""
        self._states, self._states_to, self._relief_by = {}, 0, {}

    def last(self) -> tuple[int, str]:
        """Return number and hash of the last event; 0 and the genesis hash if there is none."""
        row = self._connection.execute(
            "select event_number, hash from events order by event_number desc limit 1"
        ).fetchone()
        return (row[0], row[1]) if row else (0, GENESIS)

    def last_day(self) -> date | None:
        """Return the day of the last event in the state's time zone; None if there is none."""
        row = self._connection.execute("select at from events order by event_number desc limit 1").fetchone()
        return convert_to_day(row[0], self._zone) if row else None

    def head(self) -> Head | None:
        """Read the head kept beside the ledger; None if there is none.

        Raises:
            HeadError: It cannot be read.
        """
        return read_head(self._path)

    def find_trigger_faults(self) -> list[str]:
        """Return triggers that are missing, changed or added: they keep events and lines from being changed."""
        with closing(sqlite3.connect(":memory:")) as fresh:
            fresh.executescript(SCHEMA)
            wanted, found = _read_triggers(fresh), _read_triggers(self._connection)
        missing = [f"the trigger {name} is missing: events and lines can be changed" for name in wanted.keys() - found]
        other = [f"the trigger {name} is not Lookback's" for name in found if wanted.get(name) != found[name]]
        return [*sorted(missing), *other]

    def find_head_fault(self) -> str | None:
        """Return how the ledger contradicts its head: last events are missing or differ. None: it does not."""
        try:
            head = self.head()
        except HeadError as error:
            return str(error)
        if head is None:
            return None
        asked = "select hash from events where event_number = ?"
        row = self._connection.execute(asked, (head.event_number,)).fetchone()
        if row is None:
            return f"events are missing at the end: event {head.event_number} was written, the last is {self.last()[0]}"
        return None if row[0] == head.hash else f"event {head.event_number} differs from the one that was written"

    @contextmanager
    def writing(self, at: datetime | None = None) -> Iterator[Writing]:
        """Open a transaction: all its events are written, or none. ``at``: their time (default: now).

        States read inside cannot change before the commit.

        Raises:
            LedgerError: The ledger is read-only, busy, or contradicts its head.
        """
        moment = (at or read_now()).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            self._connection.execute("begin immediate")
        except sqlite3.OperationalError as error:
            if mentions_full_disk(str(error)):
                raise
            if "readonly" in str(error):
                raise LedgerError("the ledger is read-only here: nothing was written") from None
            raise LedgerError(f"the ledger is busy: another command writes to it ({error})") from None
        try:
            if fault := self.find_head_fault():
                raise LedgerError(f"{fault}: nothing is written; put {_BACKUP} back from one backup")
            yield Writing(self, self._connection, moment, find_actor(find_people_file()))
            self._connection.execute("commit")
            if self.last()[0]:
                keep_head(self._path, Head(*self.last()), WAIT_SECONDS)
        except BaseException:
            if self._connection.in_transaction:  # a full disk ends it; raise that error instead
                self._connection.execute("rollback")
            self._forget_states()
            raise


class Writing:
    """One write transaction."""

    def __init__(self, ledger: Ledger, connection: sqlite3.Connection, moment: str, actor: Actor) -> None:
        self.actor = actor
        self._allowed: set[str] = set()
        self._connection = connection
        self._moment = moment
        self._number, self._hash = ledger.last()
        self._states = ledger.states()
        self._relief_by = dict(ledger.relief_by())

    @property
    def states(self) -> Mapping[str, str]:
        """The state of every line, including this transaction."""
        return self._states

    def propose(self, line: Line, event: NewEvent) -> None:
        """Add a new line with its first event.

        Raises:
            TransitionError: The line exists.
        """
        if line.line_id in self._relief_by or event.kind != FIRST or event.line_id != line.line_id:
            raise TransitionError("the line is already in the ledger")
        event = replace(event, details={**event.details, LINE_HASH: line.hash})
        marks = ", ".join("?" * len(fields(Line)))
        self._connection.execute(f"insert into lines values ({marks})", astuple(line))
        self._relief_by[line.line_id] = line.relief_by
        self._append(event)

    def append(self, events: Sequence[NewEvent]) -> None:
        """Add further events.

        Raises:
            TransitionError: A line is unknown, or an event cannot follow its state.
        """
        for event in events:
            self._append(event)

    def _append(self, event: NewEvent) -> None:
        if event.line_id is not None:
            if event.line_id not in self._relief_by:
                raise TransitionError("the line is not in the ledger")
            state = self._states.get(event.line_id)
            self._states[event.line_id] = find_next_state(self._relief_by[event.line_id], state, event.kind)
        if check_name(event.by) != event.by:
            raise TransitionError(f"{event.kind} needs the name of the person responsible, on one line")
        if not (event.run_id and event.law_version and event.source_hash):
            raise TransitionError(f"{event.kind} needs its provenance: run, law and source, or the word none")
        if event.kind not in self._allowed and not is_demonstration([event.by]):
            self.actor.check_role(read_roles().get(event.kind, frozenset()), event.kind)
            self._allowed.add(event.kind)
        event = replace(event, details={**event.details, **self.actor.details()})
        written = link_event(self._number + 1, self._moment, event, self._hash)
        marks = ", ".join("?" * len(fields(Event)))
        names = ", ".join(field.name for field in fields(Event))
        self._connection.execute(f"insert into events ({names}) values ({marks})", astuple(written))
        self._number, self._hash = written.event_number, written.hash


@contextmanager
def open_ledger(path: Path, *, create: bool = True) -> Iterator[Ledger]:
    """Open the ledger at ``path``; a new one if there is none and ``create``.

    Raises:
        LedgerError: The file cannot be used.
    """
    if not path.exists():
        if find_head_file(path).exists():
            raise LedgerError(f"{path}: the ledger is missing but its head exists: restore {_BACKUP} from one backup")
        if not create:
            raise LedgerError(f"{path}: there is no ledger yet: propose lines first (lookback file propose)")
        path.parent.mkdir(parents=True, exist_ok=True)
    is_read_only = _is_read_only(path)
    try:
        where = f"{path.absolute().as_uri()}?mode=ro&immutable=1" if is_read_only else path
        connection = sqlite3.connect(where, timeout=WAIT_SECONDS, isolation_level=None, uri=is_read_only)
    except sqlite3.OperationalError as error:
        raise LedgerError(f"{path}: cannot be opened ({error})") from None
    try:
        try:
            _check_version(connection, path) if is_read_only else _prepare(connection, path)
        except sqlite3.DatabaseError as error:
            if is_disk_full(error, path.parent):
                raise
            raise LedgerError(f"{path}: cannot be used as a ledger ({error})") from None
        yield Ledger(connection, path, _find_zone(path))
    finally:
        _checkpoint(connection)
        connection.close()


def _find_zone(path: Path) -> tzinfo:
    """Return the time zone of the ledger's state, named by its folder (``settings.ledger``); UTC for a copy
    elsewhere."""
    try:
        return read_zone(path.absolute().parent.name)
    except LookupError:
        return UTC


def _is_read_only(path: Path) -> bool:
    """Return whether the file or its folder is read-only, as for a backup.

    Raises:
        LedgerError: A write-ahead log beside it is not checkpointed; the last events would be missing.
    """
    if not path.exists() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return False
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise LedgerError(
            f"{path}: is read-only, and {log.name} beside it is not checkpointed: copy both to a writable folder"
        )
    return True


def _check_version(connection: sqlite3.Connection, path: Path, known: Collection[int] = (SCHEMA_VERSION,)) -> None:
    (version,) = connection.execute("pragma user_version").fetchone()
    if version not in known:
        raise LedgerError(f"{path}: written by another version ({version}, expected {SCHEMA_VERSION})")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    _check_version(connection, path, known=(0, SCHEMA_VERSION))  # before anything is changed
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    (version,) = connection.execute("pragma user_version").fetchone()
    if version == 0:
        connection.execute("begin immediate")
        (version,) = connection.execute("pragma user_version").fetchone()
        if version == 0:
            for statement in _split_statements(SCHEMA):
                connection.execute(statement)
            connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
            version = SCHEMA_VERSION
        connection.execute("commit")


def _split_statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _read_triggers(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("select name, sql from sqlite_master where type = 'trigger' order by name")
    return {name: " ".join(sql.casefold().split()) for name, sql in rows}


def _checkpoint(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("pragma wal_checkpoint(truncate)")
    except sqlite3.Error:
        return  # another command is at work and checkpoints when it ends
