"""The files of a release: CSV, Parquet, a DuckDB database, dictionary, data package, citation, read-me.

What belongs here: their form. What does not: what stands in them (``made``). The same release gives the same bytes, but
for the database file, whose tables have a content hash in the package instead: database files never are byte-equal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orchestration.files.atomic import build_dir, force_all_to_disk
from orchestration.reporting.releases.build import Made
from orchestration.reporting.releases.dictionary import COLUMNS, TABLES, dictionary_page
from orchestration.reporting.releases.folders import outside
from orchestration.reporting.releases.headlines import TEXTS
from orchestration.reporting.releases.ranged_tables import QUALITY_FILE, SCENARIOS_FILE
from orchestration.reporting.releases.registry import PACKAGE, appear, keep_inside
from orchestration.reporting.releases.stable_duckdb import give_identifier
from orchestration.reporting.site.building import write_site
from orchestration.settings import Settings
from orchestration.warehouse.hashes import hash_of_table

DATABASE = "impact.duckdb"
STORAGE = "v1.4.0"
"""DuckDB from this version on reads the database: 2.0 would by default write what older ones cannot."""

COLUMNS_OF: Mapping[str, tuple[str, ...]] = {
    "outcomes": (
        "figure_id", "remedy_id", "place", "group_kind", "group_code", "vital_status", "outcome", "unit", "count",
        "share",
    ),
    "figures": (
        "figure_id", "scenario", "scenario_name", "place", "group_kind", "group_code", "vital_status", "unit",
        "measure", "count", "not_known", "denominator_name", "denominator", "denominator_not_known", "share",
    ),
    "levels": (
        "figure_id", "measure", "basis", "viewer", "place", "group_kind", "group_code", "vital_status", "unit", "count",
        "not_known", "denominator_name", "denominator", "share", "ledger_event", *TEXTS,
    ),
    "level_parts": (
        "figure_id", "measure", "basis", "viewer", "place", "group_kind", "group_code", "vital_status", "unit",
        "part_kind", "part", "count",
    ),
    "levels_by_group": (
        "figure_id", "measure", "basis", "viewer", "place", "group_kind", "group_code", "vital_status", "unit", "count",
        "not_known", "denominator_name", "denominator", "share",
    ),
    "law_effects": (
        "figure_id", "measure", "basis", "viewer", "law", "place", "group_kind", "unit", "alone", "after_the_others",
    ),
    "disparity": (
        "figure_id", "law", "place", "group_kind", "group_code", "unit", "stage", "among", "count", "denominator",
        "share", "share_low", "share_high", "share_of_stage", "share_of_denominator", "reference_group",
        "reference_share", "rate_ratio", "rate_ratio_low", "rate_ratio_high", "difference", "difference_low",
        "difference_high", "possible_count", "possible_denominator", "possible_share_low", "possible_share_high",
    ),
    "gap": (
        "figure_id", "unit", "law", "place", "group_kind", "group_code", "years", "became_eligible", "day_not_known",
        "too_early_to_tell", "could_have_been_given", "given_in_time", "given_on_an_unknown_day",
        "eligible_and_not_cleared", "uptake", "uptake_low", "uptake_high", "current_gap", "current_gap_low",
        "current_gap_high",
    ),
    "eligible_later": (
        "figure_id", "remedy_id", "place", "group_kind", "unit", "eligible_year", "eligible_month", "count",
    ),
    "relief_by_year": ("figure_id", "law", "place", "group_kind", "unit", "answer", "year", "count"),
    "relief_progress": (
        "figure_id", "relief_by", "law", "place", "group_kind", "unit", "processed", "challenged", "outstanding",
        "not_pursued", "not_in_the_ledger", "identified", "ever_challenged",
    ),
    "external": (
        "external_id", "says", "published", "kind", "published_on", "source", "our_figure", "our_figure_id", "ours",
        "tolerance",
        "applies_to", "verdict", "explanation",
    ),
    "rates": (
        "figure_id", "measure", "unit", "place", "group_kind", "group_code", "count", "residents", "per_1000_residents",
        "residents_file",
    ),
    "funnel": (
        "figure_id", "relief_by", "remedies", "place", "group_kind", "step", "comes_from", "unit", "count", "with_day",
        "median_days", "oldest_days", "days_until", "ledger_event",
    ),
    "changes": ("figure_id", "figure", "says", "unit", "step", "gains", "losses", "count", "not_known"),
    "ranges": (
        "figure_id", "subject", "measure", "kind", "unit", "run", "place", "group_kind", "group_code", "direction",
        "low", "high", "among_low", "among_high",
    ),
    "suppression": ("figure_id", "table", "area", "group_kind", "unit", "counts", "withheld", "share_withheld"),
}  # fmt: skip
_KEY = {
    **{name: ["figure_id"] for name, columns in COLUMNS_OF.items() if columns[0] == "figure_id"},
    "external": ["external_id"],
}


def write(settings: Settings, made: Made) -> Path:
    """Write the release beside those there are: wholly or not at all. Returns its folder."""
    number = made.facts["release"]
    with build_dir(outside(settings) / str(number)) as building:
        hashes = _write_files(building, made)
        write_site(settings, building)
        keep_inside(settings, number, made.found, made.run_id, hashes)
        force_all_to_disk(building)
        return appear(settings, building, number)


def _write_files(building: Path, made: Made) -> Mapping[str, str]:
    """All files but the site; the hash of each table."""
    (building / "csv").mkdir()
    (building / "parquet").mkdir()
    frames = {name: made.frames[name].select(columns) for name, columns in COLUMNS_OF.items()}
    for name, frame in frames.items():
        frame.write_csv(building / "csv" / f"{name}.csv", line_terminator="\n")
        frame.write_parquet(building / "parquet" / f"{name}.parquet")
    hashes = write_database(building / DATABASE, frames)
    (building / "data_dictionary.md").write_text(dictionary_page(), encoding="utf-8")
    (building / "CITATION.cff").write_text(_citation(made.facts), encoding="utf-8")
    (building / "README.md").write_text(_readme(made.facts, frames["suppression"]), encoding="utf-8")
    (building / PACKAGE).write_text(
        json.dumps(_package(building, made.facts, hashes), indent=2) + "\n", encoding="utf-8"
    )
    for name, told in made.in_ranges.items():
        (building / name).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return hashes


def write_database(path: Path, frames: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """The tables as a database that older versions read, with the same bytes for the same tables (``same_bytes``; one
    thread, for several lay rows out as it comes). Returns the content hash of each."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(
            f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as impact (storage_version '{STORAGE}')"
        )
        for name, frame in frames.items():
            connection.register("frame_of_table", frame.to_arrow())
            connection.execute(f"create table impact.main.{name} as from frame_of_table")
            for column in frame.columns:
                says = COLUMNS[column][1].replace("'", "''")
                connection.execute(f"comment on column impact.main.{name}.{column} is '{says}'")
            connection.unregister("frame_of_table")
        connection.execute("use impact")
        hashes = {name: hash_of_table(connection, "main", name) for name in frames}
        connection.execute("use memory")
        connection.execute("detach impact")
    give_identifier(path, hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).digest())
    return hashes


def _package(folder: Path, facts: Mapping[str, Any], hashes: Mapping[str, str]) -> dict[str, Any]:
    resources = []
    for name, columns in COLUMNS_OF.items():
        data = (folder / "csv" / f"{name}.csv").read_bytes()
        fields = [{"name": column, "type": COLUMNS[column][0], "description": COLUMNS[column][1]} for column in columns]
        resources.append(
            {
                "name": name,
                "title": TABLES[name],
                "path": f"csv/{name}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "schema": {"fields": fields, "missingValues": [""], "primaryKey": _KEY[name]},
            }
        )
    return {
        "profile": "tabular-data-package",
        "name": f"lookback-{facts['state']}-{facts['release']}",
        "title": _title(facts),
        "version": str(facts["release"]),
        "licenses": [{"name": "CC0-1.0", "title": "Creative Commons Zero 1.0"}],
        "resources": resources,
        "lookback": {**facts, "content_hashes": dict(hashes), "smallest_count_shown": 11},
    }


def _title(facts: Mapping[str, Any]) -> str:
    synthetic = "SYNTHETIC " if facts["is_synthetic"] else ""
    return f"{synthetic}Records eligible for clearance, {facts['state'].upper()}, release {facts['release']}"


def _citation(facts: Mapping[str, Any]) -> str:
    return (
        "cff-version: 1.2.0\n"
        "message: Cite the release whose figures you use, with its number.\n"
        "type: dataset\n"
        f'title: "{_title(facts)}"\n'
        f'version: "{facts["release"]}"\n'
        "authors:\n  - name: The Lookback developers\n"
        f'abstract: "As of {facts["as_of_date"]}, data to {facts["data_as_of_latest"]}, law {facts["law_version"]}."\n'
        "license: CC0-1.0\n"
    )


def _readme(facts: Mapping[str, Any], suppression: pl.DataFrame) -> str:
    whole = suppression.row(by_predicate=pl.col("table") == "ALL", named=True)
    about = (
        "**Everything here is synthetic: the people are invented, and the figures say nothing of any state.**\n\n"
        if facts["is_synthetic"]
        else ""
    )
    before = facts.get("given_away_before")
    although = (
        f"\nThe release before gives {before['counts']:,} counts away; published although: {before['although']}\n"
        if before and before["counts"]
        else ""
    )
    allowed = f"\nAllowed by name for the run: {facts['allowances']}.\n" if facts["allowances"] else ""
    return f"""# {_title(facts)}

{about}As of {facts["as_of_date"]}; data up to {facts["data_as_of_earliest"]} to {facts["data_as_of_latest"]}; law
{facts["law_version"]}; software {facts["software"]}.
{allowed}{although}
| file | what |
|---|---|
| `csv/`, `parquet/` | {", ".join(COLUMNS_OF)}: the same tables twice |
| `{DATABASE}` | the same once more, for DuckDB {STORAGE.removeprefix("v")} and later |
| `data_dictionary.md`, `{PACKAGE}` | what each column holds; the second for programs (Frictionless Data Package) |
| `CITATION.cff` | how to cite this release |
| `{QUALITY_FILE}`, `{SCENARIOS_FILE}` | gates and what the data lacks, compared scenarios: counts as ranges |
| `site/index.html` | all of it to read in a browser, without a server or a network |

Counts from 1 to 10 are withheld, and further counts so that nobody can work them out from totals, from other tables of
this release or from the release before: {whole["withheld"]:,} of {whole["counts"]:,} counts
({100 * whole["share_withheld"]:.1f} %). Empty means withheld, never zero. Race and sex are as recorded. What is unknown
stands beside each figure and is never added. Wrong figures and withdrawn releases: `../errata.csv`, `../releases.csv`.
"""
