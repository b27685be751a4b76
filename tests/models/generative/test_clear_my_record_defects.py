"""The faults that the reading of Clear My Record must repeat, each with the word that names it.

What belongs here: one row with one fault, the answer that the tool gave, the word. What does not: the checks themselves
(``test_clear_my_record``), our policy beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from raw_files import arrest, person

from tests.models.generative.clear_my_record import DISMISSAL, determine, passed_over
from tests.models.generative.clear_my_record_cases import (
    AS_OF,
    CRIME_FREE,
    LESS,
    NOTHING,
    OLD,
    ONLY_PROP64,
    OPTIONS,
    REDUCED,
    SALE,
    UNDER_21,
    WHO,
    burglary,
    delivered,
    determined,
    left_out,
    only,
    said,
    said_and_seen,
    sale,
)
from tests.models.generative.clear_my_record_defects import defects_of


@pytest.mark.parametrize(
    ("changes", "answer", "words"),
    [
        ({"PRI_DOB": ""}, OLD, {"birth_date_blank"}),
        ({"PRI_DOB": "00000000"}, OLD, {"birth_date_blank"}),
        ({"PRI_DOB": "19800000"}, OLD, {"birth_date_partial"}),
        ({"PRI_DOB": "20210101"}, UNDER_21, {"birth_date_after_event"}),
        ({"STP_EVENT_DATE": ""}, UNDER_21, {"event_date_blank"}),
        ({"STP_EVENT_DATE": "20180000"}, UNDER_21, {"event_date_partial"}),
        ({"STP_EVENT_DATE": "20300101"}, REDUCED, {"event_after_as_of"}),
        ({"CYC_DATE": "20161109"}, REDUCED, {"arrest_after_the_old_law"}),
        ({"CYC_DATE": "20161108"}, REDUCED, set()),
        ({"CONV_STAT_DESCR": ""}, LESS, {"level_blank"}),
        ({"CONV_STAT_DESCR": "NULL   ", "OFFENSE_TOC": "F"}, LESS, {"level_null_spelled_out"}),
        ({"CONV_STAT_DESCR": "FELONY "}, LESS, {"written_otherwise"}),
        ({"OFFENSE_DESCR": "11357.5 HS-SYNTHETIC"}, (DISMISSAL, "Dismiss all HS 11357 convictions"), None),
        ({"OFFENSE_DESCR": "11359 PC-X"}, REDUCED, {"another_law_seen"}),
        ({"OFFENSE_DESCR": "HS 11359-X"}, REDUCED, {"charge_not_understood"}),
        ({"OFFENSE_DESCR": "664/11359 HS-ATT"}, REDUCED, set()),
        ({"OFFENSE_DESCR": "182/11359 HS-CONSP"}, REDUCED, {"conspiracy_seen"}),
        ({"OFFENSE_DESCR": "11359/11357 HS-X"}, (DISMISSAL, "Dismiss all HS 11357 convictions"), None),
        ({"OFFENSE_DESCR": "459/11359 HS-X"}, REDUCED, {"further_section_in_text"}),
        ({"OFFENSE_DESCR": "", "COMMENT_TEXT": ":CHRG 11359 HS"}, REDUCED, set()),
        ({"OFFENSE_DESCR": "SEE COMMENT FOR CHARGE ", "COMMENT_TEXT": "11359 HS-X"}, REDUCED, set()),
        ({"CONV_OFFENSE_DESCR": "11357(C) HS-POSSESS"}, REDUCED, {"convicted_of_another_charge"}),
        ({"OFFENSE_DESCR": "11358 HS-CULTIVATE"}, NOTHING, {"section_in_no_list"}),
        ({"CNT_ORDER": "1010020010"}, REDUCED, {"count_order_malformed"}),
        ({"STP_ORI_DESCR": "CASCJUV SACRAMENTO"}, REDUCED, {"juvenile"}),
    ],
)
def test_the_faults_of_the_tool_are_repeated_and_named(
    tmp_path: Path, changes: Mapping[str, str], answer: tuple[str, str], words: set[str] | None
) -> None:
    who = person(1, **{name: value for name, value in changes.items() if name == "PRI_DOB"})
    found = only(tmp_path, sale(who, **changes), burglary(who))
    assert said(found) == answer
    named = {"synthetic_cannabinoid_seen"} if "11357.5" in found.code_section else {"further_section_in_text"}
    assert found.defects == (named if words is None else words)


@pytest.mark.parametrize(
    ("disposition", "words"),
    [
        ("CONV SET ASIDE & DISM PER 1203.4 PC", {"conviction_set_aside"}),
        ("REDUCED TO MISD PER 17(B) PC", {"earlier_relief_ignored", "further_disposition_ignored"}),
        ("RESENTENCED PER 11361.8 HS", {"earlier_relief_ignored", "further_disposition_ignored"}),
        ("RELIEF GRANTED PER 1203.425 PC", {"conviction_set_aside"}),
        ("SOMETHING NEW", {"further_disposition_ignored"}),
        ("PROB REVOKED", set()),
    ],
)
def test_what_was_done_to_the_count_later_is_ignored(tmp_path: Path, disposition: str, words: set[str]) -> None:
    found = only(tmp_path, sale(), sale(day="20220101", DISP_DESCR=disposition), burglary())
    assert said_and_seen(found) == (REDUCED, words)


def test_grave_sections_and_registrations_are_not_looked_at(tmp_path: Path) -> None:
    murder = burglary(OFFENSE_DESCR="187(A) PC-MURDER", STP_EVENT_DATE="20250101")
    registered = arrest(WHO, "290 PC-REGISTRATION", "20240101", STP_TYPE_DESCR="REGISTRATION", CNT_ORDER="104001001000")
    found = only(tmp_path, sale(), murder, registered)
    assert said_and_seen(found) == (REDUCED, {"registration_later"})


@pytest.mark.parametrize(
    ("other", "answer", "words"),
    [
        ({"STP_EVENT_DATE": "20250000"}, CRIME_FREE, {"other_event_date_partial"}),
        ({"OFFENSE_DESCR": "11357.5 HS-SYNTHETIC"}, ONLY_PROP64, {"other_synthetic_cannabinoid_seen"}),
        ({"OFFENSE_DESCR": "664-11359 HS-ATT"}, REDUCED, {"other_attempt_or_conspiracy_not_found"}),
        ({"OFFENSE_DESCR": "UNKNOWN CHARGE"}, REDUCED, {"other_charge_not_understood"}),
        ({"STP_EVENT_DATE": "20270101"}, REDUCED, {"other_event_after_as_of"}),
    ],
)
def test_a_fault_in_another_conviction_reaches_this_one(
    tmp_path: Path, other: Mapping[str, str], answer: tuple[str, str], words: set[str]
) -> None:
    found = only(tmp_path, sale(), burglary(**other))
    assert said_and_seen(found) == (answer, words)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"OFFENSE_DESCR": "664-11359 HS-ATT"}, "attempt_or_conspiracy_not_found"),
        ({"OFFENSE_DESCR": "182-11359 HS-CONSP"}, "attempt_or_conspiracy_not_found"),
        ({"OFFENSE_DESCR": "NULL   ", "COMMENT_TEXT": "11359 HS-X"}, "charge_null_spelled_out"),
        ({"OFFENSE_DESCR": "", "COMMENT_TEXT": "5-1-20 CHRG 11359 HS"}, "charge_behind_a_hyphen"),
        ({"OFFENSE_DESCR": "11350 HS-X", "CONV_OFFENSE_DESCR": "11357 HS-X"}, "convicted_of_another_charge"),
        ({"STP_ORI_CNTY_NAME": "Sacramento"}, "county_written_otherwise"),
        ({"DISP_DESCR": " CONVICTED"}, "written_otherwise"),
        ({"OFFENSE_DESCR": "113\x0059 HS-X"}, "control_byte"),
    ],
)
def test_what_the_tool_did_not_find_is_listed_with_the_reason(
    tmp_path: Path, changes: Mapping[str, str], word: str
) -> None:
    assert determined(tmp_path, sale(**changes), burglary()) == []
    [missed] = left_out(tmp_path, sale(**changes), burglary())
    assert (missed.line, missed.conviction_date) == (2, "20200601")
    assert word in missed.defects


def test_a_county_in_small_letters_finds_nothing(tmp_path: Path) -> None:
    file = delivered(tmp_path, [sale(), burglary()])
    assert determine(file.rows, "Sacramento", OPTIONS, AS_OF) == []
    assert ["county_written_otherwise" in each.defects for each in passed_over(file.rows, "Sacramento", AS_OF)] == [
        True
    ]


def test_nothing_is_listed_as_missed_that_was_answered_or_is_no_conviction(tmp_path: Path) -> None:
    rows = [arrest(WHO, SALE), sale(), sale(SENT_LOC_DESCR="JAIL"), burglary(), sale(DISP_DESCR="DISMISSED")]
    assert left_out(tmp_path, *rows) == []


def test_the_first_row_of_a_count_is_the_conviction(tmp_path: Path) -> None:
    rows = [sale(), sale(day="20100101", OFFENSE_DESCR="11357 HS-POSSESS"), burglary()]
    found = only(tmp_path, *rows)
    assert said_and_seen(found) == (REDUCED, {"rows_of_the_count_differ"})
    [missed] = left_out(tmp_path, *rows)
    assert "not_the_first_row_of_its_count" in missed.defects


def test_a_conviction_told_under_two_cycles_is_answered_twice(tmp_path: Path) -> None:
    found = determined(tmp_path, sale(), sale(CNT_ORDER="105002001000"), burglary())
    assert [said(each) for each in found] == [REDUCED, REDUCED]
    assert {word for each in found for word in each.defects} == {"perhaps_a_repeated_cycle"}


def test_a_clean_conviction_has_no_words(tmp_path: Path) -> None:
    file = delivered(tmp_path, [sale()])
    assert defects_of(file.rows[0], file.rows, "19700501", AS_OF) == set()
