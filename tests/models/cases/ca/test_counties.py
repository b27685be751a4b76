"""The county of a row, however it is written: in whatever case, misspelt, elsewhere, or something that is no county.

What belongs here: what becomes of a conviction by the county its row names. What does not: the law of the conviction.
"""

from __future__ import annotations

from collections import Counter

import pytest
from raw_files import arrest, conviction, person, write_history
from warehouse_runs import BuiltWarehouse, build

from orchestration.reporting.metrics.summary import read_summary
from orchestration.warehouse.connection import open_warehouse

POSSESSION = "11357(B) HS-POSSESS MARIJUANA"
WRITTEN = {
    1: {"STP_ORI_CNTY_NAME": "SACRAMENTO"},
    2: {"STP_ORI_CNTY_NAME": "Sacramento"},
    3: {"STP_ORI_CNTY_NAME": "san  joaquin "},
    4: {"STP_ORI_CNTY_NAME": "SACRAMENTO CO"},
    5: {"STP_ORI_CNTY_NAME": "ZZDOE,JANE"},
    6: {"STP_ORI_CNTY_NAME": "OUT OF STATE", "STP_ORI_CODE": "NV0020000"},
    7: {"STP_ORI_CNTY_NAME": ""},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    folder = tmp_path_factory.mktemp("counties")
    rows = []
    for number, county in WRITTEN.items():
        who = person(number)
        rows += [arrest(who, POSSESSION, **county), conviction(who, POSSESSION, OFN=f"00F{number}", **county)]
    return build(folder / "home", [write_history(folder / "sacramento_20260301.csv", rows)])


@pytest.mark.parametrize(
    ("number", "place", "outcome"),
    [
        (1, "SACRAMENTO", "eligible"),
        (2, "SACRAMENTO", "eligible"),
        (3, "SAN JOAQUIN", "eligible"),
        (4, "SACRAMENTO CO", "review"),
        (5, "ZZDOE,JANE", "review"),
        (7, None, "review"),
    ],
)
def test_a_county_is_known_in_any_case_and_a_name_that_is_none_is_not_taken_for_elsewhere(
    built: BuiltWarehouse, number: int, place: str | None, outcome: str
) -> None:
    assert read_reliefs(built, number) == [{"county_name": place, "outcome": outcome}]


def test_a_conviction_of_another_states_court_is_out_of_scope(built: BuiltWarehouse) -> None:
    assert read_reliefs(built, 6) == []


def read_reliefs(built: BuiltWarehouse, number: int) -> list[dict[str, object]]:
    """Read place and outcome of what Proposition 64 says of a person."""
    return built.rows(
        """
        select reliefs.county_name, reliefs.outcome from marts.charge_reliefs as reliefs
        inner join intermediate.int_people as people on reliefs.person_id = people.person_id
        where list_contains(people.state_ids, ?)
        """,
        str(number),
    )


def test_figures_name_counties_of_the_state_alone(built: BuiltWarehouse) -> None:
    with open_warehouse(built.settings) as connection:
        summary = read_summary(connection)
    counts = Counter[str]()
    for row in summary["figures"]:
        if (row["metric"], row["law"], row["unit"]) == ("policy_in_scope", "county_choices", "convictions"):
            counts[row["place"]] += row["count"]
    del counts["STATEWIDE"]
    assert +counts == {"SACRAMENTO": 2, "SAN JOAQUIN": 1, "UNKNOWN": 3}
    assert "ZZDOE" not in str(summary)


def test_what_the_intake_gate_compares_names_counties_of_the_state_alone(built: BuiltWarehouse) -> None:
    rows = built.rows("select distinct court_county_name from intake.conviction_counts order by all")
    assert [row["court_county_name"] for row in rows] == ["SACRAMENTO", "SAN JOAQUIN", "elsewhere", "unknown"]
