"""The figures of a run as an asset."""

import dagster as dg

from orchestration.defs.keys import STATE, SUMMARY
from orchestration.defs.step import step
from orchestration.impact.summary import write_summary
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.counts import as_of_date


@dg.asset(
    key=SUMMARY,
    deps=[dg.AssetKey([STATE, "marts", "run_facts"]), dg.AssetKey([STATE, "marts", "impact_relief"])],
    group_name="impact",
    kinds={"json"},
    description="What the law reaches: convictions in scope, eligible and in review, and people, by county.",
)
def summary() -> dg.MaterializeResult:
    """Write ``summary.json``."""
    with step() as settings, open_warehouse(settings) as connection:
        folder = settings.results / as_of_date(connection).isoformat()
        figures = write_summary(connection, folder)
    rows = "\n".join(
        f"| {county.county_name} | {county.in_scope} | {county.eligible} | {county.review} | {county.people_eligible} |"
        for county in figures.by_county
    )
    return dg.MaterializeResult(
        metadata={
            "convictions eligible": figures.eligible,
            "convictions in scope": figures.in_scope,
            "people with an eligible conviction": figures.people_eligible,
            "by county": dg.MetadataValue.md(
                f"| county | in scope | eligible | review | people eligible |\n|---|---|---|---|---|\n{rows}"
            ),
            "file": dg.MetadataValue.path(str(folder / "summary.json")),
        }
    )
