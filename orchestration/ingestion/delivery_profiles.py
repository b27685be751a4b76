"""Profiles of the current deliveries and of the previous ones, as tables that the intake gate compares.

The tables are ``intake.delivery_profiles`` and ``intake.conviction_counts``. ``expectations/`` decides which changes
are too large.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.ingestion.deliveries.discovery import Delivery
from orchestration.ingestion.deliveries.profile import Profile, load_profiles
from orchestration.ingestion.deliveries.receipt import read_finished_receipt
from orchestration.ingestion.layouts.layout import Layout
from orchestration.warehouse.run_history import read_run_deliveries

ALL = "ALL"

_PROFILES = pa.schema(
    [
        ("county_name", pa.string()),
        ("data_as_of", pa.date32()),
        ("previous_data_as_of", pa.date32()),
        ("is_change_allowed", pa.bool_()),
        ("column_name", pa.string()),
        ("role", pa.string()),
        ("form", pa.string()),
        ("accepted_rows", pa.int64()),
        ("filled_rows", pa.int64()),
        ("well_formed_rows", pa.int64()),
        ("previous_accepted_rows", pa.int64()),
        ("previous_filled_rows", pa.int64()),
    ]
)
_CONVICTIONS = pa.schema(
    [
        ("county_name", pa.string()),
        ("data_as_of", pa.date32()),
        ("previous_data_as_of", pa.date32()),
        ("is_change_allowed", pa.bool_()),
        ("court_county_name", pa.string()),
        ("conviction_year", pa.int32()),
        ("is_over", pa.bool_()),
        ("conviction_count", pa.int64()),
        ("previous_conviction_count", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Cut:
    """The files of one county and cut date, by SHA-256."""

    county: str
    data_as_of: date
    sha256s: frozenset[str]


def group_into_cuts(deliveries: Iterable[Delivery]) -> list[Cut]:
    """Group deliveries by county and cut date, sorted."""
    files: dict[tuple[str, date], set[str]] = defaultdict(set)
    for delivery in deliveries:
        files[delivery.county, delivery.data_as_of].add(delivery.sha256)
    return [Cut(county, cut, frozenset(sha256s)) for (county, cut), sha256s in sorted(files.items())]


def find_previous_cuts(
    in_force: Sequence[Cut], set_aside: Sequence[Cut], of_runs: Iterable[tuple[str, date, frozenset[str], int, bool]]
) -> dict[str, Cut]:
    """Find the cut before the current one by county, if any is known.

    It has other bytes and is the newest of two kinds: cuts that are not newer and passed the intake gate in a run
    (``of_runs``, see ``read_run_deliveries``; of equal cut dates that of the later run), and older cuts in
    ``set_aside`` that no gate rejected.
    """
    passed: dict[Cut, int] = {}
    turned_away: set[Cut] = set()
    for county, data_as_of, sha256s, run_number, is_passed in of_runs:
        cut = Cut(county, data_as_of, sha256s)
        if is_passed:
            passed[cut] = max(run_number, passed.get(cut, 0))
        else:
            turned_away.add(cut)
    for cut in set_aside:
        if cut not in turned_away:
            passed.setdefault(cut, 0)
    before: dict[str, Cut] = {}
    for current in in_force:
        older = [
            cut
            for cut in passed
            if cut.county == current.county
            and cut.data_as_of <= current.data_as_of
            and cut.sha256s != current.sha256s
            and (passed[cut] or cut.data_as_of < current.data_as_of)
        ]
        if older:
            before[current.county] = max(older, key=lambda cut: (cut.data_as_of, passed[cut], sorted(cut.sha256s)))
    return before


def register_profiles(
    connection: duckdb.DuckDBPyConnection,
    state_folder: Path,
    layout: Layout,
    in_force: Sequence[Delivery],
    found: Sequence[Delivery],
    allow_changed: Collection[str],
) -> tuple[int, int]:
    """Replace both tables with profiles of the current deliveries, and return the number of rows of each.

    ``found``: all discovered deliveries. ``allow_changed``: counties (any case, or ``ALL``) whose history may change.
    Earlier deliveries without rows are not compared.
    """
    current = group_into_cuts(in_force)
    of_runs = read_run_deliveries(connection)
    known = {delivery.sha256 for delivery in found}.union(*(row[2] for row in of_runs))
    is_read = {sha256 for sha256 in known if read_finished_receipt(state_folder / sha256, layout)}
    before = find_previous_cuts(
        current,
        [cut for cut in group_into_cuts(found) if cut not in current and cut.sha256s <= is_read],
        [row for row in of_runs if row[2] <= is_read],
    )
    wanted = {sha256 for cut in [*current, *before.values()] for sha256 in cut.sha256s}
    profiles = load_profiles(connection, state_folder, wanted, layout)
    allowed = {county.upper() for county in allow_changed}
    columns: list[dict[str, Any]] = []
    convictions: list[dict[str, Any]] = []
    for cut in current:
        previous = before.get(cut.county)
        heading = {
            "county_name": cut.county,
            "data_as_of": cut.data_as_of,
            "previous_data_as_of": previous.data_as_of if previous else None,
            "is_change_allowed": bool(allowed & {cut.county, ALL}),
        }
        mine = [profiles[sha256] for sha256 in sorted(cut.sha256s)]
        theirs = [profiles[sha256] for sha256 in sorted(previous.sha256s)] if previous else None
        columns += [heading | row for row in _build_column_rows(mine, theirs)]
        convictions += [heading | row for row in _build_conviction_rows(mine, theirs, previous)]
    _replace_table(connection, "delivery_profiles", pa.Table.from_pylist(columns, schema=_PROFILES))
    _replace_table(connection, "conviction_counts", pa.Table.from_pylist(convictions, schema=_CONVICTIONS))
    return len(columns), len(convictions)


def _build_column_rows(mine: Sequence[Profile], theirs: Sequence[Profile] | None) -> Iterable[dict[str, Any]]:
    for name, first in mine[0].columns.items():
        yield {
            "column_name": name,
            "role": first.role,
            "form": first.form,
            "accepted_rows": sum(one.rows for one in mine),
            "filled_rows": sum(one.columns[name].filled for one in mine),
            "well_formed_rows": sum(one.columns[name].well_formed or 0 for one in mine) if first.form else None,
            "previous_accepted_rows": sum(one.rows for one in theirs) if theirs else None,
            "previous_filled_rows": sum(one.columns[name].filled for one in theirs) if theirs else None,
        }


def _build_conviction_rows(
    mine: Sequence[Profile], theirs: Sequence[Profile] | None, previous: Cut | None
) -> Iterable[dict[str, Any]]:
    counts, earlier = _count_by_county_and_year(mine), _count_by_county_and_year(theirs or ())
    for county, year in sorted({*counts, *earlier}, key=lambda key: (key[0], key[1] is None, key[1] or 0)):
        yield {
            "court_county_name": county,
            "conviction_year": year,
            "is_over": year is not None and previous is not None and year < previous.data_as_of.year,
            "conviction_count": counts[county, year],
            "previous_conviction_count": earlier[county, year] if theirs else None,
        }


def _count_by_county_and_year(profiles: Sequence[Profile]) -> Counter[tuple[str, int | None]]:
    counts: Counter[tuple[str, int | None]] = Counter()
    for profile in profiles:
        for county, year, count in profile.convictions:
            counts[county, year] += count
    return counts


def _replace_table(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    connection.register("rows_of_profiles", rows)
    connection.execute(f"create or replace table intake.{table} as select * from rows_of_profiles")
    connection.unregister("rows_of_profiles")
