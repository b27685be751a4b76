"""Extracts of Virginia and Pennsylvania, on invented rows made to their documentation, mapped to our layout."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from orchestration.ingestion.deliveries.discovery import find_deliveries
from orchestration.ingestion.deliveries.read_delivery import read_delivery
from orchestration.ingestion.extracts import MappedExtract, NoMappingError, map_extract
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.ingestion.layouts.mapping import Person, Value
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError
from orchestration.ingestion.parsing.writer import REJECTS_FILE
from orchestration.ingestion.synthetic import load_generator

CUT = date(2026, 3, 1)
# As the publisher's export writes it: columns in alphabetical order, days of the fields named after their unit.
CIRCUIT = """\
AmendedCharge,AmendedChargeType,AmendedCodeSection,ArrestDate,CaseNumber,Charge,ChargeType,Class,CodeSection,Costs,DispositionCode,DispositionDate,FineAmount,FinesCostPaid,HearingDate,JailPenitentiary,OffenseDate,ProbationTimeDays,Race,RestitutionAmount,RestitutionPaid,SentenceSuspendedDays,SentenceTimeDays,Sex,fips,person_id
PETIT LARCENY,Misdemeanor,18.2-96,2010-01-02,CR10000001-00,GRAND LARCENY,Felony,U,18.2-95,85.00,Guilty,2010-06-01,100.00,Yes,2010-06-01,Jail,2010-01-01,365,Black (Non-Hispanic),250.00,No,170,180,Male,59,77001
,,,2011-02-03,CR11000002-00,BURGLARY,Felony,3,18.2-91,,Nolle Prosequi,2011-05-05,,,2011-05-05,,2011-02-02,,White Caucasian (Non-Hispanic),,,,,Female,059,77002
"""  # noqa: E501
DISTRICT = """\
fips,CaseNumber,FiledDate,HearingDate,Name,Gender,Race,DOB,Charge,CodeSection,CaseType,Class,OffenseDate,ArrestDate,FinalDisposition,Fine,Costs,FineCostsPaid,person_id
001,GC09000003-00,02/03/2009,04/05/2009,"ELM, EVE",Female,Martian,05/14/1980,SPEEDING,46.2-870,Infraction,,02/01/2009,,Prepaid,50,61,No,
001,GC09000004-00,02/03/2009,04/05/2009,"ELM, EVE",Female,White,05/14/****,TRESPASS,18.2-119,Misdemeanor,1,02/01/2009,,Dismissed,,,,
001,GC09000005-00,02/03/2009,13/45/2009,"ELM, EVE",Female,White,05/14/1980,TRESPASS,18.2-119,Capias,1,02/01/2009,,Dismissed,,,,
"""  # noqa: E501
AOPC = """\
CountyName,DocketNumber,FiledDate,LastName,FirstName,MiddleName,OffenseTrackingNumber,GenderCode,RaceCode,BirthDate,OriginatingOffenseSequence,StatuteTitle,StatuteSection,StatuteSubSection,InchoateStatuteSection,OffenseDisposition,OffenseDate,OffenseDispositionDate,OffenseDescription,CaseDispositionDate,OffenseGrade,DisposingJudge
Philadelphia,CP-51-CR-0000001-2010,2010-01-05 00:00:00,FIR,FAY,ANN,T 1,Female,White,1980-02-29 00:00:00,1,18,3929,A1,,Guilty Plea,2010-01-01,2010-06-01 00:00:00,Retail Theft,2010-06-01,M2,Invented
Philadelphia,CP-51-CR-0000001-2010,2010-01-05 00:00:00,FIR,FAY,ANN,T 1,Female,White,1980-02-29 00:00:00,2,18,3502,A,903,Nolle Prossed,2010-01-01,,Conspiracy - Burglary,2010-06-01,F1,Invented
York,CP-67-CR-0000002-2012,,FIR,FAY,BEA,T 2,Female,White,1980-02-29,1,35,780-113,A16,,Guilty,2012-01-01,2012-06-01,Int Poss,,M,Invented
York,CP-67-CR-0000003-2013,,FIR,FAY,,T 3,Female,White,1980-02-29,1,35,780-113,A16,,Guilty,2013-01-01,2013-06-01,Int Poss,,M,Invented
York,CP-67-CR-0000004-2014,,GUM,GIL,,T 4,Male,Black,,1,18,5503,A4,,Guilty,2014-01-01,2014-06-01,Disorder Conduct,,S,Invented
"""  # noqa: E501
CPCMS = """\
DocketNumber|OTN|OriginatingOffenseSequenceNumber|OffenseSequenceNumber|SentenceType|SentenceDate|MinYears|MinMonths|MinDays|MaxYears|MaxMonths|MaxDays|SentenceConditions
CP-51-CR-0000001-2010|T 1|1|1|Confinement|2010-06-01|0|30|0|5|0|0|none
CP-99-CR-0000009-2010|T 9|1|1|Probation|2010-06-01||||||6|none
"""


def read(folder: Path, file: str) -> list[dict[str, Any]]:
    with (folder / f"statewide_{file}_20260301.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if None not in row.values()]  # (a line handed on has one field)


def run(folder: Path, state: str, **files: str) -> tuple[MappedExtract, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files.items():
        paths.append(folder / f"{name}.{'txt' if '|' in content.splitlines()[0] else 'csv'}")
        paths[-1].write_text(content, encoding="utf-8")
    return map_extract(paths, state, CUT, folder / "out"), folder / "out"


@pytest.fixture(scope="module")
def virginia(tmp_path_factory: pytest.TempPathFactory) -> tuple[MappedExtract, Path]:
    return run(tmp_path_factory.mktemp("va"), "va", circuit=CIRCUIT, district=DISTRICT)


@pytest.fixture(scope="module")
def pennsylvania(tmp_path_factory: pytest.TempPathFactory) -> tuple[MappedExtract, Path]:
    return run(tmp_path_factory.mktemp("pa"), "pa", offenses=AOPC + "broken\n", sentences=CPCMS)


def test_a_row_of_a_circuit_court_is_a_charge_a_sentence_and_debts(virginia: tuple[MappedExtract, Path]) -> None:
    _, out = virginia
    larceny, burglary, *_ = read(out, "charges")
    told = (
        "person_id",
        "case_number",
        "place",
        "statute",
        "amended_statute",
        "level",
        "disposition",
        "disposition_date",
    )
    assert [larceny[name] for name in told] == [
        *("77001", "059 CR10000001-00", "Fairfax County", "18.2-95", "18.2-96", "misdemeanor", "Guilty", "2010-06-01")
    ]
    assert (burglary["level"], burglary["amended_statute"], burglary["disposition"]) == ("felony", "", "Nolle Prosequi")
    parts = {
        (row["component"], row["max_days"], row["suspended_days"], row["amount"]) for row in read(out, "sentences")
    }
    assert {("jail", "180", "170", ""), ("probation", "365", "", ""), ("restitution", "", "", "250.00")} <= parts
    owed = {(row["kind"], row["ordered"], row["balance"]) for row in read(out, "obligations")}
    assert {("fine", "100.00", "0"), ("cost", "85.00", "0"), ("restitution", "250.00", "")} <= owed


def test_whoever_has_no_number_is_known_by_name_sex_and_whole_birth_date(virginia: tuple[MappedExtract, Path]) -> None:
    made, out = virginia
    speeding, trespass, other = [row["person_id"] for row in read(out, "charges")][2:]
    assert speeding == other and len(speeding) == 16, "one name, sex and birth date: one person"
    assert trespass.startswith("APART-"), "a birth date without its year is no key: kept apart"
    assert (made.people, made.kept_apart) == (4, 1)


def test_what_does_not_fit_stays_and_is_counted(virginia: tuple[MappedExtract, Path]) -> None:
    made, out = virginia
    last = read(out, "charges")[-1]
    assert (last["disposition_date"], last["level"]) == ("13/45/2009", "Capias"), (
        "for the run to call impossible, unmapped"
    )
    assert made.unmapped == {"district charges.level": 1, "district people.race": 1}
    assert json.loads((out / "mapping.json").read_text(encoding="utf-8"))["kept_apart"] == 1


def test_pennsylvania_tells_people_of_one_name_and_birth_date_apart_by_the_middle_name(
    pennsylvania: tuple[MappedExtract, Path],
) -> None:
    made, out = pennsylvania
    ann, ann_again, bea, nameless, gil = [row["person_id"] for row in read(out, "charges")]
    assert ann == ann_again != bea
    assert nameless.startswith("APART-"), "of ANN and BEA it could be either"
    assert gil.startswith("APART-"), "no birth date"
    assert (made.people, made.kept_apart) == (4, 2)
    assert [one.rejected for one in made.files if one.kind == "offenses"] == [{"field_count": 1}]


def test_a_line_that_could_not_be_read_is_handed_on_as_one_that_the_run_cannot_read(tmp_path: Path) -> None:
    lines = AOPC.splitlines()
    broken = f'{lines[1].replace("FIR,", "FIR,one,two,three,")}\n"open quote,CP-1\n\n{lines[0]}\n'
    _, out = run(tmp_path, "pa", offenses=AOPC + broken, sentences=CPCMS + "CP-51-CR-0000001-2010|T 1|1|Confinement\n")
    (charges,) = find_deliveries((out,), load_layout("pa"))[0][:1]
    receipt = read_delivery(charges, load_layout("pa"), tmp_path / "intake")
    assert (receipt.accepted, receipt.rejected) == (5, {"field_count": 3}), "not blank lines and headers"
    rejects = pq.read_table(Path(receipt.rows_glob).parents[1] / REJECTS_FILE)["raw_text"].to_pylist()
    assert [text.strip('"').split(",")[:2] for text in rejects] == [
        ["Philadelphia", "CP-51-CR-0000001-2010"], ["open quote", "CP-1"], ["CP-51-CR-0000001-2010|T 1|1|Confinement"]
    ]  # fmt: skip


def test_pennsylvania_gives_grade_statute_and_inchoate_offense(pennsylvania: tuple[MappedExtract, Path]) -> None:
    _, out = pennsylvania
    theft, burglary, *_ = read(out, "charges")
    told = ("statute_title", "statute_section", "statute_subsection", "level", "grade", "tracking_number", "court_code")
    assert [theft[name] for name in told] == ["18", "3929", "A1", "M", "M2", "T 1", "CP-51"]
    assert (burglary["inchoate"], burglary["disposition_date"]) == ("conspiracy", "2010-06-01")


def test_sentences_of_a_second_file_are_of_whoever_the_docket_names(pennsylvania: tuple[MappedExtract, Path]) -> None:
    _, out = pennsylvania
    confinement, probation = read(out, "sentences")
    assert confinement["person_id"] == read(out, "charges")[0]["person_id"]
    assert (confinement["min_days"], confinement["max_days"]) == ("914", "1827"), "30 months are no less than 913 days"
    assert (probation["person_id"], probation["max_days"]) == ("", "6"), "a docket that no charge names is nobody's"


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedDeliveryError, match="expected a header"):
        run(tmp_path, "va", other=DISTRICT.replace("FinalDisposition", "Outcome"))
    with pytest.raises(NoMappingError, match="mi has no mapping"):
        run(tmp_path / "mi", "mi", other=DISTRICT)


@pytest.mark.parametrize("state", ["va", "pa"])
def test_people_of_a_mapped_extract_are_those_of_the_truth(tmp_path: Path, state: str) -> None:
    load_generator(state).write_sample(people=400, seed=5, out=tmp_path / "s", cut_date=CUT)
    map_extract(sorted((tmp_path / "s" / "extract").iterdir()), state, CUT, tmp_path / "out")
    with (tmp_path / "s" / "truth" / "charges.csv").open(encoding="utf-8", newline="") as lines:
        truth = {(row["case_number"], row["count"]): row["person"] for row in csv.DictReader(lines)}
    charges = read(tmp_path / "out", "charges")
    assert {(row["case_number"], row["count_number"]) for row in charges} == set(truth)
    people = defaultdict(set)
    for row in charges:
        people[row["person_id"]].add(truth[row["case_number"], row["count_number"]])
    assert {len(found) for found in people.values()} == {1}, "nobody is two people"
    sure = [number for person, found in people.items() for number in found if not person.startswith("APART-")]
    assert len(sure) == len(set(sure)), "and nobody who is surely known is two"


def test_a_value_says_one_thing() -> None:
    with pytest.raises(ValueError, match="expected one of the keys"):
        Value.model_validate({"column": "a", "constant": "b"})
    assert Person(case=Value(column="a")).list_values() == [Value(column="a")]
