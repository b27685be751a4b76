"""Each invented arrest comes out as Penal Code 851.93 says, from the raw rows to the determination.

What belongs here: outcomes of whole people. What does not: the words of single elements (dbt's unit tests).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import arrest_people as people
import pytest
from raw_files import write_history
from test_established_facts import write_facts
from warehouse_runs import BuiltWarehouse, build

AS_OF = date(2025, 1, 15)
A, B = "dismissed_misdemeanor", "misdemeanor_without_proceedings"
SHORT, LONG = "felony_without_proceedings", "felony_of_eight_years"

# Outcome, path, reason without its first words, day of eligibility.
EXPECTED: dict[str, tuple[str, str, str, str | None]] = {
    "CA-085": ("eligible", A, A, "2025-01-14"),
    "CA-086": ("ineligible", SHORT, "felony_filed_and_dismissed", None),
    "CA-088": ("not_yet", LONG, "six_years_since_arrest_not_yet", "2025-10-02"),
    "CA-089": ("review", A, "no_conviction_beside_the_dismissal_unknown", None),
    "CA-091": ("eligible", "diversion_completed", "diversion_completed", "2022-07-01"),
    "CA-092": ("review", "felony_acquitted", "acquittal_needs_no_wait_unknown", None),
    "misdemeanor, a year ago today": ("not_yet", B, "calendar_year_since_arrest_not_yet", "2025-01-16"),
    "misdemeanor, a year ago yesterday": ("eligible", B, B, "2025-01-15"),
    "drugs, three years ago today": ("not_yet", SHORT, "three_years_since_arrest_not_yet", "2025-01-16"),
    "drugs, three years ago yesterday": ("eligible", SHORT, SHORT, "2025-01-15"),
    "robbery, six years ago yesterday": ("eligible", LONG, LONG, "2025-01-15"),
    "level not on record, seven years ago": ("review", B, "misdemeanor_arrest_unknown", None),
    "level not on record, two years ago": ("review", B, "misdemeanor_arrest_unknown", None),
    "year of the arrest alone": ("undeterminable", B, "calendar_year_since_arrest_unknown", None),
    "before 1973": ("ineligible", A, "arrest_on_or_after_floor_not_met", None),
    "rejected on a row of the court": ("eligible", B, B, "2022-07-01"),
    "dropped by the police": ("eligible", A, A, "2024-12-01"),
    "felony dropped by the police": ("eligible", SHORT, SHORT, "2024-10-01"),
    "no disposition of the court": ("undeterminable", A, "charge_dismissed_unknown", None),
    "the same, level not on record": ("undeterminable", "felony_acquitted", "acquitted_unknown", None),
    "convicted": ("ineligible", A, "charge_dismissed_not_met", None),
    "diversion under way": ("undeterminable", "diversion_completed", "diversion_completed_unknown", None),
    "diversion completed on a later row of the count": (
        "eligible", "diversion_completed", "diversion_completed", "2022-07-01",
    ),
    "diversion that failed": ("undeterminable", "diversion_completed", "diversion_completed_unknown", None),
    "dismissed in another cycle of the same day": ("eligible", A, A, "2022-07-01"),
    "a case of another day": ("eligible", SHORT, SHORT, "2024-10-01"),
    "court of another county in the cycle": ("ineligible", SHORT, "felony_filed_and_dismissed", None),
    "relieved before": ("already_relieved", A, "not_relieved_before_not_met", None),
    "sealed before": ("already_relieved", A, "not_relieved_before_not_met", None),
    "an unknown step in the cycle": ("review", A, "record_is_clear_unknown", None),
    "a disposition nobody knows": ("review", A, "record_is_clear_unknown", None),
    "proceedings found": ("ineligible", SHORT, "no_proceedings_initiated_not_met", None),
    "completion found": ("eligible", "diversion_completed", "diversion_completed", None),
}  # fmt: skip
OUT_OF_SCOPE = {"juvenile court": "juvenile_arrest", "arrest in another state": "arrest_of_another_state"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    folder: Path = tmp_path_factory.mktemp("arrests")
    write_facts(folder / "home", *people.facts())
    file = write_history(folder / "d" / "sacramento_20250115.csv", people.rows())
    return build(folder / "home", [file], as_of=AS_OF)


def determinations(warehouse: BuiltWarehouse, name: str) -> list[dict[str, Any]]:
    return warehouse.rows(
        "select determinations.* from marts.arrest_determinations as determinations "
        "join intermediate.int_people using (person_id) where state_ids = [?]",
        str(people.NUMBERS[name]),
    )


def test_every_case_says_what_is_expected_of_it() -> None:
    assert people.CASES.keys() == EXPECTED.keys() | OUT_OF_SCOPE.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_an_arrest_comes_out_as_the_law_says(warehouse: BuiltWarehouse, name: str) -> None:
    (found,) = determinations(warehouse, name)
    outcome, path, reason, day = EXPECTED[name]
    assert (found["outcome"], found["path"], found["reason_code"]) == (outcome, path, f"arrest_relief_{reason}")
    assert found["eligible_on"] == (date.fromisoformat(day) if day else None)
    assert (found["relief"], found["relief_by"]) == (
        "relieve_arrest" if outcome == "eligible" else None,
        "operation_of_law",
    )
    assert found["reason_text"]
    assert found["citation"]


def test_an_arrest_out_of_scope_is_counted_with_its_reason(warehouse: BuiltWarehouse) -> None:
    assert [row for name in OUT_OF_SCOPE for row in determinations(warehouse, name)] == []
    scope = warehouse.rows("select scope_reason, arrest_count from rules.rule_ca__arrest_scope where not is_in_scope")
    assert {row["scope_reason"]: row["arrest_count"] for row in scope} == dict.fromkeys(OUT_OF_SCOPE.values(), 1)


def test_a_determination_names_the_rows_of_the_arrest_and_of_its_charges(warehouse: BuiltWarehouse) -> None:
    (found,) = determinations(warehouse, "court of another county in the cycle")
    assert len(found["source_rows"]) == 2
    assert len(found["charge_ids"]) == 2
    assert found["charge_texts"] == [people.BURGLARY]


def test_a_level_that_makes_no_difference_is_named(warehouse: BuiltWarehouse) -> None:
    (found,) = determinations(warehouse, "the same, level not on record")
    assert found["immaterial_elements"] == ["felony_arrest"]
    (words,) = warehouse.rows(
        "select word from rules.rule_ca__arrest_elements "
        "where arrest_id = ? and path = ? and element = 'felony_arrest'",
        found["arrest_id"],
        found["path"],
    )
    assert words["word"] == "unknown"
