"""The funnel of the sample: from its determinations, and from a ledger in which lines went some way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

from command_line import Finished

from orchestration.filing.batches.candidates import Selection, read_filing_lines
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.proposals import propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.reporting.metrics.funnel_counts import Funnel
from orchestration.reporting.metrics.funnel_reader import read_funnel
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.open_run import run_shown, warehouse_to_read

TODAY = date(2026, 6, 21)


def at(funnel: Funnel, relief_by: str, place: str = "STATEWIDE") -> dict[str, int]:
    return {count.step: count.convictions for count in funnel.of(relief_by, place) if count.convictions}


def test_the_funnel_begins_with_every_conviction_and_follows_the_ledger(copied_sample: Settings) -> None:
    before = read_funnel(copied_sample, TODAY)
    assert before.ledger_event == before.no_longer_told == 0
    with warehouse_to_read(copied_sample) as connection:
        run = run_shown(connection)
        ((convictions,),) = connection.execute("select count(*) from intermediate.int_convictions").fetchall()
        outcomes = dict(
            connection.execute(
                "select outcome, count(*) from marts.determinations where remedy_id = 'conviction_relief' group by 1"
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
    after = read_funnel(copied_sample, TODAY)
    counts = at(after, "court_order")
    assert {step: counts[step] for step in ("prosecutor", "court", "state_record", "recorded")} == {
        "prosecutor": 1, "court": 1, "state_record": 1, "recorded": 1,
    }  # fmt: skip
    assert counts["eligible"] == at(before, "court_order")["eligible"]
    assert counts["not_proposed"] == counts["eligible"] - 4
    assert at(after, "operation_of_law") == by_law, "lines of arrests are no convictions"
    days = {count.step: (count.median_days, count.oldest_days) for count in after.of("court_order")}
    assert (days["court"], days["state_record"], days["recorded"]) == ((18.0, 18), (10.0, 10), (9.0, 9))

    with open_warehouse(copied_sample) as connection:
        connection.execute("delete from intermediate.int_charges where charge_id = ?", [flat[3].unit_id])
    sealed = read_funnel(copied_sample, TODAY)
    assert sealed.no_longer_told == 1
    assert at(sealed, "court_order") == counts, "a conviction that was sealed as it was asked is no lost one"


def test_the_command_says_it_in_every_form(
    sample_run: object, copied_sample: Settings, quick_command: Callable[..., Finished]
) -> None:
    home = copied_sample.root
    told = quick_command("funnel", "--home", home, "--as-of", "2026-06-21")
    assert told.code == 0
    assert "waits for review" in told.out and "small numbers are shown" in told.out
    county = quick_command("funnel", "--home", home, "--county", "Sacramento")
    assert "SACRAMENTO" in county.out
    assert json.loads(quick_command("funnel", "--home", home, "--format", "json").out)["counts"]
    assert quick_command("funnel", "--home", home, "--format", "csv").out.startswith("relief_by,place,step")
    wrong = quick_command("funnel", "--home", home, "--county", "nowhere")
    assert wrong.code == 2 and "--county must be one of" in wrong.err
    assert quick_command("funnel", "--home", home / "other").code == 1
