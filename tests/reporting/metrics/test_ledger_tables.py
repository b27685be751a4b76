"""Figures of the sample with lines filed and answered: the real command, tied to the ledger, the same bytes again."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from accounts import acting_as
from command_line import in_this_process

from orchestration.determinations.snapshots.countings import list_countings
from orchestration.filing.batches.candidates import Selection, read_filing_lines
from orchestration.filing.ledger.approvals import Decision, record_decisions
from orchestration.filing.ledger.batch import finish_batch, start_batch
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.proposals import propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.open_run import open_warehouse_to_read

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
FILED, GIVEN = 20, 7


@pytest.fixture(scope="module")
def answered(copied_sample: Settings) -> Settings:
    """Forty lines by operation of law proposed, twenty filed, seven of them recorded."""
    settings = copied_sample
    with open_warehouse_to_read(settings) as connection:
        lines = read_filing_lines(connection, Selection(relief_by="operation_of_law"))
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
    return settings


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_command_counts_run_and_ledger_together_and_says_the_same_again(answered: Settings) -> None:
    first = in_this_process("figures", "--home", answered.home)
    assert first.code == 0, first.err
    assert "synthetic" in first.out
    of_felonies = [line for line in first.out.splitlines() if "people with a felony are left with none" in line]
    seen = [" ".join(line.partition("left with none, ")[2].split()[:2]) for line in of_felonies]
    assert seen and seen[::2] == ["on an"] * (len(seen) // 2) and seen[1::2] == ["as a"] * (len(seen) // 2), seen
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
            assert sum(one["parts"].values()) == figure["count"]
    assert told["about"]["gates_passed"] == ["intake", "staging", "intermediate", "rules", "marts"]
    metrics = table(folder, "metrics")
    lines = {row["variant"]: row for row in metrics if row["metric"] == "ledger_lines"}
    assert {state: (int(row["count"]), int(row["not_known"])) for state, row in lines.items()} == {
        "checked": (FILED, 0), "recorded_by_the_department": (GIVEN, 0), "sent_to_the_department": (FILED - GIVEN, 0),
    }  # fmt: skip
    granted_in_year = [row for row in metrics if row["metric"] == "granted_in_year" and row["status"] == "all"]
    assert sum(int(row["count"]) for row in granted_in_year if row["place"] == "STATEWIDE") == GIVEN
    assert [one.event for one in list_countings(answered.kept, told["about"]["run_id"])] == [told["about"]["event"]]
    with open_ledger(answered.ledger, create=False) as ledger:
        day = str(ledger.last_day())
    assert told["about"]["event_on"] == day != "2026-06-01"
    as_of = f"as of ledger event {told['about']['event']:,}, {day}"
    assert all(figures[f"levels/{one}/people"]["sentence"].endswith(f"{as_of}.") for one in ("filed", "granted"))
    assert {row["ledger_event_on"] for row in metrics if row["ledger_event"]} == {day}
    assert {row["ledger_event_on"] for row in metrics if not row["ledger_event"]} == {""}
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = in_this_process("figures", "--home", answered.home)
    assert (again.code, again.out) == (0, first.out)
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    named = b"SYNTH"
    assert not any(named in content for content in before.values())


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
    assert (done.code, "not one of the state" in done.err) == (2, True)


def test_what_was_allowed_for_the_run_is_on_the_terminal_and_on_every_row(answered: Settings) -> None:
    shutil.rmtree(answered.figures)
    with open_warehouse(answered) as connection:
        connection.execute("update marts.run_summary set allowances = 'stale data of FRESNO'")
        ((eligible,),) = connection.execute(
            "select sum(count) from marts.metrics where metric = 'outcome' and variant = 'eligible' "
            "and group_by = 'all' and unit = 'determinations' and place = 'STATEWIDE' and law = 'conviction_relief'"
        ).fetchall()
    done = in_this_process("figures", "--home", answered.home)
    (counts,) = (line.split() for line in done.out.splitlines() if line.split()[:1] == ["eligible"])
    assert f"{eligible:,}" in counts, "each determination is counted once, whatever it is broken down by"
    assert "Overrides and refused files of this run: stale data of FRESNO." in done.out
    (folder,) = (answered.figures / "2026-06-01").glob("*-[0-9]*")
    for path in folder.glob("*.csv"):
        assert {row["allowances"] for row in table(folder, path.stem)} == {"stale data of FRESNO"}


def test_without_a_run_there_are_no_figures(tmp_path: Path) -> None:
    done = in_this_process("figures", "--home", tmp_path)
    assert done.code == 1 and f"run `lookback run --home {tmp_path} --as-of DAY --deliveries FOLDER` first" in done.err
