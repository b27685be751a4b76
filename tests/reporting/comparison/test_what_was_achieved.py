"""What was filed, granted and left of records in two runs: every unit and person that moved has one cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from kept_worlds import ARREST, AUTOMATIC, Count, Finding, KeptLine, World, keep, keep_counted

from orchestration.reporting.comparison.causes import CORRECTIONS, FILING, LAW, LEFT, NEW, SEVERAL, TIME
from orchestration.reporting.comparison.compare_runs import Comparison, compare_runs
from orchestration.reporting.comparison.ledger_counts import column

YES, NO = Finding("eligible"), Finding("ineligible")
GIVEN = column("felony_free", "given", "employers_check")
SUPPOSED = column("felony_free", "if_all_granted", "employers_check")
BOTH = {GIVEN: "yes", SUPPOSED: "yes"}
ONE = Count(1, 1, findings={AUTOMATIC: YES})

Counted = tuple[World, int, Sequence[KeptLine], Mapping[str, Mapping[str, str]]]


def compared(tmp_path: Path, first: Counted, second: Counted) -> Comparison:
    runs = []
    for number, (world, *counted) in enumerate((first, second)):
        folder = tmp_path / str(number)
        keep(world, folder)
        runs.append(keep_counted(world, folder, *counted))
    return compare_runs("ca", *runs)


def found(comparison: Comparison, figure: str) -> Mapping[str, tuple[int | None, int | None]]:
    (bridge,) = [one for one in comparison.of(figure) if one.place == "STATEWIDE"]
    return {step.cause: (step.gains, step.losses) for step in bridge.steps}


def test_what_the_ledger_says_since_was_filed_or_answered(tmp_path: Path) -> None:
    world = World(counts=(ONE,))
    line = KeptLine(ONE.key, 1, is_given=True, last_event=9)
    comparison = compared(tmp_path, (world, 4, (), {}), (world, 9, (line,), {"person 1": BOTH}))
    moved = ("convictions_filed", "convictions_granted", "people_filed", "people_granted", f"people_{GIVEN}")
    for figure in moved:
        assert found(comparison, figure) == {FILING: (1, 0)}, figure
    assert not found(comparison, "arrests_filed") and not found(comparison, "convictions_eligible_any")


def test_an_answer_that_was_taken_back_is_a_loss_by_the_same_cause(tmp_path: Path) -> None:
    world = World(counts=(ONE,))
    granted, vacated = KeptLine(ONE.key, 1, is_given=True, last_event=4), KeptLine(ONE.key, 1, last_event=8)
    told = ((world, 4, (granted,), {"person 1": BOTH}), (world, 8, (vacated,), {}))
    comparison = compared(tmp_path, *told)
    for figure in ("convictions_granted", "people_granted", f"people_{GIVEN}"):
        assert found(comparison, figure) == {FILING: (0, 1)}
    assert not found(comparison, "people_filed")
    backwards = compared(tmp_path / "backwards", *reversed(told))
    assert found(backwards, "people_granted") == {FILING: (1, 0)}


def test_what_left_the_data_was_not_taken_back(tmp_path: Path) -> None:
    line = KeptLine(ONE.key, 1, is_given=True, last_event=3)
    first = (World(counts=(ONE,)), 3, (line,), {"person 1": BOTH})
    comparison = compared(tmp_path, first, (World().but(counts=()), 7, (), {}))
    for figure in ("convictions_filed", "people_granted", f"people_{GIVEN}", f"people_{SUPPOSED}"):
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
    assert found(comparison, f"people_{SUPPOSED}") == {TIME: (1, 0)}
    assert not found(comparison, f"people_{GIVEN}")


def test_a_determination_and_an_answer_together_are_several_causes_where_both_count(tmp_path: Path) -> None:
    other = Count(1, 2, findings={AUTOMATIC: NO})
    before = World(counts=(ONE, other))
    after = before.but(counts=(ONE, replace(other, findings={AUTOMATIC: YES}, facts=2)))
    line = KeptLine(ONE.key, 1, is_given=True, last_event=5)
    comparison = compared(tmp_path, (before, 0, (), {}), (after, 5, (line,), {"person 1": BOTH}))
    assert found(comparison, f"people_{SUPPOSED}") == {SEVERAL: (1, 0)}
    assert found(comparison, f"people_{GIVEN}") == {FILING: (1, 0)}, "what is eligible alone was not given"


def test_a_misdemeanor_is_no_cause_of_who_is_left_with_no_felony(tmp_path: Path) -> None:
    small = Count(1, 2, is_felony=False, findings={AUTOMATIC: NO})
    before = World(counts=(ONE, small))
    after = before.but(counts=(ONE, replace(small, findings={AUTOMATIC: YES}, facts=2)))
    line = KeptLine(ONE.key, 1, is_given=True, last_event=5)
    comparison = compared(tmp_path, (before, 0, (), {}), (after, 5, (line,), {"person 1": BOTH}))
    assert found(comparison, f"people_{SUPPOSED}") == {FILING: (1, 0)}


@pytest.mark.parametrize("is_other", [True, False])
def test_a_row_on_what_viewers_see_is_the_law(tmp_path: Path, is_other: bool) -> None:
    row = "relief_viewers employers_check relieve_conviction"
    before = World(counts=(ONE,), law={row: "shows it"})
    after = before.but(law={row: "shows nothing" if is_other else "shows it"}, code="another")
    comparison = compared(tmp_path, (before, 0, (), {}), (after, 0, (), {"person 1": {SUPPOSED: "yes"}}))
    assert (found(comparison, f"people_{SUPPOSED}") == {LAW: (1, 0)}) == is_other


def test_who_died_leaves_every_headline_by_what_the_delivery_tells(tmp_path: Path) -> None:
    line = KeptLine(ONE.key, 1, is_given=True, last_event=3)
    before = World(counts=(ONE,))
    after = before.but(counts=(replace(ONE, facts=2),), dead=frozenset({"person 1"}))
    comparison = compared(tmp_path, (before, 3, (line,), {"person 1": BOTH}), (after, 3, (line,), {"person 1": BOTH}))
    for figure in ("convictions_filed", "people_granted", f"people_{GIVEN}"):
        assert found(comparison, figure) == {CORRECTIONS: (0, 1)}


def test_arrests_have_bridges_of_their_own_and_people_of_either_one(tmp_path: Path) -> None:
    before = World(counts=(ONE,), arrests=((1, 50, 1), (2, 60, 1)), arrests_found={50: "eligible", 60: "review"})
    after = before.but(arrests=((1, 50, 1), (2, 60, 2)), arrests_found={50: "eligible", 60: "eligible"})
    comparison = compare_runs("ca", keep(before, tmp_path / "a"), keep(after, tmp_path / "b"))
    for figure in ("arrests_eligible_any", "people_eligible_arrest", "people_eligible_whole"):
        assert found(comparison, figure) == {CORRECTIONS: (1, 0)}, figure
    for figure in ("arrests_review_any", "people_review_arrest", "people_review_whole"):
        assert found(comparison, figure) == {CORRECTIONS: (0, 1)}, figure
    (people,) = [one for one in comparison.of("people_eligible_whole") if one.place == "STATEWIDE"]
    assert (people.before, people.after) == (1, 2), "who has an eligible conviction too is one person"
    assert not found(comparison, "convictions_eligible_any")
    assert not [one for one in comparison.bridges if one.headline.figure.endswith(ARREST)]


def test_nothing_is_told_of_the_ledger_where_nobody_counted_one_of_both(tmp_path: Path) -> None:
    world = World(counts=(ONE,))
    first = keep(world, tmp_path / "a")
    keep(world.but(), tmp_path / "b")
    second = keep_counted(world.but(), tmp_path / "b", 0, (), {})
    figures = {bridge.headline.figure for bridge in compare_runs("ca", first, second).bridges}
    assert "convictions_filed" not in figures and f"people_{GIVEN}" not in figures
    assert {"arrests_eligible_any", "people_eligible_whole"} <= figures


FREED = f"convictions_{GIVEN}"
FREED_IF = f"convictions_{SUPPOSED}"


def ends(comparison: Comparison, figure: str) -> tuple[int | None, int | None, int | None]:
    (bridge,) = [one for one in comparison.of(figure) if one.place == "STATEWIDE"]
    return bridge.before, bridge.after, bridge.not_known_after


def test_all_felonies_of_who_is_left_with_none_move_by_what_freed_the_person(tmp_path: Path) -> None:
    counts = (ONE, replace(ONE, case=2), Count(1, 3, is_felony=False, findings={AUTOMATIC: NO}))
    world = World(counts=counts)
    line = KeptLine(ONE.key, 1, is_given=True, last_event=9)
    comparison = compared(tmp_path, (world, 4, (), {}), (world, 9, (line,), {"person 1": BOTH}))
    assert found(comparison, FREED) == {FILING: (2, 0)}, "the other felony was ended too, or the person had one left"
    assert ends(comparison, FREED) == (0, 2, 0)
    of_any = column("conviction_free", "given", "employers_check")
    assert ends(comparison, f"convictions_{of_any}") == (0, 0, 0), "a misdemeanor is left"


def test_a_conviction_that_came_to_who_is_free_is_new_and_one_that_left_has_left(tmp_path: Path) -> None:
    one, both = World(counts=(ONE,)), World().but(counts=(ONE, replace(ONE, case=2)))
    told = ((one, 4, (), {"person 1": BOTH}), (both, 4, (), {"person 1": BOTH}))
    comparison = compared(tmp_path / "came", *told)
    assert found(comparison, FREED) == {NEW: (1, 0)} and not found(comparison, f"people_{GIVEN}")
    assert ends(comparison, FREED) == (1, 2, 0)
    assert found(compared(tmp_path / "left", *reversed(told)), FREED) == {LEFT: (0, 1)}


def test_a_new_conviction_that_is_not_ended_takes_all_others_with_it(tmp_path: Path) -> None:
    before = World(counts=(ONE, replace(ONE, case=2)))
    after = before.but(counts=(*before.counts, Count(1, 3, findings={AUTOMATIC: NO})))
    comparison = compared(tmp_path, (before, 4, (), {"person 1": BOTH}), (after, 4, (), {}))
    assert found(comparison, FREED) == {NEW: (0, 2)} and found(comparison, f"people_{GIVEN}") == {NEW: (0, 1)}


def test_a_conviction_and_its_person_that_moved_by_two_causes_are_several(tmp_path: Path) -> None:
    before, after = World(counts=(ONE,)), World().but(counts=(replace(ONE, facts=2), replace(ONE, case=2)))
    line = KeptLine(ONE.key, 1, is_given=True, last_event=9)
    comparison = compared(tmp_path, (before, 4, (), {}), (after, 9, (line,), {"person 1": BOTH}))
    assert found(comparison, f"people_{GIVEN}") == {SEVERAL: (1, 0)}
    assert ends(comparison, FREED) == (0, 2, 0)
    assert sum(gains or 0 for gains, _ in found(comparison, FREED).values()) == 2


def test_what_perhaps_stood_or_of_whom_it_is_not_known_is_not_known(tmp_path: Path) -> None:
    world = World(counts=(ONE, replace(ONE, recorded=2)))
    perhaps = {GIVEN: "unknown", SUPPOSED: "unknown"}
    comparison = compared(tmp_path, (world, 4, (), {}), (world, 4, (), {"person 1": BOTH, "person 2": perhaps}))
    assert ends(comparison, FREED) == (0, 1, 1)


def test_relief_that_is_ours_stands_whatever_a_newer_delivery_shows_of_the_conviction(tmp_path: Path) -> None:
    """The state shows a dismissal that we got: nothing of the conviction is another, and no cause of anything."""
    free = {column("conviction_free", basis, "employers_check"): "yes" for basis in ("given", "if_all_granted")}
    other = replace(ONE, case=2)
    before = World(counts=(ONE, other))
    after = before.but(counts=(replace(ONE, facts=2, is_standing=False), other))
    first = KeptLine(ONE.key, 1, is_given=True, last_event=3)
    second = KeptLine(other.key, 1, is_given=True, last_event=8)
    told = ((before, 3, (first,), {}), (after, 8, (first, second), {"person 1": free}))
    comparison = compared(tmp_path, *told)
    for unit, count in (("people", 1), ("convictions", 2)):
        figure = f"{unit}_{column('conviction_free', 'given', 'employers_check')}"
        assert found(comparison, figure) == {FILING: (count, 0)}, "not the dismissal as well"


def test_whoever_died_takes_the_convictions_out_by_what_the_delivery_tells(tmp_path: Path) -> None:
    before = World(counts=(ONE,))
    after = before.but(counts=(replace(ONE, facts=2),), dead=frozenset({"person 1"}))
    comparison = compared(tmp_path, (before, 3, (), {"person 1": BOTH}), (after, 3, (), {"person 1": BOTH}))
    assert found(comparison, FREED) == found(comparison, FREED_IF) == {CORRECTIONS: (0, 1)}
