"""A run of a day that has not come, or that a later run of the home overtook: nobody proposes, approves or files it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filing_homes import home_with_the_sample

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse

ADA, RUTH = ("--by", "Ada Analyst"), ("--by", "Ruth Ortega")
Say = Callable[..., Any]


@pytest.fixture
def settings(sample_run: Any, tmp_path: Path) -> Settings:
    return home_with_the_sample(sample_run.home, tmp_path / "home")


def test_a_run_of_a_day_that_has_not_come_or_that_was_overtaken_files_nothing(
    say: Say, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.filing.batches.check_run.read_today", lambda _: date(2026, 5, 31))
    refused = ("file", "propose", *ADA), ("file", "submit", *RUTH), ("file", "approve", *RUTH, "--reason", "all")
    for command in refused:
        assert "its date is in the future (today is 2026-05-31)" in say(*command, code=4)
    monkeypatch.setattr("orchestration.filing.batches.check_run.read_today", lambda _: date(2026, 6, 1))
    say("file", "propose", *ADA)
    with open_warehouse(settings) as connection:
        connection.execute("insert into quality.runs values ('later', 99, date '2026-06-02', '')")
    say("file", "propose", *ADA)  # (a run of a day that has not come overtakes nothing)
    monkeypatch.setattr("orchestration.filing.batches.check_run.read_today", lambda _: date(2026, 6, 2))
    for command in refused:
        assert "this home has a run of 2026-06-02" in say(*command, code=4)
