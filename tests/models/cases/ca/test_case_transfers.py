"""A transferred case is told to every court it was in, by its number there, and to no court that is in doubt."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pytest
import transferred_people as told
from other_files import write_other
from raw_files import write_history
from warehouse_runs import BuiltWarehouse, build

from orchestration.filing.batches.candidates import Selection, read_filing_lines
from orchestration.filing.batches.county_batches import NOT_PROPOSED_FILE, write_county_batches
from orchestration.warehouse.connection import open_warehouse

FACTS = ("staging", "intermediate")
COURTS = """
    select charges.county_name as county, charges.case_numbers as number, lines.* exclude (charge_number, person_id)
    from intermediate.int_transferred_charges as lines
    inner join intermediate.int_charges as charges using (charge_id)
    inner join intermediate.int_people as people on charges.person_id = people.person_id
    where people.state_ids[1] = ? order by county
"""


@pytest.fixture(scope="module")
def built(transferred: BuiltWarehouse) -> BuiltWarehouse:
    return transferred


def courts_of(built: BuiltWarehouse, number: int) -> dict[str, dict[str, str]]:
    """By the county of each charge of the person: the other courts, with the numbers there."""
    return {
        row["county"]: dict(zip(row["other_court_county_names"], row["other_court_case_numbers"], strict=True))
        for row in built.rows(COURTS, str(number))
    }


def doubts_of(built: BuiltWarehouse, number: int) -> list[int]:
    return [len(row["contradictory_transfer_ids"]) for row in built.rows(COURTS, str(number))]


def standings(built: BuiltWarehouse, number: int) -> list[str]:
    rows = built.rows(
        "select standing from intermediate.int_case_transfers as transfers "
        "inner join intermediate.int_people as people using (person_id) where people.state_ids[1] = ? order by all",
        str(number),
    )
    return [row["standing"] for row in rows]


def test_a_transfer_that_both_courts_tell_is_one_and_each_court_has_its_own_number(built: BuiltWarehouse) -> None:
    assert courts_of(built, told.FORWARD) == {"SACRAMENTO": {"FRESNO": "01-C-0001"}}
    (transfer,) = built.rows(
        "select transfers.* from intermediate.int_case_transfers as transfers "
        "inner join intermediate.int_people as people using (person_id) where people.state_ids[1] = ?",
        str(told.FORWARD),
    )
    assert (transfer["standing"], transfer["told_by_county_names"]) == ("stands", ["FRESNO", "SACRAMENTO"])
    assert len(transfer["source_rows"]) == 3 and str(transfer["transferred_on_latest"]) == "2003-05-06"
    assert (transfer["from_case_number_key"], str(transfer["data_as_of"])) == ("00F0701", "2026-03-01")


def test_a_case_that_went_on_and_came_back_is_told_to_every_court(built: BuiltWarehouse) -> None:
    assert courts_of(built, told.CHAIN) == {"SACRAMENTO": {"FRESNO": "F702", "KERN": "K702", "SACRAMENTO": "S702"}}


def test_a_number_that_is_not_known_is_never_another_courts(built: BuiltWarehouse) -> None:
    assert courts_of(built, told.NO_NUMBER) == {"SACRAMENTO": {"FRESNO": ""}}
    assert courts_of(built, told.TWO_NUMBERS) == {"SACRAMENTO": {"FRESNO": ""}}
    # Where the state knows the case at the second court, the first is told, whatever it called the case.
    assert courts_of(built, told.RECEIVED) == {"FRESNO": {"SACRAMENTO": ""}}


def test_of_courts_that_contradict_each_other_none_is_told(built: BuiltWarehouse) -> None:
    for number in (told.CONTRADICTORY, told.PERHAPS_ONE_DAY):
        assert standings(built, number) == ["contradictory"] * 2
        assert (courts_of(built, number), doubts_of(built, number)) == ({"SACRAMENTO": {}}, [2])
    # Days that are surely not the same contradict nothing: the case was at both courts.
    assert courts_of(built, told.SENT_TWICE) == {"SACRAMENTO": {"FRESNO": "F706", "KERN": "K706"}}


def test_what_is_no_transfer_is_kept_with_its_reason_and_tells_no_court(built: BuiltWarehouse) -> None:
    assert standings(built, told.HOSTILE) == [
        "case_not_told", "court_not_told", "court_unknown", "date_after_cut", "same_court", "stands",
    ]  # fmt: skip
    # A day that cannot be read is a day that is not known: the transfer is told all the same.
    assert courts_of(built, told.HOSTILE) == {"SACRAMENTO": {"KINGS": "=cmd|' /C calc'!A0"}}
    assert standings(built, told.CONFLICTING) == ["ids_name_two_people"]
    assert (courts_of(built, told.CONFLICTING), courts_of(built, told.NO_SUCH_CASE)) == ({}, {})
    rows = built.rows("select standing from intermediate.int_case_transfers where not is_person_known")
    assert [row["standing"] for row in rows] == ["person_unknown"] * 2
    (counted,) = built.rows("select sum(len(source_rows)) as lines from intermediate.int_case_transfers")
    assert counted["lines"] == len(told.told_by_sacramento()) + len(told.told_by_fresno())
    (facts,) = built.rows(
        "select case_transfers, case_transfers_unmatched, case_transfers_contradictory from marts.run_summary"
    )
    # Unmatched: five of HOSTILE, three pairs that contradict, two ids, no such case, two of nobody, and what went on
    # from a number that is told in two ways.
    assert tuple(facts.values()) == (31, 5 + 6 + 1 + 1 + 2 + 1, 6)


def test_two_cases_that_met_are_not_courts_of_each_other(built: BuiltWarehouse) -> None:
    assert courts_of(built, told.MET) == {"KERN": {"FRESNO": "F711"}, "SACRAMENTO": {"FRESNO": "F711"}}


def test_one_of_several_numbers_of_a_case_is_enough(built: BuiltWarehouse) -> None:
    assert courts_of(built, told.SEVERAL_NUMBERS) == {"SACRAMENTO": {"FRESNO": "F714 F9714"}}


def test_what_two_courts_of_one_case_tell_goes_to_a_person_and_never_twice_to_court(
    built: BuiltWarehouse, tmp_path: Path
) -> None:
    by_section = (
        "select charges.county_name, charges.section, lines.told_also_by_county_names as also "
        "from intermediate.int_transferred_charges as lines inner join intermediate.int_charges as charges "
        "using (charge_id) inner join intermediate.int_people as people on charges.person_id = people.person_id "
        "where people.state_ids[1] = ? order by section desc, county_name"
    )
    both = [("FRESNO", "484", ["SACRAMENTO"]), ("SACRAMENTO", "484", ["FRESNO"])]
    for number, further in ((told.TOLD_TWICE, [("FRESNO", "242", [])]), (told.DOUBTED_AND_TWICE, [])):
        assert [tuple(row.values()) for row in built.rows(by_section, str(number))] == both + further
    assert [row["told_also_by_county_names"] for row in built.rows(COURTS, str(told.MET))] == [[], []]
    with open_warehouse(built.settings) as connection:
        lines = read_filing_lines(connection, Selection(remedy_id="conviction_relief"))
        batches = write_county_batches(connection, tmp_path / "run", "ca", {"use": "for a test"})
    by_law = {line.candidate.charge_id: line.candidate.is_told_twice for line in lines}
    twice = {
        row["charge_id"]
        for number in (told.TOLD_TWICE, told.DOUBTED_AND_TWICE, told.MARIJUANA)
        for row in built.rows(COURTS, str(number))
        if row["told_also_by_county_names"]
    }
    assert len(twice) == 6 and {charge for charge, is_twice in by_law.items() if is_twice} == twice

    # No batch of a county holds them; the list beside the batches names the other county.
    assert batches == []
    beside = [
        (row["county"], row["why"].split(":")[0], row["told_also_by"])
        for path in sorted((tmp_path / "run").rglob(NOT_PROPOSED_FILE))
        for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    ]
    why = "two courts of one case report it"
    assert beside == [("FRESNO", why, "SACRAMENTO"), ("SACRAMENTO", why, "FRESNO")]


def test_a_line_knows_the_courts_of_its_case_and_no_transfer_makes_a_second_line(
    built: BuiltWarehouse, tmp_path: Path
) -> None:
    history = write_history(tmp_path / "d" / "sacramento_20260301.csv", told.histories())
    srf = next(told.deliver(tmp_path / "all").glob("supervised_release_*"))
    alone = build(tmp_path / "home", [history, srf])
    columns = "other_court_county_names, other_court_case_numbers, transfers_in_doubt, told_also_by_county_names"
    same = f"select * exclude (person_ids, {columns}) from marts.filing_lines order by unit_id, remedy_id"
    assert built.rows(same) == alone.rows(same) != []
    assert alone.rows(f"select distinct {columns} from marts.filing_lines") == [
        dict(zip(columns.split(", "), ([], [], 0, []), strict=True))
    ]
    of_line = f"select {columns} from marts.filing_lines where state_ids[1] = ?"
    assert [tuple(row.values()) for row in built.rows(of_line, str(told.CHAIN))] == [
        (["FRESNO", "KERN", "SACRAMENTO"], ["F702", "K702", "S702"], 0, [])
    ]
    assert [tuple(row.values()) for row in built.rows(of_line, str(told.CONTRADICTORY))] == [([], [], 2, [])]
    # What was determined, and by what, is the same: a transfer decides nothing.
    figures = "from marts.metrics where ledger_event is null order by figure_id"
    assert built.rows(figures) == alone.rows(figures)


def test_a_timeline_shows_each_transfer_with_the_row_that_tells_it(built: BuiltWarehouse) -> None:
    rows = built.rows(
        "select timelines.* from marts.timelines inner join intermediate.int_people as people using (person_id) "
        "where kind = 'case_transfer' and people.state_ids[1] in (?, ?, ?) order by state_ids, date_earliest, words",
        str(told.FORWARD), str(told.CONTRADICTORY), str(told.NO_SUCH_CASE),
    )  # fmt: skip
    in_doubt = "contradictory: not told to courts, told by SACRAMENTO"
    said: list[tuple[Any, ...]] = [
        (row["words"], row["details"], row["county_name"], row["case_numbers"]) for row in rows
    ]
    assert said == [
        ("to FRESNO, number there 01-C-0001", "told by FRESNO, SACRAMENTO", "SACRAMENTO", "00-f-0701"),
        ("to FRESNO, number there F704", in_doubt, "SACRAMENTO", "00F0704"),
        ("to KERN, number there K704", in_doubt, "SACRAMENTO", "00F0704"),
        ("to FRESNO, number there F712", "no such case on record, told by SACRAMENTO", "SACRAMENTO", "99Z9999"),
    ]  # fmt: skip
    assert [len(row["source_rows"]) for row in rows] == [3, 1, 1, 1]
    assert [len(row["charge_ids"]) for row in rows] == [1, 1, 1, 0]


def test_the_order_of_rows_changes_nothing(built: BuiltWarehouse, tmp_path: Path) -> None:
    shuffled = list(told.told_by_sacramento())
    random.Random(1).shuffle(shuffled)
    told.deliver(tmp_path / "d")
    write_other(tmp_path / "d", "case_transfers", shuffled)
    again = build(tmp_path / "home", [tmp_path / "d"], stages=FACTS)
    for rows in (
        "select * exclude source_rows from intermediate.int_case_transfers where is_person_known order by all",
        "select * from intermediate.int_transferred_charges order by all",
    ):
        assert again.rows(rows) == built.rows(rows) != []


def test_a_list_of_a_header_alone_says_that_there_are_none(tmp_path: Path) -> None:
    history = write_history(tmp_path / "d" / "sacramento_20260301.csv", told.histories())
    empty = write_other(tmp_path / "d", "case_transfers", [])
    (said,) = build(tmp_path / "home", [history, empty], stages=FACTS).rows("from intermediate.int_available_sources")
    assert (said["has_case_transfers"], said["case_transfers_county_names"]) == (True, ["SACRAMENTO"])
