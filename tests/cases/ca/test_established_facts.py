"""What people established reaches the charges it is about and no other; what counties chose stands beside the run.

What belongs here: the way from the files into the warehouse. What does not: the files by themselves (``tests/unit``).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_files import conviction, person, write_history
from warehouse_runs import BuiltWarehouse, build

from orchestration.policy.faults import PolicyInvalid
from orchestration.warehouse.dbt import StageFailed

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


def test_lines_that_contradict_each_other_through_two_ids_of_one_person_stop_the_run(
    delivery: Path, tmp_path: Path
) -> None:
    with_the_other_id = FACTS[0].replace(f"state:A{GROWER:09d}", f"issuer:{10_000_000 + GROWER}").replace("yes", "no")
    write_facts(tmp_path, FACTS[0], with_the_other_id)
    with pytest.raises(StageFailed, match="assert_established_facts_of_a_charge_agree"):
        build(tmp_path, [delivery], stages=STAGES)


def test_a_wrong_policy_stops_before_anything_is_read(delivery: Path, tmp_path: Path) -> None:
    (tmp_path / "policy" / "ca.yaml").mkdir(parents=True)
    with pytest.raises(PolicyInvalid, match="found a folder"):
        build(tmp_path, [delivery], stages=())
    assert not (tmp_path / "intake").exists()
