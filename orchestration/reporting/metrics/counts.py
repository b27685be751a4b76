"""The counts of the run at hand and the ledger: queries asked in their order, results as frames.

What belongs here: running ``queries`` on a warehouse opened to be read. What does not: SQL (there), what a figure is
(``catalogue``), files (``writing``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from orchestration.reporting.metrics.ledger_lines import LedgerRead, register_lines
from orchestration.warehouse.connection import fetch_dicts

QUERIES = Path(__file__).with_name("queries")

TRAITS: Mapping[str, str] = {
    "all": "'all'", "none": "'none'", "county": "county", "remedy": "remedy_id", "race": "race", "sex": "sex",
    "age": "age", "offense_group": "offense_group", "year": "year_of_event",
}  # fmt: skip
"""Traits that levels are broken down by, and how the query names their groups; all and none are no trait."""

PAIRS = (
    ("all", "none"),
    *((trait, "none") for trait in ("county", "remedy", "race", "sex", "age", "offense_group", "year")),
    *(("county", trait) for trait in ("remedy", "race", "sex", "age", "offense_group", "year")),
    *(("remedy", trait) for trait in ("race", "sex", "age", "offense_group", "year")),
    ("race", "sex"),
    ("race", "age"),
)
"""One or two traits at a time, never more."""

PAIRS_OF_PEOPLE = tuple(pair for pair in PAIRS if not {*pair} & {"remedy", "offense_group", "year"})
PAIRS_OF_KINDS = (("offense_group", "none"), ("year", "none"))
"""Of people's records what their convictions alone have: no person is in one of them."""
PAIRS_OF_RECORDS = (*PAIRS_OF_PEOPLE, *PAIRS_OF_KINDS)
ONCE, PLACED, BY_KIND = "record_people", "placed_people", "people_by_kind"
_GROUPS = ("trait_1", "group_1", "trait_2", "group_2", "vital_status")


@dataclass(frozen=True)
class Facts:
    """What every figure rests on. ``event``: the last event of the ledger that was read."""

    state: str
    as_of_date: date
    data_as_of_earliest: date
    data_as_of_latest: date
    law_version: str
    software: str
    run_id: str
    allowances: str
    event: int


@dataclass(frozen=True)
class Counts:
    """Everything that was counted, each in a fixed order."""

    facts: Facts
    levels: pl.DataFrame
    records: pl.DataFrame
    parts: pl.DataFrame


Sql = Callable[[str], str]
"""What becomes of a query before it is asked: another law lies in other tables."""
EVERY_SET, ALL_GRANTED = "true", "basis = 'if_all_granted' and laws = 'ALL'"
"""Which bases and sets of laws are asked of people's records."""
Pairs = Sequence[tuple[str, str]]


def asked(connection: duckdb.DuckDBPyConnection, name: str, state: str, **words: str) -> pl.DataFrame:
    """The rows of a query; ``words`` stand for names in braces in it."""
    rows: pl.DataFrame = connection.sql(_text(name, state=state, **words)).pl()
    return rows


def levels(connection: duckdb.DuckDBPyConnection, state: str, pairs: Pairs = PAIRS) -> pl.DataFrame:
    """The levels by every pair of traits, in a fixed order."""
    parts = [asked(connection, "levels", state, **_of_level(*pair)) for pair in pairs]
    return pl.concat(parts).sort("measure", "unit", *_GROUPS)


def records(connection: duckdb.DuckDBPyConnection, state: str, pairs: Pairs = PAIRS_OF_RECORDS) -> pl.DataFrame:
    """What is left of records by every pair of traits that a person has, or convictions have, in a fixed order."""
    parts = [asked(connection, "record_levels", state, **_of_records(pair), **_of_level(*pair)) for pair in pairs]
    return pl.concat(parts).sort("measure", "unit", "basis", "laws", "law", "viewer", *_GROUPS)


def _of_records(pair: tuple[str, str]) -> dict[str, str]:
    """What is asked for a pair of traits, and in which units it is told."""
    if pair in PAIRS_OF_KINDS:
        return {"people": BY_KIND, "units": "'convictions'"}
    return {"people": PLACED if "county" in pair else ONCE, "units": "'people', 'convictions'"}


def _of_level(first: str, second: str) -> dict[str, str]:
    """The words of a query of levels: how it ends (``of_each_level``, first of all), and its two traits."""
    ends = {"of_each_level": (QUERIES / "of_each_level.sql").read_text(encoding="utf-8").strip()}
    return {**ends, "trait_1": first, "trait_2": second, "group_1": TRAITS[first], "group_2": TRAITS[second]}


def made(connection: duckdb.DuckDBPyConnection, name: str, state: str, sql: Sql = str, **words: str) -> None:
    """Make the temporary table of a query."""
    connection.execute(sql(_text(name, state=state, **words)))


def _text(name: str, **words: str) -> str:
    text = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
    for word, stands_for in words.items():
        text = text.replace(f"{{{word}}}", stands_for)
    return text


def prepare(
    connection: duckdb.DuckDBPyConnection, state: str, read: LedgerRead, sql: Sql = str, of_sets: str = EVERY_SET
) -> None:
    """The tables that all queries read: lines of the ledger, what was determined, what is left of records."""
    register_lines(connection, read)
    for name in ("macros", "units", "entities", "standing", "records", "people"):
        made(connection, name, state, sql, of_sets=of_sets)


def count(connection: duckdb.DuckDBPyConnection, state: str, event: int) -> Counts:
    """Levels, records and parts, after ``prepare``."""
    return Counts(
        facts_of(connection, state, event),
        levels(connection, state),
        records(connection, state),
        pl.concat([asked(connection, name, state) for name in ("parts", "record_parts")]),
    )


def facts_of(connection: duckdb.DuckDBPyConnection, state: str, event: int) -> Facts:
    """What the figures rest on."""
    names = [
        "as_of_date",
        "data_as_of_earliest",
        "data_as_of_latest",
        "law_version",
        "version as software",
        "run_id",
        "coalesce(allowances, '') as allowances",
    ]
    (row,) = fetch_dicts(connection, f"select {', '.join(names)} from marts.run_summary")
    return Facts(state=state, event=event, **row)


def statewide(frame: pl.DataFrame, **what: str) -> Mapping[str, pl.DataFrame]:
    """The rows broken down by nothing, by living or deceased."""
    rows = frame.filter(pl.col("trait_1") == "all", *(pl.col(name) == word for name, word in what.items()))
    return {str(status): part for (status,), part in rows.group_by(["vital_status"])}
