"""Write the other deliveries of a sample and the truth about their lines."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from orchestration.ingestion.synthetic.other_deliveries import LAYOUTS, SUPERVISED_RELEASE
from orchestration.ingestion.synthetic.truth import TruthTables

FOLDER = "other_deliveries"


class OtherFiles:
    """Collects rows by kind and writes one file per county; the Supervised Release File is one for the state."""

    def __init__(self) -> None:
        self._rows: dict[str, list[pl.DataFrame]] = {kind: [] for kind in LAYOUTS}

    def add(self, drawn: Mapping[str, pl.DataFrame]) -> None:
        """Add the rows that ``other_deliveries.draw`` returned for a chunk."""
        for kind, rows in drawn.items():
            self._rows[kind].append(rows)

    def write(self, folder: Path, stamp: str, truth: TruthTables) -> int:
        """Write the files into ``folder`` and ``<kind>.parquet`` to the truth (file, line, person, expected result).

        Rows are sorted by content, so that their order reveals nothing. Return the number of files.
        """
        folder.mkdir(parents=True, exist_ok=True)
        files = 0
        for kind, columns in LAYOUTS.items():
            rows = pl.concat(self._rows[kind]).sort("county", *columns, nulls_last=True)
            counties = rows["county"].unique().sort().to_list() or ([""] if kind == SUPERVISED_RELEASE else [])
            truth_frames = []
            for county in counties:
                here = rows.filter(pl.col("county") == county)
                whose = f"{county.lower().replace(' ', '_')}_" if county else ""
                path = folder / f"{whose}{kind}_{stamp}.csv"
                here.select(columns).write_csv(path)
                truth_frames.append(
                    here.select(
                        pl.lit(path.name).alias("file"),
                        pl.int_range(2, len(here) + 2, dtype=pl.Int64).alias("line_number"),
                        "true_person",
                        "what",
                    )
                )
            if truth_frames:
                truth.write(kind, pl.concat(truth_frames))
            files += len(counties)
        return files
