"""What a state's packs, with the offense lists beside them, make of charges made by hand: by the engine, without files.

What belongs here: facts of a few charges, and the run. What does not: the charges, and what is expected of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from orchestration.law.pack_files.compilation import compile_packs
from tests.support.engine_models import Row, build, feed, list_needed, open_engine, read
from tests.support.state_packs import find_packs

Charge = Mapping[str, Any]
"""Columns of a unit, and beside them ``days`` (event: day) and ``facts`` (fact: answer)."""


def decide(state: str, as_of: date, people: Mapping[str, Sequence[Charge]]) -> dict[tuple[str, str], str]:
    """Decide the first charge of each person; by person and remedy, none where no path is for it."""
    facts: dict[str, list[Row]] = defaultdict(list)
    for person, charges in people.items():
        who = {"person_id": person}
        facts["people"].append({**who, "birth_date_earliest": date(1940, 1, 1), "birth_date_latest": date(1940, 1, 1)})
        for number, charge in enumerate(charges):
            unit = {**who, "unit_id": f"{person}|{number}"}
            said = {name: value for name, value in charge.items() if name not in ("days", "facts")}
            facts["units"].append({**unit, "components": ["fine"], **said})
            for event, day in charge.get("days", {}).items():
                days = {"event": event, "day_earliest": day, "day_latest": day, "source": "history"}
                facts["unit_days"].append({**unit, **days})
            for fact, answer in charge.get("facts", {}).items():
                facts["unit_facts"].append({**unit, "fact": fact, "answer": answer, "source": "history"})
    connection = open_engine(compile_packs(find_packs(state), state, as_of), as_of)
    feed(connection, facts)
    build(connection, list_needed("engine_findings"))
    rows = read(connection, "select person_id, remedy_id, outcome from engine_findings where unit_id like '%|0'")
    return {(row["person_id"], row["remedy_id"]): row["outcome"] for row in rows}
