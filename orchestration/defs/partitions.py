"""Partitions (months, counties) of the UI, assigned to every asset by the schema in its key."""

import dagster as dg

from orchestration.defs.keys import STATE
from orchestration.ingestion.layouts.layout import load_layout

MONTHS = dg.MonthlyPartitionsDefinition(start_date="2025-01-01", end_offset=1)
"""As-of dates: the first of each month, including the current one. The command line can run other dates."""

COUNTIES = dg.StaticPartitionsDefinition(sorted(load_layout(STATE).counties))
"""Every county of the state, spelled as the state spells it."""

KEPT_BY_MONTH = {"filings", "results"}
"""Schemas of assets that are kept when another month is run. The warehouse holds only the last run."""


def read_run_month() -> str | None:
    """Return the first day of the month chosen for this run; None outside a run, without a partition, or for
    counties."""
    try:
        context = dg.OpExecutionContext.get()
    except dg.DagsterInvariantViolationError:
        return None
    if not context.has_partition_key:
        return None
    chosen: str = context.partition_key
    return None if COUNTIES.has_partition_key(chosen) else chosen


def partition_by_month(definitions: dg.Definitions) -> dg.Definitions:
    """Partition by month every asset that is kept by month and has no other partitions."""

    def parted(spec: dg.AssetSpec) -> dg.AssetSpec:
        is_by_month = spec.key.path[1] in KEPT_BY_MONTH and spec.partitions_def is None
        if spec.partitions_def is not None:  # by county: each is made of the newest month
            newest = dg.LastPartitionMapping()
            return spec.replace_attributes(
                deps=[dg.AssetDep(dep.asset_key, partition_mapping=newest) for dep in spec.deps]
            )
        return spec.replace_attributes(partitions_def=MONTHS) if is_by_month else spec

    monthly: dg.Definitions = definitions.map_asset_specs(func=parted)
    return monthly


def is_a_month(day: str) -> bool:
    """Return whether the day has a partition now."""
    return MONTHS.has_partition_key(day)


def find_latest_month() -> str:
    """Return the first day of the current month, the newest partition."""
    latest = MONTHS.get_last_partition_key()
    if latest is None:
        raise ValueError("the clock of this machine shows a date before 2025: set it")
    return str(latest)
