"""Read-only access to the warehouse and to the run whose determinations it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.connection import WarehouseInUseError, connect_to_read, explain_damage
from orchestration.warehouse.damaged_file import DamagedFileError, DamagedWarehouseError
from orchestration.warehouse.errors import redact_values
from orchestration.warehouse.locks import is_run_active
from orchestration.warehouse.run_errors import NoWarehouseError, RunUnderWayError, UnreadableWarehouseError
from orchestration.warehouse.run_history import GATE_ENDS, STAGE_ORDER


@dataclass(frozen=True)
class GateOfRun:
    """A gate and its result: passed, failed or not asked."""

    gate: str
    ended: str


@dataclass(frozen=True)
class RunShown:
    """The run that made the determinations. ``notes``: warnings for the reader."""

    run_id: str
    as_of_date: date
    version: str
    law_version: str
    allowances: str
    gates: Sequence[GateOfRun]
    notes: Sequence[str]


@contextmanager
def open_warehouse_to_read(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the state's warehouse read-only for the length of the block.

    Raises:
        NoWarehouseError: There is none, or it holds no complete run of this version.
        RunUnderWayError: A run or another program uses it.
    """
    if not settings.warehouse.exists():
        raise NoWarehouseError(f"no warehouse at {settings.warehouse}: run `lookback run` first")
    if settings.warehouse != settings.last_warehouse and is_run_active(settings):
        raise RunUnderWayError(
            f"a run of {settings.state} is under way in {settings.root}: ask again when it has ended"
        )
    try:
        connection = connect_to_read(settings)
    except WarehouseInUseError:
        raise RunUnderWayError(
            f"{settings.warehouse} is in use: a run or another program has it; ask again later"
        ) from None
    except DamagedWarehouseError as error:
        raise UnreadableWarehouseError(str(error)) from None
    except duckdb.Error as error:
        is_denied = "permission denied" in str(error).lower()
        why = "permission denied" if is_denied else redact_values(str(error))
        raise NoWarehouseError(f"{settings.warehouse} cannot be opened: {why}") from None
    try:
        with explain_damage(settings):
            yield connection
    except DamagedWarehouseError as error:
        raise UnreadableWarehouseError(str(error)) from None
    except DamagedFileError as error:
        raise NoWarehouseError(str(error)) from None
    except (duckdb.CatalogException, duckdb.BinderException):
        raise NoWarehouseError(
            f"{settings.warehouse} holds no whole run of this version of Lookback: run `lookback run` again"
        ) from None
    except duckdb.Error as error:
        kind = type(error).__name__
        raise NoWarehouseError(f"{settings.warehouse} cannot be read: {kind}: {redact_values(str(error))}") from None
    finally:
        connection.close()


def read_run_shown(connection: duckdb.DuckDBPyConnection) -> RunShown:
    """Read the run that made the determinations and its gate results.

    A run that stopped at its first gate left the tables of the previous run, which is shown with a note.

    Raises:
        NoWarehouseError: There is no complete run, or a later one went past its first gate and did not finish.
    """
    rows = connection.execute(
        "select run_id, as_of_date, version, law_version, allowances from marts.run_summary"
    ).fetchall()
    held = connection.execute("select run_id from intake.run_parameters").fetchall()
    if len(rows) != 1 or len(held) != 1:
        raise NoWarehouseError("the warehouse holds no whole run: run `lookback run` first")
    ((run_id, as_of_date, version, law_version, allowances),) = rows
    ((held_id,),) = held
    notes = []
    if held_id != run_id:
        later = _read_gates(connection, held_id)
        if later[0].ended != "failed":
            raise NoWarehouseError(
                f"run {held_id} began after run {run_id} and did not finish: facts and determinations are of two runs; "
                "run `lookback run` again"
            )
        notes.append(f"A later run ({held_id}) was stopped at the gate {later[0].gate}: this is the run before it.")
    gates = _read_gates(connection, run_id)
    if not all(gate.ended == "passed" for gate in gates):
        notes.append("Not every gate was passed: nothing of this run may be handed out.")
    return RunShown(run_id, as_of_date, version, law_version, allowances or "", gates, notes)


def _read_gates(connection: duckdb.DuckDBPyConnection, run_id: str) -> Sequence[GateOfRun]:
    ended = dict(connection.execute(f"select gate, is_passed from ({GATE_ENDS}) where run_id = ?", [run_id]).fetchall())
    words = {True: "passed", False: "failed", None: "not asked"}
    return [GateOfRun(gate, words[ended.get(gate)]) for gate in STAGE_ORDER]
