"""A law with a remedy for each element of its one path, so that a finding tells what the element comes to."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from orchestration.law.pack_files.compilation import compile_files
from orchestration.law.pack_files.files import PackFile, read_pack_files
from tests.support.compiled_law import compile_packs_of, edit_pack
from tests.support.fed_facts import Law
from tests.support.state_packs import find_packs

WITH = {"in_the_wait": ["year"], "between": ["year"]}
"""Elements whose window a wait of the path bounds."""


@cache
def _read_files(state: str) -> list[PackFile]:
    return [edit_pack(file, split_by_element) for file in read_pack_files(find_packs(state), state)]


@cache
def compile_by_element(state: str) -> dict[str, str]:
    """Compile the law: SQL by model."""
    return compile_packs_of(state, _read_files(state))


def read_by_element(state: str, as_of: date) -> Law:
    """Read the law tables."""
    return compile_files(_read_files(state), {}, as_of)


def split_by_element(pack: Any) -> None:
    """Make a remedy of each element of the one path."""
    (path,), remedy = pack["paths"], pack["remedies"]["relief"]
    pack["remedies"] = {f"by_{name}": remedy for name in path["every"]}
    pack["paths"] = [{**path, "remedy": f"by_{name}", "every": [*WITH.get(name, []), name]} for name in path["every"]]
