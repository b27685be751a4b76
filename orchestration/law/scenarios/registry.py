"""The scenarios that the warehouse holds, each with the run it was built beside: the table ``about`` of its schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date

import duckdb

from orchestration.law.scenarios.scenario import CURRENT, SCHEMA_BEGINS, Scenario, schema_of
from orchestration.warehouse.current_run import read_current_run


class UnknownScenarioError(LookupError):
    """The warehouse holds no scenario of that name."""


class StaleScenarioError(RuntimeError):
    """The scenario was made beside another run than the warehouse holds now: its facts or its law are others."""


class OtherLawError(RuntimeError):
    """The models are not those the run was made with: a scenario beside it would mix two laws. Nothing was done."""


@dataclass(frozen=True)
class About:
    """One scenario of the warehouse. ``run_id`` and ``law_version``: of the run it was made beside; the id holds data,
    law, policy, as-of date and software. ``tables``: the models that were built for it."""

    name: str
    reason: str
    scenario_id: str
    as_of_date: date
    run_id: str
    law_version: str
    changes: tuple[str, ...]
    tables: tuple[str, ...]
    checks: int


def keep_about(connection: duckdb.DuckDBPyConnection, about: About) -> None:
    """Write the table ``about``: the last thing, so that a schema without it is no scenario."""
    schema = schema_of(about.name)
    connection.execute(
        f"create table {schema}.about (name varchar not null, reason varchar not null, scenario_id varchar not null, "
        "as_of_date date not null, run_id varchar not null, law_version varchar not null, changes varchar[] not null, "
        "tables varchar[] not null, checks integer not null)"
    )
    values = [list(value) if isinstance(value, tuple) else value for value in astuple(about)]
    connection.execute(f"insert into {schema}.about values (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def list_scenarios(connection: duckdb.DuckDBPyConnection) -> list[About]:
    """List every scenario that is whole, by name."""
    schemas = connection.execute(
        "select schema_name from duckdb_tables() "
        "where table_name = 'about' and starts_with(schema_name, ?) order by all",
        [SCHEMA_BEGINS],
    ).fetchall()
    found = []
    for (schema,) in schemas:
        (row,) = connection.execute(f'select * from "{schema}".about').fetchall()
        told = dict(zip((column.name for column in fields(About)), row, strict=True))
        lists = {name: tuple(told[name]) for name in ("changes", "tables")}
        found.append(About(**told | lists))
    return found


def find_scenario(connection: duckdb.DuckDBPyConnection, name: str) -> About:
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
            f"the scenario {name} is stale: it was made beside the run {about.run_id} of {about.as_of_date}, and the "
            f"warehouse holds the run {run.run_id} of {run.as_of_date}: run its file again"
        )
    return about


def drop_schema(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Remove a scenario, whole or not; nothing happens where there is none."""
    connection.execute(f"drop schema if exists {schema_of(name)} cascade")


def drop_scenarios(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> list[str]:
    """Remove the scenarios of these names, stale or not.

    Raises:
        UnknownScenarioError: One does not exist; then none is removed.
    """
    schemas = {
        schema for (schema,) in connection.execute("select schema_name from information_schema.schemata").fetchall()
    }
    for name in names:
        if schema_of(name) not in schemas:
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
) -> About:
    """What is kept of a scenario that was built. ``in_force``: the values that its parameters have without it."""
    return About(
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
