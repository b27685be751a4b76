"""Results of a run as assets: figures, annotated files, and the rows kept for comparison."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from orchestration.defs.asset_context import guard_asset
from orchestration.defs.assets.ingestion import show_progress
from orchestration.defs.keys import (
    ANNOTATED_FILES,
    DELIVERIES,
    KEPT_RUN,
    STATE,
    SUMMARY,
)
from orchestration.defs.resources import SettingsResource
from orchestration.determinations.exports.annotated_deliveries import AnnotatedFile, annotate_deliveries
from orchestration.determinations.snapshots.store import count_convictions, keep_run, list_kept_runs
from orchestration.files.publish_dir import publish_dir
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.reporting.metrics.figures_chart import CHART_FILE, embed_in_markdown, name_chart, write_chart
from orchestration.reporting.metrics.summary import (
    FIGURES_FILE,
    SUMMARY_FILE,
    read_policies,
    read_policy_subject,
    write_summary,
)
from orchestration.reporting.releases.folders import find_site
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.row_counts import build_run_folder


class ResultsConfig(dg.Config):
    """Options for the results."""

    annotate: bool = Field(
        default=False, description="Write each delivered file again with determinations beside its rows."
    )
    deliveries: list[str] = Field(
        default=[],
        description="Files or folders of the run's deliveries; empty means the state's deliveries folder.",
    )
    show_progress: bool | None = Field(default=None, description="Show progress on the terminal.")


def _build_key(schema: str, name: str) -> dg.AssetKey:
    return dg.AssetKey([STATE, schema, name])


@dg.multi_asset(
    name="results",
    group_name="results",
    specs=[
        dg.AssetSpec(
            SUMMARY,
            deps=[
                _build_key("marts", "run_summary"),
                _build_key("marts", "metrics"),
            ],
            description="Figures of the law and of three policies: convictions "
            "and people, statewide and by county, by race as recorded, sex and age band, each with its denominator. "
            "Written as summary.json, figures.csv with every cell, and a chart. Restricted: small numbers are shown.",
            kinds={"json"},
        ),
        dg.AssetSpec(
            KEPT_RUN,
            deps=[
                _build_key("rules", f"rule_{STATE}__conviction_status"),
                _build_key("marts", "metrics"),
                _build_key("marts", "run_summary"),
                _build_key("rules", f"rule_{STATE}__deciding_law_rows"),
            ],
            description="Rows kept so that `lookback compare` can explain why a figure differs in a later "
            "run: outcomes by conviction, and hashes of their facts. Restricted like the warehouse.",
            kinds={"parquet"},
        ),
        dg.AssetSpec(
            ANNOTATED_FILES,
            deps=[_build_key("marts", "charge_reliefs"), _build_key("rules", f"rule_{STATE}__evidence"), DELIVERIES],
            description="Every delivered file with determinations beside its rows; written only on "
            "request. Restricted: it names people.",
            kinds={"csv"},
            skippable=True,
        ),
    ],
)
def results(config: ResultsConfig, settings: SettingsResource) -> Iterator[dg.MaterializeResult]:
    """Write the folder of the run's results in one step."""
    with (
        show_progress(config.show_progress) as progress,
        guard_asset(settings, hands_out=True) as loaded,
        open_warehouse(loaded) as connection,
        publish_dir(loaded.results / build_run_folder(connection)) as folder,
        ThreadPoolExecutor(max_workers=1) as beside,
    ):
        keeping = beside.submit(keep_run, loaded, connection.cursor())  # DuckDB works while Python writes files
        summary = write_summary(connection, folder, loaded)
        policies = read_policies(connection)
        name = name_chart(policies, read_policy_subject(connection))
        chart = write_chart(summary, policies, name, folder)
        annotated: list[AnnotatedFile] = []
        if config.annotate:
            paths = [Path(path) for path in config.deliveries] or [loaded.deliveries]
            layout = load_layout(loaded.state)
            annotated = annotate_deliveries(connection, layout, loaded.intake, paths, folder, progress)
        target = loaded.results / build_run_folder(connection)
        kept = keeping.result()
        runs_kept, convictions_kept = len(list_kept_runs(loaded)), count_convictions(kept)
        site = dg.MetadataValue.path(str(find_site(loaded)))
    of_release = {"site of the newest release (lookback publish)": site}
    yield dg.MaterializeResult(asset_key=SUMMARY, metadata=_describe_figures(summary, name, chart, target) | of_release)
    yield dg.MaterializeResult(
        asset_key=KEPT_RUN,
        metadata={
            "dagster/row_count": convictions_kept,
            "runs kept": runs_kept,
            "folder": dg.MetadataValue.path(str(kept)),
        },
    )
    if config.annotate:
        yield dg.MaterializeResult(asset_key=ANNOTATED_FILES, metadata=_describe_rows(annotated, target))


def _describe_figures(summary: Mapping[str, Any], name: str, chart: str, folder: Path) -> dict[str, dg.MetadataValue]:
    days = (summary["data_as_of_earliest"], summary["data_as_of_latest"])
    return {
        "data as of": dg.MetadataValue.text(" to ".join(dict.fromkeys(map(str, days)))),
        "overrides of this run": dg.MetadataValue.text(summary["allowances"] or "none"),
        "people": dg.MetadataValue.int(summary["people"]),
        "convictions": dg.MetadataValue.int(summary["convictions"]),
        f"chart: {name}": dg.MetadataValue.md(embed_in_markdown(chart)),
        "file": dg.MetadataValue.path(str(folder / SUMMARY_FILE)),
        "each group and county": dg.MetadataValue.path(str(folder / FIGURES_FILE)),
        "chart as a file": dg.MetadataValue.path(str(folder / CHART_FILE)),
    }


def _describe_rows(files: list[AnnotatedFile], folder: Path) -> dict[str, dg.MetadataValue]:
    rows = "\n".join(f"| {file.file_name} | {file.rows} | {file.counts} |" for file in files)
    return {
        "dagster/row_count": dg.MetadataValue.int(sum(file.rows for file in files)),
        "by file": dg.MetadataValue.md(f"| file | rows | rows of a count in scope |\n|---|---|---|\n{rows}"),
        "folder": dg.MetadataValue.path(str(folder)),
    }
