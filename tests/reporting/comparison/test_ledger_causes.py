"""The sample counted before and after lines were filed: every headline has a bridge, and filing moved it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from accounts import acting_as

from orchestration.determinations.snapshots.countings import (
    HASHES_FILE,
    TABLES,
    delete_countings,
    list_countings,
    write_counting,
)
from orchestration.determinations.snapshots.store import KeptRun, keep_run, read_run
from orchestration.filing.batches.candidates import Selection, read_filing_lines
from orchestration.filing.ledger.approvals import Decision, record_decisions
from orchestration.filing.ledger.batch import finish_batch, start_batch
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.proposals import propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.reporting.comparison.causes import FILING
from orchestration.reporting.comparison.compare_runs import compare_runs
from orchestration.reporting.comparison.headlines import list_headlines
from orchestration.reporting.figures import refresh_metrics
from orchestration.reporting.metrics.ledger_tables import read_last_event
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.current_run import read_current_run

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
FILED, GIVEN = 20, 7


@pytest.fixture(scope="module")
def counted_twice(copied_sample: Settings) -> tuple[KeptRun, KeptRun]:
    """The run as it was counted with an empty ledger, and after twenty lines were filed and seven recorded."""
    settings = copied_sample
    settings.export()
    with open_warehouse(settings) as connection:
        folder = keep_run(settings, connection)
        lines = read_filing_lines(connection, Selection(relief_by="operation_of_law"))
    _count(settings, set())
    lines = [line for line in lines if line.candidate.key.is_complete][: 2 * FILED]
    with open_ledger(settings.ledger) as ledger:
        with acting_as("Ada"):
            propose(ledger, [line.candidate for line in lines], set(), by="Ada", run_id="run", law_version="law")
        with ledger.writing() as writing:
            writing.append([NewEvent("checked", "Ruth", line_id=line.line_id) for line in lines])
        held = {line.line_id: line.held for line in lines[:FILED]}
        record_decisions(ledger, [Decision(line_id, "approve", "Ruth") for line_id in held], about=held, unsigned={})
        batch, _ = start_batch(ledger, held, by="Ruth", run_id="run", law_version="law")
        assert batch is not None
        finish_batch(ledger, batch, by="Ruth", files={}, evidence=dict.fromkeys(held, ""))
        with ledger.writing(NOON) as writing:
            details = {"answered_on": "2026-04-30"}
            kind = "recorded_by_the_department"
            writing.append([NewEvent(kind, "clerk", line_id=line_id, details=details) for line_id in [*held][:GIVEN]])
    _count(settings, {0})
    return read_run(folder, 0), read_run(folder)


def _count(settings: Settings, keep_events: set[int]) -> None:
    refresh_metrics(settings)
    with open_warehouse(settings) as connection:
        run_id = read_current_run(connection).run_id
        write_counting(settings, connection, run_id, read_last_event(settings), keep_events)


def test_every_headline_has_a_bridge_everywhere_and_the_ledger_alone_moved_it(
    counted_twice: tuple[KeptRun, KeptRun],
) -> None:
    comparison = compare_runs("ca", *counted_twice)
    assert {bridge.headline for bridge in comparison.bridges} == set(list_headlines())
    assert {step.cause for bridge in comparison.bridges for step in bridge.steps} == {FILING}
    figures = {one.headline.figure: one for one in comparison.in_place()}
    filed, granted = (
        [figures[f"{unit}_{word}"] for unit in ("convictions", "arrests")] for word in ("filed", "granted")
    )
    assert [one.before.count for one in (*filed, *granted)] == [0] * 4
    assert 0 < sum(one.after.count or 0 for one in granted) <= GIVEN
    assert GIVEN < sum(one.after.count or 0 for one in filed) <= FILED
    free = figures["people_felony_free_given_after_dismissal_and_sealing"]
    kept = pl.read_parquet(counted_twice[1].rows("metrics"))
    assert free.after.count == kept.filter(figure_id=free.headline.figure_id)["count"].item()
    supposed = [one for one in comparison.bridges if one.headline.variant.startswith("if_all_granted")]
    assert sum(one.after.count or 0 for one in supposed) > 100


def test_a_counting_that_no_release_cites_goes_when_the_run_is_counted_again(
    copied_sample: Settings, counted_twice: tuple[KeptRun, KeptRun], tmp_path: Path
) -> None:
    kept = load_settings(home=tmp_path)
    with open_warehouse(copied_sample) as connection:
        for event, cited in ((1, set[int]()), (2, {1}), (3, {1}), (12, set[int]())):
            write_counting(kept, connection, "aaaa", event, cited)
            events = [one.event for one in list_countings(kept.kept, "aaaa")]
            assert events == sorted({*cited, event}), "in the order of their numbers"
    names = {path.name for path in kept.kept.rglob("*") if path.is_file()}
    assert names == {HASHES_FILE, *(f"{table}.parquet" for table in TABLES)}
    delete_countings(kept.kept, "aaaa")
    assert not list_countings(kept.kept, "aaaa")
