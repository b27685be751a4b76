"""The funnel as an asset: where every conviction stands on its way to relief, from the run at hand and the ledger.

What belongs here: asking for it and what the UI shows. What does not: the funnel (``funnel``). It stands apart from a
run: the ledger moves between runs.
"""

import dagster as dg

from orchestration.defs.keys import FUNNEL, STATE
from orchestration.defs.step import step
from orchestration.law.time_zone import today
from orchestration.reporting.metrics.figures_chart import as_markdown_image
from orchestration.reporting.metrics.funnel_display import INTERNAL, as_markdown, funnel_svg, rests_on, title
from orchestration.reporting.metrics.funnel_reader import funnel_of
from orchestration.warehouse.connection import open_warehouse


@dg.asset(
    key=FUNNEL,
    deps=[dg.AssetKey([STATE, "marts", table]) for table in ("determinations", "records_by_court_key")],
    kinds={"duckdb"},
    description="From conviction to record: in scope, eligible, waiting (for a fact, a review, the prosecutor, the "
    "court, the state's record), recorded; how many, and for how many days. Counts only; small ones are shown.",
)
def funnel() -> dg.MaterializeResult:
    """Count the run at hand and the ledger as it is now."""
    with step() as settings, open_warehouse(settings) as connection:
        found = funnel_of(connection, settings, today(settings))
    metadata: dict[str, dg.MetadataValue] = {
        "rests on": dg.MetadataValue.text(rests_on(found)),
        "internal": dg.MetadataValue.text(INTERNAL),
    }
    for relief_by in found.ways():
        metadata[title(relief_by)] = dg.MetadataValue.md(as_markdown(found, relief_by))
        metadata[f"{title(relief_by)}, chart"] = dg.MetadataValue.md(as_markdown_image(funnel_svg(found, relief_by)))
    return dg.MaterializeResult(metadata=metadata)
