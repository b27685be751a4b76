"""Every finding of automatic relief can be replayed: the fact rows of its explanation alone give it again.

What belongs here: that what an explanation of a conviction or an arrest shows is enough, and that without what decides
it is not. What does not: Proposition 64 (``test_prop64_explanations``), what the law asks
(``test_relief_sql``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

import pytest
from whole_runs import Ran

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from tests.models.generative.oracle.relief_facts import ReliefFinding
from tests.models.generative.relief_tables import ReliefSql

MADE = {"int_arrest_outcomes", "int_sentence_ends", "int_sentence_terms"}
"""Facts that follow from the rows shown, and are made of them again."""

KEYS = {
    "int_people": ("int_people", "person_id"),
    "int_charges": ("int_charges", "charge_id"),
    "int_convictions": ("int_charges", "charge_id"),
    "int_sentences": ("int_sentences", "sentence_part_id"),
    "int_events": ("int_events", "event_id"),
    "int_established_facts": ("int_established_facts", "fact_id"),
    "int_established_person_facts": ("int_established_person_facts", "fact_id"),
    "int_established_arrest_facts": ("int_established_arrest_facts", "fact_id"),
    "int_claimed_charges": ("int_claimed_charges", "claim_id"),
    "int_claimed_arrests": ("int_claimed_arrests", "claim_id"),
    "int_identity_conflicts": ("int_identity_conflicts", "concat_ws(' ', conflict_type, person_id, other_person_id)"),
    "int_rejected_lines": ("int_unread_lines", "delivery_id || ':' || source_line"),
    "int_supervision_records": ("int_supervision_records", "supervision_record_id"),
    "int_prohibition_petitions": ("int_petitions_told", "petition_id"),
    "int_prohibition_petitions_unmatched": ("int_petitions_told", "petition_id"),
    "int_arrests": ("int_arrests", "arrest_id"),
}
"""Tables the rules read; what an explanation calls them, and a row of them."""

ARREST_CHARGES = """
insert into intermediate.int_arrest_charges
select kept.* from kept.int_arrest_charges as kept
semi join intermediate.int_arrests as arrests on kept.arrest_number = arrests.arrest_number
semi join intermediate.int_charges as charges on kept.charge_number = charges.charge_number
"""

EXPLAINED = """
select unit_id, remedy_id, person_id, fact_rows from (
    select charge_id as unit_id, remedy_id, person_id, fact_rows from marts.explanations
    where remedy_id = 'conviction_relief'
    union all select arrest_id, remedy_id, person_id, fact_rows from marts.arrest_explanations
) where md5(person_id) < ? order by unit_id, remedy_id
"""

Key = tuple[str, str]
Explained = tuple[str, str, str, Sequence[Mapping[str, str]]]


class Replay(ReliefSql):
    """The rules over nothing but the fact rows they are given."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, with_rows=True, made=MADE)
        self._connection.execute("create schema kept")
        for table in (*KEYS, "int_arrest_charges"):
            self._connection.execute(f"create table kept.{table} as from intermediate.{table}")
        self._build(self.models)
        self._needed = [named for named in self.models if "prop64" not in named[1]]

    def again(self, facts: Mapping[str, Set[str]]) -> dict[Key, ReliefFinding]:
        """Every finding that follows from these rows."""
        for table, (shown_as, key) in KEYS.items():
            self._connection.execute(f"truncate intermediate.{table}")
            self._connection.execute(
                f"insert into intermediate.{table} select * from kept.{table} where list_contains(?, {key})",
                [sorted(facts.get(shown_as, set()))],
            )
        self._connection.execute("truncate intermediate.int_arrest_charges")
        self._connection.execute(ARREST_CHARGES)
        for schema, model in self._needed:
            self._connection.execute(f"create or replace table {schema}.{model} as {self.sql[model]}")
        return self.by_key()

    def by_key(self) -> dict[Key, ReliefFinding]:
        """What is found now, by charge or arrest and remedy."""
        return {(finding.unit_id, finding.remedy_id): finding for finding in self.findings()}


@pytest.fixture(scope="module")
def replay(sample_run: Ran) -> Replay:
    return Replay(sample_run.settings)


@pytest.fixture(scope="module")
def expected(replay: Replay) -> dict[Key, ReliefFinding]:
    return replay.by_key()


def explained(settings: Settings, below: str) -> list[Explained]:
    """Of the people whose hash lies below."""
    with open_warehouse(settings) as connection:
        return connection.execute(EXPLAINED, [below]).fetchall()


def _one_of_each_person(explanations: Sequence[Explained], at_most: int) -> Iterator[list[Explained]]:
    """So many of each person in batches in which no person is twice: each is replayed with its own facts only."""
    of_person: dict[str, list[Explained]] = defaultdict(list)
    for explanation in explanations:
        of_person[explanation[2]].append(explanation)
    for place in range(min(at_most, max(map(len, of_person.values())))):
        yield [found[place] for found in of_person.values() if place < len(found)]


def _facts(explanations: Iterable[Explained], without: str = "") -> Mapping[str, Set[str]]:
    facts: dict[str, set[str]] = defaultdict(set)
    for *_, fact_rows in explanations:
        for fact in fact_rows:
            if fact["role"] != without:
                facts[fact["fact_table"]].add(fact["fact_id"])
    return facts


def _replayed(
    replay: Replay,
    expected: Mapping[Key, ReliefFinding],
    explanations: Sequence[Explained],
    *,
    at_most: int = 1_000,
    without: str = "",
) -> list[Key]:
    """The findings that are others when they are replayed."""
    others = []
    for batch in _one_of_each_person(explanations, at_most):
        found = replay.again(_facts(batch, without))
        others += [
            (unit_id, remedy_id)
            for unit_id, remedy_id, *_ in batch
            if found.get((unit_id, remedy_id)) != expected[unit_id, remedy_id]
        ]
    return others


def test_the_facts_of_an_explanation_alone_give_the_same_finding(
    sample_run: Ran, replay: Replay, expected: dict[Key, ReliefFinding]
) -> None:
    explanations = explained(sample_run.settings, "40")
    assert {remedy_id for _, remedy_id, *_ in explanations} == {"conviction_relief", "arrest_relief"}
    assert len(explanations) > 500
    assert _replayed(replay, expected, explanations, at_most=4) == []


@pytest.mark.parametrize("role", ["sentence", pytest.param("charge_of_the_arrest", marks=pytest.mark.long)])
def test_without_a_fact_that_decides_the_finding_is_another(
    sample_run: Ran, replay: Replay, expected: dict[Key, ReliefFinding], role: str
) -> None:
    explanations = explained(sample_run.settings, "40")
    with_it = {(unit, remedy) for unit, remedy, _, rows in explanations if any(row["role"] == role for row in rows)}
    changed = _replayed(replay, expected, explanations, at_most=1, without=role)
    assert changed
    assert set(changed) <= with_it


@pytest.mark.long
def test_the_facts_of_every_explanation_alone_give_the_same_finding(
    sample_run: Ran, replay: Replay, expected: dict[Key, ReliefFinding]
) -> None:
    explanations = explained(sample_run.settings, "g")
    assert len(explanations) == len(expected)
    assert _replayed(replay, expected, explanations) == []
