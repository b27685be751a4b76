"""The ledger as assets: lines proposed, batches filed; each says where all lines stand.

What belongs here: calling the same steps as ``lookback file propose`` and ``submit``, and what the UI shows of them.
What does not: the steps (``filing``). Only what people approved by the command is filed: nothing here approves.
"""

import dagster as dg
from pydantic import Field

from orchestration.defs.keys import PROPOSED_LINES, STATE, SUBMITTED_BATCHES
from orchestration.defs.step import step
from orchestration.filing.applicants.matches import asked_at_hand
from orchestration.filing.batches.candidates import Selection
from orchestration.filing.batches.proposals import propose_lines
from orchestration.filing.batches.status import read_status
from orchestration.filing.batches.submission import submit
from orchestration.filing.batches.submission_lock import submitting
from orchestration.filing.ledger.signatories import named
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.open_run import run_shown


class LedgerConfig(dg.Config):
    """Who answers for it, and which lines are meant."""

    by: str = Field(description="Your name: who answers for it. It stands in the ledger for ever.", min_length=1)
    county: str = Field(default="", description="Only lines of this county, as the state writes it. Empty: all.")
    relief: str = Field(default="", description="Only lines with this relief, like dismiss_and_seal. Empty: all.")

    def selection(self) -> Selection:
        """The lines that are meant."""
        return Selection(self.county.strip().upper() or None, self.relief.strip() or None)


class SubmitConfig(LedgerConfig):
    """The same, and how large a batch may be."""

    max_lines: int = Field(default=10_000, ge=1, description="At most so many lines in a batch.")


@dg.multi_asset(
    name="propose_lines",
    specs=[
        dg.AssetSpec(
            PROPOSED_LINES,
            deps=[
                dg.AssetKey([STATE, "marts", table])
                for table in ("filing_lines", "records_by_court_key", "duplicate_reports")
            ],
            kinds={"sqlite"},
            description="The lines of the run at hand given to the ledger, each once for ever: what is known there by "
            "what a court knows is not proposed again, whatever its person or charge is called now.",
        )
    ],
)
def proposed_lines(config: LedgerConfig) -> dg.MaterializeResult:
    """Propose what is new, and tell what became of every line."""
    with step(hands_out=True) as settings, open_warehouse(settings) as connection:
        run = run_shown(connection)
        done = propose_lines(settings, connection, config.selection(), by=named(config.by))
    counts = done.counts()
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": counts["new"],
            "as-of date": run.as_of_date.isoformat(),
            **{name.replace("_", " "): count for name, count in counts.items()},
            **where_lines_stand(settings),
        }
    )


@dg.multi_asset(
    name="submit_batches",
    specs=[
        dg.AssetSpec(
            SUBMITTED_BATCHES,
            deps=[PROPOSED_LINES, dg.AssetKey([STATE, "marts", "filing_law_rows"])],
            kinds={"csv"},
            description="The approved lines filed in batches: per court where a court acts, for the state repository "
            "where the law does. Restricted: the files name people. What nobody approved, what stands under a hold and "
            "what rests on law that nobody signed stays where it is.",
        )
    ],
)
def submitted_batches(context: dg.AssetExecutionContext, config: SubmitConfig) -> dg.MaterializeResult:
    """File what was approved, and tell what was not and why."""
    with step(hands_out=True) as settings, submitting(settings), open_warehouse(settings) as connection:
        asked = asked_at_hand(settings, connection)
        done = submit(
            settings, connection, config.selection(), by=named(config.by), max_lines=config.max_lines, asked=asked
        )
    for batch in done.batches:
        context.log.info(f"filed batch {batch.batch_id}: {batch.lines} lines, {batch.relief}")
    left = "\n".join(f"| {why} | {count} |" for why, count in sorted(done.left.items()))
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(batch.lines for batch in done.batches),
            "batches": len(done.batches),
            "approved and not filed": dg.MetadataValue.md(f"| why | lines |\n|---|---|\n{left}")
            if left
            else dg.MetadataValue.text("none"),
            "folder": dg.MetadataValue.path(str(settings.filed)),
            **where_lines_stand(settings),
        }
    )


def where_lines_stand(settings: Settings) -> dict[str, dg.MetadataValue]:
    """What the UI shows of the ledger: lines by state, and every hold."""
    status = read_status(settings, Selection())
    states = "\n".join(f"| {state.replace('_', ' ')} | {count} |" for state, count in status.by_state().items())
    holds = "\n".join(f"| {hold.by_what} {hold.which} | {hold.reason} | {hold.set_by} |" for hold in status.holds)
    about: dict[str, dg.MetadataValue] = {
        "as of ledger event": dg.MetadataValue.int(status.events),
        "where lines stand": dg.MetadataValue.md(f"| state | lines |\n|---|---|\n{states}"),
    }
    if holds:
        about["on hold"] = dg.MetadataValue.md(f"| what | why | set by |\n|---|---|---|\n{holds}")
    return about
