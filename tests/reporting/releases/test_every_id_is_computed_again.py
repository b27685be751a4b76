"""Whatever id a release shows can be computed again: rates, figures of others, what changed, what is withheld."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orchestration.reporting.comparison.causes import NEW, TIME
from orchestration.reporting.comparison.compare_runs import Bridge, Step
from orchestration.reporting.comparison.headlines import Headline
from orchestration.reporting.releases import derived_tables as told_beside
from orchestration.reporting.releases import verify, what_changed
from orchestration.reporting.releases.build import SUPPRESSION, shares_withheld
from orchestration.reporting.releases.counted_files import HEADLINES, folder_up_to
from orchestration.reporting.releases.counted_tables import nothing_counted
from orchestration.reporting.releases.registry import NoSuchRelease, Release
from orchestration.reporting.releases.verify import Checked, NotComputable
from orchestration.settings import Settings, load_settings

BRIDGE = Bridge(
    Headline("people_eligible_any", "people", "people"), "STATEWIDE", 100, 190, 50, 60,
    (Step(NEW, 120, 40), Step(TIME, 10, 0)),
)  # fmt: skip
EMPTY = pl.DataFrame(
    schema={
        **dict.fromkeys(("figure_id", "place", "group_kind", "unit"), pl.String),
        **dict.fromkeys(("count", "not_known", "denominator", "denominator_not_known"), pl.Int64),
    }
)
COUNTED = pl.DataFrame(
    {
        "figure_id": ["outcomes/a", "outcomes/b"], "place": ["STATEWIDE", "KERN"], "group_kind": ["all", "all"],
        "unit": ["people", "people"], "count": [40, None],
    }
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings().model_copy(update={"home": tmp_path})


@pytest.fixture
def release(tmp_path: Path) -> Release:
    (tmp_path / "parquet").mkdir()
    frames = {**nothing_counted(), "outcomes": COUNTED, "figures": EMPTY}
    others = {
        what_changed.NAME: pl.DataFrame(what_changed.rows_of(BRIDGE), schema=what_changed.SCHEMA),
        SUPPRESSION: shares_withheld(frames),
        told_beside.RATES: pl.DataFrame(
            {"figure_id": ["rates/f/x", "rates/f/y"], "count": [40, None], "residents": [1000, 500],
             "per_1000_residents": [40.0, None], "residents_file": ["f", "f"]}
        ),
        told_beside.EXTERNAL: pl.DataFrame({"external_id": ["theirs"], "ours": [0.25], "kind": ["share"]}),
    }  # fmt: skip
    for name, frame in others.items():
        frame.write_parquet(tmp_path / "parquet" / f"{name}.parquet")
    facts = {"release": 2, "is_synthetic": False, "what_changed": {"release": 1}}
    return Release(tmp_path, facts, frames)


def checked(settings: Settings, release: Release, figure_id: str) -> dict[str, Checked]:
    connection: Any = None  # (whatever asks the warehouse is put in its place)
    return {one.column: one for one in verify.verify(connection, settings, release, figure_id)}


def test_what_changed_is_compared_again(settings: Settings, release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def bridges(_: Settings, before: int | None, run_id: str, event: int | None) -> list[Bridge] | None:
        asked.append((before, run_id, event))
        return [BRIDGE]

    monkeypatch.setattr(verify, "run_behind", lambda *_: "run")
    monkeypatch.setattr(what_changed, "bridges_between", bridges)
    found = checked(settings, release, f"changes/people_eligible_any/{NEW}")
    assert asked == [(1, "run", None)]
    assert (found["gains"].recomputed, found["losses"].recomputed, found["count"].recomputed) == (120, 40, 80)
    assert all(one.is_equal for one in found.values()) and found["not_known"].is_empty
    small = checked(settings, release, f"changes/people_eligible_any/{TIME}")["gains"]
    assert (small.is_equal, small.recomputed) == (True, None), "a small count is not said aloud"
    monkeypatch.setattr(what_changed, "bridges_between", lambda *_: [replace(BRIDGE, after=191)])
    assert not checked(settings, release, "changes/people_eligible_any/after")["count"].is_equal
    monkeypatch.setattr(what_changed, "bridges_between", lambda *_: None)
    with pytest.raises(NotComputable, match="not kept"):
        checked(settings, release, f"changes/people_eligible_any/{NEW}")


def test_what_is_withheld_is_counted_again_from_the_tables(settings: Settings, release: Release) -> None:
    (one,) = (row for row in shares_withheld(release.frames).to_dicts() if row["area"] == "county")
    assert one["figure_id"] == "suppression/outcomes/county/all/people"
    found = checked(settings, release, one["figure_id"])
    assert (found["counts"].recomputed, found["withheld"].recomputed) == (1, 1) and found["withheld"].is_equal
    other = Release(release.folder, release.facts, {**release.frames, "outcomes": COUNTED.with_columns(count=3)})
    assert not checked(settings, other, one["figure_id"])["withheld"].is_equal


def test_what_was_withheld_is_compared_with_what_is_kept_inside(
    settings: Settings, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "_counted", lambda *_: {"count": 7})
    monkeypatch.setattr(verify, "cell_keys", lambda *_: {"count": ["cell/a", "cell/b"]})
    for kept, is_equal in (({"cell/b": 7.0}, True), ({"cell/b": 8.0, "cell/a": 7.0}, False), ({}, None)):
        monkeypatch.setattr(verify, "true_counts", lambda *_, kept=kept: kept)
        found = checked(settings, release, "outcomes/b")["count"]
        assert (found.published, found.recomputed, found.is_equal) == (None, None, is_equal), "it is never said"


def test_rates_are_counted_again_by_the_same_file_of_residents(
    settings: Settings, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = pl.DataFrame(
        {"figure_id": ["rates/f/x", "rates/f/y"], "count": [41, 7], "residents": [1000, 500],
         "per_1000_residents": [41.0, 14.0]}
    )  # fmt: skip
    monkeypatch.setattr(verify, "_true", lambda *_: {})
    monkeypatch.setattr(verify, "run_at_hand", lambda _: type("Run", (), {"run_id": "run"}))
    monkeypatch.setattr(told_beside, "rates", lambda *_: now)
    found = checked(settings, release, "rates/f/x")
    assert [found[name].is_equal for name in ("count", "residents", "per_1000_residents")] == [False, True, False]
    assert (found["count"].recomputed, found["per_1000_residents"].recomputed) == (41, 41.0)
    monkeypatch.setattr(told_beside, "rates", lambda *_: now.with_columns(per_1000_residents=pl.lit(2.5)))
    rate = checked(settings, release, "rates/f/x")["per_1000_residents"]
    assert rate.recomputed == 2.5, "a small rate is no small count"
    monkeypatch.setattr(told_beside, "rates", lambda *_: now)
    withheld = checked(settings, release, "rates/f/y")
    assert withheld["count"].is_equal is None and withheld["count"].recomputed is None, "nobody kept what it was"
    assert withheld["per_1000_residents"].recomputed is None, "a rate tells its count"
    monkeypatch.setattr(told_beside, "rates", lambda *_: now.clear())
    with pytest.raises(NotComputable, match="--population"):
        checked(settings, release, "rates/f/x")


def test_a_figure_of_others_is_compared_with_ours_as_it_is_now(
    settings: Settings, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "_true", lambda *_: nothing_counted())
    monkeypatch.setattr(verify, "run_at_hand", lambda _: type("Run", (), {"run_id": "run"}))
    ours = pl.DataFrame({"external_id": ["theirs"], "ours": [0.25]})
    monkeypatch.setattr(told_beside, "external", lambda *_, **__: ours)
    (same,) = checked(settings, release, "theirs").values()
    assert (same.is_equal, same.recomputed) == (True, 0.25)
    monkeypatch.setattr(told_beside, "external", lambda *_, **__: ours.with_columns(ours=0.5))
    (other,) = checked(settings, release, "theirs").values()
    assert not other.is_equal


def test_figures_are_those_of_the_event_that_the_release_tells_of(
    settings: Settings, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(event: int) -> Path:
        folder = settings.figures / "2026-01-01" / f"run-{event}"
        folder.mkdir(parents=True)
        (folder / HEADLINES).touch()
        return folder

    connection: Any = None
    nothing = nothing_counted()
    levels = pl.DataFrame({name: [None] for name in nothing["levels"].columns}, schema=nothing["levels"].schema)
    told = replace(release, frames={**release.frames, "levels": levels.with_columns(ledger_event=pl.lit(9))})
    monkeypatch.setattr(verify, "run_at_hand", lambda _: type("Run", (), {"run_id": "run"}))
    monkeypatch.setattr(verify, "run_behind", lambda *_: "run")
    assert folder_up_to(settings, "run", 9) is None and verify.why_it_may_differ(connection, settings, told) == []
    later = counted(12)
    assert folder_up_to(settings, "run", 9) == later, "as it was counted last"
    (sentence,) = verify.why_it_may_differ(connection, settings, told)
    assert "up to event 9, the figures at hand up to event 12" in sentence
    its = counted(9)
    assert folder_up_to(settings, "run", 9) == its and folder_up_to(settings, "run", None) == later
    assert verify.why_it_may_differ(connection, settings, told) == []
    monkeypatch.setattr(verify, "run_behind", lambda *_: "before")
    (sentence,) = verify.why_it_may_differ(connection, settings, told)
    assert "another run" in sentence


def test_what_no_table_has_is_no_figure(settings: Settings, release: Release) -> None:
    assert verify.published_figure(release, "outcomes/a")[0] == "outcomes"
    with pytest.raises(NoSuchRelease):
        checked(settings, release, "outcomes/none")
