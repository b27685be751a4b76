"""The funnel in a release: steps, counties and outcomes are one system, and days stand beside enough convictions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from released_tables import tables

from orchestration.reporting.disclosure.attack import known_from, too_narrow
from orchestration.reporting.disclosure.complementary import protect
from orchestration.reporting.metrics.funnel_counts import Standing, counted
from orchestration.reporting.metrics.funnel_steps import STEPS
from orchestration.reporting.metrics.vital_status import SCHEMA as OF_THE_LIVING
from orchestration.reporting.releases import counted_files
from orchestration.reporting.releases.build import after_the_rules
from orchestration.reporting.releases.counted_files import is_counted, newest_folder
from orchestration.reporting.releases.funnel_counts import read_funnel, with_safe_days
from orchestration.reporting.releases.tables import cells_of, same_counts
from orchestration.settings import Settings, load_settings

TODAY = date(2026, 6, 1)
HERE = {
    ("KERN", "missing_fact"): 40, ("KERN", "not_proposed"): 200, ("YOLO", "missing_fact"): 60,
    ("YOLO", "not_proposed"): 100, ("YOLO", "review"): 4, ("INYO", "not_proposed"): 90, ("INYO", "not_eligible"): 60,
}  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings().model_copy(update={"home": tmp_path})


def funnel_in(settings: Settings, at: Mapping[tuple[str, str], int]) -> pl.DataFrame:
    """The table as a release reads it, of convictions by place and last step."""
    standings = [Standing("court_order", place, step, TODAY) for (place, step), n in at.items() for _ in range(n)]
    folder = settings.figures / "2026-06-01" / "run-0"
    folder.mkdir(parents=True)
    assert not is_counted(settings, "run", 0)
    for name in counted_files.ALL:
        (folder / name).parent.mkdir(exist_ok=True)
        if name not in (counted_files.FUNNEL, counted_files.OF_THE_LIVING):
            (folder / name).write_text("{}", encoding="utf-8")
    pl.DataFrame(schema=OF_THE_LIVING).write_csv(folder / counted_files.OF_THE_LIVING)
    assert not is_counted(settings, "run", 0), "one file is missing"
    rows = [
        {
            "relief_by": one.relief_by, "remedies": "relief", "place": one.place, "step": one.step,
            "comes_from": STEPS[one.step].comes_from, "count": one.convictions, "with_day": one.with_day,
            "median_days": one.median_days, "oldest_days": one.oldest_days, "days_until": str(TODAY), "ledger_event": 0,
        }
        for one in counted(standings, TODAY)
    ]  # fmt: skip
    pl.DataFrame(rows).write_csv(folder / counted_files.FUNNEL)
    assert is_counted(settings, "run", 0)
    assert not is_counted(settings, "run", 1), "something was filed since"
    return read_funnel(newest_folder(settings, "run"))["funnel"]


def withheld(counts: dict[str, pl.DataFrame]) -> set[tuple[str, str]]:
    """(place, step) of what is withheld of the funnel, after the attack could narrow down nothing."""
    cells = cells_of(counts, also=same_counts(counts))
    found = protect(cells)
    shown = {name: after_the_rules(name, frame, found) for name, frame in counts.items()}
    known = cells_of(shown)
    hidden = np.isnan(known.values) & known.is_shown
    assert not too_narrow(known_from(known, np.zeros(len(hidden), dtype=bool)), hidden).any()
    return set(shown["funnel"].filter(pl.col("count").is_null()).select("place", "step").iter_rows())


def test_a_small_step_is_not_worked_out_from_the_steps_beside_it_nor_from_other_counties(settings: Settings) -> None:
    hidden = withheld(tables(funnel_in(settings, HERE), {}))
    assert {("YOLO", "review"), ("STATEWIDE", "review")} <= hidden
    assert len({step for place, step in hidden if place == "YOLO"}) > 1
    assert len(hidden) < 30, "most of it is shown"


def test_a_step_is_withheld_with_the_outcome_it_says_again(settings: Settings) -> None:
    """Yolo's outcomes withhold a small review; the funnel, which has it too, must not tell it by its other steps."""
    funnel = funnel_in(settings, {key: count for key, count in HERE.items() if key[1] != "review"})
    alone = withheld(tables(funnel, {}))
    assert alone == set()
    outcomes = {("KERN", "eligible"): 200, ("YOLO", "eligible"): 103, ("INYO", "eligible"): 90}
    beside = withheld(tables(funnel, outcomes))
    assert {("YOLO", "not_proposed")} <= beside or ("STATEWIDE", "not_proposed") in beside, (
        "103 less 100 tells of three"
    )


def test_days_stand_beside_enough_convictions_alone() -> None:
    def days(place: str, count: int | None, with_day: int) -> int | None:
        frame = pl.DataFrame(
            {"place": [place], "count": [count], "with_day": [with_day], "median_days": [5.0], "oldest_days": [9]},
            schema_overrides={"count": pl.Int64},
        )
        found: int | None = with_safe_days(frame)["oldest_days"].item()
        return found

    assert days("STATEWIDE", 40, 40) == days("STATEWIDE", 40, 29) == days("KERN", 40, 40) == 9
    for place, count, with_day in (
        ("STATEWIDE", None, 40), ("STATEWIDE", 40, 30), ("STATEWIDE", 40, 10), ("KERN", 40, 20), ("KERN", 10, 10),
    ):  # fmt: skip
        assert days(place, count, with_day) is None
