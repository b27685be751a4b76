"""A few people in a database made by hand, with what was determined about each: what figures are counted from.

What belongs here: the tables that ``models/marts/metrics`` read, filled with people one can count on fingers, and the
metrics built from them. What does not: expectations.

Every person is told in a line: ``person`` (groups), ``conviction`` and ``arrest`` (what is on record and determined).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import duckdb
import jinja2
import polars as pl

from orchestration.filing.monitoring.ageing import read_steps
from orchestration.law.relief_ways import TABLE as RELIEF_WAYS
from orchestration.law.tables import read_table
from orchestration.reporting.metrics.funnel import LEAVES
from orchestration.reporting.metrics.ledger_tables import read_stages
from orchestration.reporting.metrics.store import read_metrics
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.dbt.measures import read_measures

MACROS = PROJECT_ROOT / "dbt_project" / "macros"
AS_OF = date(2026, 6, 1)
BUILT = (
    "metric_subjects", "metric_entries", "metric_people_in_state", "metric_people_in_places",
    "metric_people_by_offense", "metric_people_by_year", "metric_people", "metric_people_by_record",
    "metric_record_kinds", "outcome_counts", "policy_counts",
    "metric_units", "metrics_determinations",
    "metrics_records", "metrics_outcomes", "metrics_policies", "metrics_disparity", "metrics_gap", "metrics_calendar",
    "metrics_funnel", "metrics_reports", "metrics",
)  # fmt: skip
_ANSWER = "enum('no', 'unknown', 'yes')"
_ANSWERS = ("in_scope", "with_felony", "with_conviction", "with_recent_conviction", "some_relief")
_EFFECTS = ", ".join(f"{name} {_ANSWER} default 'no'" for name in _ANSWERS)
_LINES = """
    line_id varchar, count_id varchar, relief_by varchar, remedy_id varchar, relief varchar, county_name varchar,
    first_person_id varchar, state varchar, since date, state_order integer, stage varchar, step varchar,
    step_order integer, is_filed boolean, is_given boolean, is_challenged boolean, filed_on date, given_on date,
    last_event bigint"""

_TABLES = f"""
create schema intermediate; create schema law; create schema rules;
create schema marts; create schema intake; create schema ledger;
create table intermediate.int_arrests (arrest_id varchar, arrest_number bigint);
create table intermediate.int_charges (
    charge_id varchar, person_id varchar, level varchar, disposition_type varchar, charge_stage varchar,
    is_conviction boolean, record_status varchar
);
create table law.paths (kind varchar, relief varchar, comes_to varchar);
create table law.selectors (selector varchar, of_unit varchar, dispositions varchar[]);
create table rules.rule_ca__undisposed_charges (charge_id varchar, answered_by varchar);
create table intermediate.int_arrest_outcomes (arrest_number bigint, is_convicted boolean, has_arrest_relief boolean);
create table intermediate.int_people (person_id varchar, race_codes varchar[], is_deceased boolean);
create table intermediate.int_rejected_lines (person_id varchar, is_settled boolean);
create table intermediate.int_identity_conflicts (
    person_id varchar, other_person_id varchar, sends_to_review boolean, conflict_type varchar
);
create table rules.rule_ca__findings (
    charge_id varchar, remedy_id varchar, outcome varchar, relief varchar, eligible_on date, deciding_element varchar,
    decided_by varchar default 'history', is_held_up_by_missing_file boolean default false,
    open_element varchar
);
create table rules.rule_ca__arrest_findings (
    arrest_id varchar, remedy_id varchar, outcome varchar, relief varchar, eligible_on date, deciding_element varchar,
    open_element varchar
);
create table rules.rule_ca__petition_hints (hint_id varchar, person_id varchar, is_within_reach varchar);
create table rules.rule_ca__arrest_petition_hints (hint_id varchar, person_id varchar, is_within_reach varchar);
create table intermediate.int_prohibition_petitions (
    petition_id varchar, charge_id varchar, outcome varchar, outcome_on_earliest date, outcome_on_latest date
);
create table marts.relief_groups (
    unit_id varchar, person_id varchar, unit varchar, place varchar, offense_group varchar, decided_year varchar,
    race_group varchar, sex_group varchar, age_band varchar, vital_status varchar
);
create table rules.rule_ca__conviction_status (
    charge_id varchar, person_id varchar, is_felony varchar, is_standing varchar, is_recent varchar
);
create table marts.groups_by_hand (
    person_id varchar, race_group varchar, sex_group varchar, age_band varchar, vital_status varchar
);
create table marts.metric_policy_convictions (
    scenario varchar, charge_id varchar, person_id varchar, place varchar, person_bucket integer, outcome varchar,
    relief varchar, ends_entry boolean, ends_felony boolean, {_EFFECTS}
);
create table marts.metric_policy_people (
    scenario varchar, person_id varchar, person_bucket integer, place varchar, reliefs varchar[], is_undecided boolean,
    left_with_none map(varchar, {_ANSWER}), {_EFFECTS}
);
create table intake.run_parameters as select date '{AS_OF}' as as_of_date;
create table ledger.lines ({_LINES});
create table ledger.last_event as select 0::bigint as event_number, null::date as moved_on;
create table marts.metric_lines ({_LINES}, unit_id varchar, first_unit_id varchar);
create table marts.run_summary as
select
    date '{AS_OF}' as as_of_date, date '2026-03-01' as data_as_of_earliest, date '2026-03-01' as data_as_of_latest,
    'law' as law_version, 'software' as version, 'run' as run_id, '' as allowances;
"""


_VARIABLES = {"state": "ca", "own_rules": [], "not_delivered": []}


@cache
def render(model: str) -> str:
    """The SQL of a model as dbt would compile it, of a file below ``models/marts`` or of a test of dbt."""
    (path,) = [*(PROJECT_ROOT / "models" / "marts").rglob(f"{model}.sql")] or [
        PROJECT_ROOT / "dbt_project" / "tests" / f"{model}.sql"
    ]
    names = ("metrics", "three_valued_logic", "identity", "staged", "law")
    macros = "".join((MACROS / f"{name}.sql").read_text(encoding="utf-8") for name in names)
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    schemas = {"int": "intermediate", "rule": "rules", "ca": "rules"}
    return environment.from_string(macros + path.read_text(encoding="utf-8")).render(
        config=lambda **_: "",
        var=_VARIABLES.__getitem__,
        measures_of=read_measures().__getitem__,
        ref=lambda name: f"{schemas.get(name.partition('_')[0], 'marts')}.{name.replace('rule__', 'rule_ca__')}",
        source=lambda schema, table: f"{schema}.{table}",
    )


@dataclass
class ByHand:
    """The database."""

    connection: duckdb.DuckDBPyConnection
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
        self._insert("intermediate.int_people", name, list(codes or (race,)), is_dead)
        self._insert(
            "marts.groups_by_hand",
            name,
            race,
            sex,
            "deceased" if is_dead else age,
            "deceased" if is_dead else "living",
        )

    def unread_line(self, person: str, *, is_settled: bool = False) -> None:
        """A line with an id of the person that could not be read."""
        self._insert("intermediate.int_rejected_lines", person, is_settled)

    def conflict(self, person: str, other: str, *, is_settled: bool = False) -> None:
        """Ids of two persons that contradict each other."""
        self._insert("intermediate.int_identity_conflicts", person, other, not is_settled, "two_birth_dates")

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
        self._group(charge, person, "conviction", county, f"HS {level}", str(on.year) if on else "not known")
        felony = "yes" if level == "felony" else "no"
        self._insert(
            "rules.rule_ca__conviction_status", charge, person, min(felony, stands), stands, min(recent, stands)
        )
        for remedy, outcome, relief in found:
            self.connection.execute(
                "insert into rules.rule_ca__findings by name select ? as charge_id, ? as remedy_id, ? as outcome, "
                "? as relief, ?::date as eligible_on, ? as deciding_element",
                [charge, remedy, outcome, relief, eligible_on, element],
            )

    def charge(self, person: str, charge: str, *found: tuple[str, str, str | None]) -> None:
        """A charge that was dismissed, and what was determined: (remedy, outcome, relief) each."""
        self._group(charge, person, "charge without conviction", "ALAMEDA", "HS misdemeanor", "2012")
        self._insert("intermediate.int_charges", charge, person, "misdemeanor", "dismissed", "court", False, "current")
        for remedy, outcome, relief in found:
            self._insert("rules.rule_ca__findings", charge, remedy, outcome, relief, None, None, "history", False, None)

    def clear_charges(self) -> None:
        """Let the law clear charges without a conviction, and no arrests of their own."""
        self._insert("law.paths", "dismissed", "relieve_conviction", "eligible")
        self._insert("law.selectors", "dismissed", "charge", ["dismissal"])
        self.connection.execute("delete from law.remedies where unit = 'arrest'")

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
        self._number += 1
        self._group(arrest, person, "arrest", county, "no charge on record", "2012")
        self._insert("intermediate.int_arrests", arrest, self._number)
        self._insert("intermediate.int_arrest_outcomes", self._number, is_convicted, was_relieved)
        relief = "relieve_arrest" if outcome == "eligible" else None
        self._insert(
            "rules.rule_ca__arrest_findings", arrest, "arrest_relief", outcome, relief, eligible_on, element, None
        )

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
        since: str = "2026-05-01",
    ) -> None:
        """A line of the ledger; ``unit_id`` is None where the run does not tell its count."""
        self._number += 1
        state_order, stage = read_stages()[state]
        by = "court_order" if remedy.startswith("prop64") else "operation_of_law"
        step = read_steps().get((by, state), "court")
        is_given = stage == "given"
        line = [
            f"line {self._number}", f"count of {unit_id or self._number}", by, remedy, relief, county,
            f"person of {unit_id or self._number}", state, since, state_order, stage, step, LEAVES.index(step),
            filed_on is not None, is_given, is_challenged, filed_on, given_on if is_given else None, self._number,
        ]  # fmt: skip
        self._insert("ledger.lines", *line)
        self._insert("marts.metric_lines", *line, unit_id, unit_id)
        self.connection.execute(
            "update ledger.last_event set event_number = ?, moved_on = '2026-05-01'", [self._number]
        )

    def count(self) -> pl.DataFrame:
        """The metrics, built anew."""
        for model in BUILT:
            self.connection.execute(f"create or replace table marts.{model} as {render(model)}")
        return read_metrics(self.connection)

    def failures(self, test: str) -> list[tuple[object, ...]]:
        """The rows that a test of dbt objects to."""
        return self.connection.execute(render(test)).fetchall()

    def _group(self, unit_id: str, person: str, unit: str, place: str, offense_group: str, year: str) -> None:
        self.connection.execute(
            "insert into marts.relief_groups select ?, person_id, ?, ?, ?, ?, race_group, sex_group, age_band, "
            "vital_status from marts.groups_by_hand where person_id = ?",
            [unit_id, unit, place, offense_group, year, person],
        )

    def _insert(self, table: str, *values: object) -> None:
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"insert into {table} values ({marks})", list(values))


def by_hand() -> ByHand:
    """An empty database with the law of California."""
    connection = duckdb.connect()
    connection.execute(_TABLES)
    for name in ("remedies", "scenarios", "reliefs", "relief_viewers", "petitions"):
        rows = law_rows(name)
        columns = list(rows[0])
        connection.execute(f"create table law.{name} ({', '.join(f'{column} varchar' for column in columns)})")
        values = [[row.get(column) or None for column in columns] for row in rows]
        connection.executemany(f"insert into law.{name} values ({', '.join('?' for _ in columns)})", values)
    connection.execute("create table marts.relief_ways as from read_csv(?)", [str(RELIEF_WAYS)])
    return ByHand(connection)


def law_rows(name: str) -> list[dict[str, str]]:
    """The rows of a law table, of its file and of packs."""
    return read_table(PROJECT_ROOT / "models", "ca", name)
