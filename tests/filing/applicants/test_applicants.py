"""People who asked: taken in whole or not at all, matched exactly or sent to a person, and what follows for them."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.files.tables import TableFileError
from orchestration.filing.applicants.follow_up import ClearedCounts, count_cleared_and_asked, find_days_asked
from orchestration.filing.applicants.lists import format_applicants, format_legal_aid_lists
from orchestration.filing.applicants.matching import Match, match_applicants
from orchestration.filing.applicants.store import (
    Applicant,
    ImportedApplicants,
    import_applicants,
    read_applicants,
    split_name,
)
from orchestration.filing.ledger.store import Line
from orchestration.filing.monitoring.current_state import KnownLine, LedgerLine
from orchestration.ingestion.layouts.layout import load_layout

TODAY = date(2026, 6, 1)
NOTATION = replace(load_layout("ca").notation, counties=("FRESNO", "YOLO"))
HEADER = "name,date_of_birth,id,county,applied_on"
IVY = Applicant("Synthoak, Ivy Mae", "1960-01-02", "", "YOLO", "2026-05-01")


def taken(tmp_path: Path, *lines: str, header: str = HEADER) -> ImportedApplicants:
    file = tmp_path / "asked.csv"
    file.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return import_applicants(file, tmp_path / "kept.csv", NOTATION, TODAY)


def test_people_are_taken_in_once_and_kept_for_their_owner_alone(tmp_path: Path) -> None:
    line = '"Synthoak,  Ivy Mae",1960-01-02,state:A0012,yolo,2026-05-01'
    assert taken(tmp_path, line, line, '"Synthoak, Ivy",1960-01-02,,,2026-05-02') == ImportedApplicants(2, 1)
    assert taken(tmp_path, line) == ImportedApplicants(0, 1)
    kept = read_applicants(tmp_path / "kept.csv", NOTATION)
    assert kept[1] == replace(IVY, id_key="state:12")
    assert stat.S_IMODE((tmp_path / "kept.csv").stat().st_mode) == 0o600
    assert read_applicants(tmp_path / "none.csv", NOTATION) == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Ivy Synthoak,1960-01-02,,,2026-05-01", "LAST, FIRST MIDDLE"),
        ('"Synthoak,",1960-01-02,,,2026-05-01', "LAST, FIRST MIDDLE"),
        ('"Synthoak, Ivy",1/2/1960,,,2026-05-01', "date_of_birth must be a date"),
        ('"Synthoak, Ivy",1960-01-02,,,2026-06-02', "in the future"),
        ('"Synthoak, Ivy",2027-01-02,,,2026-05-01', "before the date of birth"),
        ('"Synthoak, Ivy",1960-01-02,12345,,2026-05-01', "an id must be written state:<number>"),
        ('"Synthoak, Ivy",1960-01-02,,ELSEWHERE,2026-05-01', "one of the state's counties"),
        ('"Synthoak, Ivy",1960-01-02,,2026-05-01', "has 4 values where the header has 5"),
    ],
)
def test_one_wrong_line_keeps_the_whole_file_out_and_no_message_names_a_person(
    tmp_path: Path, line: str, why: str
) -> None:
    with pytest.raises(TableFileError) as refused:
        taken(tmp_path, '"Synthelm, Rue",1970-01-02,,,2026-05-01', line)
    assert why in str(refused.value)
    assert "asked.csv, line 3" in str(refused.value)
    assert not any(word in str(refused.value) for word in ("Synthoak", "Ivy", "1960", "12345"))
    assert not (tmp_path / "kept.csv").exists()


def test_optional_columns_may_be_left_out(tmp_path: Path) -> None:
    done = taken(tmp_path, '2026-05-01,"Synthoak, Ivy Mae",1960-01-02', header="applied_on,name,date_of_birth")
    assert done == ImportedApplicants(1, 0)
    assert read_applicants(tmp_path / "kept.csv", NOTATION) == [replace(IVY, county="")]


def test_names_are_compared_without_accents_spaces_and_signs() -> None:
    assert split_name("Synthpeña-Ruiz , María J.") == ("SYNTHPENARUIZ", ("MARIA", "J"))
    assert split_name("O'SYNTH MAC,D") == ("OSYNTHMAC", ("D",))


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema intermediate; create schema staging")
        connection.execute(
            "create table intermediate.int_people as select * from (values "
            "('p1', ['SYNTHOAK,IVY MAE'], date '1960-01-02', 'day'), "
            "('p2', ['SYNTHELM,RUE', 'SYNTHELM,RUE B'], date '1970-05-05', 'day'), "
            "('p3', ['SYNTHELM,RUE B'], date '1970-05-05', 'day'), "
            "('p4', ['SYNTHFIR,LEE'], date '1980-01-01', 'year'), "
            "('p5', cast([] as varchar[]), cast(null as date), 'unknown')) "
            "as people (person_id, person_names, birth_date_earliest, birth_date_precision)"
        )
        connection.execute(
            "create table staging.stg_ca__people as select * from (values ('k1', '12', '77'), ('k2', '13', null), "
            "('k3', '14', null), ('k5', '14', null)) as people (person_key, state_id, issuer_person_id)"
        )
        connection.execute(
            "create table intermediate.int_person_links as select * from (values ('k1', 'p1'), ('k2', 'p2'), "
            "('k3', 'p3'), ('k5', 'p5')) as links (person_key, person_id)"
        )
        yield connection


@pytest.mark.parametrize(
    ("name", "born", "id_key", "word", "person_ids"),
    [
        ("Synthoak, Ivy Mae", "1960-01-02", "", "exact", ("p1",)),
        ("Synthoak, Ivy Mae", "1960-01-02", "state:12", "exact", ("p1",)),
        ("Synthoak, Ivy", "1960-01-02", "issuer:77", "exact", ("p1",)),
        ("Synthoak, Ivy", "1960-01-02", "", "review", ("p1",)),
        ("Synthoak, Ivy M", "1960-01-02", "", "review", ("p1",)),
        ("Synthoak, Mae Ivy", "1960-01-02", "", "not_found", ()),
        ("Synthoak, Ivy Mae", "1960-01-03", "", "not_found", ()),
        ("Synthoak, Ivy Mae", "1960-01-03", "state:12", "review", ("p1",)),
        ("Synthash, Ivy Mae", "1960-01-02", "state:12", "review", ("p1",)),
        ("Synthoak, Ivy Mae", "1960-01-02", "state:99", "review", ("p1",)),
        ("Synthoak, Ivy Mae", "1960-01-02", "state:13", "review", ("p2",)),
        ("Synthelm, Rue B", "1970-05-05", "", "review", ("p2", "p3")),
        ("Synthfir, Lee", "1980-01-01", "", "not_found", ()),
        ("Synthelm, Rue B", "1970-05-05", "state:14", "review", ("p3", "p5")),
        ("Nobody, Known", "1990-01-01", "state:99", "not_found", ()),
    ],
)
def test_who_an_applicant_is_is_exact_or_for_a_person_to_decide(
    warehouse: duckdb.DuckDBPyConnection, name: str, born: str, id_key: str, word: str, person_ids: tuple[str, ...]
) -> None:
    (match,) = match_applicants(warehouse, "ca", [Applicant(name, born, id_key, "", "2026-05-01")])
    assert (match.word, match.person_ids) == (word, person_ids)
    assert match.person_id == (person_ids[0] if word == "exact" else None)


def exact(person_id: str, applied_on: str, name: str = "Synthoak, Ivy") -> Match:
    return Match(Applicant(name, "1960-01-02", "", "YOLO", applied_on), "exact", "", (person_id,))


def test_each_person_asked_on_the_first_day_they_asked_and_none_on_a_likeness() -> None:
    asked = find_days_asked(
        [
            exact("p3", "2026-05-02"),
            exact("p3", "2026-04-01"),
            exact("p2", "2026-04-15"),
            Match(IVY, "review", "", ("p1",)),
        ]
    )
    assert asked == {"p3": "2026-04-01", "p2": "2026-04-15"}


def line_of(number: int, person_id: str, state: str = "granted") -> LedgerLine:
    line = Line(f"l{number}", "court_order", "r", "YOLO", "dismiss", "c", "a", "b", "d", person_id)
    return LedgerLine(KnownLine(line, None), state, "b")


def test_of_the_cleared_it_is_counted_who_had_asked_before() -> None:
    lines = [line_of(1, "p1"), line_of(2, "p1"), line_of(3, "p2", "recorded"), line_of(4, "p3", "acknowledged")]
    lines += [line_of(5, "p4", "filed"), line_of(6, "p5", "vacated"), line_of(7, "p6")]
    given = {f"l{number}": "2026-05-10" for number in range(1, 8)} | {"l2": "2026-05-01"}
    asked = {"p1": "2026-05-01", "p2": "2026-05-11", "p4": "2026-01-01", "p9": "2026-01-01"}
    found = count_cleared_and_asked(lines, given, asked)
    assert found == ClearedCounts(people=4, asked=1, asked_later=1)
    assert found.sentence == "of 4 people cleared only 1 had asked"
    assert count_cleared_and_asked([], {}, {}).sentence == "of 0 people cleared only 0 had asked"


def petition(person_id: str, county: str, charge: str) -> dict[str, object]:
    columns = (
        "case_numbers",
        "level",
        "day",
        "determined",
        "petitions",
        "convictions",
        "felonies",
        "counties",
        "lines",
    )
    return {"person_id": person_id, "county": county, "charge": charge} | dict.fromkeys(columns, "x")


def test_legal_aid_gets_a_list_per_county_and_no_cell_is_a_formula() -> None:
    matches = [exact("p1", "2026-05-02", "=Synthoak, Ivy"), exact("p1", "2026-04-01", "=Synthoak, Ivy")]
    matches.append(Match(IVY, "review", "why", ("p7",)))
    petitions = [petition("p1", "SAN JOAQUIN", "459 PC"), petition("p1", "YOLO", "@sum")]
    files = format_legal_aid_lists(matches, petitions)
    assert sorted(files) == ["legal_aid_san_joaquin.csv", "legal_aid_yolo.csv"]
    header, line = files["legal_aid_yolo.csv"].decode().splitlines()
    assert header.startswith("name,date_of_birth,applied_on,lives_in,county,")
    assert line.startswith("\"'=Synthoak, Ivy\",1960-01-02,2026-04-01,YOLO,YOLO,x,'@sum,")
    listed = format_applicants(matches, {"p1": 3}, petitions).decode().splitlines()
    assert listed[1].endswith(",exact,,p1,3,2")
    assert listed[3].endswith(",review,why,p7,,")
