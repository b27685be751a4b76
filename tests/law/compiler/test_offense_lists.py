"""Which list a charge is on, beside the engine: the lines of each state's law, and charges near their sections."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pytest

from orchestration.law.pack_files.compilation import compile_packs
from tests.models.law.boundary_cases import list_lines
from tests.models.law.invented_histories import History
from tests.support.compiled_law import (
    Row,
    build_offense_lists,
    compare,
    compile_packs_of,
    decide,
    find_contract,
    tie_to_arrests,
)
from tests.support.engine_models import build, feed, list_needed, open_engine, read
from tests.support.state_packs import STATES, find_packs

AS_OF = date(2026, 11, 1)
COLUMNS = "unit_id, person_id, person_bucket, offense_list, answer, answer_as_felony, felony_only, row_key"


@pytest.mark.parametrize("state", [*STATES, "ca"])
def test_charges_are_on_the_lists_that_the_engine_says(state: str) -> None:
    connection = _open(state, 150, 1)
    build(connection, list_needed("engine_unit_lists"))
    build_offense_lists(connection)
    # (Of lines that are equal but for the fact they turn on, the engine takes any.)
    of_engine, of_model = (
        f"select {COLUMNS}, case when lines.line_count = 1 then fact_needed end as fact from {table}"
        " inner join (select row_key, count(*) as line_count from law.offense_lists group by row_key) as lines"
        " using (row_key)"
        for table in ("engine_unit_lists", "facts.offense_lists")
    )
    assert read(connection, f"{of_engine} except all {of_model}") == []
    assert read(connection, f"{of_model} except all {of_engine}") == []
    answers = {row["answer"] for row in read(connection, "select distinct answer from facts.offense_lists")}
    assert answers >= {"yes", "unknown"}


@pytest.mark.parametrize("state", ["ct", "de", "mi", "pa"])
def test_lists_that_facts_alone_decide_are_known_where_the_text_is_in_doubt(state: str) -> None:
    law = compile_packs(find_packs(state), state, AS_OF)
    history = History(law, AS_OF, 1)
    history.add_people(200)
    lines = _list_lines_of_both(law, history.tables, 1)
    contract = find_contract(state)
    found = compare(decide(compile_packs_of(state), law, history.tables, AS_OF, 1, contract=contract, lines=lines))
    assert found.differences == {}, "\n".join(map(str, found.examples))


def _list_lines_of_both(law: Mapping[str, Any], tables: dict[str, list[Row]], seed: int) -> list[Row]:
    """List the lines of invented sections, and those of lists that facts alone decide.

    Charges get such facts, and of some the text is in doubt, which matters to the other lists only.
    """
    lines, by_list = list_lines(tables), defaultdict(list)
    for line in law["offense_lists"]:
        by_list[line["offense_list"]].append(line)
    known = {
        name: of_list
        for name, of_list in by_list.items()
        if all((line["code_book"], line["match_mode"]) == ("*", "needs_fact") for line in of_list)
    }
    draw = random.Random(seed)
    facts = sorted({line["fact_needed"] for of_list in known.values() for line in of_list})
    for unit in tables["units"] if facts else ():
        of_unit = {name: unit.get(name) for name in ("unit_id", "unit", "person_id", "person_bucket")}
        unit["is_text_in_doubt"] = draw.random() < 0.1
        for fact in facts:
            answer = draw.choice(["yes", "no", "no", "no", "no", "unknown", None])
            if answer:
                tables.setdefault("unit_facts", []).append(
                    {**of_unit, "fact": fact, "answer": answer, "source": "history"}
                )
    return [
        *(line for line in lines if line["offense_list"] not in known),
        *(one for of in known.values() for one in of),
    ]


def _open(state: str, people: int, seed: int) -> duckdb.DuckDBPyConnection:
    """Open a warehouse with invented people, half of whose charges are near the lines of the lists of a state."""
    law = compile_packs(find_packs(state), state, AS_OF)
    history = History(law, AS_OF, seed)
    history.add_people(people)
    lines = [*history.list_lines(), *law["offense_lists"]]
    _move_near(history.tables, law["offense_lists"], random.Random(seed))
    tables = tie_to_arrests(history.tables, law["facts"], seed)
    connection = open_engine({**law, "offense_lists": lines}, AS_OF)
    feed(connection, tables)
    return connection


def _move_near(tables: dict[str, list[Row]], lines: Sequence[Mapping[str, Any]], draw: random.Random) -> None:
    """Move half of the charges near a line, and tell some of the facts that lines name."""
    facts = sorted({line["fact_needed"] for line in lines if line.get("fact_needed")})
    charges = [unit for unit in tables["units"] if unit["unit"] == "charge" and draw.random() < 0.5]
    for unit in charges if lines else ():
        line = draw.choice(lines)
        section = draw.choice((line["section"] or "zz").split(" to "))
        if section.startswith(("ch. ", "art. ")):
            section = section.split()[1] + draw.choice(["01", ".00", "50.1", "99"])
        unit |= {
            "section": section + draw.choice(["", "", "a", ".1", "5"]),
            "code_book": draw.choice([line["code_book"]] * 4 + [None, "Another"]),
            "subdivision_path": draw.choice([line.get("subdivision"), None, "(a)(1)", "(a)"]),
            "charge_prefix": draw.choice([None] * 5 + ["attempt", "conspiracy", "solicitation"]),
        }
        of_person = {"person_id": unit["person_id"], "person_bucket": unit["person_bucket"]}
        if facts and draw.random() < 0.3:
            told = {"fact": draw.choice(facts), "answer": draw.choice(["yes", "no", "unknown"]), "source": "history"}
            tables["unit_facts"].append({**of_person, "unit_id": unit["unit_id"], "unit": "charge", **told})
        if facts and draw.random() < 0.1:
            given = {"fact": draw.choice(facts), "value": draw.choice(["yes", "no"])}
            subject = draw.choice([unit["unit_id"], unit["person_id"]])
            tables["established"].append({**of_person, "subject": subject, "unit": "charge", **given})
