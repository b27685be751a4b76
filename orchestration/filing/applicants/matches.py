"""Applicants matched with the current run, and how many of the people cleared are among them."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.filing.applicants.follow_up import CLEARED, ClearedCounts, count_cleared_and_asked, find_days_asked
from orchestration.filing.applicants.matching import Match, match_applicants
from orchestration.filing.applicants.store import read_applicants
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.current_state import FrozenLines, read_all_lines
from orchestration.filing.monitoring.reconcile_record import read_given_days
from orchestration.ingestion.layouts.layout import Notation, load_layout
from orchestration.settings import Settings
from orchestration.warehouse.open_run import read_run_shown


def read_notation(settings: Settings) -> Notation:
    """Read how the state writes ids and counties."""
    return load_layout(settings.state).notation


def read_matches(settings: Settings, connection: duckdb.DuckDBPyConnection) -> Sequence[Match]:
    """Match every applicant with the current run. Without an applicants' file there are none.

    Raises:
        TableFileError: The applicants' file cannot be used.
    """
    read_run_shown(connection)
    return match_applicants(connection, settings.state, read_applicants(settings.applicants, read_notation(settings)))


def read_days_asked(settings: Settings, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Map person id to the first day the person applied. Only exact matches are included."""
    return find_days_asked(read_matches(settings, connection)) if settings.applicants.exists() else {}


def read_cleared(settings: Settings, asked: dict[str, str]) -> ClearedCounts | None:
    """Count the people cleared and those who applied; None without a ledger."""
    if not settings.ledger.exists():
        return None
    with open_ledger(settings.ledger) as ledger, open_evidence(settings.evidence) as evidence:
        cleared = (one for one in read_all_lines(ledger) if one.state in CLEARED)
        return count_cleared_and_asked(FrozenLines(evidence).known_by(cleared), read_given_days(ledger), asked)
