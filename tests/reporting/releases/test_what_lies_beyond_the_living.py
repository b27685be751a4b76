"""Reports of the law and the funnel hold the dead, headlines do not: nobody may learn of the few between."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from released_tables import tables

from orchestration.reporting.disclosure.complementary import protect
from orchestration.reporting.metrics.vital_status import SCHEMA
from orchestration.reporting.releases import counted_files, counted_tables
from orchestration.reporting.releases.build import after_the_rules
from orchestration.reporting.releases.counted_tables import nothing_counted
from orchestration.reporting.releases.funnel_counts import read_funnel
from orchestration.reporting.releases.reports import read_reports
from orchestration.reporting.releases.tables import cells_of, same_counts

LIVING, DEAD = 203, 5
STATES = {"with_us": "approved returned", "not_proposed": ""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of 208 that are eligible in Kern 5 are of the dead: 50 lines wait for us, 2 of these are of the dead."""
    (tmp_path / "reports").mkdir()
    steps = {
        "convicted": 308, "not_in_scope": 100, "in_scope": 208, "eligible": 208, "not_proposed": 158, "with_us": 50,
        **dict.fromkeys(
            ("not_eligible", "relieved_before", "eligible_later", "missing_fact", "review", "prosecutor", "court",
             "state_record", "ended", "recorded"), 0),
    }  # fmt: skip
    comes_from = {"in_scope": "convicted", "eligible": "in_scope", "not_proposed": "eligible", "with_us": "eligible"}
    pl.DataFrame(
        [
            {
                "relief_by": "court_order", "remedies": "relief", "place": place, "step": step,
                "comes_from": comes_from.get(step, ""), "count": count, "with_day": 0, "median_days": None,
                "oldest_days": None, "days_until": "2026-06-01", "ledger_event": 9,
            }
            for place in ("STATEWIDE", "KERN")
            for step, count in steps.items()
        ]
    ).write_csv(tmp_path / counted_files.FUNNEL)  # fmt: skip
    parts = {"processed": 0, "challenged": 0, "outstanding": 50, "not_pursued": 0, "not_in_the_ledger": 158}
    pl.DataFrame(
        [
            {"law": "relief", "county": county, **parts, "identified": 208, "ever_challenged": 0}
            for county in ("ALL", "KERN")
        ]
    ).write_csv(tmp_path / counted_files.PROGRESS["court_order"])
    alive = {"outstanding": 48, "not_in_the_ledger": 155, "identified": LIVING}
    of_steps = {
        "convicted": 303,
        "not_in_scope": 100,
        "in_scope": 203,
        "eligible": 203,
        "not_proposed": 155,
        "with_us": 48,
    }
    rows = [
        *(("relief_progress", "relief", place, name, n, "")
          for place in ("STATEWIDE", "KERN") for name, n in alive.items()),
        *(("funnel", "court_order", place, name, n, STATES.get(name, ""))
          for place in ("STATEWIDE", "KERN") for name, n in of_steps.items()),
    ]  # fmt: skip
    pl.DataFrame(rows, schema=SCHEMA, orient="row").write_csv(tmp_path / counted_files.OF_THE_LIVING)
    return tmp_path


def counts_in(folder: Path) -> dict[str, pl.DataFrame]:
    told = tables(read_funnel(folder)["funnel"], {("KERN", "eligible"): LIVING})
    dead = told["outcomes"].with_columns(
        pl.lit("deceased").alias("vital_status"), pl.lit(DEAD, pl.Int64).alias("count"), pl.col("figure_id") + "/dead"
    )
    return {**nothing_counted(), **told, **read_reports(folder), "outcomes": pl.concat([told["outcomes"], dead])}


def shown_of(counts: Mapping[str, pl.DataFrame]) -> Mapping[str, pl.DataFrame]:
    found = protect(cells_of(counts, also=same_counts(counts)))
    return {name: after_the_rules(name, frame, found) for name, frame in counts.items()}


def subtracted(shown: Mapping[str, pl.DataFrame]) -> set[int]:
    """What is left of every whole that holds the dead, where it is shown beside what is eligible of the living."""
    living = shown["outcomes"].filter(pl.col("vital_status") == "living", pl.col("outcome") == "eligible")
    wholes = [
        *shown["relief_progress"]["identified"].to_list(),
        *shown["funnel"].filter(pl.col("step") == "eligible")["count"].to_list(),
    ]
    return {
        whole - count for whole in wholes for count in living["count"].to_list() if None not in (whole, count)
    }  # fmt: skip


def test_who_subtracts_the_living_from_a_report_or_the_funnel_learns_of_no_few_dead(folder: Path) -> None:
    shown = shown_of(counts_in(folder))
    assert subtracted(shown) == set()
    assert shown["outcomes"].filter(pl.col("vital_status") == "deceased")["count"].null_count() == 4
    assert shown["funnel"].filter(pl.col("step") == "convicted")["count"].to_list() == [308, 308], "not all is withheld"


def test_without_these_ties_the_dead_were_told_by_subtraction(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above sees a fault where there is one."""
    monkeypatch.setattr(counted_tables, "same_with_the_dead", lambda *_: ())
    assert subtracted(shown_of(counts_in(folder))) == {DEAD}


def test_the_cells_of_the_living_are_true_tied_and_in_no_file(folder: Path) -> None:
    counts = counts_in(folder)
    ties = [one for one in same_counts(counts) if one.whole.startswith(("living:", "beyond:"))]
    cells = cells_of(counts, also=same_counts(counts))
    assert (np.abs(cells.equal @ cells.values) == 0).all() and (cells.at_most @ cells.values <= 0).all()
    assert {one.whole.split("/")[1] for one in ties} == {"identified", "convictions"}
    hidden = [at for at, key in enumerate(cells.keys) if key.startswith(("living:", "beyond:"))]
    assert hidden and not cells.is_shown[hidden].any()
    for name, frame in shown_of(counts).items():
        assert not [column for column in frame.columns if column.endswith(counted_files.LIVING)], name


def test_a_step_of_the_ledger_is_tied_to_the_states_of_its_lines(folder: Path) -> None:
    parts = [
        ("eligible", "convictions", "state", state, n)
        for state, n in (("approved", 30), ("returned", 18), ("not in the ledger", 155))
    ]
    schema = ["measure", "unit", "part_kind", "part", "count"]
    told = pl.DataFrame(parts, schema=schema, orient="row").with_columns(
        pl.lit("none").alias("basis"), pl.lit("none").alias("viewer"), pl.col("part").alias("figure_id")
    )
    from orchestration.reporting.releases.vital_status_ties import same_with_the_dead

    ties = list(
        same_with_the_dead({**counts_in(folder), "level_parts": told}, counts_in(folder)["outcomes"], ["x"] * 8)
    )
    (tie,) = [one for one in ties if one.whole == "living:funnel/convictions/relief_by=court_order/step=with_us"]
    assert [part.rpartition("part=")[2] for part in tie.parts] == ["approved", "returned"]
