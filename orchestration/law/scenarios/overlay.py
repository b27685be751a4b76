"""Write the changed tables of a scenario into its schema: copies of the run's tables with the changes applied.

The run's tables are only read. A changed row is marked as no law: its citation names the scenario and the reason, and
its tag is ``inference``.
"""

from __future__ import annotations

from datetime import date

import duckdb

from orchestration.law.pack_files.columns import ROW_KEYS
from orchestration.law.pack_files.loading import write_row_keys
from orchestration.law.policies import EVERY_OTHER_COUNTY
from orchestration.law.scenarios.scenario import ListChange, ParameterChange, PolicyChange, Scenario
from orchestration.warehouse.dbt.alternate_schema import ChangedTables

CHANGED_TAG = "inference"


def find_changed_tables(scenario: Scenario) -> ChangedTables:
    """List the parameters, law tables and sources that a scenario changes."""
    return ChangedTables(
        parameters=frozenset(change.parameter for change in scenario.parameters),
        law_tables=frozenset({"offense_lists"} if scenario.lists else ()),
        sources=frozenset({"county_policies"} if scenario.policies else ()),
    )


_IN_FORCE = "effective_from <= ? and coalesce(effective_to >= ?, true)"


def write_overlay(connection: duckdb.DuckDBPyConnection, scenario: Scenario, as_of: date) -> None:
    """Write the changed tables into the scenario's schema, which exists."""
    schema = scenario.schema
    if scenario.parameters:
        table = f"{schema}.parameters"
        connection.execute(f"create table {table} as from law.parameters")
        for parameter in scenario.parameters:
            _change_parameter(connection, table, parameter, scenario.name, as_of)
        write_row_keys(connection, table, ROW_KEYS["parameters"])
    if scenario.lists:
        table = f"{schema}.offense_lists"
        connection.execute(f"create table {table} as from law.offense_lists")
        for change in scenario.lists:
            _change_list(connection, table, change, scenario.name, as_of)
        write_row_keys(connection, table, ROW_KEYS["offense_lists"])
    if scenario.policies is not None:
        table = f"{schema}.county_policies"
        connection.execute(f"create table {table} as from intake.county_policies")
        _change_policies(connection, table, scenario.policies)


def read_values_in_force(
    connection: duckdb.DuckDBPyConnection, scenario: Scenario, as_of: date
) -> dict[str, str | None]:
    """Read the run's values of the parameters that the scenario changes, without those unset on that day."""
    names = [change.parameter for change in scenario.parameters]
    found = connection.execute(
        f"select parameter, value from law.parameters where list_contains(?, parameter) and {_IN_FORCE}",
        [names, as_of, as_of],
    ).fetchall()
    return {str(name): value for name, value in found}


def _change_parameter(
    connection: duckdb.DuckDBPyConnection, table: str, change: ParameterChange, name: str, as_of: date
) -> None:
    """Set the value of the row in force on the as-of date, or insert one. A row with that value is left as it is."""
    in_force = f"parameter = ? and {_IN_FORCE}"
    ((rows,),) = connection.execute(
        f"select count(*) from {table} where {in_force}", [change.parameter, as_of, as_of]
    ).fetchall()
    citation = _format_citation(name, change.reason)
    if rows:
        connection.execute(
            f"update {table} set value = ?, citation = ?, verified = ? where {in_force} and value is distinct from ?",
            [change.value, citation, CHANGED_TAG, change.parameter, as_of, as_of, change.value],
        )
        return
    connection.execute(
        f"insert into {table} by name select ? as parameter, ? as value, max(unit) as unit, ? as effective_from, "
        f"? as citation, ? as verified from {table} where parameter = ?",
        [change.parameter, change.value, as_of, citation, CHANGED_TAG, change.parameter],
    )


def _change_list(connection: duckdb.DuckDBPyConnection, table: str, change: ListChange, name: str, as_of: date) -> None:
    for line in change.remove:
        parts = " and ".join(f"coalesce({part}, '') = ?" for part in line)
        connection.execute(
            f"delete from {table} where offense_list = ? and {parts}", [change.offense_list, *line.values()]
        )
    for line in change.add:
        values = dict(line) | {
            "offense_list": change.offense_list,
            "membership": "member",
            "statute_as_of": as_of.isoformat(),
            "citation": _format_citation(name, change.reason),
            "verified": CHANGED_TAG,
        }
        columns = ", ".join(f"? as {column}" for column in values)
        connection.execute(f"insert into {table} by name select {columns}", list(values.values()))


def _change_policies(connection: duckdb.DuckDBPyConnection, table: str, change: PolicyChange) -> None:
    named = [*change.policy.counties, *([EVERY_OTHER_COUNTY] if change.policy.default else [])]
    connection.execute(f"delete from {table} where list_contains(?, county_name)", [named])
    for row in change.policy.rows():
        connection.execute(f"insert into {table} values (?, ?, ?, ?)", [change.policy.policy_id, *row])


def _format_citation(name: str, reason: str) -> str:
    return f"no law: scenario {name}: {reason}"
