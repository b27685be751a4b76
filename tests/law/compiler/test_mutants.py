"""A hard construct that is taken out of a pack changes what its compiled law decides.

What belongs here: the constructs, and what replaces them. What does not: every row of a law (``models/law``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import pytest

from orchestration.law.pack_files.files import read_pack_files
from tests.models.law.invented_histories import History
from tests.support.compiled_law import build_compiled, compile_packs_of, edit_pack
from tests.support.law_models import compile_law, decide, read_findings, read_law
from tests.support.state_packs import find_packs

AS_OF = date(2026, 11, 1)
PEOPLE, SEED = 250, 1
Edit = Callable[[Any], None]


def _drop(*keys: str) -> Edit:
    """Drop the last key where the others lead, of each part if they lead to several."""

    def edit(pack: Any) -> None:
        *way, last = keys
        for key in way:
            pack = pack[key]
        for part in pack if isinstance(pack, list) else [pack]:
            part.pop(last, None)

    return edit


def _set(*keys: Any) -> Edit:
    """Set the last of the keys as the value where the others lead."""

    def edit(pack: Any) -> None:
        *way, last, value = keys
        for key in way:
            pack = pack[key]
        pack[last] = value

    return edit


MUTANTS: dict[tuple[str, str], Edit] = {
    ("mi", "caps over a life"): _drop("caps"),
    ("mi", "window in the wait"): _set("elements", "no_conviction_in_the_period", "window", "ever"),
    ("ny", "restarts"): _drop("paths", "restarts"),
    ("ny", "other states"): _drop("selectors", "felony_pending_elsewhere", "jurisdiction"),
    ("ct", "relief by case"): _drop("paths", "unit"),
    ("ct", "clock of the person"): _set("clocks", "most_recent_conviction", [{"event": "disposition"}]),
    ("de", "status of the person"): _set("elements", "not_supervised", "status", "nothing_known"),
    ("de", "what hits is unknown"): _drop("elements", "no_open_charge", "when_hit"),
    ("pa", "money owed"): _set("elements", "restitution_paid", "owed", ["nothing_known"]),
    ("pa", "terms of a sentence"): _drop("selectors", "qualifying_offense", "imposed_min_below"),
    ("ut", "covered charges"): _drop("paths", "covers"),
    ("va", "same day"): _set("elements", "nothing_else_that_day", "window", "ever"),
}


@pytest.mark.parametrize(("state", "construct"), MUTANTS, ids=str)
def test_a_construct_taken_out_changes_findings(state: str, construct: str) -> None:
    history = History(read_law(state, AS_OF), AS_OF, SEED)
    history.add_people(PEOPLE)
    connection = decide(compile_law(state), read_law(state, AS_OF), history.tables, AS_OF)
    before = _read_decided(connection)
    files = []
    for file in read_pack_files(find_packs(state), state):
        try:
            files.append(edit_pack(file, MUTANTS[state, construct]))
        except KeyError:  # (Another pack of the state has it.)
            files.append(file)
    build_compiled(connection, compile_packs_of(state, files))
    assert _read_decided(connection) != before


def _read_decided(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[Any, ...]]:
    shown = ("outcome", "eligible_on", "open_element")
    return {key: tuple(row[name] for name in shown) for key, row in read_findings(connection).items()}
