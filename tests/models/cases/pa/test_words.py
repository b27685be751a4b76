"""Pennsylvania: grades in other letters are read, and money owed in words that nobody knows is perhaps restitution."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import pytest

from tests.support.standard_files import build_findings, read_outcomes

AS_OF = date(2026, 11, 1)
FINE = {"component": "fine"}
OWED = {"kind": "victim", "ordered": "100", "paid": "0", "balance": "100"}

# name: the charge, further rows by file, what it comes to
CASES: Mapping[str, tuple[Mapping[str, str], Mapping[str, Mapping[str, str]], str]] = {
    "a grade": ({"grade": "M2"}, {}, "eligible"),
    "a grade in other letters": ({"grade": "m-2"}, {}, "eligible"),
    "a grade of five years in other letters": ({"grade": "M 1"}, {}, "ineligible"),
    "a grade that nobody knows": ({"grade": "A1"}, {}, "review"),
    "no grade": ({"grade": ""}, {}, "review"),
    "a grade of another level": ({"grade": "F1"}, {}, "review"),
    "a grade of another level, amended": ({"grade": "F1", "amended_statute": "18 § 5505"}, {}, "review"),
    "a felony in other letters": ({"level": "F", "grade": "F-2"}, {}, "ineligible"),
    "nothing owed": ({}, {"obligations": {**OWED, "balance": "0"}}, "eligible"),
    "owed, of a kind that nobody knows": ({}, {"obligations": OWED}, "review"),
    "nobody knows what is owed": ({}, {"obligations": {**OWED, "balance": "", "paid": ""}}, "review"),
    "a fine owed": ({}, {"obligations": {**OWED, "kind": "fine"}}, "eligible"),
    "restitution owed": ({}, {"obligations": {**OWED, "kind": "restitution"}}, "not_yet"),
}


@pytest.fixture(scope="module")
def outcomes(parsed_pennsylvania: None, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    for number, (charge, further, _) in enumerate(CASES.values(), start=1):
        of_count = {"person_id": f"P{number}", "case_number": f"N-{number}", "count_number": "1"}
        name = f"CASE,{chr(64 + number)}{number}"
        rows["people"].append({"person_id": f"P{number}", "name": name, "birth_date": f"{1940 + number}-06-01"})
        convicted = {"place": "York", "statute": "18 § 5505", "disposition": "convicted"}
        day = {"offense_date": "1999-12-01", "disposition_date": "2000-02-01"}
        rows["charges"].append({**of_count, **convicted, **day, "level": "M", "grade": "M3", **charge})
        rows["sentences"].append({**of_count, "imposed_date": "2000-02-01", **FINE})
        for file, row in further.items():
            rows[file].append({**of_count, **row})
    return read_outcomes(build_findings(tmp_path_factory.mktemp("pa"), "pa", rows, AS_OF), "pa")


@pytest.mark.parametrize("name", CASES)
def test_it_comes_out_as_the_statute_says(outcomes: dict[tuple[str, str], str], name: str) -> None:
    assert outcomes[f"N-{list(CASES).index(name) + 1}", "1"] == CASES[name][2]
