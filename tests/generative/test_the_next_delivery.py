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


def test_a_conviction_an_equally_new_copy_lacks_is_kept_and_goes_to_review(equally_new: BuiltWarehouse) -> None:
    (charge,) = charges(equally_new, MISSING)
    assert (charge["record_status"], charge["is_conviction"], charge["data_as_of"]) == (LACKED, True, MARCH)
    assert determinations(equally_new, MISSING) == [("review", "record_facts_conflict")]
    assert not is_queued(equally_new, MISSING)
    lacking = equally_new.rows(
        "select county_name, is_line_rejected from intermediate.int_copies_lacking as lacking "
        "join intermediate.int_deliveries using (delivery_id) where charge_id = ?",
        charge["charge_id"],
    )
    assert lacking == [{"county_name": "YOLO", "is_line_rejected": False}]


def found_statuses(warehouse: BuiltWarehouse) -> dict[str, str]:
    rows = warehouse.rows(
        "select charge_text, record_status from intermediate.int_charges where charge_stage = 'court'"
    )
    return {row["charge_text"]: row["record_status"] for row in rows}


THEFT, TRESPASS = "484 PC-THEFT", "602 PC-TRESPASS"
LACKED = "missing_in_equal_copy"


def test_what_happened_to_a_count_or_a_sentence_that_an_equally_new_copy_lacks_goes_to_review(tmp_path: Path) -> None:
    """Relief, a registration and a sentence in Sacramento's file that Yolo's lacks; a stranger's that only it holds."""
    dismissed, registered, sentenced, stranger, rejected = (person(number) for number in (331, 332, 333, 334, 335))
    later = {"CNT_ORDER": "101002001000", "CONV_STAT_DESCR": "", "DISP_DESCR": "CONV SET ASIDE & DISM PER 1203.4 PC"}
    registration = {"STP_TYPE_DESCR": "REGISTRATION", "CNT_ORDER": "102001001000"}
    told = [conviction(who, POSSESSION) for who in (dismissed, registered, rejected)]
    files = {
        "sacramento_20260301.csv": [
            *told,
            conviction(dismissed, POSSESSION, "20050101", **later),
            conviction(rejected, POSSESSION, "20050101", **later),
            arrest(registered, "290 PC-SEX REGISTRANT", "20100101", **registration),
            conviction(sentenced, POSSESSION, **JAIL),
            conviction(stranger, POSSESSION),
            arrest(stranger, "290 PC-SEX REGISTRANT", "20100101", **registration),
        ],
        "yolo_20260301.csv": [*told, conviction(sentenced, POSSESSION), conviction(rejected, THEFT, "20050101")],
    }
    paths = [write_history(tmp_path / "d" / name, rows) for name, rows in files.items()]
    whole = paths[1].read_text(encoding="latin-1")
    paths[1].write_text(whole.replace(THEFT, f"{THEFT},,,"), encoding="latin-1")
    warehouse = build(tmp_path / "home", paths)
    events = warehouse.rows(
        "select state_ids[1] as number, event_type, is_missing_in_equal_copy as lacking from intermediate.int_events "
        "join intermediate.int_people using (person_id) order by all"
    )
    assert [(row["number"], row["event_type"], row["lacking"]) for row in events] == [
        ("331", "relief_dismissed_1203_4", True),
        ("332", "registration", True),
        ("334", "registration", False),
        ("335", "relief_dismissed_1203_4", False),
    ]
    assert determinations(warehouse, 331) == [("review", "record_facts_conflict")]
    assert determinations(warehouse, 335)[0][0] == "eligible"
    (parts,) = warehouse.rows("select sentence_type, has_conflicting_copies from intermediate.int_sentences")
    assert parts == {"sentence_type": "jail", "has_conflicting_copies": True}
    by_registration = {
        number: warehouse.rows(
            "select outcome, reason_code from marts.determinations join intermediate.int_people using (person_id) "
            "where state_ids = [?] and remedy_id = 'conviction_relief'",
            number,
        )
        for number in ("332", "334")
    }
    why = "conviction_relief_not_required_to_register"
    assert by_registration == {
        "332": [{"outcome": "review", "reason_code": f"{why}_unknown"}],
        "334": [{"outcome": "ineligible", "reason_code": f"{why}_not_met"}],
    }


def test_only_files_that_hold_the_person_can_lack_something(tmp_path: Path) -> None:
    """A person in one county's file alone, and one whose other file is of an older cut, are told by all who know."""
    here, there = person(301), person(302)
    files = {
        "sacramento_20260401.csv": [conviction(here, THEFT), conviction(there, TRESPASS)],
        "yolo_20260401.csv": [conviction(person(303), POSSESSION)],
        "alpine_20260301.csv": [arrest(there, TRESPASS)],
    }
    paths = [write_history(tmp_path / "d" / name, rows) for name, rows in files.items()]
    warehouse = build(tmp_path / "home", paths, stages=FACTS)
    assert found_statuses(warehouse) == {THEFT: "current", TRESPASS: "current", POSSESSION: "current"}
    assert warehouse.rows("select * from intermediate.int_copies_lacking") == []


def test_of_two_files_of_one_county_and_cut_parts_lack_nothing_and_copies_do(tmp_path: Path) -> None:
    """Split in the middle of a person's history is no disagreement; given twice with a line less is one."""
    parted, copied = person(311), person(312)
    first, second = {"CNT_ORDER": "101002001000"}, {"CNT_ORDER": "101002002000"}
    whole = [conviction(copied, POSSESSION, **first), conviction(copied, FOR_SALE, **second)]
    files = {
        "sacramento_20260301.csv": [conviction(parted, THEFT, **first), *whole],
        "Sacramento 2026-03-01.dat": [conviction(parted, TRESPASS, **second), whole[0]],
    }
    paths = [write_history(tmp_path / "d" / name, rows) for name, rows in files.items()]
    assert found_statuses(build(tmp_path / "home", paths, stages=FACTS)) == {
        THEFT: "current", TRESPASS: "current", POSSESSION: "current", FOR_SALE: LACKED
    }  # fmt: skip


def test_a_line_that_was_rejected_in_one_copy_is_no_disagreement_and_is_told(tmp_path: Path) -> None:
    who = person(321)
    rows = [conviction(who, POSSESSION), conviction(who, THEFT, "20010801", CNT_ORDER="102002001000", OFN="01F0002")]
    paths = [write_history(tmp_path / "d" / f"{county}_20260301.csv", rows) for county in ("sacramento", "yolo")]
    whole = paths[1].read_text(encoding="latin-1")
    paths[1].write_text(whole.replace("484 PC-THEFT", "484 PC-THEFT,,,"), encoding="latin-1")
    warehouse = build(tmp_path / "home", paths, stages=FACTS)
    assert warehouse.rows("select source_line from restricted.rejects") == [{"source_line": 3}]
    assert found_statuses(warehouse) == {POSSESSION: "current", THEFT: "current"}
    (lacking,) = warehouse.rows("select is_line_rejected from intermediate.int_copies_lacking")
    assert lacking == {"is_line_rejected": True}


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
