"""Two laws over the same facts compared: who gains relief and who loses it, counted in every group.

What belongs here: the comparison and its counts. What does not: how it is shown (``comparison_files``, ``terminal``).
Counts only; no id of a person or a conviction leaves this module. Facts and groups are the run's and the same for both,
so only outcomes differ.

A conviction (or an arrest) has relief where a remedy says ``eligible``. One that has it under the second law alone
gains, under the first alone loses; one that has it under both, of another kind, has changed. Each stands in one row of
every breakdown, so the rows add up to the total. A person stands in each row that holds something of theirs; who stands
in several is taken off once for every row beyond the first, in a row of its own: so those add up too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.law.scenarios.registry import scenario_at_hand
from orchestration.law.scenarios.scenario import CURRENT, schema_of
from orchestration.reporting.comparison.scenario_headlines import HeadlineFigure, figures_of, not_counted
from orchestration.reporting.comparison.scenario_units import FINDINGS_TABLE, UNITS_TABLE, make_compared
from orchestration.warehouse.current_run import run_at_hand

TOTAL = "all"
SEVERAL = "in several rows"
ALONE = "remedy_alone"
BREAKDOWNS = {
    TOTAL: "all together",
    "place": "county",
    "race_group": "race as recorded",
    "sex_group": "sex as recorded",
    "age_band": "age on the as-of date",
    "vital_status": "living or deceased",
    "remedy": "remedy that gives it",
    ALONE: "each remedy by itself",
    "level": "level",
    "offense_group": "offense group",
    "section": "section",
    "decided_year": "year",
    "otherwise": "outcome under the other law",
}
"""What is counted by, and what it is called. Each is a partition but for ``remedy_alone``: there a conviction stands
under every remedy that is decided otherwise, whatever other remedies give."""

COUNTS = ("before", "gains", "losses", "changes", "after")
UNITS = ("conviction", "charge without conviction", "arrest")


@dataclass(frozen=True)
class Side:
    """One of the two laws: its name, why it is asked, and what it changes."""

    name: str
    reason: str
    changes: tuple[str, ...]

    @property
    def law(self) -> str:
        """All of it in one line: what is asked, and each change with its reason."""
        return "; ".join((self.reason, *self.changes))


@dataclass(frozen=True)
class Row:
    """The counts of one group: units (convictions or arrests) and people, each ``before`` (under the first law),
    ``gains``, ``losses``, ``changes``, ``after`` (under the second)."""

    unit: str
    breakdown: str
    group: str
    group_name: str
    units: tuple[int, ...]
    people: tuple[int, ...]

    def count(self, word: str) -> int:
        """Units of one of ``COUNTS``."""
        return self.units[COUNTS.index(word)]

    def people_of(self, word: str) -> int:
        """People of one of ``COUNTS``."""
        return self.people[COUNTS.index(word)]

    @property
    def differs(self) -> bool:
        """Whether the two laws differ here."""
        return any(self.units[1:4])


@dataclass(frozen=True)
class Comparison:
    """Everything about two laws over one run. ``figures``: the headlines under both, where they were counted;
    ``not_counted``: the scenarios of which they were not, or not with the same state of the ledger."""

    first: Side
    second: Side
    as_of_date: date
    run_id: str
    law_version: str
    allowances: str
    rows: tuple[Row, ...]
    figures: tuple[HeadlineFigure, ...] = ()
    not_counted: tuple[str, ...] = ()

    def of(self, unit: str, breakdown: str) -> list[Row]:
        """The rows of one breakdown."""
        return [row for row in self.rows if (row.unit, row.breakdown) == (unit, breakdown)]

    def total(self, unit: str) -> Row:
        """All of a unit together."""
        (row,) = self.of(unit, TOTAL)
        return row


def compare(connection: duckdb.DuckDBPyConnection, state: str, first: str, second: str) -> Comparison:
    """Compare two scenarios by name, either of which may be ``current``. Writes nothing but temporary tables.

    Raises ``NoSuchScenario``, ``StaleScenario``.
    """
    sides = (_side(connection, first), _side(connection, second))
    run = run_at_hand(connection)
    ((law, allowances),) = connection.execute("select law_version, allowances from intake.run_parameters").fetchall()
    try:
        make_compared(connection, state, _outcomes(connection, first), _outcomes(connection, second))
        rows = [row for breakdown in BREAKDOWNS for row in _counted(connection, state, breakdown)]
    finally:
        for table in (UNITS_TABLE, FINDINGS_TABLE):
            connection.execute(f"drop table if exists {table}")
    return Comparison(
        first=sides[0],
        second=sides[1],
        as_of_date=run.as_of_date,
        run_id=run.run_id,
        law_version=str(law),
        allowances=str(allowances),
        rows=tuple(_in_order(rows)),
        figures=figures_of(connection, first, second),
        not_counted=tuple(not_counted(connection, (first, second))),
    )


def _side(connection: duckdb.DuckDBPyConnection, name: str) -> Side:
    if name == CURRENT:
        return Side(CURRENT, "the law and the policies of the run", ())
    about = scenario_at_hand(connection, name)
    return Side(name, about.reason, about.changes)


def _outcomes(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """The table of outcomes of a law: that of the run where a scenario does not reach any."""
    if name != CURRENT and "remedy_outcomes" in scenario_at_hand(connection, name).tables:
        return f"{schema_of(name)}.remedy_outcomes"
    return "marts.remedy_outcomes"


def _counted(connection: duckdb.DuckDBPyConnection, state: str, breakdown: str) -> list[Row]:
    table = FINDINGS_TABLE if breakdown == ALONE else UNITS_TABLE
    group = f"'{TOTAL}'" if breakdown == TOTAL else breakdown
    units = ", ".join(f"count(*) filter (where {word})" for word in COUNTS)
    people = ", ".join(f"count(distinct person_id) filter (where {word})" for word in COUNTS)
    found = connection.execute(f"select unit, {group}, {units}, {people} from {table} group by all").fetchall()
    names = _names(connection, state, breakdown)
    rows = [
        Row(unit, breakdown, code, names.get(code, code), tuple(counts[: len(COUNTS)]), tuple(counts[len(COUNTS) :]))
        for unit, code, *counts in found
    ]
    if breakdown in (TOTAL, ALONE):
        return rows
    beyond = ", ".join(f"coalesce(sum(greatest(rows_{word} - 1, 0)), 0)" for word in COUNTS)
    in_rows = ", ".join(f"count(distinct {group}) filter (where {word}) as rows_{word}" for word in COUNTS)
    taken_off = connection.execute(
        f"select unit, {beyond} from (select unit, person_id, {in_rows} from {table} group by all) group by unit"
    ).fetchall()
    nothing = (0,) * len(COUNTS)
    return rows + [
        Row(unit, breakdown, SEVERAL, "less people in several rows", nothing, tuple(-int(count) for count in counts))
        for unit, *counts in taken_off
        if any(counts)
    ]


def _names(connection: duckdb.DuckDBPyConnection, state: str, breakdown: str) -> dict[str, str]:
    """What codes stand for."""
    if breakdown in ("remedy", ALONE):
        query = f"select remedy_id, remedy_name from rules.{state}_remedies"
    elif breakdown in ("race_group", "sex_group"):
        kind = breakdown.removesuffix("_group")
        query = f"select group_code, group_name from staging.{state}_group_names where group_kind = '{kind}'"
    else:
        return {}
    return {str(code): str(name) for code, name in connection.execute(query).fetchall()}


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Units in their order, breakdowns in theirs, groups by code, those in several rows last."""
    kinds = list(BREAKDOWNS)
    return sorted(
        rows, key=lambda row: (UNITS.index(row.unit), kinds.index(row.breakdown), row.group == SEVERAL, row.group)
    )
