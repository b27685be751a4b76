"""Read the contents of a site from the folder of the release, the law, and the repository's documents.

The warehouse is not opened, so nothing unpublished can be read.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.filing.ledger.data_dictionary import format_ledger_page
from orchestration.law.law_entries import read_law_now
from orchestration.law.reference_page import build_law_page
from orchestration.law.register import read_pack
from orchestration.law.signatures import find_signer, read_all_signatures
from orchestration.law.tables import read_law_rows, read_table
from orchestration.law.verification_tags import find_weakest
from orchestration.reporting.disclosure.rule import NUMBERS
from orchestration.reporting.metrics.store import WHOLE
from orchestration.reporting.releases.folders import find_public_folder
from orchestration.reporting.releases.registry import PACKAGE, WITHDRAWN, list_releases, read_release, read_rows
from orchestration.reporting.site.contents import Contents, County, PublishedFile
from orchestration.reporting.site.words import ALLOWED, ANSWER, GRANTED
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.dbt.data_dictionary import format_dictionary
from orchestration.warehouse.dbt.manifest import load_manifest

SITE = "site"
DOCUMENTS = ("GLOSSARY.md", "docs/explanation/figures.md", "docs/explanation/disclosure.md")
DICTIONARY = "dictionary"
LAW = "law"


def read_contents(settings: Settings, folder: Path) -> Contents:
    """Read everything that the site of the release in ``folder`` needs."""
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    facts = package["lookback"]
    tables = {name: _read_shown(folder / "parquet" / f"{name}.parquet") for name in ("metrics", "changes")}
    state, models = settings.state, settings.models
    pack = read_pack(models, state)
    signatures = read_all_signatures(models, state, settings.signatures)
    law, now = build_law_page(models, state, signatures), read_law_now(models, state)
    vocabulary = models / "staging" / state / "vocabulary"
    scenarios = _read_json(folder / "scenarios.json")
    return Contents(
        facts=facts,
        state_name=law.partition("# The law of ")[2].partition(",")[0],
        rows=tables["metrics"],
        changes=tables["changes"],
        dictionary={resource["name"]: resource for resource in package["resources"]},
        withdrawn=_read_withdrawal(folder),
        errata=[
            row
            for row in read_rows(find_public_folder(settings) / "errata.csv")
            if row["release"] == str(facts["release"])
        ],
        releases=read_rows(find_public_folder(settings) / "releases.csv"),
        answers=[*_read_answers(settings, facts["release"]), _read_answer(folder, facts)],
        quality=json.loads((folder / "quality.json").read_text(encoding="utf-8")),
        scenarios=scenarios,
        external=_read_json(folder / "figures_of_others.json"),
        counties=_read_counties(vocabulary / f"{state}_counties.csv", state),
        law_names={
            **{line["remedy_id"]: line["remedy_name"] for line in read_table(models, state, "remedies")},
            **{line["scenario"]: line["scenario_name"] for line in read_table(models, state, "scenarios")},
            **{one["name"]: one["reason"] for one in scenarios},
        },
        group_names={
            (row["group_kind"], row["group_code"]): row["group_name"]
            for row in read_rows(vocabulary / f"{state}_group_names.csv")
        },
        pack=pack,
        signed_by={provision.provision: find_signer(provision, now, signatures) for provision in pack.provisions},
        law_rows_by_tag=_count_tags(settings, pack.row_keys),
        documents={
            **{name: (PROJECT_ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS},
            DICTIONARY: format_dictionary(load_manifest(settings)) + format_ledger_page(),
            LAW: law,
        },
        files=_list_files(folder),
    )


def _read_shown(path: Path) -> list[dict[str, Any]]:
    """Read the rows that show a number: pages say of all others at once that they are fewer than 13, or none."""
    table = pl.read_parquet(path)
    numbers = [name for name in (*NUMBERS, "gains", "losses") if name in table.columns]
    return table.filter(pl.any_horizontal(pl.col(*numbers).is_not_null())).to_dicts()


def _read_json(path: Path) -> Any:
    """A document of the release; empty in a release that was made before there was one."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def _read_withdrawal(folder: Path) -> str:
    """Read why the release is withdrawn; empty if it is not."""
    note = folder / WITHDRAWN
    return note.read_text(encoding="utf-8").splitlines()[-1] if note.is_file() else ""


def _read_answers(settings: Settings, number: int) -> Iterator[Mapping[str, Any]]:
    """The answers of the releases before that are not withdrawn and whose tables this version reads."""
    for one in list_releases(settings):
        release = read_release(settings, one)
        if one < number and release.is_rounded and not (release.folder / WITHDRAWN).is_file():
            yield _read_answer(release.folder, release.facts)


def _read_answer(folder: Path, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many people would be left with no conviction, and are, as a release says it."""
    rows = pl.scan_parquet(folder / "parquet" / "metrics.parquet").filter(
        metric=ANSWER, unit="people", law="ALL", **WHOLE
    )
    counts = dict(rows.select("variant", "count").collect().iter_rows())
    numbers = {"allowed": counts.get(ALLOWED), "granted": counts.get(GRANTED)}
    return {"release": facts["release"], "as_of_date": facts["as_of_date"], **numbers}


def _read_counties(vocabulary: Path, state: str) -> list[County]:
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


def _count_tags(settings: Settings, row_keys: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, int]]:
    """Count the rows of each law table, of packs and of the state's own, by the weakest part of their tag."""
    counted: dict[str, Counter[str]] = {}
    for row in read_law_rows(settings.models, settings.state, row_keys):
        counted.setdefault(row.law_table, Counter())[find_weakest(row.verified)] += 1
    return counted


def _list_files(folder: Path) -> list[PublishedFile]:
    files = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.parts[0] != SITE and inside.name != WITHDRAWN:
            data = path.read_bytes()
            files.append(PublishedFile(str(inside), len(data), hashlib.sha256(data).hexdigest()))
    return files
