"""Headline figures after the cell rules: what is small is withheld, and nothing gives it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from orchestration.reporting.disclosure.attack import known_from, too_narrow
from orchestration.reporting.disclosure.cells import Cells, assemble
from orchestration.reporting.disclosure.complementary import protect
from orchestration.reporting.releases.headlines import (
    TEXTS,
    by_law,
    frames_of,
    level_tables,
    no_headlines,
    outcome_cells,
    ties_to_outcomes,
    told_by_levels,
    without_telling_sentences,
)
from orchestration.reporting.releases.ties import same

DIMENSIONS = ("remedy_id", "vital_status", "place", "race", "sex", "age", "outcome")


def figure(figure_id: str, parts: Mapping[str, int], among: int, name: str = "in_scope", **what: Any) -> dict[str, Any]:
    _, _, unit, *basis = figure_id.split("/")
    count = sum(parts.values())
    return {
        "figure_id": figure_id, "unit": unit, "basis": basis[0] if basis else "none",
        "viewer": basis[1] if basis else "none", "count": count, "not_known": 0, "denominator_name": name,
        "denominator": among, **dict.fromkeys(TEXTS, "as it is"), **what,
        "sums": [{"by": "law", "parts": dict(parts)}, {"by": "race", "parts": {"B": count}}],
    }  # fmt: skip


def outcomes(**eligible: int) -> pl.DataFrame:
    """The table of outcomes, statewide: remedy to the people eligible under it, of a hundred each."""
    rows = [
        (remedy, "living", "ALL", "ALL", "ALL", "ALL", outcome, unit, count)
        for remedy, number in eligible.items()
        for unit in ("determinations", "people")
        for outcome, count in (("eligible", number), ("ALL", 100))
    ]
    return pl.DataFrame(rows, schema=[*DIMENSIONS, "unit", "count"], orient="row")


def system(figures: list[dict[str, Any]], also: bool = True) -> Cells:
    frames = frames_of(figures, event=3)
    tables, sums = level_tables(frames)
    more = list(same(list(told_by_levels(frames)))) if also else []
    return assemble(tables, [*sums, *more])


def key(law: str, measure: str = "eligible", unit: str = "people", basis: str = "none", viewer: str = "none") -> str:
    what = f"measure={measure}/unit={unit}/basis={basis}/viewer={viewer}"
    return f"levels/part/{what}/part_kind=law/part={law}"


def test_a_small_part_is_withheld_and_another_beside_it_so_that_the_sum_does_not_tell() -> None:
    cells = system([figure("levels/eligible/people", {"a": 100, "b": 15, "a and b": 5}, 200)])
    found = protect(cells, None)
    withheld = {one for one in cells.keys if found.is_key_withheld(one)}
    assert key("a and b") in withheld and len(withheld) > 1
    alone = np.array([one == key("a and b") for one in cells.keys])
    assert too_narrow(known_from(cells, alone), alone).any(), "the small part alone is worked out from the sum"
    every = np.array([one in withheld for one in cells.keys])
    assert not too_narrow(known_from(cells, every), every & cells.is_shown).any()


def test_what_is_left_of_the_denominator_is_a_count_too() -> None:
    cells = system([figure("levels/eligible/people", {"a": 100, "b": 95}, 200)])
    found = protect(cells, None)
    assert {found.is_key_withheld("levels/yes/measure=eligible/unit=people/basis=none/viewer=none")} | {
        found.is_key_withheld("levels/among/denominator_name=in_scope/unit=people")
    } == {True, False}, "195 of 200 tells of five"


def test_two_viewers_who_see_the_same_are_withheld_together() -> None:
    figures = [
        figure(f"levels/felony_free/people/given/{viewer}", {"a": 100, "b": 15, "no law alone": 5}, 300, "with_felony")
        for viewer in ("employers_check", "after_dismissal_and_sealing")
    ]
    cells = system(figures)
    found = protect(cells, None)
    for law in ("a", "b", "no law alone"):
        told = [
            found.is_key_withheld(key(law, "felony_free", "people", "given", viewer))
            for viewer in ("employers_check", "after_dismissal_and_sealing")
        ]
        assert told[0] == told[1], law


def test_headlines_are_tied_to_what_the_table_of_outcomes_says() -> None:
    frames = frames_of([figure("levels/eligible/people", {"a": 60, "b": 20, "a and b": 12}, 150)], event=0)
    cells = outcome_cells(outcomes(a=72, b=32), DIMENSIONS)
    ties = ties_to_outcomes(frames, cells)
    mine = "levels/yes/measure=eligible/unit=people/basis=none/viewer=none"
    theirs = [f"outcomes/people/remedy_id={law}/vital_status=living/outcome=eligible" for law in "ab"]
    assert {(one.whole, one.parts) for one in ties if mine in (one.whole, *one.parts)} == {
        (theirs[0], (mine,)), (theirs[1], (mine,)), (mine, tuple(theirs)),
    }  # fmt: skip
    assert all(one.is_at_most for one in ties)
    found = {one.whole: one.parts for one in by_law(frames["level_parts"], cells)}
    assert found == {theirs[0]: (key("a"), key("a and b")), theirs[1]: (key("a and b"), key("b"))}


def test_parts_by_race_stay_inside_and_a_run_without_figures_publishes_none() -> None:
    frames = frames_of([figure("levels/eligible/people", {"a": 20}, 50)], event=3)
    assert frames["level_parts"]["part_kind"].to_list() == ["law"]
    assert frames["levels"]["ledger_event"].to_list() == [3]
    assert all(frame.height == 0 for frame in no_headlines().values())
    assert level_tables(no_headlines()) == ([], [])
    assert list(same(list(told_by_levels(no_headlines())))) == ties_to_outcomes(no_headlines(), {}) == []


def test_a_sentence_that_says_a_withheld_number_is_not_published() -> None:
    levels = frames_of([figure("levels/eligible/people", {"a": 20}, 50)], event=3)["levels"]
    assert without_telling_sentences(levels)["sentence"].to_list() == ["as it is"]
    for column in ("count", "not_known", "denominator"):
        withheld = levels.with_columns(pl.lit(None, dtype=pl.Int64).alias(column))
        assert without_telling_sentences(withheld)["sentence"].to_list() == [None], column


def test_who_is_left_without_any_had_at_least_one_conviction_and_the_attack_knows_it() -> None:
    end = "given/employers_check"
    figures = [
        figure(f"levels/felony_free/people/{end}", {"a": 20}, 60, "with_felony"),
        figure(f"levels/felony_free/convictions/{end}", {"a": 31}, 95, "felonies"),
        figure(f"levels/conviction_free/convictions/{end}", {"a": 40}, 140, "convictions"),
        figure(f"levels/record_free/convictions/{end}", {"a": 12}, 140, "convictions"),
        figure("levels/record_free/convictions/if_all_granted/employers_check", {"a": 19}, 140, "convictions"),
    ]
    cells = system(figures, also=False)

    def where(measure: str, unit: str, basis: str = "given") -> str:
        return f"measure={measure}/unit={unit}/basis={basis}/viewer=employers_check"

    known = {
        (cells.keys[row.indices[row.data > 0][0]], cells.keys[row.indices[row.data < 0][0]]) for row in cells.at_most
    }
    people, convictions = where("felony_free", "people"), where("felony_free", "convictions")
    without_record = where("record_free", "convictions")
    among = ("with_felony/unit=people", "felonies/unit=convictions")
    assert known == {
        *((f"levels/{counts}/{people}", f"levels/{counts}/{convictions}") for counts in ("yes", "unknown", "rest")),
        tuple(f"levels/among/denominator_name={name}" for name in among),
        (f"levels/yes/{without_record}", f"levels/yes/{where('conviction_free', 'convictions')}"),
        (f"levels/yes/{without_record}", f"levels/yes/{where('record_free', 'convictions', 'if_all_granted')}"),
    }
