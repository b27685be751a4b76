"""Each quirk of the raw file gives the facts a careful clerk would read, and no guess (formats/ca_doj.md)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import quirk_people as people
from warehouse_runs import BuiltWarehouse


@pytest.fixture(scope="module")
def warehouse(undecided: BuiltWarehouse) -> BuiltWarehouse:
    return undecided


def charges(warehouse: BuiltWarehouse, number: int) -> list[dict[str, Any]]:
    return warehouse.rows(
        "select charges.* from intermediate.int_charges as charges join intermediate.int_people using (person_id) "
        "where state_ids = [?] order by section, charge_text, arrest_date_earliest",
        str(number),
    )


def only_charge(warehouse: BuiltWarehouse, number: int) -> dict[str, Any]:
    (charge,) = charges(warehouse, number)
    return charge


def a_person(warehouse: BuiltWarehouse, number: int) -> dict[str, Any]:
    (row,) = warehouse.rows("select * from intermediate.int_people where state_ids = [?]", str(number))
    return row


def determination(warehouse: BuiltWarehouse, number: int) -> tuple[str, str | None, str]:
    (row,) = warehouse.rows(
        "select outcome, relief, reason_code from marts.determinations join intermediate.int_people using (person_id) "
        "where state_ids = [?] and remedy_id = 'prop64_statutory'",
        str(number),
    )
    return row["outcome"], row["relief"], row["reason_code"]


def of_the_conviction(warehouse: BuiltWarehouse, number: int) -> tuple[str, str]:
    """Outcome and reason of the one conviction where another charge of the person may be in scope beside it."""
    (row,) = warehouse.rows(
        "select outcome, reason_code from marts.determinations join intermediate.int_people using (person_id) "
        "where state_ids = [?] and remedy_id = 'prop64_statutory' and is_conviction",
        str(number),
    )
    return row["outcome"], row["reason_code"]


def terms(warehouse: BuiltWarehouse, number: int) -> dict[str, dict[str, Any]]:
    rows = warehouse.rows(
        "select charges.section, terms.* from intermediate.int_sentence_terms as terms "
        "join intermediate.int_charges as charges using (charge_id) "
        "join intermediate.int_people as people on charges.person_id = people.person_id where state_ids = [?]",
        str(number),
    )
    return {row["section"]: row for row in rows}


@pytest.mark.parametrize(
    ("number", "precision", "earliest", "latest"),
    [
        (people.BLANK_EVENT_DATE, "blank", None, None),
        (people.YEAR_OF_EVENT_ONLY, "year", date(2018, 1, 1), date(2018, 12, 31)),
        (people.MONTH_OF_EVENT_ONLY, "month", date(2000, 7, 1), date(2000, 7, 31)),
        (people.IMPOSSIBLE_DATE, "malformed", None, None),
        (people.FUTURE_DATE, "after_data_cut", None, None),
        (people.NOTHING_DATE, "malformed", None, None),
        (people.BORN_AFTER_EVENT, "day", date(2000, 7, 1), date(2000, 7, 1)),
    ],
)
def test_a_date_keeps_what_is_known_of_it(
    warehouse: BuiltWarehouse, number: int, precision: str, earliest: date | None, latest: date | None
) -> None:
    charge = only_charge(warehouse, number)
    assert (charge["event_date_precision"], charge["event_date_earliest"], charge["event_date_latest"]) == (
        precision,
        earliest,
        latest,
    )


def test_a_year_of_birth_is_a_span_and_not_the_first_of_january(warehouse: BuiltWarehouse) -> None:
    person = a_person(warehouse, people.YEAR_OF_BIRTH_ONLY)
    assert (person["birth_date_earliest"], person["birth_date_latest"]) == (date(1980, 1, 1), date(1980, 12, 31))
    assert person["birth_date_precision"] == "partial"
    assert a_person(warehouse, people.BLANK_BIRTH_DATE)["birth_date_precision"] == "unknown"


@pytest.mark.parametrize("number", [people.WRONG_CENTURY, people.YEAR_OF_A_WRONG_CENTURY, people.CONVICTED_AS_A_CHILD])
def test_a_birth_date_of_a_wrong_century_is_not_known_and_decides_nothing(
    warehouse: BuiltWarehouse, number: int
) -> None:
    person = a_person(warehouse, number)
    assert (person["birth_date_precision"], person["birth_date_earliest"]) == ("implausible", None)
    assert determination(warehouse, number) == ("review", None, "prop64_age_unknown")


@pytest.mark.parametrize("number", [people.VERY_OLD, people.LONG_DEAD, people.CONVICTED_AT_TEN])
def test_an_age_that_can_be_is_believed(warehouse: BuiltWarehouse, number: int) -> None:
    assert a_person(warehouse, number)["birth_date_precision"] == "day"


@pytest.mark.parametrize("number", [people.BLANK_BIRTH_DATE, people.BORN_AFTER_EVENT])
def test_an_age_that_cannot_be_told_goes_to_review(warehouse: BuiltWarehouse, number: int) -> None:
    assert determination(warehouse, number) == ("review", None, "prop64_age_unknown")


@pytest.mark.parametrize(
    "number", [people.BLANK_EVENT_DATE, people.IMPOSSIBLE_DATE, people.FUTURE_DATE, people.NOTHING_DATE]
)
def test_a_conviction_on_no_known_day_goes_to_review(warehouse: BuiltWarehouse, number: int) -> None:
    assert determination(warehouse, number) == ("review", None, "prop64_offense_date_unknown")


def test_a_partial_date_decides_where_its_whole_span_gives_one_answer(warehouse: BuiltWarehouse) -> None:
    # Arrested and convicted in 2000 at 30: on each day of the month the same.
    assert determination(warehouse, people.MONTH_OF_EVENT_ONLY)[:2] == ("eligible", "dismiss_and_seal")
    # Arrested in 2000, convicted some day of 2018: the two stand on either side of Proposition 64.
    assert determination(warehouse, people.YEAR_OF_EVENT_ONLY) == ("review", None, "prop64_offense_date_unknown")


@pytest.mark.parametrize(
    ("number", "level", "source"),
    [
        (people.BOTH_LEVELS_BLANK, "unknown", None),
        (people.LEVEL_IN_TYPE_OF_CHARGE, "felony", "charged_offense"),
        (people.CONVICTED_OF_ANOTHER, "unknown", None),
        (people.CONVICTED_LEVEL_OF_ANOTHER, "misdemeanor", "convicted_offense"),
        (people.LEVEL_NOT_UNDERSTOOD, "unknown", "conviction_status"),
        (people.YEAR_OF_EVENT_ONLY, "misdemeanor", "conviction_status"),
    ],
)
def test_a_level_is_that_of_the_very_offense_or_unknown(
    warehouse: BuiltWarehouse, number: int, level: str, source: str | None
) -> None:
    charge = only_charge(warehouse, number)
    assert (charge["level"], charge["level_source"]) == (level, source)


def test_the_conviction_is_on_the_last_offense_that_is_present(warehouse: BuiltWarehouse) -> None:
    charge = only_charge(warehouse, people.CONVICTED_OF_ANOTHER)
    assert (charge["section"], charge["subdivision_path"], charge["charge_text_source"]) == (
        "11357",
        "(b)",
        "convicted",
    )
    assert charge["charged_text"] == people.FOR_SALE


@pytest.mark.parametrize("number", [people.IN_COMMENT, people.IN_COMMENT_ANNOUNCED, people.IN_COMMENT_COLON])
def test_a_charge_in_the_comment_is_found(warehouse: BuiltWarehouse, number: int) -> None:
    charge = only_charge(warehouse, number)
    assert (charge["code_book"], charge["section"], charge["parse_status"]) == ("HS", "11358", "parsed")


def test_a_further_charge_in_the_comment_is_flagged_and_the_column_stands(warehouse: BuiltWarehouse) -> None:
    charge = only_charge(warehouse, people.FURTHER_IN_COMMENT)
    assert (charge["section"], charge["has_further_charge_in_comment"]) == ("32", True)


def test_the_comment_tells_what_somebody_was_convicted_of_where_the_conviction_says_so(
    warehouse: BuiltWarehouse,
) -> None:
    charge = only_charge(warehouse, people.CONVICTED_OF_THE_COMMENT)
    assert (charge["section"], charge["subdivision_path"]) == ("11357", "(b)")
    assert (charge["charge_text_source"], charge["has_further_charge_in_comment"]) == ("convicted", False)
    # A comment that is not there: what the person was charged with is not taken for it.
    unknown = only_charge(warehouse, people.CONVICTED_OF_NO_COMMENT)
    assert (unknown["section"], unknown["parse_status"]) == (None, "no_section_found")


def test_a_count_without_any_charge_is_kept_and_says_so(warehouse: BuiltWarehouse) -> None:
    charge = only_charge(warehouse, people.NO_CHARGE_AT_ALL)
    assert (charge["parse_status"], charge["is_conviction"], charge["section"]) == ("blank", True, None)


def test_sentence_parts_belong_to_their_count_wherever_they_stand(warehouse: BuiltWarehouse) -> None:
    found = terms(warehouse, people.SENTENCE_APART)
    assert found["11357"]["sentence_types"] == ["jail", "probation"]
    assert found["11359"]["sentence_types"] == ["prison"]
    found = terms(warehouse, people.SENTENCE_OF_OTHER_COUNT)
    assert found["11357"]["sentence_types"] == ["fine", "jail"]
    assert found["11359"]["sentence_types"] == ["prison"]


def test_equal_parts_inside_one_file_are_two_parts(warehouse: BuiltWarehouse) -> None:
    term = terms(warehouse, people.EQUAL_PARTS)["11357"]
    assert term["part_count"] == 2
    assert term["completion_date_earliest"] == date(2000, 7, 31)  # together: 30 days
    assert term["completion_date_latest"] == date(2000, 8, 30)  # one after the other: 60 days


def test_the_end_of_a_sentence_says_what_it_rests_on(warehouse: BuiltWarehouse) -> None:
    life = terms(warehouse, people.LIFE_SENTENCE)["187"]
    assert (life["completion_basis"], life["completion_date_latest"]) == ("part_of_unknown_length", None)
    fine = terms(warehouse, people.FINE_ONLY)["11357"]
    assert (fine["completion_basis"], fine["completion_date_latest"]) == ("no_term", date(2000, 7, 1))
    years = terms(warehouse, people.PRISON_YEARS)["11359"]
    assert (years["completion_basis"], years["completion_date_latest"]) == ("one_part", date(2003, 2, 28))
    blank = terms(warehouse, people.BLANK_EVENT_DATE)["11357"]
    assert (blank["completion_basis"], blank["completion_date_latest"]) == ("conviction_date_unknown", None)


def test_malformed_count_numbers_lose_nothing_and_mix_nothing(warehouse: BuiltWarehouse) -> None:
    assert [charge["section"] for charge in charges(warehouse, people.SHORT_COUNT_ORDER)] == ["11357", "11359"]
    assert only_charge(warehouse, people.BLANK_COUNT_ORDER)["has_count_order"] is False


def test_the_same_court_case_under_another_cycle_is_one_charge(warehouse: BuiltWarehouse) -> None:
    charge = only_charge(warehouse, people.REPEATED_CYCLE)
    assert charge["is_in_repeated_cycle"] is True
    assert len(charge["source_rows"]) == 2
    assert terms(warehouse, people.REPEATED_CYCLE)["11357"]["part_count"] == 1


def test_two_counts_of_the_same_charge_in_one_case_are_two_charges(warehouse: BuiltWarehouse) -> None:
    found = charges(warehouse, people.TWO_EQUAL_COUNTS)
    assert sorted(charge["ordinal"] for charge in found) == [1, 2]
    assert len({charge["charge_id"] for charge in found}) == 2
    assert not any(charge["is_in_repeated_cycle"] for charge in found)


def test_case_numbers_are_kept_as_recorded(warehouse: BuiltWarehouse) -> None:
    several = only_charge(warehouse, people.SEVERAL_CASE_NUMBERS)
    assert (several["case_numbers"], several["case_number_key"]) == ("00F0001, 00F-0002", "00F0001+00F0002")
    assert only_charge(warehouse, people.CASE_NUMBER_NULL)["case_numbers"] is None
    shared = charges(warehouse, people.CASE_ON_OTHER_ROW)
    assert [charge["case_numbers"] for charge in shared] == ["00F0009", "00F0009"]
    alone = only_charge(warehouse, people.COURT_CASE_NUMBER_ONLY)
    assert (alone["case_numbers"], alone["case_number_source"]) == ("M-77", "court_case_number")


def relief(warehouse: BuiltWarehouse, number: int) -> dict[str, tuple[list[str], list[str]]]:
    """Per section what stands on the count, and what stands in its cycle on no count that can be told."""
    rows = warehouse.rows(
        "select section, relief_events, relief_events_in_cycle from intermediate.int_convictions "
        "join intermediate.int_people using (person_id) where state_ids = [?]",
        str(number),
    )
    return {row["section"]: (row["relief_events"], row["relief_events_in_cycle"]) for row in rows}


def test_earlier_relief_is_tied_to_its_conviction_as_exactly_as_the_record_says(warehouse: BuiltWarehouse) -> None:
    granted = ["relief_dismissed_1203_4"]
    assert relief(warehouse, people.RELIEF_ON_COUNT) == {"11357": (granted, [])}
    assert relief(warehouse, people.RELIEF_IN_CYCLE) == {"11357": (granted, []), "11359": ([], [])}
    assert relief(warehouse, people.RELIEF_UNCLEAR) == {"11357": ([], granted), "11359": ([], granted)}


def test_relief_told_in_another_cycle_of_the_case_is_tied_where_one_count_alone_can_be_meant(
    warehouse: BuiltWarehouse,
) -> None:
    granted = ["relief_prop64"]
    for number in (people.RELIEF_IN_CASE, people.RELIEF_SAME_DAY):
        assert relief(warehouse, number) == {"11357": (granted, []), "11359": ([], [])}
        assert not any(charge["has_conflicting_facts"] for charge in charges(warehouse, number))
        found = warehouse.rows(
            "select outcome from marts.determinations join intermediate.int_charges using (charge_id) "
            "join intermediate.int_people on determinations.person_id = int_people.person_id "
            "where state_ids = [?] and section = '11357' and remedy_id = 'prop64_statutory'",
            str(number),
        )
        assert "eligible" not in {row["outcome"] for row in found}
    for number in (
        people.RELIEF_OF_ANOTHER_COUNT,
        people.RELIEF_BEFORE,
        people.RELIEF_OF_THE_YEAR,
        people.RELIEF_OF_ONE_NUMBER,
    ):
        assert relief(warehouse, number) == {"11357": ([], granted), "11359": ([], granted)}
    assert relief(warehouse, people.RELIEF_OF_ANOTHER_CASE) == {"11357": ([], []), "11359": ([], [])}


@pytest.mark.parametrize("number", [people.RELIEF_ON_COUNT, people.RELIEF_IN_CYCLE, people.RELIEF_UNCLEAR])
def test_a_dismissal_under_1203_4_holds_nothing_up(warehouse: BuiltWarehouse, number: int) -> None:
    found = warehouse.rows(
        "select section, determinations.outcome, reason_code from marts.determinations "
        "join intermediate.int_charges using (charge_id) "
        "join intermediate.int_people on determinations.person_id = int_people.person_id "
        "where state_ids = [?] and remedy_id = 'prop64_statutory'",
        str(number),
    )
    assert {row["outcome"] for row in found if row["section"] == "11357"} == {"eligible"}
    # The sale is on record as a misdemeanor, which it never was: that decides, not the dismissal.
    others = {row["reason_code"] for row in found if row["section"] != "11357"}
    assert others <= {"prop64_no_row_for_these_facts", "prop64_59_5"}


def test_relief_is_not_lost_where_the_conviction_was_not_understood(warehouse: BuiltWarehouse) -> None:
    assert relief(warehouse, people.RELIEF_OF_UNPARSED) == {None: ([], ["relief_dismissed_1203_4"])}


def test_an_unrecognised_disposition_is_a_reason_to_review(warehouse: BuiltWarehouse) -> None:
    assert determination(warehouse, people.UNKNOWN_DISPOSITION) == ("review", None, "record_unrecognised_disposition")


@pytest.mark.parametrize("number", [people.UNKNOWN_LATER, people.UNKNOWN_LATER_OF_NO_SECTION, people.UNKNOWN_IN_CASE])
def test_an_unrecognised_disposition_later_in_the_cycle_or_in_the_court_case_is_one_too(
    warehouse: BuiltWarehouse, number: int
) -> None:
    assert of_the_conviction(warehouse, number) == ("review", "record_unrecognised_disposition")


@pytest.mark.parametrize("number", [people.UNKNOWN_OF_ANOTHER_COUNT, people.UNKNOWN_IN_ANOTHER_CASE])
def test_an_unrecognised_disposition_of_another_section_or_case_holds_nothing_else_up(
    warehouse: BuiltWarehouse, number: int
) -> None:
    assert of_the_conviction(warehouse, number)[0] == "eligible"


def test_relief_that_was_denied_is_no_relief_and_goes_to_review(warehouse: BuiltWarehouse) -> None:
    assert relief(warehouse, people.DENIED) == {"11357": ([], [])}
    assert of_the_conviction(warehouse, people.DENIED) == ("review", "record_unrecognised_disposition")


def events(warehouse: BuiltWarehouse, number: int) -> list[tuple[str, str]]:
    rows = warehouse.rows(
        "select event_type, link_basis from intermediate.int_events join intermediate.int_people using (person_id) "
        "where state_ids = [?] order by all",
        str(number),
    )
    return [(row["event_type"], row["link_basis"]) for row in rows]


def test_events_are_kept_with_what_they_touch(warehouse: BuiltWarehouse) -> None:
    assert events(warehouse, people.PROBATION_REVOKED) == [("probation_revoked", "somewhere_in_cycle")]
    assert events(warehouse, people.UNKNOWN_STEP) == [("unrecognised", "no_charge")]
    assert events(warehouse, people.REGISTERED) == [("registration", "no_charge")]
    assert a_person(warehouse, people.REGISTERED)["has_registration"] is True
    assert a_person(warehouse, people.DEAD)["is_deceased"] is True


def test_a_step_type_is_read_in_any_case_and_spacing(warehouse: BuiltWarehouse) -> None:
    number = people.STEPS_IN_OTHER_CASE
    found = {charge["charge_stage"]: charge for charge in charges(warehouse, number)}
    assert {stage: charge["step_type"] for stage, charge in found.items()} == {
        "arrest": "arrest", "court": "court_action"
    }  # fmt: skip
    assert found["court"]["case_numbers"] == "00F0001"
    assert a_person(warehouse, number)["is_deceased"] is True
    assert "unrecognised" not in {event_type for event_type, _ in events(warehouse, number)}


def test_a_conviction_in_a_step_of_a_type_nobody_knows_is_kept_and_goes_to_review(warehouse: BuiltWarehouse) -> None:
    number = people.CONVICTED_IN_UNKNOWN_STEP
    charge = only_charge(warehouse, number)
    assert (charge["step_type"], charge["is_conviction"]) == ("unrecognised", True)
    assert determination(warehouse, number) == ("review", None, "record_unrecognised_disposition")


def test_a_juvenile_adjudication_enters_no_adult_table(warehouse: BuiltWarehouse) -> None:
    charge = only_charge(warehouse, people.JUVENILE)
    assert (charge["is_juvenile"], charge["is_conviction"]) == (True, False)
    assert relief(warehouse, people.JUVENILE) == {}


@pytest.mark.parametrize("unknown", [False, True])
def test_a_juvenile_charge_is_known_by_its_step_and_by_its_disposition(
    warehouse: BuiltWarehouse, unknown: bool
) -> None:
    number = people.JUVENILE_IN_UNKNOWN_STEP if unknown else people.JUVENILE_COURT
    step_type, told = ("unrecognised", ["unrecognised"]) if unknown else ("juvenile_court", [])
    charge = only_charge(warehouse, number)
    assert (charge["step_type"], charge["is_juvenile"], charge["is_conviction"]) == (step_type, True, False)
    assert charge["case_numbers"] is not None or step_type == "unrecognised"
    assert [event_type for event_type, _ in events(warehouse, number)] == told
    assert relief(warehouse, number) == {}


def test_what_happened_elsewhere_is_context_and_never_filed(warehouse: BuiltWarehouse) -> None:
    assert only_charge(warehouse, people.ELSEWHERE)["county_type"] == "elsewhere"
    assert only_charge(warehouse, people.NO_COUNTY)["county_type"] == "unknown"
    queued = {
        state_id
        for row in warehouse.rows("select state_ids from marts.filing_lines where relief_by = 'court_order'")
        for state_id in row["state_ids"]
    }
    assert not queued & {str(people.ELSEWHERE), str(people.NO_COUNTY), str(people.JUVENILE)}
    assert str(people.TWO_EQUAL_COUNTS) in queued


def test_every_way_to_write_nothing_is_nothing(warehouse: BuiltWarehouse) -> None:
    person = a_person(warehouse, people.NULL_WORDS)
    assert (person["race_code"], person["race_codes"], person["sex_code"]) == (None, [], None)
    charge = only_charge(warehouse, people.NULL_WORDS)
    assert (charge["case_numbers"], charge["has_further_charge_in_comment"]) == (None, False)


def test_two_races_on_record_are_both_kept_and_none_is_chosen(warehouse: BuiltWarehouse) -> None:
    person = a_person(warehouse, people.TWO_RACES)
    assert (person["race_code"], person["race_codes"]) == (None, ["B", "W"])


def test_a_name_with_a_latin1_letter_is_kept(warehouse: BuiltWarehouse) -> None:
    assert a_person(warehouse, people.NAME_LATIN1)["person_name"] == "INVENTED,JOS\u00c9"
