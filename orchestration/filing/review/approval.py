"""Approving lines without a workbook: the same step for the command and the UI."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from orchestration.filing.batches.candidates import Selection, read_filing_lines
from orchestration.filing.batches.check_run import check_run
from orchestration.filing.ledger.life_cycle import RequestError
from orchestration.filing.ledger.provenance import RestsOn
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.filing.review.apply_decisions import (
    APPROVABLE,
    Outcome,
    apply_decisions,
    find_lines_to_approve,
    find_silent_lines,
)
from orchestration.filing.review.decisions import SaidOfALine
from orchestration.law.time_zone import read_today
from orchestration.law.unsigned_lines import check_run_law, load_law
from orchestration.settings import Settings


@dataclass(frozen=True)
class Approved:
    """How many lines waited and were meant, and what became of them."""

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
) -> Approved:
    """Approve the lines that wait and are meant: those named, those about which nobody spoke (``silence``), or all,
    with a reason. Raises ``RequestError`` where nothing says which or why, ``GatesNotPassedError``, ``OtherLawError``,
    ``SilenceError``."""
    if not (line_ids or silence or reason.strip()):
        raise RequestError("a reason must say why all that are meant are approved at once; or each line is named")
    run, law = check_run(settings, connection), load_law(settings, by)
    check_run_law(settings, run.law_version)
    lines = read_filing_lines(connection, selection)
    with open_ledger(settings.ledger, create=False) as ledger:
        only = find_silent_lines(settings, ledger, read_today(settings)) if silence else None
        meant = {one.strip().lower() for one in line_ids} if line_ids else None
        only = meant if only is None else only if meant is None else only & meant
        waiting = find_lines_to_approve(ledger, lines, only)
        left = _find_not_waiting(ledger, {one.line_id for one in lines}, selection, meant, only)
    words = " ".join(reason.split()) or ("no reviewer spoke within the days" if silence else "")
    said = [SaidOfALine(one.line_id, "approve", "", words, by, rule=0) for one in waiting]
    of = RestsOn(run.run_id, run.law_version)
    done = apply_decisions(settings, said, waiting, law, one_person_may_do_both=one_person, approves=True, of=of)
    for line_id, why in left.items():
        if why:
            done.refused[line_id] = why
        else:
            done.known.append(line_id)
    return Approved(len(said), done)


def _find_not_waiting(
    ledger: Ledger,
    found: Collection[str],
    selection: Selection,
    named: Collection[str] | None,
    only: Collection[str] | None,
) -> dict[str, str]:
    """Lines that are meant and cannot be approved, each with why; empty where it is approved already. Without names,
    those that wait for an approval and that the run at hand does not find (``found``: those it does)."""
    states, lines = ledger.states(), {line.line_id: line for line in ledger.lines()}
    left: dict[str, str] = {}
    for line_id in sorted(lines if named is None else named):
        line, stands = lines.get(line_id), states.get(line_id)
        if line is None:
            left[line_id] = ledger.explain_unknown(line_id)
        elif stands in APPROVABLE.get(line.relief_by, frozenset()):
            if (only is None or line_id in only) and selection.means(line) and line_id not in found:
                left[line_id] = "the run at hand does not find it eligible"
            elif named is not None and not selection.means(line):
                left[line_id] = "it is of another county, relief or remedy than is meant"
            elif named is not None and only is not None and line_id not in only:
                left[line_id] = "its days of review are not over, or a reviewer spoke"
        elif named is not None:
            left[line_id] = "" if stands == "approved" else f"approved cannot follow the state {stands}"
    return left
