"""Assets from delivered files: current rows, rejected lines, and the deliveries themselves."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from pydantic import Field
from rich.console import Console

from orchestration.defs.asset_context import guard_asset
from orchestration.defs.code_location import show_on_timeline
from orchestration.defs.keys import (
    ADDED_WORDINGS,
    CASE_TRANSFERS_ROWS,
    CLAIMS,
    CONVICTION_COUNTS,
    COUNTY_POLICIES,
    COURT_RECORDS_ROWS,
    DELIVERIES,
    DELIVERY_PROFILES,
    ESTABLISHED_FACTS,
    HISTORY_ROWS,
    IDENTITY_DECISIONS,
    MISSING_SOURCES,
    PETITIONS_ROWS,
    REGISTRY_ROWS,
    REJECTS,
    RUN_PARAMETERS,
    STATE,
    SUPERVISED_RELEASE_ROWS,
    UNTIMELY_DELIVERIES,
)
from orchestration.defs.partitions import read_run_month
from orchestration.defs.resources import SettingsResource
from orchestration.ingestion.deliveries.progress import NoProgress, Progress, create_progress
from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionOptions
from orchestration.settings import load_settings
from orchestration.warehouse.current_run import UnclearDayError
from orchestration.warehouse.dbt.manifest import load_manifest
from orchestration.warehouse.dbt.runner import LAW

OTHER_ROWS = {
    SUPERVISED_RELEASE_ROWS: "supervised_release",
    REGISTRY_ROWS: "registry",
    COURT_RECORDS_ROWS: "court_records",
    PETITIONS_ROWS: "petitions",
    CASE_TRANSFERS_ROWS: "case_transfers",
}
"""Rows of each further kind of delivery."""


class TakeInConfig(dg.Config, IngestionOptions):
    """Deliveries of a run. Every field is optional: the month chosen as partition gives the as-of date, and the state's
    deliveries folder holds the files. The UI's form shows fields whose default is not None."""

    show_progress: bool | None = Field(
        default=None, description="Show progress on the terminal; the command line does."
    )


@contextmanager
def show_progress(is_shown: bool | None) -> Iterator[Progress]:
    """Show progress of reading files on the terminal, if wanted."""
    if not is_shown:
        yield NoProgress()
        return
    with create_progress(Console(stderr=True)) as progress:
        yield progress


LAW_TABLES = {
    source["name"]: source["description"]
    for source in load_manifest(load_settings())["sources"].values()
    if source["source_name"] == LAW
}
"""Law tables, which are loaded with the deliveries, and their descriptions."""


@dg.multi_asset(
    name="take_in",
    group_name="intake",
    specs=[
        dg.AssetSpec(
            DELIVERIES,
            description="Files current on the as-of date: one row per file with its county, its cut date and the "
            "result of reading it. A file that is no delivery is refused by name; the others are read.",
            kinds={"csv"},
        ),
        dg.AssetSpec(
            HISTORY_ROWS,
            description="Every accepted line of the current files, as text, exactly as the state sent it. "
            "Restricted: it names people.",
            kinds={"parquet"},
        ),
        dg.AssetSpec(
            SUPERVISED_RELEASE_ROWS,
            description="Every accepted line of the current Supervised Release File: people under supervision. Empty "
            "if none was supplied. Restricted: it holds person numbers.",
            kinds={"csv", "parquet"},
        ),
        dg.AssetSpec(
            REGISTRY_ROWS,
            description="Every accepted line of the current registry: people with a duty to register, and "
            "which. Empty if none was supplied. Restricted: it holds person numbers.",
            kinds={"csv", "parquet"},
        ),
        dg.AssetSpec(
            COURT_RECORDS_ROWS,
            description="Every accepted line of the dispositions that courts and prosecutors sent. Empty "
            "if none was supplied. Restricted: it holds person numbers.",
            kinds={"csv", "parquet"},
        ),
        dg.AssetSpec(
            PETITIONS_ROWS,
            description="Every accepted line of the lists of petitions to prohibit relief. Empty if none was "
            "supplied. Restricted: it holds person numbers.",
            kinds={"csv", "parquet"},
        ),
        dg.AssetSpec(
            CASE_TRANSFERS_ROWS,
            description="Every accepted line of the lists of case transfers between "
            "courts. Empty if none was supplied. Restricted: it holds person numbers.",
            kinds={"csv", "parquet"},
        ),
        dg.AssetSpec(
            REJECTS,
            description="Every line that could not be read, with file, line number and reason. Restricted: "
            "it holds the lines as received.",
            kinds={"parquet"},
        ),
        dg.AssetSpec(
            RUN_PARAMETERS,
            description="Parameters of this run: as-of date, versions of software and law, and overrides. One row.",
        ),
        dg.AssetSpec(
            IDENTITY_DECISIONS,
            description="Reviewers' decisions on which records belong to the same person. Restricted: it holds "
            "person numbers.",
            kinds={"csv"},
        ),
        dg.AssetSpec(
            ESTABLISHED_FACTS,
            description="Facts about counts, arrests and persons that reviewers established, since no file of the "
            "state has them. Restricted: it holds person numbers.",
            kinds={"csv"},
        ),
        dg.AssetSpec(
            CLAIMS,
            description="Claims of people, or their lawyers, against their records, and the answers. Restricted: "
            "it holds person numbers.",
            kinds={"csv"},
        ),
        dg.AssetSpec(
            COUNTY_POLICIES,
            description="Policies of each county's prosecutor beyond the statute, one row per choice.",
            kinds={"yaml"},
        ),
        dg.AssetSpec(
            ADDED_WORDINGS, description="Wordings that people added to the vocabulary (lookback vocabulary add)."
        ),
        dg.AssetSpec(
            MISSING_SOURCES,
            description="Deliveries and columns that a remedy needs and the run lacks, by the elements of paths that "
            "stay unknown without them. The gate of rules says who waits for them.",
        ),
        dg.AssetSpec(
            UNTIMELY_DELIVERIES,
            description="Counties whose data is older than the run allows, or of which the last run had a file and "
            "this one has none. The gate of intake stops on each that nobody allowed by name.",
        ),
        dg.AssetSpec(
            DELIVERY_PROFILES,
            description="Filled and well-formed rows per county and required column, with the numbers of the "
            "previous delivery.",
        ),
        dg.AssetSpec(
            CONVICTION_COUNTS,
            description="Convictions per county and year of each delivery, with the numbers of the previous delivery.",
        ),
        *(
            dg.AssetSpec([STATE, LAW, table], description=" ".join(description.split()), kinds={"csv"})
            for table, description in sorted(LAW_TABLES.items())
        ),
    ],
)
def take_in_deliveries(
    context: dg.AssetExecutionContext, config: TakeInConfig, settings: SettingsResource
) -> Iterator[dg.MaterializeResult]:
    """Read the deliveries of a run, register the current ones, and load the law."""
    with show_progress(config.show_progress) as progress, guard_asset(settings, begins_a_run=True) as loaded:
        month = read_run_month()
        if month is None and context.job_def.partitions_def is not None:
            raise UnclearDayError("choose a partition: its first day is the as-of date")
        request = config.build_request(month, loaded.deliveries)
        show_on_timeline(loaded, context.instance, context.run.run_id)
        taken_in = ingest(loaded, request, progress)
    refused = [f"{refusal.file_name}: {refusal.reason}" for refusal in taken_in.refusals]
    yield dg.MaterializeResult(
        asset_key=DELIVERIES,
        metadata={
            "dagster/row_count": len(taken_in.in_force),
            "as-of date": request.as_of_date.isoformat(),
            "current files": len(taken_in.in_force),
            "current files other than histories": len(taken_in.in_force) - len(taken_in.histories),
            "files refused": len(refused),
            "refusals": dg.MetadataValue.json(refused),
            "odd files": dg.MetadataValue.json(taken_in.list_odd()),
            "files not current": len(taken_in.set_aside),
            "not in force": dg.MetadataValue.json(taken_in.list_not_current(request.as_of_date)),
        },
    )
    yield dg.MaterializeResult(asset_key=HISTORY_ROWS, metadata={"dagster/row_count": taken_in.accepted_rows})
    for key, kind in OTHER_ROWS.items():
        yield dg.MaterializeResult(asset_key=key, metadata={"dagster/row_count": taken_in.count_accepted(kind)})
    yield dg.MaterializeResult(asset_key=REJECTS, metadata={"dagster/row_count": taken_in.rejected_lines})
    yield dg.MaterializeResult(
        asset_key=RUN_PARAMETERS, metadata={"dagster/row_count": 1, "as-of date": request.as_of_date.isoformat()}
    )
    yield dg.MaterializeResult(asset_key=IDENTITY_DECISIONS, metadata={"dagster/row_count": taken_in.decisions})
    yield dg.MaterializeResult(asset_key=ESTABLISHED_FACTS, metadata={"dagster/row_count": taken_in.facts})
    yield dg.MaterializeResult(asset_key=CLAIMS, metadata={"dagster/row_count": taken_in.claims})
    yield dg.MaterializeResult(asset_key=COUNTY_POLICIES, metadata={"dagster/row_count": taken_in.choices})
    yield dg.MaterializeResult(asset_key=ADDED_WORDINGS, metadata={"dagster/row_count": taken_in.added_wordings})
    yield dg.MaterializeResult(asset_key=MISSING_SOURCES, metadata={"dagster/row_count": taken_in.missing_sources})
    yield dg.MaterializeResult(asset_key=UNTIMELY_DELIVERIES, metadata={"dagster/row_count": taken_in.untimely})
    yield dg.MaterializeResult(asset_key=DELIVERY_PROFILES, metadata={"dagster/row_count": taken_in.column_profiles})
    yield dg.MaterializeResult(asset_key=CONVICTION_COUNTS, metadata={"dagster/row_count": taken_in.conviction_counts})
    for table in sorted(LAW_TABLES):
        yield dg.MaterializeResult(
            asset_key=[STATE, LAW, table], metadata={"dagster/row_count": taken_in.law_tables[table]}
        )
