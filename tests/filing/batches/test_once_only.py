"""A later delivery, other numbering, merged and split persons: nothing that was filed is proposed again, nothing lost.

What belongs here: the ledger beside real warehouses of a few invented people. What does not: the ledger's rules by
themselves (``tests/filing/ledger``), the commands (``tests/filing``).
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from raw_files import Row, arrest, conviction, person, write_history
from warehouse_runs import BuiltWarehouse, build

from orchestration.filing.batches.candidates import (
    FilingLine,
    Selection,
    add_decided_ids,
    build_record_lookup,
    read_filing_lines,
)
from orchestration.filing.batches.proposals import CountsOnRecord
from orchestration.filing.ledger.chain import NewEvent, check_chain
from orchestration.filing.ledger.proposals import ProposalResult, propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.warehouse.connection import open_warehouse

POSSESSION = "11357(B) HS-POSSESS MARIJUANA"
THEFT, RESISTING = "484(A) PC-PETTY THEFT", "148(A)(1) PC-OBSTRUCT PUBLIC OFCR"
FILED = {
    "court_order": ("approved", "filing_begun", "filed"),
    "operation_of_law": ("checked", "approved", "filing_begun", "filed"),
}
PEOPLE = 12
ONE, OTHER, CHANGED = person(1), person(2), person(3)
UNDER_NEW_IDS = {21: person(21, CII_NUMBER="A000001021"), 22: person(22, CII_NUMBER="A000001022")}
"""Persons whose later delivery tells another state id beside the same issuer's id. Of the second somebody decided."""


def convicted(who: Row, number: int, cycle: int, day: str = "20000701") -> list[Row]:
    """An arrest on a day of the person's own, and what a court made of it."""
    arrested = f"200006{number:02d}"
    case = {"CYC_DATE": arrested, "CNT_ORDER": f"{cycle}002001000", "OFN": f"00F{number:04d}"}
    return [
        arrest(who, POSSESSION, arrested, CNT_ORDER=f"{cycle}001001000"),
        conviction(who, POSSESSION, day, **case),
    ]


def rejected(who: Row, number: int, charge: str, count: str) -> Row:
    """An arrest of which nothing came."""
    came = {"OFFENSE_TOC": "M", "DISP_DESCR": "PROS REJ-INSUFFICIENT EVIDENCE", "DISP_DATE": "20151105"}
    return arrest(who, charge, f"201510{number:02d}", CNT_ORDER=count, **came)


def first_delivery(folder: Path) -> Path:
    rows: list[Row] = []
    for number in (*range(1, PEOPLE + 1), *UNDER_NEW_IDS):
        who = person(number)
        rows += convicted(who, number, 100 + number)
        rows += [rejected(who, number, THEFT, f"{200 + number}001001000")]
    return write_history(folder / "sacramento_20260301.csv", rows)


def later_delivery(folder: Path) -> Path:
    """All cycles have other numbers, arrests of 2015 one charge more, and one conviction is told of another day."""
    rows: list[Row] = []
    for number in range(1, PEOPLE + 1):
        who = person(number)
        rows += convicted(who, number, 300 + number, "20000801" if who == CHANGED else "20000701")
        rows += [rejected(who, number, THEFT, f"{400 + number}001001000")]
        rows += [rejected(who, number, RESISTING, f"{400 + number}001002000")]
    for number, who in UNDER_NEW_IDS.items():
        rows += convicted(who, number, 100 + number, "20000801")
        rows += [rejected(who, number, THEFT, f"{200 + number}001001000")]
    return write_history(folder / "sacramento_20260401.csv", rows)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    folder = tmp_path_factory.mktemp("first")
    return build(folder / "home", [first_delivery(folder)])


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """The later delivery, and two of its persons merged."""
    folder = tmp_path_factory.mktemp("later")
    decisions = folder / "home" / "identity" / "ca" / "decisions.csv"
    decisions.parent.mkdir(parents=True)
    decisions.write_text(
        "decision,id,other_id,decided_by,decided_on,why\n"
        f"same,state:{ONE['CII_NUMBER']},state:{OTHER['CII_NUMBER']},R. Ortega,2026-03-05,fingerprints\n"
        "same,state:A000000022,state:A000001022,R. Ortega,2026-03-05,the state gave a new number\n"
    )
    return build(folder / "home", [later_delivery(folder)])


def lines_of(warehouse: BuiltWarehouse) -> list[FilingLine]:
    with open_warehouse(warehouse.settings) as connection:
        return read_filing_lines(connection, Selection())


def proposed(path: Path, warehouse: BuiltWarehouse, decided: str = "") -> ProposalResult:
    """``decided``: one more decision (word, id, other id), of this run alone."""
    with open_warehouse(warehouse.settings) as connection, open_ledger(path) as ledger:
        connection.execute("begin")
        if decided:
            word, id_key, other = decided.split()
            connection.execute(
                "insert into intake.identity_decisions values ('d', ?, ?, ?, 'R. Ortega', date '2026-03-05', 'seen')",
                [word, id_key, other],
            )
        lines = add_decided_ids(connection, "ca", read_filing_lines(connection, Selection()))
        done = propose(
            ledger,
            [line.candidate for line in lines],
            CountsOnRecord(connection, lines),
            by="Ada",
            run_id="r",
            law_version="v",
            is_on_record=build_record_lookup(connection),
        )
        check_chain(ledger.events())
        connection.execute("rollback")
    accounted = len(done.new) + len(done.known) + len(set(done.changed_after_filing)) + len(done.under_another_id)
    assert accounted + len(done.colliding) + len(done.not_findable) == len(lines), "no line is lost"
    return done


def file_everything(path: Path) -> None:
    with open_ledger(path) as ledger, ledger.writing() as writing:
        writing.append(
            [NewEvent(kind, "Ruth", line_id=line.line_id) for line in ledger.lines() for kind in FILED[line.relief_by]]
        )


def test_what_was_filed_is_known_under_other_numbers_and_merged_and_split_again(
    first: BuiltWarehouse, later: BuiltWarehouse, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.sqlite"
    before = proposed(path, first)
    assert len(before.new) == len(lines_of(first)) >= 2 * PEOPLE
    file_everything(path)
    after = proposed(path, later)
    assert after.new == []
    merged = {line.person_id for line in lines_of(later)} & {line.person_id for line in lines_of(first)}
    assert len(merged) < PEOPLE, "two persons are one now, under an id of one of them"
    known = [line for line in lines_of(later) if line.line_id in after.known]
    assert Counter(line.unit for line in known) == {"charge": PEOPLE - 1, "arrest": PEOPLE}
    assert len(after.changed_after_filing) == 1 + 2, "another day, and two lines of who has a new state id by decision"
    assert len(after.under_another_id) == 2
    again = proposed(path, first)
    assert (again.new, again.changed_after_filing, again.replaced) == ([], [], [])
    assert sorted(again.known) == sorted(before.new)


def test_facts_that_changed_after_filing_are_flagged_and_before_filing_replaced(
    first: BuiltWarehouse, later: BuiltWarehouse, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.sqlite"
    proposed(path, first)
    shutil.copy(path, tmp_path / "filed.sqlite")
    file_everything(tmp_path / "filed.sqlite")
    with open_ledger(path) as ledger:
        states = ledger.states()
    replaced = proposed(path, later)
    assert len(replaced.new) == len(replaced.replaced) == 1 + 2
    with open_ledger(path) as ledger:
        assert {ledger.states()[line_id] for line_id in replaced.replaced} == {"withdrawn"}
    flagged = proposed(tmp_path / "filed.sqlite", later)
    assert (flagged.new, flagged.replaced) == ([], [])
    assert sorted(set(flagged.changed_after_filing)) == sorted(replaced.new)
    assert len(states) == len(lines_of(first))


def test_an_arrest_stays_one_line_when_charges_are_added_to_it_and_persons_merged(
    first: BuiltWarehouse, later: BuiltWarehouse
) -> None:
    arrests = [{line.line_id for line in lines_of(home) if line.unit == "arrest"} for home in (first, later)]
    assert len(arrests[0] & arrests[1]) == PEOPLE == len(arrests[0]) - len(UNDER_NEW_IDS)


def test_a_new_state_id_beside_the_same_subject_id_waits_until_a_person_says_who_it_is(
    first: BuiltWarehouse, later: BuiltWarehouse, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.sqlite"
    proposed(path, first)
    file_everything(path)
    with open_ledger(path) as ledger:
        last, _ = ledger.last()
    units = {line.unit_id: line.unit for line in lines_of(later)}
    held = proposed(path, later).under_another_id
    assert sorted(units[unit_id] for unit_id, _ in held) == ["arrest", "charge"]
    with open_ledger(path) as ledger:
        held_and_flagged = ledger.last()[0] - last
        assert [event.kind for event in ledger.events()][last:] == ["changed_after_filing"] * held_and_flagged
    same = proposed(path, later, "same state:21 state:1021")
    assert (same.new, same.under_another_id, len(set(same.changed_after_filing))) == ([], [], 1 + 2 + 2)
    others = proposed(path, later, "different state:1021 state:21")
    assert (len(others.new), others.under_another_id) == (2, [])
