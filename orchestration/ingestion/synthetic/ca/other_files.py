"""Write the other deliveries of a sample and the truth about their lines."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from orchestration.ingestion.synthetic.ca.county_files import flag_as_synthetic, list_sendable
from orchestration.ingestion.synthetic.ca.other_deliveries import LAYOUTS
from orchestration.ingestion.synthetic.ca.truth import TruthTables

FOLDER = "other_deliveries"


class OtherFiles:
    """Collects rows by kind and writes one file per county; those of the whole state, once."""

    def __init__(self) -> None:
        self._rows: dict[str, list[pl.DataFrame]] = {kind: [] for kind in LAYOUTS}

    def add(self, drawn: Mapping[str, pl.DataFrame]) -> None:
        """Add the rows that ``other_deliveries.draw`` returned for a chunk."""
        for kind, rows in drawn.items():
            self._rows[kind].append(rows)

    def write(self, folder: Path, stamps: Mapping[str, str], truth: TruthTables) -> None:
        """Write the files into ``folder`` and ``<kind>.parquet`` to the truth (file, line, person, expected result).

        ``stamps``: the cut date of each kind, as file names have it. Rows are sorted by content, so that their order
        reveals nothing. A list that is empty, or the same as another court's, is not sent.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for kind, columns in LAYOUTS.items():
            rows = pl.concat(self._rows[kind]).sort("county", *columns, nulls_last=True)
            truth_frames: dict[Path, pl.DataFrame] = {}
            for county in rows["county"].unique().sort().to_list():
                here = rows.filter(pl.col("county") == county)
                whose = f"{county.lower().replace(' ', '_')}_" if county else ""
                path = folder / f"{whose}{kind}_{stamps[kind]}.csv"
                here.select(columns).write_csv(path)
                truth_frames[path] = here.select(
                    pl.lit(path.name).alias("file"),
                    pl.int_range(2, len(here) + 2, dtype=pl.Int64).alias("line_number"),
                    "true_person",
                    "what",
                )
            sent = list_sendable([*truth_frames])
            for path in truth_frames.keys() - {*sent}:
                path.unlink()
            flag_as_synthetic(sent)
            if sent:
                truth.write(kind, pl.concat(truth_frames[path] for path in sent))
