"""Proposition 64 as compiled: what is taken out of its pack or of a law table changes findings.

What belongs here: the constructs that a law whose paths are rows has alone. What does not: whether it reads the statute
rightly (``tests/models/generative/test_prop64_sql.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb
from whole_runs import Ran

from orchestration.law.pack_files.compilation import compile_packs
from tests.models.generative.prop64_questions import AS_OF, people_and_policies
from tests.models.generative.prop64_tables import RuleSql
from tests.support.compiled_california import PROP64, decide_prop64, read_packs_of_california
from tests.support.compiled_law import compile_packs_of, edit_pack
from tests.support.state_packs import find_packs

PEOPLE = 400
ANSWERS = """
insert into clearance.rules.rule_ca__established by name
select
    counts.charge_id as subject, 'charge' as unit, counts.person_id, counts.person_bucket, asked.fact,
    if(hash(counts.charge_id || asked.fact) % 2 = 0, 'yes', 'no') as value
from clearance.rules.rule_ca__prop64_counts as counts
cross join (select unnest(?) as fact) as asked
anti join clearance.rules.rule_ca__established as told
    on counts.charge_id = told.subject and asked.fact = told.fact
where hash(asked.fact || counts.charge_id) % 5 = 0
"""
"""Answers to a fifth of what may be asked of each count, as what-if puts them beside facts that do not know them."""


def ask_with_answers(run: Ran) -> duckdb.DuckDBPyConnection:
    """Invent people with marijuana counts, and answers to some of what may be asked."""
    people, policies = people_and_policies(64, PEOPLE)
    sql = RuleSql(run.settings)
    sql.ask(people, AS_OF, policies)
    asked = compile_packs(find_packs("ca"), "ca", AS_OF)["element_answers"]
    sql.connection.execute(ANSWERS, [sorted({row["fact"] for row in asked if row["remedy_id"] in PROP64})])
    sql.build([model for model in sql.models if model[1] == "rule_ca__wide_facts"])
    return sql.connection


def _set(*keys: Any) -> Callable[[Any], None]:
    def edit(pack: Any) -> None:
        *way, last, value = keys
        for key in way:
            pack = pack[key]
        pack[last] = value

    return edit


MUTANTS: dict[str, Callable[[Any], None]] = {
    "an element that a row asks": lambda pack: pack["groups"]["row_of_18_to_20"].remove("level_of_the_row"),
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


def _decide(connection: duckdb.DuckDBPyConnection, models: Mapping[str, str] | None = None) -> set[Any]:
    """Decide again: findings as they are stored."""
    decide_prop64(connection, models)
    return {str(row) for row in connection.execute("select * from compiled").fetchall()}


def test_what_is_taken_out_changes_findings(sample_run: Ran) -> None:
    connection = ask_with_answers(sample_run)
    before = _decide(connection)
    assert len(before) > 200
    assert _decide(connection) == before
    unseen = []
    for name, edit in MUTANTS.items():
        files = [
            edit_pack(file, edit) if file.pack.pack == "hs_11361_8" else file for file in read_packs_of_california()
        ]
        unseen += [name] if _decide(connection, compile_packs_of("ca", files)) == before else []
    for name, (table, statement) in LAW_MUTANTS.items():
        connection.execute(f"create or replace table kept as from clearance.law.{table}")
        connection.execute(statement.format(f"clearance.law.{table}"))
        unseen += [name] if _decide(connection) == before else []
        connection.execute(f"delete from clearance.law.{table}")
        connection.execute(f"insert into clearance.law.{table} from kept")
    assert unseen == []
