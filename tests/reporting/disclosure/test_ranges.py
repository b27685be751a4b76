"""A range hides a count among ten, and ranges that add up give none away."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from orchestration.reporting.disclosure.ranges import bounds, can_be_told, told_as
from orchestration.reporting.disclosure.rule import NARROWEST


def test_a_count_is_told_as_none_withheld_or_one_of_fixed_ranges() -> None:
    assert [told_as(count) for count in (0, 1, 10, 11, 20, 21, 100, 101)] == [
        (0, 0), None, None, (11, 20), (11, 20), (21, 30), (91, 100), (101, 110),
    ]  # fmt: skip
    assert bounds(None) == (1, 10)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=3))
def test_what_can_be_told_leaves_every_count_five_apart(counts: list[int]) -> None:
    """Every whole set of counts that fits what is told, tried one by one."""
    parts = {str(at): count for at, count in enumerate(counts)}
    whole = sum(counts)
    if not can_be_told(whole, [parts]):
        return
    low, high = bounds(told_as(whole))
    known = [bounds(told_as(count)) for count in counts]
    worlds = [
        world for world in product(*(range(least, most + 1) for least, most in known)) if low <= sum(world) <= high
    ]
    assert tuple(counts) in worlds
    for at, count in enumerate(counts):
        seen = [world[at] for world in worlds]
        assert count == 0 or max(seen) - min(seen) >= NARROWEST
    if whole:
        assert max(map(sum, worlds)) - min(map(sum, worlds)) >= NARROWEST


def test_a_sum_that_narrows_its_parts_is_not_told() -> None:
    """Five parts of 11 or more that are 60 at most are 11 to 16; six are known almost to the one."""
    parts = {str(at): 11 for at in range(5)}
    assert can_be_told(55, [parts])
    assert not can_be_told(56, [parts | {"one": 1}])


def test_of_a_withheld_whole_no_part_is_told_not_even_which_are_none() -> None:
    assert not can_be_told(6, [{"a": 6, "b": 0}])


def test_breakdowns_of_one_whole_are_judged_together() -> None:
    """A second breakdown that says less changes nothing; one that says too much spoils both."""
    five = {str(at): 11 for at in range(5)}
    assert can_be_told(55, [five, {"a": 55}])
    seven = {str(at): 8 for at in range(7)}  # 56, told as 51 to 60
    assert can_be_told(56, [seven])
    assert not can_be_told(56, [seven, five | {"one": 1}])
