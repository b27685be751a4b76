"""Compiled petitions and the engine hint at the same: every column of a hint is equal.

What belongs here: the comparison on invented histories, what is refused, and how the SQL reads. What does not: law, and
which petition is hinted at where (``tests/models/test_petitions.py``).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from orchestration.law.compiler.layout import WIDTH
from orchestration.law.compiler.petitions import MODELS, list_columns, list_petitions
from orchestration.law.pack_files.compilation import compile_packs
from orchestration.law.pack_files.files import read_pack_files
from orchestration.law.pack_files.source import PackError
from tests.models.law.invented_histories import LISTED, History
from tests.support.compiled_hints import compare_hints, decide_hints
from tests.support.compiled_law import compile_packs_of, edit_pack, tie_to_arrests, vary
from tests.support.engine_models import Row, read
from tests.support.state_packs import find_packs

AS_OF = date(2026, 11, 1)
AUTOMATIC = ("arrest_relief", "conviction_relief")


def _say_what_lines_need(lines: list[Row], facts: Sequence[Mapping[str, Any]], draw: random.Random) -> list[Row]:
    """Let lines of lists turn on something in words, or on a fact that is asked: its name is no words."""
    asked = sorted(row["fact"] for row in facts if row["unit"] == "charge")
    for line in lines:
        if line["membership"] == "needs_fact":
            words = [f"it is not under subdivision ({place}) of it" for place in "ab"]
            line["fact_needed"] = draw.choice([*words, draw.choice(asked)])
    return lines


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_californias_petitions_are_hinted_at_as_the_engine_does(seed: int) -> None:
    tables = compile_packs(find_packs("ca"), "ca", AS_OF)
    kept = {*AUTOMATIC, *(row["remedy_id"] for row in tables["petitions"])}
    law: dict[str, Any] = {
        table: [row for row in rows if table not in ("paths", "path_elements") or row["remedy_id"] in kept]
        for table, rows in tables.items()
    }
    history, draw = History(law, AS_OF, seed), random.Random(seed)
    history.lists = [name for name in history.lists if name.startswith("petition_")] * 2
    history.answerable *= 3
    history.add_people(250 if seed == 1 else 2000)
    facts = vary(tie_to_arrests(history.tables, law["facts"], seed), AS_OF, seed)
    for unit in facts["units"]:
        unit["charge_prefix"] = "attempt" if unit["code_book"] == LISTED and draw.random() < 0.2 else None
    lines = _say_what_lines_need(history.list_lines(), law["facts"], draw)
    connection = decide_hints(compile_packs_of("ca"), {**law, "offense_lists": lines}, facts, AS_OF)
    counted, different = compare_hints(connection)
    assert different == []
    assert counted > 200
    assert {row["hint_id"] for row in read(connection, "select hint_id from hints")} == kept - {*AUTOMATIC}
    assert read(connection, "select hint from hints where hint like '%under subdivision (_) of it%'")


@pytest.mark.parametrize("model", MODELS.values())
def test_the_models_can_be_read_and_have_the_columns_of_their_contract(model: str) -> None:
    models = compile_packs_of("ca")
    text = models[f"rule_ca__{model}"]
    assert [line for line in text.splitlines() if len(line) > WIDTH] == []
    assert "'probation_granted': \"probation was granted\"" in text or model != MODELS["charge"]
    connection = decide_hints(models, compile_packs(find_packs("ca"), "ca", AS_OF), {}, AS_OF)
    described = read(connection, f"describe rule_ca__{model}")
    assert [(row["column_name"], row["column_type"].lower()) for row in described] == [
        (name, kind) for name, kind, _ in list_columns()
    ]


def test_a_petition_that_supposes_levels_is_refused() -> None:
    (petitions,) = [file for file in read_pack_files(find_packs("ca"), "ca") if file.pack.pack == "petitions"]
    suppose = {"level": ["felony", "misdemeanor"]}
    changed = edit_pack(petitions, lambda pack: pack["remedies"]["pc_17b"].update(suppose=suppose))
    with pytest.raises(PackError, match=r"line \d+: remedies\.pc_17b\.suppose: expected a petition that"):
        [*list_petitions([changed])]


def test_petitions_about_charges_in_two_packs_are_refused() -> None:
    files = read_pack_files(find_packs("ca"), "ca")
    (petitions,) = [file for file in files if file.pack.pack == "petitions"]
    other = edit_pack(petitions, lambda pack: pack.update(pack="more"))
    with pytest.raises(PackError, match=r"expected the petitions about one kind of unit in one pack, petitions, found"):
        [*list_petitions([*files, other])]
