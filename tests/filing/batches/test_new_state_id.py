"""What a clerk reads of a line that is perhaps in the ledger under another id (when it is: ``test_once_only.py``)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filing_homes import events_of, home_with_the_sample

from orchestration.filing.batches.candidates import Selection, read_filing_lines
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse

PROPOSE = ("file", "propose", "--by", "Ada Analyst", "--county", "fresno")


@pytest.fixture
def settings(sample_run: Any, tmp_path: Path) -> Settings:
    return home_with_the_sample(sample_run.home, tmp_path / "home")


def test_a_clerk_is_told_which_line_it_is_perhaps(say: Callable[..., str], settings: Settings) -> None:
    say(*PROPOSE)
    before = events_of(settings)
    with open_warehouse(settings) as connection:
        (line, *_) = read_filing_lines(connection, Selection("FRESNO", relief_by="court_order"))
        connection.execute(
            "update marts.filing_lines set recorded_person_id = 'another', relief = 'redesignate_infraction', "
            "person_ids = list_filter(person_ids, lambda id: id <> ?) where unit_id = ? and relief_by = 'court_order'",
            [line.candidate.person_id, line.unit_id],
        )
    held = say(*PROPOSE)
    assert "proposed 0 new lines" in held and f"{line.unit_id} beside line {line.line_id}" in held
    assert "1 lines may be in the ledger already" in held and "decide-identity.md" in held
    assert events_of(settings) == before
