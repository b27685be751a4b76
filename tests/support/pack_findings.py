"""What a state's packs, with the offense lists beside them, make of charges made by hand, without files.

What belongs here: facts of a few charges, and the run. What does not: the charges, and what is expected of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tests.support.compiled_law import build_compiled, compile_packs_of
from tests.support.fed_facts import Row
from tests.support.law_models import open_fed, read_findings, read_law

Charge = Mapping[str, Any]
"""Columns of a unit, and beside them ``days`` (event: day), ``facts`` (fact: answer) and ``owed`` (kind: balance)."""


def decide(state: str, as_of: date, people: Mapping[str, Sequence[Charge]]) -> dict[tuple[str, str], str]:
    """Decide the first charge of each person; by person and remedy, none where no path is for it."""
    facts: dict[str, list[Row]] = defaultdict(list)
    for person, charges in people.items():
        who = {"person_id": person}
        facts["people"].append({**who, "birth_date_earliest": date(1940, 1, 1), "birth_date_latest": date(1940, 1, 1)})
        for number, charge in enumerate(charges):
            unit = {**who, "unit_id": f"{person}|{number}"}
            said = {name: value for name, value in charge.items() if name not in ("days", "facts", "owed")}
            facts["units"].append({**unit, "components": ["fine"], **said})
            for event, day in charge.get("days", {}).items():
                days = {"event": event, "day_earliest": day, "day_latest": day, "source": "history"}
                facts["unit_days"].append({**unit, **days})
            for kind, balance in charge.get("owed", {}).items():
                case = charge.get("case_id") or unit["unit_id"]
                facts["owed"].append({**who, "case_id": case, "kind": kind, "balance": balance})
            for fact, answer in charge.get("facts", {}).items():
                facts["unit_facts"].append({**unit, "fact": fact, "answer": answer, "source": "history"})
    connection = open_fed(read_law(state, as_of), facts, as_of)
    build_compiled(connection, compile_packs_of(state))
    found = read_findings(connection)
    return {(row["person_id"], remedy): row["outcome"] for (unit, remedy), row in found.items() if unit.endswith("|0")}
