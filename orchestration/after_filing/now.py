"""Ledger, evidence and the warehouse at hand opened together, to decide lines again.

What belongs here: opening them and asking the modules beside this one. What does not: files, the terminal.
"""

from __future__ import annotations

from orchestration.after_filing.landed import Landing, given_days, landing_of
from orchestration.after_filing.recheck import LawAndVersion, Verdict, all_lines, lines_to_decide, verdict_on
from orchestration.after_filing.today import decided_today
from orchestration.explain.opening import run_shown, warehouse_to_read
from orchestration.filing.unsigned import check_law_of_the_run, law_at_hand
from orchestration.ledger.evidence import open_evidence
from orchestration.ledger.store import open_ledger
from orchestration.settings import Settings


def verdicts_now(settings: Settings) -> tuple[str, list[Verdict]]:
    """The verdict on every line filed or withheld; before it what it rests on, as a name (run and ledger event).

    Raises ``LedgerUnusable``, ``NotExplained``, ``OtherLawNow``.
    """
    with (
        open_ledger(settings.ledger, create=False) as ledger,
        open_evidence(settings.evidence) as evidence,
        warehouse_to_read(settings) as connection,
    ):
        run = run_shown(connection)
        check_law_of_the_run(settings, run.law_version)
        lines = lines_to_decide(ledger, evidence)
        today = decided_today(connection, [one.known for one in lines])
        hashes = {name: row.row_hash for name, row in law_at_hand(settings).rows.items()}
        now = LawAndVersion(hashes, run.law_version, run.version)
        return f"{run.run_id}-{ledger.last()[0]}", [verdict_on(one, today[one.line.line_id], now) for one in lines]


def landings_now(settings: Settings, after_days: int) -> tuple[str, list[Landing]]:
    """What is to be said of every line that was given relief, or is shown with relief; before it a name as above."""
    with (
        open_ledger(settings.ledger, create=False) as ledger,
        open_evidence(settings.evidence) as evidence,
        warehouse_to_read(settings) as connection,
    ):
        run = run_shown(connection)
        lines = all_lines(ledger, evidence)
        today = decided_today(connection, [one.known for one in lines])
        given = given_days(ledger)
        found = (landing_of(one, today[one.line.line_id], given.get(one.line.line_id, ""), after_days) for one in lines)
        return f"{run.run_id}-{ledger.last()[0]}", [one for one in found if one is not None]
