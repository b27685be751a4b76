"""Measures of what is left on records: each is said once, and read where it is counted and shown."""

from __future__ import annotations

import re

import pytest
from repository import below, text

from orchestration.warehouse.dbt.measures import read_measures

MOST = 3
ELSEWHERE = ("data/", "docs/", "models/rules/", "tests/")
"""Not counted; words of a law are its own."""
SOURCES = [
    path
    for path in below(".", ".csv", ".html", ".js", ".json", ".py", ".sql", ".yaml", ".yml")
    if not str(path).startswith(ELSEWHERE)
]
MEASURES = sorted({measure for measures in read_measures().values() for measure in measures})


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_is_named_in_few_files(measure: str) -> None:
    named = re.compile(rf"\b(?:policy_)?{measure}\b")
    found = [str(path) for path in SOURCES if named.search(text(path))]
    assert 1 <= len(found) <= MOST, found
