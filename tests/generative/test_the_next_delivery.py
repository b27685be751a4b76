"""What a later delivery does to the facts: it replaces its county's earlier one, and corrects other counties' copies.

What belongs here: deliveries of different cuts, and copies that disagree. What does not: the choice of deliveries as
such (``tests/unit/intake/test_in_force``).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from raw_files import Row, arrest, conviction, person, write_history
from warehouse_runs import BuiltWarehouse, build

from orchestration.warehouse.take_in import NothingInForce

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
FACTS = ("staging", "intermediate")
POSSESSION, FOR_SALE = "11357(B) HS-POSS MARIJ 28.5", "11359 HS-MARIJUANA POSSESS FOR SALE"
AGREED, OTHER_LEVEL, OTHER_SECTION, MISSING, OTHER_BIRTH_DATE, OTHER_SENTENCE = 201, 202, 203, 204, 205, 206
JAIL = {"SENT_LOC_DESCR": "JAIL", "SENT_LENGTH": "30", "SENT_TIME_CODE": "D"}
PROBATION = {"SENT_LOC_DESCR": "PROBATION", "SENT_LENGTH": "3", "SENT_TIME_CODE": "Y"}


def first_telling() -> list[Row]:
    missing = person(MISSING)
    return [
        conviction(person(AGREED), POSSESSION),
        conviction(person(OTHER_LEVEL), POSSESSION, CONV_STAT_DESCR="FELONY"),
        conviction(person(OTHER_SECTION), FOR_SALE, CONV_STAT_DESCR="FELONY"),
        arrest(missing, POSSESSION),
        conviction(missing, POSSESSION),
        conviction(person(OTHER_BIRTH_DATE, PRI_DOB="19700501"), POSSESSION),
        conviction(person(OTHER_SENTENCE), POSSESSION, **JAIL),
    ]


def second_telling() -> list[Row]:
    return [
        conviction(person(AGREED), POSSESSION),
        conviction(person(OTHER_LEVEL), POSSESSION, CONV_STAT_DESCR="MISDEMEANOR"),
        conviction(person(OTHER_SECTION), POSSESSION),
        arrest(person(MISSING), POSSESSION),
        conviction(person(OTHER_BIRTH_DATE, PRI_DOB="19710501"), POSSESSION),
        conviction(person(OTHER_SENTENCE), POSSESSION, **PROBATION),
    ]


def charges(warehouse: BuiltWarehouse, number: int) -> list[dict[str, Any]]:
    return warehouse.rows(
        "select charges.* from intermediate.int_charges as charges join intermediate.int_people using (person_id) "
        "where state_ids = [?] and charge_stage = 'court' order by section",
        str(number),
    )


def determinations(warehouse: BuiltWarehouse, number: int) -> list[tuple[str, str]]:
    rows = warehouse.rows(
        "select outcome, reason_code from marts.determinations join intermediate.int_people using (person_id) "
        "where state_ids = [?] and remedy_id = 'prop64_statutory' order by all",
        str(number),
    )
    return [(row["outcome"], row["reason_code"]) for row in rows]


def is_queued(warehouse: BuiltWarehouse, number: int) -> bool:
    return bool(warehouse.rows("select 1 from marts.filing_queue where state_ids = [?]", str(number)))


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_history(tmp_path_factory.mktemp("march") / "sacramento_20260301.csv", first_telling())


@pytest.fixture(scope="module")
def april(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_history(tmp_path_factory.mktemp("april") / "sacramento_20260401.csv", second_telling())


@pytest.mark.long
def test_a_countys_newer_delivery_replaces_the_older_as_a_whole_and_an_older_one_can_be_brought_back(
    march: Path, april: Path, tmp_path: Path
) -> None:
    of_march = build(tmp_path / "home", [march], stages=FACTS).hashes()
    replaced = build(tmp_path / "home", [march, april], stages=FACTS)
    of_both = replaced.hashes()
    (deliveries,) = replaced.rows("select list(data_as_of) as cuts from intake.deliveries")
    assert deliveries["cuts"] == [APRIL]
    assert of_both == build(tmp_path / "april alone", [april], stages=FACTS).hashes()
    assert of_both != of_march
    brought_back = build(tmp_path / "home", [march, april], stages=FACTS, chosen_cuts={"Sacramento": MARCH})
    assert brought_back.hashes() == of_march


def test_a_delivery_cut_after_the_as_of_date_is_not_in_force(march: Path, april: Path, tmp_path: Path) -> None:
    warehouse = build(tmp_path / "home", [march, april], as_of=date(2026, 3, 31), stages=("staging",))
    assert warehouse.rows("select data_as_of from intake.deliveries") == [{"data_as_of": MARCH}]
    with pytest.raises(NothingInForce, match="no delivery is in force on 2026-03-31"):
        build(tmp_path / "none", [april], as_of=date(2026, 3, 31), stages=())


@pytest.fixture(scope="module")
def newer(march: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """Sacramento's copy of March and Yolo's copy of April."""
    folder = tmp_path_factory.mktemp("newer")
    return build(folder / "home", [march, write_history(folder / "d" / "yolo_20260401.csv", second_telling())])


@pytest.fixture(scope="module")
def equally_new(march: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """Sacramento's copy of March and Yolo's copy of March."""
    folder = tmp_path_factory.mktemp("equal")
    return build(folder / "home", [march, write_history(folder / "d" / "yolo_20260301.csv", second_telling())])


def test_copies_that_agree_are_one_charge_of_the_newest_cut(newer: BuiltWarehouse, equally_new: BuiltWarehouse) -> None:
    for warehouse, cut in ((newer, APRIL), (equally_new, MARCH)):
        (charge,) = charges(warehouse, AGREED)
        assert (charge["record_status"], charge["data_as_of"], len(charge["source_rows"])) == ("current", cut, 2)
        assert charge["has_conflicting_facts"] is False
        assert determinations(warehouse, AGREED)[0][0] == "eligible"
        assert is_queued(warehouse, AGREED)


def test_the_newer_copy_tells_the_level(newer: BuiltWarehouse) -> None:
    (charge,) = charges(newer, OTHER_LEVEL)
    assert (charge["level"], charge["record_status"], charge["data_as_of"]) == ("misdemeanor", "current", APRIL)
    assert charge["has_conflicting_facts"] is False
    assert len(charge["source_rows"]) == 2


def test_equally_new_copies_that_differ_in_the_level_go_to_review(equally_new: BuiltWarehouse) -> None:
    (charge,) = charges(equally_new, OTHER_LEVEL)
    assert (charge["has_conflicting_facts"], charge["record_status"]) == (True, "current")
    assert determinations(equally_new, OTHER_LEVEL) == [("review", "record_facts_conflict")]
    assert not is_queued(equally_new, OTHER_LEVEL)


def test_a_count_the_newer_copy_tells_otherwise_is_superseded_and_decides_nothing(newer: BuiltWarehouse) -> None:
    found = {charge["section"]: charge["record_status"] for charge in charges(newer, OTHER_SECTION)}
    assert found == {"11357": "current", "11359": "superseded"}
    convictions = newer.rows(
        "select section from intermediate.int_convictions join intermediate.int_people using (person_id) "
        "where state_ids = [?]",
        str(OTHER_SECTION),
    )
    assert convictions == [{"section": "11357"}]
    assert [outcome for outcome, _ in determinations(newer, OTHER_SECTION)] == ["eligible"]


def test_a_count_equally_new_copies_tell_in_two_ways_is_kept_twice_and_goes_to_review(
    equally_new: BuiltWarehouse,
) -> None:
    found = {charge["section"]: charge["record_status"] for charge in charges(equally_new, OTHER_SECTION)}
    assert found == {"11357": "conflicting", "11359": "conflicting"}
    assert set(determinations(equally_new, OTHER_SECTION)) == {("review", "record_facts_conflict")}
    assert not is_queued(equally_new, OTHER_SECTION)


def test_a_conviction_the_newer_copy_lacks_is_kept_and_goes_to_review(newer: BuiltWarehouse) -> None:
    (charge,) = charges(newer, MISSING)
    assert (charge["record_status"], charge["is_conviction"]) == ("missing_in_newer_copy", True)
    assert determinations(newer, MISSING) == [("review", "record_facts_conflict")]
    assert not is_queued(newer, MISSING)


def test_the_newer_copy_tells_the_birth_date_and_equally_new_ones_contradict_each_other(
    newer: BuiltWarehouse, equally_new: BuiltWarehouse
) -> None:
    query = "select * from intermediate.int_people where state_ids = [?]"
    (of_newer,) = newer.rows(query, str(OTHER_BIRTH_DATE))
    assert (of_newer["birth_date_precision"], of_newer["birth_date_earliest"]) == ("day", date(1971, 5, 1))
    assert is_queued(newer, OTHER_BIRTH_DATE)
    (of_equal,) = equally_new.rows(query, str(OTHER_BIRTH_DATE))
    assert (of_equal["birth_date_precision"], of_equal["birth_date_latest"]) == ("conflicting", date(1971, 5, 1))
    assert determinations(equally_new, OTHER_BIRTH_DATE) == [("review", "record_identity_conflict")]


def sentence_parts(warehouse: BuiltWarehouse) -> list[tuple[str, str, bool]]:
    rows = warehouse.rows(
        "select sentence_type, record_status, has_conflicting_copies from intermediate.int_sentences "
        "join intermediate.int_people using (person_id) where state_ids = [?] order by all",
        str(OTHER_SENTENCE),
    )
    return [(row["sentence_type"], row["record_status"], row["has_conflicting_copies"]) for row in rows]


def test_the_newer_copy_tells_the_sentence_and_equally_new_ones_are_both_kept(
    newer: BuiltWarehouse, equally_new: BuiltWarehouse
) -> None:
    assert sentence_parts(newer) == [("jail", "superseded", False), ("probation", "current", False)]
    assert sentence_parts(equally_new) == [("jail", "current", True), ("probation", "current", True)]
    query = (
        "select * from intermediate.int_sentence_terms join intermediate.int_people using (person_id) "
        "where state_ids = [?]"
    )
    (term,) = newer.rows(query, str(OTHER_SENTENCE))
    assert (term["part_count"], term["completion_date_latest"]) == (1, date(2003, 7, 1))
    (term,) = equally_new.rows(query, str(OTHER_SENTENCE))
    assert (term["part_count"], term["has_conflicting_copies"]) == (2, True)
