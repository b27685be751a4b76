"""The review queue asks one file of the state once, an open arrest once, and nothing that would change nothing.

What belongs here: a few invented people without the Supervised Release File, where each reason to wait stands alone.
What does not: that answers come true (``tests/determinations/review_queue/test_answer_effects.py``).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_files import arrest, conviction, person, write_history
from warehouse_runs import STAGES, BuiltWarehouse, build

from orchestration.warehouse.dbt.batched_tests import ON_DEMAND

THEFT, MARIJUANA = "484(A) PC-THEFT", "11357(B) HS-POSSESS MARIJUANA"
HELD_UP, NEVER_ANSWERED, RECENT, LATER, LATER_TOO, NOWHERE, DIVERTED = 701, 702, 703, 704, 705, 706, 707


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [
        # Nothing but the Supervised Release File is missing.
        conviction(person(HELD_UP), THEFT, OFN="00F0700", SENT_LOC_DESCR="JAIL", SENT_LENGTH="030", SENT_TIME_CODE="D"),
        # An arrest of 1994 of which nothing more is known: for two counts and, years later, another.
        arrest(person(NEVER_ANSWERED), MARIJUANA, "19940501"),
        arrest(person(NEVER_ANSWERED), MARIJUANA, "19940501", CNT_ORDER="101001002000"),
        arrest(person(RECENT), MARIJUANA, "20250501"),
        # Only time is missing.
        arrest(person(LATER), THEFT, "20260110", CONV_STAT_DESCR="MISDEMEANOR"),
        arrest(person(LATER_TOO), THEFT, "20260120", CONV_STAT_DESCR="MISDEMEANOR"),
        # No id on record: no line can name this person.
        arrest(person(NOWHERE) | {"CII_NUMBER": "", "SUBJECT_ID": ""}, MARIJUANA, "19940501"),
        # A diversion that began; whether it was completed is not on record.
        arrest(person(DIVERTED), THEFT, "20100401"),
        conviction(person(DIVERTED), THEFT, "20100601", CYC_DATE="20100401", DISP_DESCR="DIVERSION", OFN="10F0700"),
    ]
    return write_history(tmp_path_factory.mktemp("d") / "sacramento_20260301.csv", rows)


@pytest.fixture(scope="module")
def queue(delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    return build(tmp_path_factory.mktemp("queue"), [delivery], stages=(*STAGES, ON_DEMAND))


def test_a_missing_file_of_the_state_is_one_question(queue: BuiltWarehouse) -> None:
    (held,) = queue.rows("select count(*) as held from rules.rule_ca__findings where is_held_up_by_missing_file")
    assert held["held"] > 0
    (row,) = queue.rows("from marts.review_queue where subject_unit = 'delivery' and county_name = 'ALL'")
    assert (row["questions"], row["charges_waiting"], row["remedy_id"]) == (1, held["held"], "conviction_relief")
    assert row["if_yes"] == f"{held['held']} eligible"
    (item,) = queue.rows("from marts.review_items where item_kind = 'delivery'")
    assert (item["asks"], item["person_id"], item["determinations"]) == (row["fact"], None, held["held"])


def test_what_was_never_answered_is_asked_by_age(queue: BuiltWarehouse) -> None:
    rows = queue.rows(
        "select age_band, county_name, charges_waiting, people_waiting, if_no from marts.review_queue "
        "where fact = 'convicted_of_the_charge' order by all"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("3 years or less", "ALL", 1, 1, "1 ineligible"),
        ("3 years or less", "SACRAMENTO", 1, 1, "1 ineligible"),
        ("older than 3 years", "ALL", 3, 2, "3 ineligible"),
        ("older than 3 years", "SACRAMENTO", 3, 2, "3 ineligible"),
    ]


def test_one_line_answers_both_counts_and_nobody_is_lost_for_want_of_an_id(queue: BuiltWarehouse) -> None:
    rows = queue.rows(
        "select id_key, case_number_key, section, charges_waiting from marts.review_items "
        "where asks = 'convicted_of_the_charge' order by id_key nulls last"
    )
    assert [tuple(row.values()) for row in rows] == [
        (f"state:{NEVER_ANSWERED}", "arrest:1994-05-01", "11357(b)", 2),
        (f"state:{RECENT}", "arrest:2025-05-01", "11357(b)", 1),
        (None, "arrest:1994-05-01", "11357(b)", 1),
    ]


def test_the_calendar_counts_who_becomes_eligible_when(queue: BuiltWarehouse) -> None:
    rows = queue.rows(
        "select law, place, variant, count, people from marts.metrics where metric = 'calendar' "
        "and unit = 'determinations' and variant <> 'not known' order by all"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("arrest_relief", "SACRAMENTO", "2027-01", 2, 2),
        ("arrest_relief", "STATEWIDE", "2027-01", 2, 2),
    ]


@pytest.mark.parametrize("value", ["yes", pytest.param("no", marks=pytest.mark.long)])
def test_an_answer_about_an_arrest_does_what_the_queue_said(
    queue: BuiltWarehouse, delivery: Path, tmp_path: Path, value: str
) -> None:
    (item,) = queue.rows("from marts.review_items where asks = 'diversion_completed'")
    named = (item["subject_unit"], item["id_key"], item["county_name"], item["case_number_key"], item["section"])
    assert named == ("arrest", f"state:{DIVERTED}", "SACRAMENTO", "arrest:2010-04-01", "")
    (foretold,) = queue.rows("from marts.review_answers where question_id = ?", item["item_id"])
    assert (foretold["outcome"], foretold["outcome_if_yes"], foretold["outcome_if_no"]) == (
        "undeterminable", "eligible", "ineligible",
    )  # fmt: skip
    facts = tmp_path / "decisions" / "ca" / "facts.csv"
    facts.parent.mkdir(parents=True)
    facts.write_text(
        "id,county,case_number,section,fact,value,established_by,established_on,why\n"
        f"{item['id_key']},{item['county_name']},{item['case_number_key']},,diversion_completed,{value},clerk 7,"
        "2026-02-01,docket\n"
    )
    answered = build(tmp_path, [delivery], stages=("staging", "intermediate", "rules"))
    (found,) = answered.rows("from rules.rule_ca__arrest_findings where arrest_id = ?", foretold["unit_id"])
    assert (found["outcome"], found["relief"]) == (foretold[f"outcome_if_{value}"], foretold[f"relief_if_{value}"])
