"""Petitions are compiled into models that can be read, or refused.

What belongs here: what is refused, and how the SQL reads. What does not: law, and which petition is hinted at where
(``tests/models/test_petitions.py``).
"""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.law.compiler.layout import WIDTH
from orchestration.law.compiler.petitions import MODELS, list_columns, list_petitions
from orchestration.law.pack_files.compilation import compile_packs
from orchestration.law.pack_files.files import read_pack_files
from orchestration.law.pack_files.source import PackError
from tests.support.compiled_hints import decide_hints
from tests.support.compiled_law import compile_without_rows, edit_pack
from tests.support.fed_facts import read
from tests.support.state_packs import find_packs

AS_OF = date(2026, 11, 1)


@pytest.mark.parametrize("model", MODELS.values())
def test_the_models_can_be_read_and_have_the_columns_of_their_contract(model: str) -> None:
    models = compile_without_rows("ca")
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
