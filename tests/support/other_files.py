"""Hand-written deliveries that come in beside histories, in the layouts of ours: what a test puts in, by column name.

The column names are read from the layouts' own lists; a column that is not named is empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

LAYOUTS = Path(__file__).parents[2] / "orchestration" / "ingestion" / "layouts" / "ca"
COLUMNS = {
    kind: [row["column"] for row in csv.DictReader((LAYOUTS / f"{kind}.csv").open(encoding="utf-8"))]
    for kind in ("supervised_release", "registry", "court_records", "petitions", "case_transfers")
}

Row = Mapping[str, str]


def write_other(
    folder: Path, kind: str, rows: Sequence[Row], county: str = "sacramento", cut: str = "20260301"
) -> Path:
    """A delivered file of one kind; a Supervised Release File and a registry are of the whole state."""
    folder.mkdir(parents=True, exist_ok=True)
    whose = "" if kind in ("supervised_release", "registry") else f"{county}_"
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS[kind], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path = folder / f"{whose}{kind}_{cut}.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def ids(number: int) -> dict[str, str]:
    """The ids of the invented person that ``raw_files.person`` makes of the same number."""
    return {"CII_NUMBER": f"A{number:09d}", "SUBJECT_ID": f"{10_000_000 + number}"}
