"""What people established reaches the charges it is about and no other; what counties chose stands beside the run.

What belongs here: the way from the files into the warehouse. What does not: the files by themselves (``tests/unit``).
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from compiled_models import data_test
from raw_files import arrest, conviction, person, write_history
from warehouse_runs import BuiltWarehouse, build

from orchestration.ingestion import load
from orchestration.law.input_files import InputFileError

HEADER = "id,county,case_number,section,fact,value,established_by,established_on,why"
GROWER, SELLER, OTHER = 501, 502, 503
FACTS = (
    f"state:A{GROWER:09d},Sacramento,00-F-0001,11358,at_most_six_plants,yes,clerk 7,2026-02-01,police report",
    f"issuer:{10_000_000 + SELLER},SACRAMENTO,00F0002,11360(a),import_or_export,no,clerk 7,2026-02-02,plea form",
    f"state:{SELLER},SACRAMENTO,00F0003,11359,knowing_sale_to_minor,no,clerk 8,2026-02-03,transcript",
    f"state:{SELLER},FRESNO,00F0003,11359,environmental_harm,no,clerk 8,2026-02-03,another county",
    f"state:{SELLER},SACRAMENTO,00F0002,11360(b),environmental_harm,no,clerk 8,2026-02-03,another subdivision",
    f"state:{OTHER},SACRAMENTO,00F0001,11357,prosecutor_challenge,yes,clerk 8,2026-02-03,another section",
    "state:999999,SACRAMENTO,00F0001,11358,at_most_six_plants,no,clerk 8,2026-02-03,nobody",
)
STAGES = ("staging", "intermediate")


def write_facts(home: Path, *lines: str) -> None:
    path = home / "decisions" / "ca" / "facts.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    grower, seller, other = person(GROWER), person(SELLER), person(OTHER)
    rows = [
        conviction(grower, "11358 HS-PLANT/CULTIVATE MARIJUANA", CONV_STAT_DESCR="FELONY"),
        conviction(grower, "11359 HS-POSSESS MARIJUANA FOR SALE", CNT_ORDER="101002002000"),
        conviction(seller, "11360(A) HS-SELL/FURNISH/ETC MARIJUANA", OFN="00F0002"),
        conviction(seller, "11359 HS-POSSESS MARIJUANA FOR SALE", OFN="00F0003 00F0004", CNT_ORDER="102001001000"),
        conviction(other, "11358 HS-PLANT/CULTIVATE MARIJUANA"),
    ]
    return write_history(tmp_path_factory.mktemp("d") / "sacramento_20260301.csv", rows)


@pytest.fixture(scope="module")
def built(delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    home = tmp_path_factory.mktemp("facts")
    write_facts(home, *FACTS)
    (home / "policy").mkdir()
    (home / "policy" / "ca.yaml").write_text("counties: {sacramento: {dismiss: [11357, 11358], chosen_by: the office}}")
    return build(home, [delivery], stages=STAGES)


def test_a_fact_is_about_the_charges_of_its_person_county_case_and_section(built: BuiltWarehouse) -> None:
    rows = built.rows(
        "select people.state_ids[1] as state_id, charges.section, facts.fact, facts.value, facts.established_by, "
        "cast(facts.established_on as varchar) as established_on, facts.why "
        "from intermediate.int_established_facts as facts "
        "inner join intermediate.int_charges as charges using (charge_id, person_id, person_bucket) "
        "inner join intermediate.int_people as people using (person_id) order by facts.established_on"
    )
    assert [tuple(row.values()) for row in rows] == [
        (str(GROWER), "11358", "at_most_six_plants", "yes", "clerk 7", "2026-02-01", "police report"),
        (str(SELLER), "11360", "import_or_export", "no", "clerk 7", "2026-02-02", "plea form"),
        (str(SELLER), "11359", "knowing_sale_to_minor", "no", "clerk 8", "2026-02-03", "transcript"),
    ]


def test_a_fact_about_no_charge_is_not_lost(built: BuiltWarehouse) -> None:
    rows = built.rows(
        "select facts.why, unmatched.reason from intermediate.int_established_facts_unmatched as unmatched "
        "inner join intake.established_facts as facts using (fact_id) order by facts.why"
    )
    assert {row["why"]: row["reason"] for row in rows} == {
        "another county": "no_such_charge",
        "another section": "no_such_charge",
        "another subdivision": "no_such_charge",
        "nobody": "no_such_person",
    }


def test_the_choices_of_counties_are_rows_with_the_id_that_the_run_carries(built: BuiltWarehouse) -> None:
    rows = built.rows("select * from intake.county_policies")
    assert [(row["county_name"], row["option"], row["value"]) for row in rows] == [
        ("SACRAMENTO", "chosen_by", "the office"),
        ("SACRAMENTO", "dismiss_section", "11357"),
        ("SACRAMENTO", "dismiss_section", "11358"),
        ("SACRAMENTO", "policy", "given"),
    ]
    (run,) = built.rows("select policy_id from intake.run_parameters")
    assert {row["policy_id"] for row in rows} == {run["policy_id"]}


@pytest.mark.long
def test_facts_and_choices_are_taken_back_and_a_named_policy_goes_before_the_one_at_home(
    built: BuiltWarehouse, delivery: Path, tmp_path: Path
) -> None:
    home = built.settings.root
    write_facts(home)
    named = tmp_path / "other.yaml"
    named.write_text("default: {}")
    again = build(home, [delivery], stages=STAGES, policy=named)
    assert again.rows("select county_name, option from intake.county_policies") == [
        {"county_name": "*", "option": "policy"}
    ]
    (home / "policy" / "ca.yaml").unlink()
    again = build(home, [delivery], stages=STAGES)
    for table in (
        "intake.established_facts",
        "intake.county_policies",
        "intermediate.int_established_facts",
        "intermediate.int_established_facts_unmatched",
    ):
        assert again.rows(f"from {table}") == []
    assert again.rows("select policy_id from intake.run_parameters") == [{"policy_id": None}]


def test_lines_that_contradict_each_other_through_two_ids_of_one_person_fail_their_data_test(
    built: BuiltWarehouse, delivery: Path, tmp_path: Path
) -> None:
    with_the_other_id = FACTS[0].replace(f"state:A{GROWER:09d}", f"issuer:{10_000_000 + GROWER}").replace("yes", "no")
    write_facts(tmp_path, FACTS[0], with_the_other_id)
    agree = data_test("assert_established_facts_of_a_charge_agree")
    assert built.rows(agree) == []
    assert build(tmp_path, [delivery], stages=STAGES).rows(agree) != []


def test_a_wrong_policy_stops_before_anything_is_read(delivery: Path, tmp_path: Path) -> None:
    (tmp_path / "policy" / "ca.yaml").mkdir(parents=True)
    with pytest.raises(InputFileError, match="found a folder"):
        build(tmp_path, [delivery], stages=())
    assert not (tmp_path / "intake").exists()


UNITS = "fact,unit\nlevel,charge\nduty_ended,person\nproceedings,arrest\n"
OF_OTHER_UNITS = (
    f"state:{GROWER},,,,duty_ended,yes,clerk 7,2026-02-01,a person by the state id",
    f"issuer:{10_000_000 + SELLER},,,,duty_ended,no,clerk 7,2026-02-01,a person by the other id",
    f"state:{GROWER},SACRAMENTO,arrest:1994-05-01,,proceedings,no,clerk 7,2026-02-01,both agencies of that day",
    f"state:{GROWER},FRESNO,arrest:1994-05-01,,proceedings,no,clerk 7,2026-02-01,an arrest in another county",
    f"state:{GROWER},SACRAMENTO,arrest:1994-05-02,,proceedings,no,clerk 7,2026-02-01,an arrest on another day",
    f"state:{SELLER},SACRAMENTO,arrest:1995-06,,proceedings,yes,clerk 7,2026-02-01,a day known as a month",
    f"state:{GROWER},SACRAMENTO,arrest:1994-05-01,459,level,no,clerk 7,2026-02-01,charges of the arrest",
    f"state:{GROWER},SACRAMENTO,arrest:1994-05-01,none,level,yes,clerk 7,2026-02-01,the charge nobody can read",
    f"state:{SELLER},ELSEWHERE,95X1,459,level,yes,clerk 7,2026-02-01,a court of another state",
    f"state:{OTHER},,,,duty_ended,yes,clerk 7,2026-02-01,nobody",
)


@pytest.fixture(scope="module")
def of_other_units(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    home, (grower, seller) = tmp_path_factory.mktemp("units"), (person(GROWER), person(SELLER))
    rows = [
        arrest(grower, "459 PC-BURGLARY", "19940501"),
        arrest(grower, "459 PC-BURGLARY", "19940501", STP_ORI_CODE="CA0349999", CNT_ORDER="101001002000"),
        arrest(grower, "SOMETHING NOBODY CAN READ", "19940501", CNT_ORDER="101001003000"),
        conviction(grower, "459 PC-BURGLARY", CYC_DATE="19940501", OFN="94F1"),
        arrest(seller, "459 PC-BURGLARY", "19950600"),
        conviction(
            seller, "459 PC-BURGLARY", OFN="95X1", STP_ORI_CNTY_NAME="OUT OF STATE", STP_ORI_CODE="NV0020000",
            CNT_ORDER="102001001000",
        ),
    ]  # fmt: skip
    write_facts(home, *OF_OTHER_UNITS)
    known = {row["fact"]: row["unit"] for row in csv.DictReader(UNITS.splitlines())}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(load, "read_known_facts", lambda *_: known)
        return build(home, [write_history(home / "sacramento_20260301.csv", rows)], stages=STAGES)


def test_facts_of_persons_reach_the_person_whichever_id_names_it(of_other_units: BuiltWarehouse) -> None:
    rows = of_other_units.rows(
        "select people.state_ids[1] as state_id, facts.fact, facts.value, facts.established_by, facts.why "
        "from intermediate.int_established_person_facts as facts "
        "inner join intermediate.int_people as people using (person_id, person_bucket) order by state_id"
    )
    assert [tuple(row.values()) for row in rows] == [
        (str(GROWER), "duty_ended", "yes", "clerk 7", "a person by the state id"),
        (str(SELLER), "duty_ended", "no", "clerk 7", "a person by the other id"),
    ]


def test_facts_of_arrests_reach_every_arrest_of_that_day_in_that_county(of_other_units: BuiltWarehouse) -> None:
    rows = of_other_units.rows(
        "select people.state_ids[1] as state_id, arrests.agency_code, facts.value "
        "from intermediate.int_established_arrest_facts as facts "
        "inner join intermediate.int_arrests as arrests using (arrest_id, person_id, person_bucket) "
        "inner join intermediate.int_people as people using (person_id) order by all"
    )
    assert [tuple(row.values()) for row in rows] == [
        (str(GROWER), "CA0340000", "no"),
        (str(GROWER), "CA0349999", "no"),
        (str(SELLER), "CA0340000", "yes"),
    ]


def test_a_charge_without_case_number_goes_by_its_arrest_and_one_with_it_does_not(
    of_other_units: BuiltWarehouse,
) -> None:
    rows = of_other_units.rows(
        "select charges.charge_stage, charges.section, charges.county_type, facts.why "
        "from intermediate.int_established_facts as facts "
        "inner join intermediate.int_charges as charges using (charge_id) order by facts.why, charges.charge_id"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("court", "459", "elsewhere", "a court of another state"),
        ("arrest", "459", "in_state", "charges of the arrest"),
        ("arrest", "459", "in_state", "charges of the arrest"),
        ("arrest", None, "in_state", "the charge nobody can read"),
    ]


def test_what_names_no_person_or_arrest_of_the_run_is_told(of_other_units: BuiltWarehouse) -> None:
    rows = of_other_units.rows(
        "select facts.why, unmatched.reason from intermediate.int_established_facts_unmatched as unmatched "
        "inner join intake.established_facts as facts using (fact_id) order by facts.why"
    )
    assert {row["why"]: row["reason"] for row in rows} == {
        "an arrest in another county": "no_such_arrest",
        "an arrest on another day": "no_such_arrest",
        "nobody": "no_such_person",
    }
