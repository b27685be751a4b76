"""While somebody says that a record is wrong, nothing of it is filed; an answer frees it, and each can be taken back.

What belongs here: from the claims file to determinations and review items. What does not: the file by itself
(``tests/unit/intake/test_claims.py``).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_files import arrest, conviction, person, write_history
from warehouse_runs import STAGES, BuiltWarehouse, build

from orchestration.ingestion.decisions.claims import COLUMNS
from orchestration.warehouse.dbt.batched_tests import ON_DEMAND

CHARGE = "11357(B) HS-POSSESS MARIJUANA"
PEOPLE = {
    name: 600 + number for number, name in enumerate(("whole", "arrested", "one count", "due", "answered", "nobody"))
}
SUPPORT = "a letter,"


def line(
    who: str, where: str, claim: str = "not_me", received: str = "2026-04-01", rest: str = f"{SUPPORT},,,,"
) -> str:
    return f"state:{PEOPLE[who]},{where},{claim},person,{received},{rest}"


CASE = "SACRAMENTO,00F0001,11357(b)"
CLAIMS = (
    line("whole", ",,"),
    line("arrested", "SACRAMENTO,arrest:2000-06-01,"),
    line("one count", CASE, "already_dismissed"),
    line("due", CASE, received="2026-05-02"),  # due on the as-of date
    line("due", "SACRAMENTO,00F0002,11357(b)", received="2026-05-01"),  # due the day before
    line("answered", CASE, "disposition_missing"),
    line("answered", CASE, "disposition_missing", rest=",,upheld,clerk 7,2026-05-01,docket"),
    line("answered", "SACRAMENTO,00F0002,11357(b)"),
    line("answered", "SACRAMENTO,00F0002,11357(b)", rest=",,upheld,clerk 7,2026-05-01,fingerprints"),
    line("answered", "SACRAMENTO,00F0003,11357(b)"),
    line("answered", "SACRAMENTO,00F0003,11357(b)", rest=",,rejected,clerk 7,2026-05-01,fingerprints"),
    line("nobody", ",,"),
    line("whole", "FRESNO,00F0001,11357(b)"),
)


def write_claims(home: Path, *lines: str) -> None:
    path = home / "decisions" / "ca" / "claims.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = []
    for name, number in PEOPLE.items():
        if name == "nobody":
            continue
        who = person(number)
        rows.append(arrest(who, CHARGE))
        for case in (1, 2, 3):
            day = f"2000060{case}"  # each case of an arrest of its own
            order = {"CNT_ORDER": f"10{case}002001000", "CYC_DATE": day}
            rows.append(conviction(who, CHARGE, OFN=f"00F000{case}", **order))
    return write_history(tmp_path_factory.mktemp("d") / "sacramento_20260301.csv", rows)


@pytest.fixture(scope="module")
def claimed(delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    home = tmp_path_factory.mktemp("claims")
    write_claims(home, *CLAIMS)
    return build(home, [delivery], stages=(*STAGES, ON_DEMAND))


def held(built: BuiltWarehouse) -> dict[str, set[str]]:
    """By person, the cases that wait because of a claim."""
    names = {str(number): name for name, number in PEOPLE.items()}
    rows = built.rows(
        "select people.state_ids[1] as state_id, charges.case_number_key as case_number, determinations.outcome "
        "from marts.determinations inner join intermediate.int_people as people using (person_id) "
        "inner join intermediate.int_charges as charges using (charge_id) "
        "where determinations.remedy_id = 'prop64_statutory' and determinations.reason_code = 'record_claim_open'"
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        assert row["outcome"] == "review"
        found.setdefault(names[row["state_id"]], set()).add(row["case_number"])
    return found


def test_what_a_claim_is_about_waits_and_nothing_else_does(claimed: BuiltWarehouse) -> None:
    assert held(claimed) == {
        "whole": {"00F0001", "00F0002", "00F0003"},
        "arrested": {"00F0001"},
        "one count": {"00F0001"},
        "due": {"00F0001", "00F0002"},
        "answered": {"00F0002"},  # upheld: it is another person's
    }


def test_arrests_that_a_claim_is_about_wait_too(claimed: BuiltWarehouse) -> None:
    """The day of the arrest is the claim's own, the person's any, a charge's that of its arrest."""
    names = {str(number): name for name, number in PEOPLE.items()}
    rows = claimed.rows(
        "select people.state_ids[1] as state_id, min(elements.word) as word, max(elements.word) as other "
        "from rules.rule_ca__arrest_elements as elements "
        "inner join intermediate.int_people as people using (person_id) "
        "where elements.element = 'record_is_clear' group by people.state_ids[1]"
    )
    words = {names[row["state_id"]]: {row["word"], row["other"]} for row in rows}
    assert words == {
        "whole": {"unknown"},
        "arrested": {"unknown"},
        "one count": {"unknown"},
        "due": {"unknown"},
        "answered": {"met"},  # what was upheld is another case's, of another day
    }


def test_nothing_that_waits_for_an_answer_is_filed(claimed: BuiltWarehouse) -> None:
    (row,) = claimed.rows(
        "select count(*) as filed, count(*) filter (where claims.charge_id is not null) as claimed "
        "from (from marts.filing_lines where relief_by = 'court_order') as queue left join "
        "(select distinct charge_id from intermediate.int_claimed_charges where is_holding) as claims using (charge_id)"
    )
    assert row["filed"] > 0
    assert row["claimed"] == 0


def test_open_claims_are_review_items_with_the_day_an_answer_is_due(claimed: BuiltWarehouse) -> None:
    rows = claimed.rows(
        "select asks, county_name, section, charges_waiting, determinations, cast(due_on as varchar) as due_on, "
        "is_overdue from marts.review_items where item_kind = 'claim' "
        "order by due_on, asks, charges_waiting, county_name"
    )
    assert [tuple(row.values()) for row in rows] == [
        # Charges and their arrest; Proposition 64 is decided twice, by statute and by policy.
        ("already_dismissed", "SACRAMENTO", "11357(b)", 1, 4, "2026-05-01", True),
        ("not_me", "", "", 0, 0, "2026-05-01", True),
        ("not_me", "FRESNO", "11357(b)", 0, 0, "2026-05-01", True),
        ("not_me", "SACRAMENTO", "", 2, 4, "2026-05-01", True),
        ("not_me", "", "", 4, 10, "2026-05-01", True),
        ("not_me", "SACRAMENTO", "11357(b)", 1, 3, "2026-05-31", True),
        ("not_me", "SACRAMENTO", "11357(b)", 1, 4, "2026-06-01", False),
    ]


def test_a_claim_about_nothing_is_not_lost(claimed: BuiltWarehouse) -> None:
    rows = claimed.rows("select unit, unmatched_reason as reason from intermediate.int_claims where reason is not null")
    assert {(row["unit"], row["reason"]) for row in rows} == {
        ("person", "no_such_person"),
        ("charge", "no_such_charge_or_arrest"),
    }


def test_an_explanation_shows_the_claim_with_who_and_when(claimed: BuiltWarehouse) -> None:
    rows = claimed.rows("select distinct words from marts.explanation_facts where role = 'claim' order by words")
    assert [row["words"] for row in rows] == [
        "already_dismissed, claimed by person on 2026-04-01, answer due on 2026-05-01",
        "disposition_missing, claimed by person on 2026-04-01, upheld by clerk 7 on 2026-05-01: docket",
        "not_me, claimed by person on 2026-04-01, answer due on 2026-05-01",
        "not_me, claimed by person on 2026-04-01, rejected by clerk 7 on 2026-05-01: fingerprints",
        "not_me, claimed by person on 2026-04-01, upheld by clerk 7 on 2026-05-01: fingerprints",
        "not_me, claimed by person on 2026-05-01, answer due on 2026-05-31",
        "not_me, claimed by person on 2026-05-02, answer due on 2026-06-01",
    ]


@pytest.mark.long
def test_claims_taken_back_leave_no_trace_and_another_answer_makes_another_run(
    claimed: BuiltWarehouse, delivery: Path, tmp_path: Path
) -> None:
    def run_id(built: BuiltWarehouse) -> str:
        (row,) = built.rows("select run_id from intake.run_parameters")
        return str(row["run_id"])

    untouched = build(tmp_path, [delivery], stages=(*STAGES, ON_DEMAND))
    before = run_id(claimed)
    write_claims(claimed.settings.root, *CLAIMS[:-1])
    fewer = build(claimed.settings.root, [delivery], stages=())
    assert run_id(fewer) not in (before, run_id(untouched))
    write_claims(claimed.settings.root)
    without = build(claimed.settings.root, [delivery], stages=(*STAGES, ON_DEMAND))
    assert held(without) == {}
    assert without.hashes() == untouched.hashes()
