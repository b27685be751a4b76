"""The SQL of Proposition 64 finds what an independent reading of the law in plain Python finds, for invented people.

What belongs here: the comparison, and one mutation for each element, so that it is known to notice. What does not: the
oracle (``oracle``), the tables (``prop64_tables``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from repository import ROOT
from whole_runs import Ran

from orchestration.law.tables import read_packs
from tests.models.generative.oracle.disqualifiers import OffenseLists
from tests.models.generative.oracle.facts import Finding, Parameters, Person, Policy
from tests.models.generative.oracle.prop64 import findings
from tests.models.generative.prop64_mutations import MUTATIONS
from tests.models.generative.prop64_questions import AS_OF, LIST_ROWS, OPEN_QUESTIONS_DECIDED, people_and_policies
from tests.models.generative.prop64_tables import RuleSql
from tests.models.generative.relief_lives import table

PIECES, PEOPLE_OF_A_PIECE = 10, 20_000


@cache
def _expected_once(seed: int) -> frozenset[Finding]:
    return frozenset(_expected(seed, 1_500, {}))


@cache
def _expected_of_20_000() -> frozenset[Finding]:
    return frozenset(_expected(64, 20_000, {}))


def _asked(seed: int) -> tuple[tuple[Person, ...], date, Mapping[str, Policy]]:
    people, policies = people_and_policies(seed, 1_500)
    return people, AS_OF, policies


def _expected(seed: int, count: int, decided: Mapping[str, str]) -> set[Finding]:
    people, policies = people_and_policies(seed, count)
    values = {row["parameter"]: row["value"] for row in table("ca_parameters")} | dict(decided)
    parameters, lists = Parameters.from_values(values), OffenseLists(LIST_ROWS)
    return {finding for person in people for finding in findings(person, AS_OF, parameters, lists, policies)}


def _differing(expected: set[Finding], found: set[Finding]) -> str:
    """What differs, smallest first: synthetic people, so the findings may be shown."""
    return "\n".join(
        map(str, sorted(expected ^ found, key=lambda finding: (finding.charge_id, finding.remedy_id))[:10])
    )


def _compare(sql: RuleSql, seed: int, count: int, decided: Mapping[str, str]) -> None:
    people, policies = people_and_policies(seed, count)
    sql.set_parameters(decided)
    expected, found = _expected(seed, count, decided), sql.findings(people, AS_OF, policies)
    assert len(expected) > count
    assert expected == found, _differing(expected, found)


@pytest.mark.parametrize(
    "decided",
    [
        pytest.param(decided, marks=[pytest.mark.long] * (len(decided) == 1))  # several at once: in make test
        for decided in OPEN_QUESTIONS_DECIDED
    ],
    ids=str,
)
def test_sql_and_oracle_agree_on_outcome_relief_path_and_reason(sample_run: Ran, decided: dict[str, str]) -> None:
    _compare(RuleSql(sample_run.settings), 64, 2_000, decided)


def test_every_row_of_the_matrix_decides_for_some_invented_person() -> None:
    decided_by = {finding.path for finding in _expected_of_20_000()}
    assert {row["matrix_row"] for row in table("ca_prop64_matrix")} <= decided_by


def test_every_reason_is_given_to_some_invented_person() -> None:
    given = {finding.reason_code for finding in _expected_of_20_000()}
    never_decides = {
        "prop64_offense_not_in_time_of_row",  # a row that does not apply never decides
        "prop64_age_not_of_this_row",
        "prop64_level_not_of_this_row",
        "prop64_fact_not_of_this_row",
        "prop64_disqualified",  # the row that says no change decides
        "prop64_fact_not_established",  # an alternative row never decides while another applies
    }
    (pack,) = (file.pack for file in read_packs(ROOT / "models", "ca") if file.pack.pack == "hs_11361_8")
    assert set(pack.reasons) - given == never_decides
    assert given <= set(pack.reasons), "the pack words each reason that decides"


@pytest.mark.long
def test_sql_and_oracle_agree_on_200_000people_and_policies(sample_run: Ran) -> None:
    sql = RuleSql(sample_run.settings)
    seen: set[str] = set()
    for seed in range(640, 640 + PIECES):
        _compare(sql, seed, PEOPLE_OF_A_PIECE, {})
        seen.update(person.person_id for person in people_and_policies(seed, PEOPLE_OF_A_PIECE)[0])
        people_and_policies.cache_clear()  # one piece at a time stays in memory
    assert len(seen) == 200_000


@pytest.mark.long
@pytest.mark.parametrize("decided", [decided for decided in OPEN_QUESTIONS_DECIDED if decided], ids=str)
def test_sql_and_oracle_agree_on_20_000_people_as_counsel_may_decide(sample_run: Ran, decided: dict[str, str]) -> None:
    _compare(RuleSql(sample_run.settings), 700, PEOPLE_OF_A_PIECE, decided)


@pytest.mark.long
@pytest.mark.parametrize(("model", "before", "after"), MUTATIONS, ids=lambda text: " ".join(text.split())[:60])
def test_a_broken_element_is_noticed(sample_run: Ran, model: str, before: str, after: str) -> None:
    sql = RuleSql(sample_run.settings)
    broken = sql.sql[model].replace(before, after)
    assert broken != sql.sql[model], "the SQL does not hold what the mutation replaces"
    sql.sql[model] = broken
    # (What is rare is not in every thousand people.)
    assert any(sql.findings(*_asked(seed)) != _expected_once(seed) for seed in (65, 64, 63, 62))


def test_a_shuffled_order_of_people_changes_nothing(sample_run: Ran) -> None:
    people, policies = people_and_policies(65, 1_500)
    sql = RuleSql(sample_run.settings)
    there, back = (sql.findings(order, AS_OF, policies) for order in (people, people[::-1]))
    assert there == back


def test_removing_every_disqualifier_never_takes_relief_away(sample_run: Ran) -> None:
    people, policies = people_and_policies(66, 1_500)
    marijuana = {"11357", "11358", "11359", "11360"}

    def without_others(person: Person) -> Person:
        kept = {charge.charge_id for charge in person.charges if charge.section in marijuana}
        return replace(
            person,
            charges=tuple(charge for charge in person.charges if charge.charge_id in kept),
            convictions=tuple(conviction for conviction in person.convictions if conviction.charge_id in kept),
            events=tuple(event for event in person.events if event.event_type != "registration"),
        )

    sql = RuleSql(sample_run.settings)
    before = {finding.charge_id for finding in sql.findings(people, AS_OF, policies) if _is_given(finding)}
    after = {
        finding.charge_id
        for finding in sql.findings([without_others(person) for person in people], AS_OF, policies)
        if _is_given(finding)
    }
    assert before <= after


def _is_given(finding: Finding) -> bool:
    return finding.remedy_id == "prop64_statutory" and finding.outcome == "eligible"
