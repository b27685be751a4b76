"""A later delivery, other numbering, merged and split persons: nothing that was filed is proposed again, nothing lost.

What belongs here: the ledger beside real warehouses of a few invented people. What does not: the ledger's rules by
themselves (``tests/unit/ledger``), the commands (``tests/orchestration``).
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from raw_files import Row, arrest, conviction, person, write_history
from warehouse_runs import BuiltWarehouse, build

from orchestration.filing.candidates import FilingLine, Selection, read_filing_lines
from orchestration.filing.proposing import ToldCounts
from orchestration.ledger.chain import NewEvent, check_chain
from orchestration.ledger.propose import Proposed, propose
from orchestration.ledger.store import open_ledger
from orchestration.warehouse.connection import open_warehouse

POSSESSION, ANOTHER = "11357(B) HS-POSSESS MARIJUANA", "11358 HS-CULTIVATE MARIJUANA"
THEFT, RESISTING = "484(A) PC-PETTY THEFT", "148(A)(1) PC-OBSTRUCT PUBLIC OFCR"
FILED = {
    "court_order": ("approved", "filing_begun", "filed"),
    "operation_of_law": ("checked", "approved", "filing_begun", "filed"),
}
PEOPLE = 12
ONE, OTHER, CHANGED, TWICE = person(1), person(2), person(3), person(4)


def rejected(who: Row, charge: str, count: str) -> Row:
    """An arrest of which nothing came."""
    came = {"OFFENSE_TOC": "M", "DISP_DESCR": "PROS REJ-INSUFFICIENT EVIDENCE", "DISP_DATE": "20151005"}
    return arrest(who, charge, "20151001", CNT_ORDER=count, **came)


def first_delivery(folder: Path) -> Path:
    rows: list[Row] = []
    for number in range(1, PEOPLE + 1):
        who = person(number)
        rows += [arrest(who, POSSESSION), conviction(who, POSSESSION, OFN=f"00F{number:04d}")]
        rows += [rejected(who, THEFT, "102001001000")]
    return write_history(folder / "sacramento_20260301.csv", rows)


def later_delivery(folder: Path) -> Path:
    """All cycles have other numbers, every arrest of 2015 one charge more, a conviction is told under another section,
    and one person has two counts that nobody could tell apart."""
    rows: list[Row] = []
    for number in range(1, PEOPLE + 1):
        who = person(number)
        charge = ANOTHER if who == CHANGED else POSSESSION
        rows += [arrest(who, POSSESSION, CNT_ORDER="104001001000")]
        rows += [conviction(who, charge, CNT_ORDER="104002001000", OFN=f"00F{number:04d}")]
        rows += [rejected(who, THEFT, "105001001000"), rejected(who, RESISTING, "105001002000")]
    again = {"CNT_ORDER": "106002001000", "OFN": "00F7777"}
    rows += [conviction(TWICE, POSSESSION, "20000701", **again | {"COMMENT_TEXT": "A"})]
    rows += [conviction(TWICE, POSSESSION, "20000701", **again | {"CNT_ORDER": "107002001000", "SENT_LENGTH": "9"})]
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
    )
    return build(folder / "home", [later_delivery(folder)])


def lines_of(warehouse: BuiltWarehouse) -> list[FilingLine]:
    with open_warehouse(warehouse.settings) as connection:
        return read_filing_lines(connection, Selection())


def proposed(path: Path, warehouse: BuiltWarehouse) -> Proposed:
    with open_warehouse(warehouse.settings) as connection, open_ledger(path) as ledger:
        lines = read_filing_lines(connection, Selection())
        done = propose(
            ledger,
            [line.candidate for line in lines],
            ToldCounts(connection, lines),
            by="Ada",
            run_id="r",
            law_version="v",
        )
        check_chain(ledger.events())
    accounted = len(done.new) + len(done.known) + len(set(done.changed_after_filing))
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
    known = Counter(
        line.line_id in after.known for line in lines_of(later) if line.candidate.relief_by == "court_order"
    )
    assert known[True] == PEOPLE - 1
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
    assert len(replaced.new) == len(replaced.replaced) > 0
    with open_ledger(path) as ledger:
        assert {ledger.states()[line_id] for line_id in replaced.replaced} == {"withdrawn"}
    flagged = proposed(tmp_path / "filed.sqlite", later)
    assert (flagged.new, flagged.replaced) == ([], [])
    assert sorted(set(flagged.changed_after_filing)) == sorted(replaced.new)
    assert len(states) == len(lines_of(first))


def test_two_counts_that_a_court_could_not_tell_apart_go_to_a_person(later: BuiltWarehouse, tmp_path: Path) -> None:
    done = proposed(tmp_path / "ledger.sqlite", later)
    colliding = [line for line in lines_of(later) if line.unit_id in done.colliding]
    assert len(colliding) >= 2
    assert len({line.line_id for line in colliding}) < len(colliding)
    assert not {line.line_id for line in colliding} & set(done.new)


def test_an_arrest_stays_one_line_when_charges_are_added_to_it_and_persons_merged(
    first: BuiltWarehouse, later: BuiltWarehouse
) -> None:
    arrests = [{line.line_id for line in lines_of(home) if line.unit == "arrest"} for home in (first, later)]
    counts = [{line.line_id for line in lines_of(home) if line.unit == "charge"} for home in (first, later)]
    assert arrests[0] == arrests[1]
    assert len(arrests[0]) >= PEOPLE
    assert len(counts[0] & counts[1]) >= PEOPLE - 1
