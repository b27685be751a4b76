"""Quality page as an asset, written after every gate has passed.

After a failed gate this asset does not run; the gate's check writes the page (``checks``), as does ``lookback
quality``.
"""

import dagster as dg

from orchestration.defs.asset_context import guard_asset
from orchestration.defs.keys import QUALITY, STATE
from orchestration.defs.resources import SettingsResource
from orchestration.reporting.quality.overview import format_overview
from orchestration.reporting.quality.write_page import write_quality_page
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.quality_gates.suites import load_suite
from orchestration.warehouse.quality_gates.wordings import read_unknown_wordings

MARTS_GATE = load_suite(PROJECT_ROOT / "expectations", "marts", STATE)


@dg.asset(
    key=QUALITY,
    deps=[dg.AssetKey([STATE, *table.table.split(".")]) for table in MARTS_GATE.tables],
    group_name="quality",
    kinds={"html"},
    description="Page for the people responsible for a run: results of each gate over the runs, lines that "
    "could not be read, missing facts of convictions, contradictory ids. Counts only.",
)
def quality(settings: SettingsResource) -> dg.MaterializeResult:
    """Write the page of the last run."""
    with guard_asset(settings) as loaded, open_warehouse(loaded) as connection:
        run = write_quality_page(connection, loaded, loaded.quality_page)
        unknown = read_unknown_wordings(connection, loaded.state)
    return dg.MaterializeResult(
        metadata={
            "expectations evaluated": sum(len(results) for results in run.results.values()),
            "overview": dg.MetadataValue.md(format_overview(run, unknown)),
            "whole page": dg.MetadataValue.path(str(loaded.quality_page)),
        }
    )
