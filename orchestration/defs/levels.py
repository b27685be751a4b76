"""The figures of run and ledger together as an asset: counted on demand, shown by their headlines.

What belongs here: calling the same step as ``lookback figures``, and what the UI shows of it. What does not: counting
(``levels``). It is no part of a run: the ledger changes between runs, and nothing of a run rests on it.
"""

import dagster as dg

from orchestration.defs.keys import ANSWERS, LEVELS, PROPOSED_LINES, STATE, SUBMITTED_BATCHES
from orchestration.defs.step import step
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.quality_gates.run import GATES

_TABLES = ("impact_convictions", "records_by_court_key", "research_person_ids", "run_summary")


@dg.multi_asset(
    name="figures_of_the_ledger",
    specs=[
        dg.AssetSpec(
            LEVELS,
            deps=[
                *(dg.AssetKey([STATE, "marts", table]) for table in _TABLES),
                dg.AssetKey([STATE, "research", "people"]),
                dg.AssetKey([STATE, "rules", f"{STATE}_relief_viewers"]),
                PROPOSED_LINES,
                SUBMITTED_BATCHES,
                ANSWERS,
            ],
            kinds={"csv"},
            description="Eligible, filed and granted, what is left of people's records and for whom, what each law "
            "gives alone and together, disparity, the gap, and the reports the law asks for: of the run at hand and "
            "the ledger as it stands. Restricted: small numbers are shown.",
        )
    ],
)
def figures_of_the_ledger() -> dg.MaterializeResult:
    """Count, check that each headline is the sum of its parts, hand out."""
    from orchestration.reporting.metrics.compute import produce  # with the rules of disclosure comes SciPy: in no run

    with step(hands_out=True) as settings, open_warehouse(settings) as connection:
        done = produce(settings, connection, GATES)
    rows = "\n".join(
        f"| {one.entry.name}, {one.entry.unit} | {one.count:,} | {one.not_known:,} | {one.denominator:,} |"
        for one in done.headlines
        if one.entry.viewer in ("none", "after_dismissal_and_sealing")
    )
    return dg.MaterializeResult(
        metadata={
            "headlines": dg.MetadataValue.md(f"| figure | count | not known | of |\n|---|---|---|---|\n{rows}"),
            "allowed for this run": done.facts.allowances or "nothing",
            "as of ledger event": dg.MetadataValue.int(done.facts.event),
            "folder": dg.MetadataValue.path(str(done.folder)),
        }
    )
