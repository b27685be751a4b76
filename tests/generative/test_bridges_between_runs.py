"""Any two runs at all: every bridge sums, and its ends are what a count by hand finds."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from kept_worlds import AUTOMATIC, COURT, LAW, POLICY, Count, Finding, World, keep, people_of

from orchestration.reporting.comparison.causes import CAUSES
from orchestration.reporting.comparison.compare_runs import compare_runs
from orchestration.reporting.comparison.disclose import published
from orchestration.reporting.disclosure.rule import SMALLEST_SHOWN

OUTCOMES = ("eligible", "ineligible", "not_yet", "review", "undeterminable", "already_relieved")
WAITING = {"later": "not_yet", "review": "review", "undeterminable": "undeterminable"}
LEVELS = {"eligible": "eligible", **WAITING}
MEASURES = ("some_relief", "no_felony", "no_conviction", "no_recent_conviction")

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


def by_hand(world: World) -> Counter[tuple[str, str]]:
    """Every figure and place, counted once more."""
    told: Counter[tuple[str, str]] = Counter()
    people = set()
    for recorded, key, _ in world.arrests:
        person, outcome = world.person_of(recorded), world.arrests_found.get(key)
        for level in (word for word, its in LEVELS.items() if its == outcome and person not in world.dead):
            for place in ("STATEWIDE", "ALAMEDA"):
                told[f"arrests_{level}_any", place] += 1
                people.update((f"people_{level}_{whose}", place, person) for whose in ("arrest", "whole"))
    for count in (one for one in world.counts if world.person_of(one.recorded) not in world.dead):
        outcomes = {finding.outcome for finding in count.findings.values()}
        eligible = [remedy for remedy, finding in count.findings.items() if finding.outcome == "eligible"]
        for place in ("STATEWIDE", count.place):
            for remedy in [*eligible, *(["any"] if eligible else [])]:
                told[f"convictions_eligible_{remedy}", place] += 1
            levels = ["eligible"] if eligible else []
            levels += [word for word, outcome in WAITING.items() if outcome in outcomes]
            told.update((f"convictions_{level}_any", place) for level in levels if level != "eligible")
            people.update(
                (f"people_{level}_{whose}", place, world.person_of(count.recorded))
                for level in levels
                for whose in ("any", "whole")
            )
    told.update((figure, place) for figure, place, _ in people)
    for _, place, vital_status, *answers in people_of(world):
        for measure, answer in zip(MEASURES, answers, strict=True):
            told[f"people_{measure}", place] += vital_status == "living" and answer == "yes"
    return told


@settings(max_examples=25)
@given(worlds, worlds)
def test_every_bridge_leads_from_one_count_to_the_other(before: World, after: World) -> None:
    with tempfile.TemporaryDirectory() as room:
        runs = (keep(before, Path(room) / "a"), keep(after, Path(room) / "b"))
        comparison = compare_runs("ca", *runs)
        alone = compare_runs("ca", runs[1], runs[1])
    counted = (by_hand(before), by_hand(after))
    seen = set()
    for bridge in comparison.bridges:
        key = (bridge.headline.figure, bridge.place)
        seen.add(key)
        assert (bridge.before, bridge.after) == (counted[0][key], counted[1][key])
        assert counted[0][key] + sum(step.net or 0 for step in bridge.steps) == counted[1][key]
        assert all(step.cause in CAUSES and (step.gains or step.losses) for step in bridge.steps)
    assert {key for count in counted for key, number in count.items() if number} <= seen
    for bridge in alone.bridges:
        assert not bridge.is_changed and not bridge.steps and bridge.before == bridge.after


@settings(max_examples=12)
@given(worlds, worlds)
def test_no_small_count_of_any_two_runs_is_published(before: World, after: World) -> None:
    with tempfile.TemporaryDirectory() as room:
        comparison = compare_runs("ca", keep(before, Path(room) / "a"), keep(after, Path(room) / "b"))
    told = published(comparison)
    assert not told.is_internal and {bridge.place for bridge in told.bridges} == {"STATEWIDE"}
    for bridge in told.bridges:
        for count in (
            *(bridge.before, bridge.after, bridge.not_known_before, bridge.not_known_after),
            *(number for step in bridge.steps for number in (step.gains, step.losses)),
        ):
            assert count is None or count == 0 or count >= SMALLEST_SHOWN
