"""The pack of Penal Code 1203.425 and the engine decide the sample as the hand-written SQL does.

What belongs here: the comparison of findings and of every element's status, with the differences that are settled. What
does not: the law, and the cases of other states (``test_states``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from whole_runs import Ran

from orchestration.law.pack_files.compilation import compile_packs
from orchestration.law.pack_files.loading import load_law_tables
from orchestration.settings import PROJECT_ROOT
from tests.support.engine_models import FACTS, build

TODAY = """
select charge_id, outcome, path, case when outcome = 'eligible' then 'relieve_conviction' end as relief, reason_code,
    deciding_element, eligible_on, list_sort(presumed_facts) as presumed_facts, immaterial_elements,
    is_held_up_by_missing_file, decided_by
from home.rules.rule_ca__conviction_relief
"""
# What else depends on the level (whether a felony is serious) is immaterial with it, and not named today.
ENGINE = """
select unit_id, outcome, path, relief, reason_code, deciding_element, eligible_on, list_sort(presumed_facts),
    list_filter(immaterial_elements, lambda element: element in ('felony', 'infraction_or_misdemeanor')),
    coalesce(held_up_by = 'supervised_release', false), decided_by
from engine_findings where remedy_id = 'conviction_relief'
"""
# "A serious felony" is asked of felonies alone; today's words call misdemeanors and what has no level on record so too,
# on a path that the level bars or leaves open by itself.
WORDS = """
select today.charge_id, today.path, today.element, today.word, engine.status
from home.rules.rule_ca__conviction_relief_elements_long as today
full join (
    select unit_id as charge_id, path, element, cast(status as varchar) as status from engine_statuses
    where remedy_id = 'conviction_relief' and supposed_level is null
) as engine using (charge_id, path, element)
left join engine_units as units on charge_id = units.unit_id
where today.word is distinct from engine.status
    and (
        units.level is not distinct from 'felony'
        or element not in ('not_a_serious_felony', 'not_a_violent_felony', 'not_a_registrable_felony')
    )
"""


@pytest.fixture(scope="module")
def engine(sample_run: Ran) -> Iterator[duckdb.DuckDBPyConnection]:
    """The engine over the facts of the sample."""
    connection = duckdb.connect()
    connection.execute(f"attach '{sample_run.settings.warehouse}' as home (read_only)")
    (as_of,) = connection.execute("select as_of_date from home.intake.run_parameters").fetchall()[0]
    load_law_tables(connection, compile_packs(PROJECT_ROOT / Path("models/rules/ca"), "ca", as_of))
    connection.execute("create schema facts")
    for table, columns in FACTS.items():
        if table == "owed":
            fields = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            connection.execute(f"create table facts.{table} ({fields})")
        else:
            connection.execute(f"create view facts.{table} as select * from home.rules.rule_ca__{table}")
    connection.execute("create view int_deliveries as select * from home.intermediate.int_deliveries")
    connection.execute("create view run_parameters as select * from home.intake.run_parameters")
    build(connection)
    yield connection
    connection.close()


def test_findings_are_those_of_the_hand_written_rules(engine: duckdb.DuckDBPyConnection) -> None:
    assert engine.execute(f"({TODAY}) except ({ENGINE})").fetchall() == []
    ((findings, today),) = engine.execute(
        f"select (select count(*) from ({ENGINE})), (select count(*) from ({TODAY}))"
    ).fetchall()
    assert findings == today > 1_000


def test_every_status_is_the_word_of_the_hand_written_rules(engine: duckdb.DuckDBPyConnection) -> None:
    assert engine.execute(WORDS).fetchall() == []
