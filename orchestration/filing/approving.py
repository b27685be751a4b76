"""Approving lines without a workbook: the same step for the command and the UI.

What belongs here: which lines wait and are meant, and bringing the approvals to the ledger. What does not: arguments,
whether an approval can stand (``ledger.approve``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from orchestration.filing.candidates import Selection, read_filing_lines
from orchestration.filing.deciding import Outcome, bring_decisions, lines_to_approve, silent_lines
from orchestration.filing.reviewing.decisions import SaidOfALine
from orchestration.filing.run_to_file import run_to_file
from orchestration.filing.unsigned import check_law_of_the_run, law_at_hand
from orchestration.ledger.life_cycle import NotPossible
from orchestration.ledger.rests_on import RestsOn
from orchestration.ledger.store import open_ledger
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
    with a reason. Raises ``NotPossible`` where nothing says which or why, ``GatesNotPassed``, ``OtherLawNow``,
    ``SilenceSaysNothing``."""
    if not (line_ids or silence or reason.strip()):
        raise NotPossible("a reason must say why all that are meant are approved at once; or each line is named")
    run, law = run_to_file(connection), law_at_hand(settings)
    check_law_of_the_run(settings, run.law_version)
    lines = read_filing_lines(connection, selection)
    with open_ledger(settings.ledger, create=False) as ledger:
        only = silent_lines(settings, ledger, datetime.now(UTC).date()) if silence else None
        meant = {one.strip().lower() for one in line_ids} if line_ids else None
        only = meant if only is None else only if meant is None else only & meant
        waiting = lines_to_approve(ledger, lines, only)
    words = " ".join(reason.split()) or ("no reviewer spoke within the days" if silence else "")
    said = [SaidOfALine(one.line_id, "approve", "", words, by, rule=0) for one in waiting]
    of = RestsOn(run.run_id, run.law_version)
    done = bring_decisions(settings, said, waiting, law, one_person_may_do_both=one_person, approves=True, of=of)
    return Approved(len(said), done)
