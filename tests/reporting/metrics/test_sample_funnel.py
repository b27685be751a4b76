"""The funnel of the sample: from its determinations, and from a ledger in which lines went some way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
from accounts import acting_as
from command_line import Finished

from orchestration.filing.batches.candidates import Selection, read_filing_lines
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.proposals import propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.reporting.figures import refresh_metrics
from orchestration.reporting.metrics.funnel import read_funnel
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown


def funnel_now(settings: Settings) -> pl.DataFrame:
    refresh_metrics(settings)
    with open_warehouse_to_read(settings) as connection:
        return read_funnel(connection).filter(pl.col("place") == "STATEWIDE")


def at(funnel: pl.DataFrame, relief_by: str) -> dict[str, int]:
    steps = funnel.filter(pl.col("relief_by") == relief_by, pl.col("convictions") > 0)
    return dict(steps.select("step", "convictions").iter_rows())


def test_the_funnel_begins_with_every_conviction_and_follows_the_ledger(copied_sample: Settings) -> None:
    before = funnel_now(copied_sample)
    with open_warehouse_to_read(copied_sample) as connection:
        run = read_run_shown(connection)
        ((convictions,),) = connection.execute("select count(*) from intermediate.int_convictions").fetchall()
        outcomes = dict(
            connection.execute(
                "select case when open_element is null then outcome else 'review' end, count(*) "
                "from marts.determinations where remedy_id = 'conviction_relief' group by 1"
            ).fetchall()
        )
        flat = [
            line
            for line in read_filing_lines(connection, Selection(relief_by="court_order"))
            if line.candidate.key.is_complete
        ][:4]
        arrests = read_filing_lines(connection, Selection(remedy_id="arrest_relief"))[:3]
    by_law = at(before, "operation_of_law")
    assert by_law["convicted"] == at(before, "court_order")["convicted"] == convictions
    assert (by_law["eligible"], by_law["review"]) == (outcomes["eligible"], outcomes["review"])
    assert (by_law["missing_fact"], by_law["eligible_later"]) == (outcomes["undeterminable"], outcomes["not_yet"])

    with open_ledger(copied_sample.ledger) as ledger:
        candidates = [one.candidate for one in [*flat, *arrests]]
        with acting_as("Ada"):
            propose(ledger, candidates, set(), by="Ada", run_id=run.run_id, law_version="l")
        for day, kind, lines in (
            (1, "approved", flat[1:]),
            (2, "filing_begun", flat[1:]),
            (3, "filed", flat[1:]),
            (11, "granted", flat[2:]),
            (12, "recorded", flat[3:]),
        ):
            with ledger.writing(datetime(2026, 6, day, 20, tzinfo=UTC)) as writing:
                writing.append([NewEvent(kind, "x", line_id=one.line_id) for one in lines])
    after = funnel_now(copied_sample)
    counts = at(after, "court_order")
    assert {step: counts[step] for step in ("prosecutor", "court", "state_record", "recorded")} == {
        "prosecutor": 1, "court": 1, "state_record": 1, "recorded": 1,
    }  # fmt: skip
    assert counts["eligible"] == at(before, "court_order")["eligible"]
    assert counts["not_proposed"] == counts["eligible"] - 4
    assert at(after, "operation_of_law") == by_law, "lines of arrests are no convictions"
    days = after.filter(pl.col("relief_by") == "court_order").select("step", "median_days").iter_rows()
    since = {step: days_there for step, days_there in days if days_there is not None}
    # Days are counted to the last move, which is the proposal of today: between steps they are those of the events.
    assert (since["court"] - since["recorded"], since["state_record"] - since["recorded"]) == (9, 1)

    with open_warehouse(copied_sample) as connection:
        for table, column in (("intermediate.int_charges", "charge_id"), ("marts.relief_groups", "unit_id")):
            connection.execute(f"delete from {table} where {column} = ?", [flat[3].unit_id])
    sealed = funnel_now(copied_sample)
    assert at(sealed, "court_order") == counts, "a conviction that was sealed as it was asked is no lost one"


def test_the_command_says_it_in_every_form(
    sample_run: object, copied_sample: Settings, quick_command: Callable[..., Finished]
) -> None:
    home = copied_sample.root
    told = quick_command("funnel", "--home", home)
    assert told.code == 0
    assert "waits for review" in told.out and "small numbers are shown" in told.out
    county = quick_command("funnel", "--home", home, "--county", "Sacramento")
    assert "SACRAMENTO" in county.out
    assert json.loads(quick_command("funnel", "--home", home, "--format", "json").out)["counts"]
    assert quick_command("funnel", "--home", home, "--format", "csv").out.startswith("relief_by,place,step")
    wrong = quick_command("funnel", "--home", home, "--county", "nowhere")
    assert wrong.code == 2 and "--county must be one of" in wrong.err
    assert quick_command("funnel", "--home", home / "other").code == 1
