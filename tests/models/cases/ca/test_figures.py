"""Whole invented people under three policies: each trap of the figures is one person, and a cell counts them all."""

from __future__ import annotations

from typing import Any

import figures_people
import pytest
from policy_rows import policy_rows
from warehouse_runs import BuiltWarehouse

CHOSEN, ALL, RELATED = "county_choices", "dismiss_all_prop64", "dismiss_all_prop64_and_related"


@pytest.fixture
def warehouse(figures_warehouse: BuiltWarehouse) -> BuiltWarehouse:
    return figures_warehouse


def person(warehouse: BuiltWarehouse, name: str, scenario: str = ALL, place: str = "STATEWIDE") -> dict[str, Any]:
    """The one row of a person in a scenario and place, with the person's groups."""
    (row,) = warehouse.rows(
        "select distinct effects.*, race_group, sex_group, age_band, vital_status "
        "from marts.metric_policy_people as effects join intermediate.int_people using (person_id) "
        "join marts.relief_groups using (person_id) "
        "where list_contains(state_ids, ?) and scenario = ? and effects.place = ?",
        str(figures_people.NAMES[name]),
        scenario,
        place,
    )
    return row | row["left_with_none"]


@pytest.mark.parametrize(
    ("name", "scenario", "had", "left_without"),
    [
        ("one felony", ALL, "yes", "yes"),
        ("felony and another felony", ALL, "yes", "no"),
        ("felony and a misdemeanor", ALL, "yes", "yes"),
        ("only a misdemeanor", ALL, "no", "no"),
        ("two birth dates", ALL, "unknown", "no"),  # ids in conflict: what else may be theirs is not known
        ("felony and a felony nobody understands", ALL, "yes", "unknown"),
        ("felony and a misdemeanor nobody understands", ALL, "yes", "yes"),
        ("level unknown", ALL, "unknown", "unknown"),
        ("level unknown", CHOSEN, "unknown", "no"),  # review is no relief: whatever it is, it is left
        ("level of another unknown", ALL, "yes", "unknown"),
        ("another state", ALL, "yes", "no"),
        ("reduced under 17(b)", ALL, "unknown", "no"),
        ("dismissed under 1203.4", ALL, "yes", "yes"),
        ("earlier Prop 64", ALL, "unknown", "no"),
        ("new law", ALL, "yes", "no"),
        ("two counties", ALL, "yes", "yes"),
    ],
)
def test_a_person_is_left_with_no_felony_where_there_was_one_and_none_stands(
    warehouse: BuiltWarehouse, name: str, scenario: str, had: str, left_without: str
) -> None:
    row = person(warehouse, name, scenario)
    assert (row["with_felony"], row["no_felony"]) == (had, left_without)


@pytest.mark.parametrize(
    ("name", "scenario", "had", "left_without"),
    [
        ("one felony", CHOSEN, "yes", "no"),  # made a misdemeanor, it is a conviction still
        ("one felony", ALL, "yes", "yes"),
        ("felony and a misdemeanor", ALL, "yes", "no"),
        ("felony and a felony nobody understands", ALL, "yes", "unknown"),
        ("felony and a misdemeanor nobody understands", ALL, "yes", "unknown"),
        ("another state", ALL, "yes", "no"),
        ("dismissed under 1203.4", ALL, "yes", "yes"),
        ("earlier Prop 64", ALL, "unknown", "no"),
        ("two counties", ALL, "yes", "yes"),
        ("pipe in the cycle", ALL, "yes", "no"),
        ("pipe in the cycle", RELATED, "yes", "yes"),
        ("pipe in another cycle", RELATED, "yes", "no"),
    ],
)
def test_a_person_is_left_with_no_conviction_where_all_are_dismissed(
    warehouse: BuiltWarehouse, name: str, scenario: str, had: str, left_without: str
) -> None:
    row = person(warehouse, name, scenario)
    assert (row["with_conviction"], row["no_conviction"]) == (had, left_without)


def test_a_felony_made_a_misdemeanor_is_no_felony_and_still_a_conviction(warehouse: BuiltWarehouse) -> None:
    row = person(warehouse, "one felony", CHOSEN)
    assert row["reliefs"] == ["redesignate_misdemeanor"] and row["some_relief"] == row["no_felony"] == "yes"
    assert row["no_conviction"] == "no"


@pytest.mark.parametrize(
    ("name", "had", "left_without"),
    [
        ("day before seven years", "no", "no"),
        ("exactly seven years", "yes", "yes"),
        ("day after seven years", "yes", "yes"),
        ("year that holds the day", "unknown", "unknown"),
        ("year before", "no", "no"),
        ("year after", "yes", "yes"),
        ("sealed and recent", "unknown", "no"),  # whether it stands is not known, and nothing is done to it
    ],
)
def test_a_conviction_exactly_seven_years_ago_is_of_the_last_seven_years(
    warehouse: BuiltWarehouse, name: str, had: str, left_without: str
) -> None:
    row = person(warehouse, name)
    assert (row["with_recent_conviction"], row["no_recent_conviction"]) == (had, left_without)


@pytest.mark.parametrize(
    ("name", "in_scope", "relief"),
    [
        ("pipe in the cycle", "yes", "yes"),
        ("resisting beside an arrest for marijuana", "yes", "yes"),
        ("drunk in the cycle", "yes", "yes"),
        ("day unknown, same case", "yes", "yes"),
        ("another subdivision in the cycle", "no", "no"),
        ("another county on the day", "no", "no"),
        ("pipe alone", "no", "no"),
        ("day of arrest unknown", "yes", "unknown"),  # a person has to look: review, and no relief
    ],
)
def test_a_related_charge_is_dismissed_in_the_cycle_of_a_marijuana_charge(
    warehouse: BuiltWarehouse, name: str, in_scope: str, relief: str
) -> None:
    def of_the_related_charge(scenario: str) -> list[dict[str, Any]]:
        return warehouse.rows(
            "select effects.in_scope, effects.some_relief from marts.metric_policy_convictions as effects "
            "join intermediate.int_convictions using (charge_id) join intermediate.int_people "
            "on int_people.person_id = effects.person_id "
            "where list_contains(state_ids, ?) and scenario = ? and section not in ('11357', '11359')",
            str(figures_people.NAMES[name]),
            scenario,
        )

    assert of_the_related_charge(RELATED) == [{"in_scope": in_scope, "some_relief": relief}]
    assert of_the_related_charge(ALL) == [{"in_scope": "no", "some_relief": "no"}]


def test_a_person_in_two_files_and_two_counties_is_counted_once_in_the_state_and_once_in_each(
    warehouse: BuiltWarehouse,
) -> None:
    for place in ("STATEWIDE", "SACRAMENTO", "FRESNO"):
        row = person(warehouse, "two counties", ALL, place)
        assert (row["some_relief"], row["no_felony"], row["no_conviction"]) == ("yes", "yes", "yes")
    (people,) = warehouse.rows(
        f"select sum(denominator + denominator_not_known) as people from {policy_rows()} where place = 'STATEWIDE' "
        "and scenario = ? and group_kind = 'all' and unit = 'people' and measure = 'no_conviction'",
        ALL,
    )
    assert people["people"] == len(figures_people.NAMES)


def test_relief_is_counted_where_it_is_given_and_the_record_as_a_whole(warehouse: BuiltWarehouse) -> None:
    elsewhere = person(warehouse, "another state", ALL, "ELSEWHERE")
    assert (elsewhere["in_scope"], elsewhere["some_relief"], elsewhere["no_felony"]) == ("no", "no", "no")
    assert person(warehouse, "another state", ALL, "SACRAMENTO")["some_relief"] == "yes"


def test_the_dead_stand_apart_and_have_no_age(warehouse: BuiltWarehouse) -> None:
    row = person(warehouse, "deceased")
    assert (row["vital_status"], row["age_band"], row["no_felony"]) == ("deceased", "deceased", "yes")
    counted = warehouse.rows(
        f"select figure, denominator from {policy_rows()} where vital_status = 'deceased' and scenario = ? "
        "and place = 'STATEWIDE' and group_kind = 'age' and unit = 'people' and measure = 'no_felony'",
        ALL,
    )
    assert counted == [{"figure": 1, "denominator": 1}]


@pytest.mark.parametrize(
    ("name", "race", "sex"),
    [
        ("one felony", "B", "M"),
        ("several races", "several recorded", "M"),
        ("no race", "not recorded", "not recorded"),
        ("a name where the race stands", "not understood", "M"),
    ],
)
def test_race_and_sex_are_as_recorded_and_nothing_else_is_repeated(
    warehouse: BuiltWarehouse, name: str, race: str, sex: str
) -> None:
    row = person(warehouse, name)
    assert (row["race_group"], row["sex_group"]) == (race, sex)


def test_no_cell_of_the_figures_repeats_what_is_no_code(warehouse: BuiltWarehouse) -> None:
    assert warehouse.rows("select * from marts.metrics where group_code like '%DOE%'") == []


@pytest.mark.parametrize(
    ("name", "band"),
    [
        ("twenty-one today", "21 to 24"),
        ("twenty-one tomorrow", "18 to 20"),
        ("born in a year", "not known"),
        ("born in a year of one band", "25 to 34"),
        ("no birth date", "not known"),
    ],
)
def test_an_age_is_reached_on_the_birthday_and_a_span_over_two_bands_is_not_known(
    warehouse: BuiltWarehouse, name: str, band: str
) -> None:
    assert person(warehouse, name)["age_band"] == band
