"""A few people in a database made by hand, with what was determined about each: what figures are counted from.

What belongs here: the tables that ``orchestration/reporting/metrics/queries`` read, filled with people one can count
on fingers. What does not: expectations.

Every person is told in a line: ``person`` (traits), ``conviction`` and ``arrest`` (what is on record and determined).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from orchestration.reporting.metrics.ledger_lines import LedgerRead, LineToCount, stages
from orchestration.settings import PROJECT_ROOT

LAW = PROJECT_ROOT / "models" / "rules" / "ca" / "law"
AS_OF = date(2026, 6, 1)

_TABLES = """
create schema intermediate; create schema rules; create schema marts; create schema research;
create table intermediate.int_charges (
    charge_id varchar, person_id varchar, is_conviction boolean, county_type varchar, county_name varchar,
    parse_status varchar, code_book varchar, level varchar, event_date_earliest date, event_date_latest date
);
create table intermediate.int_arrests (
    arrest_id varchar, arrest_number bigint, person_id varchar, county_type varchar, county_name varchar,
    arrest_date_earliest date, arrest_date_latest date
);
create table intermediate.int_arrest_outcomes (
    arrest_number bigint, is_convicted boolean, has_arrest_relief boolean
);
create table intermediate.int_people (person_id varchar, race_codes varchar[]);
create table intermediate.int_rejected_lines (person_id varchar, is_settled boolean);
create table intermediate.int_identity_conflicts (
    person_id varchar, other_person_id varchar, sends_to_review boolean
);
create table rules.rule_ca__findings (
    charge_id varchar, remedy_id varchar, outcome varchar, relief varchar, eligible_on date, deciding_element varchar
);
create table rules.rule_ca__arrest_findings (
    arrest_id varchar, remedy_id varchar, outcome varchar, relief varchar, eligible_on date, deciding_element varchar
);
create table intermediate.int_prohibition_petitions (
    petition_id varchar, charge_id varchar, outcome varchar, outcome_on_earliest date, outcome_on_latest date
);
create table marts.impact_convictions (
    scenario varchar, charge_id varchar, person_id varchar, with_felony varchar, with_conviction varchar,
    with_recent_conviction varchar
);
create table marts.research_person_ids (person_id varchar, person_number bigint);
create table research.people (
    person_number bigint, race_group varchar, sex_group varchar, age_band varchar, vital_status varchar
);
create table marts.run_summary (
    as_of_date date, data_as_of_earliest date, data_as_of_latest date, law_version varchar, version varchar,
    run_id varchar, allowances varchar
);
"""


@dataclass
class ByHand:
    """The database, and the lines of its ledger."""

    connection: duckdb.DuckDBPyConnection
    lines: list[LineToCount] = field(default_factory=list)
    _number: int = 0

    def person(
        self,
        name: str,
        race: str = "W",
        *,
        sex: str = "M",
        age: str = "35 to 44",
        is_dead: bool = False,
        codes: tuple[str, ...] = (),
    ) -> None:
        """A person; ``codes``: every race code on record where there are several."""
        self._number += 1
        self._insert("marts.research_person_ids", name, self._number)
        status = "deceased" if is_dead else "living"
        self._insert("research.people", self._number, race, sex, "deceased" if is_dead else age, status)
        self._insert("intermediate.int_people", name, list(codes or (race,)))

    def unread_line(self, person: str, *, is_settled: bool = False) -> None:
        """A line with an id of the person that could not be read."""
        self._insert("intermediate.int_rejected_lines", person, is_settled)

    def conflict(self, person: str, other: str, *, is_settled: bool = False) -> None:
        """Ids of two persons that contradict each other."""
        self._insert("intermediate.int_identity_conflicts", person, other, not is_settled)

    def conviction(
        self,
        person: str,
        charge: str,
        *found: tuple[str, str, str | None],
        level: str = "felony",
        county: str = "ALAMEDA",
        on: date | None = date(2010, 1, 6),
        eligible_on: date | None = None,
        element: str | None = None,
        stands: str = "yes",
        recent: str = "no",
    ) -> None:
        """A conviction, and what was determined: (remedy, outcome, relief) each."""
        last = on or date(2020, 1, 1)
        first = on or date(1970, 1, 1)
        kind = "in_state" if county != "ELSEWHERE" else "elsewhere"
        self._insert("intermediate.int_charges", charge, person, True, kind, county, "parsed", "HS", level, first, last)
        felony = "yes" if level == "felony" else "no"
        self._insert(
            "marts.impact_convictions",
            "county_choices",
            charge,
            person,
            min(felony, stands),
            stands,
            min(recent, stands),
        )
        for remedy, outcome, relief in found:
            self._insert("rules.rule_ca__findings", charge, remedy, outcome, relief, eligible_on, element)

    def arrest(
        self,
        person: str,
        arrest: str,
        outcome: str = "ineligible",
        *,
        county: str = "ALAMEDA",
        is_convicted: bool = False,
        was_relieved: bool = False,
        eligible_on: date | None = None,
        element: str | None = None,
    ) -> None:
        """An arrest and what was determined about it."""
        number = abs(hash(arrest)) % 10**9
        day = date(2012, 3, 4)
        self._insert("intermediate.int_arrests", arrest, number, person, "in_state", county, day, day)
        self._insert("intermediate.int_arrest_outcomes", number, is_convicted, was_relieved)
        relief = "relieve_arrest" if outcome == "eligible" else None
        self._insert("rules.rule_ca__arrest_findings", arrest, "arrest_relief", outcome, relief, eligible_on, element)

    def line(
        self,
        unit_id: str | None,
        remedy: str,
        relief: str,
        state: str,
        *,
        filed_on: str | None = "2026-01-10",
        given_on: str | None = None,
        county: str = "ALAMEDA",
        is_challenged: bool = False,
    ) -> None:
        """A line of the ledger; ``unit_id`` is None where the run does not tell its count."""
        stage = stages()[state]
        by = "court_order" if remedy.startswith("prop64") else "operation_of_law"
        is_given = stage.stage == "given"
        self.lines.append(
            LineToCount(
                f"line {len(self.lines)}", unit_id, by, remedy, relief, county, state, stage.place, stage.stage,
                filed_on is not None, is_given, is_challenged, filed_on, given_on if is_given else None,
            )
        )  # fmt: skip

    def ledger(self) -> LedgerRead:
        """The ledger as it would be read."""
        return LedgerRead(7 if self.lines else 0, tuple(self.lines))

    def _insert(self, table: str, *values: object) -> None:
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"insert into {table} values ({marks})", list(values))


def by_hand() -> ByHand:
    """An empty database with the law of California."""
    connection = duckdb.connect()
    connection.execute(_TABLES)
    connection.execute(
        "insert into marts.run_summary values (?, '2026-03-01', '2026-03-01', 'law', 'software', 'run', '')", [AS_OF]
    )
    for name in ("remedies", "scenarios", "relief_viewers"):
        path = LAW / f"ca_{name}.csv"
        connection.execute(f"create table rules.ca_{name} as from read_csv('{path}', all_varchar = true)")
    return ByHand(connection)


def law_rows(name: str) -> list[dict[str, str]]:
    """The rows of a law table."""
    with Path(LAW / f"ca_{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
