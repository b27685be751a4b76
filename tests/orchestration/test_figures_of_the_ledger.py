"""Figures of the sample with lines filed and answered: the real command, tied to the ledger, the same bytes again."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from command_line import in_this_process, lookback

from orchestration.determinations.snapshots.countings import FOLDER, countings, let_go_of_countings
from orchestration.determinations.snapshots.store import keep_run, read_run
from orchestration.filing.batches.candidates import Selection, read_filing_lines
from orchestration.filing.ledger.approvals import Decision, record_decisions
from orchestration.filing.ledger.batch import finish_batch, start_batch
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.proposals import propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.reporting.comparison.causes import FILING
from orchestration.reporting.comparison.compare_runs import compare_runs
from orchestration.reporting.comparison.ledger_counts import keep_counting
from orchestration.reporting.metrics.compute import produce
from orchestration.reporting.metrics.counts import prepare
from orchestration.reporting.metrics.files import write_frames
from orchestration.reporting.metrics.ledger_lines import read_lines
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.current_run import run_at_hand
from orchestration.warehouse.open_run import warehouse_to_read
from orchestration.warehouse.run_history import STAGE_ORDER

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
FILED, GIVEN = 20, 7


@pytest.fixture(scope="module")
def answered(copied_sample: Settings) -> Settings:
    """Forty lines by operation of law proposed, twenty filed, seven of them recorded."""
    settings = copied_sample
    with warehouse_to_read(settings) as connection:
        prepare(connection, "ca", read_lines(settings, connection))
        keep_counting(_before(settings), connection, run_at_hand(connection).run_id, event=0, still_told=())
        keep_run(settings, connection)
        lines = read_filing_lines(connection, Selection(relief_by="operation_of_law"))
    lines = [line for line in lines if line.candidate.key.is_complete][: 2 * FILED]
    with open_ledger(settings.ledger) as ledger:
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
    return settings


def _before(settings: Settings) -> Settings:
    """Where the counting from before anything was filed is kept: no release tells of it, so it would go."""
    return load_settings(home=settings.home / "before")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_command_counts_run_and_ledger_together_and_says_the_same_again(answered: Settings) -> None:
    first = lookback("figures", "--home", answered.home)
    assert first.code == 0, first.err
    assert "synthetic" in first.out
    (folder,) = (answered.figures / "2026-06-01").glob("*-[0-9]*")
    told = json.loads((folder / "headlines.json").read_text(encoding="utf-8"))
    figures = {figure["figure_id"]: figure for figure in told["figures"]}
    filed = figures["levels/filed/convictions"]["count"] + figures["levels/filed/arrests"]["count"]
    granted = figures["levels/granted/convictions"]["count"] + figures["levels/granted/arrests"]["count"]
    dead = sum(figures[f"levels/filed/{unit}"]["deceased"] for unit in ("convictions", "arrests"))
    dead_granted = sum(figures[f"levels/granted/{unit}"]["deceased"] for unit in ("convictions", "arrests"))
    assert (filed + dead, granted + dead_granted) == (FILED, GIVEN)
    for figure in told["figures"]:
        for one in figure["sums"]:
            assert sum(one["parts"].values()) == figure["count"] and one["says"].endswith(f"= {figure['count']:,}")
    assert told["about"]["gates_passed"] == ["intake", "staging", "intermediate", "rules", "marts"]
    lines = table(folder, "reports/ledger_lines_by_state")
    assert {row["state"]: (int(row["lines"]), int(row["not_told"])) for row in lines} == {
        "checked": (FILED, 0), "recorded_by_the_department": (GIVEN, 0), "sent_to_the_department": (FILED - GIVEN, 0),
    }  # fmt: skip
    relief = table(folder, "reports/relief_granted_and_prohibited")
    assert sum(int(row["granted"]) for row in relief if row["year"] == "2026") == GIVEN
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = in_this_process("figures", "--home", answered.home)
    assert (again.code, again.out) == (0, first.out)
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    named = b"SYNTH"
    assert not any(named in content for content in before.values())


def test_what_was_allowed_for_the_run_shows_on_the_terminal_and_on_every_row(
    answered: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def of_an_allowed_run(*arguments: Any, **named: Any) -> Any:
        done = produce(*arguments, **named)
        return replace(done, facts=replace(done.facts, allowances="stale data of FRESNO"))

    monkeypatch.setattr("orchestration.cli.figures.produce", of_an_allowed_run)
    done = in_this_process("figures", "--home", answered.home)
    assert "Allowed for this run: stale data of FRESNO." in done.out
    (folder,) = (answered.figures / "2026-06-01").glob("*-[0-9]*")
    files = [*folder.rglob("*.csv")]
    assert len(files) > 10
    assert [path.name for path in files if "allowances" not in path.read_text("utf-8").splitlines()[0].split(",")] == []
    write_frames({"few": pl.DataFrame({"count": [1, 2]})}, tmp_path, "stale data of FRESNO")
    assert [row["allowances"] for row in table(tmp_path, "few")] == ["stale data of FRESNO"] * 2


def test_each_headline_has_a_bridge_that_leads_to_it_and_what_the_ledger_moved_says_so(
    answered: Settings,
) -> None:
    with warehouse_to_read(answered) as connection:
        run_id = run_at_hand(connection).run_id
        event = produce(answered, connection, STAGE_ORDER).facts.event
    (folder,) = (answered.figures / "2026-06-01").glob(f"*-{event}")
    headlines = json.loads((folder / "headlines.json").read_text(encoding="utf-8"))["figures"]
    figures = {figure["figure_id"]: figure for figure in headlines}
    shutil.copytree(_before(answered).kept / FOLDER, answered.kept / FOLDER, dirs_exist_ok=True)
    kept = answered.kept / run_id
    comparison = compare_runs("ca", read_run(kept, 0), read_run(kept))
    told = {}
    for bridge in comparison.in_place():
        if bridge.headline.level is not None:
            measure, *words = bridge.headline.level
            figure = "/".join(["levels", measure, bridge.headline.unit, *(word for word in words if word != "none")])
            told[figure] = (bridge.after, bridge.not_known_after)
            assert bridge.before is not None
            assert bridge.before + sum(step.net or 0 for step in bridge.steps) == bridge.after
            assert {step.cause for step in bridge.steps} <= {FILING}, "the same run: the ledger alone moved"
    assert told == {figure: (figures[figure]["count"], figures[figure]["not_known"]) for figure in told}
    assert set(told) == set(figures)
    (filed,) = [one for one in comparison.of("people_filed") if one.place == "STATEWIDE"]
    assert filed.steps and filed.before == 0 and filed.after == figures["levels/filed/people"]["count"]


def test_a_counting_that_no_release_tells_of_goes_when_the_run_is_counted_again(
    answered: Settings, tmp_path: Path
) -> None:
    kept = load_settings(home=tmp_path)
    with warehouse_to_read(answered) as connection:
        prepare(connection, "ca", read_lines(answered, connection))
        for event, still_told in ((1, set[int]()), (2, {1}), (3, {1}), (12, set[int]())):
            keep_counting(kept, connection, "aaaa", event, still_told)
            events = [one.event for one in countings(kept.kept, "aaaa")]
            assert events == sorted({*still_told, event}), "in the order of their numbers"
    names = {path.name for path in kept.kept.rglob("*") if path.is_file()}
    assert names == {"lines.parquet", "records.parquet"}
    let_go_of_countings(kept.kept, "aaaa")
    assert not countings(kept.kept, "aaaa")


def test_residents_add_rates_and_a_wrong_file_is_wrong_use(answered: Settings, tmp_path: Path) -> None:
    path = tmp_path / "residents.csv"
    path.write_text("county,race,sex,age_band,residents\nAlameda,B,M,35 to 44,1000\n", encoding="utf-8")
    done = in_this_process("figures", "--home", answered.home, "--population", path)
    assert done.code == 0, done.err
    (folder,) = (answered.figures / "2026-06-01").glob("*-[0-9]*")
    (rates,) = folder.glob("rates_*.csv")
    assert any(row["per_1000_residents"] for row in table(folder, rates.stem))
    path.write_text("county,race,sex,age_band,residents\nAtlantis,B,M,35 to 44,1000\n", encoding="utf-8")
    done = in_this_process("figures", "--home", answered.home, "--population", path)
    assert (done.code, "no county of the state" in done.err) == (2, True)


def test_without_a_run_there_are_no_figures(tmp_path: Path) -> None:
    done = in_this_process("figures", "--home", tmp_path)
    assert done.code == 1 and "run `lookback run` first" in done.err
