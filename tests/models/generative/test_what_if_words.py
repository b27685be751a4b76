"""What one more answer would make of automatic relief is weighed as the finding is: the words that stand give it again.

What belongs here: that the weighing of words in ``rule_ca__what_if_automatic`` and the rules of automatic relief agree
on every determination of the sample, and notice a word that is another. What does not: which word an answer gives
(``tests/determinations/review_queue/test_answer_effects.py``).
"""

from __future__ import annotations

import duckdb
import pytest
from whole_runs import Ran

from tests.models.generative.prop64_tables import compiled_sql_of

WORDS = """
    select 'charge' as unit, charge_id as unit_id, remedy_id, element, word from rules.rule_ca__elements_long
    where remedy_id = 'conviction_relief'
    union
    select 'arrest' as unit, arrest_id as unit_id, remedy_id, element, word from rules.rule_ca__arrest_elements
"""


@pytest.fixture(scope="module")
def sample(sample_run: Ran) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(sample_run.settings.warehouse), read_only=True)


def foretold(sample_run: Ran, sample: duckdb.DuckDBPyConnection, word: str) -> list[tuple[object, ...]]:
    """What would change if every element had the word that ``word`` says, given what it has."""
    sample.execute(
        f"create or replace temp table words_given as select 1::uhugeint as question_number, value, unit, unit_id, "
        f"remedy_id, element, {word} as word from ({WORDS}) cross join (values ('yes'), ('no')) as given (value) "
        # (One word per element: what differs from path to path, as the day the law came into operation, stays out.)
        "where element <> 'law_in_operation' "
        "qualify count(distinct word) over (partition by unit_id, remedy_id, element) = 1"
    )
    sql = compiled_sql_of(sample_run.settings, "rule_ca__what_if_automatic").read_text(encoding="utf-8")
    replaced = sql.replace('"clearance"."rules"."rule_ca__what_if_elements"', "words_given")
    assert replaced != sql
    return sample.execute(replaced).fetchall()


def test_the_words_that_stand_give_the_finding_again(sample_run: Ran, sample: duckdb.DuckDBPyConnection) -> None:
    assert foretold(sample_run, sample, "word") == []
    ((weighed, kinds),) = sample.execute(
        "select count(distinct unit_id), count(distinct remedy_id) from words_given"
    ).fetchall()
    ((findings,),) = sample.execute(
        "select (select count(*) from rules.rule_ca__findings where remedy_id = 'conviction_relief') "
        "+ (select count(*) from rules.rule_ca__arrest_findings)"
    ).fetchall()
    assert weighed == findings > 1_000
    assert kinds == 2


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("case when element = 'record_is_clear' then 'not_met' else word end", "ineligible"),
        ("case when element = 'record_is_clear' then 'unknown' else word end", "review"),
        ("case when element = 'not_relieved_before' then 'not_met' else word end", "already_relieved"),
    ],
    ids=lambda text: text[:60],
)
def test_another_word_is_noticed(sample_run: Ran, sample: duckdb.DuckDBPyConnection, word: str, outcome: str) -> None:
    changed = foretold(sample_run, sample, word)
    assert len(changed) > 500
    assert {row[8] for row in changed} == {outcome}
