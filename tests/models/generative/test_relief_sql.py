"""The SQL of Penal Code 1203.425 and 851.93 finds what an independent reading in plain Python finds.

What belongs here: the comparison on invented people and on the shipped sample, and one mutation for each element, so
that it is known to notice. What does not: the oracle (``oracle``), the tables (``relief_tables``), what must stay the
same when a life changes (``test_relief_invariants``).
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from whole_runs import Ran

from orchestration.law.pack_files.compilation import compile_packs
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.connection import open_warehouse
from tests.models.generative.oracle.invented_records import invented_records
from tests.models.generative.oracle.relief_facts import Record, ReliefFinding
from tests.models.generative.relief_comparison import (
    ASKED,
    RELIEF_ROWS,
    Question,
    ask,
    difference,
    expected_findings,
    expected_words,
)
from tests.models.generative.relief_lives import charge, record
from tests.models.generative.relief_mutations import MUTATIONS
from tests.models.generative.relief_records import has_supervised_release, records_of
from tests.models.generative.relief_tables import ReliefSql, Words

TODAY = date(2026, 6, 1)
REMEDIES = ("conviction_relief", "arrest_relief")
PIECES, PEOPLE_OF_A_PIECE = 10, 20_000
ASKED_QUICKLY = {
    "2024-09-30 ",
    "2026-06-01  without the Supervised Release File",
    "2026-06-01 arrest_relief_acquittal_wait 0, pending_charge_stale_years 3",
}
"""A day before a path begins, a file that is not there, and a law that counsel decides otherwise."""


@cache
def _people(seed: int, count: int, as_of: date = TODAY) -> tuple[Record, ...]:
    return tuple(invented_records(seed, count, RELIEF_ROWS, as_of))


@pytest.fixture(scope="module")
def sql(sample_run: Ran) -> ReliefSql:
    return ReliefSql(sample_run.settings)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        # The law of today is asked of more people by the fixture ``agreed``.
        pytest.param(question, count, id=str(question), marks=[pytest.mark.long] * (str(question) not in ASKED_QUICKLY))
        for question, count in ASKED
    ],
)
def test_sql_and_oracle_agree_on_outcome_path_reason_element_and_day(
    sample_run: Ran, question: Question, count: int
) -> None:
    assert difference(ReliefSql(sample_run.settings), _people(1203, count, question.as_of), question) == ""


def test_every_element_is_said_to_be_each_word_it_can_be_and_decides_somebody(
    agreed: tuple[ReliefSql, set[ReliefFinding], Words],
) -> None:
    _, found, words = agreed
    said = {(element, word) for (_, _, element), word in words.items()}
    law = compile_packs(PROJECT_ROOT / "models" / "rules" / "ca", "ca", TODAY)
    rows = [row for row in law["path_elements"] if row["remedy_id"] in REMEDIES]
    elements = {row["element"] for row in rows if not row["is_part"]}
    asked_where_counsel_decided = {"no_felony_in_the_last_four_years"}
    assert {element for element, _ in said} == elements
    assert {element for element in elements if len({word for one, word in said if one == element}) < 2} == {
        "law_in_operation",  # before it: another day (ASKED)
        *asked_where_counsel_decided,
    }
    deciding = {finding.deciding_element for finding in found if finding.deciding_element}
    # Where these stand in the way another element or path says more: six years go before a term that is not known.
    never_decide = {"law_in_operation", "felony", "felony_arrest", "not_a_violent_felony", "term_below_eight_years"}
    assert elements - deciding <= never_decide | asked_where_counsel_decided


@pytest.mark.long
def test_sql_and_oracle_agree_on_the_shipped_sample_through_the_whole_pipeline(sample_run: Ran) -> None:
    with open_warehouse(sample_run.settings) as connection:

        def fetch(query: str) -> list[tuple[object, ...]]:
            return connection.execute(query).fetchall()

        law = Question(is_file_at_hand=has_supervised_release(fetch)).law
        expected = expected_findings(records_of(fetch), law)
    sql = ReliefSql(sample_run.settings, with_rows=True)
    sql.run(TODAY)
    assert sql.findings() == expected
    assert len(expected) > 2_000


@pytest.fixture(scope="module")
def agreed(sample_run: Ran) -> tuple[ReliefSql, set[ReliefFinding], Words]:
    """The rules on people for whom they find and say what the oracle does, and that."""
    sql = ReliefSql(sample_run.settings)
    found = ask(sql, _people(1203, 2_500), Question())
    records, words = sql.records(), sql.words()
    assert found == expected_findings(records, Question().law)
    assert words == expected_words(records, Question().law)
    return sql, found, words


def test_invented_people_are_told_of_by_every_table_but_those_of_whole_deliveries_and_lists(
    agreed: tuple[ReliefSql, set[ReliefFinding], Words],
) -> None:
    """(A model put between two others was once an empty table here, and people had no events for SQL and oracle.)"""
    sql, _, _ = agreed
    assert sql.told_nothing() == {
        "intake.county_policies",
        "intake.deliveries",
        "intermediate.int_court_rows",
        "restricted.rejects",
        "staging.stg_ca__people",
    }


@pytest.mark.long
@pytest.mark.parametrize(("model", "before", "after"), MUTATIONS, ids=lambda text: " ".join(text.split())[:60])
def test_a_broken_element_is_noticed(
    agreed: tuple[ReliefSql, set[ReliefFinding], Words], model: str, before: str, after: str
) -> None:
    sql, found, words = agreed
    with sql.broken(model, before, after):
        assert sql.findings() != found or sql.words() != words


def test_a_level_that_is_tried_leaves_the_words_about_the_person_as_they_are(sql: ReliefSql) -> None:
    """Once found among 20,000: Penal Code 288.2 asks for a registration as a felony alone, and the level is unknown."""
    told = {"section": "288.2", "subdivision_path": "", "source_rows": ("0123456789ab:2",)}
    person = record([charge("a", "2025-06-03", "unknown", **told)], "")
    assert difference(sql, (person,), Question()) == ""
    (finding,) = [one for one in sql.findings() if one.remedy_id == "conviction_relief"]
    assert (finding.outcome, finding.deciding_element) == ("review", "not_serving_a_sentence")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(425, 425 + PIECES))
def test_sql_and_oracle_agree_on_200_000_people_in_ten_pieces(sql: ReliefSql, seed: int) -> None:
    assert difference(sql, tuple(invented_records(seed, PEOPLE_OF_A_PIECE, RELIEF_ROWS, TODAY)), Question()) == ""
