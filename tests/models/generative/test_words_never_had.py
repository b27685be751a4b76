"""A fault that is about a word which no row has is told apart, and a word that somebody has after all is named.

What belongs here: which word a changed place is about, and what the tool makes of it. What does not: other faults
(``test_faults_in_the_rules``).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from repository import ROOT

from tests.models.generative.faults_in_the_rules import (
    Worlds,
    had_after_all,
    known_without_effect,
    lines_of,
    told_of,
    words_never_had,
)
from tests.models.generative.faulty_sql import faults_in
from tests.models.generative.rebuilt import has_word
from tests.models.generative.unit_tests_in_memory import UnitTests

ABOUT: dict[str, dict[tuple[str, str], set[tuple[str, str]]]] = {
    "case when a = 'x' then 1 when b = 'y' then 2 end": {
        ("CASE WHEN a = 'x' THEN 1 END", "nothing"): {("a", "x")},
        ("a = 'x'", "a = 'no such word'"): {("a", "x")},
        ("a = 'x'", "a <> 'x'"): set(),
    },
    "case a when 'x' then 'met' when 'y' then 'no' end": {
        ("CASE WHEN 'x' THEN 'met' END", "nothing"): {("a", "x")},
        ("CASE WHEN 'x' THEN 'met' END", "CASE WHEN 'x' THEN 'unknown' END"): {("a", "x")},
    },
    "case when (a = 'x' and c) then {'word': 'met'} when c then {'word': 'no'} end": {
        ("CASE WHEN (a = 'x' AND c) THEN {'word': 'met'} END", "nothing"): {("a", "x")},
        ("{'word': 'met'}", "{'word': 'unknown'}"): {("a", "x")},
        ("{'word': 'no'}", "{'word': 'yes'}"): set(),
        ("c", "nothing"): set(),
    },
    "case when 'x' in (a, b) then 1 else 2 end": {
        ("'x' IN (a, b)", "'x' IN (b)"): {("a", "x")},
        ("CASE WHEN 'x' IN (a, b) THEN 1 ELSE 2 END", "2"): {("a", "x"), ("b", "x")},
    },
    "'x' in (a)": {("'x' IN (a)", "'no such word' IN (a)"): {("a", "x")}},
    "a in ('x', 'y')": {("a IN ('x', 'y')", "a IN ('y')"): {("a", "x")}},
    "coalesce(a, b) = 'x'": {("COALESCE(a, b) = 'x'", "COALESCE(a, b) = 'no such word'"): set()},
}


@pytest.mark.parametrize("asked", ABOUT)
def test_a_fault_is_about_the_words_that_a_row_must_have_for_it_to_matter(asked: str) -> None:
    found = {(one.before, one.after): set(one.about) for one in faults_in(f"select {asked} as z from t")}
    for names, about in ABOUT[asked].items():
        assert found[names] == about


def _worlds(tmp_path: Path) -> Worlds:
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        connection.execute("create schema if not exists facts")
        connection.execute("create table if not exists facts.persons (id integer, word varchar)")
    sql = """select id, case word when 'seen' then 1 when 'never' then 2 end as n from "clearance"."facts"."persons" """
    told = {
        "model": "rule",
        "given": [{"input": "ref('persons')", "rows": [{"id": 1, "word": "seen"}]}],
        "expect": {"rows": [{"id": 1, "n": 1}]},
    }
    return Worlds([lambda: UnitTests(tmp_path / "warehouse.duckdb", {"rule": sql}, [told])])


def test_what_is_about_a_word_that_nobody_has_is_not_asked(tmp_path: Path) -> None:
    of_never = "the query: CASE WHEN 'never' THEN 2 END -> nothing"
    without = told_of(_worlds(tmp_path), "rule")
    assert of_never in without.without_effect
    told = told_of(_worlds(tmp_path), "rule", never={"word": {"never"}})
    assert of_never not in told.without_effect
    assert told.of_words_never_had >= 1
    assert told.names == without.names
    assert told.noticed == without.noticed
    assert next(lines_of("rule", told, set())).endswith(f", {told.of_words_never_had} of words that nobody has")


def test_a_word_that_somebody_has_after_all_is_named(tmp_path: Path) -> None:
    class World(UnitTests):
        def has_word(self, model: str, column: str, word: str) -> bool:
            return (model, column, word) == ("rule", "word", "seen")

    with duckdb.connect(tmp_path / "warehouse.duckdb"):
        worlds = Worlds([lambda: World(tmp_path / "warehouse.duckdb", {"rule": "select 1"}, [])])
    assert had_after_all(worlds, "rule", {"word": ["never", "seen"]}) == ["word seen"]


def test_a_word_is_looked_for_in_every_table_that_a_model_reads_and_in_its_own() -> None:
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as clearance; create schema clearance.facts")
    connection.execute("create table clearance.facts.one as select 'x' as a, 1 as b")
    connection.execute("create table clearance.facts.other as select 'y' as a")
    connection.execute("create table clearance.facts.made as select 'z' as d")
    sql, made = 'from "clearance"."facts"."one" join "clearance"."facts"."other" on true', ("facts", "made")
    assert [has_word(connection, made, sql, "a", word) for word in "xyz"] == [True, True, False]
    assert [has_word(connection, made, sql, "d", word) for word in "yz"] == [False, True]
    with pytest.raises(AssertionError, match="no table has c"):
        has_word(connection, made, sql, "c", "x")


def test_every_word_on_the_list_is_of_a_model_that_is_there_and_asks_for_the_column() -> None:
    never = {model: words for model, words in words_never_had().items() if words}
    assert never
    assert never.keys() <= known_without_effect().keys()
    for model, words in never.items():
        (path,) = (ROOT / "models").rglob(f"{model}.sql")
        text = path.read_text(encoding="utf-8")
        for column in words:
            assert column in text or column.partition("_probation")[0] in text, (model, column)
