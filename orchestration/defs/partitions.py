"""Months and counties: the parts in which the UI shows and runs things.

What belongs here: the partitions, and giving every asset of a run its own. What does not: assets. A module of assets
need not know: what it defines is partitioned here, by the schema in its key.
"""

import dagster as dg

from orchestration.defs.keys import STATE
from orchestration.ingestion.layouts.layout import load_layout

MONTHS = dg.MonthlyPartitionsDefinition(start_date="2025-01-01", end_offset=1)
"""The as-of date: the first of each month, the current month's too. Other days can be run by the command line."""

COUNTIES = dg.StaticPartitionsDefinition(sorted(load_layout(STATE).counties))
"""Every county of the state, as the state writes it."""

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
