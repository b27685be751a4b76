"""What a recheck hands out: every line that is not as it was, notices to withdraw per county, a report to counsel.

What belongs here: the columns of these files and their folder. What does not: verdicts (``recheck``). A notice names no
one and withdraws nothing: a person sends it and tells the ledger (``lookback file event withdrawn --lines NOTICE``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestration.after_filing.known_by import FOUND_BY, found_by
from orchestration.after_filing.lists import as_csv, write_new
from orchestration.after_filing.recheck import UNCHANGED, Verdict
from orchestration.filing.handed_out import handing_out

COLUMNS = (
    "line_id",
    "batch_id",
    "remedy_id",
    *FOUND_BY,
    "state",
    "verdict",
    "today",
    "today_relief",
    "why",
    "citation",
)
COLUMNS_OF_ALL = (*COLUMNS, "causes", "goes_to")
RECHECK, COUNSEL = "recheck.csv", "report_to_counsel.csv"


def write_recheck(verdicts: Sequence[Verdict], folder: Path) -> list[str]:
    """Write the files of a recheck into ``folder``, whole or not at all; their names. Raises ``OtherBytesBefore``."""
    ordered = sorted(verdicts, key=lambda one: one.of.line.line_id)
    changed = [one for one in ordered if one.verdict != UNCHANGED]
    files = {RECHECK: as_csv(COLUMNS_OF_ALL, ([*_row(one), "; ".join(one.causes), one.goes_to] for one in changed))}
    for county in sorted({one.of.line.county_name for one in changed if one.goes_to == "withdrawal"}):
        its = [one for one in changed if one.goes_to == "withdrawal" and one.of.line.county_name == county]
        files[notice_name(county)] = as_csv(COLUMNS, (_row(one) for one in its))
    if for_counsel := [one for one in changed if one.goes_to == "counsel"]:
        rows = ([*_row(one), "; ".join(one.causes), one.goes_to] for one in for_counsel)
        files[COUNSEL] = as_csv(COLUMNS_OF_ALL, rows)
    with handing_out(folder) as building:
        for name, content in files.items():
            write_new(building / name, content)
    return sorted(files)


def notice_name(county: str) -> str:
    """``SAN JOAQUIN`` → ``withdrawal_notice_san_joaquin.csv``."""
    return f"withdrawal_notice_{'_'.join(county.lower().split())}.csv"


def _row(one: Verdict) -> list[str]:
    line = one.of.line
    return [
        line.line_id,
        one.of.batch_id,
        line.remedy_id,
        *found_by(one.of.known),
        one.of.state,
        one.verdict,
        one.today.outcome,
        one.today.relief or "",
        one.today.reason,
        one.today.citation,
    ]
