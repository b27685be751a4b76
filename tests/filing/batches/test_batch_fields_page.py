"""The page that sets batch lines beside forms names columns that exist, and every column a court reads."""

from __future__ import annotations

import re

from repository import ROOT

from orchestration.determinations.exports.evidence import DETERMINED
from orchestration.filing.batches.run_lines import COLUMNS

PAGE = (ROOT / "docs" / "reference" / "batch_fields.md").read_text(encoding="utf-8")
OURS_ALONE = {
    "line_id",
    "sentence_state",
    "statute_gives",
    "statutory_new_section",
    "statutory_citation",
    "data_as_of",
    "told_also_by",
}
"""Columns that no form and no earlier program has."""


def test_every_column_of_the_page_is_one_of_a_batch_and_the_other_way_round() -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert named == set(COLUMNS) - OURS_ALONE
    assert set(COLUMNS) >= OURS_ALONE


def test_annotated_files_add_the_columns_that_counties_were_promised() -> None:
    assert list(DETERMINED) == [
        *("charge_id", "case_numbers", "outcome", "statutory_remedy", "policy_remedy", "relief", "reason"),
        *("citation", "eligible_on"),
    ]
