"""What a person let pass stands on every figure and in the run id, whichever way it was let pass."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orchestration.ingestion.request import MAX_DATA_AGE_DAYS, IngestionRequest


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (MAX_DATA_AGE_DAYS - 1, ""),
        (MAX_DATA_AGE_DAYS, ""),
        (MAX_DATA_AGE_DAYS + 1, f"data up to {MAX_DATA_AGE_DAYS + 1} days old allowed for every county"),
    ],
)
def test_a_higher_limit_of_age_is_an_allowance_and_a_lower_one_is_none(days: int, words: str) -> None:
    request = IngestionRequest(paths=(Path("a"),), as_of_date=date(2026, 6, 1), max_data_age_days=days)
    assert request.format_allowances() == words
