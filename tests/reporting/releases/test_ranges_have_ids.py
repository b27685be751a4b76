"""What a release tells in ranges: each with an id of its own, no more than the files say, and computed again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from release_with_more import SCENARIO

from orchestration.reporting.releases import ranged_tables as told_in_ranges
from orchestration.reporting.releases import ranges, verify
from orchestration.reporting.releases.registry import Release
from orchestration.reporting.releases.verify import NotComputable
from orchestration.reporting.site.pages import quality
from orchestration.reporting.site.sheets.ranges import Ranges
from orchestration.settings import Settings, load_settings

HEADLINE = {
    "figure_id": "levels/felony_free/people/if_all_granted/employers_check", "says": "Left with no felony: people",
    "is_more": False, "count": [31, 40], "by": {"race_group": [{"group": "B", "count": [11, 20]}]},
}  # fmt: skip
TOLD: dict[str, Any] = {**SCENARIO, "headlines": [HEADLINE, {**HEADLINE, "figure_id": "x", "count": [0, 0], "by": {}}]}
SHARE = {"measure": "missing_facts", "kind": "birth_date", "is_counted": True, "share": 0.1}
QUALITY: dict[str, Any] = {
    "runs": [
        {"number": 3, "shares": [{**SHARE, "count": None, "out_of": [91, 100]}]},
        {"number": 4, "shares": [{**SHARE, "count": [11, 20], "out_of": [101, 110]}]},
    ],
    "by_county": {
        "rejected_lines": {
            "counties": ["ALAMEDA", "SAN BENITO"],
            "columns": [
                {"kind": "", "statewide": [201, 210], "counties": [[101, 110], [91, 100]]},
                {"kind": "blank", "statewide": None, "counties": []},
            ],
        },
        "missing_facts": None,
    },
    "conflicts": [{"kind": "two_birth_dates, sent to review", "count": [11, 20]}],
    "copies": [{"kind": "superseded", "count": [31, 40]}, {"kind": "a_kind_to_come", "count": None}],
}
"""As ``quality.json`` and ``scenarios.json`` tell them."""


def test_every_range_has_an_id_and_what_is_not_told_has_no_row() -> None:
    table = ranges.table(QUALITY, [TOLD])
    assert table["figure_id"].n_unique() == table.height
    found = {
        row["figure_id"]: (row["low"], row["high"], row["among_low"], row["direction"]) for row in table.to_dicts()
    }
    scenario = "scenarios/felony_wait_two_years"
    free = "levels/felony_free/people/if_all_granted/employers_check"
    assert found == {
        "quality/over_the_runs/missing_facts/birth_date/newest": (11, 20, 101, ""),
        "quality/over_the_runs/missing_facts/birth_date/run=3": (None, None, 91, ""),
        "quality/by_county/rejected_lines/counted_among/statewide": (201, 210, None, ""),
        "quality/by_county/rejected_lines/counted_among/alameda": (101, 110, None, ""),
        "quality/by_county/rejected_lines/counted_among/san-benito": (91, 100, None, ""),
        "quality/by_county/rejected_lines/blank/statewide": (None, None, None, ""),
        "quality/identity_conflicts/two_birth_dates/sent-to-review": (11, 20, None, ""),
        "quality/copies_that_disagree/superseded": (31, 40, None, ""),
        "quality/copies_that_disagree/a_kind_to_come": (None, None, None, ""),
        f"{scenario}/gains/conviction/determinations": (121, 130, None, ""),
        f"{scenario}/gains/conviction/determinations/county=alameda": (None, None, None, ""),
        f"{scenario}/gains/conviction/people": (111, 120, None, ""),
        f"{scenario}/losses/conviction/determinations": (0, 0, None, ""),
        f"{scenario}/losses/conviction/people": (0, 0, None, ""),
        f"{scenario}/change/{free}": (31, 40, None, "fewer"),
        f"{scenario}/change/{free}/race=b": (11, 20, None, "fewer"),
        f"{scenario}/change/x": (0, 0, None, ""),
    }


def test_copies_that_disagree_are_named_in_words_and_earlier_releases_tell_nothing_of_them() -> None:
    site: Any = type("Site", (), {"scenarios": [], "tables": {}})()
    rows = {row["kind"]: row for row in ranges.of_quality(QUALITY) if row["measure"] == "copies_that_disagree"}
    sheet = Ranges(site)
    said = {kind: (sheet.name(row), sheet.value(row)) for kind, row in rows.items()}
    assert said == {
        "superseded": ("a newer copy tells the count otherwise, the newer one stands", "31 to 40"),
        "a_kind_to_come": ("a kind to come", "withheld (1 to 10)"),
    }
    assert sheet.heading(rows["superseded"]).startswith("Charges and events that copies")
    earlier = {name: told for name, told in QUALITY.items() if name != "copies"}
    assert len(list(ranges.of_quality(earlier))) == len(list(ranges.of_quality(QUALITY))) - 2
    assert quality.copies_of(earlier) is None and quality.copies_of({**QUALITY, "copies": []}) == []


def test_a_range_is_said_as_one() -> None:
    site: Any = type("Site", (), {"scenarios": [TOLD], "tables": {}})()
    said = {row["figure_id"].rpartition("/")[2]: Ranges(site).value(row) for row in ranges.of_quality(QUALITY)}
    assert said["newest"] == "11 to 20 of 101 to 110 (about 14.7 %)"
    assert said["run=3"] == "withheld (1 to 10) of 91 to 100"
    changes = {row["figure_id"]: Ranges(site).value(row) for row in ranges.of_scenario(TOLD)}
    assert changes["scenarios/felony_wait_two_years/change/x"] == "0"
    assert "31 to 40 fewer" in changes.values()


def test_a_range_is_computed_again_from_run_and_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parquet").mkdir()
    ranges.table(QUALITY, [TOLD]).write_parquet(tmp_path / "parquet" / "ranges.parquet")
    release = Release(tmp_path, {"release": 2}, {})
    settings = load_settings().model_copy(update={"home": tmp_path})
    asked: list[Any] = []

    def by_itself(_: Any, __: Settings, *what: str) -> dict[str, Any] | None:
        asked.append(what)
        return TOLD if len(asked) < 3 else None

    monkeypatch.setattr(told_in_ranges, "scenario_by_itself", by_itself)
    newest = {"number": 4, "shares": [{**SHARE, "count": [21, 30], "out_of": [101, 110]}]}
    moved = {**QUALITY, "runs": [*QUALITY["runs"][:1], newest]}
    monkeypatch.setattr(told_in_ranges, "quality_of_runs", lambda _: moved)
    connection: Any = None

    def checked(figure_id: str) -> list[tuple[Any, Any, bool]]:
        found = verify.verify(connection, settings, release, figure_id)
        return [(one.published, one.recomputed, one.is_equal) for one in found if not one.is_empty]

    gained = "scenarios/felony_wait_two_years/gains/conviction/determinations"
    assert checked(gained) == [(121, 121, True), (130, 130, True)]
    withheld = "scenarios/felony_wait_two_years/gains/conviction/determinations/county=alameda"
    assert checked(withheld) == [(None, None, True)] * 2, "what is withheld is not said, and not passed over"
    assert asked == [("felony_wait_two_years", place, "all") for place in ("STATEWIDE", "ALAMEDA")]
    assert checked("quality/over_the_runs/missing_facts/birth_date/newest")[:2] == [(11, 21, False), (20, 30, False)]
    with pytest.raises(NotComputable, match="not beside the run at hand"):
        checked(gained)
    assert pl.read_parquet(tmp_path / "parquet" / "ranges.parquet").height == 17
