"""The files of the figures: headlines with parts and sentences as JSON, every count as CSV.

What belongs here: their form and names. What does not: what stands in them. The same run and the same ledger give the
same bytes. Restricted: small numbers are not suppressed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.reporting.metrics.catalogue import Catalogue
from orchestration.reporting.metrics.counts import QUERIES, Facts
from orchestration.reporting.metrics.headlines import Headline

HEADLINES_FILE = "headlines.json"
_QUERIES_OF = {"none": ("macros", "units", "entities", "levels", "parts")}
_QUERIES_OF_RECORDS = ("macros", "standing", "records", "people", "record_levels", "record_parts")


def write_headlines(
    facts: Facts, catalogue: Catalogue, headlines: Sequence[Headline], passed: Sequence[str], folder: Path
) -> None:
    """``headlines.json``: what a page per figure needs. ``passed``: the gates that the run passed."""
    figures = [_as_dict(catalogue, headline) for headline in headlines]
    about = {**asdict(facts), "gates_passed": list(passed)}
    text = json.dumps({"about": about, "figures": figures}, indent=2, default=str) + "\n"
    (folder / HEADLINES_FILE).write_text(text, encoding="utf-8")


def _as_dict(catalogue: Catalogue, headline: Headline) -> Mapping[str, Any]:
    entry = headline.entry
    return {
        "figure_id": entry.figure_id,
        "name": entry.name,
        "unit": entry.unit,
        "unit_is": catalogue.units[entry.unit],
        "basis": entry.basis,
        "viewer": entry.viewer,
        "definition": entry.definition,
        "numerator_is": catalogue.with_words(entry, entry.numerator),
        "denominator_is": catalogue.with_words(entry, entry.denominator),
        "does_not_mean": entry.does_not_mean,
        "count": headline.count,
        "not_known": headline.not_known,
        "denominator_name": headline.denominator_name,
        "denominator": headline.denominator,
        "deceased": headline.deceased,
        "sentence": headline.sentence,
        "sentence_form": headline.sentence_form,
        "sums": [{"by": one.part_kind, "parts": dict(one.parts), "says": one.says} for one in headline.sums],
        "sql": [
            f"orchestration/reporting/metrics/{QUERIES.name}/{name}.sql"
            for name in _QUERIES_OF.get(entry.basis, _QUERIES_OF_RECORDS)
        ],
    }


def write_frames(frames: Mapping[str, pl.DataFrame], folder: Path, allowances: str) -> None:
    """Each frame as ``<name>.csv``; a name may hold a folder. What was allowed by name for the run stands on every row:
    a row is copied without its page."""
    for name, frame in frames.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.with_columns(pl.lit(allowances).alias("allowances")).write_csv(path, line_terminator="\n")


def with_ids(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with their stable ids: a headline's id, and behind it the groups and the dead."""
    words = [
        pl.lit("levels"),
        pl.col("measure"),
        pl.col("unit"),
        *(pl.col(name) for name in ("basis", "viewer") if name in frame.columns),
        *(
            pl.when((pl.col(f"trait_{place}") != "all") & (pl.col(f"trait_{place}") != "none")).then(
                pl.col(f"trait_{place}") + "=" + pl.col(f"group_{place}")
            )
            for place in (1, 2)
        ),
        pl.when(pl.col("vital_status") == "deceased").then(pl.lit("deceased")),
    ]
    if "laws" in frame.columns:
        words.append(pl.when(pl.col("laws") != "ALL").then(pl.col("laws").str.to_lowercase() + "=" + pl.col("law")))
    ids = pl.concat_str(words, separator="/", ignore_nulls=True).alias("figure_id")
    return frame.select(ids, pl.all())
