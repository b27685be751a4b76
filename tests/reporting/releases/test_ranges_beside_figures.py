"""A range of a scenario that could be a withheld figure may not narrow it, nor another one through it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from tables_with_totals import with_totals

from orchestration.law.scenarios.registry import About
from orchestration.reporting.comparison.compare_scenarios import TOTAL, Comparison, Row, Side
from orchestration.reporting.disclosure import solving
from orchestration.reporting.disclosure.attack import known_from, too_narrow
from orchestration.reporting.disclosure.cells import Cells, CountTable, assemble
from orchestration.reporting.disclosure.complementary import protect
from orchestration.reporting.disclosure.ranges import told_as
from orchestration.reporting.releases.ranged_tables import Compared, beside_figures
from orchestration.reporting.releases.ranges_beside_figures import WHOLE, BesideFigures
from orchestration.reporting.releases.scenario_headlines import BREAKDOWNS, Moved, told

KERN = ("place", "KERN")


def figures(later: int, review: int) -> BesideFigures:
    """In Kern 30 are eligible; of the others some wait for time, some for review. The last two are withheld."""
    rows = [("eligible", 30), ("not_yet", later), ("review", review), ("ALL", 30 + later + review)]
    frame = pl.DataFrame([("KERN", *row) for row in rows], schema=["place", "outcome", "count"], orient="row")
    cells = assemble([CountTable(frame, ("place", "outcome"), {"count": "outcomes"}, frozenset({"outcome"}))])
    safe = protect(cells)
    assert {key for key in cells.keys if safe.is_key_withheld(key)} == {
        "outcomes/place=KERN/outcome=not_yet", "outcomes/place=KERN/outcome=review",
    }  # fmt: skip
    known = known_from(cells, safe.is_withheld)
    assert not too_narrow(known, safe.is_withheld).any(), "the figures alone are safe"
    return BesideFigures(known, cells, np.zeros(len(cells.keys), dtype=bool), safe.worlds)


def safe_figures(cells: Cells) -> BesideFigures:
    safe = protect(cells)
    nothing = np.zeros(len(cells.keys), dtype=bool)
    return BesideFigures(known_from(cells, safe.is_withheld), cells, nothing, safe.worlds)


def scenario(gains: int, here: int, headlines: Sequence[Moved] = ()) -> Compared:
    """Who gains when the waiting time is dropped: in the state, and of these in Kern."""
    side = Side("current", "", ())
    rows = tuple(
        Row("conviction", breakdown, group, group, (0, count, 0, count, count), (0, count, 0, count, count))
        for breakdown, group, count in (
            (TOTAL, "", gains), ("place", "KERN", here), ("place", "YOLO", gains - here),
        )
    )  # fmt: skip
    day = date(2026, 6, 1)
    about = About("no_wait", "What if nobody had to wait?", "", day, "run", "law", (), (), 0)
    return Compared(about, Comparison(side, side, day, "run", "law", "", rows), headlines)


def test_a_range_that_narrows_a_withheld_figure_gives_it_away() -> None:
    beside = figures(later=11, review=2)
    assert told_as(11) == (11, 20)
    # Together 13 are withheld, each at least 1: whoever knows that one is 11 or more knows that the other is 1 or 2.
    assert beside.gives_away([(KERN, 11)])
    assert not beside.gives_away([(KERN, 12)]), "no figure counts so many"
    assert not beside.gives_away([(("place", "YOLO"), 11)]), "nor is any of Yolo withheld"
    assert not beside.gives_away([(WHOLE, 11)]) and not beside.gives_away([])
    assert not figures(later=16, review=9).gives_away([(KERN, 16)]), "1 to 14 is wide enough"


def test_a_scenario_is_told_without_the_breakdown_that_narrows_a_figure() -> None:
    (told,) = beside_figures([scenario(100, 11)], figures(later=11, review=2))
    assert told["units"][0]["gains"]["count"] == (91, 100)
    assert told["units"][0]["gains"]["by"] == {}
    (told,) = beside_figures([scenario(100, 16)], figures(later=16, review=9))
    assert [row["count"] for row in told["units"][0]["gains"]["by"]["place"]] == [(11, 20), (81, 90)]


def test_of_a_scenario_whose_whole_narrows_a_figure_only_its_name_is_told_and_others_stay_as_they_are() -> None:
    frame = pl.DataFrame(
        [("eligible", 30), ("not_yet", 11), ("review", 2), ("ALL", 43)], schema=["outcome", "count"], orient="row"
    )
    cells = assemble([CountTable(frame, ("outcome",), {"count": "outcomes"}, frozenset({"outcome"}))])
    beside = safe_figures(cells)
    headline, other = moved(100, place={"KERN": 60, "YOLO": 40}), moved(11)
    (none,) = beside_figures([scenario(11, 11)], beside)
    assert (none["name"], none["is_counted"], none["units"], none["headlines"]) == ("no_wait", False, [], [])
    told = beside_figures([scenario(11, 11, [headline, other]), scenario(50, 50, [headline, headline])], beside)
    assert [one["is_counted"] for one in told] == [False, True]
    # A headline is told of the scenario that is not; and nothing of the other one is lost by it.
    assert [one["headlines_left_out"] for one in told] == [1, 0]
    assert [[row["count"] for row in one["headlines"]] for one in told] == [[(91, 100)], [(91, 100), (91, 100)]]
    assert told[1]["units"][0]["gains"]["by"]["place"] == [{"group": "KERN", "name": "KERN", "count": (41, 50)}]
    assert told[0]["headlines"][0]["by"]["place"][0]["count"] == (51, 60)
    assert not beside.gives_away([*headline.counts(["place"], {"place": "place"})])


@pytest.mark.parametrize("key", ["outcomes/place=KERN/race=B", "outcomes/place=KERN/sex=F"])
def test_cells_of_a_place_and_a_trait_are_of_no_scenario(key: str) -> None:
    from orchestration.reporting.releases.ranges_beside_figures import _where

    assert _where(key) is None
    assert _where("outcomes/race=B/outcome=not_yet") == ("race", "B")


def moved(change: int, **by: Mapping[str, int]) -> Moved:
    """A headline that changes by so many, by place and others."""
    return Moved("levels/x", "Left with no felony", change, {name: by.get(name, {}) for name in BREAKDOWNS})


def test_a_headline_is_told_by_how_many_it_changes_and_in_which_direction() -> None:
    names = list(BREAKDOWNS)
    for change, count, is_more in ((0, (0, 0), False), (9, None, True), (-9, None, False), (25, (21, 30), True),
                                   (-25, (21, 30), False)):  # fmt: skip
        said = told(moved(change), names)
        assert (said["count"], said["is_more"]) == (count, is_more)
    said = told(moved(40, place={"KERN": 25, "YOLO": 15}, race_group={"B": 50, "W": -10}), names)
    assert [row["count"] for row in said["by"]["place"]] == [(21, 30), (11, 20)]
    assert "race_group" not in said["by"], "groups that move in both directions add up to no range"
    assert told(moved(9, place={"KERN": 9}), names)["by"] == {}, "of a change that is withheld no part is told"
    # Two parts, 91 to 100 together: the part that is withheld is 1 to 9 where the other is 91 or more.
    narrow = told(moved(92, place={"KERN": 91, "YOLO": 1}, sex_group={"F": 46, "M": 46}), names)
    assert told(moved(92, place={"KERN": 91, "YOLO": 1}), names)["by"].keys() == {"place"}
    assert all(row["count"] is None or row["count"][0] > 10 for rows in narrow["by"].values() for row in rows)


def test_a_headline_that_narrows_a_figure_is_left_out_and_the_scenario_stays() -> None:
    beside = figures(later=11, review=2)
    here = moved(100, place={"KERN": 11, "YOLO": 89})
    (said,) = beside_figures([scenario(100, 50, [here])], beside)
    assert said["headlines"][0]["count"] == (91, 100) and said["headlines"][0]["by"] == {}
    frame = pl.DataFrame(
        [("eligible", 30), ("not_yet", 11), ("review", 2), ("ALL", 43)], schema=["outcome", "count"], orient="row"
    )
    cells = assemble([CountTable(frame, ("outcome",), {"count": "outcomes"}, frozenset({"outcome"}))])
    of_state = safe_figures(cells)
    (said,) = beside_figures([scenario(50, 50, [moved(11)])], of_state)
    assert said["headlines"] == [] and said["headlines_left_out"] == 1
    assert said["units"][0]["gains"]["count"] == (41, 50)
    (said,) = beside_figures([scenario(50, 50, [moved(11), moved(45)])], of_state)
    assert [one["count"] for one in said["headlines"]] == [(41, 50)] and said["headlines_left_out"] == 1
    (said,) = beside_figures([scenario(50, 50, [moved(12)])], of_state)
    assert said["headlines"][0]["count"] == (11, 20), "no figure counts so many"


def test_what_worlds_do_not_prove_is_what_the_attack_works_out() -> None:
    verdicts, found = [], 0
    for seed in range(3):
        drawn = np.random.default_rng(seed)
        counts = {(place, outcome): int(drawn.integers(1, 30)) for place in "ABCDE" for outcome in "uvwx"}
        cells = assemble([with_totals(counts, ("place", "outcome"))])
        beside = safe_figures(cells)
        withheld = [at for at in np.flatnonzero(np.isnan(beside.known.cells.values)) if "place=" in cells.keys[at]]
        for _ in range(12):
            some = drawn.choice(withheld, size=int(drawn.integers(1, 4)))
            told = [(("place", cells.keys[at].split("place=")[1].split("/")[0]), int(cells.values[at])) for at in some]
            narrowed = beside._with(told)
            is_told = narrowed is not None and bool(too_narrow(narrowed, beside._watched).any())
            assert beside.gives_away(told) == is_told
            verdicts.append(is_told)
        found += len(beside.found)
    assert found > 0 and 0 < sum(verdicts) < len(verdicts)


def test_what_the_solver_does_not_settle_is_given_away(monkeypatch: pytest.MonkeyPatch) -> None:
    beside = figures(later=16, review=9)
    beside = replace(beside, worlds=beside.worlds[:1])
    told = [(KERN, 16)]
    assert not beside.gives_away(told), "a world is found that shows it"
    monkeypatch.setattr(solving, "linprog", lambda *_, **__: SimpleNamespace(status=4, message="unknown"))
    assert not beside.gives_away(told), "and is kept"
    assert replace(beside, found=[]).gives_away(told)
