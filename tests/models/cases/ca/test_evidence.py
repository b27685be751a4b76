"""What a reviewer sees of the record beside a count: found in every county, counted by the calendar, not weighed."""

from __future__ import annotations

from typing import Any

import pytest
from evidence_people import IN_THE_COMMENT, LATER_SUPER_STRIKE, NOT_CONVICTED, REGISTERED, SAME_IN_THE_COMMENT
from warehouse_runs import BuiltWarehouse


@pytest.fixture(scope="module")
def evidence(undecided: BuiltWarehouse) -> dict[int, dict[str, Any]]:
    """Evidence beside the marijuana count of each person, by the number of the person."""
    rows = undecided.rows(
        "select people.state_ids, evidence.* from rules.rule_ca__evidence as evidence "
        "inner join intermediate.int_people as people on evidence.person_id = people.person_id "
        "where cast(people.state_ids[1] as bigint) between ? and ?",
        LATER_SUPER_STRIKE,
        NOT_CONVICTED,
    )
    assert len(rows) == len({LATER_SUPER_STRIKE, REGISTERED, IN_THE_COMMENT, SAME_IN_THE_COMMENT, NOT_CONVICTED})
    return {int(row["state_ids"][0]): row for row in rows}


def test_convictions_of_every_county_are_counted_and_the_years_are_complete_ones(evidence: Any) -> None:
    found = evidence[LATER_SUPER_STRIKE]
    assert found["convictions_on_record"] == 2
    assert found["years_since_this_conviction"] == 25  # 1 July 2000 to 1 June 2026
    assert found["years_since_last_conviction"] == 16  # on the day itself


def test_listed_convictions_are_shown_as_recorded_whatever_their_date(evidence: Any) -> None:
    assert evidence[LATER_SUPER_STRIKE]["super_strikes_found"].startswith("187(A) PC-MURDER")
    assert evidence[IN_THE_COMMENT]["super_strikes_found"] is None
    # Murder is registrable where it was committed in a rape, which no file tells.
    assert evidence[LATER_SUPER_STRIKE]["registrable_offenses_found"].startswith(
        "187(A) PC-MURDER:FIRST DEGREE, convicted 20"
    )
    assert evidence[LATER_SUPER_STRIKE]["registrable_offenses_found"].endswith(" (not certain)")
    assert evidence[REGISTERED]["registrable_offenses_found"].startswith("288(A) PC-LEWD ACTS")
    assert evidence[REGISTERED]["registrations_found"] == "290 PC"
    assert evidence[LATER_SUPER_STRIKE]["registrations_found"] is None


def test_years_are_empty_where_a_day_is_not_exactly_known(evidence: Any) -> None:
    assert evidence[REGISTERED]["years_since_this_conviction"] is None
    assert evidence[REGISTERED]["years_since_last_conviction"] == 15  # the other one is later on any day
    assert evidence[NOT_CONVICTED]["years_since_last_conviction"] is None


def test_a_charge_that_only_the_comment_names_is_shown(evidence: Any) -> None:
    assert evidence[IN_THE_COMMENT]["other_prop64_charge_in_comment"] == "11358 HS"
    assert evidence[SAME_IN_THE_COMMENT]["other_prop64_charge_in_comment"] is None
    assert evidence[LATER_SUPER_STRIKE]["other_prop64_charge_in_comment"] is None


def test_a_death_is_shown_and_no_conviction_counts_as_none(evidence: Any) -> None:
    assert evidence[IN_THE_COMMENT]["is_deceased"]
    assert not evidence[NOT_CONVICTED]["is_deceased"]
    assert evidence[NOT_CONVICTED]["convictions_on_record"] == 0
