"""Who goes to review in a state of the standard layout for what may be theirs: a line that could not be read, or a
record whose name or birth date is a slip apart.

Everybody has one conviction that would be relieved. Pennsylvania has no number of a person; the run is in seven shards.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from warehouse_runs import BuiltWarehouse

from orchestration.ingestion.layouts.layout import list_standard_columns
from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.reporting.metrics.summary import read_summary
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.runner import STAGES, build_stage
from orchestration.warehouse.quality_gates.run import run_gate

AS_OF = date(2026, 11, 1)
OTHER = 1000
"""From the id of a person to that of a record a slip apart: it is another shard's."""
PEOPLE = {
    **{number: (f"{name},ZOE", f"19{number}-0{number % 9 + 1}-11") for number, name in enumerate(
        ("ALDER", "BIRCH", "CEDAR", "DOGWOOD", "ELDERBERRY", "FIR", "GORSE", "HAZELNUT", "IVY", "JUNIPER"), 51
    )},
    **{31: ("MAPLE,ANNA", "1980-01-05"), 32: ("OAK,ROSE", "1981-02-05"), 33: ("PINE,OLGA MAY", "1982-03-05")},
    **{34: ("ROWAN,FAY", "1983-04-05"), 35: ("SAGE,IDA", "1984-05-06"), 36: ("SPRUCE,UMA", "1985-06-05")},
    **{37: ("TEASEL,LEA", "1986-07-05"), 38: ("VINE,JO ANN", "1987-08-05"), 39: ("WALNUT,KIT", "1988-09-05")},
    **{40: ("YEW,MIA", "1989-01-05"), 1: ("KAPOK,LEE", "1990-02-05")},
}  # fmt: skip
BY_CHARGES, BY_PEOPLE, BY_SENTENCES, BY_EVENTS, BY_OBLIGATIONS, BY_SUPERVISION, BY_CASE, BY_BIRTH, CLEAR, BY_EXTRACT = (
    range(51, 61)
)
RECORDS = {
    31: ("MAPPLE,ANNA", "1980-01-05", "felony"),
    32: ("OAK-ROWAN,ROSE", "1981-02-05", "felony"),
    33: ("PINE,OLGA", "1982-03-27", "felony"),
    34: ("ROWAN,FAYE", "1983-04-05", "open"),
    35: ("SAGE,IDA", "1984-06-05", "felony"),
    36: ("SPRUCEE,UMA", "1985-06-05", "dismissed"),
    37: ("THISTLE,EVE", "1986-07-05", "felony"),
    38: ("VINES,JO BEA", "1987-08-05", "felony"),
    39: ("WALNUT,KITT", "1988-09-05", "felony"),
    40: ("YEWE,MIA", "1989-01-05", "summary"),
}
"""By the person's id, the other record: name, birth date, and what it has."""
SETTLED = 39
NOBODY = range(990, 996)
TOO_MANY = ",one,two,three\n"


def _case(person: int) -> str:
    return f"CP-67-CR-{person:07d}-2012"


def _charge(person: int, what: str = "misdemeanor") -> dict[str, str]:
    is_felony = what not in ("misdemeanor", "summary")
    level, grade = ("felony", "F1") if is_felony else ("misdemeanor", "M2") if what == "misdemeanor" else (what, "S")
    return {
        "person_id": str(person), "case_number": _case(person), "count_number": "1", "place": "York",
        "statute": "18 § 3502" if is_felony else "18 § 5505", "level": level, "grade": grade,
        "offense_date": "2012-01-01", "arrest_date": "2012-01-01",
        "disposition": {"open": "", "dismissed": "dismissed"}.get(what, "convicted"),
        "disposition_date": "" if what == "open" else "2012-06-01",
    }  # fmt: skip


def _person(person: int, name: str, born: str) -> dict[str, str]:
    return {"person_id": str(person), "name": name, "birth_date": born}


def _write(folder: Path, file: str, rows: list[dict[str, str]], broken: list[dict[str, str]], *further: str) -> None:
    """Write the rows, then the broken ones with three values too many, then further lines as they are."""
    columns = [row["column"] for row in list_standard_columns(file)]
    text = StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    for row in broken:
        broken_line = StringIO()
        csv.DictWriter(broken_line, columns, restval="", lineterminator="").writerow(row)
        text.write(broken_line.getvalue() + TOO_MANY)
    text.writelines(line + "\n" for line in further)
    (folder / f"statewide_{file}_20260301.csv").write_text(text.getvalue(), encoding="utf-8")


@pytest.fixture(scope="module")
def built(parsed_pennsylvania: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltWarehouse]:
    folder, home = tmp_path_factory.mktemp("doubt"), tmp_path_factory.mktemp("home")
    charges = [_charge(person) for person in PEOPLE]
    charges += [_charge(person + OTHER, what) for person, (_, _, what) in RECORDS.items()]
    described = [_person(person, name, born) for person, (name, born) in PEOPLE.items()]
    described += [_person(person + OTHER, name, born) for person, (name, born, _) in RECORDS.items()]
    of_case = {person: {"person_id": str(person), "case_number": _case(person)} for person in PEOPLE}
    fined = [
        {**of_case[person], "count_number": "1", "imposed_date": "2012-06-01", "component": "fine"} for person in PEOPLE
    ]
    name, born = PEOPLE[BY_BIRTH]
    extracted = f"York,CP-67-CR-7777777-2001,{PEOPLE[BY_EXTRACT][0]},,Female,{PEOPLE[BY_EXTRACT][1]} 00:00:00,F1,4,5,6"
    _write(
        folder, "charges", charges,
        [
            {**_charge(BY_CHARGES, "felony"), "case_number": "CP-67-CR-8888888-2001"},
            {**_charge(BY_CASE, "felony"), "person_id": "lost"},
            *({**_charge(person, "felony"), "person_id": "lost"} for person in NOBODY),
        ],
        f'"{extracted}"', "",
    )  # fmt: skip
    _write(folder, "people", described, [_person(BY_PEOPLE, "X", ""), {"name": name, "birth_date": born}])
    _write(folder, "sentences", fined, [{**of_case[BY_SENTENCES], "case_number": "Z", "component": "prison"}])
    _write(folder, "events", [], [{**of_case[BY_EVENTS], "case_number": "", "event": "warrant"}])
    _write(folder, "obligations", [], [{**of_case[BY_OBLIGATIONS], "case_number": "", "kind": "restitution"}])
    _write(folder, "supervision", [], [{"person_id": str(BY_SUPERVISION), "by": "state", "kind": "parole"}])
    decisions = home / "identity" / "pa" / "decisions.csv"
    decisions.parent.mkdir(parents=True)
    decisions.write_text(
        "decision,id,other_id,decided_by,decided_on,why\n"
        f"different,issuer:{SETTLED},issuer:{SETTLED + OTHER},clerk 7,2026-05-04,fingerprints compared\n"
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LOOKBACK_STATE", "pa")
        settings = load_settings(home=home, state="pa", shards=7)
        ingest(settings, IngestionRequest((folder,), AS_OF))
        for stage in STAGES:
            build_stage(settings, stage)
        yield BuiltWarehouse(settings)


@pytest.fixture(scope="module")
def outcomes(built: BuiltWarehouse) -> dict[int, str]:
    """Outcome of the misdemeanor of each person."""
    rows = built.rows(
        "select people.issuer_person_ids[1] as person, outcome from marts.determinations "
        "inner join intermediate.int_people as people using (person_id)"
    )
    return {int(row["person"]): row["outcome"] for row in rows}


def test_a_line_that_could_not_be_read_holds_whom_its_id_names_in_each_of_the_six_files(
    outcomes: dict[int, str],
) -> None:
    assert outcomes[CLEAR] == "eligible", "nobody's line"
    named = (BY_CHARGES, BY_PEOPLE, BY_SENTENCES, BY_EVENTS, BY_OBLIGATIONS, BY_SUPERVISION)
    assert {person: outcomes[person] for person in named} == dict.fromkeys(named, "review")


def test_so_does_its_case_number_and_name_with_birth_date(outcomes: dict[int, str]) -> None:
    assert [outcomes[person] for person in (BY_CASE, BY_BIRTH, BY_EXTRACT)] == ["review"] * 3


def test_an_explanation_names_the_file_and_the_line(built: BuiltWarehouse) -> None:
    rows = built.rows(
        "select distinct role, file_name, source_line from marts.element_facts where element = 'record_is_clear' "
        f"and person_id = (select person_id from intermediate.int_people where issuer_person_ids = ['{BY_SENTENCES}'])"
    )
    line = len(PEOPLE) + 2  # (behind the header and everybody's fine)
    assert [tuple(row.values()) for row in rows] == [("unread_line", "statewide_sentences_20260301.csv", line)]


def test_an_id_as_short_as_the_number_of_a_count_is_one_only_in_its_own_place(outcomes: dict[int, str]) -> None:
    assert (outcomes[1], outcomes[BY_CHARGES]) == ("eligible", "review")


def test_lines_that_name_nobody_are_in_the_summary_and_a_gate_limits_them_by_place(built: BuiltWarehouse) -> None:
    lines = built.rows("select county_name from intermediate.int_unattributed_lines")
    assert [line["county_name"] for line in lines] == ["YORK"] * len(NOBODY)
    settings = built.settings
    with open_warehouse(settings) as connection:
        assert read_summary(connection)["unattributed_lines"] == len(NOBODY), "a blank line is none"
    (found,) = [result for result in run_gate(settings, "intermediate") if "name nobody" in result.says]
    assert not found.is_met and "(YORK): 6 lines" in found.sentence()


def test_a_record_whose_name_or_birth_date_is_a_slip_apart_sends_to_review_what_it_may_bar(
    outcomes: dict[int, str],
) -> None:
    assert {person: outcomes[person] for person in RECORDS} == {
        31: "review",  # a letter doubled
        32: "review",  # a double name
        33: "review",  # another day
        34: "review",  # an open charge
        35: "review",  # day and month exchanged
        36: "eligible",  # the other has nothing that bars
        37: "eligible",  # somebody else
        38: "eligible",  # other middle names
        39: "eligible",  # decided: two people
        40: "eligible",  # the other has less than a misdemeanor
    }


def test_whom_the_other_record_bars_alone_goes_to_review(built: BuiltWarehouse) -> None:
    rows = built.rows(
        "select people.issuer_person_ids[1] as held from intermediate.int_identity_conflicts as conflicts "
        "inner join intermediate.int_people as people using (person_id) "
        "where conflict_type in ('name_a_slip_apart', 'birth_date_a_slip_apart') and sends_to_review order by all"
    )
    held = {int(row["held"]) for row in rows}
    assert held == {31, 32, 33, 34, 35, *(person + OTHER for person in (31, 32, 33, 34, 35, 36, 40))}
