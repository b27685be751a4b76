"""Every conviction stands at one step, and each step holds what the steps after it hold together."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.filing.monitoring.ageing import read_waits_on, step_of
from orchestration.reporting.metrics.funnel_counts import (
    Funnel,
    Standing,
    StepCount,
    Unbalanced,
    check_balance,
    counted,
)
from orchestration.reporting.metrics.funnel_display import as_csv, as_json, as_markdown, funnel_svg, rests_on
from orchestration.reporting.metrics.funnel_steps import CONVICTED, LEAVES, OF_OUTCOME, STEPS, goes_to, way_to
from orchestration.reporting.releases.funnel import published

TODAY = date(2026, 6, 11)

standings = st.lists(
    st.builds(
        Standing,
        st.sampled_from(["court_order", "operation_of_law"]),
        st.sampled_from(["ALAMEDA", "KERN", "UNKNOWN"]),
        st.sampled_from(LEAVES),
        st.none() | st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    ),
    max_size=60,
)


def by_step(counts: list[StepCount], relief_by: str = "court_order", place: str = "STATEWIDE") -> dict[str, StepCount]:
    return {count.step: count for count in counts if (count.relief_by, count.place) == (relief_by, place)}


@given(standings)
def test_each_step_is_the_sum_of_where_they_went_next(convictions: list[Standing]) -> None:
    counts = counted(convictions, TODAY)
    for relief_by in {one.relief_by for one in convictions}:
        places = {count.place for count in counts if count.relief_by == relief_by}
        for place in places:
            here = by_step(counts, relief_by, place)
            its = [one for one in convictions if one.relief_by == relief_by and place in ("STATEWIDE", one.place)]
            assert here[CONVICTED].convictions == len(its)
            for step in STEPS:
                assert here[step].convictions == sum(step in way_to(one.step) for one in its)
                if goes_to(step):
                    assert here[step].convictions == sum(here[after].convictions for after in goes_to(step))
        counties = [by_step(counts, relief_by, place) for place in places - {"STATEWIDE"}]
        for step, count in by_step(counts, relief_by).items():
            assert count.convictions == sum(county[step].convictions for county in counties)


def test_days_are_those_of_the_step_itself_and_never_guessed() -> None:
    court = [Standing("court_order", "KERN", "court", day) for day in (date(2026, 6, 1), date(2026, 6, 10), None)]
    counts = by_step(counted([*court, Standing("court_order", "KERN", "court", date(2026, 7, 1))], TODAY))
    assert counts["court"] == StepCount("court_order", "STATEWIDE", "court", 4, 3, 1.0, 10)
    assert (counts["eligible"].with_day, counts["eligible"].median_days) == (0, None)
    assert (counts["recorded"].convictions, counts["recorded"].oldest_days) == (0, None)


def test_a_funnel_that_loses_somebody_is_not_shown() -> None:
    counts = counted([Standing("court_order", "KERN", "court", None)], TODAY)[: len(STEPS)]
    check_balance(counts)
    for step in ("in_scope", "eligible", "court"):
        with pytest.raises(Unbalanced):
            check_balance([replace(one, convictions=0) if one.step == step else one for one in counts])


def test_every_state_of_a_line_and_every_outcome_is_at_a_last_step() -> None:
    assert step_of().keys() == read_waits_on().keys()
    assert {*step_of().values(), *OF_OUTCOME.values(), "not_in_scope"} == set(LEAVES)
    for (relief_by, state), step in step_of().items():
        assert (step in ("recorded", "ended")) == (not read_waits_on()[relief_by, state])


def test_what_is_shown_says_what_is_not_known() -> None:
    counts = counted(
        [Standing("court_order", "KERN", "review", None), Standing("court_order", "KERN", "court", TODAY)], TODAY
    )
    funnel = Funnel("run", TODAY, TODAY, 7, 0, counts, allowances="missing allowed: KERN")
    rows = {(row["place"], row["step"]): row for row in csv.DictReader(io.StringIO(as_csv(funnel)))}
    assert rows["KERN", "review"]["median_days"] == rows["KERN", "review"]["oldest_days"] == "not known"
    assert rows["KERN", "court"]["median_days"] == "0.0"
    assert {row["ledger_event"] for row in rows.values()} == {"7"}
    assert {row["allowances"] for row in rows.values()} == {"missing allowed: KERN"}
    assert "allowed for the run: missing allowed: KERN" in rests_on(funnel)
    told = json.loads(as_json(funnel))
    assert told["steps"]["in_scope"]["goes_to"] == goes_to("in_scope")
    assert len(told["counts"]) == len(rows) == 2 * len(STEPS)
    assert as_markdown(funnel, "court_order").count("\n") == 1 + len(STEPS)
    assert funnel_svg(funnel, "court_order") == funnel_svg(funnel, "court_order")
    assert "waits for review" in funnel_svg(funnel, "court_order")


def test_what_is_published_gives_no_small_count_away() -> None:
    many = [("KERN", "court", 40), ("KERN", "review", 3), ("YOLO", "court", 60), ("YOLO", "review", 25)]
    convictions = [
        Standing("court_order", place, step, TODAY if number % 2 else None)
        for place, step, count in many
        for number in range(count)
    ]
    told = published(Funnel("run", TODAY, TODAY, 7, 2, counted(convictions, TODAY)))
    shown = {(count.place, count.step): count for count in told.counts}
    assert shown["KERN", "review"].convictions is None
    assert shown["STATEWIDE", "convicted"].convictions == 128
    for place in ("KERN", "STATEWIDE"):
        withheld = [step for step in goes_to("in_scope") if shown[place, step].convictions is None]
        assert len(withheld) != 1, "the step before would give it away"
    reviews = [shown[place, "review"].convictions for place in ("KERN", "YOLO", "STATEWIDE")]
    assert reviews.count(None) >= 2, "so would the state and the other county"
    for count in told.counts:
        for number in (count.convictions, count.with_day):
            assert number is None or number == 0 or number >= 11
        if count.median_days is not None:
            assert count.with_day is not None and count.with_day >= 11
    assert not told.is_internal and told.no_longer_told is None
    assert "withheld" in as_csv(told) and "Internal" not in as_csv(told)
