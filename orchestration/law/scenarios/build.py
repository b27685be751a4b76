"""Build scenarios beside the current run, one schema each, with one parse of the models.

A scenario that fails leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestration.law.scenarios.checks import ScenarioTables, check_scenario
from orchestration.law.scenarios.overlay import (
    find_changed_tables,
    read_values_in_force,
    write_overlay,
)
from orchestration.law.scenarios.registry import (
    BuiltScenario,
    OtherLawError,
    describe_scenario,
    drop_schema,
    write_about,
)
from orchestration.law.scenarios.scenario import Scenario, build_schema_name
from orchestration.law.version import compute_run_law
from orchestration.settings import Settings
from orchestration.warehouse.connection import begin_transaction, open_warehouse
from orchestration.warehouse.current_run import check_gates_passed, read_current_run
from orchestration.warehouse.dbt.alternate_schema import build_in_schema, find_reached_models, rebuild_in_schema
from orchestration.warehouse.quality_gates.run import GATES
from orchestration.warehouse.shards.build import remove_beside


def build_scenarios(settings: Settings, scenarios: Sequence[Scenario]) -> Iterator[BuiltScenario]:
    """Build each scenario beside the current run, replacing one of the same name; yield each when it is complete.

    Raises:
        NoCurrentRunError: The warehouse holds no run.
        GatesNotPassedError: The run stopped at a gate.
        OtherLawError: The run was made with other models.
        StageFailedError: A model of the scenario could not be built. Earlier scenarios stay.
        ScenarioCheckError: A check of the scenario failed. Earlier scenarios stay.
    """
    settings.export()
    check_same_law(settings)
    for scenario in scenarios:
        yield _build(settings, scenario)


def check_same_law(settings: Settings) -> None:
    """Check that the current run passed its gates and used the current models.

    Raises:
        NoCurrentRunError: The warehouse holds no run.
        GatesNotPassedError: The run stopped at a gate.
        OtherLawError: The run used other models.
    """
    with open_warehouse(settings) as connection:
        read_current_run(connection)
        check_gates_passed(connection, GATES)
        ((law, policy_id),) = connection.execute("select law_version, policy_id from intake.run_parameters").fetchall()
    here = compute_run_law(settings, policy_id)
    if law != here:
        raise OtherLawError(
            f"the current run used the law {law}, the models are {here}: run `lookback run` again first"
        )


def refresh_metrics(settings: Settings, name: str) -> None:
    """Rebuild the figures of a scenario after the ledger's tables in the warehouse changed.

    Raises:
        StageFailedError: A figure could not be built.
    """
    settings.export()
    with open_warehouse(settings) as connection:
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = ?", [build_schema_name(name)]
        ).fetchall()
    rebuild_in_schema(
        settings, build_schema_name(name), [table for (table,) in tables], tag="metrics", what=f"scenario {name}"
    )


def _build(settings: Settings, scenario: Scenario) -> BuiltScenario:
    reached = find_reached_models(settings, find_changed_tables(scenario))
    with open_warehouse(settings) as connection, begin_transaction(connection):
        run = read_current_run(connection)
        in_force = read_values_in_force(connection, scenario, run.as_of_date)
        drop_schema(connection, scenario.name)
        connection.execute(f"create schema {scenario.schema}")
        write_overlay(connection, scenario, run.as_of_date)
    try:
        nodes = build_in_schema(settings, scenario.schema, reached, f"scenario {scenario.name}")
        with open_warehouse(settings) as connection:
            checks = check_scenario(
                connection, settings, ScenarioTables(scenario.schema, reached.tables, reached.not_built)
            )
            ((law,),) = connection.execute("select law_version from intake.run_parameters").fetchall()
            tests = sum(node.unique_id.startswith("test.") for node in nodes)
            about = describe_scenario(
                scenario, str(law), run.run_id, run.as_of_date, reached.tables, checks + tests, in_force
            )
            write_about(connection, about)
    except BaseException:
        with open_warehouse(settings) as connection:
            drop_schema(connection, scenario.name)
            remove_beside(settings, connection, scenario.schema)
        raise
    return about
