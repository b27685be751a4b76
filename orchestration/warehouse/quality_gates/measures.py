"""Measures of a run: aggregates counted at each gate for the trend over runs and the quality page.

The queries are in ``expectations/measures.yml``. A measure never stops a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import duckdb
from pydantic import BaseModel, ConfigDict

from orchestration.files.yaml import read_yaml
from orchestration.warehouse.run_history import Measure

MEASURES_FILE = "measures.yml"


class MeasureAsked(BaseModel):
    """One measure: its gate, name and description, and a query of (county_name, kind, amount, out_of)."""

    model_config = ConfigDict(extra="forbid")

    gate: str
    measure: str
    says: str
    query: str


class MeasuresAsked(BaseModel):
    """The file of measures."""

    model_config = ConfigDict(extra="forbid")

    about: Literal["measures"]
    measures: Sequence[MeasureAsked]


def load_measures(folder: Path, state: str) -> Sequence[MeasureAsked]:
    """Load ``<folder>/measures.yml`` with ``{state}`` filled in.

    Raises:
        ValidationError: The file has another form.
    """
    text = (folder / MEASURES_FILE).read_text(encoding="utf-8").replace("{state}", state)
    return MeasuresAsked.model_validate(read_yaml(text)).measures


def count_measures(connection: duckdb.DuckDBPyConnection, folder: Path, gate: str, state: str) -> list[Measure]:
    """Count the measures of ``gate``. A measure of a missing table is skipped: the gate fails on the table."""
    measures: list[Measure] = []
    for asked in load_measures(folder, state):
        if asked.gate != gate:
            continue
        try:
            rows = connection.execute(f"select * from ({asked.query}) order by all").fetchall()
        except (duckdb.CatalogException, duckdb.BinderException):
            continue
        measures += [Measure(asked.measure, str(row[0]), str(row[1]), int(row[2]), int(row[3])) for row in rows]
    return measures
