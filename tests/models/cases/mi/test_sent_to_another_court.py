"""Michigan: what a district court bound over is told again by the circuit court, is pending, or nobody knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import pytest

from tests.support.standard_files import build_findings, read_outcomes

AS_OF = date(2026, 11, 1)
BOUND_OVER = {"disposition": "Bound Over", "disposition_date": "2024-03-01", "tracking_number": "T1"}
CIRCUIT = {"disposition": "Dismissed", "disposition_date": "2024-09-01", "tracking_number": "T1"}

# name: rows of later cases, each of its own case number, and what becomes of a misdemeanor of 2000
CASES: Mapping[str, tuple[list[Mapping[str, str]], str]] = {
    "nothing else": ([], "eligible"),
    "bound over and dismissed": ([BOUND_OVER, CIRCUIT], "eligible"),
    "bound over, and nothing of the circuit court": ([BOUND_OVER], "not_yet"),
    "bound over twice, and nothing of the circuit court": ([BOUND_OVER, BOUND_OVER], "not_yet"),
    "bound over beside a case of another number": ([BOUND_OVER, {**CIRCUIT, "tracking_number": "T2"}], "not_yet"),
    "bound over beside another count that the district court dismissed": (
        [BOUND_OVER, {**CIRCUIT, "case_number": "first", "count_number": "2", "statute": "257.625"}],
        "not_yet",
    ),
    "bound over, and another charge of the circuit court": ([BOUND_OVER, {**CIRCUIT, "statute": "257.625"}], "review"),
    "two counts bound over, one dismissed": (
        [BOUND_OVER, {**BOUND_OVER, "case_number": "first", "count_number": "2"}, CIRCUIT],
        "review",
    ),
    "bound over without a number": ([{**BOUND_OVER, "tracking_number": ""}], "review"),
    "bound over, pending before the circuit court": ([BOUND_OVER, {**CIRCUIT, "disposition": ""}], "not_yet"),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    for number, (later, _) in enumerate(CASES.values(), start=1):
        of_person = {"person_id": f"P{number}", "place": "Wayne", "count_number": "1", "level": "M"}
        name = f"CASE,{chr(64 + number)}{number}"
        rows["people"].append({"person_id": f"P{number}", "name": name, "birth_date": f"{1940 + number}-06-01"})
        first = {"case_number": f"N-{number}", "statute": "333.7404", "max_days": "365", "offense_date": "1999-12-01"}
        rows["charges"].append({**of_person, **first, "disposition": "Guilty", "disposition_date": "2000-02-01"})
        sentence = {"person_id": f"P{number}", "case_number": f"N-{number}", "count_number": "1"}
        rows["sentences"].append({**sentence, "imposed_date": "2000-02-01", "component": "fine"})
        for place, row in enumerate(later):
            case = {"case_number": f"L-{number}-{place}", "statute": "333.7404", "max_days": "365"}
            if row.get("case_number") == "first":  # another count of the first later case
                row = {**row, "case_number": f"L-{number}-0"}
            rows["charges"].append({**of_person, **case, "offense_date": "2024-01-01", **row})
    return read_outcomes(build_findings(tmp_path_factory.mktemp("mi"), "mi", rows, AS_OF), "mi")


@pytest.mark.parametrize("name", CASES)
def test_another_case_comes_out_as_the_record_tells(outcomes: dict[tuple[str, str], str], name: str) -> None:
    assert outcomes[f"N-{list(CASES).index(name) + 1}", "1"] == CASES[name][1]
