"""Constructs that no compiled state has yet: invented laws, and California's automatic relief, beside the engine.

What belongs here: the comparison, and how the laws are cut to what is compared. What does not: law.
"""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.law.compiler.files import reads_paths
from orchestration.law.pack_files.compilation import compile_files, compile_packs
from orchestration.law.pack_files.files import read_pack_files
from tests.models.law.invented_histories import History
from tests.models.law.split_law import split_by_element
from tests.support.compiled_law import compile_packs_of, decide, edit_pack, find_contract, tie_to_arrests
from tests.support.compiled_statuses import assert_alike
from tests.support.state_packs import LAWS, find_packs

AS_OF = date(2026, 11, 1)
AUTOMATIC = ("arrest_relief", "conviction_relief")


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_every_type_of_element_is_decided_as_the_engine_does(seed: int) -> None:
    (file,) = read_pack_files(LAWS / "zy.law", "zy")
    file = edit_pack(file, split_by_element)
    law = compile_files([file], {}, AS_OF)
    history = History(law, AS_OF, seed)
    history.add_people(120 if seed == 1 else 1500)
    assert_alike(decide(compile_packs_of("zy", [file]), law, history.tables, AS_OF, seed))


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_levels_arrests_reliefs_and_answers_are_decided_as_the_engine_does(seed: int) -> None:
    (file,) = read_pack_files(LAWS / "zz.law", "zz")
    law = compile_files([file], {}, AS_OF)
    history = History(law, AS_OF, seed)
    history.limits = history.limits or [365]
    history.add_people(200 if seed == 1 else 3000)
    tables = tie_to_arrests(history.tables, law["facts"], seed)
    assert_alike(decide(compile_packs_of("zz", [file]), law, tables, AS_OF, seed))


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_californias_automatic_relief_is_decided_as_the_engine_does(seed: int) -> None:
    """(Proposition 64 has facts of its own: tests/law/compiler/test_california.py.)"""
    law = {
        table: [row for row in rows if table not in ("paths", "path_elements") or row["remedy_id"] in AUTOMATIC]
        for table, rows in compile_packs(find_packs("ca"), "ca", AS_OF).items()
    }
    history = History(law, AS_OF, seed)
    history.add_people(120 if seed == 1 else 3000)
    tables = tie_to_arrests(history.tables, law["facts"], seed)
    files = [file for file in read_pack_files(find_packs("ca"), "ca") if not reads_paths(file)]
    delivered = ["supervised_release"] if seed % 2 else []
    contract = find_contract("ca")
    models = compile_packs_of("ca", files, contract)
    assert_alike(decide(models, law, tables, AS_OF, seed, delivered, contract))
