"""Columns added to the first row of each charge in scope: its determination and the relevant parts of the record.

Each state's law defines what is relevant: all columns of ``rules.rule_<state>__evidence`` except the ids, in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from orchestration.files.tables import format_csv_line

COMMON_COLUMNS: dict[str, str] = {
    "charge_id": "reliefs.charge_id",
    "case_numbers": "charges.case_numbers",
    "outcome": "reliefs.outcome",
    "statutory_remedy": "reliefs.statutory_remedy",
    "policy_remedy": "reliefs.policy_remedy",
    "relief": "reliefs.relief",
    "reason": "reliefs.reason_text",
    "citation": "reliefs.citation",
    "eligible_on": "reliefs.eligible_on",
}
"""Columns that every state has, with their sources."""

_IDS = ("charge_id", "person_id", "person_bucket")
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")
_FETCH_SIZE = 2_000

# The first row of a charge in a delivery: the conviction's if it has one, else the charge's.
_PLACED = """
create or replace temp table placed as
with source_rows as (
    select
        charges.charge_id,
        unnest(charges.source_rows) as source_row
    from marts.charge_reliefs as reliefs
    inner join intermediate.int_charges as charges on reliefs.charge_id = charges.charge_id
),
lines as (
    select
        charge_id,
        string_split(source_row, ':')[1] as delivery_id,
        cast(string_split(source_row, ':')[2] as bigint) as source_line
    from source_rows
)
select
    lines.charge_id,
    lines.delivery_id,
    coalesce(
        min(lines.source_line) filter (where tellings.disposition_type = 'convicted'), min(lines.source_line)
    ) as source_line
from lines
left join staging.stg_{state}__charges as tellings
    on lines.delivery_id = tellings.delivery_id and lines.source_line = tellings.source_line
group by lines.charge_id, lines.delivery_id
"""


@dataclass
class DeliveryEvidence:
    """Evidence of one delivery in row order. ``waiting``: line of the next charge, None at the end; ``given``: charges
    taken."""

    _counts: Iterator[tuple[int, str]]
    waiting: int | None = field(init=False)
    given: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._advance()

    def _advance(self) -> None:
        self.waiting, self._text = next(self._counts, (None, ""))

    def take(self) -> str:
        """Return the added columns of the next charge as CSV and advance."""
        text = self._text
        self.given += 1
        self._advance()
        return text


@dataclass(frozen=True)
class Evidence:
    """The names of the added columns, and access to their values by delivery."""

    columns: tuple[str, ...]
    _connection: duckdb.DuckDBPyConnection

    def read_delivery(self, delivery_id: str) -> DeliveryEvidence:
        """Read the evidence of one delivery, one delivery at a time."""
        return DeliveryEvidence(self._read(delivery_id))

    def _read(self, delivery_id: str) -> Iterator[tuple[int, str]]:
        rows = self._connection.execute(
            "select source_line, columns(* exclude (source_line, delivery_id)) from placed_evidence "
            "where delivery_id = ? order by source_line, charge_id",
            [delivery_id],
        )
        while some := rows.fetchmany(_FETCH_SIZE):
            for line, *values in some:
                yield line, format_csv_line(values)


@contextmanager
def prepare_evidence(connection: duckdb.DuckDBPyConnection, state: str) -> Iterator[Evidence]:
    """Prepare the evidence of the run's deliveries for the length of the block.

    Raises:
        LookupError: Two charges share a row.
    """
    state_columns = _list_state_columns(connection, state)
    values = [f"cast({source} as varchar) as {name}" for name, source in COMMON_COLUMNS.items()]
    values += [_build_text_cast(f"evidence.{name}", kind, name) for name, kind in state_columns.items()]
    connection.execute(_PLACED.format(state=state))
    try:
        ((counts, places),) = connection.execute(
            "select count(*), count(distinct (delivery_id, source_line)) from placed"
        ).fetchall()
        if counts != places:
            raise LookupError(f"{counts} counts in scope are on {places} rows")
        connection.execute(
            "create or replace temp table placed_evidence as "
            f"select placed.delivery_id, placed.source_line, {', '.join(values)} from placed "
            "inner join marts.charge_reliefs as reliefs on placed.charge_id = reliefs.charge_id "
            "inner join intermediate.int_charges as charges on placed.charge_id = charges.charge_id "
            f"inner join rules.rule_{state}__evidence as evidence on placed.charge_id = evidence.charge_id"
        )
        yield Evidence((*COMMON_COLUMNS, *state_columns), connection)
    finally:
        connection.execute("drop table if exists placed_evidence")
        connection.execute("drop table if exists placed")


def _list_state_columns(connection: duckdb.DuckDBPyConnection, state: str) -> dict[str, str]:
    """Return the names and types of the state's evidence columns."""
    rows = connection.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = 'rules' and table_name = ? order by ordinal_position",
        [f"rule_{state}__evidence"],
    ).fetchall()
    return {name: kind for name, kind in rows if name not in _IDS}


def _build_text_cast(source: str, kind: str, name: str) -> str:
    if kind == "BOOLEAN":
        return f"case {source} when true then 'yes' when false then 'no' end as {name}"
    if kind in _NUMBERS:
        return f"{source} as {name}"
    return f"cast({source} as varchar) as {name}"
