"""Propose the lines of the current run to the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import duckdb

from orchestration.filing.batches.candidates import (
    FilingLine,
    Selection,
    add_decided_ids,
    build_record_lookup,
    read_counts_on_record,
    read_filing_lines,
)
from orchestration.filing.batches.check_run import check_run
from orchestration.filing.batches.duplicate_reports import apply_decisions
from orchestration.filing.ledger.head import keep_manifest
from orchestration.filing.ledger.proposals import ProposalResult, propose
from orchestration.filing.ledger.store import WAIT_SECONDS, open_ledger
from orchestration.law.snapshots.store import store_law
from orchestration.settings import Settings
from orchestration.warehouse.shards.build import find_manifest_hash


class CountsOnRecord(Collection[str]):
    """The counts on record of the persons of some lines, read on first use: most calls of ``propose`` need none."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, lines: Sequence[FilingLine]) -> None:
        self._connection, self._lines = connection, lines
        self._told: set[str] | None = None

    def _read(self) -> set[str]:
        if self._told is None:
            self._told = read_counts_on_record(self._connection, self._lines)
        return self._told

    def __contains__(self, count_id: object) -> bool:
        return count_id in self._read()

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def propose_lines(
    settings: Settings, connection: duckdb.DuckDBPyConnection, selection: Selection, *, by: str
) -> ProposalResult:
    """Propose the selected lines that the ledger lacks.

    Raises:
        GatesNotPassedError: The run may not be filed.
        LedgerError: The ledger cannot be used.
    """
    run = check_run(settings, connection)
    manifest = find_manifest_hash(settings, connection)
    lines = add_decided_ids(connection, settings.state, read_filing_lines(connection, selection))
    store_law(settings, connection, run.law_version)
    with open_ledger(settings.ledger) as ledger:
        lines = apply_decisions(connection, ledger, lines)
        done = propose(
            ledger,
            [line.candidate for line in lines],
            CountsOnRecord(connection, lines),
            by=by,
            run_id=run.run_id,
            law_version=run.law_version,
            is_on_record=build_record_lookup(connection),
        )
        is_written = ledger.last()[0] > 0
    if manifest is not None and is_written:
        keep_manifest(settings.ledger, run.run_id, manifest, WAIT_SECONDS)
    return done
