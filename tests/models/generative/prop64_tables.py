"""Invented people as ``int_`` tables, and the rule SQL of Proposition 64 run on them.

What belongs here: the way from the oracle's facts to tables and from the compiled SQL to findings. What does not: the
oracle, and the comparison. No dbt runs: the SQL is what dbt compiled for the shipped sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from hashlib import md5
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orchestration.settings import Settings
from tests.models.generative.oracle.facts import Charge, Finding, Person, Policy
from tests.models.generative.rebuilt import Print, has_word, name_table, print_of, rebuild
from tests.models.generative.relief_tables import list_between

TARGETS = ("rule_ca__findings", "rule_ca__charge_details")
FINDINGS = """
select findings.charge_id, findings.remedy_id, findings.outcome, findings.relief,
    case when starts_with(findings.path, 'P64-') and findings.outcome <> 'already_relieved' then findings.path end,
    findings.reason_code, findings.is_presumed, details.has_possible_better_path, details.policy_remedy
from clearance.rules.rule_ca__findings as findings
inner join clearance.rules.rule_ca__charge_details as details
    on findings.charge_id = details.charge_id and findings.remedy_id = details.remedy_id
"""
"""(The path is the row of the matrix.)"""


class RuleSql:
    """The compiled rules over tables in memory. ``settings``: a home whose warehouse was built through ``rules``."""

    def __init__(self, settings: Settings) -> None:
        compiled = settings.dbt_target / "target" / "compiled" / "models"
        paths = {name_table(path.stem): path for path in compiled.rglob("*.sql") if path.parent.suffix != ".yml"}
        tables, self.models = list_between(paths, set(), TARGETS)
        self.sql = {model: paths[model].read_text(encoding="utf-8") for _, model in self.models}
        self._prints: dict[str, Print] = {}
        self._found: Print | None = None
        self._is_other = False
        self.connection = self._connection = duckdb.connect(
            config={"threads": "2", "memory_limit": "2GB", "file_search_path": str(settings.root)}
        )
        self._connection.execute("attach ':memory:' as clearance")
        self._connection.execute(f"attach '{settings.warehouse}' as built (read_only)")
        for schema in sorted({schema for schema, _ in (*tables, *self.models)}):
            self._connection.execute(f"create schema clearance.{schema}")
        for schema, table in tables:
            self._copy(f"{schema}.{table}", "" if schema == "law" else "limit 0")
        self._connection.execute("detach built")

    def _copy(self, table: str, what: str = "") -> None:
        self._connection.execute(f"create table clearance.{table} as select * from built.{table} {what}")

    def set_parameters(self, values: Mapping[str, str]) -> None:
        """Give dated parameters of the law other values."""
        for name, value in values.items():
            self._connection.execute("update clearance.law.parameters set value = ? where parameter = ?", [value, name])

    def findings(self, people: Sequence[Person], as_of: date, policies: Mapping[str, Policy]) -> set[Finding]:
        """What the SQL finds for ``people``."""
        self.ask(people, as_of, policies)
        return {Finding(*row) for row in self._connection.execute(FINDINGS).fetchall()}

    def ask(self, people: Sequence[Person], as_of: date, policies: Mapping[str, Policy]) -> None:
        """Put people in the place of those that are there, and find."""
        self.fill(people, as_of, policies)
        self.build(self.models)
        self._prints.clear()
        self._found = None

    @contextmanager
    def with_other(self, model: str, faulty: str) -> Iterator[None]:
        """Another text in the place of one model, and what comes after it, for as long as one looks."""
        whole, self.sql = self.sql, self.sql | {model: faulty}
        self._connection.execute("begin transaction")
        try:
            self._is_other = bool(
                rebuild(self._connection, self.models, self.sql, model, self._prints, lambda one: self.build([one]))
            )
            yield
        finally:
            self._is_other = False
            self._connection.execute("rollback")
            self.sql = whole

    def has_word(self, model: str, column: str, word: str) -> bool:
        """Whether somebody has a word in a column that a model reads or makes."""
        return has_word(self._connection, ("rules", model), self.sql[model], column, word)

    def plan_quickly(self) -> None:
        """Plan without optimising: people are few, and planning is most of what a fault costs."""
        self._connection.execute("pragma disable_optimizer")

    def interrupt(self) -> None:
        """End what is being asked."""
        self._connection.interrupt()

    def fingerprint(self) -> Print:
        """What all findings come to, in few numbers: the same for the same rows."""
        if self._found is not None and not self._is_other:
            return self._found
        found = print_of(self._connection, f"({FINDINGS})")
        if not self._is_other:
            self._found = found
        return found

    def build(self, models: Sequence[tuple[str, str]]) -> None:
        """Build models, which stand in the order of building."""
        for schema, model in models:
            self._connection.execute(f"create or replace table clearance.{schema}.{model} as {self.sql[model]}")

    def fill(self, people: Sequence[Person], as_of: date, policies: Mapping[str, Policy]) -> None:
        """Put people, their facts, and the choices of counties in the place of those that are there."""

        def bucket(row: dict[str, Any]) -> dict[str, Any]:
            return row | {"person_bucket": 0}

        self._insert(
            "intermediate.int_charges",
            [bucket(asdict(c)) | {"charge_number": _number(c.charge_id)} for person in people for c in person.charges],
        )
        self._insert(
            "intermediate.int_delivered_charges",
            [bucket(_count(charge)) for person in people for charge in person.charges if charge.cycle_key],
        )
        self._insert(
            "intermediate.int_convictions",
            [bucket(_lists(asdict(c))) for person in people for c in person.convictions],
        )
        self._insert(
            "intermediate.int_events",
            [bucket(_without_rows(asdict(event))) for person in people for event in person.events],
        )
        self._insert(
            "intermediate.int_people",
            [
                bucket(
                    {
                        "person_id": person.person_id,
                        "birth_date_earliest": person.birth_date_earliest,
                        "birth_date_latest": person.birth_date_latest,
                        "is_deceased": person.is_deceased,
                    }
                )
                for person in people
            ],
        )
        self._insert(
            "intermediate.int_identity_conflicts",
            [
                {"person_id": person.person_id, "other_person_id": person.person_id, "sends_to_review": True}
                for person in people
                if person.has_identity_conflict
            ],
        )
        self._insert(
            "intermediate.int_rejected_lines",
            [
                {"person_id": person.person_id, "is_settled": not person.has_unread_line}
                for person in people
                if person.has_unread_line or person.person_id.endswith("1")
            ],
        )
        self._insert(
            "intermediate.int_established_facts",
            [
                {"charge_id": charge_id, "fact": fact, "value": "yes" if is_so else "no"}
                for person in people
                for (charge_id, fact), is_so in person.established.items()
            ],
        )
        self._insert(
            "intermediate.int_claimed_charges",
            [{"charge_id": charge_id, "is_holding": True} for person in people for charge_id in sorted(person.claimed)],
        )
        self._insert("intake.county_policies", list(_choices(policies)))
        self._insert("intake.run_parameters", [{"as_of_date": as_of}])

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        self._connection.execute(f"delete from clearance.{table}")
        if rows:
            frame = pl.DataFrame(rows, infer_schema_length=None)
            self._connection.register("rows_to_insert", frame.to_arrow())
            self._connection.execute(f"insert into clearance.{table} by name select * from rows_to_insert")
            self._connection.unregister("rows_to_insert")


def _number(hexadecimal: str) -> int:
    return int(md5(hexadecimal.encode()).hexdigest()[:15], 16)


def _count(charge: Charge) -> dict[str, Any]:
    """The charge as the one delivery of its person tells it."""
    return {
        "charge_number": _number(charge.charge_id),
        "history_number": _number(charge.person_id),
        "delivery_id": "invented",
        "cycle_key": charge.cycle_key,
    }


def _without_rows(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "source_rows"}


def _lists(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: list(row[name]) for name in ("relief_events", "relief_events_in_cycle")}


def _choices(policies: Mapping[str, Policy]) -> Iterable[dict[str, str]]:
    for county, policy in policies.items():
        options: list[tuple[str, str]] = [("policy", "given")]
        options += [("dismiss_section", section) for section in sorted(policy.dismiss_sections)]
        options += [("reduce_section", section) for section in sorted(policy.reduce_sections)]
        for name in ("age_at_least_years", "years_since_conviction", "years_without_conviction"):
            if (value := getattr(policy, name)) is not None:
                options.append((name, str(value)))
        for name in ("under_21_at_conviction", "only_prop64_convictions", "deceased"):
            if getattr(policy, name):
                options.append((name, "true"))
        for option, value in options:
            yield {"policy_id": "invented", "county_name": county, "option": option, "value": value}


def compiled_sql_of(settings: Settings, model: str) -> Path:
    """Where dbt put the compiled SQL of a rule model."""
    compiled = settings.dbt_target / "target" / "compiled" / "models" / "rules"
    return next(path for path in compiled.rglob("rule_*.sql") if name_table(path.stem) == model)
