"""Files of a release: CSV, Parquet, a DuckDB database, dictionary, data package, citation, read-me.

Equal releases give equal bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orchestration.files.atomic import build_dir, sync_all_to_disk
from orchestration.files.tables import write_frame
from orchestration.reporting.disclosure.rule import BASE, FEWEST, SAYS
from orchestration.reporting.metrics.store import format_event
from orchestration.reporting.releases.build import ReleaseContents
from orchestration.reporting.releases.coverage import format_coverage
from orchestration.reporting.releases.dictionary import (
    COLUMNS,
    COLUMNS_OF,
    TABLES,
    format_left_out,
    format_title,
    write_dictionary,
)
from orchestration.reporting.releases.folders import find_public_folder
from orchestration.reporting.releases.registry import PACKAGE, add_release, keep_inside
from orchestration.reporting.releases.stable_duckdb import give_identifier
from orchestration.settings import Settings
from orchestration.warehouse.hashes import hash_table

DATABASE = "impact.duckdb"
STORAGE = "v1.4.0"
"""Oldest DuckDB that reads the database; 2.0 would by default write a newer format."""


def write_release(
    settings: Settings, contents: ReleaseContents, write_site: Callable[[Settings, Path], object]
) -> Path:
    """Write the release completely or not at all, and return its folder.

    Args:
        settings: Settings of the home.
        contents: The release.
        write_site: Writes the site of the release into its folder (``reporting.site``).
    """
    number = contents.facts["release"]
    with build_dir(find_public_folder(settings) / str(number)) as building:
        hashes = _write_files(building, contents)
        write_site(settings, building)
        keep_inside(settings, number, contents.kept, contents.run_id, hashes)
        sync_all_to_disk(building)
        return add_release(settings, building, number)


def _write_files(building: Path, contents: ReleaseContents) -> Mapping[str, str]:
    """Write all files but the site, and return the hash of each table."""
    frames = {
        name: _copy_shown(frame.select(COLUMNS_OF[name]))
        for name, frame in (("metrics", contents.metrics), ("changes", contents.changes))
    }
    for kind in ("csv", "parquet"):
        (building / kind).mkdir()
    for name, frame in frames.items():
        write_frame(frame, building / "csv" / f"{name}.csv")
        frame.write_parquet(building / "parquet" / f"{name}.parquet")
    hashes = write_database(building / DATABASE, frames)
    texts = {
        "data_dictionary.md": write_dictionary(contents.facts["metrics"]),
        "CITATION.cff": _format_citation(contents.facts),
        "README.md": _format_readme(contents.facts),
        PACKAGE: _format_json(_build_package(building, contents.facts, hashes)),
        **{name: _format_json(told) for name, told in contents.documents.items()},
    }
    for name, text in texts.items():
        (building / name).write_text(text, encoding="utf-8")
    return hashes


def _format_json(told: Any) -> str:
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _copy_shown(frame: pl.DataFrame) -> pl.DataFrame:
    """Copy the table without the bytes under its nulls: Polars keeps a removed value in memory, and a raw dump would
    contain it."""
    return pl.DataFrame([pl.Series(one.name, one.to_list(), dtype=one.dtype) for one in frame.get_columns()])


def write_database(path: Path, frames: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """Write the tables as a database that older versions read, and return the content hash of each.

    Equal tables give equal bytes (``stable_duckdb``); one thread, since several lay out rows at random.
    """
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
        hashes = {name: hash_table(connection, "main", name) for name in frames}
        connection.execute("use memory")
        connection.execute("detach impact")
    give_identifier(path, hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).digest())
    return hashes


def _build_package(folder: Path, facts: Mapping[str, Any], hashes: Mapping[str, str]) -> dict[str, Any]:
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
                "schema": {"fields": fields, "missingValues": [""], "primaryKey": ["figure_id"]},
            }
        )
    return {
        "profile": "tabular-data-package",
        "name": f"lookback-{facts['state']}-{facts['release']}",
        "title": format_title(facts, facts["state"].upper()),
        "version": str(facts["release"]),
        "licenses": [{"name": "CC0-1.0", "title": "Creative Commons Zero 1.0"}],
        "resources": resources,
        "lookback": {**facts, "content_hashes": dict(hashes), "rounded_to": BASE, "smallest_count_shown": FEWEST},
    }


def _format_citation(facts: Mapping[str, Any]) -> str:
    return (
        "cff-version: 1.2.0\n"
        "message: Cite the release whose figures you use, with its number.\n"
        "type: dataset\n"
        f'title: "{format_title(facts, facts["state"].upper())}"\n'
        f'version: "{facts["release"]}"\n'
        "authors:\n  - name: The Lookback developers\n"
        f'abstract: "As of {facts["as_of_date"]}, data to {facts["data_as_of_latest"]}, law {facts["law_version"]}."\n'
        "license: CC0-1.0\n"
    )


def _format_readme(facts: Mapping[str, Any]) -> str:
    about = (
        "**Everything here is synthetic: the people are invented, and the figures say nothing about any state.**\n\n"
        if facts["is_synthetic"]
        else ""
    )
    allowed = f"\nOverrides and refused files of the run: {facts['allowances']}.\n" if facts["allowances"] else ""
    event = format_event(facts["ledger_event"], facts.get("ledger_event_on"))
    coverage = f"Of {words}. " if (words := format_coverage(facts)) else ""
    tables = "".join(f"- {says}\n" for says in format_left_out(facts))
    left_out = (
        f"\nLeft out, since totals or the previous release would reveal a small count:\n\n{tables}" if tables else ""
    )
    return f"""# {format_title(facts, facts["state"].upper())}

{about}{coverage}As of {facts["as_of_date"]}; data up to {facts["data_as_of_earliest"]} to
{facts["data_as_of_latest"]}; law
{facts["law_version"]}; software {facts["software"]}. Filed and granted: as of {event}.
{allowed}
| file | what |
|---|---|
| `csv/`, `parquet/` | {", ".join(COLUMNS_OF)}: the same tables in two formats |
| `{DATABASE}` | the same tables for DuckDB {STORAGE.removeprefix("v")} and later |
| `data_dictionary.md`, `{PACKAGE}` | meaning of each column and metric; the second is a Frictionless Data Package |
| `CITATION.cff` | how to cite this release |
| `quality.json`, `scenarios.json` | gate results and missing data; changes of each scenario |
| `figures_of_others.json` | what others published, beside the figure of ours that counts the same |
| `site/index.html` | everything for a browser, without server or network |

{SAYS} Race and sex are as recorded. Unknown cases are beside each figure and never added. Wrong figures and
withdrawn releases: `../errata.csv`, `../releases.csv`.
{left_out}"""
