"""A bridge in a release tells nothing that its tables withhold, nor a few people by subtraction from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import orchestration.reporting.releases.what_changed as what_changed_module
from orchestration.reporting.comparison.causes import LAW, NEW, TIME
from orchestration.reporting.comparison.compare_runs import Bridge, Comparison, Side, Step
from orchestration.reporting.comparison.headlines import Headline
from orchestration.reporting.disclosure.complementary import CannotProtect
from orchestration.reporting.releases.counted_tables import nothing_counted
from orchestration.reporting.releases.registry import Release
from orchestration.reporting.releases.what_changed import (
    NOT_KEPT,
    NOT_PROTECTED,
    NOTHING_BEFORE,
    UNDECIDED,
    Frames,
    what_changed,
)
from orchestration.settings import Settings, load_settings

RELIEF = Headline("convictions_eligible_relief", "convictions of living people eligible: relief", "convictions")
STEPS = (Step(NEW, 120, 40), Step(TIME, 30, 0))
BRIDGE = Bridge(RELIEF, "STATEWIDE", 1_000, 1_110, 50, 60, STEPS)
FIRST = Side("aaaa", date(2026, 5, 1), "1", "law 1", "")
COMPARISON = Comparison("ca", FIRST, replace(FIRST, run_id="bbbb", as_of_date=date(2026, 6, 1)), (BRIDGE,))


def tables(
    living: int | None, dead: int | None, living_unknown: int | None = 60, dead_unknown: int | None = 20
) -> Frames:
    """A release of one remedy: who is eligible, and of whom it is not known (half of it in review)."""
    unknown = {"living": living_unknown, "deceased": dead_unknown}
    rows = [("living", "eligible", living), ("deceased", "eligible", dead)]
    rows += [
        (status, outcome, None if count is None else count // 2)
        for status, count in unknown.items()
        for outcome in UNDECIDED
    ]
    outcomes = pl.DataFrame(
        [("relief", "STATEWIDE", "all", "determinations", *row) for row in rows],
        schema=["remedy_id", "place", "group_kind", "unit", "vital_status", "outcome", "count"],
        orient="row",
    )
    return {**nothing_counted(), "outcomes": outcomes, "figures": pl.DataFrame()}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings().model_copy(update={"home": tmp_path})


def told(monkeypatch: pytest.MonkeyPatch, settings: Settings, shown: Frames, earlier: Frames) -> pl.DataFrame:
    monkeypatch.setattr(what_changed_module, "last_standing", lambda _: 3)
    monkeypatch.setattr(what_changed_module, "_compared", lambda *_: (COMPARISON, True))
    monkeypatch.setattr(what_changed_module, "published", lambda found, _: found)
    monkeypatch.setattr(what_changed_module, "read_release", lambda *_: Release(settings.home, {}, earlier))
    changed = what_changed(settings, "bbbb", shown)
    assert changed.facts["release"] == 3
    assert changed.facts["left_out"] == ([] if changed.frame.height else [RELIEF.says])
    assert "aaaa" not in str(changed.facts) and "bbbb" not in str(changed.facts), "ids of runs stay inside"
    return changed.frame


def test_a_bridge_is_told_step_by_step_where_both_releases_show_its_ends(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    frame = told(monkeypatch, settings, tables(1_110, 20), tables(1_000, None, 50))
    assert frame.select("step", "gains", "losses", "count", "not_known").rows() == [
        ("before", None, None, 1_000, 50),
        (NEW, 120, 40, 80, None),
        (TIME, 30, 0, 30, None),
        ("after", None, None, 1_110, 60),
    ]


@pytest.mark.parametrize(
    ("shown", "earlier"),
    [
        (tables(None, 20), tables(1_000, 20)),
        (tables(1_110, 20), tables(None, 20)),
        (tables(1_104, 20), tables(1_000, 20)),
        (tables(1_110, 20), tables(995, 0)),
    ],
)
def test_a_bridge_is_left_out_where_a_release_withholds_an_end_or_is_a_few_away_from_it(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, shown: Frames, earlier: Frames
) -> None:
    assert told(monkeypatch, settings, shown, earlier).height == 0


@pytest.mark.parametrize("unknown", [(None, 20), (52, 20)])
def test_what_is_not_known_is_withheld_where_it_would_tell(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, unknown: tuple[int | None, int | None]
) -> None:
    frame = told(monkeypatch, settings, tables(1_110, 20, *unknown), tables(1_000, 20, 50))
    assert frame.height == 4 and frame["not_known"].null_count() == 4


@pytest.mark.parametrize(
    ("steps", "is_told"),
    [
        ((Step(TIME, 5, 0),), False),
        ((Step(NEW, 3, 0), Step(TIME, 2, 0)), False),
        ((Step(NEW, 120, 40), Step(TIME, 30, 0)), True),
        ((Step(NEW, 120, 40), Step(TIME, 5, 0), Step(LAW, 0, 25)), True),
    ],
)
def test_ends_that_the_headlines_show_do_not_help_to_hide_a_step(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, steps: tuple[Step, ...], is_told: bool
) -> None:
    """1,000 + 5 = 1,005 tells the five, whether or not the bridge shows its ends: both releases do."""
    after = 1_000 + sum(step.net or 0 for step in steps)
    bridge = replace(BRIDGE, after=after, steps=steps)
    monkeypatch.setattr(what_changed_module, "last_standing", lambda _: 3)
    monkeypatch.setattr(what_changed_module, "_compared", lambda *_: (replace(COMPARISON, bridges=(bridge,)), True))
    earlier = Release(settings.home, {}, tables(1_000, 20, 50))
    monkeypatch.setattr(what_changed_module, "read_release", lambda *_: earlier)
    frame = what_changed(settings, "bbbb", tables(after, 20)).frame
    assert (frame.height > 0) == is_told
    if not is_told:
        return
    ends = dict(frame.filter(pl.col("step").is_in(["before", "after"])).select("step", "count").iter_rows())
    assert ends == {"before": 1_000, "after": after}, "what the headlines show is shown here too"
    hidden = [count for row in frame.select("gains", "losses").iter_rows() for count in row if count is None]
    small = [count for step in steps for count in (step.gains, step.losses) if count and count < 11]
    assert len(hidden) - 4 == (0 if not small else 2), "the small one, and one beside it"


def test_a_page_has_words_for_why_nothing_is_compared(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    def because() -> str:
        changed = what_changed(settings, "bbbb", tables(1_110, 20))
        assert changed.frame.height == 0
        return str(changed.facts["nothing_because"])

    assert because() == NOTHING_BEFORE
    monkeypatch.setattr(what_changed_module, "last_standing", lambda _: 3)
    monkeypatch.setattr(what_changed_module, "run_behind", lambda *_: "aaaa")
    assert because() == NOT_KEPT

    def refuses(_: Comparison, told: object) -> Comparison:
        raise CannotProtect("no")

    monkeypatch.setattr(what_changed_module, "_compared", lambda *_: (COMPARISON, False))
    monkeypatch.setattr(what_changed_module, "published", refuses)
    assert because() == NOT_PROTECTED
