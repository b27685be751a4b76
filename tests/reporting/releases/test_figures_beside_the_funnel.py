"""A figure of the policies beside the funnel: who subtracts one from the other learns of no few people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
import pytest
from released_tables import tables

from orchestration.reporting.disclosure.attack import known_from, too_narrow
from orchestration.reporting.disclosure.complementary import protect
from orchestration.reporting.metrics.funnel_steps import STEPS
from orchestration.reporting.releases import figure_ties as same_as_figures
from orchestration.reporting.releases.build import after_the_rules
from orchestration.reporting.releases.counted_files import LIVING
from orchestration.reporting.releases.tables import cells_of, same_counts

STATEWIDE, FRESNO, KERN = "STATEWIDE", "FRESNO", "KERN"
Relief = tuple[int, int, int]
"""Convictions with some relief, those of which it is not known, and all in scope."""
RELIEF: Mapping[tuple[str, str], Relief] = {
    (STATEWIDE, "living"): (203, 88, 367),
    (STATEWIDE, "deceased"): (5, 2, 10),
    (FRESNO, "living"): (21, 0, 22),
    (KERN, "living"): (182, 88, 345),
    (KERN, "deceased"): (5, 2, 10),
}
"""As the shipped sample has it statewide, and Fresno under the policy of the how-to: nobody dead is told there."""


def at_steps(of: Sequence[int], others: int) -> Mapping[str, int]:
    """Where they stand that a policy treats so, and others that no law speaks of."""
    relief, not_known, among = of
    return {
        **dict.fromkeys(STEPS, 0), "convicted": among + others, "not_in_scope": others, "in_scope": among,
        "eligible": relief, "not_proposed": relief, "review": not_known, "not_eligible": among - not_known - relief,
    }  # fmt: skip


def funnel() -> pl.DataFrame:
    rows = []
    for place in (STATEWIDE, FRESNO, KERN):
        alive, dead = (np.array(RELIEF.get((place, vital), (0, 0, 0))) for vital in ("living", "deceased"))
        count, living = (at_steps(of.tolist(), 100 if place == STATEWIDE else 50) for of in (alive + dead, alive))
        rows += [
            {
                "figure_id": f"funnel/court_order/{place}/{step}", "relief_by": "court_order", "remedies": "relief",
                "place": place, "step": step, "comes_from": STEPS[step].comes_from, "count": count[step],
                "with_day": 0, "median_days": None, "oldest_days": None, "group_kind": "all", "unit": "convictions",
                f"count{LIVING}": living[step], f"states{LIVING}": "",
            }
            for step in STEPS
        ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides={"median_days": pl.Float64})


def counts() -> dict[str, pl.DataFrame]:
    told = tables(funnel(), {})
    rows = []
    for (place, vital), (relief, not_known, among) in RELIEF.items():
        for measure in ("some_relief", "dismiss_and_seal", "dismiss", "redesignate_infraction",
                        "redesignate_misdemeanor"):  # fmt: skip
            rows.append(
                {
                    "scenario": same_as_figures.OF_THE_RUN, "place": place, "group_kind": "all", "group_code": "all",
                    "vital_status": vital, "unit": "convictions", "measure": measure, "denominator_name": "in_scope",
                    "count": relief if measure in ("some_relief", "dismiss_and_seal") else 0,
                    "not_known": not_known, "denominator": among, "denominator_not_known": 0,
                }
            )  # fmt: skip
    figures = pl.DataFrame(rows).select(told["figures"].columns)
    ids = pl.concat_str(["scenario", "place", "vital_status", "measure"], separator="/")
    return {**told, "figures": figures.with_columns(ids.alias("figure_id"))}


def shown() -> Mapping[str, pl.DataFrame]:
    true = counts()
    found = protect(cells_of(true, also=same_counts(true)))
    return {name: after_the_rules(name, frame, found) for name, frame in true.items()}


def subtracted(told: Mapping[str, pl.DataFrame], place: str, steps: tuple[str, ...], column: str) -> int | None:
    """What the funnel has beyond the living of a figure; None where one of the two is withheld."""
    figure = told["figures"].filter(
        pl.col("place") == place, pl.col("vital_status") == "living", pl.col("measure") == "some_relief"
    )[column][0]
    at = told["funnel"].filter(pl.col("place") == place, pl.col("step").is_in(list(steps)))["count"].to_list()
    return None if figure is None or None in at else sum(at) - figure


def three(told: Mapping[str, pl.DataFrame]) -> tuple[int | None, int | None, int | None]:
    """Of the dead who waits for review, and who is in scope; of one county who of those in scope gets nothing."""
    return (
        subtracted(told, STATEWIDE, ("review",), "not_known"),
        subtracted(told, STATEWIDE, ("in_scope",), "denominator"),
        subtracted(told, FRESNO, ("in_scope",), "count"),
    )


def test_the_three_subtractions_of_a_researcher_tell_nothing() -> None:
    told = shown()
    assert three(told) == (None, None, None)
    assert subtracted(told, STATEWIDE, ("eligible",), "count") is None
    dead = told["figures"].filter(pl.col("vital_status") == "deceased", pl.col("measure") == "some_relief")
    assert dead["denominator"].null_count() == dead.height
    assert told["funnel"]["count"].drop_nulls().max() == 477, "not all is withheld"


def test_without_the_ties_they_tell_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above sees a fault where there is one; and who knows the ties finds it too."""
    true = counts()
    ties = same_counts(true)
    monkeypatch.setattr(same_as_figures, "same_as_figures", lambda *_: ())
    told = shown()
    assert set(three(told)) & {1, 2, 10}, "at least one of them"
    known = cells_of(told, also=ties)
    withheld = np.isnan(known.values) & known.is_shown
    assert too_narrow(known_from(known, withheld), withheld).any()


def test_every_tie_is_true_and_what_has_no_row_is_none() -> None:
    true = counts()
    cells = cells_of(true, also=same_counts(true))
    assert np.abs(cells.equal @ cells.values).max() == 0
    fresno = "funnel/convictions/relief_by=court_order/place=FRESNO/step=in_scope"
    its = [one.parts for one in same_counts(true) if one.whole == fresno]
    assert [len(parts) for parts in its] == [1] and its[0][0].startswith("figures/among/"), "the living are all"
