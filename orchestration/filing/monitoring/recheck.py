"""Compare every line that was filed or withheld with the current run, and write what follows.

The recheck changes no line: a person withdraws it, or counsel decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestration.files.publish_dir import publish_dir
from orchestration.files.tables import format_csv, write_new_file
from orchestration.filing.batches.candidates import EVERYTHING, Selection
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.counsel import read_counsel_decisions
from orchestration.filing.monitoring.current_state import (
    FOUND_BY,
    FrozenLines,
    find_current_records,
    find_lines_to_decide,
    list_match_columns,
)
from orchestration.filing.monitoring.verdicts import UNCHANGED, VERDICTS, CurrentLaw, Verdict, decide_verdict
from orchestration.law.unsigned_lines import check_run_law, load_law
from orchestration.settings import Settings
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown


def recheck_lines(settings: Settings, selection: Selection = EVERYTHING) -> tuple[str, list[Verdict]]:
    """Decide the verdict on the selected lines. Return the run and last event of the ledger, as a name, and the
    verdicts.

    Raises:
        LedgerError: The ledger cannot be used.
        ExplanationError: The warehouse holds no complete run.
        OtherLawError: The law tables differ from those of the run.
    """
    with (
        open_ledger(settings.ledger, create=False) as ledger,
        open_evidence(settings.evidence) as evidence,
        open_warehouse_to_read(settings) as connection,
    ):
        run = read_run_shown(connection)
        check_run_law(settings, run.law_version)
        lines = [one for one in find_lines_to_decide(ledger) if selection.means(one.line)]
        frozen = FrozenLines(evidence)
        today = find_current_records(connection, lines, frozen)
        hashes = {name: row.row_hash for name, row in load_law(settings).rows.items()}
        now = CurrentLaw(hashes, run.law_version, run.version, run.as_of_date.isoformat())
        counsel = read_counsel_decisions(ledger)
        verdicts = {}
        for one in lines:
            line_id = one.line.line_id
            verdicts[line_id] = decide_verdict(one, today[line_id], now, counsel.get(line_id, ()))
        # Frozen text of a whole state does not fit into memory: it is read only for lines that it is about.
        changed = [one.of for one in verdicts.values() if one.verdict != UNCHANGED]
        for whole in frozen.whole(changed):
            line_id = whole.line.line_id
            verdicts[line_id] = decide_verdict(whole, today[line_id], now, counsel.get(line_id, ()))
        return f"{run.run_id}-{ledger.last()[0]}", list(verdicts.values())


def format_summary(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Format the number of lines by verdict, what waits for counsel, and the causes."""
    count = Counter(one.verdict for one in verdicts)
    for verdict, words in VERDICTS.items():
        yield f"{count[verdict]:>10,}  {verdict:17}  {words}"
    if for_counsel := [one for one in verdicts if one.matter]:
        waiting = [one for one in for_counsel if one.closed_by is None]
        again = sum(bool(one.counsel) for one in waiting)
        words = f"{len(waiting):,} wait ({again:,} were decided before, on other facts)"
        yield f"For counsel: {words}; {len(for_counsel) - len(waiting):,} are closed"
    causes = Counter(cause.split(":")[0] for one in verdicts for cause in one.causes)
    if causes:
        yield "Causes: " + ", ".join(f"{cause} {number:,}" for cause, number in sorted(causes.items()))


COLUMNS = (
    *("line_id", "batch_id", "remedy_id", *FOUND_BY, "state"),
    *("verdict", "today", "today_relief", "why", "citation"),
)
COLUMNS_OF_ALL = (*COLUMNS, "law_version", "causes", "goes_to", "matter", "counsel")
RECHECK, COUNSEL = "recheck.csv", "report_to_counsel.csv"


def write_recheck(verdicts: Sequence[Verdict], folder: Path) -> list[str]:
    """Write all files of a recheck into ``folder`` or none, and return their names.

    Raises:
        OutputConflictError: The folder exists with other bytes.
    """
    ordered = sorted(verdicts, key=lambda one: one.of.line.line_id)
    changed = [one for one in ordered if one.verdict != UNCHANGED]
    files = {RECHECK: format_csv(COLUMNS_OF_ALL, map(_build_whole_row, changed))}
    notices = [one for one in changed if one.goes_to == "withdrawal"]
    for county in sorted({one.of.line.county_name for one in notices}):
        its = [one for one in notices if one.of.line.county_name == county]
        files[name_notice(county)] = format_csv(COLUMNS, map(_build_row, its))
    if for_counsel := [one for one in changed if one.goes_to == "counsel"]:
        files[COUNSEL] = format_csv(COLUMNS_OF_ALL, map(_build_whole_row, for_counsel))
    with publish_dir(folder) as building:
        for name, content in files.items():
            write_new_file(building / name, content)
    return sorted(files)


def name_notice(county: str) -> str:
    """Return the name of a county's notice: ``SAN JOAQUIN`` → ``withdrawal_notice_san_joaquin.csv``."""
    return f"withdrawal_notice_{'_'.join(county.lower().split())}.csv"


def _build_whole_row(one: Verdict) -> list[str]:
    frozen = one.of.known.frozen
    law_version = one.of.law_version or (frozen.law_version if frozen else "")  # earlier ledgers name no law
    words = ("; ".join(one.causes), one.goes_to, one.matter, one.format_counsel())
    return [*_build_row(one), law_version, *words]


def _build_row(one: Verdict) -> list[str]:
    line, today = one.of.line, one.today
    return [
        *(line.line_id, one.of.batch_id, line.remedy_id, *list_match_columns(one.of.known), one.of.state),
        *(one.verdict, today.outcome, today.relief or "", today.reason, today.citation),
    ]
