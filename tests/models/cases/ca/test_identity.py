"""Who is who: the state id decides, contradictions go to review, and decisions of people are heard and taken back.

What belongs here: persons as the facts see them. What does not: the reading of the decisions file by itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import identity_people as people
import pytest
from people_of_several_files import rows_of_all
from raw_files import write_history
from warehouse_runs import BuiltWarehouse, build

from orchestration.ingestion.decisions.identity import IdentityFileError
from orchestration.reporting.metrics.summary import read_summary
from orchestration.warehouse.connection import open_warehouse

HEADER = "decision,id,other_id,decided_by,decided_on,why"
DECISIONS = (
    f"same,state:{people.ONE_OF_THREE},state:A{people.TWO_OF_THREE:09d},clerk 7,2026-02-01,photographs",
    f"same,issuer:{people.THREE_OF_THREE},state:{people.TWO_OF_THREE},clerk 7,2026-02-02,fingerprints",
    f"same,state:{people.SAME_AS_SUBJECT_KNOWN},issuer:{people.SUBJECT_KNOWN},clerk 7,2026-02-02,fingerprints",
    f"same,state:{people.NUMBERED_ALIKE},state:{people.NUMBERED_ALIKE_TOO},clerk 7,2026-02-02,fingerprints",
    f"different,state:{people.TWO_IN_ONE},issuer:{people.SECOND_IN_ONE},clerk 8,2026-02-03,two men",
    f"different,issuer:{people.SECOND_IN_ONE},state:{people.TWO_IN_ONE},clerk 9,2026-02-04,two men indeed",
    f"different,state:{people.TWINS_IN_ONE},issuer:{people.SECOND_TWIN},clerk 8,2026-02-03,twins",
    f"different,state:{people.SETTLED},state:{people.SETTLED_TOO},clerk 8,2026-02-03,a typing error",
    f"different,state:{people.SETTLED_TOO},state:{people.SETTLED},clerk 9,2026-02-05,a typing error",
)
REVIEW = [("review", "record_identity_conflict")]


def write_decisions(home: Path, *lines: str) -> Path:
    path = home / "identity" / "ca" / "decisions.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def decided(histories: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    home = tmp_path_factory.mktemp("decided")
    write_decisions(home, *DECISIONS)
    return build(home, [histories])


def persons(warehouse: BuiltWarehouse, state_id: int) -> list[dict[str, Any]]:
    """Every person who carries a state id."""
    return warehouse.rows(
        "select * from intermediate.int_people where list_contains(state_ids, ?) "
        "order by birth_date_earliest, person_name",
        str(state_id),
    )


def named(warehouse: BuiltWarehouse, name: str) -> list[dict[str, Any]]:
    return warehouse.rows("select * from intermediate.int_people where list_contains(person_names, ?)", name)


def determined(warehouse: BuiltWarehouse, person: dict[str, Any]) -> list[tuple[str, str]]:
    """Outcome and reason by statute: no county has a policy here."""
    rows = warehouse.rows(
        "select distinct outcome, reason_code from marts.determinations "
        "where person_id = ? and remedy_id = 'prop64_statutory'",
        person["person_id"],
    )
    return [(row["outcome"], row["reason_code"]) for row in rows]


def conflicts(warehouse: BuiltWarehouse, person: dict[str, Any]) -> dict[str, bool]:
    rows = warehouse.rows(
        "select conflict_type, bool_or(sends_to_review) as sends from intermediate.int_identity_conflicts "
        "where ? in (person_id, other_person_id) group by conflict_type",
        person["person_id"],
    )
    return {row["conflict_type"]: row["sends"] for row in rows}


def test_a_plain_person_is_no_conflict(undecided: BuiltWarehouse) -> None:
    (person,) = persons(undecided, people.PLAIN)
    assert (conflicts(undecided, person), person["is_decided_by_a_person"]) == ({}, False)
    assert determined(undecided, person)[0][0] == "eligible"


def test_two_birth_dates_under_one_state_id_are_a_conflict_and_go_to_review(undecided: BuiltWarehouse) -> None:
    (person,) = persons(undecided, people.TWO_BIRTH_DATES)
    assert person["birth_date_precision"] == "conflicting"
    assert conflicts(undecided, person) == {"two_birth_dates": True}
    assert determined(undecided, person) == REVIEW


def test_one_state_id_in_several_spellings_or_with_two_subject_ids_is_one_person(undecided: BuiltWarehouse) -> None:
    (spelled,) = persons(undecided, people.SPELLED_IN_THREE_WAYS)
    (two_subjects,) = persons(undecided, people.TWO_SUBJECTS)
    assert spelled["state_ids"] == [str(people.SPELLED_IN_THREE_WAYS)]
    assert len(two_subjects["issuer_person_ids"]) == 2
    assert conflicts(undecided, spelled) == conflicts(undecided, two_subjects) == {}


def test_two_state_ids_of_one_subject_id_are_two_persons_and_both_go_to_review(undecided: BuiltWarehouse) -> None:
    for state_id in (people.SHARED_SUBJECT, people.SHARED_SUBJECT_TOO):
        (person,) = persons(undecided, state_id)
        assert person["state_ids"] == [str(state_id)]
        assert conflicts(undecided, person) == {"issuer_id_with_two_state_ids": True}
        assert determined(undecided, person) == REVIEW


def test_a_row_without_state_id_stays_alone_where_its_subject_id_has_two(undecided: BuiltWarehouse) -> None:
    (person,) = named(undecided, "INVENTED,ONE OF TWO")
    assert (person["state_ids"], person["issuer_person_ids"]) == ([], [people.SUBJECT_OF_TWO])
    assert determined(undecided, person) == REVIEW


@pytest.mark.parametrize(
    ("one", "other"),
    [(people.LAST_EIGHT, people.LAST_EIGHT_TOO), (people.SHORT_ID, people.LAST_EIGHT_OF_SHORT_ID)],
)
def test_state_ids_that_share_their_last_eight_digits_are_two_persons_to_look_at(
    undecided: BuiltWarehouse, one: int, other: int
) -> None:
    for state_id in (one, other):
        (person,) = persons(undecided, state_id)
        assert person["state_ids"] == [str(state_id)]
        assert conflicts(undecided, person) == {"state_ids_share_last_eight_digits": True}
        assert determined(undecided, person) == REVIEW


def test_shared_last_eight_digits_with_other_birth_dates_are_noted_and_stop_nobody(undecided: BuiltWarehouse) -> None:
    for state_id in (people.LAST_EIGHT_OLDER, people.LAST_EIGHT_YOUNGER):
        (person,) = persons(undecided, state_id)
        assert conflicts(undecided, person) == {"state_ids_share_last_eight_digits": False}
        assert determined(undecided, person)[0][0] == "eligible"


def test_rows_without_state_id_follow_the_one_their_subject_id_was_seen_with(undecided: BuiltWarehouse) -> None:
    (person,) = persons(undecided, people.SOMETIMES_WITHOUT)
    (counted,) = undecided.rows(
        "select count(*) as charges from intermediate.int_charges where person_id = ?", person["person_id"]
    )
    assert counted["charges"] == 2
    (alone,) = named(undecided, "INVENTED,WITHOUT CII")
    assert (alone["state_ids"], alone["issuer_person_ids"]) == ([], [people.ALWAYS_WITHOUT])


def test_each_row_without_any_id_is_a_person_of_its_own(undecided: BuiltWarehouse) -> None:
    alone = named(undecided, people.NOBODY)
    assert len(alone) == 2 + 2 * len(people.NO_IDS)
    assert {(*person["state_ids"], *person["issuer_person_ids"]) for person in alone} == {()}
    counted = undecided.rows(
        "select person_id, count(*) as charges from intermediate.int_charges join intermediate.int_people "
        "using (person_id) where list_contains(person_names, ?) group by person_id",
        people.NOBODY,
    )
    assert [row["charges"] for row in counted] == [1] * len(alone)


def test_a_decision_that_names_an_id_of_nobody_is_counted_and_said(
    undecided: BuiltWarehouse, decided: BuiltWarehouse
) -> None:
    def counted(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
        summary = read_summary(connection)
        return summary["identity_decisions"], summary["identity_decisions_unmatched"]

    with open_warehouse(undecided.settings) as connection:
        assert counted(connection) == (0, 0)
    with open_warehouse(decided.settings) as connection:
        assert counted(connection) == (len(DECISIONS), 0)
        connection.execute("begin")
        connection.execute(
            "update intake.identity_decisions set other_id_key = 'state:909090909' where decision = 'different'"
        )
        assert counted(connection) == (len(DECISIONS), 5)
        connection.execute("rollback")


def test_same_makes_one_person_of_ids_also_through_a_third(undecided: BuiltWarehouse, decided: BuiltWarehouse) -> None:
    assert len(persons(undecided, people.ONE_OF_THREE) + persons(undecided, people.TWO_OF_THREE)) == 2
    (person,) = persons(decided, people.ONE_OF_THREE)
    assert person["state_ids"] == [str(people.ONE_OF_THREE), str(people.TWO_OF_THREE)]
    assert people.THREE_OF_THREE in person["issuer_person_ids"]
    assert person["is_decided_by_a_person"] is True


def test_same_with_a_subject_id_reaches_the_state_id_it_was_seen_with(decided: BuiltWarehouse) -> None:
    (person,) = persons(decided, people.SAME_AS_SUBJECT_KNOWN)
    assert person["state_ids"] == [str(people.KNOWN_BY_SUBJECT), str(people.SAME_AS_SUBJECT_KNOWN)]


def test_what_two_histories_number_alike_stays_apart_when_they_are_one_person(
    undecided: BuiltWarehouse, decided: BuiltWarehouse
) -> None:
    """Cycle, step and count numbers run within a history; a decision about persons merges no counts."""

    def told(warehouse: BuiltWarehouse) -> list[tuple[Any, ...]]:
        rows = warehouse.rows(
            "select charges.case_numbers, list(sentence_location_code order by sentence_location_code) as sentences, "
            "len(any_value(charges.source_rows)) as lines, any_value(charges.record_status) as record_status, "
            "bool_or(charges.has_conflicting_facts) as conflict from intermediate.int_charges as charges "
            "left join intermediate.int_sentences as sentences using (charge_id) "
            "where charges.case_numbers in ('00F3710', '01F3720') group by charges.case_numbers order by all"
        )
        return [tuple(row.values()) for row in rows]

    assert told(undecided) == [("00F3710", ["FINE"], 1, "current", False), ("01F3720", ["JAIL"], 1, "current", False)]
    assert told(decided) == told(undecided)
    (person,) = persons(decided, people.NUMBERED_ALIKE)
    assert person["state_ids"] == [str(people.NUMBERED_ALIKE), str(people.NUMBERED_ALIKE_TOO)]


def test_different_makes_two_persons_of_one_state_id(undecided: BuiltWarehouse, decided: BuiltWarehouse) -> None:
    (person,) = persons(undecided, people.TWO_IN_ONE)
    assert determined(undecided, person) == REVIEW
    found = persons(decided, people.TWO_IN_ONE)
    assert [each["issuer_person_ids"] for each in found] == [[people.SECOND_IN_ONE], [people.FIRST_IN_ONE]]
    assert [each["is_decided_by_a_person"] for each in found] == [True, False]
    for each in found:
        assert not any(conflicts(decided, each).values())
        assert determined(decided, each)[0][0] == "eligible"


def test_two_persons_split_apart_are_no_conflict_even_with_one_birth_date(decided: BuiltWarehouse) -> None:
    found = persons(decided, people.TWINS_IN_ONE)
    assert len(found) == 2
    for each in found:
        assert not any(conflicts(decided, each).values())
        assert determined(decided, each)[0][0] == "eligible"


def test_different_settles_what_stands_between_two_state_ids(
    undecided: BuiltWarehouse, decided: BuiltWarehouse
) -> None:
    for state_id in (people.SETTLED, people.SETTLED_TOO):
        (before,), (after,) = persons(undecided, state_id), persons(decided, state_id)
        assert before["person_id"] == after["person_id"]
        assert determined(undecided, before) == REVIEW
        assert conflicts(decided, after) == {"issuer_id_with_two_state_ids": False}
        assert determined(decided, after)[0][0] == "eligible"
    settled = decided.rows(
        "select decision_id from intermediate.int_identity_conflicts "
        "where conflict_type = 'issuer_id_with_two_state_ids' and not sends_to_review"
    )
    assert len(settled) == 1 and settled[0]["decision_id"]


@pytest.mark.long
def test_a_decision_survives_the_next_delivery_and_is_taken_back_by_its_line(
    undecided: BuiltWarehouse, decided: BuiltWarehouse, histories: Path
) -> None:
    home = decided.settings.root
    again = write_history(home / "d" / "sacramento_20260401.csv", rows_of_all()[::-1])
    redelivered = build(home, [histories, again], stages=("staging", "intermediate"))
    (person,) = persons(redelivered, people.ONE_OF_THREE)
    assert len(person["state_ids"]) == 2
    write_decisions(home)
    taken_back = build(home, [histories], stages=("staging", "intermediate")).hashes()
    before = undecided.hashes()
    facts = {table for table in before if table.startswith("intermediate.")}
    assert {table for table in facts if before[table] != taken_back[table]} == set()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("decision,id,other\nsame,state:777123,state:777124", "the header must be decision,id,other_id"),
        (
            f"{HEADER}\nperhaps,state:777123,state:777124,c,2026-01-01,w",
            "line 2: the decision must be same or different",
        ),
        (f"{HEADER}\nsame,777123,state:777124,c,2026-01-01,w", "line 2: an id must be written state:<number>"),
        (f"{HEADER}\nsame,state:A000,state:777124,c,2026-01-01,w", "line 2: an id must be written state:<number>"),
        (f"{HEADER}\nsame,state:777123,state:A0777123,c,2026-01-01,w", "line 2: the two ids are the same id"),
        (f"{HEADER}\nsame,state:777123,state:777124,c,01/02/2026,w", "line 2: decided_on must be a date like"),
        (f"{HEADER}\nsame,state:777123,state:777124,,2026-01-01,w", "line 2: decided_by and why must be filled in"),
        (f"{HEADER}\nsame,state:777123,state:777124", "line 2: decided_on must be a date like"),
        (
            f"{HEADER}\nsame,state:777123,state:777124,c,2026-01-01,w\ndifferent,state:777124,state:777123,c,2026-01-01,w",
            "two lines decide both same and different for the same two ids",
        ),
        (
            f"{HEADER}\nsame,state:777123,state:5,c,2026-01-01,w\nsame,state:777124,state:5,c,2026-01-01,w\n"
            "different,state:777123,state:777124,c,2026-01-01,w",
            "a line decides different for two ids that other lines make the same through further ids",
        ),
    ],
)
def test_an_invalid_decisions_file_gives_one_clear_error_and_names_no_id(
    histories: Path, tmp_path: Path, content: str, message: str
) -> None:
    path = write_decisions(tmp_path)
    path.write_text(content + "\n", encoding="utf-8")
    with pytest.raises(IdentityFileError) as raised:
        build(tmp_path, [histories], stages=())
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "777123" not in str(raised.value) and "777124" not in str(raised.value)
