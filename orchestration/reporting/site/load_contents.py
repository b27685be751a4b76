"""The contents of a site, read: from the folder of the release, those before it, the law, and this repository's pages.

What belongs here: files in, ``Contents`` out. What does not: pages. The warehouse is not opened: what is not published
cannot be read.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors

from orchestration.law.reference_page import law_page
from orchestration.law.register import read_pack
from orchestration.law.signatures import signatures_at_hand, signed_by
from orchestration.law.tables import law_rows, read_table
from orchestration.law.verification_tags import weakest
from orchestration.reporting.releases.folders import outside
from orchestration.reporting.releases.ranged_tables import QUALITY_FILE, SCENARIOS_FILE
from orchestration.reporting.releases.registry import PACKAGE, WITHDRAWN, numbers, read_rows
from orchestration.reporting.site.contents import Contents, County, Earlier, PublishedFile, Remedy, Row
from orchestration.settings import PROJECT_ROOT, Settings

SITE = "site"
LAST_VALUES = 6
"""Releases whose values stand on the page of a figure."""
DOCUMENTS = ("GLOSSARY.md", "docs/explanation/figures.md", "docs/explanation/disclosure.md")
DICTIONARY = "docs/reference/data_dictionary.md"
LAW = "law"
QUERIES = PROJECT_ROOT / "orchestration" / "reporting" / "metrics" / "queries"
"""The SQL that counts headlines: shown, as the models of the warehouse are."""


def contents_of(settings: Settings, folder: Path) -> Contents:
    """Everything the site of the release in ``folder`` is made from."""
    package = _package(folder)
    facts = package["lookback"]
    state, models = settings.state, settings.models
    tables = _tables(folder, package)
    pack = read_pack(models, state)
    signatures = signatures_at_hand(models, state, settings.signatures)
    law = law_page(models, state, signatures)
    remedies = [
        Remedy(line["remedy_id"], line["remedy_name"], line["unit"], line["relief_by"], line["citation"])
        for line in read_table(models, state, "remedies")
    ]
    vocabulary = models / "staging" / state / "vocabulary"
    return Contents(
        facts=facts,
        state_name=law.partition("# The law of ")[2].partition(",")[0],
        tables=tables,
        dictionary={resource["name"]: resource for resource in package["resources"]},
        withdrawn=_withdrawn(folder),
        errata=[row for row in read_rows(outside(settings) / "errata.csv") if row["release"] == str(facts["release"])],
        releases=read_rows(outside(settings) / "releases.csv"),
        history=_history(settings, folder, facts, tables),
        quality=_told(folder / QUALITY_FILE),
        scenarios=_told(folder / SCENARIOS_FILE) or [],
        counties=_counties(vocabulary / f"{state}_counties.csv", state),
        remedies=remedies,
        policies={line["scenario"]: line["scenario_name"] for line in read_table(models, state, "scenarios")},
        group_names={
            (row["group_kind"], row["group_code"]): row["group_name"]
            for row in read_rows(vocabulary / f"{state}_group_names.csv")
        },
        pack=pack,
        signed_by={provision.provision: signed_by(provision, signatures) for provision in pack.provisions},
        law_rows_by_tag=_tags(settings, pack.row_keys),
        documents={
            **{name: (PROJECT_ROOT / name).read_text(encoding="utf-8") for name in (*DOCUMENTS, DICTIONARY)},
            LAW: law,
        },
        models={
            **{
                path.stem: path.read_text(encoding="utf-8") for path in sorted((models / "marts").rglob("impact_*.sql"))
            },
            "levels": "\n".join(path.read_text(encoding="utf-8") for path in sorted(QUERIES.glob("*.sql"))),
        },
        files=_files(folder),
        by_id={row["figure_id"]: row for rows in tables.values() for row in rows if "figure_id" in row},
    )


def _package(folder: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    return package


def _tables(folder: Path, package: Mapping[str, Any]) -> dict[str, Sequence[Row]]:
    return {
        resource["name"]: pl.read_parquet(folder / "parquet" / f"{resource['name']}.parquet").to_dicts()
        for resource in package["resources"]
    }


def _told(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _withdrawn(folder: Path) -> str:
    """Why the release is withdrawn; empty where it is not."""
    note = folder / WITHDRAWN
    return note.read_text(encoding="utf-8").splitlines()[-1] if note.is_file() else ""


def _history(
    settings: Settings, folder: Path, facts: Mapping[str, Any], tables: Mapping[str, Sequence[Row]]
) -> list[Earlier]:
    """The last releases up to this one, oldest first."""
    before = [number for number in numbers(settings) if number < facts["release"]][-(LAST_VALUES - 1) :]
    history = []
    for number in before:
        earlier = outside(settings) / str(number)
        package = _package(earlier)
        history.append(Earlier(number, package["lookback"]["as_of_date"], _withdrawn(earlier), _said(earlier, package)))
    rows = {row["figure_id"]: row for its in tables.values() for row in its if "figure_id" in row}
    return [*history, Earlier(facts["release"], facts["as_of_date"], _withdrawn(folder), rows)]


def _said(folder: Path, package: Mapping[str, Any]) -> dict[str, Row]:
    """What each figure of an earlier release said: its numbers, without the words that the next one has again."""
    said: dict[str, Row] = {}
    for resource in package["resources"]:
        frame = pl.scan_parquet(folder / "parquet" / f"{resource['name']}.parquet")
        if "figure_id" in frame.collect_schema():
            numbers = frame.select("figure_id", selectors.numeric()).collect()
            said |= {row["figure_id"]: row for row in numbers.iter_rows(named=True)}
    return said


def _counties(vocabulary: Path, state: str) -> list[County]:
    shapes = Path(__file__).parent / "shapes" / f"{state}.csv"
    outlines = {row["fips"]: row["path"] for row in read_rows(shapes)}
    return [
        County(
            row["county_name"],
            row["county_name"].upper(),
            row["county_name"].lower().replace(" ", "-"),
            outlines.get(row["fips"], ""),
        )
        for row in csv.DictReader(vocabulary.read_text(encoding="utf-8").splitlines())
    ]


def _tags(settings: Settings, row_keys: Mapping[str, Sequence[str]]) -> dict[str, Mapping[str, int]]:
    """Rows of each law table by the weakest part of their tag."""
    rows = law_rows(settings.models, settings.state, row_keys)
    return {name: Counter(weakest(row.verified) for row in rows if row.law_table == name) for name in row_keys}


def _files(folder: Path) -> list[PublishedFile]:
    files = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.parts[0] != SITE and inside.name != WITHDRAWN:
            data = path.read_bytes()
            files.append(PublishedFile(str(inside), len(data), hashlib.sha256(data).hexdigest()))
    return files
