"""The run that the warehouse holds: its day, and whether its results may be published.

A state has one warehouse, which holds one run at a time. A step started on its own can meet the run of another day, so
each step checks first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.warehouse.run_history import GATE_ENDS

_NAME_BEFORE_FLAGS = "SYNTH"


class NoCurrentRunError(RuntimeError):
    """The warehouse holds no run yet."""


class OtherDayError(RuntimeError):
    """The warehouse holds a run of another day than asked for. Nothing was done."""


class GatesNotPassedError(RuntimeError):
    """A gate of the current run failed or was not run, so nothing of the run may be published."""


class UnclearDayError(ValueError):
    """The day of a run is missing, ambiguous or no date."""


@dataclass(frozen=True)
class RunAtHand:
    """The as-of date of a run, its id (``run_identity``) and its overrides (empty: none)."""

    as_of_date: date
    run_id: str
    allowances: str = ""


def choose_day(month: str | None, as_of_date: str | None) -> date:
    """Return the as-of date of a run from its partition (``month``, its first day) or from ``as_of_date``.

    Raises:
        UnclearDayError: Both are missing, they differ, or one is no date.
    """
    days = {parse_day("the partition", month), parse_day("as_of_date", as_of_date)} - {None}
    if len(days) > 1:
        raise UnclearDayError(
            f"the partition says {month} and as_of_date says {as_of_date}: leave as_of_date empty, or choose its month"
        )
    for day in days:
        if day is not None:
            return day
    raise UnclearDayError("a run needs the day it is made for: choose a partition or give as_of_date")


def parse_day(name: str, text: str | None) -> date | None:
    """Parse a date; None if ``text`` is empty.

    Raises:
        UnclearDayError: ``text`` is no date; the message names ``name``.
    """
    if text is None or not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UnclearDayError(f"{name} must be a date like 2026-06-01, found {text!r}") from None


def read_current_run(connection: duckdb.DuckDBPyConnection) -> RunAtHand:
    """Read the run that was registered last.

    Raises:
        NoCurrentRunError: The warehouse holds no run.
    """
    if not _list_columns(connection, "intake", "run_parameters"):
        raise NoCurrentRunError("the warehouse holds no run yet: run the job clearance for the day you want")
    ((day, run_id, allowances),) = connection.execute(
        "select as_of_date, run_id, allowances from intake.run_parameters"
    ).fetchall()
    return RunAtHand(day, str(run_id), str(allowances or ""))


def check_day(connection: duckdb.DuckDBPyConnection, wanted: date) -> None:
    """Check that the current run is of the day ``wanted``.

    Raises:
        OtherDayError: It is of another day.
    """
    held = read_current_run(connection)
    if held.as_of_date != wanted:
        raise OtherDayError(
            f"the warehouse holds the run of {held.as_of_date}, asked for was {wanted}: "
            f"run the job clearance for {wanted} first"
        )


def check_gates_passed(connection: duckdb.DuckDBPyConnection, gates: Collection[str]) -> None:
    """Check that each of ``gates`` was run on the current run and nothing stopped it there.

    Raises:
        GatesNotPassedError: A gate stopped the run or was not run.
    """
    held = read_current_run(connection)
    rows: list[tuple[str, bool]] = []
    if _list_columns(connection, "quality", "gate_results"):
        rows = connection.execute(
            f"select gate, is_passed from ({GATE_ENDS}) where run_id = ?", [held.run_id]
        ).fetchall()
    passed = {gate for gate, is_passed in rows if is_passed}
    if missing := [gate for gate in gates if gate not in passed]:
        raise GatesNotPassedError(
            f"nothing of the run of {held.as_of_date} may be handed out: not passed, or not asked, at the "
            f"{', '.join(missing)} gate; run the job clearance"
        )


def is_synthetic(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether nobody of the run is real: each delivery is flagged so beside its file. Samples made before there was a
    flag are known by the names that their generator gave."""
    if "is_synthetic" in _list_columns(connection, "intake", "deliveries"):
        ((is_flagged,),) = connection.execute("select bool_and(is_synthetic) from intake.deliveries").fetchall()
        if is_flagged:
            return True
    ((is_so,),) = connection.execute(
        "select coalesce(bool_and(starts_with(person_name, ?)), false) from intermediate.int_people "
        "where person_name is not null",
        [_NAME_BEFORE_FLAGS],
    ).fetchall()
    return bool(is_so)


def _list_columns(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> set[str]:
    found = connection.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ?", [schema, table]
    ).fetchall()
    return {str(name) for (name,) in found}
