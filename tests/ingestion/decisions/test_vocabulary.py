"""Wordings that a home adds to the vocabulary: what may be added, and that the next run reads them."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command_line import in_this_process
from raw_files import arrest, conviction, person, write_history
from warehouse_runs import build

from orchestration.ingestion.decisions.vocabulary import (
    SEEDS,
    AddedWording,
    Vocabulary,
    VocabularyFileError,
    add_wordings,
    read_added_wordings,
)
from orchestration.settings import load_settings

VOCABULARY = Vocabulary(load_settings().models, "ca")
OF_CALIFORNIA = SEEDS.keys() - {"grade"}
"""The kinds that California has a table of."""
GUILTY = AddedWording(
    "disposition", "FOUND GUILTY", "convicted", "R. Ortega", date(2026, 5, 1), "county clerk's letter"
)


@pytest.mark.parametrize(
    "kind,wording,meaning,why",
    [
        ("verdict", "X", "convicted", "kind must be one of"),
        ("disposition", "FOUND GUILTY", "guilty", "the meaning of a disposition must be one of acquitted, convicted"),
        ("disposition", "CONVICTED BY JURY", "dismissed", "the shipped vocabulary has the wording, as convicted"),
        ("level", "F", "misdemeanor", "the shipped vocabulary has the wording, as felony"),
        ("level", "gross", "felony", "upper case with single spaces"),
        ("charge", "ZZ", "XX", "the meaning of a charge must be one of"),
    ],
)
def test_what_the_vocabulary_has_or_could_not_say_is_not_added(
    tmp_path: Path, kind: str, wording: str, meaning: str, why: str
) -> None:
    path = tmp_path / "vocabulary.csv"
    assert why in str(VOCABULARY.find_problem(kind, wording, meaning))
    add_wordings(path, VOCABULARY, [replace(GUILTY, kind=kind, wording=wording, meaning=meaning)])
    with pytest.raises(VocabularyFileError, match="line 2"):
        read_added_wordings(path, VOCABULARY)


def test_a_wording_is_added_once_and_never_with_two_meanings(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.csv"
    assert add_wordings(path, VOCABULARY, [GUILTY]) == 1
    assert add_wordings(path, VOCABULARY, [replace(GUILTY, why="again")]) == 0
    with pytest.raises(VocabularyFileError, match="another meaning"):
        add_wordings(path, VOCABULARY, [replace(GUILTY, meaning="dismissed"), replace(GUILTY, wording="PLEA")])
    assert read_added_wordings(path, VOCABULARY) == [GUILTY]
    path.write_text(path.read_text() + ",".join(replace(GUILTY, meaning="dismissed").values) + "\n")
    with pytest.raises(VocabularyFileError, match="line 3: the wording is in the file before"):
        read_added_wordings(path, VOCABULARY)


def test_a_wording_that_a_later_version_ships_stays_if_it_means_the_same(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.csv"
    shipped = replace(GUILTY, wording="CONVICTED")
    add_wordings(path, VOCABULARY, [shipped])
    assert read_added_wordings(path, VOCABULARY) == [shipped]


def test_every_kind_has_meanings() -> None:
    assert all(VOCABULARY.list_meanings(kind) for kind in OF_CALIFORNIA)
    assert Vocabulary(load_settings().models, "ny").find_problem("grade", "CLASS A-1", "A-I") is None


def test_unknown_wordings_go_out_and_come_back_into_the_next_run(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "alameda_20260301.csv"
    odd = {
        "DISP_DESCR": "=FOUND GUILTY",
        "CONV_STAT_DESCR": "GROSS FELONY",
        "STP_TYPE_DESCR": "COURT  HEARING",
        "SENT_LOC_DESCR": "COUNTY FARM",
    }
    rows = [conviction(person(number), "459 PC-BURGLARY", **odd) for number in range(1, 4)]
    write_history(file, [*rows, *(arrest(person(number), "496 ZC-RECEIVE STOLEN PROPERTY") for number in (4, 5, 6))])

    def read() -> list[Any]:
        built = build(home, [file], stages=("staging",))
        found = built.rows(
            "select disposition_type, level, step_type, is_charge from staging.stg_ca__history_rows "
            "where disposition_text is not null"
        )
        books = built.rows("select code_book from staging.stg_ca__history_rows where charge_text like '496%'")
        sentences = built.rows("select sentence_type from staging.stg_ca__sentences")
        unknown = built.rows("select kind from staging.stg_ca__wordings where not is_known")
        (run,) = built.rows("select run_id from intake.run_parameters")
        assert built.settings  # (closes the file)
        return [tuple(row.values()) for row in found] + [
            {row["sentence_type"] for row in sentences} | {row["code_book"] for row in books},
            tuple(sorted(row["kind"] for row in unknown)),
            run["run_id"],
        ]

    before = read()
    assert before[:3] == [("unrecognised", "unknown", "unrecognised", False)] * 3
    assert before[-2] == tuple(sorted(OF_CALIFORNIA))

    done = in_this_process("vocabulary", "unknown", "--home", home, "--out", tmp_path / "unknown.csv")
    assert done.code == 0, done.err
    with (tmp_path / "unknown.csv").open(encoding="utf-8-sig", newline="") as out:
        lines = list(csv.DictReader(out))
    meanings = {
        "disposition": "convicted",
        "level": "felony",
        "charge": "PC",
        "step_type": "court_action",
        "sentence": "jail",
    }
    assert {line["kind"]: line["row_count"] for line in lines} == dict.fromkeys(meanings, "3")
    assert all(meanings[line["kind"]] in line["possible_meanings"].split(" | ") for line in lines)
    with (tmp_path / "filled.csv").open("w", encoding="utf-8-sig", newline="") as back:
        writer = csv.DictWriter(back, lines[0])
        writer.writeheader()
        writer.writerows(line | {"meaning": meanings[line["kind"]]} for line in lines)
    for _ in range(2):
        done = in_this_process("vocabulary", "add", tmp_path / "filled.csv", "--because", "a letter", "--home", home)
        assert done.code == 0, done.err

    after = read()
    assert after[:3] == [("convicted", "felony", "court_action", True)] * 3
    assert after[-3:-1] == [{"jail", "PC"}, ()]
    assert after[-1] != before[-1]


def test_a_filled_in_file_with_two_meanings_of_a_wording_adds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "filled.csv"
    file.write_text("kind,wording,meaning\nlevel,GROSS,felony\nlevel,GROSS,\nlevel,GROSS,misdemeanor\n")
    done = in_this_process("vocabulary", "add", file, "--because", "a letter", "--home", tmp_path / "home")
    assert done.code == 2 and "line 4" in done.err and "GROSS" not in done.err
    assert not (tmp_path / "home" / "decisions").exists()


def test_two_wordings_of_one_meaning_in_two_counties_are_no_conflict(tmp_path: Path) -> None:
    home, files = tmp_path / "home", [tmp_path / f"{county}_20260301.csv" for county in ("alameda", "fresno")]
    for file, wordings in zip(files, [("CONVICTED", "CONVICTED"), ("FOUND GUILTY", "DISMISSED")], strict=True):
        rows = [(person(number), wording) for number, wording in enumerate(wordings, 1)]
        write_history(file, [conviction(one, "459 PC-BURGLARY", DISP_DESCR=wording) for one, wording in rows])

    def read() -> list[dict[str, Any]]:
        return build(home, files, stages=("staging", "intermediate")).rows(
            "select state_ids[1] as person, charge_id, has_conflicting_facts from intermediate.int_charges "
            "join intermediate.int_people using (person_id) order by 1"
        )

    unknown = read()
    assert [row["has_conflicting_facts"] for row in unknown] == [True, True]
    add_wordings(load_settings(home=home).added_wordings, VOCABULARY, [GUILTY])
    known = read()
    assert [row["has_conflicting_facts"] for row in known] == [False, True], "a dismissal still contradicts"
    assert [row["charge_id"] for row in known] == [row["charge_id"] for row in unknown]
