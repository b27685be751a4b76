"""Building scenarios beside the run: one process, one parse of the models, one schema after the other.

What belongs here: the order of things, and that nothing is left of a scenario that did not become whole. What does not:
what is changed (``scenario_file``, ``overlay``), what is built (``warehouse.beside``), what is checked (``checks``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestration.law.scenarios.checks import Tables, check_scenario
from orchestration.law.scenarios.overlay import changed_tables, lay_over, values_in_force
from orchestration.law.scenarios.registry import About, OtherLawAtHand, drop_schema, keep_about, of_scenario
from orchestration.law.scenarios.scenario import Scenario
from orchestration.law.version import law_version
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse, transaction
from orchestration.warehouse.current_run import check_gates_passed, run_at_hand
from orchestration.warehouse.dbt.alternate_schema import build_in_schema, find_reached_models
from orchestration.warehouse.quality_gates.run import GATES


def build_scenarios(settings: Settings, scenarios: Sequence[Scenario]) -> Iterator[About]:
    """Build each scenario beside the run at hand, replacing one of the same name; what is yielded is whole.

    Raises ``NoRunAtHand``, ``GatesNotPassed``, ``OtherLawAtHand``, ``StageFailed``, ``ScenarioNotWhole``; what was
    built before stays, and nothing of the one that failed.
    """
    settings.export()
    check_same_law(settings)
    for scenario in scenarios:
        yield _build(settings, scenario)


def check_same_law(settings: Settings) -> None:
    """Raise unless the run at hand passed its gates and was made with the models that lie here."""
    with open_warehouse(settings) as connection:
        run_at_hand(connection)
        check_gates_passed(connection, GATES)
        ((law, policy_id),) = connection.execute("select law_version, policy_id from intake.run_parameters").fetchall()
    here = law_version(settings.models, settings.state, policy_id)
    if law != here:
        raise OtherLawAtHand(
            f"the warehouse holds a run under {law}, and the models here are {here}: run `lookback run` again first"
        )


def _build(settings: Settings, scenario: Scenario) -> About:
    reached = find_reached_models(settings, changed_tables(scenario))
    with open_warehouse(settings) as connection, transaction(connection):
        run = run_at_hand(connection)
        in_force = values_in_force(connection, scenario, settings.state, run.as_of_date)
        drop_schema(connection, scenario.name)
        connection.execute(f"create schema {scenario.schema}")
        lay_over(connection, scenario, settings.state, run.as_of_date)
    try:
        nodes = build_in_schema(settings, scenario.schema, reached, f"scenario {scenario.name}")
        with open_warehouse(settings) as connection:
            checks = check_scenario(connection, settings, Tables(scenario.schema, reached.tables, reached.not_built))
            ((law,),) = connection.execute("select law_version from intake.run_parameters").fetchall()
            tests = sum(node.unique_id.startswith("test.") for node in nodes)
            about = of_scenario(
                scenario, str(law), run.run_id, run.as_of_date, reached.tables, checks + tests, in_force
            )
            keep_about(connection, about)
    except BaseException:
        with open_warehouse(settings) as connection:
            drop_schema(connection, scenario.name)
        raise
    return about
