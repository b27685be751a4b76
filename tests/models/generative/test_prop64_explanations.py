"""Every finding of Proposition 64 can be explained: elements as the law table names them, facts down to the line.

What belongs here: that the explanation is whole and enough. Its fact rows alone, fed into empty tables, must give the
same finding again; without one that decides they must not. What does not: what the law asks
(``test_prop64_sql``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import duckdb
import pytest
from whole_runs import Ran

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from tests.models.generative.prop64_tables import RuleSql
from tests.models.generative.relief_lives import table as read_law

KEYS = {
    "int_charges": "charge_id",
    "int_convictions": "charge_id",
    "int_events": "event_id",
    "int_people": "person_id",
    "int_established_facts": "fact_id",
    "int_claimed_charges": "claim_id",
    "int_identity_conflicts": "concat_ws(' ', conflict_type, person_id, other_person_id)",
    "int_rejected_lines": "delivery_id || ':' || source_line",
}
"""Tables the rules read, and what an explanation calls a row of them."""
CALLED = {"int_unread_lines": "int_rejected_lines"}
"""What explanations call a table, where its name is another: frozen lines of the ledger have that word."""

Finding = Mapping[str, object]
Facts = Mapping[str, set[str]]
"""Table to the ids of its rows."""


def _rows(settings: Settings, query: str) -> list[dict[str, object]]:
    with open_warehouse(settings) as connection:
        result = connection.execute(query)
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


class Replay(RuleSql):
    """The rules over nothing but the fact rows they are given."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._connection.execute(f"attach '{settings.warehouse}' as built (read_only)")
        for table in ("run_parameters", "county_policies"):
            self._connection.execute(f"insert into clearance.intake.{table} select * from built.intake.{table}")
        self._connection.execute("create schema clearance.kept")
        for table in KEYS:
            self._connection.execute(f"create table clearance.kept.{table} as from built.intermediate.{table}")
        self._connection.execute("create table clearance.kept.findings as from built.rules.rule_ca__findings")
        self._connection.execute("detach built")

    def again(self, facts: Facts) -> dict[tuple[str, str], Finding]:
        """Every finding, by charge and remedy, that follows from these rows."""
        for table, key in KEYS.items():
            ids = sorted(facts.get("int_charges" if table == "int_convictions" else table, set()))
            self._connection.execute(f"truncate clearance.intermediate.{table}")
            self._connection.execute(
                f"insert into clearance.intermediate.{table} "
                f"select * from clearance.kept.{table} where list_contains(?, {key})",
                [ids],
            )
        self.build(self.models)
        return _by_charge_and_remedy(self._connection, "clearance.rules.rule_ca__findings")

    def as_built(self) -> dict[tuple[str, str], Finding]:
        """Every finding of the run itself."""
        return _by_charge_and_remedy(self._connection, "clearance.kept.findings")


def _by_charge_and_remedy(connection: duckdb.DuckDBPyConnection, table: str) -> dict[tuple[str, str], Finding]:
    result = connection.execute(f"select * from {table} where starts_with(remedy_id, 'prop64')")
    names = [column[0] for column in result.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {(row["charge_id"], row["remedy_id"]): row for row in rows}


@pytest.fixture(scope="module")
def explanations(sample_run: Ran) -> list[dict[str, object]]:
    return _rows(
        sample_run.settings,
        "select * from marts.explanations where starts_with(remedy_id, 'prop64') order by charge_id, remedy_id",
    )


@pytest.fixture(scope="module")
def replay(sample_run: Ran) -> Replay:
    return Replay(sample_run.settings)


def _one_of_each_person(explanations: Sequence[Mapping[str, object]]) -> Iterator[list[Mapping[str, object]]]:
    """All explanations in batches in which no person is twice: so each is replayed with its own facts only."""
    of_person: dict[object, list[Mapping[str, object]]] = defaultdict(list)
    for explanation in explanations:
        of_person[explanation["person_id"]].append(explanation)
    for place in range(max(map(len, of_person.values()))):
        yield [found[place] for found in of_person.values() if place < len(found)]


def _facts(explanations: Iterable[Mapping[str, object]], without: str = "") -> Facts:
    facts: dict[str, set[str]] = defaultdict(set)
    for explanation in explanations:
        for fact in explanation["fact_rows"]:  # type: ignore[attr-defined]
            if fact["role"] != without:
                facts[CALLED.get(fact["fact_table"], fact["fact_table"])].add(fact["fact_id"])
    return facts


def _key(explanation: Mapping[str, object]) -> tuple[str, str]:
    return str(explanation["charge_id"]), str(explanation["remedy_id"])


def test_there_is_one_explanation_for_every_finding(replay: Replay, explanations: list[dict[str, object]]) -> None:
    assert sorted(map(_key, explanations)) == sorted(replay.as_built())
    assert len(explanations) > 500


@pytest.mark.long
def test_the_facts_of_an_explanation_alone_give_the_same_finding(
    replay: Replay, explanations: list[dict[str, object]]
) -> None:
    expected = replay.as_built()
    replayed = 0
    for batch in _one_of_each_person(explanations):
        found = replay.again(_facts(batch))
        assert {_key(each): found.get(_key(each)) for each in batch} == {
            _key(each): expected[_key(each)] for each in batch
        }
        replayed += len(batch)
    assert replayed == len(expected)


@pytest.mark.long
@pytest.mark.parametrize("role", ["conviction_that_may_bar", "other_conviction", "event_on_the_count"])
def test_without_a_fact_that_decides_the_finding_is_another(
    replay: Replay, explanations: list[dict[str, object]], role: str
) -> None:
    expected = replay.as_built()
    changed = set()
    for batch in _one_of_each_person(explanations):
        found = replay.again(_facts(batch, without=role))
        changed |= {_key(each) for each in batch if found.get(_key(each)) != expected[_key(each)]}
    with_it = {
        _key(each)
        for each in explanations
        if any(fact["role"] == role for fact in each["fact_rows"])  # type: ignore[attr-defined]
    }
    assert changed
    assert changed <= with_it


def test_every_line_of_an_explanation_is_a_line_of_that_person_in_a_delivered_file(sample_run: Ran) -> None:
    rows = _rows(
        sample_run.settings,
        """
        select
            count(*) as lines,
            count(*) filter (where lines.source_line is null) as without_line,
            count(*) filter (where lines.source_line is not null and history.source_line is null) as not_delivered,
            count(*) filter (where deliveries.file_name is distinct from lines.file_name) as of_another_file,
            count(*) filter (
                where history.source_line is not null
                and not list_contains(people.state_ids, ltrim(ltrim(upper(trim(history.cii_number)), 'A'), '0'))
                and not list_contains(people.issuer_person_ids, trim(history.subject_id))
            ) as of_another_person
        from marts.explanation_facts as lines
        inner join intermediate.int_people as people on lines.person_id = people.person_id
        left join (
            select delivery_id, source_line, cii_number, subject_id from intake.history_rows
            union all select delivery_id, source_line, cii_number, subject_id from intake.supervised_release_rows
            union all select delivery_id, source_line, cii_number, subject_id from intake.court_records_rows
            union all select delivery_id, source_line, cii_number, subject_id from intake.petitions_rows
            union all select delivery_id, source_line, cii_number, subject_id from intake.registry_rows
            union all select delivery_id, source_line, null, null from restricted.rejects
        ) as history
            on lines.delivery_id = history.delivery_id and lines.source_line = history.source_line
        left join intake.deliveries as deliveries on lines.delivery_id = deliveries.delivery_id
        where lines.fact_table <> 'int_identity_conflicts'
        """,
    )
    found = rows[0]
    assert int(str(found.pop("lines"))) > 5_000
    assert found == {"without_line": 0, "not_delivered": 0, "of_another_file": 0, "of_another_person": 0}


def test_every_explanation_has_the_lines_of_the_count_itself(explanations: list[dict[str, object]]) -> None:
    for explanation in explanations:
        own = [fact for fact in explanation["fact_rows"] if fact["role"] == "the_count"]  # type: ignore[attr-defined]
        assert {fact["fact_id"] for fact in own} == {explanation["charge_id"]}
        assert all(fact["source_line"] for fact in own)


def test_the_facts_an_element_rests_on_are_tables_an_explanation_shows(sample_run: Ran) -> None:
    shown = {
        str(row["fact_table"])
        for row in _rows(sample_run.settings, "from marts.explanation_facts select distinct fact_table")
    }
    of_prop64 = [row for row in read_law("ca_elements") if row["remedy_id"].startswith("prop64")]
    tables = {name for row in of_prop64 for name in row["rests_on"].split()}
    # A conviction is shown as its charge, an arrest with the charges before it (lookback explain); what a county chose
    # is no fact of a person. The sample has no facts that people established.
    assert tables - {"int_convictions", "int_arrests", "county_policies"} <= shown | {
        "int_established_facts",
        "int_established_arrest_facts",
        "int_established_person_facts",
        "int_claimed_arrests",
        "int_claimed_charges",
    }
