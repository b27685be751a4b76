"""The reading of Clear My Record on rows written by hand: the file, the people, each check at its boundary.

What belongs here: what makes it a reading of the tool and no echo of our models. What does not: the words for its
faults (``test_clear_my_record_defects``), our policy beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from raw_files import COLUMNS, arrest, line, person

from tests.models.generative.clear_my_record import DISMISSAL, REDUCTION, Determination, Options, determine, stops
from tests.models.generative.clear_my_record_cases import (
    AS_OF,
    COUNTY,
    CRIME_FREE,
    LESS,
    LONG_AGO,
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
    only,
    said,
    said_and_seen,
    sale,
)
from tests.models.generative.clear_my_record_rows import POSITIONS, read_file


def test_the_columns_stand_where_the_layout_has_them() -> None:
    names = {
        "cii": "CII_NUMBER",
        "birth_date": "PRI_DOB",
        "cycle_date": "CYC_DATE",
        "event_date": "STP_EVENT_DATE",
        "step_type": "STP_TYPE_DESCR",
        "agency": "STP_ORI_DESCR",
        "county": "STP_ORI_CNTY_NAME",
        "count_order": "CNT_ORDER",
        "case_number": "OFN",
        "offense": "OFFENSE_DESCR",
        "disposed_offense": "DISP_OFFENSE_DESCR",
        "disposed_toc": "DISP_OFFENSE_TOC",
        "convicted_offense": "CONV_OFFENSE_DESCR",
        "convicted_toc": "CONV_OFFENSE_TOC",
        "disposition": "DISP_DESCR",
        "level": "CONV_STAT_DESCR",
        "comment": "COMMENT_TEXT",
    }
    assert {name: COLUMNS[position] for name, position in POSITIONS.items()} == {
        name: names.get(name, name.upper()) for name in POSITIONS
    }


def test_an_answer_names_its_conviction(tmp_path: Path) -> None:
    found = only(tmp_path, arrest(WHO, SALE), sale(), burglary())
    assert found == Determination(
        line=3,
        subject_id="10000001",
        cii="A000000001",
        count_order="101002001000",
        conviction_date="20200601",
        code_section="11359 HS",
        determination=REDUCTION,
        reason="Reduce all HS 11359 convictions",
        defects=frozenset(),
    )


@pytest.mark.parametrize(
    ("changes", "birth_date", "answer"),
    [
        ({"CONV_STAT_DESCR": "MISDEMEANOR"}, "19700501", LESS),
        ({"CONV_STAT_DESCR": "INFRACTION", "OFFENSE_TOC": "F"}, "19700501", LESS),
        ({"CONV_STAT_DESCR": "", "OFFENSE_TOC": "F"}, "19700501", REDUCED),
        ({"CONV_STAT_DESCR": "", "OFFENSE_TOC": "M"}, "19700501", LESS),
        ({"OFFENSE_DESCR": "11357(C)HS-POSSESS"}, "19700501", (DISMISSAL, "Dismiss all HS 11357 convictions")),
        ({}, "19990602", UNDER_21),
        ({}, "19990601", REDUCED),
        ({"STP_EVENT_DATE": "20210228"}, "20000229", UNDER_21),
        ({"STP_EVENT_DATE": "20210301"}, "20000229", REDUCED),
        ({}, "19690601", OLD),
        ({}, "19690602", REDUCED),
        ({"STP_EVENT_DATE": "20160601"}, "19700501", LONG_AGO),
        ({"STP_EVENT_DATE": "20160602"}, "19700501", REDUCED),
        ({"OFFENSE_DESCR": "11358 HS-CULTIVATE"}, "19700501", NOTHING),
        ({"OFFENSE_DESCR": "11360(A) HS-SELL"}, "19700501", NOTHING),
    ],
)
def test_each_check_of_one_conviction_holds_up_to_its_boundary(
    tmp_path: Path, changes: Mapping[str, str], birth_date: str, answer: tuple[str, str]
) -> None:
    who = person(1, PRI_DOB=birth_date)
    assert said(only(tmp_path, sale(who, **changes), burglary(who))) == answer


@pytest.mark.parametrize(("day", "answer"), [("20210531", CRIME_FREE), ("20210601", REDUCED)])
def test_years_without_a_conviction_are_counted_over_all_counties(
    tmp_path: Path, day: str, answer: tuple[str, str]
) -> None:
    found = only(tmp_path, sale(), burglary(day=day))
    assert said_and_seen(found) == (answer, set())


def test_only_marijuana_is_asked_over_all_counties(tmp_path: Path) -> None:
    recent = sale(day="20220101")
    elsewhere = burglary(OFFENSE_DESCR="11358 HS-CULTIVATE")
    assert said(only(tmp_path, recent)) == ONLY_PROP64
    assert said(only(tmp_path, recent, elsewhere)) == ONLY_PROP64
    assert said(only(tmp_path, recent, burglary())) == REDUCED
    assert said(only(tmp_path, recent, burglary(DISP_DESCR="DISMISSED"))) == ONLY_PROP64


def test_a_step_of_that_very_name_tells_a_death(tmp_path: Path) -> None:
    dead = arrest(WHO, "", STP_TYPE_DESCR="DECEASED", CNT_ORDER="103001001000")
    assert said(only(tmp_path, sale(), burglary(), dead)) == (DISMISSAL, "Individual is deceased")
    assert said(only(tmp_path, sale(), burglary(), {**dead, "STP_TYPE_DESCR": "DECEASED "})) == REDUCED


def test_the_first_check_that_holds_gives_the_reason(tmp_path: Path) -> None:
    young = person(1, PRI_DOB="19600101")
    dead = arrest(young, "", STP_TYPE_DESCR="DECEASED", CNT_ORDER="103001001000")
    rows = [sale(young, day="19800101", CONV_STAT_DESCR="MISDEMEANOR"), dead]
    options = replace(OPTIONS, dismiss=("11359",))
    reasons = [only(tmp_path, *rows, options=options).reason]
    rows[0]["CONV_STAT_DESCR"] = "FELONY"
    switched_off: list[tuple[str, Any]] = [
        ("dismiss", ("11357",)),
        ("under_21", False),
        ("age", 0),
        ("years_since", 0),
        ("years_crime_free", 0),
        ("only_prop64", False),
        ("deceased", False),
        ("reduce", ()),
    ]
    for name, off in switched_off:
        reasons.append(only(tmp_path, *rows, options=options).reason)
        options = replace(options, **{name: off})
    reasons.append(only(tmp_path, *rows, options=options).reason)
    assert reasons == [
        "Misdemeanor or Infraction",
        "Dismiss all HS 11359 convictions",
        "21 years or younger",
        "57 years or older",
        "Conviction occurred 10 or more years ago",
        "No convictions in the past 5 years",
        "Only has 11357-60 charges",
        "Individual is deceased",
        "Reduce all HS 11359 convictions",
        "",
    ]


def test_years_back_from_the_29th_of_february_end_on_the_1st_of_march(tmp_path: Path) -> None:
    who = person(1, PRI_DOB="19900501")
    leap_day = date(2028, 2, 29)
    on_the_day = only(tmp_path, sale(who, day="20180301"), burglary(who), as_of=leap_day)
    assert said_and_seen(on_the_day) == (LONG_AGO, {"leap_day"})
    assert said(only(tmp_path, sale(who, day="20180302"), burglary(who), as_of=leap_day)) == REDUCED


def test_the_first_row_of_a_person_has_the_birth_date(tmp_path: Path) -> None:
    found = only(tmp_path, sale(), burglary(person(1, PRI_DOB="19400101")))
    assert said_and_seen(found) == (REDUCED, {"birth_dates_differ"})
    assert said(only(tmp_path, burglary(person(1, PRI_DOB="19400101")), sale())) == OLD


def test_a_person_is_a_subject_id_and_not_a_state_id(tmp_path: Path) -> None:
    recent = sale(day="20220101")
    found = only(tmp_path, recent, burglary(person(1, SUBJECT_ID="20000000")))
    assert said_and_seen(found) == (ONLY_PROP64, {"one_cii_several_subject_ids"})
    found = only(tmp_path, recent, burglary(person(1, CII_NUMBER="A000000002")))
    assert said_and_seen(found) == (REDUCED, {"one_subject_id_several_ciis"})


def test_rows_without_a_subject_id_are_one_person_who_begins_anew(tmp_path: Path) -> None:
    nobody, another = person(1, SUBJECT_ID=""), person(2, SUBJECT_ID="", PRI_DOB="19400101")
    found = determined(tmp_path, sale(nobody), sale(nobody), burglary(another))
    assert [said(each) for each in found] == [OLD, OLD]
    assert {"subject_id_blank", "birth_dates_differ"} <= found[0].defects


def test_every_file_is_a_world_of_its_own(tmp_path: Path) -> None:
    first = determine(delivered(tmp_path / "first", [sale(day="20220101")]).rows, COUNTY, OPTIONS, AS_OF)
    second = determine(delivered(tmp_path / "second", [sale(day="20220101"), burglary()]).rows, COUNTY, OPTIONS, AS_OF)
    assert [said(each) for each in (*first, *second)] == [ONLY_PROP64, REDUCED]


def test_what_would_have_stopped_the_tool_is_named_and_the_reading_goes_on(tmp_path: Path) -> None:
    good = [line(sale()), line(burglary())]
    bare = line(sale(CNT_ORDER="101003001000")).replace("CONVICTED", 'CONV"ICTED')
    wide, wider = line(sale(CNT_ORDER="101004001000")) + ",", line(sale(CNT_ORDER="101005001000")) + ",x"
    short = line(sale(CNT_ORDER="1"))
    path = tmp_path / "sacramento_20260301.csv"
    path.write_text("\r\n".join([*good, bare, wide, "", wider, short]), encoding="latin-1")
    file = read_file(path)
    assert [(stop.line, stop.reason) for stop in stops(file, COUNTY)] == [
        (3, "stray_quote"),
        (4, "field_count"),
        (6, "field_count"),
        (7, "count_order_short"),
    ]
    assert [each.line for each in determine(file.rows, COUNTY, OPTIONS, AS_OF)] == [1, 4, 7]


@pytest.mark.parametrize("header", ["\ufeff" + ",".join(COLUMNS), ",".join(reversed(COLUMNS)), ",".join(COLUMNS) + ","])
def test_a_header_changes_nothing_whatever_it_says(tmp_path: Path, header: str) -> None:
    path = tmp_path / "sacramento_20260301.csv"
    path.write_text("\n".join([header, line(sale()), line(burglary())]) + "\n", encoding="utf-8")
    file = read_file(path)
    assert [said(each) for each in determine(file.rows, COUNTY, OPTIONS, AS_OF)] == [REDUCED]
    assert stops(file, COUNTY) == []
    assert len(file.rows) == (2 if header.startswith("RECORD_ID") else 3)


def test_a_file_of_a_few_bytes_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "alpine_20260301.csv"
    path.write_text("RECORD_ID\n")
    assert [stop.reason for stop in stops(read_file(path), "ALPINE")] == ["file_too_short"]


@pytest.mark.parametrize("wrong", [{"age": 39}, {"age": 66}, {"years_since": 16}, {"years_crime_free": -1}])
def test_options_out_of_range_are_refused(wrong: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="or 0"):
        replace(OPTIONS, **wrong)


def test_a_section_that_the_tool_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="11361"):
        replace(OPTIONS, dismiss=("11361",))


def test_checks_that_are_not_chosen_are_left_out(tmp_path: Path) -> None:
    nothing = Options.from_json({"baselineEligibility": {"dismiss": [], "reduce": []}})
    assert said(only(tmp_path, sale(person(1, PRI_DOB=""), STP_EVENT_DATE=""), options=nothing)) == NOTHING
