"""The page that sets batch lines beside forms names every column of a batch, and none that is not there."""

from __future__ import annotations

import re

from repository import ROOT

from orchestration.filing.batches.files.court_data import COLUMNS


def test_every_column_of_the_page_is_one_of_a_batch_and_the_other_way_round() -> None:
    page = (ROOT / "docs" / "reference" / "batch_fields.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`([a-z_]+)`", page)) == set(COLUMNS)
