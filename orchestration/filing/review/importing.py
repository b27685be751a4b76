"""Import decisions from reviewers' workbooks into the ledger, and write the notices of objections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.files.publish_dir import hash_files
from orchestration.filing.batches.candidates import Selection
from orchestration.filing.batches.check_run import check_run
from orchestration.filing.ledger.provenance import Provenance
from orchestration.filing.ledger.returned_lines import find_undecided_names
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.review.apply_decisions import Outcome, apply_decisions
from orchestration.filing.review.decisions import read_workbooks
from orchestration.filing.review.objection_notices import NoticeResult, write_missing_notices
from orchestration.filing.review.review_lines import read_review_lines
from orchestration.law.demonstration import check_demonstration
from orchestration.law.unsigned_lines import check_run_law, load_law
from orchestration.settings import Settings


@dataclass(frozen=True)
class ImportResult:
    """Number of decisions, number by rules, the result, the notices, and rules that decide about no line."""

    decisions: int
    by_rules: int
    outcome: Outcome
    notices: NoticeResult
    idle_rules: Sequence[str] = ()


def import_workbooks(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[Path],
    *,
    one_person_may_do_both: bool = False,
) -> ImportResult:
    """Take in the decisions of all workbooks, or of none. Raises ``WorkbookError``, ``OtherLawError``,
    ``NotSyntheticError``."""
    run, law = check_run(settings, connection), load_law(settings)
    check_run_law(settings, run.law_version)
    with open_ledger(settings.ledger, create=False) as ledger:
        states, undecided_names = ledger.states(), find_undecided_names(ledger)
    lines = read_review_lines(connection, Selection(), states, law, undecided_names)
    read = read_workbooks(files, lines)
    said = read.said
    check_demonstration(settings, {one.decided_by for one in said})
    at_hand = [line.line for line in lines]
    of = Provenance(run.run_id, run.law_version, hash_files(files))
    done = apply_decisions(settings, said, at_hand, law, one_person_may_do_both=one_person_may_do_both, of=of)
    notices = write_missing_notices(settings, connection, run, at_hand)
    return ImportResult(len(said), sum(one.rule > 0 for one in said), done, notices, read.idle_rules)
