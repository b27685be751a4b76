"""Any two runs at all: every bridge sums, and its ends are what a count by hand finds."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from kept_worlds import (
    AUTOMATIC,
    COURT,
    LAW,
    POLICY,
    Count,
    Finding,
    KeptLine,
    Left,
    World,
    keep,
    keep_counted,
)

from orchestration.determinations.snapshots.store import KeptRun
from orchestration.reporting.comparison.causes import CAUSES
from orchestration.reporting.comparison.compare_runs import compare_runs
from orchestration.reporting.comparison.disclose import round_bridge
from orchestration.reporting.comparison.headlines import RECORD_METRICS, list_headlines

OUTCOMES = ("eligible", "ineligible", "not_yet", "review", "undeterminable", "already_relieved")

findings = st.builds(
    Finding,
    st.sampled_from(OUTCOMES),
    on=st.none() | st.dates(date(2026, 5, 1), date(2026, 8, 1)),
    rows=st.sampled_from([(), *((row,) for row in LAW)]),
    own_rows=st.sampled_from([(), ("offense_lists a 1",)]),
)
counts = st.builds(
    Count,
    recorded=st.integers(1, 6),
    case=st.integers(1, 2),
    section=st.integers(1, 2),
    day=st.integers(1, 2),
    facts=st.integers(1, 2),
    place=st.sampled_from(["ALAMEDA", "KERN"]),
    is_felony=st.booleans(),
    is_recent=st.booleans(),
    findings=st.dictionaries(st.sampled_from([COURT, AUTOMATIC, POLICY]), findings),
)
words = st.dictionaries(st.integers(1, 6), st.integers(0, 2))
worlds = st.builds(
    World,
    as_of=st.sampled_from([date(2026, 6, 1), date(2026, 7, 1)]),
    counts=st.lists(counts, max_size=12, unique_by=lambda one: one.key).map(tuple),
    arrests=st.lists(
        st.tuples(st.integers(1, 6), st.integers(1, 9), st.integers(1, 2)), max_size=6, unique_by=lambda one: one[1]
    ).map(tuple),
    arrests_found=st.dictionaries(st.integers(1, 9), st.sampled_from(OUTCOMES)),
    persons=st.dictionaries(st.integers(1, 6), st.sampled_from(["person 1", "person 2", "person 7"])),
    said=words,
    decided=words,
    dead=st.frozensets(st.sampled_from(["person 1", "person 2"])),
    law=st.sampled_from([LAW, {}, {**LAW, "offense_lists a 1": "others"}]),
    policies=st.sampled_from([{}, {"KERN": "x"}, {"*": "y"}]),
    code=st.sampled_from(["one", "other"]),
    sources=st.sampled_from([(), ("petitions",)]),
)


lines = st.lists(
    st.builds(
        KeptLine,
        st.just(0),
        recorded=st.integers(1, 6),
        is_given=st.booleans(),
        last_event=st.integers(1, 9),
    ),
    max_size=4,
)
words_left = st.dictionaries(
    st.sampled_from([f"person {number}" for number in range(1, 8)]),
    st.dictionaries(
        st.tuples(st.sampled_from(RECORD_METRICS), st.sampled_from(["given", "if_all_granted"])),
        st.sampled_from(["yes", "unknown"]),
    ),
)


def keep_with_ledger(world: World, folder: Path, event: int, told: list[KeptLine], left: Left) -> KeptRun:
    """The lines are about the first convictions of the world."""
    keys = [(one.key, one.recorded) for one in world.counts if one.is_conviction]
    of_counts = [
        replace(line, count_key=key, recorded=recorded) for line, (key, recorded) in zip(told, keys, strict=False)
    ]
    keep(world, folder)
    return keep_counted(world, folder, event, of_counts, left)


@settings(max_examples=10)
@given(worlds, worlds, lines, lines, words_left, words_left)
def test_every_bridge_leads_from_one_count_to_the_other(
    before: World, after: World, first: list[KeptLine], second: list[KeptLine], left: Left, left_after: Left
) -> None:
    """The figures are counted by hand; a bridge that did not lead from one to the other would raise."""
    with tempfile.TemporaryDirectory() as room:
        one = keep_with_ledger(before, Path(room) / "a", 4, first, left)
        other = keep_with_ledger(after, Path(room) / "b", 7, second, left_after)
        comparison = compare_runs("ca", one, other)
        alone = compare_runs("ca", other, other)
    assert {bridge.headline for bridge in comparison.bridges} == set(list_headlines())
    for bridge in comparison.bridges:
        assert all(step.cause in CAUSES and (step.gains or step.losses) for step in bridge.steps)
        shown = round_bridge(bridge)
        for count in (shown.before.count, shown.after.count, *(step.gains for step in shown.steps)):
            assert count is None or (count >= 15 and count % 5 == 0)
    assert not any(bridge.is_changed or bridge.steps for bridge in alone.bridges)
