"""What `lookback layout check` says of files before a run: column by column, across files, and by remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.ingestion.layout_check import LayoutCheck, check_files
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.ingestion.layouts.needs import list_columns_of, list_facts, list_needs, list_never_told
from orchestration.law.register import list_packs
from orchestration.settings import PROJECT_ROOT
from tests.support.command_line import in_this_process

MODELS = PROJECT_ROOT / "models"
CHARGES = """\
person_id,case_number,count_number,place,statute,level,grade,disposition,disposition_date,is_juvenile,offense_flags
1,A-1,1,York,18 § 5505,S,S,Guilty,2015-01-02,no,of_article_b=no; Of_Artikel_B=no
1,A-1,1,York,18 § 5505,S,Z9,See File,2015-02-30,perhaps,
2,A-2,1,Atlantis,18 § 5505,S,F1,See File,2015,,
3,A-3,1,York,18 § 5505,,F 1,See File,2015-01-02,,
short
"""
SENTENCES = """\
person_id,case_number,component,max_days
1,A-1,jail,ten
1,B-9,jail,10
9,A-1,jail,10
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> LayoutCheck:
    folder = tmp_path_factory.mktemp("check")
    (folder / "statewide_charges_20260301.csv").write_text(CHARGES, encoding="utf-8")
    (folder / "statewide_sentences_20260301.csv").write_text(SENTENCES, encoding="utf-8")
    (folder / "statewide_people_20260301.csv").write_text("person_id,colour\n1,red\n", encoding="utf-8")
    return check_files([folder], MODELS, "pa")


def test_each_column_says_what_is_missing_or_odd(found: LayoutCheck) -> None:
    findings = {(one.file, one.column): one.findings for one in found.columns}
    assert findings["charges", "place"] == ("1 rows of 1 people with 1 values that are not mapped",)
    assert findings["charges", "grade"] == (
        "1 rows of 1 people with 1 values that are not mapped", "1 grades of another level",
    )  # fmt: skip
    assert findings["charges", "offense_flags"] == ("1 flags of 1 people that no pack asks for",)
    assert findings["charges", "is_juvenile"] == ("1 rows of 1 people with 1 values that are not mapped",)
    assert findings["charges", "level"] == ("blank in 1 of 4 rows",)
    assert findings["charges", "disposition"] == ("3 rows of 3 people with 1 values that are not mapped: SEE FILE (3)",)
    assert findings["charges", "disposition_date"] == (
        "1 impossible dates (expected 2026-03-01)", "1 without the day",
    )  # fmt: skip
    assert findings["sentences", "max_days"] == ("1 that are no number",)
    states = {one.column: (one.is_there, one.filled) for one in found.columns if one.file == "charges"}
    assert (states["inchoate"], states["statute"]) == ((False, 0), (True, 4))


def test_lines_and_files_that_cannot_be_read_are_named(found: LayoutCheck) -> None:
    assert found.rejected == {"statewide_charges_20260301.csv": {"field_count": 1}}
    (refusal,) = found.refusals
    assert refusal.reason.endswith("found unknown columns colour")


def test_rows_that_go_with_nothing_are_counted(found: LayoutCheck) -> None:
    assert found.across_files == (
        "charges: 2 rows share person, place, case and count with another (duplicate_key)",
        "sentences: 1 rows of people who are in no charge (orphan_row)",
        "sentences: 1 rows of a case that the person has no charge in (orphan_row)",
    )


def test_a_path_says_for_want_of_what_it_cannot_decide(found: LayoutCheck) -> None:
    lacks = {path.path: path.lacks for path in found.paths}
    assert any(
        "obligations.kind or obligations.ordered or obligations.paid or obligations.balance" in of
        for of in lacks.values()
    )
    assert any("charges.tracking_number" in of for of in lacks.values())
    assert not any("charges.disposition" in of for of in lacks.values())


@pytest.mark.parametrize("state", [state for state in list_packs(MODELS) if load_layout(state).may_lack_columns])
def test_what_every_pack_reads_has_a_column(state: str) -> None:
    needs = list_needs(MODELS, state)
    assert needs and all(list_columns_of(reads) for path in needs for reads in path.reads)


def test_a_fact_that_every_charge_is_asked_for_has_a_column_and_the_others_a_flag() -> None:
    (misdemeanor,) = [path for path in list_needs(MODELS, "ct") if path.path == "misdemeanor"]
    assert "family_violence_crime|facts" in misdemeanor.reads
    assert list_columns_of("family_violence_crime|facts") == [("charges", "is_domestic"), ("charges", "offense_flags")]
    assert {"ordered_sealed", "person_objected"} <= set(list_facts(MODELS, "va"))


def test_the_command_prints_it_and_fails_with_what_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    path = tmp_path / "d" / "statewide_charges_20260301.csv"
    path.write_text(CHARGES, encoding="utf-8")
    options = ("--state", "pa", "--home", tmp_path / "home")
    done = in_this_process("layout", "check", path, *options)
    assert done.code == 0 and "disposition              filled in 4; 3 rows" in done.out
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert in_this_process("layout", "check", path, *options).code == 1
    described = in_this_process("layout", "describe", "--file", "obligations", "--format", "csv", *options)
    assert described.out.splitlines()[0] == "file,column,required,form,needed_by,instructions"
    assert in_this_process("layout", "check", path, "--state", "ca", "--home", tmp_path / "home").code != 0


def test_what_a_state_never_tells_is_named_for_the_elements_that_read_it() -> None:
    found = list_never_told(MODELS, "pa")
    assert found["limited_access", "free_for_7_years"] == ["max days (the grade tells it, by law)"]
    assert ("limited_access", "restitution_paid") not in found, "what another file may tell is not never told"
    assert not list_never_told(MODELS, "ca")
