"""Months and counties: the parts in which the UI shows and runs things, and the groups in which assets stand there.

What belongs here: the partitions, the groups, and putting every asset of a run into both. What does not: assets. A
module of assets need not know either: what it defines is put in its place here, by the schema in its key.
"""

from collections.abc import Mapping
from importlib.metadata import version

import dagster as dg

from orchestration.defs.keys import STATE
from orchestration.ingestion.layouts.layout import load_layout

MONTHS = dg.MonthlyPartitionsDefinition(start_date="2025-01-01", end_offset=1)
"""The as-of date: the first of each month, the current month's too. Other days can be run by the command line."""

COUNTIES = dg.StaticPartitionsDefinition(sorted(load_layout(STATE).counties))
"""Every county of the state, as the state writes it."""

GROUPS: Mapping[str, str] = {
    "intake": "stage_1_intake",
    "restricted": "stage_1_intake",
    "staging": "stage_2_staging",
    "intermediate": "stage_3_facts",
    "rules": "stage_4_law",
    "marts": "stage_5_outcomes",
    "research": "stage_5_outcomes",
    "filings": "stage_6_batches",
    "results": "stage_7_results",
    "quality": "stage_8_quality",
}
"""Schema of an asset to its group in the UI; the numbers keep the groups in the order of the stages."""

OWNER = "team:lookback"
"""Who answers for every asset, in the UI and for alerts."""

KEPT_BY_MONTH = {"filings", "results"}
"""Schemas of assets that stay when the next month is run. The tables of the warehouse are those of the last run."""


def read_run_month() -> str | None:
    """The first day of the month that was chosen for this run; None outside a run, without one, or where the run is
    about counties."""
    try:
        context = dg.OpExecutionContext.get()
    except dg.DagsterInvariantViolationError:
        return None
    if not context.has_partition_key:
        return None
    chosen: str = context.partition_key
    return None if COUNTIES.has_partition_key(chosen) else chosen


def group_by_stage(definitions: dg.Definitions) -> dg.Definitions:
    """The same with every asset in the group of its stage, with its owner and the version of its code."""
    software = version("lookback")

    def placed(spec: dg.AssetSpec) -> dg.AssetSpec:
        # dbt's assets bring a version of their own: the hash of their SQL.
        return spec.replace_attributes(
            group_name=GROUPS[spec.key.path[1]], owners=[OWNER], code_version=spec.code_version or software
        )

    grouped: dg.Definitions = definitions.map_asset_specs(func=placed)
    return grouped


def partition_by_month(definitions: dg.Definitions) -> dg.Definitions:
    """The same with a month as partition of every asset that is kept by month and has no partitions of its own."""

    def parted(spec: dg.AssetSpec) -> dg.AssetSpec:
        is_by_month = spec.key.path[1] in KEPT_BY_MONTH and spec.partitions_def is None
        return spec.replace_attributes(partitions_def=MONTHS) if is_by_month else spec

    monthly: dg.Definitions = definitions.map_asset_specs(func=parted)
    return monthly


def is_a_month(day: str) -> bool:
    """Whether there is a partition of that day now."""
    return MONTHS.has_partition_key(day)


def find_latest_month() -> str:
    """The first day of the current month, the newest partition there is."""
    latest = MONTHS.get_last_partition_key()
    if latest is None:
        raise ValueError("the clock of this machine is before 2025: there is no month to run")
    return str(latest)
