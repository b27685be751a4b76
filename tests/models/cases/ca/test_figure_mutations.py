"""Broken in any one place, the figures of the same people are others than a plain count gives.

What belongs here: mutations of the SQL of the figures, run on the hand-made people without dbt. What does not: what is
right (``test_figures``, ``tests/models/generative/test_figures_equal_a_plain_count``).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from policy_rows import policy_rows
from warehouse_runs import BuiltWarehouse

from tests.models.generative.plain_figures import Cell, PlainFigures
from tests.models.generative.rebuilt import name_table

pytestmark = pytest.mark.long

MODELS = (
    "rules/every_state/rule__conviction_status",
    "rules/ca/prop64/rule_ca__related_charges",
    "rules/ca/prop64/rule_ca__scenario_reliefs",
    "marts/metrics/relief_groups",
    "marts/metrics/metric_policy_convictions",
    "marts/metrics/metric_policy_people",
    "marts/metrics/policy_counts",
    "marts/metrics/metrics_policies",
)
"""In the order they rest on each other."""

YES, NO, UNKNOWN = (f"cast('{word}' as enum('no', 'unknown', 'yes'))" for word in ("yes", "no", "unknown"))
STANDING, RELATED, RELIEFS, GROUPS, CONVICTIONS, PEOPLE, COUNTS, FIGURES = MODELS
MUTATIONS = [
    (STANDING, ">= run_parameters.as_of_date", "> run_parameters.as_of_date"),
    (STANDING, "has_conflicting_facts or level = 'unknown' then 'unknown'", "false then 'unknown'"),
    (STANDING, "or not leaves_level", ""),
    (STANDING, "or not coalesce(relieved.leaves_conviction, true)", ""),
    (STANDING, "least(is_standing, is_in_the_last_years)", "is_in_the_last_years"),
    (STANDING, "else 'unknown'\n        end as is_in_the_last_years", "else 'no'\n        end as is_in_the_last_years"),
    (
        RELATED,
        "when not is_same_county or not is_same_day_possible then 'no'",
        "when not is_same_day_possible then 'no'",
    ),
    (RELATED, "when not is_same_county or not is_same_day_possible then 'no'", "when not is_same_county then 'no'"),
    (RELATED, "(are_days_known or is_same_case)", "are_days_known"),
    (RELATED, "when in_cycle.is_in_cycle = 'unknown' then 'cycle_unknown'", ""),
    (RELATED, "starts_with(coalesce(convictions.subdivision_path, ''), coalesce(lists.subdivision, ''))", "true"),
    (RELATED, "where in_cycle.is_in_cycle <> 'no'", ""),
    (RELIEFS, "where list_contains(string_split(scenarios.dismisses, ' '), 'related')", ""),
    (RELIEFS, "when counts.not_relieved_before = 'not_met' then 'already_relieved'", ""),
    (RELIEFS, "or coalesce(counts.first_possible_day", "or false and coalesce(counts.first_possible_day"),
    (GROUPS, "< 21 then", "<= 21 then"),
    (GROUPS, "when is_deceased then 'deceased'\n        when", "when"),
    (GROUPS, "when len(race_codes) > 1 then 'several recorded'", ""),
    (GROUPS, "[A-Z0-9]{1,2}", ".*"),
    (PEOPLE, f"case when ends_felony then {NO} else with_felony end", "with_felony"),
    (CONVICTIONS, "coalesce(effects.ends_entry, false)", "coalesce(effects.ends_felony, false)"),
    (CONVICTIONS, "when 'elsewhere' then 'ELSEWHERE'", ""),
    (CONVICTIONS, f"when reliefs.outcome in ('review', 'undeterminable') then {UNKNOWN}", ""),
    (CONVICTIONS, "where scenarios.policy = 'of_the_county' and reliefs.is_conviction", "where reliefs.is_conviction"),
    (PEOPLE, "max(no_felony_kept) as no_felony_kept", "min(no_felony_kept) as no_felony_kept"),
    (PEOPLE, "max(no_conviction_kept) as no_conviction_kept", "min(no_conviction_kept) as no_conviction_kept"),
    (PEOPLE, f"when 'no' then {YES}\n            else {UNKNOWN}", f"else {YES}"),
    (PEOPLE, "greatest(records.with_felony,", "greatest('yes',"),
    (PEOPLE, "left join doubts on places.person_id = doubts.person_id", "left join doubts on false"),
    (PEOPLE, "charges.disposition_type = 'unrecognised'", "false"),
    (PEOPLE, "charges.level in ('felony', 'unknown') as may_be_felony", "true as may_be_felony"),
    (COUNTS, "unnest([place, 'STATEWIDE'])", "place"),
    (FIGURES, "when 'race' then cells.race", "when 'race' then cells.sex"),
    (COUNTS, "left_with_none['no_felony'] = 'unknown'", "left_with_none['no_felony'] <> 'yes'"),
]
"""(model, what stands in its SQL, what is put there)."""


class FigureSql:
    """The compiled models of the figures over a copy of a built warehouse, and what a plain count gives."""

    def __init__(self, warehouse: BuiltWarehouse, folder: Path) -> None:
        compiled = warehouse.settings.dbt_target / "target" / "compiled" / "models"
        self.sql = {model: (compiled / f"{model}.sql").read_text(encoding="utf-8") for model in MODELS}
        self.plain = PlainFigures(warehouse).cells()
        copy = folder / "clearance.duckdb"
        shutil.copyfile(warehouse.settings.warehouse, copy)
        self.connection = duckdb.connect(
            str(copy), config={"threads": "2", "file_search_path": str(warehouse.settings.root)}
        )
        self.connection.execute("drop view marts.metric_policy_convictions")  # a table like the others, to be replaced

    def cells(self, sql: dict[str, str]) -> dict[Cell, list[int]]:
        """Every cell, as the SQL gives it."""
        for model in MODELS:
            schema, name = model.split("/")[0], name_table(model.split("/")[-1])
            self.connection.execute(f"create or replace table {schema}.{name} as {sql[model]}")
        rows = self.connection.execute(
            "select scenario, place, group_kind, group_code, vital_status, unit, measure, figure, not_known, "
            f"denominator, denominator_not_known from {policy_rows('marts.metrics_policies')}"
        ).fetchall()
        return {row[:7]: list(row[7:]) for row in rows}


@pytest.fixture(scope="module")
def figures(figures_warehouse: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> FigureSql:
    return FigureSql(figures_warehouse, tmp_path_factory.mktemp("broken"))


def test_of_hand_made_people_too_every_cell_is_what_a_plain_count_gives(figures: FigureSql) -> None:
    assert figures.cells(figures.sql) == figures.plain


@pytest.mark.parametrize(("model", "before", "after"), MUTATIONS, ids=lambda text: " ".join(text.split())[-60:])
def test_a_broken_place_is_noticed(figures: FigureSql, model: str, before: str, after: str) -> None:
    broken = figures.sql[model].replace(before, after)
    assert broken != figures.sql[model], "the SQL does not hold what the mutation replaces"
    assert figures.cells(figures.sql | {model: broken}) != figures.plain
