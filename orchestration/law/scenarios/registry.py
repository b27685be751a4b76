"""The scenarios in the warehouse, each with the run it was built beside: the table ``about`` of its schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date

import duckdb

from orchestration.law.scenarios.scenario import CURRENT, SCHEMA_PREFIX, Scenario, build_schema_name
from orchestration.warehouse.current_run import read_current_run


class UnknownScenarioError(LookupError):
    """The warehouse holds no scenario of that name."""


class StaleScenarioError(RuntimeError):
    """The scenario was built beside another run than the current one."""


class OtherLawError(RuntimeError):
    """The models differ from those of the run, so a scenario beside it would mix two laws. Nothing was done."""


@dataclass(frozen=True)
class BuiltScenario:
    """A scenario in the warehouse. ``tables``: the models built for it.

    ``run_id`` and ``law_version`` are those of the run it was built beside.
    """

    name: str
    reason: str
    scenario_id: str
    as_of_date: date
    run_id: str
    law_version: str
    changes: tuple[str, ...]
    tables: tuple[str, ...]
    checks: int


def write_about(connection: duckdb.DuckDBPyConnection, about: BuiltScenario) -> None:
    """Write the table ``about``. It is written last, so that a schema without it is no scenario."""
    schema = build_schema_name(about.name)
    connection.execute(
        f"create table {schema}.about (name varchar not null, reason varchar not null, scenario_id varchar not null, "
        "as_of_date date not null, run_id varchar not null, law_version varchar not null, changes varchar[] not null, "
        "tables varchar[] not null, checks integer not null)"
    )
    values = [list(value) if isinstance(value, tuple) else value for value in astuple(about)]
    connection.execute(f"insert into {schema}.about values (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def list_scenarios(connection: duckdb.DuckDBPyConnection) -> list[BuiltScenario]:
    """List the complete scenarios by name."""
    schemas = connection.execute(
        "select schema_name from duckdb_tables() "
        "where table_name = 'about' and starts_with(schema_name, ?) order by all",
        [SCHEMA_PREFIX],
    ).fetchall()
    found = []
    for (schema,) in schemas:
        (row,) = connection.execute(f'select * from "{schema}".about').fetchall()
        values = dict(zip((column.name for column in fields(BuiltScenario)), row, strict=True))
        lists = {name: tuple(values[name]) for name in ("changes", "tables")}
        found.append(BuiltScenario(**values | lists))
    return found


def find_scenario(connection: duckdb.DuckDBPyConnection, name: str) -> BuiltScenario:
    """Find the scenario of that name, built beside the current run.

    Raises:
        UnknownScenarioError: There is none.
        StaleScenarioError: It was built beside another run.
    """
    known = {about.name: about for about in list_scenarios(connection)}
    if name not in known:
        others = f"; there are {', '.join([CURRENT, *known])}" if known else "; run `lookback scenario run FILE` first"
        raise UnknownScenarioError(f"no scenario is called {name!r}{others}")
    about, run = known[name], read_current_run(connection)
    if about.run_id != run.run_id:
        raise StaleScenarioError(
            f"the scenario {name} is stale: it was built beside run {about.run_id} of {about.as_of_date}, and the "
            f"warehouse holds run {run.run_id} of {run.as_of_date}: run its file again"
        )
    return about


def drop_schema(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Drop the schema of a scenario if it exists."""
    connection.execute(f"drop schema if exists {build_schema_name(name)} cascade")


def drop_scenarios(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> list[str]:
    """Drop the scenarios of these names, stale or not.

    Raises:
        UnknownScenarioError: One does not exist; none is dropped.
    """
    schemas = {
        schema for (schema,) in connection.execute("select schema_name from information_schema.schemata").fetchall()
    }
    for name in names:
        if build_schema_name(name) not in schemas:
            raise UnknownScenarioError(f"no scenario is called {name!r}; nothing was dropped")
    for name in names:
        drop_schema(connection, name)
    return list(names)


def describe_scenario(
    scenario: Scenario,
    law_version: str,
    run_id: str,
    as_of: date,
    tables: Sequence[str],
    checks: int,
    in_force: Mapping[str, str | None],
) -> BuiltScenario:
    """Describe a built scenario for the table ``about``. ``in_force``: the run's values of its parameters."""
    return BuiltScenario(
        name=scenario.name,
        reason=scenario.reason,
        scenario_id=scenario.scenario_id,
        as_of_date=as_of,
        run_id=run_id,
        law_version=f"{law_version}.scenario.{scenario.scenario_id}",
        changes=tuple(scenario.describe_changes(in_force)),
        tables=tuple(tables),
        checks=checks,
    )
