"""Whether a published figure is what the run at hand says.

What belongs here: looking a figure up in a release, computing it again, whatever table shows it. What does not:
correcting it (``releases``). A withheld figure is not said aloud: only whether it is still what was counted then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orchestration.reporting.disclosure.rule import SMALLEST_SHOWN
from orchestration.reporting.releases import counted_tables, ranges, what_changed
from orchestration.reporting.releases import derived_tables as told_beside
from orchestration.reporting.releases import gap as gap_counts
from orchestration.reporting.releases import ranged_tables as told_in_ranges
from orchestration.reporting.releases.build import SUPPRESSION, shares_withheld
from orchestration.reporting.releases.counted_files import event_of_folder, folder_up_to
from orchestration.reporting.releases.counted_tables import Frames, read_folder
from orchestration.reporting.releases.registry import NoSuchRelease, Release, event_of, run_behind, true_counts
from orchestration.reporting.releases.tables import COUNTS, cell_keys, read_counts
from orchestration.settings import Settings
from orchestration.warehouse.current_run import run_at_hand

EXTERNAL_ID = "external_id"
NUMBERS: Mapping[str, tuple[str, ...]] = {
    **COUNTS,
    told_beside.RATES: ("count", "residents", "per_1000_residents"),
    told_beside.EXTERNAL: ("ours",),
    what_changed.NAME: ("gains", "losses", "count", "not_known"),
    SUPPRESSION: ("counts", "withheld"),
    ranges.NAME: ranges.COUNTS,
}
"""The columns of each table that say something of people, or of counts of people: what is computed again, and can be
corrected."""
_OF_NOBODY = frozenset({"residents", "counts", "withheld", "per_1000_residents"})
"""Of these a small number tells of nobody: residents are public, a rate is said where its count is."""
_WITHHELD_WHERE_EMPTY = frozenset({"low", "high"})
"""A range without ends is from 1 to 10, and no range that is not there."""

Number = float | int | None


class NotComputable(LookupError):
    """What the figure was computed from is not there any more."""


@dataclass(frozen=True)
class Checked:
    """One number of a figure: what was published (None: withheld) and what is found now (None: not to be said).
    ``is_equal`` is None where it was withheld and nobody kept what it was. ``is_empty``: neither release nor warehouse
    has a number there, as before and after have no gains."""

    column: str
    published: Number
    recomputed: Number
    is_equal: bool | None
    is_empty: bool = False


def published_figure(release: Release, figure_id: str) -> tuple[str, Mapping[str, Any]]:
    """The table and the row of a figure. Raises ``NoSuchRelease``."""
    for name in NUMBERS:
        path = release.folder / "parquet" / f"{name}.parquet"
        frame = release.frames[name] if name in release.frames else pl.read_parquet(path) if path.is_file() else None
        identified = EXTERNAL_ID if name == told_beside.EXTERNAL else "figure_id"
        if frame is not None and identified in frame.columns:
            found = frame.filter(pl.col(identified) == figure_id)
            if found.height:
                return name, found.row(0, named=True)
    raise NoSuchRelease(f"release {release.number} has no figure {figure_id!r}")


def verify(
    connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release, figure_id: str
) -> list[Checked]:
    """Each number of the figure, computed again: from the warehouse at hand and what was counted of its run last; what
    changed from what is kept of both runs; what is withheld from the tables of the release. Raises ``NoSuchRelease``,
    ``NotComputable``."""
    name, row = published_figure(release, figure_id)
    computed = _OTHERS.get(name, _counted)
    now = computed(connection, settings, release, name, row)
    checked = []
    for column in NUMBERS[name]:
        published, true = row[column], now[column]
        is_small = column not in _OF_NOBODY and true is not None and 1 <= abs(true) < SMALLEST_SHOWN and _is_count(row)
        may_be_said = published is not None and not is_small
        is_equal = _is_equal(settings, release, name, row, column, true)
        is_empty = published is None and true is None and column not in _WITHHELD_WHERE_EMPTY
        checked.append(Checked(column, published, true if may_be_said else None, is_equal, is_empty))
    return checked


def _is_equal(
    settings: Settings, release: Release, name: str, row: Mapping[str, Any], column: str, true: Number
) -> bool | None:
    """Whether the number is what was published, or what was withheld: its true count is kept inside."""
    if row[column] is not None or true is None or name == ranges.NAME:
        return bool(row[column] == true)
    if name not in COUNTS:
        return None
    frame = release.frames[name]
    cells = dict(zip(frame["figure_id"].to_list(), cell_keys(name, frame)[column], strict=True))
    kept = true_counts(settings, release.number).get(cells[row["figure_id"]])
    return None if kept is None else kept == true


def why_it_may_differ(connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release) -> list[str]:
    """What the warehouse and the figures at hand have another of than the release, a sentence each: a figure that
    differs is no mistake then."""
    run_id = run_at_hand(connection).run_id
    if run_id != run_behind(settings, release.number):
        return [f"the warehouse holds another run than release {release.number} came from: a difference may be right"]
    folder, told = _folder(connection, settings, release), event_of(release.frames)
    if folder is None or told is None or event_of_folder(folder) == told:
        return []
    return [
        f"release {release.number} tells of the ledger up to event {told:,}, the figures at hand up to event "
        f"{event_of_folder(folder):,}: a difference may be right"
    ]


def _is_count(row: Mapping[str, Any]) -> bool:
    """Whether the numbers of the row count people; a share of others' figures does not."""
    return row.get("kind") != "share"


Now = Mapping[str, Any]


def _counted(
    connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release, name: str, row: Mapping[str, Any]
) -> Now:
    if name in counted_tables.COUNTS and _folder(connection, settings, release) is None:
        raise NotComputable(
            "the figures of the run at hand are not counted: lookback figures counts them, with the ledger as it is now"
        )
    frame = _true(connection, settings, release)[name]
    found = frame.filter(pl.col("figure_id") == row["figure_id"])
    return found.row(0, named=True) if found.height else dict.fromkeys(COUNTS[name], 0)


def _true(connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release) -> Frames:
    return read_counts(connection, read_folder(_folder(connection, settings, release)))


def _folder(connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release) -> Path | None:
    """Where the run at hand was counted: with the ledger as far as the release knows it, else as it was counted last;
    None where nobody did."""
    return folder_up_to(settings, run_at_hand(connection).run_id, event_of(release.frames))


def _rate(
    connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release, name: str, row: Mapping[str, Any]
) -> Now:
    folder = _folder(connection, settings, release)
    found = told_beside.rates(folder, _true(connection, settings, release)).filter(
        pl.col("figure_id") == row["figure_id"]
    )
    if not found.height:
        raise NotComputable(
            f"no rates by the file of residents {row['residents_file']}… are counted for the run at hand: "
            "lookback figures --population FILE"
        )
    now = found.row(0, named=True)
    # A rate tells its count: where that is withheld, the rate is too.
    is_withheld = row["count"] is None or 1 <= now["count"] < SMALLEST_SHOWN
    return {**now, "per_1000_residents": None} if is_withheld else now


def _figure_of_others(
    connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release, name: str, row: Mapping[str, Any]
) -> Now:
    folder = _folder(connection, settings, release)
    true = _true(connection, settings, release)
    counted = {**true, gap_counts.NAME: gap_counts.with_shares_shown(true[gap_counts.NAME])}
    ours = told_beside.external(folder, counted, is_synthetic=bool(release.facts["is_synthetic"]))
    found = ours.filter(pl.col(EXTERNAL_ID) == row[EXTERNAL_ID])
    if not found.height:
        raise NotComputable(f"expectations/external.csv of the run at hand has no figure {row[EXTERNAL_ID]}")
    return found.row(0, named=True)


def _what_changed(
    connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release, name: str, row: Mapping[str, Any]
) -> Now:
    before = (release.facts.get("what_changed") or {}).get("release")
    bridges = what_changed.bridges_between(
        settings, before, run_behind(settings, release.number), event_of(release.frames)
    )
    if bridges is None:
        raise NotComputable("the runs that were compared are not kept any more")
    for bridge in bridges:
        for now in what_changed.rows_of(bridge):
            if now["figure_id"] == row["figure_id"]:
                return now
    return dict.fromkeys(NUMBERS[name])


def _withheld(
    connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release, name: str, row: Mapping[str, Any]
) -> Now:
    found = shares_withheld(release.frames).filter(pl.col("figure_id") == row["figure_id"])
    return found.row(0, named=True) if found.height else dict.fromkeys(NUMBERS[name], 0)


def _range(
    connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release, name: str, row: Mapping[str, Any]
) -> Now:
    if row["subject"] == ranges.QUALITY:
        every = list(ranges.of_quality(told_in_ranges.quality_of_runs(connection)))
    else:
        told = told_in_ranges.scenario_by_itself(connection, settings, row["subject"], row["place"], row["group_kind"])
        if told is None:
            raise NotComputable(
                f"scenario {row['subject']} is not beside the run at hand, or its headlines are not counted: lookback "
                "scenario run FILE, compare, figures"
            )
        every = list(ranges.of_scenario(told))
    return next((one for one in every if one["figure_id"] == row["figure_id"]), dict.fromkeys(ranges.COUNTS, 0))


_OTHERS: Mapping[str, Callable[[duckdb.DuckDBPyConnection, Settings, Release, str, Mapping[str, Any]], Now]] = {
    told_beside.RATES: _rate,
    told_beside.EXTERNAL: _figure_of_others,
    what_changed.NAME: _what_changed,
    SUPPRESSION: _withheld,
    ranges.NAME: _range,
}
"""How the figures are computed that are no counts of the run."""
