"""Connecticut: supervision that names no case is perhaps for every conviction since 2000; classes in other letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import pytest

from tests.support.standard_files import build_findings, read_outcomes

pytestmark = pytest.mark.long  # (New York's are in make test: what is read here is read for both.)
AS_OF = date(2026, 11, 1)
PROBATION = {"component": "probation", "max_days": "730"}
SUPERVISED = {"by": "state", "kind": "probation", "start_date": "2010-02-01"}

# name: the charge, supervision, what it comes to
CASES: Mapping[str, tuple[Mapping[str, str], Mapping[str, str], str]] = {
    "nobody supervises": ({}, {}, "eligible"),
    "supervised": ({}, SUPERVISED, "review"),
    "supervised until a day that is past": ({}, {**SUPERVISED, "end_date": "2012-01-31"}, "eligible"),
    "supervised since long after": ({}, {**SUPERVISED, "start_date": "2024-01-01"}, "eligible"),
    "federal supervision": ({}, {**SUPERVISED, "by": "federal"}, "eligible"),
    "class D": ({"level": "F", "grade": "FD"}, {}, "eligible"),
    "class D in other letters": ({"level": "F", "grade": "D"}, {}, "eligible"),
    "class A in other letters": ({"level": "F", "grade": "AF"}, {}, "ineligible"),
    "a class that nobody knows": ({"level": "F", "grade": "A1"}, {}, "review"),
    "a felony's class of a misdemeanor": ({"grade": "FA"}, {}, "review"),
}


@pytest.fixture(scope="module")
def outcomes(parsed_pennsylvania: None, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    for number, (charge, supervision, _) in enumerate(CASES.values(), start=1):
        of_count = {"person_id": f"P{number}", "case_number": f"N-{number}", "count_number": "1"}
        name = f"CASE,{chr(64 + number)}{number}"
        rows["people"].append({"person_id": f"P{number}", "name": name, "birth_date": f"{1940 + number}-06-01"})
        convicted = {"place": "Hartford", "statute": "53a-125b", "disposition": "convicted", "is_domestic": "no"}
        day = {"offense_date": "2009-12-01", "disposition_date": "2010-02-01"}
        rows["charges"].append({**of_count, **convicted, **day, "level": "M", "grade": "MC", **charge})
        rows["sentences"].append({**of_count, "imposed_date": "2010-02-01", **PROBATION})
        if supervision:
            rows["supervision"].append({"person_id": f"P{number}", **supervision})
    return read_outcomes(build_findings(tmp_path_factory.mktemp("ct"), "ct", rows, AS_OF), "ct")


@pytest.mark.parametrize("name", CASES)
def test_it_comes_out_as_the_statute_says(outcomes: dict[tuple[str, str], str], name: str) -> None:
    assert outcomes[f"N-{list(CASES).index(name) + 1}", "1"] == CASES[name][2]
