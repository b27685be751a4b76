"""What each answer to a question would make of the run at hand: its determinations, decided again with those numbers.

Each option is built as a scenario is, in a schema of its own that is dropped afterwards. Nothing is filed, and only
what the defaults would make of each determination is kept (``under_defaults``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from orchestration.law.pack_files.columns import ROW_KEYS
from orchestration.law.pack_files.entries import QuestionOf
from orchestration.law.pack_files.loading import write_row_keys
from orchestration.law.questions.decisions import (
    CounselDecision,
    find_lapse,
    format_value,
    list_questions,
    read_decisions,
    select_standing,
)
from orchestration.law.questions.under_defaults import TOGETHER, keep_under_defaults, start_under_defaults
from orchestration.law.scenarios.build import check_same_law
from orchestration.law.tables import read_packs
from orchestration.settings import Settings
from orchestration.warehouse.connection import begin_transaction, fetch_dicts, open_warehouse
from orchestration.warehouse.current_run import read_current_run
from orchestration.warehouse.dbt.alternate_schema import ChangedTables, build_in_schema, find_reached_models
from orchestration.warehouse.shards.build import remove_beside

SCHEMA = "counsel_option"
UNITS = {"findings": "charge", "arrest_findings": "arrest"}
"""The tables of determinations of a state, by what each is about."""
WAITS = "waits"
BEST = 3
"""How many questions are shown together: what waits for two of them is freed by neither alone."""
_OUTCOME = "case when open_element is not null or outcome in ('review', 'undeterminable') then 'waits' else outcome end"

_DAY = "case when outcome = 'not_yet' then coalesce(eligible_on, not_before) end"

Sets = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """Determinations of one county and race that come out otherwise, and how many."""

    remedy_id: str
    county: str
    race: str
    before: str
    after: str
    findings: int


@dataclass
class Effect:
    """What one option, or several together, would change. ``people``: by outcomes before and after; empty is any."""

    option: str
    changes: list[Change] = field(default_factory=list)
    people: dict[tuple[str, str], int] = field(default_factory=dict)

    def count(self, before: str, after: str) -> int:
        """Count determinations that go from one outcome to another; empty is any."""
        return sum(one.findings for one in self.changes if before in ("", one.before) and after in ("", one.after))

    @property
    def freed(self) -> int:
        """Determinations that wait, and would be eligible."""
        return self.count(WAITS, "eligible")


@dataclass
class Asked:
    """A question with what waits for it now: determinations and people whose outcome one of its conditions decides.

    ``decision``: the one in force. ``lapsed``: why the last one is not, with its words; empty if none lapsed.
    """

    name: str
    question: QuestionOf
    decision: CounselDecision | None
    lapsed: str
    findings: int
    people: int
    effects: dict[str, Effect] = field(default_factory=dict)


@dataclass
class Questions:
    """Every question of a state, those that hold most people first, and what answers do together.

    ``together``: the defaults of the questions that free most. ``defaults``: all of them. None if there are too few.
    """

    asked: list[Asked]
    together: Effect | None = None
    defaults: Effect | None = None


def measure_questions(settings: Settings) -> Questions:
    """Decide the run at hand again under each option of each question, and count what changes.

    Raises:
        NoCurrentRunError: The warehouse holds no run.
        GatesNotPassedError: The run stopped at a gate.
        OtherLawError: The run was made with another law, or with other decisions of counsel.
        StageFailedError: A model could not be built.
    """
    settings.export()
    check_same_law(settings)
    questions = list_questions(read_packs(settings.models, settings.state))
    with open_warehouse(settings) as connection:
        as_of = read_current_run(connection).as_of_date
        standing = select_standing(read_decisions(settings.counsel_decisions))
        lapses = {name: find_lapse(one, questions, as_of) for name, one in standing.items()}
        decisions = {name: one for name, one in standing.items() if not lapses[name]}
        lapsed = {name: f"{why}: {standing[name].describe()}" for name, why in lapses.items() if why}
        values = _read_values(connection)
        asked = [
            Asked(
                *(name, question, decisions.get(name), lapsed.get(name, "")),
                *_count_waiting(connection, settings.state, question),
            )
            for name, question in questions.items()
        ]
        start_under_defaults(connection)
    asked.sort(key=lambda one: (-one.people, one.name))
    others = {one.name: dict(_list_other_options(one.question, values)) for one in asked}
    proposed = [one for one in asked if one.decision is None and one.question.default in others[one.name]]
    for one in asked:
        for option, sets in others[one.name].items():
            is_proposed = one in proposed and option == one.question.default
            kept = ([one.name] if is_proposed else []) + ([TOGETHER] if [one] == proposed and is_proposed else [])
            one.effects[option] = measure(settings, option, sets, kept)
    proposed.sort(key=lambda one: -one.effects[one.question.default].freed)
    found = Questions(asked)
    if len(proposed) > 1:
        found.defaults = measure(settings, "every default", _join(proposed), [TOGETHER])
    if len(proposed) > BEST:
        best = proposed[:BEST]
        found.together = measure(settings, ", ".join(one.name for one in best), _join(best))
    return found


def measure(settings: Settings, option: str, sets: Sets, kept_as: Sequence[str] = ()) -> Effect:
    """Decide the run at hand again with other values of parameters, and count what comes out otherwise.

    ``kept_as``: questions in whose name each change is kept (``under_defaults``).

    Raises:
        StageFailedError: A model could not be built.
    """
    effect = Effect(option)
    wanted = {f"rule_{settings.state}__{table}" for table in UNITS}
    reached = find_reached_models(settings, ChangedTables(parameters=frozenset(sets)), wanted)
    try:
        with open_warehouse(settings) as connection, begin_transaction(connection):
            connection.execute(f"drop schema if exists {SCHEMA} cascade")
            connection.execute(f"create schema {SCHEMA}")
            connection.execute(f"create table {SCHEMA}.parameters as from law.parameters")
            as_of = read_current_run(connection).as_of_date
            for parameter, value in sets.items():
                connection.execute(
                    f"update {SCHEMA}.parameters set value = nullif(?, '') where parameter = ? "
                    "and effective_from <= ? and coalesce(effective_to >= ?, true)",
                    [value, parameter, as_of, as_of],
                )
            write_row_keys(connection, f"{SCHEMA}.parameters", ROW_KEYS["parameters"])
        build_in_schema(settings, SCHEMA, reached, f"option {option}")
        with open_warehouse(settings) as connection:
            changed = _find_changes(settings.state, reached.tables)
            _count_changes(connection, changed, effect)
            for name in kept_as:
                keep_under_defaults(connection, name, changed)
    finally:
        with open_warehouse(settings) as connection:
            connection.execute(f"drop schema if exists {SCHEMA} cascade")
            remove_beside(settings, connection, SCHEMA)
    return effect


def _find_changes(state: str, tables: Sequence[str]) -> str:
    """Build the query of determinations that come out otherwise, one row each."""
    return " union all by name ".join(
        f"""
        select now.remedy_id, now.{unit}_id as unit_id, now.person_id, coalesce(units.county_name, 'UNKNOWN') as county,
            coalesce(people.race_code, 'UNKNOWN') as race, now.outcome as before, other.outcome as after, other.day
        from (select remedy_id, {unit}_id, person_id, {_OUTCOME} as outcome from rules.rule_{state}__{table}) as now
        inner join (
            select remedy_id, {unit}_id, {_OUTCOME} as outcome, {_DAY} as day from {SCHEMA}.rule_{state}__{table}
        ) as other
            using (remedy_id, {unit}_id)
        left join intermediate.int_{unit}s as units using ({unit}_id)
        left join intermediate.int_people as people on now.person_id = people.person_id
        where now.outcome <> other.outcome
        """
        for table, unit in UNITS.items()
        if f"rule_{state}__{table}" in tables
    )


def _count_changes(connection: duckdb.DuckDBPyConnection, changed: str, effect: Effect) -> None:
    cells = (
        f"select * exclude (unit_id, person_id, day), count(*) as findings from ({changed}) group by all order by all"
    )
    effect.changes = [Change(**row) for row in fetch_dicts(connection, cells, [])]
    people = f"""
        select coalesce(before, '') as before, coalesce(after, '') as after, count(distinct person_id) as people
        from ({changed}) group by grouping sets ((before, after), (before), (after)) order by all
    """
    effect.people = {(row["before"], row["after"]): row["people"] for row in fetch_dicts(connection, people, [])}


def _count_waiting(connection: duckdb.DuckDBPyConnection, state: str, question: QuestionOf) -> tuple[int, int]:
    """Count determinations and people that wait, and whose deciding condition is one of the question's."""
    waiting = " union all by name ".join(
        f"select person_id from rules.rule_{state}__{table} where {_OUTCOME} = 'waits' "
        "and list_contains($conditions, coalesce(open_element, deciding_element))"
        for table in UNITS
    )
    ((findings, people),) = connection.execute(
        f"select count(*), count(distinct person_id) from ({waiting})", {"conditions": question.conditions}
    ).fetchall()
    return int(findings), int(people)


def _read_values(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    as_of = read_current_run(connection).as_of_date
    rows = connection.execute(
        "select parameter, coalesce(value, '') from law.parameters "
        "where effective_from <= ? and coalesce(effective_to >= ?, true)",
        [as_of, as_of],
    ).fetchall()
    return dict(rows)


def _list_other_options(question: QuestionOf, values: Mapping[str, str]) -> Iterator[tuple[str, Sets]]:
    """List the options that set another value than the run's, with what they set."""
    for option, one in question.options.items():
        sets = {name: format_value(value) for name, value in one.sets.items()}
        if any(values.get(name, "") != value for name, value in sets.items()):
            yield option, sets


def _join(asked: Sequence[Asked]) -> Sets:
    """Join what the defaults of several questions set."""
    return {
        name: format_value(value)
        for one in asked
        for name, value in one.question.options[one.question.default].sets.items()
    }
