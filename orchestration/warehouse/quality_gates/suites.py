"""The form of the suites in ``expectations/``: one YAML file per stage boundary, and one for what a state asks more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from orchestration.files.yaml import read_yaml
from orchestration.warehouse.dbt.manifest import find_staging

UNEXPECTED_ROWS = "unexpected_rows_expectation"
"""Great Expectations' name for a query that must find no rows."""

FEW = 1000
"""Rows below which a share only warns."""

BY_SOURCE = "source"
"""What is missing is accepted by its name: it has no file."""

OTHER_DELIVERIES = "docs/reference/other_deliveries.md"

EVERY_ROW = "select * from {batch}"
"""The rows that the short form checks, if it does not say which."""

ROWS_SHOWN = 5
"""Groups listed for a failed expectation; the rest is counted."""


class Expectation(BaseModel):
    """One expectation: Great Expectations' ``type`` and arguments, and ``says``, the sentence shown if it fails.

    ``id``: name for tests, alerts and ``lookback accept``, stable when the sentence changes. ``severity``: whether data
    that fails it stops the run or only warns. ``source``: where a threshold comes from. ``found``: an aggregate query,
    run only if the expectation fails, that says by how much; ``{batch}`` is the table. ``look``: what to do, without
    SQL.

    Short form of a query for unexpected rows: ``no_row_where``, a condition that no row may meet, and ``each``, an
    expression describing a row that does (the first five in order, or by ``worst_first``). ``of``: a query of
    ``{batch}`` that gives the rows to check. ``warn_where``: rows that only warn, such as shares of few rows.
    ``share_of``: for the long form, a query of how many rows a share is of; of less than ``FEW`` it only warns.
    ``accept_by``: the column that ties a row to its delivery, or names what is missing, so that a person may accept it;
    without it nobody can.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: str = UNEXPECTED_ROWS
    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")
    says: str
    severity: Literal["stop", "warn"] = "stop"
    source: str = ""
    found: str = ""
    look: str = ""
    no_row_where: str = ""
    each: str = ""
    of: str = EVERY_ROW
    worst_first: str = ""
    warn_where: str = ""
    share_of: str = ""
    accept_by: Literal["", "county_name", "delivery_id", "source"] = ""

    @model_validator(mode="after")
    def _spell_out(self) -> Expectation:
        """Build the queries of the short form."""
        if bool(self.no_row_where) != bool(self.each) or bool(self.no_row_where) == bool(self.arguments):
            raise ValueError("expected either type and with, or no_row_where and each")
        if not self.no_row_where and (self.warn_where or self.accept_by):
            raise ValueError("expected warn_where and accept_by beside no_row_where alone")
        if self.no_row_where:
            self.arguments = {"unexpected_rows_query": f"select 1 {self.build_unexpected_rows()}"}
            self.found = self.build_found()
        return self

    def build_unexpected_rows(self) -> str:
        """Build the part of a query that gives the unexpected rows, ``from`` and ``where``."""
        return f"from ({self.of}) as asked where ({self.no_row_where})"

    def build_found(self, only: str = "true") -> str:
        """Build the query of the words said of the unexpected rows, or of those among them that ``only`` means."""
        order = f"{self.worst_first} desc, {self.each}" if self.worst_first else self.each
        return (
            f"select array_to_string(list({self.each} order by {order})[:{ROWS_SHOWN}], '; ') "
            f"|| if(count(*) > {ROWS_SHOWN}, '; and ' || count(*) - {ROWS_SHOWN} || ' more', '') "
            f"{self.build_unexpected_rows()} and ({only})"
        )


def build_counts(table: str, expectations: Sequence[Expectation]) -> str:
    """Build a query of one row: how many rows each expectation on the table finds. Conditions on every row of the table
    are counted in one scan."""
    conditions, queries = [], []
    for place, one in enumerate(expectations):
        if one.of == EVERY_ROW and one.no_row_where:
            conditions.append(f"count(*) filter (where {one.no_row_where}) as count_{place}")
        else:
            queries.append(f"(select count(*) as count_{place} from ({one.arguments['unexpected_rows_query']}))")
    scans = [f"(select {', '.join(conditions)} from {{batch}} as asked)"] if conditions else []
    counts = ", ".join(f"count_{place}" for place in range(len(expectations)))
    return f"select {counts} from {', '.join([*scans, *queries])}".replace("{batch}", table)


class TableSuite(BaseModel):
    """The expectations on one table, ``schema.table``."""

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
    """Load the suite ``<folder>/<gate>.yml``, with the tables of ``<state>/<gate>.yml``, and those of
    ``standard/<gate>.yml`` where the state has the standard staging. Filled in are ``{state}`` and ``{described_by}``,
    what describes the deliveries that the state's law needs.

    Raises:
        ValidationError: A file has another form.
    """
    staging = find_staging(folder.parent / "models", state)
    described_by = OTHER_DELIVERIES if staging == state else "lookback layout describe"
    text = (folder / f"{gate}.yml").read_text(encoding="utf-8").replace("{described_by}", described_by)
    suite: dict[str, Any] = read_yaml(text.replace("{state}", state))
    for name in dict.fromkeys((staging, state)):
        own = folder / name / f"{gate}.yml"
        if not own.is_file():
            continue
        asked = {table["table"]: table for table in suite["tables"]}
        for table in read_yaml(own.read_text(encoding="utf-8").replace("{state}", state))["tables"]:
            asked.setdefault(table["table"], {"table": table["table"], "expect": []})["expect"] += table["expect"]
        suite["tables"] = list(asked.values())
    return GateSuite.model_validate(suite)
