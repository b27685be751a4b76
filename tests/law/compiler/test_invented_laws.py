"""Constructs that no compiled state has yet: invented laws, and California's automatic relief, beside the engine.

What belongs here: the comparison, and how the laws are cut to what is compared. What does not: law.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration.law.pack_files.compilation import compile_files, compile_packs
from orchestration.law.pack_files.files import read_pack_files
from tests.models.engine.invented_histories import History
from tests.support.compiled_law import compare, compile_packs_of, decide, edit_pack, find_contract, tie_to_arrests
from tests.support.state_packs import find_packs

AS_OF = date(2026, 11, 1)
LAWS = Path(__file__).resolve().parents[2] / "models" / "engine" / "laws"
WITH = {"in_the_wait": ["year"], "between": ["year"]}
"""Elements whose window a wait of the path bounds."""
AUTOMATIC = ("arrest_relief", "conviction_relief")


def _split_by_element(pack: Any) -> None:
    """Make a remedy of each element of the one path. (`both` is a word of SQL: it gets another name.)"""
    pack["elements"]["both_waits"] = pack["elements"].pop("both")
    (path,), remedy = pack["paths"], pack["remedies"]["relief"]
    elements = ["both_waits" if name == "both" else name for name in path["every"]]
    pack["remedies"] = {f"by_{name}": remedy for name in elements}
    pack["paths"] = [{**path, "remedy": f"by_{name}", "every": [*WITH.get(name, []), name]} for name in elements]


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_every_type_of_element_is_decided_as_the_engine_does(seed: int) -> None:
    (file,) = read_pack_files(LAWS / "zy.law", "zy")
    file = edit_pack(file, _split_by_element)
    law = compile_files([file], {}, AS_OF)
    history = History(law, AS_OF, seed)
    history.add_people(120 if seed == 1 else 1500)
    found = compare(decide(compile_packs_of("zy", [file]), law, history.tables, AS_OF, seed))
    assert found.differences == {}, "\n".join(map(str, found.examples))


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_levels_arrests_reliefs_and_answers_are_decided_as_the_engine_does(seed: int) -> None:
    (file,) = read_pack_files(LAWS / "zz.law", "zz")
    law = compile_files([file], {}, AS_OF)
    history = History(law, AS_OF, seed)
    history.limits = history.limits or [365]
    history.add_people(200 if seed == 1 else 3000)
    tables = tie_to_arrests(history.tables, law["facts"], seed)
    found = compare(decide(compile_packs_of("zz", [file]), law, tables, AS_OF, seed))
    assert found.differences == {}, "\n".join(map(str, found.examples))


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_californias_automatic_relief_is_decided_as_the_engine_does(seed: int) -> None:
    """Its models have names that others have, so that no file of them is written yet."""
    law = {
        table: [row for row in rows if table not in ("paths", "path_elements") or row["remedy_id"] in AUTOMATIC]
        for table, rows in compile_packs(find_packs("ca"), "ca", AS_OF).items()
    }
    history = History(law, AS_OF, seed)
    history.add_people(120 if seed == 1 else 3000)
    tables = tie_to_arrests(history.tables, law["facts"], seed)
    files = read_pack_files(find_packs("ca"), "ca")
    delivered = ["supervised_release"] if seed % 2 else []
    contract = find_contract("ca")
    models = compile_packs_of("ca", files, contract)
    found = compare(decide(models, law, tables, AS_OF, seed, delivered, contract))
    assert found.differences == {}, "\n".join(map(str, found.examples))
