"""The 59 cases of five states from files of the standard layout to findings: each comes out as its statute says.

What belongs here: the rows that a case is in the files, and the comparison. Facts by hand: ``law/test_states.py``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.models.law.test_states import CASES
from tests.support.standard_files import Rows, build_findings

PLACES = {"ct": "Hartford", "mi": "Wayne", "ny": "Kings", "pa": "York", "va": "Fairfax County"}
STATUTES = {"ct": "53a-125b", "mi": "MCL 333.7403(2)(b)", "ny": "PL 155.30(1)", "pa": "18 § 5505", "va": "18.2-57"}
"""A statute of no list of the state, for charges of which the case says nothing else."""
STATUTES_OF_LISTS = {
    "ct_no_restart": "21a-279(c)",
    "mi_assaultive": "MCL 750.110a",
    "mi_owi": "MCL 257.625(1)",
    "ny_classa_non220": "PL 125.25(1)",
    "ny_sex": "PL 130.20",
    "pa_qualifying": "35 § 780-113(a)(30)",
}
FELONIES = {"ny": "E"}
"""The class of felonies of which a case says none: without one, a felony may be of class A."""
DISPOSITIONS = {"conviction": "convicted", "deferred_dismissed": "diversion_completed"}
OF_FILES = {"MI-R2": "review"}
"""Which relief an event tells of no file says: the two convictions wait for a person, and so does the third."""
OF_FIVE = [one for one in sorted(CASES) if one[0] in PLACES]
ALWAYS = ("pa", date(2026, 11, 1))
"""The one run of ``make test``."""


def test_all_cases_of_five_states_are_here() -> None:
    assert sum(len(CASES[one]) for one in OF_FIVE) >= 59


@pytest.mark.parametrize(
    ("state", "as_of"),
    [
        pytest.param(*one, marks=[] if one == ALWAYS else pytest.mark.long, id=" ".join(map(str, one)))
        for one in OF_FIVE
    ],
)
def test_every_case_comes_out_of_its_files_as_its_statute_says(
    state: str, as_of: date, parsed_pennsylvania: None, tmp_path: Path
) -> None:
    cases = CASES[state, as_of]
    warehouse = build_findings(tmp_path, state, _make_files(state, cases), as_of)
    rows = warehouse.rows(
        f"""
        select charges.case_numbers, charges.count_number, findings.outcome, findings.eligible_on, findings.reason_code
        from intermediate.int_charges as charges
        left join rules.rule_{state}__findings as findings using (charge_id)
        order by coalesce(list_position(['review', 'not_yet', 'eligible'], findings.outcome), 0)
        """
    )
    found = {(row["case_numbers"], row["count_number"]): row for row in rows}
    assert len(found) == sum(len(json.loads(case["charges_json"])) for case in cases), "every charge is read"
    wrong = []
    for case in cases:
        charges = json.loads(case["charges_json"])
        row = found[_number(case["case_id"], charges, case["target_charge"])]
        day = case["expected_eligible_on"]
        expected = OF_FILES.get(case["case_id"], case["expected_status"])
        if (row["outcome"] or "ineligible") != expected or (day and row["eligible_on"] != date.fromisoformat(day)):
            wrong.append((case["case_id"], case["facts"], case["expected_status"], day, row))
    assert not wrong, "\n".join(map(str, wrong))


def _number(case_id: str, charges: list[dict[str, Any]], charge_id: str) -> tuple[str, str]:
    """Number the case and the count of a charge."""
    place = next(place for place, charge in enumerate(charges) if charge["charge_id"] == charge_id)
    return f"{case_id}-{charges[place].get('case_id', charge_id)}", str(place + 1)


def _make_files(state: str, cases: list[dict[str, str]]) -> Rows:
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    for place, case in enumerate(cases):
        for file, row in _make_rows(state, case, date(1940, 6, 1) + timedelta(days=place)):
            rows[file].append(row)
    return rows


def _make_rows(state: str, case: dict[str, str], born: date) -> Iterator[tuple[str, dict[str, object]]]:
    charges = json.loads(case["charges_json"])
    who = {"person_id": case["case_id"]}
    yield "people", {**who, "name": f"CASE,{case['case_id']}", "birth_date": born}
    for charge in charges:
        case_number, count = _number(case["case_id"], charges, charge["charge_id"])
        of_count = {**who, "case_number": case_number, "count_number": count}
        tags = charge.get("tags", [])
        listed = next((STATUTES_OF_LISTS[tag] for tag in tags if tag in STATUTES_OF_LISTS), STATUTES[state])
        yield (
            "charges",
            {
                **of_count,
                **{
                    "place": "elsewhere" if charge.get("jur") else PLACES[state],
                    "arrest_date": charge.get("arrest_date"),
                },
                **{"statute": charge.get("statute", listed), "level": charge["level"]},
                **{"grade": charge.get("cls") or (FELONIES.get(state) if charge["level"] == "felony" else None)},
                **{"max_days": charge.get("max_days"), "offense_date": charge.get("offense_date")},
                **{"disposition": DISPOSITIONS.get(charge["dispo"], charge["dispo"])},
                **{"disposition_date": charge.get("dispo_date")},
                **{"is_domestic": "yes" if "ct_family_violence" in tags else "no"},
            },
        )
        if charge["dispo"] == "conviction" and charge.get("sentence_date"):
            yield "sentences", {**of_count, **_make_sentence(charge)}
        for event, day in {
            "prison_release": charge.get("prison_release"),
            "release": charge.get("release_date"),
            "discharge": charge.get("sup_end"),
        }.items():
            if day:
                yield "events", {**of_count, "event": event, "event_date": day}
        if (charge.get("facts") or {}).get("not_relieved_before") == "no":
            yield "events", {**of_count, "event": "relief", "event_date": charge.get("relieved_on")}
        for kind, owed in {"restitution": "restitution_owed", "fine": "fines_owed"}.items():
            if charge.get(owed):
                yield "obligations", {**of_count, "kind": kind, "ordered": "100", "paid": "0", "balance": "100"}


def _make_sentence(charge: dict[str, Any]) -> dict[str, object]:
    """Make the one part of a sentence: the custody that the case tells of, else probation, else a fine."""
    began = date.fromisoformat(charge["sentence_date"])
    ended = charge.get("prison_release") or charge.get("release_date") or charge.get("sup_end")
    component = (
        "prison" if charge.get("prison_release") or charge.get("smin")
        else "jail" if charge.get("release_date")
        else "probation" if charge.get("probation")
        else "fine"
    )  # fmt: skip
    term = (date.fromisoformat(ended) - began).days if ended else charge.get("smax")
    return {
        **{"imposed_date": began, "component": component, "min_days": charge.get("smin"), "max_days": term},
        **({"start_date": began, "end_date": ended, "end_basis": "actual"} if ended else {}),
    }
