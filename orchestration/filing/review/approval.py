"""Approve lines without a workbook."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.filing.batches.candidates import FilingLine, Selection, read_filing_lines
from orchestration.filing.batches.check_run import check_run
from orchestration.filing.ledger.life_cycle import RequestError
from orchestration.filing.ledger.provenance import Provenance
from orchestration.filing.ledger.returned_lines import NAME_UNDECIDED, find_undecided_names
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.filing.review.apply_decisions import (
    Outcome,
    apply_decisions,
    find_lines_to_approve,
    find_silent_lines,
    is_approvable,
)
from orchestration.filing.review.decisions import ReviewerDecision
from orchestration.law.time_zone import read_today
from orchestration.law.unsigned_lines import check_run_law, load_law
from orchestration.settings import Settings


@dataclass(frozen=True)
class BulkApproval:
    """Number of lines that waited and were selected, and the result."""

    waiting: int
    outcome: Outcome


def approve_lines(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    *,
    by: str,
    line_ids: Collection[str] = (),
    reason: str = "",
    silence: bool = False,
    one_person: bool = False,
    confirm: Callable[[Sequence[FilingLine]], None] = lambda waiting: None,
) -> BulkApproval:
    """Approve waiting lines: those named, those past a silent review period (``silence``), or all, with a reason.

    ``confirm`` is called with these lines before the first is approved; if it raises, none is.

    Raises:
        RequestError: Neither lines nor a reason are given.
        GatesNotPassedError: The run may not be filed.
        OtherLawError: The law tables differ from those of the run.
        SilenceError: The state's law does not treat silence as approval.
    """
    if not (line_ids or silence or reason.strip()):
        raise RequestError("approve all selected lines with --reason, or name each with --line")
    run, law = check_run(settings, connection), load_law(settings, by)
    check_run_law(settings, run.law_version)
    lines = read_filing_lines(connection, selection)
    with open_ledger(settings.ledger, create=False) as ledger:
        only = find_silent_lines(settings, ledger, read_today(settings)) if silence else None
        meant = {one.strip().lower() for one in line_ids} if line_ids else None
        only = meant if only is None else only if meant is None else only & meant
        waiting = find_lines_to_approve(ledger, lines, only)
        left = _find_not_waiting(ledger, {one.line_id for one in lines}, selection, meant, only)
    confirm(waiting)
    words = " ".join(reason.split()) or ("no reviewer spoke within the days" if silence else "")
    said = [ReviewerDecision(one.line_id, "approve", "", words, by, rule=0) for one in waiting]
    of = Provenance(run.run_id, run.law_version)
    done = apply_decisions(settings, said, waiting, law, one_person_may_do_both=one_person, approves=True, of=of)
    for line_id, why in left.items():
        if why:
            done.refused[line_id] = why
        else:
            done.known.append(line_id)
    return BulkApproval(len(said), done)


def _find_not_waiting(
    ledger: Ledger,
    found: Collection[str],
    selection: Selection,
    named: Collection[str] | None,
    only: Collection[str] | None,
) -> dict[str, str]:
    """Return selected lines that cannot be approved, each with the reason; empty if it is approved already.

    Without names: lines that wait for approval and are not eligible in the current run (``found``: those that are).
    """
    states, lines = ledger.states(), {line.line_id: line for line in ledger.lines()}
    undecided = find_undecided_names(ledger)
    left: dict[str, str] = {}
    for line_id in sorted(lines if named is None else named):
        line, stands = lines.get(line_id), states.get(line_id)
        if line is None:
            left[line_id] = ledger.explain_unknown(line_id)
        elif is_approvable(line.relief_by, stands):
            if (only is None or line_id in only) and selection.means(line) and line_id not in found:
                left[line_id] = "not eligible in the current run"
            elif named is not None and not selection.means(line):
                left[line_id] = "of another county, relief or remedy than selected"
            elif named is not None and only is not None and line_id not in only:
                left[line_id] = "its review period is not over, or a reviewer decided"
        elif named is not None and line_id in undecided:
            left[line_id] = NAME_UNDECIDED
        elif named is not None:
            left[line_id] = "" if stands == "approved" else f"approved cannot follow the state {stands}"
    return left
