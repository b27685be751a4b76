"""Each case of Proposition 64 comes out of the whole pipeline as the law says.

What belongs here: the acceptance cases (CA-...), our own at the boundaries (LB-...) and what broke the system before
ours, all read from ``prop64_cases.csv``, where cite, confidence and note of each stand. What does not: how a case
becomes rows (``prop64_people`` and beside it), single elements of a path (dbt's unit tests).
``matrix_row`` is asked where one decides; ``reason_code`` where none does.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import prop64_boundary_people as boundary
import prop64_people as acceptance
import prop64_prior_people as priors
import prop64_record_people as record
import pytest
from prop64_people import POLICY_COUNTY, number
from raw_files import write_history
from warehouse_runs import BuiltWarehouse, build

Case = dict[str, str]


def _table(name: str) -> list[Case]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CASES = _table("prop64_cases.csv")
BY_ID = {case["case_id"]: case for case in CASES}
DEFECTS = sorted({case["defect"] for case in CASES} - {""})
SCORES = {row["case_word"]: row for row in _table("outcome_map.csv")}
WORDS = {row["case_id"]: row["word"] for row in _table("acceptance_words.csv")}
IN_2025, IN_2019 = "2025-01-15", "2019-07-01"
FACTS_HEADER = "id,county,case_number,section,fact,value,established_by,established_on,why"
POLICY = f"""counties:
  {POLICY_COUNTY.title()}:
    dismiss: [11357]
    reduce: [11358]
    additional_relief: {{age_at_least: 57, under_21_at_conviction: true}}
"""


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BuiltWarehouse]:
    """A warehouse per as-of date: all cases looked at on one day are one run."""
    folder = tmp_path_factory.mktemp("prop64")
    facts, policy = folder / "2025" / "decisions" / "ca" / "facts.csv", folder / "policy.yaml"
    facts.parent.mkdir(parents=True)
    lines = [
        f"state:{number(case_id)},SACRAMENTO,{case_id},{section},{fact},{value},clerk 7,2024-12-01,police report"
        for case_id, section, fact, value in (*acceptance.FACTS, *boundary.FACTS, *priors.FACTS, *record.FACTS)
    ]
    facts.write_text("\n".join([FACTS_HEADER, *lines]) + "\n", encoding="utf-8")
    policy.write_text(POLICY, encoding="utf-8")
    rows = [*acceptance.acceptance_rows(), *boundary.boundary_rows(), *priors.prior_rows(), *record.record_rows()]
    yolo = write_history(folder / "d" / "yolo_20250101.csv", [*rows, *record.rows_in_two_files()])
    fresno = write_history(folder / "d" / "fresno_20250101.csv", record.rows_in_two_files())
    older = write_history(folder / "d" / "yolo_20190601.csv", acceptance.rows_of_2019())
    return {
        IN_2025: build(folder / "2025", [yolo, fresno], as_of=date.fromisoformat(IN_2025), policy=policy),
        IN_2019: build(folder / "2019", [older], as_of=date.fromisoformat(IN_2019)),
    }


BY_ORDER = "(from marts.filing_lines where relief_by = 'court_order') as lines"


def of_case(warehouses: dict[str, BuiltWarehouse], case: Case, columns: str, table: str) -> list[dict[str, Any]]:
    """Rows about the own count of a case: the one in the case's court case, or an arrest, which has none."""
    return warehouses[case["review_date"]].rows(
        f"select {columns} from {table} join intermediate.int_people using (person_id) "
        "where list_contains(int_people.state_ids, ?) and coalesce(case_numbers, ?) = ?",
        str(number(case["case_id"])),
        case["case_id"],
        case["case_id"],
    )


def determined(warehouses: dict[str, BuiltWarehouse], case: Case, remedy: str | None = None) -> dict[str, Any]:
    """The one determination of a case."""
    rows = of_case(warehouses, case, "determinations.*", "marts.determinations")
    (row,) = [row for row in rows if row["remedy_id"] == (remedy or case["remedy"])]
    return row


def problem_of(warehouses: dict[str, BuiltWarehouse], case: Case) -> str:
    """What is not as the case says, in words; empty where all is."""
    rows = of_case(warehouses, case, "determinations.*", "marts.determinations")
    rows = [row for row in rows if row["remedy_id"] == case["remedy"]]
    if case["outcome"] == "not_in_scope":
        found: list[tuple[str, ...]] = [(row["outcome"], row["reason_code"]) for row in rows]
        return f"{case['case_id']}: expected no determination, found {found}" if found else ""
    asked = [name for name in ("outcome", "relief", "matrix_row", "reason_code") if case[name] or name == "relief"]
    columns = ["path" if name == "matrix_row" else name for name in asked]
    expected = tuple(case[name] for name in asked)
    found = [tuple(row[column] or "" for column in columns) for row in rows]
    return "" if found == [expected] else f"{case['case_id']}: expected {expected} once, found {found}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_a_case_comes_out_as_the_law_says(warehouses: dict[str, BuiltWarehouse], case: Case) -> None:
    assert problem_of(warehouses, case) == "", f"{case['facts']} ({case['cite']}) {case['note']}"


def test_every_acceptance_case_is_here_and_asks_what_the_rule_book_expects_or_says_why_not() -> None:
    """``acceptance_words.csv`` and ``outcome_map.csv`` are the rule book's own words and their scores."""
    assert WORDS.keys() == {case_id for case_id in BY_ID if case_id.startswith("CA-")}
    asked_otherwise = {
        case_id
        for case_id, word in WORDS.items()
        if (score := SCORES[word.removesuffix(" (once)")])
        and (score["outcome"], score["relief"]) != (BY_ID[case_id]["outcome"], BY_ID[case_id]["relief"])
    }
    assert asked_otherwise == {"CA-004", "CA-044", "CA-050"}
    assert all(BY_ID[case_id]["note"] for case_id in asked_otherwise)


@pytest.mark.parametrize("defect", DEFECTS)
def test_what_broke_the_system_before_ours_does_not_break_this_one(
    warehouses: dict[str, BuiltWarehouse], defect: str
) -> None:
    cases = [case for case in CASES if case["defect"] == defect]
    problems = [f"{case['facts']}: {problem}" for case in cases if (problem := problem_of(warehouses, case))]
    assert problems == []


def test_each_case_is_one_person_and_each_person_a_case() -> None:
    rows = [
        *acceptance.acceptance_rows(),
        *acceptance.rows_of_2019(),
        *boundary.boundary_rows(),
        *priors.prior_rows(),
        *record.record_rows(),
        *record.rows_in_two_files(),
    ]
    assert {int(row["CII_NUMBER"][1:]) for row in rows} == {number(case_id) for case_id in BY_ID}
    assert max(Counter(case["case_id"] for case in CASES).values()) == 1


def test_every_row_of_the_matrix_decides_a_case() -> None:
    law = Path(__file__).parents[4] / "models" / "rules" / "ca" / "law" / "ca_prop64_matrix.csv"
    rows = {row["matrix_row"] for row in csv.DictReader(law.open(encoding="utf-8"))}
    assert rows == {case["matrix_row"] for case in CASES} - {""}


def test_a_line_about_a_case_finds_its_charge(warehouses: dict[str, BuiltWarehouse]) -> None:
    assert warehouses[IN_2025].rows("select * from intermediate.int_established_facts_unmatched") == []


def test_by_the_statute_alone_an_infraction_stays_one(warehouses: dict[str, BuiltWarehouse]) -> None:
    statutory = determined(warehouses, BY_ID["CA-004"], "prop64_statutory")
    assert (statutory["outcome"], statutory["relief"], statutory["path"]) == ("ineligible", "no_change", "P64-57B-3")


def test_what_a_batch_asks_for_is_the_dismissal_the_policy_gives(warehouses: dict[str, BuiltWarehouse]) -> None:
    (row,) = warehouses[IN_2025].rows(
        "select reliefs.* from marts.charge_reliefs as reliefs join marts.determinations using (charge_id) "
        "where case_numbers = 'CA-004' and determinations.remedy_id = 'prop64_policy'"
    )
    assert (row["outcome"], row["relief"], row["basis"]) == ("eligible", "dismiss", "policy")
    assert (row["statutory_outcome"], row["statutory_remedy"]) == ("ineligible", "no_change")


def test_a_conviction_of_another_county_stands_in_the_queue_of_that_county(
    warehouses: dict[str, BuiltWarehouse],
) -> None:
    queued = of_case(warehouses, BY_ID["CA-044"], "lines.county_name", BY_ORDER)
    assert queued == [{"county_name": "FRESNO"}]


@pytest.mark.parametrize("case_id", ["CA-043", "LB-633"])
def test_a_conviction_told_twice_is_asked_for_once(warehouses: dict[str, BuiltWarehouse], case_id: str) -> None:
    assert len(of_case(warehouses, BY_ID[case_id], "lines.charge_id", BY_ORDER)) == 1


@pytest.mark.parametrize(("case_id", "is_overdue"), [("CA-050", True), ("CA-052", False), ("LB-532", False)])
def test_an_order_is_overdue_where_the_count_is_eligible_and_the_day_has_passed(
    warehouses: dict[str, BuiltWarehouse], case_id: str, is_overdue: bool
) -> None:
    assert determined(warehouses, BY_ID[case_id])["is_order_overdue"] is is_overdue


@pytest.mark.parametrize(
    ("case_id", "has_better"),
    [
        ("LB-228", True),
        ("LB-226", False),
        ("LB-224", False),
        ("CA-013", True),
        ("LB-414", True),
        ("LB-413", False),
        ("LB-449", True),
    ],
)
def test_a_better_path_is_named_where_only_an_unestablished_fact_stands_before_it(
    warehouses: dict[str, BuiltWarehouse], case_id: str, has_better: bool
) -> None:
    assert determined(warehouses, BY_ID[case_id])["has_possible_better_path"] is has_better


@pytest.mark.parametrize(
    ("case_id", "presumed"),
    [
        ("LB-401", ["concentrate_at_most_8_grams"]),
        ("LB-406", []),
        ("LB-504", ["no_disqualifying_conduct", "sentence_completed"]),
        ("LB-501", ["no_disqualifying_conduct"]),
        ("LB-609", ["attempt_follows_the_offense_itself", "no_disqualifying_conduct"]),
        ("LB-102", []),
    ],
)
def test_what_an_outcome_rests_on_without_being_on_record_is_said(
    warehouses: dict[str, BuiltWarehouse], case_id: str, presumed: list[str]
) -> None:
    assert sorted(determined(warehouses, BY_ID[case_id])["presumed_facts"]) == presumed


@pytest.mark.parametrize(
    ("case_id", "to_check"),
    [
        ("LB-401", []),
        ("LB-501", []),
        ("LB-504", ["sentence_completed"]),
        ("LB-609", ["attempt_follows_the_offense_itself"]),
    ],
)
def test_a_person_checks_what_only_our_reading_presumes(
    warehouses: dict[str, BuiltWarehouse], case_id: str, to_check: list[str]
) -> None:
    rows = of_case(warehouses, BY_ID[case_id], "presumed_facts_to_check", "marts.filing_lines as lines")
    assert [row["presumed_facts_to_check"] for row in rows] == [to_check]


def explained(warehouses: dict[str, BuiltWarehouse], case_id: str) -> dict[str, Any]:
    """The explanation of what the statute gives for the own count of a case."""
    with_case_numbers = "marts.explanations join intermediate.int_charges using (charge_id, person_id)"
    rows = of_case(warehouses, BY_ID[case_id], "explanations.*", with_case_numbers)
    (row,) = [row for row in rows if row["remedy_id"] == "prop64_statutory"]
    return row


def test_an_explanation_names_the_prior_that_bars_and_where_it_stands(warehouses: dict[str, BuiltWarehouse]) -> None:
    row = explained(warehouses, "CA-014")
    words = {element["element"]: element["word"] for element in row["elements"]}
    assert (words["disqualifiers_of_the_row"], words["level_of_the_row"]) == ("met", "met")
    assert all(element["citation"] and element["question"] for element in row["elements"])
    (prior,) = [fact for fact in row["fact_rows"] if fact["role"] == "conviction_that_may_bar"]
    assert prior["words"].startswith("261(A)(2) PC") and prior["file_name"] == "yolo_20250101.csv"
    assert prior["source_line"] > 1


def test_an_explanation_shows_what_people_established(warehouses: dict[str, BuiltWarehouse]) -> None:
    facts = {
        fact["words"]: fact["source_line"]
        for fact in explained(warehouses, "CA-010")["fact_rows"]
        if fact["role"] == "established_fact"
    }
    assert facts == {"concentrate_at_most_8_grams: no, by clerk 7 on 2024-12-01: police report": None}


def test_an_explanation_of_a_count_without_a_conviction_says_what_is_missing(
    warehouses: dict[str, BuiltWarehouse],
) -> None:
    row = explained(warehouses, "CA-040")
    words = {element["element"]: element["word"] for element in row["elements"]}
    assert (row["deciding_element"], words["conviction_on_record"]) == ("conviction_on_record", "unknown")
    assert "age_of_the_row" not in words


def test_a_level_taken_from_the_type_of_charge_says_so(warehouses: dict[str, BuiltWarehouse]) -> None:
    assert determined(warehouses, BY_ID["CA-038"])["level_source"] == "charged_offense"


def test_an_earlier_dismissal_is_seen_and_holds_nothing_up(warehouses: dict[str, BuiltWarehouse]) -> None:
    (row,) = of_case(warehouses, BY_ID["CA-041"], "relief_events", "intermediate.int_convictions")
    assert row["relief_events"] == ["relief_dismissed_1203_4"]
