"""A registry of the month of the run settles who must register under Penal Code 290; an older one only who must.

What belongs here: the way of a registry from the file to what is determined and to who must look at a line. What does
not: how registrations in a history are read (the unit tests of the facts).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from other_files import ids, write_other
from raw_files import conviction, person, write_history
from warehouse_runs import BuiltWarehouse, build

PERHAPS, REQUIRED, ARSON, STRANGE_WORD, SURE, SURE_AND_ENDED, CLEAN, CLEAN_BUT_REQUIRED = range(701, 709)
OF_TWO, OTHER_OF_TWO = 709, 710
JAIL = {"SENT_LOC_DESCR": "JAIL", "SENT_LENGTH": "30", "SENT_TIME_CODE": "D", "CONV_STAT_CODE": "M"}
RECORDS = [
    (REQUIRED, "SEX", "required"),
    (ARSON, "Arson", "REQUIRED"),
    (STRANGE_WORD, "PC 290", "see remarks"),
    (SURE_AND_ENDED, "SEX", "ENDED"),
    (CLEAN_BUT_REQUIRED, "290  PC", "ACTIVE"),
]
ELIGIBLE, REVIEW, BARRED = "eligible", "review", "ineligible"


def run(home: Path, folder: Path, cut: str | None) -> BuiltWarehouse:
    charges = dict.fromkeys(range(PERHAPS, OTHER_OF_TWO + 1), "311.2 PC-OBSCENE MATTER")
    charges |= dict.fromkeys((SURE, SURE_AND_ENDED), "647.6(A) PC-ANNOY/MOLEST CHILD")
    charges |= dict.fromkeys((CLEAN, CLEAN_BUT_REQUIRED), "484(A) PC-THEFT")
    rows = [conviction(person(number), charge, **JAIL) for number, charge in charges.items()]
    supervised = [ids(99_999) | {"SUPERVISED_BY": "STATE"}]
    files = [
        write_history(folder / "sacramento_20260301.csv", rows),
        write_other(folder, "supervised_release", supervised),
    ]
    if cut:
        told = [ids(number) | {"REGISTRATION_KIND": kind, "STATUS": status} for number, kind, status in RECORDS]
        told.append(ids(OF_TWO) | {"SUBJECT_ID": ids(OTHER_OF_TWO)["SUBJECT_ID"]} | {"REGISTRATION_KIND": "SEX"})
        files.append(write_other(folder, "registry", [*told, told[0]], cut=cut))
    return build(home, files)


def outcomes(built: BuiltWarehouse) -> dict[int, str]:
    rows = built.rows(
        "select people.state_ids[1] as number, outcome from marts.determinations "
        "inner join intermediate.int_people as people using (person_id) where remedy_id = 'conviction_relief'"
    )
    return {int(row["number"]): row["outcome"] for row in rows}


def whom_a_person_checks(built: BuiltWarehouse) -> set[int]:
    rows = built.rows(
        "select unnest(state_ids) as number from marts.filing_lines "
        "where list_contains(presumed_facts_to_check, 'not_required_to_register')"
    )
    return {int(row["number"]) for row in rows}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    return run(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("d"), "20260601")


def test_a_registry_of_the_month_decides(built: BuiltWarehouse) -> None:
    assert outcomes(built) == {
        PERHAPS: ELIGIBLE, REQUIRED: BARRED, ARSON: ELIGIBLE, STRANGE_WORD: REVIEW, SURE: REVIEW,
        SURE_AND_ENDED: ELIGIBLE, CLEAN: ELIGIBLE, CLEAN_BUT_REQUIRED: BARRED, OF_TWO: REVIEW, OTHER_OF_TWO: REVIEW,
    }  # fmt: skip
    assert whom_a_person_checks(built) == set()


def test_its_record_is_shown_with_file_and_line(built: BuiltWarehouse) -> None:
    facts = built.rows(
        "select distinct people.state_ids[1] as number, facts.words, facts.file_name, facts.source_line "
        "from marts.explanation_facts as facts inner join intermediate.int_people as people using (person_id) "
        "where role = 'registry_record' order by all"
    )
    assert [(row["number"], row["words"], row["source_line"]) for row in facts if row["number"] == str(REQUIRED)] == [
        (str(REQUIRED), "registry, SEX, REQUIRED", 2), (str(REQUIRED), "registry, SEX, REQUIRED", 8),
    ]  # fmt: skip
    assert {row["file_name"] for row in facts} == {"registry_20260601.csv"}
    (barred,) = built.rows(
        "select decided_by from marts.determinations inner join intermediate.int_people as people using (person_id) "
        "where people.state_ids[1] = ? and remedy_id = 'conviction_relief'",
        str(REQUIRED),
    )
    assert barred["decided_by"] == "registry"


@pytest.mark.parametrize("cut", [None, "20260531"])
def test_without_one_of_the_month_silence_is_presumed_and_asks_a_person(tmp_path: Path, cut: str | None) -> None:
    built = run(tmp_path / "home", tmp_path / "d", cut)
    found = outcomes(built)
    assert (found[PERHAPS], found[SURE], found[SURE_AND_ENDED], found[CLEAN]) == (ELIGIBLE, REVIEW, REVIEW, ELIGIBLE)
    assert found[REQUIRED] == (BARRED if cut else ELIGIBLE)
    assert {PERHAPS, ARSON} <= whom_a_person_checks(built)
