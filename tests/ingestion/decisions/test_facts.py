"""The facts file is read as it is meant, or refused in one line that names file and line and nothing of a person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration.ingestion.decisions.facts import (
    EstablishedFact,
    FactFileError,
    read_established_facts,
    read_known_facts,
)
from orchestration.ingestion.decisions.subjects import SubjectError, normalize_case_number, parse_subject_of_unit
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.settings import load_settings

HEADER = "id,county,case_number,section,fact,value,established_by,established_on,why"
KNOWN = {
    "at_most_six_plants": "charge",
    "prosecutor_challenge": "charge",
    "duty_ended": "person",
    "proceedings_initiated": "arrest",
}
NOTATION = replace(load_layout("ca").notation, counties={"SAN JOAQUIN", "ALPINE"})
GOOD = (
    "state:A0777123",
    "San  Joaquin",
    "00-f 0001",
    "11358 (A)",
    "AT_MOST_SIX_PLANTS",
    "Yes",
    "Q. Doe",
    "2026-02-01",
    "file 7",
)


def row(**changes: str) -> str:
    return ",".join((dict(zip(HEADER.split(","), GOOD, strict=True)) | changes).values())


def read(folder: Path, *lines: str) -> list[EstablishedFact]:
    path = folder / "facts.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return list(read_established_facts(path, KNOWN, NOTATION))


def refusal(path: Path) -> str:
    with pytest.raises(FactFileError) as raised:
        read_established_facts(path, KNOWN, NOTATION)
    message = str(raised.value)
    assert "\n" not in message
    for private in ("777123", "Doe", "0001", "secret"):
        assert private not in message
    return message


def test_without_a_file_or_lines_nothing_is_established(tmp_path: Path) -> None:
    assert read_established_facts(tmp_path / "facts.csv", KNOWN, NOTATION) == []
    assert read(tmp_path) == []


def test_a_line_is_normalised(tmp_path: Path) -> None:
    (fact,) = read(tmp_path, row())
    assert fact == EstablishedFact(
        fact.fact_id, "state:777123", "SAN JOAQUIN", "0001+00F", "11358", "(a)", "at_most_six_plants", "yes",
        "Q. Doe", date(2026, 2, 1), "file 7",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("00F0001", "00F0001"),
        (" 00f-00.01 ", "00F0001"),
        ("B2, A1;A1", "A1+B2"),
        ("A1 NULL", "A1"),
        ("NULL", ""),
        (" -;,", ""),
        ("\u00c91", "1"),
    ],
)
def test_a_case_number_is_written_as_staging_writes_it(written: str, key: str) -> None:
    assert normalize_case_number(written) == key


def test_ids_of_facts_come_from_content_and_not_from_order_or_repetition(tmp_path: Path) -> None:
    one, other = row(), row(case_number="99F0009")
    assert read(tmp_path, one, other, one) == read(tmp_path, other, one)
    assert len(read(tmp_path, one, other, one)) == 2


def test_the_facts_a_line_may_name_are_data_of_the_law() -> None:
    settings = load_settings()
    known = read_known_facts(settings.models, settings.state)
    assert {fact for fact, unit in known.items() if unit == "charge"} >= {
        "concentrate_at_most_8_grams",
        "at_most_six_plants",
        "transport_or_gift_of_at_most_28_grams",
        "gift_to_persons_of_21_or_over",
        "knowing_sale_to_minor",
        "employed_person_under_21",
        "import_or_export",
        "environmental_harm",
        "prosecutor_challenge",
    }
    assert set(known.values()) <= {"charge", "person", "arrest", "line"}
    assert read_known_facts(settings.models, "none") == {}


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"id": "777123"}, "an id must be written state:<number> or issuer:<number>"),
        ({"id": "state:A00"}, "an id must be written state:<number> or issuer:<number>"),
        ({"id": ""}, "an id must be written state:<number> or issuer:<number>"),
        ({"county": "secret county"}, "the county must be one of the state's counties"),
        ({"county": ""}, "the county must be one of the state's counties"),
        ({"case_number": "-- "}, "case_number must be filled in"),
        ({"section": ""}, "the section must be written like 11358 or 11357(a)"),
        ({"section": "HS 11358"}, "the section must be written like 11358 or 11357(a)"),
        ({"section": "11358(a"}, "the section must be written like 11358 or 11357(a)"),
        (
            {"fact": "secret"},
            "the fact must be one of at_most_six_plants, duty_ended, proceedings_initiated, prosecutor_challenge",
        ),
        ({"value": "perhaps"}, "the value must be yes or no"),
        ({"value": ""}, "the value must be yes or no"),
        ({"established_on": "01/02/2026"}, "established_on must be a date like 2026-03-01"),
        ({"established_on": "2026-02-30"}, "established_on must be a date like 2026-03-01"),
        ({"established_by": " "}, "established_by and why must be filled in"),
        ({"why": ""}, "established_by and why must be filled in"),
        ({"why": "secret,one too many"}, "expected 9 values"),
    ],
    ids=str,
)
def test_a_wrong_line_is_named(tmp_path: Path, changes: dict[str, str], what: str) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("\n".join([HEADER, row(), row(**changes)]) + "\n", encoding="utf-8")
    assert refusal(path) == f"facts.csv, line 3: {what}"


def test_a_line_cut_short_is_named(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(f"{HEADER}\nstate:777123,ALPINE\n", encoding="utf-8")
    assert refusal(path) == "facts.csv, line 2: expected 9 values"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", f"facts.csv: the header must be {HEADER}"),
        (b"id,county\n", f"facts.csv: the header must be {HEADER}"),
        (b"\xff\xfe\x00", "facts.csv: expected CSV in UTF-8, found something else"),
        (HEADER.encode() + b'\n"state:777123', "facts.csv: expected CSV in UTF-8, found something else"),
        (HEADER.encode() + b"\n" + b"7" * 200_000, "facts.csv: expected CSV in UTF-8, found something else"),
    ],
    ids=lambda part: str(part)[:30],
)
def test_a_file_that_is_no_facts_file_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "facts.csv"
    path.write_bytes(content)
    assert refusal(path) == message


def test_a_folder_is_no_facts_file(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").mkdir()
    assert refusal(tmp_path / "facts.csv") == "facts.csv: expected a readable file"


@pytest.mark.parametrize("section", ["all", "ALL"])
def test_a_line_for_all_sections_contradicts_one_for_any_of_the_case(tmp_path: Path, section: str) -> None:
    path = tmp_path / "facts.csv"
    (fact,) = read(tmp_path, row(section=section))
    assert (fact.section, fact.subdivision_path) == ("all", "")
    for other in ("11358", "none", "11360(a)"):
        path.write_text("\n".join([HEADER, row(section=section), row(section=other, value="no")]) + "\n")
        assert refusal(path) == "facts.csv: lines 2 and 3 contradict each other about the same count"
    assert len(read(tmp_path, row(section=section), row(section="11358", value="no", case_number="7"))) == 2


@pytest.mark.parametrize(
    "contradiction",
    [
        {"value": "no", "why": "another reason"},
        {"value": "no", "id": "state:777123", "case_number": "00F;0001", "county": "SAN JOAQUIN"},
        {"value": "no", "section": "11358"},
    ],
    ids=str,
)
def test_lines_that_contradict_each_other_are_named(tmp_path: Path, contradiction: dict[str, str]) -> None:
    path = tmp_path / "facts.csv"
    for lines in ([row(), row(**contradiction)], [row(**contradiction), row()]):
        path.write_text("\n".join([HEADER, row(section="11360"), *lines]) + "\n", encoding="utf-8")
        assert refusal(path) == "facts.csv: lines 3 and 4 contradict each other about the same count"


@pytest.mark.parametrize(
    "change",
    [
        {"section": "11358(b)"},
        {"section": "11360"},
        {"case_number": "00F0002"},
        {"county": "ALPINE"},
        {"id": "state:777124"},
        {"id": "issuer:777123"},
        {"fact": "prosecutor_challenge"},
    ],
    ids=str,
)
def test_lines_about_different_counts_or_facts_contradict_nothing(tmp_path: Path, change: dict[str, str]) -> None:
    assert len(read(tmp_path, row(), row(value="no", **change))) == 2


PERSON = {"county": "", "case_number": "", "section": "", "fact": "duty_ended"}
ARREST = {"case_number": "Arrest:1994-05-01", "section": " ", "fact": "proceedings_initiated"}


def test_a_fact_of_a_person_names_nothing_but_the_person(tmp_path: Path) -> None:
    (fact,) = read(tmp_path, row(**PERSON))
    named = (fact.id_key, fact.county_name, fact.case_number_key, fact.section, fact.subdivision_path)
    assert (fact.unit, *named) == ("person", "state:777123", "", "", "", "")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("arrest:1994-05-01", "arrest:1994-05-01"),
        ("ARREST: 1994-05", "arrest:1994-05"),
        ("arrest:1994", "arrest:1994"),
        ("arrest:Unknown", "arrest:unknown"),
    ],
)
def test_an_arrest_is_named_by_its_day_as_far_as_it_is_known(tmp_path: Path, written: str, key: str) -> None:
    (of_arrest,) = read(tmp_path, row(**(ARREST | {"case_number": written})))
    assert (of_arrest.unit, of_arrest.county_name, of_arrest.case_number_key) == ("arrest", "SAN JOAQUIN", key)
    (of_charge,) = read(tmp_path, row(case_number=written))
    assert (of_charge.unit, of_charge.case_number_key, of_charge.section) == ("charge", key, "11358")


def test_a_charge_without_a_section_or_of_another_place_can_be_named(tmp_path: Path) -> None:
    (fact,) = read(tmp_path, row(section="NONE", county="elsewhere"))
    assert (fact.county_name, fact.section, fact.subdivision_path) == ("ELSEWHERE", "none", "")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        (PERSON | {"county": "ALPINE"}, "county, case_number and section must be empty for a person"),
        (PERSON | {"section": "11358"}, "county, case_number and section must be empty for a person"),
        (PERSON | {"case_number": "7"}, "county, case_number and section must be empty for a person"),
        (ARREST | {"section": "11358"}, "the section must be empty for an arrest"),
        (ARREST | {"county": ""}, "the county must be one of the state's counties"),
        (ARREST | {"case_number": "0001"}, "case_number must be the day of the arrest, written like arrest:1994-05-01"),
        (ARREST | {"case_number": ""}, "case_number must be the day of the arrest, written like arrest:1994-05-01"),
        (ARREST | {"case_number": "arrest:05/01/1994"}, "the day of the arrest must be written like arrest:1994-05-01"),
        (ARREST | {"case_number": "arrest:1994-13"}, "the day of the arrest must be written like arrest:1994-05-01"),
        (ARREST | {"case_number": "arrest:1994-1-1"}, "the day of the arrest must be written like arrest:1994-05-01"),
        (ARREST | {"case_number": "arrest:"}, "the day of the arrest must be written like arrest:1994-05-01"),
    ],
    ids=str,
)  # fmt: skip
def test_a_line_that_names_another_kind_of_thing_than_its_fact_is_refused(
    tmp_path: Path, changes: dict[str, str], what: str
) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("\n".join([HEADER, row(**changes)]) + "\n", encoding="utf-8")
    assert refusal(path) == f"facts.csv, line 2: {what}"


@pytest.mark.parametrize(("of", "word"), [(PERSON, "person"), (ARREST, "arrest")])
def test_contradictions_about_a_person_or_an_arrest_are_named(tmp_path: Path, of: dict[str, str], word: str) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("\n".join([HEADER, row(**of), row(**of, value="no")]) + "\n", encoding="utf-8")
    assert refusal(path) == f"facts.csv: lines 2 and 3 contradict each other about the same {word}"


@pytest.mark.parametrize("named", ["", "17", "line:17", "line:0123456789ab:0", "arrest:1994-05-01"])
def test_a_line_of_a_file_is_named_by_delivery_and_number(named: str) -> None:
    row = {"id": "state:A012345678", "county": "", "case_number": " LINE:0123456789AB:17", "section": ""}
    assert parse_subject_of_unit(row, "line", NOTATION).case_number_key == "line:0123456789ab:17"
    with pytest.raises(SubjectError, match="written like line:0123456789ab:17"):
        parse_subject_of_unit(row | {"case_number": named}, "line", NOTATION)
    with pytest.raises(SubjectError, match="county and section must be empty"):
        parse_subject_of_unit(row | {"county": "FRESNO"}, "line", NOTATION)


def test_ids_and_sections_are_written_as_the_state_writes_them() -> None:
    virginia = replace(
        NOTATION, state_id=re.compile(r"0*+(.+)"), section=re.compile(r"([0-9][0-9A-Z.:-]*)((?:\([0-9A-Z]+\))*)")
    )
    row = {"id": "state: 0012345", "county": "ALPINE", "case_number": "1", "section": "18.2-250.1(A)"}
    subject = parse_subject_of_unit(row, "charge", virginia)
    assert (subject.id_key, subject.section, subject.subdivision_path) == ("state:12345", "18.2-250.1", "(a)")
    with pytest.raises(SubjectError, match="written like 11358"):
        parse_subject_of_unit(row, "charge", NOTATION)
    assert NOTATION.normalize_id("state: A0012345") == "state:12345"
    for wrong in ("state:A000", "12345", "county:1"):
        with pytest.raises(ValueError):
            NOTATION.normalize_id(wrong)
