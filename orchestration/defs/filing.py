"""County batches as an asset. It depends on every gate through the marts it reads."""

import dagster as dg

from orchestration.defs.keys import COUNTY_BATCHES, STATE
from orchestration.defs.step import step
from orchestration.filing.batches import write_county_batches
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.counts import run_folder
from orchestration.warehouse.packs import rule_pack_of


@dg.asset(
    key=COUNTY_BATCHES,
    deps=[dg.AssetKey([STATE, "marts", "filing_queue"])],
    group_name="filing",
    kinds={"csv"},
    description="Per county the convictions proposed for relief, with what its court needs to find each case.",
)
def county_batches() -> dg.MaterializeResult:
    """Write the batches of every county."""
    with step() as settings, open_warehouse(settings) as connection:
        folder = settings.filings / run_folder(connection)
        batches = write_county_batches(connection, folder, rule_pack_of(settings.models, settings.state))
    lines = "\n".join(
        f"| {batch.county_name} | {batch.basis} | {batch.relief} | {batch.line_count} | {batch.batch_id} |"
        for batch in batches
    )
    return dg.MaterializeResult(
        metadata={
            "counties": len({batch.county_name for batch in batches}),
            "batches": len(batches),
            "lines": sum(batch.line_count for batch in batches),
            "by county": dg.MetadataValue.md(
                f"| county | rests on | relief | lines | batch |\n|---|---|---|---|---|\n{lines}"
            ),
            "folder": dg.MetadataValue.path(str(folder)),
        }
    )
