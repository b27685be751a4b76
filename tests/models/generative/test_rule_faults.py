"""The tool that puts faults into the rules finds the faults there are, and tells a noticed one from one without effect.

What belongs here: the tool, on a query and a table small enough to be read. What does not: the faults of the rules
(``make faults``: half an hour), which nobody can wait for in every run of the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from repository import ROOT

from tests.models.generative.faults_in_the_rules import (
    Told,
    Worlds,
    had_after_all,
    known_without_effect,
    lines_of,
    told_of,
)
from tests.models.generative.faulty_sql import NO_SUCH_WORD, faults_in, without_fault
from tests.models.generative.unit_tests_in_memory import UnitTests, unit_tests_of

PLAIN = """
-- who is of age (a comment with = and < in it)
with people as (
    select id, age, word from persons
)
select id, case when age >= 18 and word = 'known' then 'met' else 'unknown' end as of_age
from people
"""


def _faults(sql: str) -> set[tuple[str, str]]:
    return {(fault.before, fault.after) for fault in faults_in(sql)}


def test_each_kind_of_fault_is_put_where_it_can_stand() -> None:
    assert _faults(PLAIN) == {
        ("age >= 18", "age > 18"),
        ("age >= 18", "age >= 19"),
        ("age >= 18", "nothing"),
        ("word = 'known'", "word <> 'known'"),
        ("word = 'known'", f"word = '{NO_SUCH_WORD}'"),
        ("word = 'known'", "nothing"),
        ("CASE WHEN age >= 18 AND word = 'known' THEN 'met' ELSE 'unknown' END", "'unknown'"),
        (
            "CASE WHEN age >= 18 AND word = 'known' THEN 'met' END",
            "CASE WHEN age >= 18 AND word = 'known' THEN 'unknown' END",
        ),
        (
            "CASE WHEN age >= 18 AND word = 'known' THEN 'met' ELSE 'unknown' END",
            "CASE WHEN age >= 18 AND word = 'known' THEN 'met' ELSE 'met' END",
        ),
    }


@pytest.mark.parametrize(
    ("sql", "before", "after"),
    [
        ("select a from t where day_earliest < 1", "day_earliest < 1", "day_latest < 1"),
        ("select a from t where a or b", "a", "nothing"),
        ("select a from t where a is null", "a IS NULL", "NOT a IS NULL"),
        ("select a from t where a is not null", "NOT a IS NULL", "a IS NULL"),
        ("select a from t where not b", "NOT b", "b"),
        ("select a from t where b in ('x', 'y')", "b IN ('x', 'y')", "b IN ('x')"),
        ("select a from t where b between 1 and 2", "b BETWEEN 1 AND 2", "b > 1 AND b <= 2"),
        ("select a from t where a is not distinct from b", "a IS NOT DISTINCT FROM b", "a = b"),
        ("select max(a) as a from t", "MAX(a)", "MIN(a)"),
        (
            "select bool_or(a) filter (where b) as a from t",
            "BOOL_OR(CAST(a AS BOOLEAN)) FILTER(WHERE b)",
            "BOOL_OR(CAST(a AS BOOLEAN))",
        ),
        ("select coalesce(a, false) as a from t", "COALESCE(a, FALSE)", "a"),
        ("select coalesce(a, false) as a from t", "COALESCE(a, FALSE)", "COALESCE(a, TRUE)"),
        ("select greatest(a, b) as a from t", "GREATEST(a, b)", "LEAST(a, b)"),
        ("select a + 7 as a from t", "a + 7", "a - 7"),
        ("select t.a from t left join u on t.a = u.a", "LEFT JOIN u ON t.a = u.a", "JOIN u ON t.a = u.a"),
        ("select t.a from t anti join u on t.a = u.a", "ANTI JOIN u ON t.a = u.a", "SEMI JOIN u ON t.a = u.a"),
        ("with x as (select a from t union all select a from u) select a from x", "SELECT a FROM u", "nothing"),
        ("select a, row_number() over (order by a desc) as n from t", "a DESC", "a ASC"),
    ],
)
def test_a_fault_of_each_kind(sql: str, before: str, after: str) -> None:
    assert (before, after) in _faults(sql)


def test_keys_that_put_tables_together_are_left_alone() -> None:
    assert _faults("select t.a from t inner join u on t.a = u.a") == set()


@pytest.mark.parametrize(("end", "name"), [("", "ANNIVERSARY_OF"), (" + interval 1 day", "YEARS_ELAPSED_ON")])
def test_what_a_macro_writes_is_one_name_outside_and_itself_inside(end: str, name: str) -> None:
    value = "select parameters.value from ca_parameters as parameters where parameters.parameter = 'wait'"
    law = f"cast(({value}) as integer)"
    day = "t.day_latest"
    later = (
        f"case when month({day}) = 2 and day({day}) = 29"
        f" and last_day(make_date(year({day}) + ({law}), 2, 1)) = make_date(year({day}) + ({law}), 2, 28)"
        f" then make_date(year({day}) + ({law}), 3, 1)"
        f" else make_date(year({day}) + ({law}), month({day}), day({day})){end} end"
    )
    sql = f"select {later} < as_of as is_over from t"
    named = name + "({}, CAST(LAW_wait AS INT))"
    assert _faults(sql) == {
        (f"{named.format('t.day_latest')} < as_of", f"{named.format('t.day_latest')} <= as_of"),
        (named.format("t.day_latest"), named.format("t.day_earliest")),
    }
    for text in (without_fault(sql), *(fault.sql for fault in faults_in(sql))):
        assert name not in text
        assert "LAW_" not in text
        assert text.count("parameters.parameter = 'wait'") == 4


class _Persons:
    """Three persons, and a rule that finds for them."""

    def __init__(self, sql: str) -> None:
        self.sql = {"rule": sql}
        self._connection = duckdb.connect()
        self._connection.execute(
            "create table persons as from (values (1, 17, 'known'), (2, 40, 'known'), (3, 40, '')) as t(id, age, word)"
        )
        self._found = self._connection.execute(sql).fetchall()

    @contextmanager
    def with_other(self, model: str, faulty: str) -> Iterator[None]:
        assert model == "rule"
        whole = self._found
        try:
            self._found = self._connection.execute(faulty).fetchall()
            yield
        finally:
            self._found = whole

    def fingerprint(self) -> object:
        return sorted(self._found)

    def interrupt(self) -> None:
        self._connection.interrupt()

    def has_word(self, model: str, column: str, word: str) -> bool:
        return bool(self._connection.execute(f"from persons where {column} = ?", [word]).fetchall())


def _told() -> Told:
    return told_of(Worlds([lambda: _Persons(PLAIN)]), "rule")


def test_a_fault_that_nobody_can_notice_is_told_apart_from_those_that_somebody_does() -> None:
    """(Nobody here is 18: on that birthday and the year after it the rule is not asked.)"""
    told = _told()
    assert told.without_effect == ["the query: age >= 18 -> age > 18", "the query: age >= 18 -> age >= 19"]
    assert (len(told.names), told.noticed, told.cannot_run) == (9, 7, 0)


def test_a_word_is_asked_of_those_who_are_asked() -> None:
    assert had_after_all(Worlds([lambda: _Persons(PLAIN)]), "rule", {"word": ["known", "unheard"]}) == ["word known"]


def test_the_faults_on_the_list_can_be_asked_about_alone() -> None:
    told = told_of(Worlds([lambda: _Persons(PLAIN)]), "rule", only={"the query: age >= 18 -> age > 18"})
    assert (len(told.names), told.noticed, told.without_effect) == (9, 0, ["the query: age >= 18 -> age > 18"])


def test_a_fault_that_cannot_run_is_no_fault_that_was_noticed() -> None:
    told = told_of(
        Worlds([lambda: _Persons("select id, age_latest from (select id, age as age_latest from persons)")]), "rule"
    )
    assert (told.noticed, told.cannot_run, told.without_effect) == (0, 1, [])


def test_what_is_not_on_the_list_stands_out_and_so_does_a_list_that_is_out_of_date() -> None:
    said: list[str] = []
    told = told_of(Worlds([lambda: _Persons(PLAIN)]), "rule", said.append)
    assert said == told.without_effect
    read = {"the query: age >= 18 -> age > 18", "the query: age >= 18 -> nothing", "the query: age > 21 -> age >= 21"}
    assert list(lines_of("rule", told, read)) == [
        "rule: 9 faults, 7 noticed, 0 cannot run, 2 without effect (1 not on the list)",
        "  on the list, and noticed: the query: age >= 18 -> nothing",
        "  on the list, and no fault of this model: the query: age > 21 -> age >= 21",
    ]


@pytest.mark.parametrize(
    "expected",
    [
        {"rows": [{"id": 1, "of_age": "met"}, {"id": 2, "of_age": "unknown"}]},
        {"format": "csv", "rows": "id,of_age\n1,met\n2,unknown\n"},
        {"format": "sql", "rows": "select 1 as id, 'met' as of_age"},
    ],
)
@pytest.mark.parametrize(
    "given",
    [
        {"rows": [{"id": 1, "age": 18}, {"id": 2, "age": 17}]},
        {"format": "csv", "rows": "id,age\n1,18\n2,17\n"},
        {
            "format": "sql",
            "rows": "{% for id, age in [(1, 18), (2, 17)] %}select {{ id }} as id, {{ age }} as age, null as word"
            "{{ '' if loop.last else ' union all ' }}{% endfor %}",
        },
    ],
)
def test_a_unit_test_of_a_model_notices_a_fault_in_the_columns_that_it_expects(
    tmp_path: Path, given: dict[str, object], expected: dict[str, object]
) -> None:
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        connection.execute("create schema facts")
        connection.execute("create table facts.persons (id integer, age integer, word varchar)")
    whole = PLAIN.replace("from persons", 'from "clearance"."facts"."persons"').replace(
        "word = 'known'", "word is null"
    )
    whole = whole.replace("select id, case", "select id, word, case")
    told = [{"model": "rule", "given": [{"input": "ref('persons')", **given}], "expect": expected}]
    tests = UnitTests(tmp_path / "warehouse.duckdb", {"rule": whole, "untested": whole}, told)

    def notices(model: str, faulty: str) -> object:
        with tests.with_other(model, faulty):
            return tests.fingerprint()

    assert not tests.not_run()
    assert not notices("rule", without_fault(whole))
    assert notices("rule", whole.replace("age >= 18", "age > 18"))
    assert notices("rule", whole.replace("word is null", "years is null")), "an error is no answer"
    assert not notices("rule", whole.replace("select id, word", "select id, 'other' as word")), "nothing expects it"
    assert not notices("untested", whole.replace("age >= 18", "age > 18"))
    assert not tests.fingerprint()


def test_a_unit_test_that_gives_an_error_is_named(tmp_path: Path) -> None:
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        connection.execute("create table persons (id integer)")
    told = [{"model": "rule", "given": [], "expect": {"rows": [{"ident": 1}]}}]
    assert UnitTests(tmp_path / "warehouse.duckdb", {"rule": "select 1 as id"}, told).not_run() == ["rule"]


def test_the_unit_tests_of_the_rules_are_found() -> None:
    models = {one["model"] for one in unit_tests_of()}
    assert {"rule__arrest_facts", "rule_ca__prop64_counts", "int_sentence_ends"} <= models


def test_every_fault_on_the_list_has_a_reason_and_a_model_that_is_there() -> None:
    for model in known_without_effect():
        of_every_state = model.replace("rule_ca__", "rule__")
        assert [*(ROOT / "models").rglob(f"{model}.sql"), *(ROOT / "models").rglob(f"{of_every_state}.sql")], model
