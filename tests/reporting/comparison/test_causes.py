"""Pairs of runs in which exactly one thing differs, and pairs in which several do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from kept_worlds import AUTOMATIC, COURT, POLICY, Count, Finding, World, keep

from orchestration.reporting.comparison.causes import (  # fmt: skip
    CORRECTIONS,
    IDENTITY,
    LAW,
    LEFT,
    NEW,
    NOT_EXPLAINED,
    REVIEW,
    SEVERAL,
    SOFTWARE,
    TIME,
)
from orchestration.reporting.comparison.causes import POLICY as BY_POLICY
from orchestration.reporting.comparison.compare_runs import Comparison, compare_runs

LATER = date(2026, 7, 1)
WAITS = Finding("not_yet", on=LATER)
YES, NO, REVIEWED = Finding("eligible"), Finding("ineligible"), Finding("review")
ANY, PEOPLE = "convictions_eligible_any", "people_eligible_whole"

Compared = Callable[[World, World], Comparison]


@pytest.fixture
def compared(tmp_path: Path) -> Compared:
    def compare(one: World, other: World) -> Comparison:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        return compare_runs("ca", keep(one, folder / "a"), keep(other, folder / "b"))

    return compare


def found(comparison: Comparison, figure: str = ANY, place: str = "STATEWIDE") -> dict[str, tuple[int, int]]:
    """Gains and losses of a headline, by cause."""
    bridges = [one for one in comparison.of(figure) if one.place == place]
    return {step.cause: (step.gains or 0, step.losses or 0) for bridge in bridges for step in bridge.steps}


def world(*counts: Count, **changes: object) -> World:
    return replace(World(counts=counts), **changes)  # type: ignore[arg-type]


def count(recorded: int = 1, case: int = 1, court: Finding = NO, **changes: object) -> Count:
    return replace(Count(recorded, case, findings={COURT: court}), **changes)  # type: ignore[arg-type]


GAINS_BY = {
    "a day that was foretold has come": (world(count(court=WAITS)), {"as_of": LATER}, {"court": YES}, TIME),
    "a day has come that nobody foretold": (world(count(court=REVIEWED)), {"as_of": LATER}, {"court": YES}, TIME),
    "a row that decided says something else": (
        world(count()), {"law": {"offense_lists a 1": "others"}}, {"court": YES}, LAW
    ),
    "a row that decided is gone": (
        world(count()), {"law": {}}, {"court": Finding("eligible", rows=())}, LAW
    ),
    "another row of a parameter is in force": (
        world(count(court=Finding("ineligible", rows=("parameters years 2020-01-01",)))),
        {"as_of": LATER}, {"court": Finding("eligible", rows=("parameters years 2026-07-01",))}, LAW,
    ),
    "a row that decided this count alone says something else": (
        world(count(court=Finding("ineligible", rows=(), own_rows=("offense_lists a 1",)))),
        {"law": {}, "as_of": LATER}, {"court": Finding("eligible", rows=())}, LAW,
    ),
    "people answered the review queue": (world(count(court=REVIEWED)), {"said": {1: 5}}, {"court": YES}, REVIEW),
    "reviewers decided which records": (world(count(court=REVIEWED)), {"decided": {1: 5}}, {"court": YES}, IDENTITY),
    "a delivery corrects a fact": (world(count()), {}, {"court": YES, "facts": 2}, CORRECTIONS),
    "a new version": (world(count()), {"code": "other"}, {"court": YES}, SOFTWARE),
    "a list came in beside the histories": (
        world(count(court=REVIEWED)), {"sources": ("supervised_release",)}, {"court": YES}, NEW
    ),
    "a new arrest elsewhere": (world(count()), {"arrests": ((1, 77, 1),)}, {"court": YES}, NEW),
    "an arrest is gone": (world(count(), arrests=((1, 77, 1),)), {"arrests": ()}, {"court": YES}, LEFT),
    "an arrest is told otherwise": (
        world(count(), arrests=((1, 77, 1),)), {"arrests": ((1, 77, 2),)}, {"court": YES}, CORRECTIONS
    ),
    "nothing kept": (world(count()), {}, {"court": YES}, NOT_EXPLAINED),
}  # fmt: skip


@pytest.mark.parametrize("case", GAINS_BY)
def test_where_one_thing_alone_differs_it_is_the_cause_of_conviction_and_person(compared: Compared, case: str) -> None:
    before, changes, change_of_count, cause = GAINS_BY[case]
    comparison = compared(before, before.but(counts=(count(**change_of_count),), **changes))  # type: ignore[arg-type]
    for figure in (ANY, PEOPLE):
        for place in ("STATEWIDE", "ALAMEDA"):
            assert found(comparison, figure, place) == {cause: (1, 0)}, (figure, place)


@pytest.mark.parametrize("case", GAINS_BY)
def test_what_waits_and_becomes_eligible_leaves_its_level_by_the_same_cause(compared: Compared, case: str) -> None:
    before, changes, change_of_count, cause = GAINS_BY[case]
    comparison = compared(before, before.but(counts=(count(**change_of_count),), **changes))  # type: ignore[arg-type]
    expected = {cause: (0, 1)} if before.counts[0].findings[COURT].outcome == "review" else {}
    for figure in ("convictions_review_any", "people_review_whole"):
        assert found(comparison, figure) == found(comparison, figure, "ALAMEDA") == expected


def test_a_conviction_that_two_remedies_leave_open_stays_open_until_both_are_decided(compared: Compared) -> None:
    before = world(Count(1, 1, findings={COURT: REVIEWED, AUTOMATIC: REVIEWED}))
    one = before.but(said={1: 5}, counts=(Count(1, 1, findings={COURT: YES, AUTOMATIC: REVIEWED}),))
    both = one.but(counts=(Count(1, 1, findings={COURT: YES, AUTOMATIC: NO}),))
    for figure in ("convictions_review_any", "people_review_whole"):
        assert found(compared(before, one), figure) == {}
        assert found(compared(before, both), figure) == {REVIEW: (0, 1)}


@pytest.mark.parametrize("case", GAINS_BY)
def test_the_same_backwards_is_a_loss_by_the_same_cause(compared: Compared, case: str) -> None:
    before, changes, change_of_count, cause = GAINS_BY[case]
    after = before.but(counts=(count(**change_of_count),), **changes)  # type: ignore[arg-type]
    backwards = {NEW: LEFT, LEFT: NEW}.get(cause, cause)
    assert found(compared(after, before)) == {backwards: (0, 1)}


def test_a_policy_is_the_cause_where_a_policy_decides_and_the_county_chose_otherwise(compared: Compared) -> None:
    before = world(*(Count(who, 1, place=place, findings={POLICY: NO}) for who, place in ((1, "ALAMEDA"), (2, "KERN"))))
    after = before.but(
        policies={"ALAMEDA": "all"},
        counts=tuple(replace(one, findings={POLICY: YES}) for one in before.counts),
    )
    comparison = compared(before, after)
    assert found(comparison, place="ALAMEDA") == {BY_POLICY: (1, 0)}
    assert found(comparison, place="KERN") == {NOT_EXPLAINED: (1, 0)}


def test_the_choice_of_every_other_county_is_that_of_a_county_without_its_own(compared: Compared) -> None:
    before = world(Count(1, 1, findings={POLICY: NO}), policies={"KERN": "x"})
    after = before.but(policies={"*": "all", "KERN": "x"}, counts=(Count(1, 1, findings={POLICY: YES}),))
    assert found(compared(before, after)) == {BY_POLICY: (1, 0)}


def test_who_is_new_is_new_in_the_data_and_who_is_gone_left_it(compared: Compared) -> None:
    before = world(count(1, court=YES), count(2, court=YES))
    after = before.but(counts=(count(2, court=YES), count(3, court=YES), count(4, court=NO)))
    comparison = compared(before, after)
    for figure in (ANY, PEOPLE):
        assert found(comparison, figure) == {NEW: (1, 0), LEFT: (0, 1)}


def test_a_count_told_under_another_date_is_corrected_and_no_new_one(compared: Compared) -> None:
    before = world(count(1, court=YES, day=1))
    after = before.but(counts=(count(1, court=YES, day=2),))
    assert found(compared(before, after)) == {CORRECTIONS: (1, 1)}


def test_a_person_whose_count_is_only_told_otherwise_is_counted_in_both(compared: Compared) -> None:
    before = world(count(1, court=YES, day=1))
    assert found(compared(before, before.but(counts=(count(1, court=YES, day=2),))), PEOPLE) == {}


def test_two_persons_who_are_one_now_are_one_less_by_identity(compared: Compared) -> None:
    before = world(count(1, court=YES), count(2, court=YES))
    after = before.but(persons={2: "person 1"}, decided={1: 5, 2: 5})
    comparison = compared(before, after)
    assert found(comparison) == {}
    assert found(comparison, PEOPLE) == {IDENTITY: (0, 1)}


def test_a_count_that_two_copies_told_before_they_were_one_person_is_gone_by_identity(compared: Compared) -> None:
    before = world(count(1, court=YES), count(2, court=YES))
    after = before.but(
        counts=(count(1, court=YES),), persons={2: "person 1"}, decided={1: 5, 2: 5}, arrests=((2, 9, 1),)
    )
    assert found(compared(before, after)) == {IDENTITY: (0, 1)}


def test_arrests_of_one_day_that_are_one_arrest_now_are_no_other_cause(compared: Compared) -> None:
    before = world(count(1, court=YES), count(2, court=YES), arrests=((1, 8, 1), (2, 9, 1)))
    after = before.but(persons={2: "person 1"}, decided={1: 5, 2: 5}, arrests=((1, 8, 1),))
    comparison = compared(before, after)
    assert found(comparison) == {}
    assert found(comparison, PEOPLE) == {IDENTITY: (0, 1)}


def test_what_was_said_of_two_persons_is_nothing_new_when_they_are_one(compared: Compared) -> None:
    before = world(count(1, court=REVIEWED), count(2, court=REVIEWED), said={1: 5, 2: 6})
    counts = (count(1, court=YES), count(2, court=REVIEWED))
    after = before.but(counts=counts, persons={2: "person 1"}, decided={1: 4, 2: 4}, said={1: 5 ^ 6, 2: 5 ^ 6})
    assert found(compared(before, after)) == {IDENTITY: (1, 0)}


@pytest.mark.parametrize(
    ("changes", "of_the_count"),
    [
        ({"said": {1: 5}, "law": {}}, {}),
        ({"said": {1: 5}, "decided": {1: 4}}, {}),
        ({"said": {1: 5}}, {"facts": 2}),
        ({"as_of": LATER, "code": "other"}, {}),
        ({"arrests": ((1, 5, 1),)}, {"facts": 2}),
    ],
)
def test_where_more_than_one_thing_differs_nothing_is_guessed(
    compared: Compared, changes: dict[str, object], of_the_count: dict[str, object]
) -> None:
    before = world(count())
    after = before.but(counts=(count(court=YES, **of_the_count),), **changes)
    comparison = compared(before, after)
    for figure in (ANY, PEOPLE):
        assert found(comparison, figure) == {SEVERAL: (1, 0)}


def test_what_differs_for_the_determination_goes_before_what_differs_for_the_whole_run(compared: Compared) -> None:
    before = world(count(court=REVIEWED))
    after = before.but(counts=(count(court=YES),), said={1: 5}, as_of=LATER, code="other", version="2")
    assert found(compared(before, after)) == {REVIEW: (1, 0)}


def test_a_day_that_the_first_run_named_goes_before_everything(compared: Compared) -> None:
    before = world(count(court=WAITS))
    after = before.but(counts=(count(court=YES, facts=2),), said={1: 5}, as_of=LATER, code="other", law={})
    assert found(compared(before, after)) == {TIME: (1, 0)}


def test_a_person_with_two_convictions_that_changed_by_two_causes_has_several(compared: Compared) -> None:
    before = world(count(1, 1, WAITS), count(1, 2, REVIEWED))
    after = before.but(as_of=LATER, counts=(count(1, 1, YES), count(1, 2, YES)), said={1: 5})
    comparison = compared(before, after)
    assert found(comparison) == {TIME: (1, 0), REVIEW: (1, 0)}
    assert found(comparison, PEOPLE) == {SEVERAL: (1, 0)}


def test_a_conviction_eligible_under_another_remedy_already_does_not_move(compared: Compared) -> None:
    before = world(Count(1, 1, findings={COURT: YES, AUTOMATIC: WAITS}))
    after = before.but(as_of=LATER, counts=(Count(1, 1, findings={COURT: YES, AUTOMATIC: YES}),))
    comparison = compared(before, after)
    assert found(comparison) == found(comparison, PEOPLE) == {}


def test_who_died_is_in_no_headline_any_more_and_the_cause_is_what_the_delivery_tells_otherwise(
    compared: Compared,
) -> None:
    before = world(count(court=YES), count(2, court=YES))
    comparison = compared(
        before, before.but(dead=frozenset({"person 1"}), counts=(count(court=YES, facts=2), count(2, court=YES)))
    )
    for figure in (ANY, PEOPLE):
        assert found(comparison, figure) == {CORRECTIONS: (0, 1)}, figure


def test_whose_death_and_finding_are_both_new_moves_once(compared: Compared) -> None:
    before = world(count(court=WAITS))
    comparison = compared(before, before.but(dead=frozenset({"person 1"}), counts=(count(court=YES, facts=2),)))
    assert found(comparison) == found(comparison, PEOPLE) == {}, "not counted before, nor after"


def test_a_charge_that_became_a_conviction_left_the_charges_and_is_new_among_convictions(compared: Compared) -> None:
    """The same event under the same key, counted as another kind."""
    charge = count(court=REVIEWED, is_conviction=False)
    before = world(charge, count(2, court=REVIEWED))
    after = before.but(counts=(replace(charge, is_conviction=True, facts=2), before.counts[1]))
    comparison = compared(before, after)
    assert found(comparison, "convictions_review_any") == {NEW: (1, 0)}
    assert not found(comparison, "people_review_whole")
