"""Give lines to a reviewer: write workbooks and defenders' lists, and record it in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.filing.batches.candidates import Selection
from orchestration.filing.batches.check_run import check_run
from orchestration.filing.ledger.approvals import take_into_review
from orchestration.filing.ledger.provenance import Provenance
from orchestration.filing.ledger.returned_lines import find_undecided_names
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.review.defender_lists import DefenderLists, write_defender_lists
from orchestration.filing.review.review_lines import WAITS_FOR_A_REVIEWER, read_review_lines
from orchestration.filing.review.workbooks import Part, write_review_workbooks
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.law.unsigned_lines import load_law
from orchestration.settings import Settings
from orchestration.warehouse.current_run import is_synthetic


@dataclass(frozen=True)
class ExportResult:
    """Number of lines, number that need a human, the workbooks with their lines, and the defenders' lists."""

    lines: int
    need_a_human: int
    parts: Sequence[Part]
    for_defenders: DefenderLists


def export_for_review(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    out: Path,
    *,
    by: str,
    max_lines: int,
) -> ExportResult:
    """Write the waiting lines to ``out``, or to one workbook a county beside it if there are more than ``max_lines``.

    All files are written, or none.

    Raises:
        FileExistsError: A file exists; it may hold decisions.
    """
    run, law = check_run(settings, connection), load_law(settings, by)
    counties = load_layout(settings.state).counties
    with open_ledger(settings.ledger, create=False) as ledger:
        states = {line: stands for line, stands in ledger.states().items() if stands in WAITS_FOR_A_REVIEWER}
        lines = read_review_lines(connection, selection, states, law, find_undecided_names(ledger))
        if out.exists():
            raise FileExistsError(out)
        same = [line.line for line in lines]
        with (
            write_defender_lists(out, connection, settings.state, run, selection, same, counties, by) as for_defenders,
            write_review_workbooks(
                connection, out, lines, max_lines, selection.county_name, is_synthetic=is_synthetic(connection)
            ) as parts,
        ):
            take_into_review(
                ledger,
                [line.line.line_id for line in lines],
                by=by,
                of=Provenance(run.run_id, run.law_version),
                sources={line.line_id: line.candidate.source_hash for line in same},
            )
    return ExportResult(len(lines), sum(bool(line.marks) for line in lines), parts, for_defenders)
