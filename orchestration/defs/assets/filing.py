"""County batches as assets: of all counties, written by a run, and of one county, to be written again."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import dagster as dg
import duckdb
from pydantic import Field

from orchestration.defs.asset_context import guard_asset
from orchestration.defs.keys import BATCH_OF_ONE_COUNTY, COUNTY_BATCHES, STATE
from orchestration.defs.partitions import COUNTIES
from orchestration.defs.resources import SettingsResource
from orchestration.filing.batches.county_batches import CountyBatch, read_rule_pack, write_county_batches
from orchestration.filing.batches.files.batch_of_lines import format_folder_name
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.law.packs import read_pack_status
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.current_run import RunAtHand, check_day, parse_day, read_current_run
from orchestration.warehouse.row_counts import build_run_folder

Metadata = Mapping[str, dg.MetadataValue]


class NotPublishedError(RuntimeError):
    """The current run has not written its batches, so none can be written again."""


class OneCountyConfig(dg.Config):
    """The run whose county batch is written."""

    as_of_date: str = Field(
        default="",
        description="As-of date of the run, like 2026-06-01. Empty means the run in the warehouse, "
        "the last one. If the warehouse holds another date, nothing is written.",
    )


@dg.multi_asset(
    name="write_batches",
    specs=[
        dg.AssetSpec(
            COUNTY_BATCHES,
            deps=[dg.AssetKey([STATE, "marts", "filing_lines"])],
            kinds={"csv"},
            description="Convictions proposed for relief, one folder per county with the data its court needs to "
            "find each case. Restricted: the files name people. They are proposals until counsel and the county have "
            "agreed.",
        )
    ],
)
def county_batches(context: dg.AssetExecutionContext, settings: SettingsResource) -> dg.MaterializeResult:
    """Write the batches of every county, and report those of counties with a batch in this run or an earlier one."""
    with guard_asset(settings, hands_out=True) as loaded, open_warehouse(loaded) as connection:
        folder = loaded.filings / build_run_folder(connection)
        pack = read_pack_status(loaded.models, loaded.state, loaded.signatures)
        batches = write_county_batches(connection, folder, loaded.state, pack)
        run, delivered = read_current_run(connection), _read_delivered_counties(connection, loaded)
    told_before = context.instance.get_materialized_partitions(BATCH_OF_ONE_COUNTY)
    for county in sorted(told_before | set(delivered) | {batch.county_name for batch in batches}):
        context.log_event(
            dg.AssetMaterialization(
                BATCH_OF_ONE_COUNTY,
                partition=county,
                metadata=_describe_county(county, batches, folder, run, delivered),
            )
        )
    lines = "\n".join(
        f"| {batch.county_name} | {batch.basis} | {batch.relief} | {batch.line_count} | {batch.batch_id} |"
        for batch in batches
    )
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(batch.line_count for batch in batches),
            "as-of date": run.as_of_date.isoformat(),
            "overrides of this run": run.allowances or "none",
            "counties with a batch": len({batch.county_name for batch in batches}),
            "batches": len(batches),
            "lines": sum(batch.line_count for batch in batches),
            "by county": dg.MetadataValue.md(
                f"| county | basis | relief | lines | batch |\n|---|---|---|---|---|\n{lines}"
            ),
            "folder": dg.MetadataValue.path(str(folder)),
        }
    )


@dg.multi_asset(
    name="write_batch_of_one_county",
    specs=[
        dg.AssetSpec(
            BATCH_OF_ONE_COUNTY,
            deps=[COUNTY_BATCHES],
            kinds={"csv"},
            description="The batch of one county. The job clearance writes those of all counties; materialize "
            "a county here to write lost or damaged files again. No other county's files are "
            "touched. Files of this run with other content are never overwritten: move them away first.",
        )
    ],
    partitions_def=COUNTIES,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def batch_of_one_county(context: dg.AssetExecutionContext, config: OneCountyConfig, settings: SettingsResource) -> None:
    """Write the batches of the chosen counties again, from the run that the warehouse holds."""
    counties = list(context.partition_keys)
    with guard_asset(settings, hands_out=True) as loaded, open_warehouse(loaded) as connection:
        run, delivered = read_current_run(connection), _read_delivered_counties(connection, loaded)
        wanted = parse_day("as_of_date", config.as_of_date)
        if wanted is not None:
            check_day(connection, wanted)
        folder = loaded.filings / build_run_folder(connection)
        if not folder.is_dir():
            raise NotPublishedError(
                f"the run of {run.as_of_date} has not written its batches, expected {folder}: run the job clearance"
            )
        pack = read_rule_pack(folder) or read_pack_status(loaded.models, loaded.state, loaded.signatures)
        batches = write_county_batches(connection, folder, loaded.state, pack, only=counties)
    for county in counties:
        about = _describe_county(county, batches, folder, run, delivered)
        context.add_asset_metadata(about, asset_key=BATCH_OF_ONE_COUNTY, partition_key=county)


_COUNTIES_OF_HISTORIES = "select county_name from intake.deliveries where delivery_kind = 'history'"


def _read_delivered_counties(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Collection[str]:
    """Return the counties with a current history; all of them if one covers the whole state."""
    layout = load_layout(settings.state)
    named = {str(name) for (name,) in connection.execute(_COUNTIES_OF_HISTORIES).fetchall()}
    return layout.counties.keys() if layout.whole_state in named else named


def _describe_county(
    county: str, batches: Sequence[CountyBatch], folder: Path, run: RunAtHand, delivered: Collection[str]
) -> Metadata:
    """Build the metadata of a county: counts and folders."""
    its = [batch for batch in batches if batch.county_name == county]
    rows = "\n".join(f"| {batch.basis} | {batch.relief} | {batch.line_count} | {batch.batch_id} |" for batch in its)
    about = {
        "dagster/row_count": dg.MetadataValue.int(sum(batch.line_count for batch in its)),
        "as-of date": dg.MetadataValue.text(run.as_of_date.isoformat()),
        "run id": dg.MetadataValue.text(run.run_id),
        "overrides of this run": dg.MetadataValue.text(run.allowances or "none"),
        "county sent a delivery": dg.MetadataValue.text("yes" if county in delivered else "no"),
        "batches": dg.MetadataValue.md(f"| basis | relief | lines | batch |\n|---|---|---|---|\n{rows}")
        if its
        else dg.MetadataValue.text("none: this run proposes nothing for this county"),
    }
    if its:
        about["folder"] = dg.MetadataValue.path(str(folder / format_folder_name(county)))
    return about
