"""California's compiled law and the engine decide the same people: a run of the sample, and invented counts.

What belongs here: the comparison of findings and statuses, and mutants that show that it sees. What does not: whether
either reads the statute rightly (``tests/models/generative/test_prop64_sql.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import duckdb
import pytest
import yaml
from whole_runs import Ran

from orchestration.law.compiler.files import CONTRACTS
from orchestration.settings import PROJECT_ROOT
from tests.models.generative.prop64_questions import AS_OF, OPEN_QUESTIONS_DECIDED, people_and_policies
from tests.models.generative.prop64_tables import RuleSql
from tests.support.compiled_california import (
    AUTOMATIC,
    PROP64,
    STATUSES,
    compare_california,
    decide_california,
    read_packs_of_california,
)
from tests.support.compiled_law import compile_packs_of, edit_pack

BEFORE_THE_LAW = date(2016, 11, 8)
LATER = date(2035, 3, 1)
PEOPLE = 400
ANSWERS = """
insert into clearance.rules.rule_ca__established by name
select
    counts.charge_id as subject, 'charge' as unit, counts.person_id, counts.person_bucket, asked.fact,
    if(hash(counts.charge_id || asked.fact) % 2 = 0, 'yes', 'no') as value
from clearance.rules.rule_ca__prop64_counts as counts
cross join (select distinct fact from clearance.law.element_answers where remedy_id like 'prop64%') as asked
anti join clearance.rules.rule_ca__established as told
    on counts.charge_id = told.subject and asked.fact = told.fact
where hash(asked.fact || counts.charge_id) % 5 = 0
"""
"""Answers to a fifth of what may be asked of each count, as what-if puts them beside facts that do not know them."""


def open_sample(run: Ran) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": "1", "file_search_path": str(run.settings.root)})
    connection.execute(f"attach '{run.settings.warehouse}' as clearance (read_only)")
    return connection


def test_the_sample_is_decided_as_the_engine_does(sample_run: Ran) -> None:
    with open_sample(sample_run) as connection:
        decide_california(connection)
        for found in compare_california(connection, (*AUTOMATIC, *PROP64)):
            assert found.findings > 100
            assert found.differences == {}, "\n".join(map(str, found.examples))
        contracts = yaml.safe_load((PROJECT_ROOT / "models/rules/ca" / CONTRACTS).read_text(encoding="utf-8"))
        for model in contracts["models"]:
            described = connection.execute(f"describe {model['name']}").fetchall()
            there = {name: kind.lower() for name, kind, *_ in described}
            assert there == {column["name"]: column["data_type"] for column in model["columns"]}, model["name"]


def test_the_sample_has_the_statuses_of_the_engine(sample_run: Ran) -> None:
    with open_sample(sample_run) as connection:
        decide_california(connection, PROP64)
        compiled = " union all ".join(STATUSES.format(f"rule_ca__{one}_elements") for one in PROP64)
        engine = STATUSES.format("clearance.rules.engine_statuses")
        ((rows, differing),) = connection.execute(
            f"select (select count(*) from ({engine})), (select count(*) from ("
            f"(from ({engine}) except all from ({compiled})) union all (from ({compiled}) except all from ({engine}))))"
        ).fetchall()
        assert rows > 1000
        assert differing == 0


def ask(run: Ran, as_of: date = AS_OF, decided: Mapping[str, str] | None = None, seed: int = 64) -> RuleSql:
    people, policies = people_and_policies(seed, PEOPLE)
    sql = RuleSql(run.settings)
    sql.set_parameters(decided or {})
    sql.ask(people, as_of, policies)
    return sql


@pytest.mark.parametrize(
    ("as_of", "decided"),
    [
        (AS_OF, {}),
        pytest.param(BEFORE_THE_LAW, {}, marks=pytest.mark.long),
        pytest.param(LATER, {}, marks=pytest.mark.long),
        *(pytest.param(AS_OF, one, marks=pytest.mark.long) for one in OPEN_QUESTIONS_DECIDED if one),
    ],
    ids=str,
)
def test_invented_counts_are_decided_as_the_engine_does(
    sample_run: Ran, as_of: date, decided: Mapping[str, str]
) -> None:
    connection = ask(sample_run, as_of, decided).connection
    decide_california(connection, PROP64)
    for found in compare_california(connection, PROP64):
        assert found.findings > 100
        assert found.differences == {}, "\n".join(map(str, found.examples))


def ask_with_answers(run: Ran) -> duckdb.DuckDBPyConnection:
    sql = ask(run)
    sql.connection.execute(ANSWERS)
    sql.build([one for one in sql.models if one[1].startswith("engine_")])
    return sql.connection


def test_answers_that_no_record_holds_decide_as_in_the_engine(sample_run: Ran) -> None:
    connection = ask_with_answers(sample_run)
    decide_california(connection, PROP64)
    for found in compare_california(connection, PROP64):
        assert found.differences == {}, "\n".join(map(str, found.examples))


def _set(*keys: Any) -> Callable[[Any], None]:
    def edit(pack: Any) -> None:
        *way, last, value = keys
        for key in way:
            pack = pack[key]
        pack[last] = value

    return edit


MUTANTS: dict[str, Callable[[Any], None]] = {
    "an element that a row asks": lambda pack: pack["paths"][13]["every"].remove("level_of_the_row"),
    "a row of another kind": _set("elements", "level_of_the_row", "fits", False),
    "what nobody knows": _set("elements", "at_most_six_plants", "when_unknown", "review"),
    "what people answer": _set("elements", "conviction_on_record", "answers", []),
    "any or all": _set("elements", "in_time_of_a_former_row", "take", "all"),
    "silence": _set("elements", "disposition_understood", "standard", "must_appear"),
}
LAW_MUTANTS = {
    "gives_way": ("paths", "update {} set gives_way = false"),
    "comes_to": ("paths", "update {} set comes_to = 'eligible'"),
    "a_path_fits": ("paths", "update {} set review_unless_fits = false"),
    "place": ("paths", "update {} set place = 999 - place"),
    "reasons of a kind": ("replaced_reasons", "delete from {} where where_selector is not null"),
    "presumptions": ("presumptions", "delete from {}"),
}


def test_what_is_taken_out_changes_findings(sample_run: Ran) -> None:
    connection = ask_with_answers(sample_run)
    unseen = []
    for name, edit in MUTANTS.items():
        files = [
            edit_pack(file, edit) if file.pack.pack == "hs_11361_8" else file for file in read_packs_of_california()
        ]
        decide_california(connection, PROP64, compile_packs_of("ca", files))
        unseen += [name] if not any(one.differences for one in compare_california(connection, PROP64)) else []
    for name, (table, statement) in LAW_MUTANTS.items():
        connection.execute(f"create or replace table kept as from clearance.law.{table}")
        connection.execute(statement.format(f"clearance.law.{table}"))
        decide_california(connection, PROP64)
        unseen += [name] if not any(one.differences for one in compare_california(connection, PROP64)) else []
        connection.execute(f"delete from clearance.law.{table}")
        connection.execute(f"insert into clearance.law.{table} from kept")
    assert unseen == []
