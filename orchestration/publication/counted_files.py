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
RATES = "rates_*.csv"
ALL = (
    HEADLINES, FUNNEL, LEVELS, RECORDS, LAW_EFFECTS, DISPARITY, GAP, ELIGIBLE_LATER, EXTERNAL, BY_YEAR,
    *PROGRESS.values(),
)  # fmt: skip
"""What a release reads; rates only where somebody gave a file of residents."""


def newest_folder(settings: Settings, run_id: str) -> Path | None:
    """Where ``lookback figures`` counted the run last; None where nobody counted it."""
    found = sorted(settings.figures.glob(f"*/{run_id}-*/{HEADLINES}"), key=lambda path: _event(path.parent))
    return found[-1].parent if found else None


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


def this_year_and_next(folder: Path | None) -> list[str]:
    """The years of which a calendar tells months: that of the as-of date, by which the folder lies, and the next."""
    if folder is None:
        return []
    year = int(folder.parent.name[:4])
    return [str(year), str(year + 1)]


def rates_of_residents(folder: Path | None) -> Iterator[Path]:
    """The tables of rates, one for each file of residents that was given."""
    yield from sorted(folder.glob(RATES)) if folder is not None else ()


def _event(folder: Path) -> int:
    return int(folder.name.rpartition("-")[2])
