"""The folder that ``lookback figures`` wrote of a run, and its tables as they lie there.

What belongs here: finding it, reading a table of it with its types. What does not: what becomes of a table
(``headline_counts``, ``grouped_counts`` and the others). Restricted: small numbers stand there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from orchestration.settings import Settings

HEADLINES = "headlines.json"
FUNNEL, LEVELS, RECORDS, LAW_EFFECTS = "funnel.csv", "levels.csv", "records.csv", "law_effects.csv"
DISPARITY, GAP, ELIGIBLE_LATER, EXTERNAL = "disparity.csv", "gap.csv", "eligible_later.csv", "external.csv"
BY_YEAR = "reports/relief_granted_and_prohibited.csv"
PROGRESS: Mapping[str, str] = {
    "court_order": "reports/ab1706_progress.csv",
    "operation_of_law": "reports/automatic_relief_progress.csv",
}
"""By who grants the relief."""
OF_THE_LIVING = "of_the_living.csv"
LIVING = "_of_the_living"
"""Behind the name of a column of the reports and the funnel, which hold the dead too: how many of it are of the living.
It is read to protect a release, and stands in none."""
STATEWIDE = "STATEWIDE"
RATES = "rates_*.csv"
ALL = (
    HEADLINES, FUNNEL, LEVELS, RECORDS, LAW_EFFECTS, DISPARITY, GAP, ELIGIBLE_LATER, EXTERNAL, BY_YEAR,
    *PROGRESS.values(), OF_THE_LIVING,
)  # fmt: skip
"""What a release reads; rates only where somebody gave a file of residents."""


def newest_folder(settings: Settings, run_id: str) -> Path | None:
    """Where ``lookback figures`` counted the run last; None where nobody counted it."""
    found = sorted(settings.figures.glob(f"*/{run_id}-*/{HEADLINES}"), key=lambda path: event_of_folder(path.parent))
    return found[-1].parent if found else None


def folder_up_to(settings: Settings, run_id: str, event: int | None) -> Path | None:
    """Where the run was counted with the ledger up to just this event; where nobody did, ``newest_folder``."""
    found = sorted(settings.figures.glob(f"*/{run_id}-{event}/{HEADLINES}")) if event is not None else []
    return found[-1].parent if found else newest_folder(settings, run_id)


def event_of_folder(folder: Path) -> int:
    """The last event of the ledger that was counted there."""
    return int(folder.name.rpartition("-")[2])


def is_counted(settings: Settings, run_id: str, event: int) -> bool:
    """Whether ``lookback figures`` has written of this run, up to this event, all that a release tells."""
    folder = newest_folder(settings, run_id)
    is_last = folder is not None and folder.name == f"{run_id}-{event}"
    return folder is not None and is_last and all((folder / name).is_file() for name in ALL)


def table(folder: Path | None, name: str, types: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """The columns ``types`` of a table; without a row where it is not there. Words and counts are never guessed."""
    if folder is None or not (folder / name).is_file():
        return pl.DataFrame(schema=types)
    every = pl.read_csv(folder / name, infer_schema=False)
    # (Without a schema an empty field is null; an empty word is a word.)
    return every.select(
        pl.col(column).fill_null("") if kind == pl.String else pl.col(column).cast(kind)
        for column, kind in types.items()
    )


_LIVING = {
    "table": pl.String, "law": pl.String, "place": pl.String, "column": pl.String, "count_of_the_living": pl.Int64,
    "states": pl.String,
}  # fmt: skip


def of_the_living(folder: Path | None, name: str) -> pl.DataFrame:
    """Of the cells of the table ``name``: law (or way of relief), place, column, how many are of the living, and which
    states of a line stand there. What has no row is none."""
    return table(folder, OF_THE_LIVING, _LIVING).filter(pl.col("table") == name).drop("table")


def this_year_and_next(folder: Path | None) -> list[str]:
    """The years of which a calendar tells months: that of the as-of date, by which the folder lies, and the next."""
    if folder is None:
        return []
    year = int(folder.parent.name[:4])
    return [str(year), str(year + 1)]


def rates_of_residents(folder: Path | None) -> Iterator[Path]:
    """The tables of rates, one for each file of residents that was given."""
    yield from sorted(folder.glob(RATES)) if folder is not None else ()
