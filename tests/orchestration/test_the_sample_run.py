"""One whole run of the shipped sample by the real command: what it says, what it writes, twice the same."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from command_line import AS_OF, lookback

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse

ASSET_KEYS = Path(__file__).parent / "asset_keys.txt"
MAY_BE_EMPTY = {
    "ca/intake/identity_decisions",  # nobody decided anything about invented people
    "ca/intake/established_facts",
    "ca/intake/county_policies",
    "ca/intermediate/int_established_facts",
    "ca/intermediate/int_established_facts_unmatched",
    "ca/staging/stg_ca__obligations",  # California's file never tells what is owed
    "ca/intermediate/int_obligations",
}


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with open_warehouse(settings) as connection:
        return connection.execute(query).fetchall()


def test_the_run_is_done(sample_run: Any) -> None:
    assert sample_run.finished.code == 0, sample_run.finished.err


def test_the_summary_says_what_the_warehouse_holds(sample_run: Any) -> None:
    summary = json.loads(sample_run.files("results")[f"ca/{AS_OF}/summary.json"])
    ((lines, accepted, rejected),) = ask(
        sample_run.settings,
        "select sum(physical_lines), (select count(*) from intake.history_rows), "
        "(select count(*) from restricted.rejects) from intake.deliveries",
    )
    assert (summary["physical_lines"], summary["accepted_rows"], summary["rejected_lines"]) == (
        lines,
        accepted,
        rejected,
    )
    ((people, charges, convictions),) = ask(
        sample_run.settings,
        "select (select count(distinct person_id) from intermediate.int_people), count(distinct charge_id), "
        "count(distinct charge_id) filter (where disposition_type = 'convicted' and not is_juvenile) "
        "from intermediate.int_charges",
    )
    assert (summary["people"], summary["charges"], summary["convictions"]) == (people, charges, convictions)
    counts = dict(ask(sample_run.settings, "select outcome, count(*) from rules.rule_ca__findings group by outcome"))
    assert (summary["in_scope"], summary["eligible"]) == (sum(counts.values()), counts["eligible"])
    assert summary["review"] == counts.get("review", 0)
    ((eligible_people,),) = ask(
        sample_run.settings, "select count(distinct person_id) from rules.rule_ca__findings where outcome = 'eligible'"
    )
    assert summary["people_eligible"] == eligible_people


def test_the_counties_of_the_summary_add_up_to_its_total(sample_run: Any) -> None:
    summary = json.loads(sample_run.files("results")[f"ca/{AS_OF}/summary.json"])
    for figure in ("in_scope", "eligible", "review"):
        assert sum(county[figure] for county in summary["by_county"]) == summary[figure]
    # People stand in every county they are eligible in, and once in the total.
    assert sum(county["people_eligible"] for county in summary["by_county"]) >= summary["people_eligible"]


def test_what_is_printed_is_what_was_written(sample_run: Any) -> None:
    summary = json.loads(sample_run.files("results")[f"ca/{AS_OF}/summary.json"])
    said = sample_run.finished.out
    for figure in ("physical_lines", "accepted_rows", "people", "charges", "convictions", "in_scope", "eligible"):
        assert f"{summary[figure]:,}" in said, figure
    for county in summary["by_county"]:
        assert county["county_name"] in said
    for where in (f"filings/ca/{AS_OF}", f"results/ca/{AS_OF}/summary.json", "warehouse/ca/clearance.duckdb"):
        assert str(sample_run.home / where) in said


def test_county_batches_hold_the_filing_queue_and_nothing_else(sample_run: Any) -> None:
    batches = {name: data for name, data in sample_run.files("filings").items() if name.endswith(".csv")}
    lines = [
        (row["county_name"], row["charge_id"], row["remedy_id"], row["case_numbers"] or None, row["relief"])
        for data in batches.values()
        for row in csv.DictReader(io.StringIO(data.decode()))
    ]
    queue = ask(
        sample_run.settings,
        "select county_name, charge_id, remedy_id, case_numbers, relief from marts.filing_queue order by all",
    )
    assert sorted(lines, key=str) == sorted(queue, key=str)
    for name, data in batches.items():
        counties = {row["county_name"].lower().replace(" ", "_") for row in csv.DictReader(io.StringIO(data.decode()))}
        assert counties == {Path(name).parent.name}


def test_every_manifest_has_the_hash_of_its_batch(sample_run: Any) -> None:
    files = sample_run.files("filings")
    manifests = [name for name in files if name.endswith("manifest.json")]
    assert len(manifests) == len({Path(name).parent for name in files})
    for name in manifests:
        manifest = json.loads(files[name])
        for file, digest in manifest["files"].items():
            data = files[str(Path(name).parent / file)]
            assert hashlib.sha256(data).hexdigest() == digest
            assert manifest["lines"] == len(list(csv.reader(io.StringIO(data.decode())))) - 1


@pytest.mark.parametrize("folder", ["filings", "results"])
def test_two_runs_write_the_same_bytes(sample_run: Any, sample_run_again: Any, folder: str) -> None:
    assert sample_run.files(folder)
    assert sample_run.files(folder) == sample_run_again.files(folder)


def test_two_runs_fill_every_table_with_the_same_content(sample_run: Any, sample_run_again: Any) -> None:
    first = lookback("hash", "--home", sample_run.home)
    assert first.code == 0
    assert first.out == lookback("hash", "--home", sample_run_again.home).out
    assert len(first.out.splitlines()) > 30


def test_every_asset_was_built_and_holds_rows(sample_run: Any) -> None:
    keys = [dg.AssetKey(line.split("/")) for line in ASSET_KEYS.read_text().split()]
    with dg.DagsterInstance.from_config(str(sample_run.settings.dagster_home)) as instance:
        for key in keys:
            event = instance.get_latest_materialization_event(key)
            assert event is not None, f"{key.to_user_string()} was not built"
            materialization = event.asset_materialization
            assert materialization is not None
            rows = materialization.metadata.get("dagster/row_count")
            if rows is not None and key.to_user_string() not in MAY_BE_EMPTY:
                assert int(rows.value) > 0, f"{key.to_user_string()} is empty"


def test_no_asset_appears_or_disappears_unseen(asset_graph: Any) -> None:
    keys = sorted(key.to_user_string() for key in asset_graph.materializable_asset_keys)
    assert keys == ASSET_KEYS.read_text().split(), f"write the new list of keys to {ASSET_KEYS.name} if this is meant"


def test_every_asset_says_what_it_is(asset_graph: Any) -> None:
    for key in asset_graph.materializable_asset_keys:
        node = asset_graph.get(key)
        assert node.description, key.to_user_string()
        assert node.group_name in {"intake", "staging", "intermediate", "rules", "marts", "filing", "impact"}
