"""Invented histories for any law pack: units, days, facts and debts, in the words of the pack's law tables.

What belongs here: the drawing, from a seed. What does not: law, and what should come out.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def invent_facts(tables: Tables, people: int, seed: int, as_of: date) -> dict[str, list[Row]]:
    """Draw the facts of some people: half of the days near a boundary of a wait, some spans, some unknown."""
    draw = random.Random(seed)
    words = _read_words(tables)
    facts: dict[str, list[Row]] = defaultdict(list)
    for number in range(people):
        _invent_person(f"p{number}", words, facts, draw, as_of)
    return dict(facts)


def list_lines(tables: Tables) -> list[Row]:
    """One section of code ``tags`` per offense list of the selectors, so that a charge can be put on a list."""
    lists = sorted(
        {name for row in tables["selectors"] for key in ("lists_any", "lists_none") for name in row[key] or []}
    )
    line = {"code_book": "tags", "match_mode": "section"}
    return [
        row
        for name in lists
        for row in (
            {**line, "offense_list": name, "section": name, "membership": "member", "row_key": f"{name} member"},
            {
                **line,
                "offense_list": name,
                "section": f"{name}?",
                "membership": "needs_fact",
                "fact_needed": f"on_{name}",
                "row_key": f"{name} fact",
            },
        )
    ]


def _read_words(tables: Tables) -> dict[str, list[Any]]:
    def collect(key: str) -> list[Any]:
        found = {name for row in tables["selectors"] for name in row.get(key) or []}
        return sorted(found)

    elements = tables["path_elements"]
    years = sorted({row["years"] for row in elements if row.get("years")} | {1})
    return {
        "dispositions": sorted({*collect("dispositions"), "conviction"}),
        "levels": sorted({*collect("levels"), "misdemeanor", "felony"}),
        "grades": collect("grades"),
        "sections": collect("sections"),
        "lists": sorted({row["section"] for row in tables["offense_lists"] if row["code_book"] == "tags"}),
        "events": sorted({row["event"] for row in tables["clocks"]}),
        "facts": sorted(
            {row["fact"] for row in elements if row.get("fact")} | {row["fact"] for row in tables["selector_facts"]}
        ),
        "statuses": sorted({row["status"] for row in elements if row.get("status")}),
        "owed": sorted({kind for row in elements for kind in row.get("owed") or []}),
        "years": years,
        "has_arrests": [row["unit"] for row in tables["paths"] if row["unit"] == "arrest"],
    }


def _invent_person(
    person_id: str, words: dict[str, list[Any]], facts: dict[str, list[Row]], draw: random.Random, as_of: date
) -> None:
    who = {"person_id": person_id, "person_bucket": draw.randrange(64)}
    born = date(draw.randrange(1950, 2000), draw.randrange(1, 13), draw.randrange(1, 29))
    facts["people"].append({**who, "birth_date_earliest": born, "birth_date_latest": born})
    for status in words["statuses"]:
        if draw.random() < 0.7:
            answer = draw.choices(["no", "yes", "unknown"], [8, 1, 1])[0]
            over = as_of + timedelta(days=draw.randrange(1, 900)) if answer == "yes" and draw.random() < 0.5 else None
            told = {"fact": status, "answer": answer, "is_presumed": draw.random() < 0.1, "over_on": over}
            facts["person_facts"].append({**who, **told, "source": "history"})
    cases = draw.randrange(1, 4)
    arrests = [f"{person_id}a{number}" for number in range(draw.randrange(1, 3) if words["has_arrests"] else 0)]
    for arrest_id in arrests:
        facts["units"].append({"unit_id": arrest_id, "unit": "arrest", **who, "level": draw.choice(words["levels"])})
        _invent_days(arrest_id, ["arrest"], who, words, facts, draw, as_of)
        _invent_unit_facts(arrest_id, "arrest", who, words, facts, draw)
    for number in range(draw.choices([1, 2, 3, 4, 6], [4, 4, 3, 2, 1])[0]):
        case_id = f"{person_id}k{draw.randrange(cases)}"
        arrested = draw.choice([None, *arrests])
        _invent_charge(f"{person_id}|{number}", case_id, arrested, who, words, facts, draw, as_of)


def _invent_charge(
    unit_id: str,
    case_id: str,
    arrest_id: str | None,
    who: Row,
    words: dict[str, list[Any]],
    facts: dict[str, list[Row]],
    draw: random.Random,
    as_of: date,
) -> None:
    listed = draw.random() < 0.35 and words["lists"]
    code, section = ("tags", draw.choice(words["lists"])) if listed else ("code", "0")
    if not listed and words["sections"] and draw.random() < 0.4:
        section = draw.choice(words["sections"])
    disposition = None if draw.random() < 0.05 else draw.choice([*words["dispositions"], "conviction", "conviction"])
    facts["units"].append(
        {
            **{
                "unit_id": unit_id,
                "unit": "charge",
                **who,
                "case_id": case_id,
                "tracking": "t",
                "arrest_id": arrest_id,
            },
            **{
                "jurisdiction": draw.choices(["here", "elsewhere", "unknown"], [18, 1, 1])[0],
                "disposition": disposition,
            },
            **{"dispositions_perhaps": draw.sample(words["dispositions"], min(2, len(words["dispositions"])))}
            | ({"dispositions_perhaps": []} if disposition else {}),
            **{"level": None if draw.random() < 0.1 else draw.choice(words["levels"])},
            **{"grade": draw.choice(words["grades"]) if words["grades"] and draw.random() < 0.8 else None},
            **{"max_days": draw.choice([None, 90, 93, 365, 366, 730, 731, 1825, 1826, 3650])},
            **{
                "imposed_min_days": draw.choice([None, 30, 912, 913]),
                "imposed_max_days": draw.choice([None, 90, 1825, 1826]),
            },
            **{
                "components": draw.choice([None, [], ["jail"], ["probation"], ["fine"]]),
                "fine": draw.choice([None, 100, 501]),
            },
            **{
                "code_book": code,
                "section": None if draw.random() < 0.03 else section,
                "is_text_in_doubt": draw.random() < 0.03,
            },
        }
    )
    events = sorted({*words["events"], "disposition", "offense", "arrest"})
    _invent_days(unit_id, events, who, words, facts, draw, as_of)
    _invent_unit_facts(unit_id, "charge", who, words, facts, draw)
    for kind in words["owed"]:
        if draw.random() < 0.2:
            owes = {"case_id": case_id, "kind": kind, "balance": draw.choice([0, 10, None])}
            facts["owed"].append({**{key: who[key] for key in who}, **owes})


def _invent_days(
    unit_id: str,
    events: list[str],
    who: Row,
    words: dict[str, list[Any]],
    facts: dict[str, list[Row]],
    draw: random.Random,
    as_of: date,
) -> None:
    day = _draw_day(words, draw, as_of)
    for event in events:
        if draw.random() < 0.12:
            continue
        first = day + timedelta(days={"offense": -200, "arrest": -190}.get(event, 0) + draw.choice([0, 0, 0, 1, 400]))
        last = first + timedelta(days=draw.choices([0, 27, 364], [10, 1, 1])[0])
        told = {"event": event, "day_earliest": first, "day_latest": last, "source": "history"}
        facts["unit_days"].append({"unit_id": unit_id, **who, **told})


def _invent_unit_facts(
    unit_id: str, unit: str, who: Row, words: dict[str, list[Any]], facts: dict[str, list[Row]], draw: random.Random
) -> None:
    for fact in words["facts"]:
        if draw.random() < 0.15:
            told = {"fact": fact, "answer": draw.choice(["yes", "no", "unknown"]), "is_presumed": draw.random() < 0.2}
            facts["unit_facts"].append({"unit_id": unit_id, "unit": unit, **who, **told, "source": "history"})


def _draw_day(words: dict[str, list[Any]], draw: random.Random, as_of: date) -> date:
    """A day whose wait ends in the next three years, or any day of the last thirty years."""
    if draw.random() < 0.6:
        end = as_of + timedelta(days=draw.randrange(-60, 1100))
        years = draw.choice(words["years"])
        day = date(end.year - years, end.month, min(end.day, 28))
        return min(day, as_of - timedelta(days=1))
    return as_of - timedelta(days=draw.randrange(30, 365 * 30))
