"""Each case of Penal Code 1203.425 and 851.93 comes out of the whole pipeline as the law says.

What belongs here: the acceptance cases (CA-...) and our own at the boundaries (LB-...), read from ``relief_cases.csv``,
where cite, confidence and note of each stand. What does not: how a case becomes rows (``relief_people``,
``relief_arrest_people``), single elements (dbt's unit tests). One delivery and one run as of 2025-01-15; cases of
another day, and the one without a Supervised Release File, are asked of the same facts by the same rules.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import relief_arrest_people as arrests
import relief_people as convictions
import relief_record_people as records
import relief_step_people as steps
import yaml
from other_files import ids, write_other
from prop64_people import number
from raw_files import write_history
from warehouse_runs import BuiltWarehouse, build

from orchestration.settings import PROJECT_ROOT
from tests.models.generative.oracle.relief_facts import ReliefFinding
from tests.models.generative.relief_comparison import Question, expected_findings
from tests.models.generative.relief_tables import ReliefSql

Case = dict[str, str]
DAY, CUT = "2025-01-15", "20250115"
WITHOUT_THE_FILE = "CA-080"
FACTS_HEADER = "id,county,case_number,section,fact,value,established_by,established_on,why"


def _table(name: str) -> list[Case]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CASES = _table("relief_cases.csv")
BY_ID = {case["case_id"]: case for case in CASES}
SCORES = {row["case_word"]: row for row in _table("outcome_map.csv")}
CASE_OF = {str(number(case_id)): case_id for case_id in BY_ID}


def day_of(text: str) -> str:
    """A day as the other deliveries write it."""
    return text.replace("-", "")


def write_facts(home: Path) -> Path:
    """What people established, at home."""
    facts = home / "decisions" / "ca" / "facts.csv"
    facts.parent.mkdir(parents=True)
    lines = [
        f"state:{number(case_id)},SACRAMENTO,{case_number},{section},{fact},{value},clerk 7,2024-12-01,court file"
        for case_id, case_number, section, fact, value in (*convictions.FACTS, *arrests.FACTS, *steps.FACTS)
    ]
    facts.write_text("\n".join([FACTS_HEADER, *lines]) + "\n", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Everybody in one history file, some in two, the Supervised Release File, and a list of petitions."""
    folder = tmp_path_factory.mktemp("deliveries")
    conflicting, told_anew = convictions.conflicting_rows(), convictions.superseded_rows()
    rows = [
        *convictions.conviction_rows(),
        *steps.step_rows(),
        *records.record_rows(),
        *arrests.arrest_rows(),
        *conflicting["M"],
        *told_anew["M"],
    ]
    supervised = [
        ids(number(case_id))
        | {"SUPERVISED_BY": "STATE", "SUPERVISION_TYPE": "PAROLE", "START_DATE": day_of(began)}
        | {"END_DATE": day_of(ended)}
        for case_id, began, ended in convictions.SUPERVISION
    ]
    petitions, of_no_county = (
        [
            ids(number(case_id))
            | {"COUNTY_NAME": "SACRAMENTO", "CASE_NUMBER": case_id, "FILED_DATE": "20240901", "OUTCOME": outcome}
            | about
            for case_id, outcome, about in told
        ]
        for told in (convictions.PETITIONS, convictions.PETITIONS_WITHOUT_A_COUNTY)
    )
    return [
        write_history(folder / f"yolo_{CUT}.csv", rows),
        write_history(folder / f"fresno_{CUT}.csv", conflicting["F"]),
        write_history(folder / "napa_20240601.csv", told_anew["F"]),
        write_other(folder, "supervised_release", supervised, cut=CUT),
        write_other(folder, "petitions", petitions, cut=CUT),
        write_other(folder, "petitions", of_no_county, county="statewide", cut=CUT),
    ]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, deliveries: list[Path]) -> BuiltWarehouse:
    """One run as of one day."""
    home = write_facts(tmp_path_factory.mktemp("relief") / "home")
    return build(home, deliveries, as_of=date.fromisoformat(DAY))


@pytest.fixture(scope="module")
def rules(warehouse: BuiltWarehouse) -> ReliefSql:
    """The rules over the facts of the cases, to be asked as of any day."""
    return ReliefSql(warehouse.settings, with_rows=True)


@pytest.fixture(scope="module")
def found(rules: ReliefSql) -> dict[str, list[ReliefFinding]]:
    """What the rules find for the own count or arrest of each case on the day it is looked at."""
    asked: dict[tuple[str, bool], list[str]] = {}
    for case in CASES:
        asked.setdefault((case["review_date"], case["case_id"] != WITHOUT_THE_FILE), []).append(case["case_id"])
    findings: dict[str, list[ReliefFinding]] = {case_id: [] for case_id in BY_ID}
    for (review_date, is_file_at_hand), case_ids in asked.items():
        rules.set_file_at_hand(is_file_at_hand=is_file_at_hand)
        rules.run(date.fromisoformat(review_date))
        owners = _owners(rules)
        for finding in rules.findings():
            case_id = owners.get(finding.unit_id)
            if case_id in case_ids and finding.remedy_id == BY_ID[case_id]["remedy"]:
                findings[case_id].append(finding)
    return findings


def _owners(rules: ReliefSql) -> dict[str, str]:
    """The case of each own count and of each arrest."""
    counts = rules.fetch(
        "select charge_id, case_numbers, state_ids[1] from intermediate.int_charges "
        "join intermediate.int_people using (person_id)"
    )
    booked = rules.fetch(
        "select arrest_id, state_ids[1] from intermediate.int_arrests join intermediate.int_people using (person_id)"
    )
    return {charge_id: CASE_OF[one] for charge_id, numbers, one in counts if numbers == CASE_OF[one]} | {
        arrest_id: CASE_OF[one] for arrest_id, one in booked
    }


def expected(case: Case) -> list[tuple[str, str, str, str]]:
    """Outcome, relief, reason and day; nothing where the case is not in scope."""
    if case["outcome"] == "not_in_scope":
        return []
    relief = {"conviction_relief": "relieve_conviction", "arrest_relief": "relieve_arrest"}[case["remedy"]]
    given = relief if case["outcome"] == "eligible" else ""
    return [(case["outcome"], given, case["reason_code"], case["eligible_on"])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_a_case_comes_out_as_the_law_says(found: dict[str, list[ReliefFinding]], case: Case) -> None:
    told = [
        (one.outcome, one.relief or "", one.reason_code, str(one.eligible_on or "")) for one in found[case["case_id"]]
    ]
    assert told == expected(case), f"{case['facts']} ({case['cite']}) {case['note']}"


def test_the_oracle_finds_what_the_rules_find_for_every_person_of_a_case(rules: ReliefSql) -> None:
    rules.set_file_at_hand(is_file_at_hand=True)
    rules.run(date.fromisoformat(DAY))
    assert rules.findings() == expected_findings(rules.records(), Question(date.fromisoformat(DAY)).law)


def test_terms_that_steps_tell_are_kept_counted_and_pass_the_gate(warehouse: BuiltWarehouse) -> None:
    asked = yaml.safe_load((PROJECT_ROOT / "expectations" / "intermediate.yml").read_text(encoding="utf-8"))
    ((expected,),) = (suite["expect"] for suite in asked["tables"] if suite["table"] == "intermediate.int_sentences")
    query = expected["with"]["unexpected_rows_query"].replace("{batch}", "intermediate.int_sentences")
    assert warehouse.rows(query) == []
    kept = warehouse.rows(
        "select step_date_earliest = step_date_latest as has_day, len(source_rows) as lines "
        "from intermediate.int_sentences where charge_id is null"
    )
    assert kept == 4 * [{"has_day": True, "lines": 1}]
    assert warehouse.rows("select count(*) as people from intermediate.int_step_sentences") == [{"people": 4}]


def test_the_run_itself_finds_what_its_rules_find_when_they_are_asked_again(
    warehouse: BuiltWarehouse, rules: ReliefSql
) -> None:
    rules.set_file_at_hand(is_file_at_hand=True)
    rules.run(date.fromisoformat(DAY))
    rows = warehouse.rows(
        "select charge_id as unit_id, outcome, reason_code from rules.rule_ca__findings "
        "where remedy_id = 'conviction_relief' "
        "union all select arrest_id, outcome, reason_code from rules.rule_ca__arrest_findings"
    )
    assert {tuple(row.values()) for row in rows} == {
        (one.unit_id, one.outcome, one.reason_code) for one in rules.findings()
    }


def test_every_acceptance_case_is_here_and_asks_what_the_rule_book_expects() -> None:
    """``relief_acceptance_words.csv`` and ``outcome_map.csv`` are the rule book's own words and their scores."""
    words = {row["case_id"]: row for row in _table("relief_acceptance_words.csv")}
    assert words.keys() == {case_id for case_id in BY_ID if case_id.startswith("CA-")}
    for case_id, row in words.items():
        case = BY_ID[case_id]
        assert case["outcome"] == SCORES[row["word"].removesuffix(" (arrest)")]["outcome"], case_id
        assert case["review_date"] == row["review_date"], case_id
        assert row["first_eligible_date"] in ("", case["eligible_on"]), case_id


def test_each_case_is_one_person_and_each_person_a_case() -> None:
    rows = [
        *convictions.conviction_rows(),
        *steps.step_rows(),
        *records.record_rows(),
        *arrests.arrest_rows(),
        *convictions.conflicting_rows()["M"],
        *convictions.superseded_rows()["M"],
    ]
    assert {int(row["CII_NUMBER"][1:]) for row in rows} == {number(case_id) for case_id in BY_ID}
    assert max(Counter(case["case_id"] for case in CASES).values()) == 1


def test_a_line_about_a_case_finds_its_charge(warehouse: BuiltWarehouse) -> None:
    assert warehouse.rows("select * from intermediate.int_established_facts_unmatched") == []


def test_a_level_that_cannot_matter_is_named_as_such(found: dict[str, list[ReliefFinding]]) -> None:
    (finding,), (of_any_level,) = found["LB-836"], found["LB-911"]
    assert finding.is_level_immaterial and not of_any_level.is_level_immaterial


@pytest.mark.long
def test_a_further_file_without_new_facts_changes_nothing(
    warehouse: BuiltWarehouse, deliveries: list[Path], tmp_path: Path
) -> None:
    again = tmp_path / "d" / f"kern_{CUT}.csv"
    again.parent.mkdir()
    again.write_bytes(deliveries[0].read_bytes())
    with_a_copy = build(write_facts(tmp_path / "home"), [*deliveries, again], as_of=date.fromisoformat(DAY))
    for table, unit in (("rule_ca__findings", "charge_id"), ("rule_ca__arrest_findings", "arrest_id")):
        query = f"select {unit}, remedy_id, outcome, path, reason_code, eligible_on from rules.{table} order by all"
        assert with_a_copy.rows(query) == warehouse.rows(query)
