"""Groups of the UI, assigned to every asset by its key: some forty assets from left to right, the rest as details."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version

import dagster as dg

from orchestration.defs.keys import STATE
from orchestration.settings import DISTRIBUTION

OWNER = "team:lookback"
"""Who answers for every asset, in the UI and for alerts."""


@dataclass(frozen=True)
class Group:
    """A group of the lineage page. ``shown``: tables that are in it; any other is in its details, which stay closed."""

    name: str
    shown: Collection[str]

    def place(self, table: str) -> str:
        """Name the group of a table: this one, or its details."""
        return self.name if table in self.shown else f"{self.name}/details_{self.name[2:]}"


DELIVERED = Group(
    "1_deliveries",
    {
        "deliveries",
        "history_rows",
        "court_records_rows",
        "petitions_rows",
        "case_transfers_rows",
        "supervised_release_rows",
        "registry_rows",
        "rejects",
    },
)
LISTS = Group(
    "5_lists",
    {
        "determinations",
        "arrest_determinations",
        "charge_reliefs",
        "filing_lines",
        "review_queue",
        "run_summary",
        "metrics",
    },
)
RESULTS = Group("7_results", {"summary", "kept_run", "annotated_files", "quality"})

GROUPS: Mapping[str, Group] = {
    "intake": DELIVERED,
    "restricted": DELIVERED,
    "staging": Group(
        "2_rows",
        {f"stg_{STATE}__{name}" for name in ("people", "arrests", "cases", "charges", "sentences", "events")},
    ),
    "intermediate": Group(
        "3_people_charges",
        {"int_people", "int_arrests", "int_charges", "int_convictions", "int_sentences", "int_events"},
    ),
    "law": Group("4_law", {"remedies", "parameters"}),
    "rules": Group(
        "4_law",
        {
            f"rule_{STATE}__arrest_findings",
            f"rule_{STATE}__findings",
            f"rule_{STATE}__deciding_law_rows",
        },
    ),
    "marts": LISTS,
    "research": LISTS,
    "filings": Group("6_batches", {"county_batches", "batch_of_one_county"}),
    "results": RESULTS,
    "quality": RESULTS,
}
"""Schema of an asset to its group. The numbers keep the groups in the order of the data."""


def group_assets(definitions: dg.Definitions) -> dg.Definitions:
    """Set group, owner and code version of every asset."""
    software = version(DISTRIBUTION)

    def place(spec: dg.AssetSpec) -> dg.AssetSpec:
        _, schema, table = spec.key.path
        # dbt's assets bring a version of their own: the hash of their SQL.
        return spec.replace_attributes(
            group_name=GROUPS[schema].place(table), owners=[OWNER], code_version=spec.code_version or software
        )

    grouped: dg.Definitions = definitions.map_asset_specs(func=place)
    return grouped
