"""The file of a county has a name that every disk takes, whatever the record calls the county."""

from __future__ import annotations

import pytest

from orchestration.determinations.exports.determinations import COLUMNS, build_file_name


@pytest.mark.parametrize(
    ("county", "name"),
    [
        ("SAN JOAQUIN", "san_joaquin.determinations.csv"),
        ("San-Joaquin ", "san_joaquin.determinations.csv"),
        ("../N/A", "n_a.determinations.csv"),
        (None, "county_unknown.determinations.csv"),
        ("???", "county_unknown.determinations.csv"),
        ("X" * 300, "x" * 100 + ".determinations.csv"),
    ],
)
def test_a_county_names_its_file(county: str | None, name: str) -> None:
    assert build_file_name(county) == name


def test_what_a_reviewer_reads_first_stands_first() -> None:
    assert list(COLUMNS)[:4] == ["county", "name", "date_of_birth", "state_id"]
    assert list(COLUMNS)[-2:] == ["charge_id", "source_rows"]
    assert len(set(COLUMNS)) == len(COLUMNS)
