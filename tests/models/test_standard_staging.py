"""A state of the standard layout: what its six files tell, as facts, and what is odd about them, counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from warehouse_runs import BuiltWarehouse

from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.settings import load_settings
from orchestration.warehouse.dbt.runner import build_stage

FILES = {
    "charges": """\
person_id,case_number,count_number,place,tracking_number,statute,statute_title,statute_section,statute_subsection,inchoate,level,grade,disposition,disposition_date,offense_date,arrest_date,is_juvenile,is_domestic,offense_flags
1,CP-51-CR-1-2010,1,Philadelphia,T 1,18 § 3929 §§ A1,18,3929,A1,,M,M2,Guilty Plea,2010-06-01,2010-01-15,2010-01-15,,,
1,CP-51-CR-1-2010,2,Philadelphia,T 1,,18,3502,A,conspiracy,F,F1,Nolle Prossed,2010-06-01,2010-01-15,2010-01-15,,,
2,CP-67-CR-2-2012,1,York,T 2,35 § 780-113(a)(16),,,,,M,M,Guilty,2012-06,2012-01-01,,,no,Victim_Under_18;of_article_b=no
3,CP-67-CR-3-2013,1,Atlantis,T 3,18 Pa.C.S. 5503(a)(b)(4),,,,,Q,S,See File,2013-13-01,2013-01-01,,,,
4,CP-67-CR-4-2014,1,elsewhere,T 4,18 5503 A4; 18 5505,,,,,S,S,Guilty,2014-01-02,2013-01-01,,,perhaps,of_article_b=maybe
APART-5,CP-67-CR-5-2015,1,York,T 5,18 § 5505,,,,,S,S,Guilty,2015-01-02,2015-01-01,,,,
6,CP-67-CR-6-2016,1,York,T 6,18 § 5505,,,,,S,S,,,2016-01-01,,yes,,
6,CP-67-CR-6-2016,1,York,T 6,18 § 5505,,,,,S,S,,,2016-01-01,,yes,,
6,CP-67-CR-7-2016,1,York,T 7,18 USC 922(g),,,,,F,F3,Guilty,2017-01-01,2016-01-01,,,,
6,CP-67-CR-8-2016,1,Elsewhere,T 8,2C:20-11 (NJ),,,,,F,F3,Guilty,2017-01-01,2016-01-01,,,,
""",
    "people": """\
person_id,state_id,name,birth_date,sex,race,death_date
1,0012345678,"FIR,FAY",1980-02-29,F,W,
2,,"GUM,GIL",1975,M,B,2020-01-01
99,,"NOBODY,NED",1990-01-01,M,W,
""",
    "sentences": """\
person_id,case_number,count_number,imposed_date,component,min_days,max_days,suspended_days,start_date,end_date,end_basis
1,CP-51-CR-1-2010,1,2010-07-01,prison,180,365,30,2010-07-01,2011-01-01,actual
2,CP-67-CR-2-2012,,2012-06-01,probation,,,,2012-06-01,2013-06-01,expected
2,CP-67-CR-9-2012,1,2012-06-01,chain gang,,x,,,,
99,CP-67-CR-9-2012,1,2012-06-01,jail,,10,,,,
""",
    "obligations": """\
person_id,case_number,kind,ordered,paid,balance,balance_as_of
1,CP-51-CR-1-2010,restitution,"$1,250.50",250.50,"1,000.00",2026-02-01
""",
    "events": """\
person_id,case_number,event,event_date
2,CP-67-CR-2-2012,probation_completed,2013-05-01
1,,registration,2011-01-01
1,,abducted,2011-01-01
""",
    "supervision": "person_id,by,kind,start_date,end_date\n3,local,probation,2025-01-01,2027-01-01\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(parsed_pennsylvania: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltWarehouse]:
    folder = tmp_path_factory.mktemp("standard")
    for file, content in FILES.items():
        (folder / f"statewide_{file}_20260301.csv").write_text(content, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LOOKBACK_STATE", "pa")
        settings = load_settings(home=folder / "home", state="pa")
        ingest(settings, IngestionRequest((folder,), date(2026, 6, 1)))
        for stage in ("staging", "intermediate"):
            build_stage(settings, stage)
        yield BuiltWarehouse(settings)


@pytest.fixture(scope="module")
def charges(warehouse: BuiltWarehouse) -> dict[tuple[str, str], dict[str, Any]]:
    rows = warehouse.rows("select * from intermediate.int_charges")
    return {(row["case_numbers"], row["count_number"]): row for row in rows}


def test_a_charge_is_what_its_row_says(charges: dict[tuple[str, str], dict[str, Any]]) -> None:
    theft, burglary = charges["CP-51-CR-1-2010", "1"], charges["CP-51-CR-1-2010", "2"]
    told = ("code_book", "section", "subdivision_path", "level", "grade", "disposition_type", "county_type")
    assert [theft[name] for name in told] == [
        *("18 Pa.C.S.", "3929", "(a)(1)", "misdemeanor", "M2", "convicted", "in_state")
    ]
    assert (burglary["charge_prefix"], burglary["disposition_type"]) == ("conspiracy", "nolle_prosequi")
    drugs = charges["CP-67-CR-2-2012", "1"]
    assert [drugs[name] for name in told[:3]] == ["35 P.S.", "780-113", "(a)(16)"]
    assert (drugs["event_date_earliest"], drugs["event_date_latest"]) == (date(2012, 6, 1), date(2012, 6, 30))
    assert charges["CP-67-CR-6-2016", "1"]["is_juvenile"]


def test_what_is_not_understood_is_unknown_and_never_guessed(charges: dict[tuple[str, str], dict[str, Any]]) -> None:
    odd = charges["CP-67-CR-3-2013", "1"]
    told = ("county_type", "level", "disposition_type", "event_date_precision")
    assert [odd[name] for name in told] == ["unknown", "unknown", "unrecognised", "malformed"]
    assert (odd["section"], odd["subdivision_path"]) == ("5503", "(a)(b)(4)"), "but what is understood is known"
    several = charges["CP-67-CR-4-2014", "1"]
    assert (several["county_type"], several["has_further_section"]) == ("elsewhere", True)
    assert {row["record_status"] for row in charges.values()} == {"current"}, (
        "files complete each other: none is a copy"
    )


def test_charges_of_other_states_and_federal_ones_are_wordings_of_elsewhere(warehouse: BuiltWarehouse) -> None:
    told = "county_name, is_known, wording, row_count"
    query = f"select {told} from staging.stg_pa__wordings where kind = 'charge' order by all"
    assert [tuple(row.values()) for row in warehouse.rows(query)] == [
        ("ELSEWHERE", False, "USC", 1),
        ("ELSEWHERE", False, None, 1),
        ("ELSEWHERE", True, None, 1),
        ("PHILADELPHIA", True, None, 2),
        ("UNKNOWN", True, None, 1),
        ("YORK", True, None, 4),
    ]


def test_people_are_described_by_another_file_than_their_charges(warehouse: BuiltWarehouse) -> None:
    rows = warehouse.rows("select person_name, state_ids, issuer_person_ids, is_deceased from intermediate.int_people")
    people = {row["issuer_person_ids"][0]: row for row in rows}
    assert (people["1"]["person_name"], people["1"]["state_ids"]) == ("FIR,FAY", ["12345678"])
    assert people["2"]["is_deceased"] and people["3"]["person_name"] is None
    assert "99" not in people, "nobody who is not charged"
    (conflict,) = warehouse.rows("select * from intermediate.int_identity_conflicts")
    assert (conflict["conflict_type"], conflict["sends_to_review"]) == ("kept_apart_by_the_mapping", True)


def test_sentences_and_debts_are_of_the_count_or_of_the_only_one(
    warehouse: BuiltWarehouse, charges: dict[tuple[str, str], dict[str, Any]]
) -> None:
    query = "select charge_id, sentence_type, sentence_length, min_days, suspended_days from intermediate.int_sentences"
    parts = {row["sentence_type"]: row for row in warehouse.rows(query)}
    theft, drugs = charges["CP-51-CR-1-2010", "1"]["charge_id"], charges["CP-67-CR-2-2012", "1"]["charge_id"]
    assert [parts["prison"][name] for name in ("charge_id", "min_days", "suspended_days")] == [theft, 180, 30]
    assert (parts["probation"]["charge_id"], parts["probation"]["sentence_length"]) == (drugs, 365)
    assert parts["unrecognised"]["charge_id"] is None, "a case that nobody knows is no charge's"
    (owed,) = warehouse.rows("select charge_id, obligation_type, balance_dollars from intermediate.int_obligations")
    assert list(owed.values()) == [theft, "restitution", Decimal("1000.00")]


def test_days_that_waits_run_from_are_events_of_the_charge(
    warehouse: BuiltWarehouse, charges: dict[tuple[str, str], dict[str, Any]]
) -> None:
    theft, drugs = charges["CP-51-CR-1-2010", "1"]["charge_id"], charges["CP-67-CR-2-2012", "1"]["charge_id"]
    rows = warehouse.rows("select charge_id, event_type, event_date_earliest as day from intermediate.int_events")
    days = {(row["charge_id"], row["event_type"]): row["day"] for row in rows}
    assert days[theft, "sentence"] == date(2010, 7, 1)
    assert days[theft, "release"] == days[theft, "prison_release"] == date(2011, 1, 1)
    assert days[drugs, "sentence"] == date(2012, 6, 1)
    assert days[drugs, "supervision_end"] == days[drugs, "probation_completed"] == date(2013, 5, 1)
    assert {kind for charge, kind in days if charge is None} >= {"registration", "deceased", "unrecognised"}
    (supervised,) = warehouse.rows("select supervision_type, is_active from intermediate.int_supervision_records")
    assert list(supervised.values()) == ["probation", "yes"]


def test_facts_of_a_charge_are_told_by_name(warehouse: BuiltWarehouse) -> None:
    query = "select count_key, fact, answer from staging.stg_pa__charge_facts order by all"
    assert [tuple(row.values()) for row in warehouse.rows(query)] == [
        ("CP67CR22012 1", "family_violence_crime", "no"),
        ("CP67CR22012 1", "of_article_b", "no"),
        ("CP67CR22012 1", "victim_under_18", "yes"),
        ("CP67CR42014 1", "family_violence_crime", None),
        ("CP67CR42014 1", "of_article_b", None),
    ]


def test_what_is_odd_is_counted_with_a_reason(warehouse: BuiltWarehouse) -> None:
    query = "select file, column_name, reason, effect, row_count from staging.stg_pa__row_issues order by all"
    assert [tuple(row.values()) for row in warehouse.rows(query)] == [
        ("charges", "count_number", "duplicate_key", "unknown", 2),
        ("charges", "disposition", "unmapped_value", "unknown", 1),
        ("charges", "disposition_date", "impossible_date", "unknown", 1),
        ("charges", "is_domestic", "unmapped_value", "unknown", 1),
        ("charges", "level", "unmapped_value", "unknown", 1),
        ("charges", "offense_flags", "unmapped_value", "unknown", 1),
        ("charges", "place", "unmapped_value", "unknown", 1),
        ("charges", "statute", "not_understood", "unknown", 2),
        ("events", "event", "unmapped_value", "unknown", 1),
        ("people", "person_id", "orphan_row", "rejected", 1),
        ("sentences", "case_number", "orphan_row", "unknown", 1),
        ("sentences", "component", "unmapped_value", "unknown", 1),
        ("sentences", "max_days", "no_number", "unknown", 1),
        ("sentences", "person_id", "orphan_row", "rejected", 1),
    ]
