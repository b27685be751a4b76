"""Reading the suites of ``expectations/``: one readable YAML file per stage boundary.

What belongs here: the form of a suite file and its checks. What does not: running it (``run``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field


class Expectation(BaseModel):
    """One expectation: Great Expectations' ``type`` and arguments, and the sentence a person reads when it fails.

    ``source``: where a band comes from. ``found``: a query of one aggregate, asked only where the expectation fails and
    Great Expectations itself cannot say by how much; ``{batch}`` stands for the table. ``look``: where a person looks
    then; the table itself where nothing is said.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    type: str
    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")
    says: str
    source: str = ""
    found: str = ""
    look: str = ""


class TableSuite(BaseModel):
    """What is expected of one table, ``schema.table``."""

    model_config = ConfigDict(extra="forbid")

    table: str
    expect: list[Expectation]


class GateSuite(BaseModel):
    """The suite of one gate."""

    model_config = ConfigDict(extra="forbid")

    gate: str
    asks: str
    tables: list[TableSuite]


def load_suite(folder: Path, gate: str, state: str) -> GateSuite:
    """The suite ``<folder>/<gate>.yml`` with ``{state}`` filled in. A wrong file raises ``ValidationError``."""
    text = (folder / f"{gate}.yml").read_text(encoding="utf-8").replace("{state}", state)
    return GateSuite.model_validate(yaml.safe_load(text))
