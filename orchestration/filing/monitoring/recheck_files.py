"""What a recheck hands out: every line that is not as it was, notices to withdraw per county, a report to counsel.

What belongs here: the columns of these files and their folder. What does not: verdicts (``recheck``). A notice names no
one and withdraws nothing: a person sends it and tells the ledger (``lookback file event withdrawn --lines NOTICE``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from orchestration.files.publish_dir import handing_out
from orchestration.files.tables import format_csv, write_new_file
from orchestration.filing.batches.match_columns import FOUND_BY, found_by
from orchestration.filing.monitoring.missed_candidates import NeverProposed
from orchestration.filing.monitoring.recheck import UNCHANGED, Verdict

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
COLUMNS_OF_ALL = (*COLUMNS, "by_law_then", "causes", "goes_to", "matter", "counsel")
COLUMNS_NEVER = ("line_id", "remedy_id", *FOUND_BY, "law_version", "decided_then", "today", "causes")
COLUMNS_NOT_AS_THEN = ("line_id", "batch_id", "remedy_id", "county_name", "state", "verdict", "law_version", "why")
RECHECK, COUNSEL, NEVER_PROPOSED = "recheck.csv", "report_to_counsel.csv", "never_proposed.csv"
NOT_AS_THEN = "not_as_then.csv"
"""Every line, changed or not, that was not decided by the law of then as it was read then."""


def write_recheck(
    verdicts: Sequence[Verdict],
    folder: Path,
    never_proposed: Sequence[NeverProposed] = (),
    not_as_then: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Write the files of a recheck into ``folder``, whole or not at all; their names. ``not_as_then``: laws that lines
    were not decided under as they were read then, each with why. Raises ``OutputConflictError``."""
    ordered = sorted(verdicts, key=lambda one: one.of.line.line_id)
    changed = [one for one in ordered if one.verdict != UNCHANGED]
    files = {RECHECK: format_csv(COLUMNS_OF_ALL, (_whole_row(one) for one in changed))}
    for county in sorted({one.of.line.county_name for one in changed if one.goes_to == "withdrawal"}):
        its = [one for one in changed if one.goes_to == "withdrawal" and one.of.line.county_name == county]
        files[notice_name(county)] = format_csv(COLUMNS, (_row(one) for one in its))
    if for_counsel := [one for one in changed if one.goes_to == "counsel"]:
        files[COUNSEL] = format_csv(COLUMNS_OF_ALL, (_whole_row(one) for one in for_counsel))
    if never_proposed:
        ordered_by = sorted(never_proposed, key=lambda one: (one.county_name, one.line_id, one.law_version))
        files[NEVER_PROPOSED] = format_csv(COLUMNS_NEVER, (_never_row(one) for one in ordered_by))
    if concerned := [one for one in ordered if one.of.law_version in not_as_then]:
        files[NOT_AS_THEN] = format_csv(COLUMNS_NOT_AS_THEN, (_not_as_then(one, not_as_then) for one in concerned))
    with handing_out(folder) as building:
        for name, content in files.items():
            write_new_file(building / name, content)
    return sorted(files)


def notice_name(county: str) -> str:
    """``SAN JOAQUIN`` → ``withdrawal_notice_san_joaquin.csv``."""
    return f"withdrawal_notice_{'_'.join(county.lower().split())}.csv"


def _not_as_then(one: Verdict, why: Mapping[str, str]) -> list[str]:
    line, of = one.of.line, one.of
    where = (line.line_id, of.batch_id, line.remedy_id, line.county_name, of.state, one.verdict)
    return [*where, of.law_version, why[of.law_version]]


def _never_row(one: NeverProposed) -> list[str]:
    found_by = (
        one.county_name,
        one.agency,
        one.case_number_key,
        one.count_number,
        one.section,
        one.day,
        one.relief,
    )
    return [
        one.line_id,
        one.remedy_id,
        *found_by,
        one.law_version,
        one.decided_then,
        one.today,
        "; ".join(one.causes),
    ]


def _whole_row(one: Verdict) -> list[str]:
    words = (one.laws.in_words(), "; ".join(one.causes), one.goes_to, one.matter, one.counsel_in_words())
    return [*_row(one), *words]


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
