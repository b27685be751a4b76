"""County batches as assets: those of all counties, written by a run, and that of one county, to be written again."""

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
    """The run at hand has not written its batches, so no county's can be written again."""


class OneCountyConfig(dg.Config):
    """Which run the county's batch is of."""

    as_of_date: str = Field(
        default="",
        description="The day of the run whose batch is meant, like 2026-06-01. Empty means the run that the warehouse "
        "holds now, which is the last one. If it holds another day, nothing is written.",
    )


@dg.multi_asset(
    name="write_batches",
    specs=[
        dg.AssetSpec(
            COUNTY_BATCHES,
            deps=[dg.AssetKey([STATE, "marts", "filing_lines"])],
            kinds={"csv"},
            description="The convictions proposed for relief, in one folder per county with what its court needs to "
            "find each case. Restricted: the files name people. They are proposals until counsel and the county have "
            "agreed.",
        )
    ],
)
def county_batches(context: dg.AssetExecutionContext, settings: SettingsResource) -> dg.MaterializeResult:
    """Write the batches of every county, and tell what each county got that is in this run or was in an earlier one."""
    with guard_asset(settings, hands_out=True) as loaded, open_warehouse(loaded) as connection:
        folder = loaded.filings / build_run_folder(connection)
        pack = read_pack_status(loaded.models, loaded.state, loaded.signatures)
        batches = write_county_batches(connection, folder, loaded.state, pack)
        run, delivered = read_current_run(connection), _counties_delivered(connection, loaded)
    told_before = context.instance.get_materialized_partitions(BATCH_OF_ONE_COUNTY)
    for county in sorted(told_before | set(delivered) | {batch.county_name for batch in batches}):
        context.log_event(
            dg.AssetMaterialization(
                BATCH_OF_ONE_COUNTY,
                partition=county,
                metadata=_about_a_county(county, batches, folder, run, delivered),
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
            "allowed for this run": run.allowances or "nothing",
            "counties with a batch": len({batch.county_name for batch in batches}),
            "batches": len(batches),
            "lines": sum(batch.line_count for batch in batches),
            "by county": dg.MetadataValue.md(
                f"| county | rests on | relief | lines | batch |\n|---|---|---|---|---|\n{lines}"
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
            description="The batch of one county. A run of the job clearance writes those of all counties; materialize "
            "a county here to write its files again, where they were lost or damaged. No other county's files are "
            "touched, and files with other content under the same run are never overwritten: move them away first.",
        )
    ],
    partitions_def=COUNTIES,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def batch_of_one_county(context: dg.AssetExecutionContext, config: OneCountyConfig, settings: SettingsResource) -> None:
    """Write the batches of the chosen counties again, from the run that the warehouse holds."""
    counties = list(context.partition_keys)
    with guard_asset(settings, hands_out=True) as loaded, open_warehouse(loaded) as connection:
        run, delivered = read_current_run(connection), _counties_delivered(connection, loaded)
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
        about = _about_a_county(county, batches, folder, run, delivered)
        context.add_asset_metadata(about, asset_key=BATCH_OF_ONE_COUNTY, partition_key=county)


_COUNTIES_OF_HISTORIES = "select county_name from intake.deliveries where delivery_kind = 'history'"


def _counties_delivered(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Collection[str]:
    """Counties that a history in force is of; all of them where one is of the whole state."""
    layout = load_layout(settings.state)
    named = {str(name) for (name,) in connection.execute(_COUNTIES_OF_HISTORIES).fetchall()}
    return layout.counties.keys() if layout.whole_state in named else named


def _about_a_county(
    county: str, batches: Sequence[CountyBatch], folder: Path, run: RunAtHand, delivered: Collection[str]
) -> Metadata:
    """What the UI shows of a county: counts, and where its files lie."""
    its = [batch for batch in batches if batch.county_name == county]
    rows = "\n".join(f"| {batch.basis} | {batch.relief} | {batch.line_count} | {batch.batch_id} |" for batch in its)
    about = {
        "dagster/row_count": dg.MetadataValue.int(sum(batch.line_count for batch in its)),
        "as-of date": dg.MetadataValue.text(run.as_of_date.isoformat()),
        "run id": dg.MetadataValue.text(run.run_id),
        "allowed for this run": dg.MetadataValue.text(run.allowances or "nothing"),
        "county sent a delivery": dg.MetadataValue.text("yes" if county in delivered else "no"),
        "batches": dg.MetadataValue.md(f"| rests on | relief | lines | batch |\n|---|---|---|---|\n{rows}")
        if its
        else dg.MetadataValue.text("none: nothing is proposed for this county in this run"),
    }
    if its:
        about["folder"] = dg.MetadataValue.path(str(folder / format_folder_name(county)))
    return about
