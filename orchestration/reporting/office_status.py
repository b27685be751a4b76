"""Where an office is: the last run and its gates, what waits for whom, and the next command. Counts alone, no person.

It looks at the run at hand and the ledger as they are and computes nothing.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import duckdb

from orchestration.filing.batches.candidates import EVERYTHING
from orchestration.filing.batches.list_days import DueStep, find_due_steps
from orchestration.filing.ledger.holds import Hold, read_holds_in_force
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.filing.monitoring.ageing import find_next_steps
from orchestration.ingestion.decisions.accepted_gates import read_accepted_gates
from orchestration.law.law_entries import read_law_now
from orchestration.law.signatures import (
    OVERTAKEN,
    is_code_overtaken,
    is_code_verified,
    is_overtaken,
    read_all_signatures,
    read_installation_signatures,
)
from orchestration.law.signing import list_signable
from orchestration.settings import Settings
from orchestration.warehouse.connection import WarehouseInUseError, open_warehouse
from orchestration.warehouse.current_run import is_synthetic
from orchestration.warehouse.damaged_file import DamagedWarehouseError
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown
from orchestration.warehouse.run_errors import ExplanationError, UnreadableWarehouseError

PASSED = "passed"
RUN, PROPOSE, SIGN = "lookback run --as-of DAY --deliveries FOLDER", "lookback file propose", "lookback law sign"
RUN_AGAIN, APPROVE, VERIFY = "lookback run", "lookback file approve", "lookback law verify-code"
ACCEPT = re.compile(r"lookback accept (\S+) --delivery (.+?) --because \"[^\"]*\"")
"""A command that a gate prints, by which a person lets pass what stopped the run."""
MOST_FAULTS = 3
MISSING_SOURCES = "needed_sources_delivered"
"""The expectation that names what remedies need and the run lacks, with how many people wait for it."""

_FINDABLE = """
select distinct unit_id
from marts.filing_lines
where coalesce(conviction_date, arrest_date) is not null and county_name is not null
"""
_UNMET = """
select gate, observed, says, look, coalesce(is_stopping, true) as is_stopping, expectation_id = ? as is_missing
from (
    select null::boolean as is_stopping, '' as expectation_id where false
    union all by name
    select * from quality.gate_results
)
where not is_met and run_id = (select run_id from quality.runs order by run_number desc limit 1)
order by stage_order, place
"""
"""What the last run did not meet, also in a warehouse of an earlier version, where nothing warned."""


class Waiting(NamedTuple):
    """What waits, on whom, and the command that it waits for."""

    what: str
    on_whom: str
    command: str


@dataclass(frozen=True)
class OfficeStatus:
    """``run``: sentences about the last run; ``waiting``: in the order in which it is done; ``due``: of lists."""

    run: Sequence[str]
    waiting: Sequence[Waiting]
    holds: Sequence[Hold]
    due: Sequence[DueStep] = ()

    @property
    def next_command(self) -> str:
        """The command that the first of what waits asks for."""
        return self.waiting[0].command if self.waiting else RUN


@dataclass
class _Run:
    """What is read of the warehouse; without a whole run, what is wrong."""

    sentences: list[str] = field(default_factory=list)
    accept: str = ""
    is_unreadable: bool = False
    run_id: str = ""
    is_passed: bool = False
    is_synthetic: bool = False
    questions: int = 0
    units: frozenset[str] = frozenset()


def read_office_status(settings: Settings) -> OfficeStatus:
    """Read the status of the home.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    run = _read_run(settings)
    steps: list[Waiting] = []
    due: list[DueStep] = []
    holds: Sequence[Hold] = []
    if settings.ledger.exists():
        with open_ledger(settings.ledger, create=False) as ledger:
            steps = [Waiting(one.describe(), one.waits_on, one.command) for one in find_next_steps(ledger, EVERYTHING)]
            holds, due = read_holds_in_force(ledger), find_due_steps(ledger)
            new = _count_new(ledger, run)
    else:
        new = len(run.units)
    return OfficeStatus(run.sentences, _order(settings, run, new, steps), holds, due)


def _read_run(settings: Settings) -> _Run:
    try:
        with open_warehouse_to_read(settings) as connection:
            return _read_whole_run(connection, settings)
    except UnreadableWarehouseError as error:
        return _Run([str(error)], is_unreadable=True)
    except ExplanationError as error:
        return _read_stopped_run(settings, str(error))


def _read_stopped_run(settings: Settings, why: str) -> _Run:
    """Say at which gate the first run of a home stopped; ``why`` there is no run, if no gate says so."""
    if not settings.warehouse.exists():
        return _Run([why])
    try:
        with open_warehouse(settings) as connection:
            stops = list(_list_unmet(connection))
            return _Run(stops or [why], _find_accept(connection, settings))
    except (duckdb.Error, WarehouseInUseError, DamagedWarehouseError):
        return _Run([why])


def _find_accept(connection: duckdb.DuckDBPyConnection, settings: Settings) -> str:
    """Find the first command that lets pass what stopped the last run, if that may be all that stopped it: a run, if
    all of it was accepted since."""
    unmet = connection.execute(_UNMET, [MISSING_SOURCES]).fetchall()
    stops = [look for *_, look, is_stopping, _ in unmet if is_stopping]
    if not stops or not all(ACCEPT.search(look) for look in stops):
        return ""
    accepted = {(one.gate, shlex.quote(one.file_name)) for one in read_accepted_gates(settings.accepted_gates)}
    printed = [found for look in stops for found in ACCEPT.finditer(look)]
    return next((found[0] for found in printed if (found[1], found[2]) not in accepted), RUN_AGAIN)


def _read_whole_run(connection: duckdb.DuckDBPyConnection, settings: Settings) -> _Run:
    shown = read_run_shown(connection)
    ((deliveries, earliest, latest, people, questions),) = connection.execute(
        "select deliveries, data_as_of_earliest, data_as_of_latest, people, "
        f"(select count(*) from rules.rule_{settings.state}__questions) from marts.run_summary"
    ).fetchall()
    days = " to ".join(dict.fromkeys(str(day) for day in (earliest, latest)))
    is_passed = all(gate.ended == PASSED for gate in shown.gates)
    sentences = [
        f"as of {shown.as_of_date}, run {shown.run_id}",
        f"{deliveries:,} deliveries, data as of {days}, {people:,} people",
        "gates: " + ", ".join(f"{gate.gate} {gate.ended}" for gate in shown.gates),
        *shown.notes,
        *_list_unmet(connection),
    ]
    if is_synthetic(connection):
        sentences.append("synthetic: everybody in it is invented")
    if shown.allowances:
        sentences.append(f"let pass by name: {shown.allowances}")
    units = frozenset(str(unit) for (unit,) in connection.execute(_FINDABLE).fetchall()) if is_passed else frozenset()
    return _Run(
        sentences,
        _find_accept(connection, settings),
        run_id=shown.run_id,
        is_passed=is_passed,
        is_synthetic=is_synthetic(connection),
        questions=questions,
        units=units,
    )


def _list_unmet(connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    """Say where the last run stopped and what it lacked, and count what only warned."""
    unmet = connection.execute(_UNMET, [MISSING_SOURCES]).fetchall()
    stops = [
        f"stopped at {gate}: found {seen}; {says}. What to do: {look}"
        for gate, seen, says, look, stops, _ in unmet
        if stops
    ]
    yield from stops[:MOST_FAULTS]
    yield from (f"missing: {seen}" for _, seen, _, _, stops, is_missing in unmet if is_missing and not stops)
    if len(stops) > MOST_FAULTS:
        yield f"and {len(stops) - MOST_FAULTS:,} more: lookback quality"
    if len(unmet) > len(stops):
        yield f"warnings and accepted findings: {len(unmet) - len(stops):,} (lookback quality)"


def _count_new(ledger: Ledger, run: _Run) -> int:
    """Count the units of lines that the ledger was never given; none if this run was proposed."""
    return 0 if ledger.has_proposals_of(run.run_id) else len(run.units - ledger.read_proposed_units())


def _order(settings: Settings, run: _Run, new: int, steps: Sequence[Waiting]) -> list[Waiting]:
    """Put what stops others first: a run, then proposing, then counsel, then the lines on their way."""
    found = []
    if run.accept:
        found.append(Waiting("the last run stopped at a gate", "us (mend or accept)", run.accept))
    elif run.is_unreadable:
        what = "the warehouse cannot be read"
        found.append(Waiting(what, "us (run)", f"move {settings.warehouse} away, then {RUN_AGAIN}"))
    elif not run.is_passed:
        found.append(Waiting("no run that passed every gate is at hand", "us (run)", RUN_AGAIN))
    if new:
        found.append(Waiting(f"{new:,} charges and arrests of this run are not proposed", "us (propose)", PROPOSE))
    if run.run_id or steps:
        is_needed = new > 0 or any(step.command == APPROVE for step in steps)
        found += _find_unsigned_law(settings, run, is_needed=is_needed)
    found += steps
    if run.questions:
        what = f"{run.questions:,} questions about records at most wait for an answer"
        found.append(Waiting(what, "a reader of records", "lookback review export"))
    return found


def _find_unsigned_law(settings: Settings, run: _Run, *, is_needed: bool) -> list[Waiting]:
    """What counsel has yet to sign, if it is needed or was signed before; of invented people a demonstration may do."""
    law = read_law_now(settings.models, settings.state)
    signatures = read_all_signatures(settings.models, settings.state, settings.signatures)
    if run.is_synthetic:
        signatures += read_installation_signatures(settings.demonstration_signatures)
    waiting = list_signable(law, signatures)
    overtaken = sum(is_overtaken(one, law, signatures) for one in law.pack.provisions)
    found = []
    if waiting and (is_needed or overtaken):
        what = f"{len(waiting):,} parts and provisions of the law are not signed"
        if overtaken:
            what += f" (overtaken signatures of provisions: {overtaken:,}; {OVERTAKEN} since they were signed)"
        found.append(Waiting(what, "counsel", f"{SIGN} --demonstration" if run.is_synthetic else SIGN))
    elif not is_code_verified(law, signatures) and (is_needed or is_code_overtaken(law, signatures)):
        found.append(Waiting("the SQL that decides is not verified as it is now", "a second engineer", VERIFY))
    return found
