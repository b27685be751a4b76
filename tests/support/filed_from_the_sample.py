"""A home with the sample's warehouse, and lines of it that were filed: what stands behind tests of what follows filing.

What belongs here: making such a home, letting its warehouse say something else. What does not: expectations.
"""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from accounts import acting_as
from command_line import Finished, in_this_process

from orchestration.filing.batches.candidates import FilingLine, Selection, read_filing_lines
from orchestration.filing.batches.freeze import freeze_lines
from orchestration.filing.ledger.approvals import Decision, record_decisions
from orchestration.filing.ledger.batch import finish_batch, start_batch
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.frozen_line import FrozenLine, read_frozen
from orchestration.filing.ledger.proposals import propose
from orchestration.filing.ledger.provenance import Provenance
from orchestration.filing.ledger.store import open_ledger
from orchestration.law.unsigned_lines import load_law
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown

OF_EACH = 6
SHOWN = Provenance("run", "law", "workbook")
REMEDIES = ("prop64_statutory", "conviction_relief", "arrest_relief")


class Filed:
    """A home with the sample's warehouse and lines of it filed; ``lines`` by remedy, each of another person."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        with open_warehouse_to_read(settings) as connection:
            run, law = read_run_shown(connection), load_law(settings)
            self.lines = _chosen(read_filing_lines(connection, Selection()))
            flat = [line for lines in self.lines.values() for line in lines]
            held = {line.line_id: line.held for line in flat}
            texts = [line.text for line in freeze_lines(connection, "ca", run, flat, law)]
            frozen = [read_frozen(text) for text in texts]
            assert [line.as_text() for line in frozen] == texts, "put together of parts, it is the same to the letter"
        # The rows of the law under which the last conviction was filed said something else then.
        other = self.lines["conviction_relief"][-1].line_id
        frozen = [_under_other_law(line) if line.line_id == other else line for line in frozen]
        with open_ledger(settings.ledger) as ledger, open_evidence(settings.evidence) as evidence:
            kept = {line.line_id: evidence.keep(line.line_id, line.as_text()) for line in frozen}
            about = {"run_id": run.run_id, "law_version": run.law_version}
            with acting_as("Ada"):
                propose(ledger, [one.candidate for one in flat], set(), by="Ada", **about)
            with ledger.writing() as writing:
                by_law = [one.line_id for one in flat if one.candidate.relief_by == "operation_of_law"]
                writing.append([NewEvent("checked", "Ruth", line_id=line_id, **vars(SHOWN)) for line_id in by_law])
            record_decisions(
                ledger, [Decision(line_id, "approve", "Ruth") for line_id in held], about=held, unsigned={}, of=SHOWN
            )
            batch, _ = start_batch(ledger, held, by="Ruth", evidence=kept, **about)
            assert batch is not None
            finish_batch(ledger, batch, by="Ruth", files={}, evidence=kept)

    def tell(self, kind: str, line: FilingLine, **details: str) -> None:
        """An event of the line, as if an answer had come."""
        with open_ledger(self.settings.ledger) as ledger, ledger.writing(datetime(2026, 1, 5, tzinfo=UTC)) as writing:
            writing.append([NewEvent(kind, "clerk", line_id=line.line_id, **vars(SHOWN), details=details)])

    def command(self, *arguments: str | Path) -> Finished:
        return in_this_process(*arguments, "--home", self.settings.home)


def _under_other_law(line: FrozenLine) -> FrozenLine:
    return replace(line, law_rows=[{**row, "row_hash": "other"} for row in line.law_rows])


def _chosen(lines: list[FilingLine]) -> dict[str, list[FilingLine]]:
    """Some lines of each remedy that a court can find, each of another person."""
    persons: set[str] = set()
    chosen: dict[str, list[FilingLine]] = {remedy: [] for remedy in REMEDIES}
    for line in lines:
        mine = chosen[line.candidate.remedy_id]
        if len(mine) < OF_EACH and line.person_id not in persons and line.candidate.key.is_complete:
            mine.append(line)
            persons.add(line.person_id)
    assert all(len(mine) == OF_EACH for mine in chosen.values())
    return chosen


def another_home(filed: Filed, home: Path) -> Filed:
    shutil.copytree(filed.settings.home, home, symlinks=True)
    copy = object.__new__(Filed)
    copy.settings, copy.lines = load_settings(home=home), filed.lines
    return copy


def says_otherwise(filed: Filed, table: str, words: str) -> None:
    """Let a table of the warehouse say something else: ``words`` select from ``as_it_was``."""
    name = table.split(".")[1]
    with open_warehouse(filed.settings) as connection:
        ((views,),) = connection.execute("select count(*) from duckdb_views() where view_name = ?", [name]).fetchall()
        connection.execute(f"alter {'view' if views else 'table'} {table} rename to {name}_as_it_was")
        connection.execute(f"create view {table} as {words.replace('as_it_was', f'{table}_as_it_was')}")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(*lines: FilingLine) -> str:
    return ", ".join(f"'{line.unit_id}'" for line in lines)
