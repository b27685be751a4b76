"""The 128 cases of twelve states: compiled law decides each as the statute does, from packs alone.

What belongs here: an adapter from ``tests/models/states/cases.csv`` to facts, and the comparison. What does not: law.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.support.fed_facts import Row
from tests.support.law_models import decide_state, read_findings
from tests.support.state_packs import CASES as FOLDER

# CO-14: its own note leaves the rule open; the house's is that 29 February becomes 1 March in a year without one.
BY_THE_RULE_OF_THE_HOUSE = {"CO-14": ("not_yet", date(2027, 3, 1))}


def _read_cases() -> dict[tuple[str, date], list[dict[str, str]]]:
    cases: dict[tuple[str, date], list[dict[str, str]]] = defaultdict(list)
    with (FOLDER / "cases.csv").open(encoding="utf-8", newline="") as file:
        for case in csv.DictReader(file):
            cases[case["case_id"][:2].lower(), date.fromisoformat(case["as_of"])].append(case)
    return dict(cases)


CASES = _read_cases()


def test_all_cases_are_here() -> None:
    assert sum(map(len, CASES.values())) == 128


@pytest.mark.parametrize(("state", "as_of"), sorted(CASES), ids=lambda value: str(value))
def test_every_case_comes_out_as_its_statute_says(state: str, as_of: date) -> None:
    facts: dict[str, list[Row]] = defaultdict(list)
    for case in CASES[state, as_of]:
        for table, row in make_facts(
            case["case_id"], json.loads(case["person_json"]), json.loads(case["charges_json"])
        ):
            facts[table].append(row)
    findings = read_findings(decide_state(state, facts, as_of)).values()  # (The cases say which lists a charge is on.)
    found = {row["unit_id"]: row for row in sorted(findings, key=lambda row: row["outcome"] in ("eligible", "not_yet"))}
    wrong = []
    for case in CASES[state, as_of]:
        row = found.get(f"{case['case_id']}|{case['target_charge']}", {"outcome": "ineligible", "eligible_on": None})
        day = case["expected_eligible_on"]
        expected = case["expected_status"], date.fromisoformat(day) if day else None
        expected = BY_THE_RULE_OF_THE_HOUSE.get(case["case_id"], expected)
        if row["outcome"] != expected[0] or (expected[1] and row["eligible_on"] != expected[1]):
            wrong.append((case["case_id"], case["facts"], expected, row))
    assert not wrong, "\n".join(map(str, wrong))


def make_facts(case_id: str, person: dict[str, bool], charges: list[dict[str, Any]]) -> Iterator[tuple[str, Row]]:
    """Make the facts of a case: events are derived as the source of the cases says."""
    who = {"person_id": case_id}
    yield "people", {**who, "birth_date_earliest": date(1940, 1, 1), "birth_date_latest": date(1940, 12, 31)}
    for status, answer in person.items():
        yield "person_facts", {**who, "fact": status, "answer": "yes" if answer else "no", "source": "history"}
    for charge in charges:
        unit_id = f"{case_id}|{charge['charge_id']}"
        tags = "+".join(charge.get("tags", []))
        components = [name for name in ("jail", "probation") if charge.get(name)]
        components += ["fine"] if charge.get("fine") is not None else []
        yield (
            "units",
            {
                **{"unit_id": unit_id, **who, "unit": "charge", "case_id": charge.get("case_id")},
                **{"tracking": charge.get("tracking"), "level": charge.get("level"), "grade": charge.get("cls")},
                **{"jurisdiction": "elsewhere" if charge.get("jur") else "here", "disposition": charge["dispo"]},
                **{"max_days": charge.get("max_days"), "imposed_min_days": charge.get("smin")},
                **{"imposed_max_days": charge.get("smax"), "fine": charge.get("fine"), "components": components},
                **{"section": charge.get("statute") or tags or "0", "code_book": "tags" if tags else "code"},
            },
        )
        for event, day in _list_days(charge):
            day_of_event = {"event": event, "day_earliest": day, "day_latest": day, "source": "history"}
            yield "unit_days", {"unit_id": unit_id, **who, **day_of_event}
        for fact, answer in (charge.get("facts") or {}).items():
            yield "unit_facts", {"unit_id": unit_id, **who, "fact": fact, "answer": answer, "source": "history"}
        for kind in ("restitution", "fines"):
            if charge.get(f"{kind}_owed"):
                yield "owed", {**who, "case_id": charge["case_id"], "kind": kind, "balance": 1}


def _list_days(charge: dict[str, Any]) -> Iterator[tuple[str, str]]:
    disposition = charge.get("dispo_date")
    sentence = charge.get("sentence_date") or disposition
    release, prison, supervision = (charge.get(key) for key in ("release_date", "prison_release", "sup_end"))
    days = {
        **{"disposition": disposition, "sentence": sentence, "arrest": charge.get("arrest_date")},
        **{"offense": charge.get("offense_date"), "prison_release": prison, "supervision_end": supervision},
        **{"declined": charge.get("declined"), "release_or_sentence": release or sentence},
        **{"relief_recorded": charge.get("relieved_on")},
        "completion": max((day for day in (sentence, release, prison, supervision) if day), default=None),
    }
    yield from ((event, day) for event, day in days.items() if day)
