"""Reading the suites of ``expectations/``: one readable YAML file per stage boundary.

What belongs here: the form of a suite file and its checks. What does not: running it (``run``).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from orchestration.files.yaml import read_yaml

UNEXPECTED_ROWS = "unexpected_rows_expectation"
"""Great Expectations' own name for a query that must find no rows."""

ROWS_SHOWN = 5
"""Rows that a failed expectation speaks of; how many more there are is said."""


class Expectation(BaseModel):
    """One expectation: Great Expectations' ``type`` and arguments, and the sentence a person reads when it fails.

    ``id``: the name by which tests and alerts know it; it outlives a change of the sentence.
    ``source``: where a band comes from. ``found``: a query of one aggregate, asked only where the expectation fails and
    Great Expectations itself cannot say by how much; ``{batch}`` stands for the table. ``look``: where a person looks
    then; the table itself where nothing is said.

    Short for a query of unexpected rows: ``no_row_where``, a condition no row may meet, and ``each``, the words said of
    a row that does (the first five in order, or by ``worst_first``). ``of``: a query of ``{batch}`` whose rows are
    meant.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: str = UNEXPECTED_ROWS
    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")
    says: str
    source: str = ""
    found: str = ""
    look: str = ""
    no_row_where: str = ""
    each: str = ""
    of: str = "select * from {batch}"
    worst_first: str = ""

    @model_validator(mode="after")
    def _spell_out(self) -> Expectation:
        """Make the queries that the short form stands for."""
        if bool(self.no_row_where) != bool(self.each) or bool(self.no_row_where) == bool(self.arguments):
            raise ValueError("expected either type and with, or no_row_where and each")
        if self.no_row_where:
            rows = f"from ({self.of}) as asked where {self.no_row_where}"
            order = f"{self.worst_first} desc, {self.each}" if self.worst_first else self.each
            self.arguments = {"unexpected_rows_query": f"select 1 {rows}"}
            self.found = (
                f"select array_to_string(list({self.each} order by {order})[:{ROWS_SHOWN}], ', ') "
                f"|| if(count(*) > {ROWS_SHOWN}, ', and ' || count(*) - {ROWS_SHOWN} || ' more', '') {rows}"
            )
        return self


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

    @model_validator(mode="after")
    def _refuse_an_id_used_twice(self) -> GateSuite:
        counts = Counter(expected.id for table in self.tables for expected in table.expect)
        if twice := [id_ for id_, count in counts.items() if count > 1]:
            raise ValueError(f"expected each id once, found twice: {', '.join(twice)}")
        return self


def load_suite(folder: Path, gate: str, state: str) -> GateSuite:
    """The suite ``<folder>/<gate>.yml`` with ``{state}`` filled in. A wrong file raises ``ValidationError``."""
    text = (folder / f"{gate}.yml").read_text(encoding="utf-8").replace("{state}", state)
    return GateSuite.model_validate(read_yaml(text))
