"""Reviewing as assets: workbooks for reviewers, and the decisions that come back in them.

What belongs here: calling the same steps as ``lookback file review export`` and ``import``, and what the UI shows of
them: counts and places, nobody's data. What does not: the steps (``filing.reviewing``). Who approves or objects is
whoever stands beside the decision in the workbook, never whoever started this.
"""

from pathlib import Path

import dagster as dg
from pydantic import Field

from orchestration.cli.file_review import MOST_LINES
from orchestration.defs.keys import PROPOSED_LINES, REVIEW_DECISIONS, REVIEW_WORKBOOKS, STATE
from orchestration.defs.ledger import LedgerConfig, where_lines_stand
from orchestration.defs.step import step
from orchestration.filing.ledger.signatories import named
from orchestration.filing.review.exporting import export_for_review
from orchestration.filing.review.importing import import_decisions_of
from orchestration.law.time_zone import today
from orchestration.warehouse.connection import open_warehouse


class WorkbooksConfig(LedgerConfig):
    """The same, and where the workbook is to lie."""

    out: str = Field(
        default="",
        description="The workbook to write, ending with .xlsx. Empty: the folder of reviews beside the ledger, under "
        "today's day. A file that is there is never written over: it may hold decisions.",
    )
    max_lines: int = Field(
        default=10_000, ge=1, le=MOST_LINES, description="With more lines than this, a workbook for each county."
    )


class DecisionsConfig(dg.Config):
    """Which workbooks came back."""

    workbooks: list[str] = Field(description="The workbooks with decisions: files, all of one export together.")
    one_person: bool = Field(default=False, description="For demonstrations: who proposed may approve.")


@dg.multi_asset(
    name="write_review_workbooks",
    specs=[
        dg.AssetSpec(
            REVIEW_WORKBOOKS,
            deps=[PROPOSED_LINES, dg.AssetKey([STATE, "marts", "metrics"])],
            kinds={"xlsx"},
            description="The lines that wait for a reviewer, sorted by what needs a human, with each person's "
            "timeline; the public defender of each county gets the same lines on the same day. Restricted: workbooks "
            "name people.",
        )
    ],
)
def written_workbooks(config: WorkbooksConfig) -> dg.MaterializeResult:
    """Write the workbooks, and tell how many lines need a human."""
    with step(hands_out=True) as settings, open_warehouse(settings) as connection:
        out = Path(config.out) if config.out else settings.ledger.parent / "reviews" / f"{today(settings)}.xlsx"
        if out.suffix != ".xlsx":
            raise ValueError(f"the workbook's name must end with .xlsx, found {out.name!r}")
        out.parent.mkdir(parents=True, exist_ok=True)
        done = export_for_review(
            settings, connection, config.selection(), out, by=named(config.by), max_lines=config.max_lines
        )
    files = "\n".join(f"| {part.path.name} | {len(part.lines)} |" for part in done.parts)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": done.lines,
            "need a human": done.need_a_human,
            "workbooks": dg.MetadataValue.md(f"| file | lines |\n|---|---|\n{files}"),
            "folder": dg.MetadataValue.path(str(out.parent)),
            "for public defenders": dg.MetadataValue.path(str(done.for_defenders.folder)),
            "lines of no county of the state": done.for_defenders.lines_without_county,
            **where_lines_stand(settings),
        }
    )


@dg.multi_asset(
    name="import_review_decisions",
    specs=[
        dg.AssetSpec(
            REVIEW_DECISIONS,
            deps=[REVIEW_WORKBOOKS],
            kinds={"sqlite"},
            description="What reviewers decided in their workbooks: approved, objected with a ground, or left for "
            "later, each under the reviewer's own name. Of several workbooks all are taken in or none; what cannot "
            "stand is counted with why.",
        )
    ],
)
def taken_decisions(config: DecisionsConfig) -> dg.MaterializeResult:
    """Take the decisions in, and tell what became of them."""
    with step(hands_out=True) as settings, open_warehouse(settings) as connection:
        files = [Path(path) for path in config.workbooks]
        brought = import_decisions_of(settings, connection, files, one_person_may_do_both=config.one_person)
    done = brought.outcome
    refused = "\n".join(f"| {why} | {count} |" for why, count in done.reasons())
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": brought.decisions,
            "by rules": brought.by_rules,
            "approved": len(done.approved),
            "checked": len(done.checked),
            "objected": len(done.objected),
            "left for later": len(done.later),
            "known before": len(done.known),
            "not taken in": dg.MetadataValue.md(f"| why | decisions |\n|---|---|\n{refused}")
            if refused
            else dg.MetadataValue.text("none"),
            "rules that decide about no line": ", ".join(brought.idle_rules) or "none",
            "notices of objections": brought.notices.files,
            **where_lines_stand(settings),
        }
    )
