"""The commands ``lookback file``: from a proposed line to its answer and later events."""

from __future__ import annotations

import typer

from orchestration.cli.lazy import Target, build_lazy_group

COMMANDS = {
    "propose": Target("file.lines:propose", "Give the lines of the current run to the ledger."),
    "review": Target("file.review:review_app", "Export lines to reviewers' workbooks, and import their decisions."),
    "approve": Target("file.lines:approve", "Approve lines for filing."),
    "submit": Target("file.lines:submit", "File approved lines: write a batch per court or for the state repository."),
    "status": Target("file.lines:status", "Show the states of lines, the holds in force and unfinished batches."),
    "hold": Target("file.lines:hold", "Stop approvals and filing of lines at once, until the hold is released."),
    "release": Target("file.lines:release", "Release a hold."),
    "told-twice": Target("file.told_twice:told_twice_app", "Decide which of two courts' reports of a case is filed."),
    "encrypt": Target("file.encrypt:encrypt", "Encrypt a filed batch to its county's public key."),
    "tell-courts": Target("file.tell_courts:tell_courts", "Write notices to further courts of transferred cases."),
    "tell-people": Target("file.tell_people:tell_people", "Write notices to people of relief that was given."),
    "event": Target("file.monitoring:record_event", "Record an order or event about single lines outside a batch."),
    "landed": Target("file.monitoring:landed", "List relief that the state's newest delivery does not show yet."),
    "ageing": Target("file.monitoring:print_ageing", "Show how long lines have waited, and for whom."),
    "recheck": Target("file.monitoring:recheck", "Compare every filed line with the current run."),
    "counsel": Target("file.counsel:counsel_app", "Show and record counsel's decisions about relief given in error."),
    "sample": Target("file.audit:draw_sample", "Draw a sample of determinations for a blind reader."),
    "sample-result": Target("file.audit:print_result", "Show how often the blind reader decided differently."),
    "destroy-evidence": Target("file.monitoring:destroy_evidence", "Destroy the frozen evidence of lines, by order."),
}

file_app = typer.Typer(cls=build_lazy_group(COMMANDS), no_args_is_help=True)


@file_app.callback()
def about() -> None:
    """Propose, review, approve and file lines; each line is filed once."""
