"""Measures of a run: what each gate counts beside its expectations, for the trend over runs and the quality page.

What belongs here: the form of ``expectations/measures.yml`` and asking its queries. What does not: the queries
themselves, and keeping the answers (``warehouse/run_history``). A measure is an aggregate and decides nothing.
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
    """One measure: the gate it is counted at, its name, what it says, and a query of (county_name, kind, amount,
    out_of)."""

    model_config = ConfigDict(extra="forbid")

    gate: str
    measure: str
    says: str
    query: str


class MeasuresAsked(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    about: Literal["measures"]
    measures: Sequence[MeasureAsked]


def load_measures(folder: Path, state: str) -> Sequence[MeasureAsked]:
    """The measures of ``<folder>/measures.yml`` with ``{state}`` filled in. A wrong file raises ``ValidationError``."""
    text = (folder / MEASURES_FILE).read_text(encoding="utf-8").replace("{state}", state)
    return MeasuresAsked.model_validate(read_yaml(text)).measures


def count_measures(connection: duckdb.DuckDBPyConnection, folder: Path, gate: str, state: str) -> list[Measure]:
    """What is counted at ``gate``. A table that is not there is a failed gate already: what needs it is not counted."""
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
