"""What was filed, granted and left of records in two runs: every unit and person that moved has one cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from kept_worlds import AUTOMATIC, Count, Finding, KeptLine, Left, World, keep, keep_counted

from orchestration.determinations.snapshots.countings import VIEWER
from orchestration.reporting.comparison.causes import CORRECTIONS, FILING, LAW, LEFT, NEW, SEVERAL, TIME
from orchestration.reporting.comparison.compare_runs import Comparison, compare_runs

YES, NO = Finding("eligible"), Finding("ineligible")
GIVEN, SUPPOSED = ("felony_free", "given"), ("felony_free", "if_all_granted")
FREE = f"people_felony_free_given_{VIEWER}"
FREE_IF = f"people_felony_free_if_all_granted_{VIEWER}"
BOTH = {GIVEN: "yes", SUPPOSED: "yes"}
ONE = Count(1, 1, findings={AUTOMATIC: YES})

Counted = tuple[World, int, Sequence[KeptLine], Left]


def compared(tmp_path: Path, first: Counted, second: Counted) -> Comparison:
    runs = []
    for number, (world, *counted) in enumerate((first, second)):
        folder = tmp_path / str(number)
        keep(world, folder)
        runs.append(keep_counted(world, folder, *counted))
    return compare_runs("ca", *runs)


def found(comparison: Comparison, figure: str, place: str = "STATEWIDE") -> Mapping[str, tuple[int | None, int | None]]:
    bridges = [one for one in comparison.of(figure) if one.place == place]
    return {step.cause: (step.gains, step.losses) for bridge in bridges for step in bridge.steps}


def test_what_the_ledger_says_since_was_filed_or_answered(tmp_path: Path) -> None:
    world = World(counts=(ONE,))
    line = KeptLine(ONE.key, 1, is_given=True, last_event=9)
    comparison = compared(tmp_path, (world, 4, (), {}), (world, 9, (line,), {"person 1": BOTH}))
    moved = ("convictions_filed", "convictions_granted", "people_filed", "people_granted", FREE)
    for figure in moved:
        assert found(comparison, figure) == {FILING: (1, 0)}, figure
    assert not found(comparison, "arrests_filed") and not found(comparison, "convictions_eligible_any")


def test_an_answer_that_was_taken_back_is_a_loss_by_the_same_cause(tmp_path: Path) -> None:
    world = World(counts=(ONE,))
    granted, vacated = KeptLine(ONE.key, 1, is_given=True, last_event=4), KeptLine(ONE.key, 1, last_event=8)
    told = ((world, 4, (granted,), {"person 1": BOTH}), (world, 8, (vacated,), {}))
    comparison = compared(tmp_path, *told)
    for figure in ("convictions_granted", "people_granted", FREE):
        assert found(comparison, figure) == {FILING: (0, 1)}
    assert not found(comparison, "people_filed")
    backwards = compared(tmp_path / "backwards", *reversed(told))
    assert found(backwards, "people_granted") == {FILING: (1, 0)}


def test_what_left_the_data_was_not_taken_back(tmp_path: Path) -> None:
    line = KeptLine(ONE.key, 1, is_given=True, last_event=3)
    first = (World(counts=(ONE,)), 3, (line,), {"person 1": BOTH})
    comparison = compared(tmp_path, first, (World().but(counts=()), 7, (), {}))
    for figure in ("convictions_filed", "people_granted", FREE, FREE_IF):
        assert found(comparison, figure) == {LEFT: (0, 1)}, figure


def test_a_line_that_a_delivery_tells_for_the_first_time_is_new_unless_it_was_filed_since(tmp_path: Path) -> None:
    world, known = World(), World().but(counts=(ONE,))
    old, young = KeptLine(ONE.key, 1, last_event=2), KeptLine(ONE.key, 1, last_event=6)
    told = compared(tmp_path / "old", (world, 5, (), {}), (known, 6, (old,), {}))
    assert found(told, "convictions_filed") == {NEW: (1, 0)}
    told = compared(tmp_path / "young", (world, 5, (), {}), (known, 6, (young,), {}))
    assert found(told, "convictions_filed") == {FILING: (1, 0)}


def test_what_would_be_left_follows_determinations_where_all_is_supposed_granted(tmp_path: Path) -> None:
    before = World(counts=(replace(ONE, findings={AUTOMATIC: Finding("not_yet", on=date(2026, 7, 1))}),))
    after = World(counts=(ONE,)).but(as_of=date(2026, 7, 1))
    comparison = compared(tmp_path, (before, 0, (), {}), (after, 0, (), {"person 1": {SUPPOSED: "yes"}}))
    assert found(comparison, FREE_IF) == {TIME: (1, 0)}
    assert not found(comparison, FREE)


def test_a_determination_and_an_answer_together_are_several_causes_where_both_count(tmp_path: Path) -> None:
    other = Count(1, 2, findings={AUTOMATIC: NO})
    before = World(counts=(ONE, other))
    after = before.but(counts=(ONE, replace(other, findings={AUTOMATIC: YES}, facts=2)))
    line = KeptLine(ONE.key, 1, is_given=True, last_event=5)
    comparison = compared(tmp_path, (before, 0, (), {}), (after, 5, (line,), {"person 1": BOTH}))
    assert found(comparison, FREE_IF) == {SEVERAL: (1, 0)}
    assert found(comparison, FREE) == {FILING: (1, 0)}, "what is eligible alone was not given"


def test_a_misdemeanor_is_no_cause_of_who_is_left_with_no_felony(tmp_path: Path) -> None:
    small = Count(1, 2, is_felony=False, findings={AUTOMATIC: NO})
    before = World(counts=(ONE, small))
    after = before.but(counts=(ONE, replace(small, findings={AUTOMATIC: YES}, facts=2)))
    line = KeptLine(ONE.key, 1, is_given=True, last_event=5)
    comparison = compared(tmp_path, (before, 0, (), {}), (after, 5, (line,), {"person 1": BOTH}))
    assert found(comparison, FREE_IF) == {FILING: (1, 0)}


@pytest.mark.parametrize("is_other", [True, False])
def test_a_row_on_what_viewers_see_is_the_law(tmp_path: Path, is_other: bool) -> None:
    row = "relief_viewers employers_check relieve_conviction"
    before = World(counts=(ONE,), law={row: "shows it"})
    after = before.but(law={row: "shows nothing" if is_other else "shows it"}, code="another")
    comparison = compared(tmp_path, (before, 0, (), {}), (after, 0, (), {"person 1": {SUPPOSED: "yes"}}))
    assert (found(comparison, FREE_IF) == {LAW: (1, 0)}) == is_other


def test_who_died_leaves_every_headline_by_what_the_delivery_tells(tmp_path: Path) -> None:
    line = KeptLine(ONE.key, 1, is_given=True, last_event=3)
    before = World(counts=(ONE,))
    after = before.but(counts=(replace(ONE, facts=2),), dead=frozenset({"person 1"}))
    comparison = compared(tmp_path, (before, 3, (line,), {"person 1": BOTH}), (after, 3, (line,), {"person 1": BOTH}))
    for figure in ("convictions_filed", "people_granted", FREE):
        assert found(comparison, figure) == {CORRECTIONS: (0, 1)}


def test_arrests_have_bridges_of_their_own_and_people_of_either_one(tmp_path: Path) -> None:
    before = World(counts=(ONE,), arrests=((1, 50, 1), (2, 60, 1)), arrests_found={50: "eligible", 60: "review"})
    after = before.but(arrests=((1, 50, 1), (2, 60, 2)), arrests_found={50: "eligible", 60: "eligible"})
    comparison = compare_runs("ca", keep(before, tmp_path / "a"), keep(after, tmp_path / "b"))
    for figure in ("arrests_eligible_any", "people_eligible_whole"):
        assert found(comparison, figure) == {CORRECTIONS: (1, 0)}, figure
    for figure in ("arrests_review_any", "people_review_whole"):
        assert found(comparison, figure) == {CORRECTIONS: (0, 1)}, figure
    assert not found(comparison, "convictions_eligible_any")


def test_nothing_is_told_of_the_ledger_where_nobody_counted_one_of_both(tmp_path: Path) -> None:
    world = World(counts=(ONE,))
    first = keep(world, tmp_path / "a")
    keep(world.but(), tmp_path / "b")
    second = keep_counted(world.but(), tmp_path / "b", 0, (), {})
    figures = {bridge.headline.figure for bridge in compare_runs("ca", first, second).bridges}
    assert "convictions_filed" not in figures and FREE not in figures
    assert {"arrests_eligible_any", "people_eligible_whole"} <= figures


def test_relief_that_is_ours_stands_whatever_a_newer_delivery_shows_of_the_conviction(tmp_path: Path) -> None:
    """The state shows a dismissal that we got: nothing of the conviction is another, and no cause of anything."""
    free = {("conviction_free", basis): "yes" for basis in ("given", "if_all_granted")}
    other = replace(ONE, case=2)
    before = World(counts=(ONE, other))
    after = before.but(counts=(replace(ONE, facts=2, is_standing=False), other))
    first = KeptLine(ONE.key, 1, is_given=True, last_event=3)
    second = KeptLine(other.key, 1, is_given=True, last_event=8)
    comparison = compared(tmp_path, (before, 3, (first,), {}), (after, 8, (first, second), {"person 1": free}))
    figure = f"people_conviction_free_given_{VIEWER}"
    assert found(comparison, figure) == {FILING: (1, 0)}, "not the dismissal as well"


def test_a_county_counts_whoever_is_free_by_why_the_record_is_or_why_the_person_came_there(tmp_path: Path) -> None:
    line = KeptLine(ONE.key, 1, is_given=True, last_event=9)
    before, free = World(counts=(ONE,)), {"person 1": BOTH}
    comparison = compared(tmp_path / "free", (before, 4, (), {}), (before.but(), 9, (line,), free))
    assert found(comparison, FREE, "ALAMEDA") == {FILING: (1, 0)}
    moved = before.but(counts=(ONE, Count(1, 2, place="KERN", is_felony=False, findings={AUTOMATIC: NO})))
    comparison = compared(tmp_path / "moved", (before, 9, (line,), free), (moved, 9, (line,), free))
    assert not found(comparison, FREE) and not found(comparison, FREE, "ALAMEDA")
    assert found(comparison, FREE, "KERN") == {NEW: (1, 0)}
