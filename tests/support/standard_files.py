"""Invented people in files of the standard layout, and the findings that a state makes of them.

What belongs here: writing rows into files and building on them. What does not: rows and what is expected of them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from warehouse_runs import BuiltWarehouse

from orchestration.ingestion.layouts.layout import list_standard_columns
from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.settings import load_settings
from orchestration.warehouse.dbt.runner import STAGES, build_stage

Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""The rows of each file; a column that a row does not name is blank."""


def write_files(folder: Path, rows: Rows, data_as_of: date) -> None:
    """Write each file of the whole state with all columns of the layout."""
    folder.mkdir()
    for file, of_file in rows.items():
        columns = [row["column"] for row in list_standard_columns(file)]
        with (folder / f"statewide_{file}_{data_as_of:%Y%m%d}.csv").open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, columns, restval="")
            writer.writeheader()
            writer.writerows(of_file)


def build_findings(folder: Path, state: str, rows: Rows, as_of: date, data_as_of: date | None = None) -> BuiltWarehouse:
    """Take in the rows as files of a state and build up to its findings."""
    write_files(folder / "files", rows, data_as_of or as_of)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LOOKBACK_STATE", state)
        settings = load_settings(home=folder / "home", state=state)
        ingest(settings, IngestionRequest((folder / "files",), as_of))
        for stage in STAGES[:3]:
            build_stage(settings, stage)
    return BuiltWarehouse(settings)


def read_outcomes(warehouse: BuiltWarehouse, state: str) -> dict[tuple[str, str], str]:
    """Read the outcome of each charge by case and count; ineligible where no path is for it."""
    rows = warehouse.rows(
        f"""
        select charges.case_numbers, charges.count_number, findings.outcome
        from intermediate.int_charges as charges
        left join rules.rule_{state}__findings as findings using (charge_id)
        order by coalesce(list_position(['review', 'not_yet', 'eligible'], findings.outcome), 0)
        """
    )
    return {(row["case_numbers"], row["count_number"]): row["outcome"] or "ineligible" for row in rows}
