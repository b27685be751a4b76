"""The facts of a state in one row per unit: what its packs read of a charge, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from orchestration.law.compiler.layout import make_column, make_cte, make_select, write_list
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.compiler.steps import list_orders
from orchestration.law.pack_files.schema import Age, Operative, Owes, PersonStatus, UnitFact

Column = tuple[str, str, str]
_CONFIG = "{{ config(tags=['on_demand', 'compiled_law']) }}"
_RUN = "{{ source('intake', 'run_parameters') }}"


class WideFacts:
    """What the packs of a state read."""

    def __init__(self, remedies: Sequence[Remedy]) -> None:
        self.events = _sort(["offense", "arrest", "disposition"], *(_list_events(one) for one in remedies))
        self.facts = _sort(*(_list_facts(one) for one in remedies))
        self.statuses = _sort([part.status for one in remedies for _, part in one.list_of(PersonStatus)])
        self.owed = _sort(*(part.owed for one in remedies for _, part in one.list_of(Owes)))
        self.established = _sort(
            [answers.fact for one in remedies for part in one.elements.values() for answers in part.answers]
        )
        self.has_caps = any(list_orders(one) for one in remedies)
        self.has_ages = any(one.list_of(Age) for one in remedies)

    def write_model(self, header: str) -> str:
        """Write the SQL of the model of wide facts."""
        ctes = [self._write_days(), *self._write_lists(), self._write_facts("unit", "unit_id", self.facts)]
        ctes += [self._write_facts("person", "person_id", self.statuses)] if self.statuses else []
        ctes += [self._write_owed()] if self.owed else []
        ctes += [self._write_established()] if self.established else []
        ctes.append(_LEVELED)
        ctes.append(_UNITS)
        ctes.append(_GRADED)
        about = "-- The facts of each unit in one row, made of the facts that are one row each. It decides nothing."
        return "\n".join([header, _CONFIG, about, "with", ",\n\n".join(ctes) + "\n", self._write_select(), ""])

    def _write_days(self) -> str:
        columns = []
        for event in self.events:
            of = f"filter (where days.event = '{event}')"
            columns += [
                f"max(days.day_earliest) {of} as {event}_first",
                f"max(days.day_latest) {of} as {event}_last",
                f"count(*) {of} > 0 as has_{event}",
                f"min(days.valid_until) {of} as {event}_day_until",
                f"any_value(days.source) {of} as {event}_day_source",
            ]
        if self.has_caps:
            of = "filter (where starts_with(days.event, 'relief_'))"
            known = f"case when count(*) {of} = count(days.day_latest) {of} then max(days.day_latest) {of} end"
            columns.append(make_column(known, "relieved_last"))
        return _make_grouped("days", "The days of each unit.", "unit_id", columns, "unit_days")

    def _write_lists(self) -> Iterator[str]:
        columns = [
            "unit_id",
            "list(offense_list) filter (where answer = 'yes') as lists",
            "list(offense_list) filter (where answer = 'unknown') as lists_perhaps",
        ]
        rest = "from {{ ref('engine_unit_lists') }}\ngroup by unit_id"
        yield make_cte("listed", "The offense lists that each charge is on, surely and perhaps.", make_select(columns, rest))

    def _write_facts(self, of: str, key: str, facts: Iterable[str]) -> str:
        columns = []
        for fact in facts:
            where = f"filter (where facts.fact = '{fact}')"
            columns += [
                f"max(cast(facts.answer as varchar)) {where} as {fact}_answer",
                f"bool_or(facts.is_presumed) {where} as {fact}_answer_is_presumed",
                f"max(facts.over_on) {where} as {fact}_answer_over_on",
                f"min(facts.valid_until) {where} as {fact}_answer_until",
                f"max(facts.source) {where} as {fact}_answer_source",
            ]
        comment = f"What is known of each {'unit' if of == 'unit' else 'person'}; what is not told is NULL."
        return _make_grouped(f"told_of_{of}", comment, key, columns, f"{of}_facts", "facts")

    def _write_owed(self) -> str:
        columns = []
        for kind in self.owed:
            of = f"filter (where owed.kind = '{kind}')"
            owes = (
                f"case when sum(owed.balance) {of} > 0 then true when bool_or(owed.balance is null) {of} then null"
                " else false end"
            )
            columns.append(make_column(owes, f"owes_{kind}"))
            columns.append(f"count(*) {of} > 0 as tells_{kind}")
        comment = "What is owed in each case."
        return _make_grouped("owed_in_cases", comment, "person_id, owed.case_id", columns, "owed", "owed")

    def _write_established(self) -> str:
        columns = []
        for fact in self.established:
            for value in ("yes", "no"):
                columns.append(
                    f"bool_or(given.value = '{value}') filter (where given.fact = '{fact}')"
                    f" as {fact}_established_{value}"
                )
        body = make_select(["given.subject", *columns], "from answered as given\ngroup by given.subject")
        return f"{_ANSWERED},\n\n" + make_cte("established", "What people established, by whom or what it is about.", body)

    def list_columns(self) -> Iterator[Column]:
        """List the columns: name, type, description."""
        yield from _OWN
        yield from [("born_first", "date", "First day of birth."), ("born_last", "date", "Last day of birth.")]
        for event in self.events:
            yield f"has_{event}", "boolean", f"Whether there is a row of the event {event}."
            yield f"{event}_first", "date", f"First day on which {event} can be."
            yield f"{event}_last", "date", f"Last day on which {event} can be; null where it is not known."
            yield f"{event}_day_until", "date", f"First day on which the days of {event} can be others."
            yield f"{event}_day_source", "varchar", f"What the days of {event} rest on."
        if self.has_caps:
            yield "relieved_last", "date", "Last day of relief on record; null where one is not known."
        for fact in (*self.facts, *self.statuses):
            yield f"{fact}_answer", "varchar", f"Whether {fact}: yes, no, unknown; null where nothing is told."
            yield f"{fact}_answer_is_presumed", "boolean", f"Whether the answer of {fact} is presumed by law."
            yield f"{fact}_answer_over_on", "date", f"First day on which {fact} surely is so no more."
            yield f"{fact}_answer_until", "date", f"First day on which the answer of {fact} can be another."
            yield f"{fact}_answer_source", "varchar", f"What the answer of {fact} rests on."
        for kind in self.owed:
            yield f"owes_{kind}", "boolean", f"Whether {kind} is owed in the case; null where the sum is not known."
            yield f"tells_{kind}", "boolean", f"Whether anything is on record of {kind} in the case."
        for fact in self.established:
            for value in ("yes", "no"):
                yield f"{fact}_established_{value}", "boolean", f"Whether people established {fact}: {value}."

    def _write_select(self) -> str:
        columns = [*_SELECTED]
        for event in self.events:
            columns += [f"coalesce(days.has_{event}, false) as has_{event}"]
            columns += [f"days.{event}_{part}" for part in ("first", "last", "day_until", "day_source")]
        columns += ["days.relieved_last"] if self.has_caps else []
        for table, facts in (("told_of_unit", self.facts), ("told_of_person", self.statuses)):
            for fact in facts:
                columns += [f"{table}.{fact}_answer{part}" for part in ("", "_is_presumed", "_over_on", "_until", "_source")]
        for kind in self.owed:
            # (No row, no debt: what is not known stays unknown.)
            columns.append(
                f"case when owed_in_cases.tells_{kind} then owed_in_cases.owes_{kind} else false end as owes_{kind}"
            )
            columns.append(f"coalesce(owed_in_cases.tells_{kind}, false) as tells_{kind}")
        for fact in self.established:
            for value in ("yes", "no"):
                name = f"{fact}_established_{value}"
                columns.append(
                    make_column(f"of_unit.{name} or of_arrest.{name} or of_person.{name}", name)
                )
        joins = ["from units", f"cross join {_RUN} as run"]
        joins += [f"left join {table} using (unit_id)" for table in ("days", "listed", "told_of_unit", "graded")]
        joins += ["left join told_of_person using (person_id)"] if self.statuses else []
        joins += ["left join {{ rule('people') }} as born using (person_id)"]
        joins += ["left join owed_in_cases using (person_id, case_id)"] if self.owed else []
        if self.established:
            joins += [
                f"left join established as of_{of} on units.{of}_id = of_{of}.subject" for of in ("unit", "arrest", "person")
            ]
        return make_select(columns, "\n".join(joins))


def _make_grouped(name: str, comment: str, key: str, columns: Sequence[str], table: str, alias: str = "days") -> str:
    body = make_select([f"{alias}.{key}", *columns], f"from {{{{ rule('{table}') }}}} as {alias}\ngroup by {alias}.{key}")
    return make_cte(name, comment, body)


def _sort(*lists: Iterable[str]) -> list[str]:
    return sorted({name for names in lists for name in names})


def _list_events(remedy: Remedy) -> Iterator[str]:
    yield from (day.event for clock in remedy.used_clocks for day in remedy.clocks[clock])
    yield from (part.at for _, part in remedy.list_of(Age))
    yield from list_orders(remedy)


def _list_facts(remedy: Remedy) -> Iterator[str]:
    yield from (part.fact for _, part in remedy.list_of(UnitFact))
    yield from (fact for alternatives in remedy.used_selectors.values() for one in alternatives for fact in one.facts)
    yield from (day.if_.fact for _, part in remedy.list_of(Operative) for day in part.from_ if day.if_)


_ANSWERED = """-- (Of several answers of one subject yes counts.)
answered as (
    select
        subject,
        fact,
        max(value) as value
    from {{ rule('established') }}
    group by subject, fact
)"""
_LEVELED = """-- The level that people established of a charge whose record has none.
leveled as (
    select
        given.subject as unit_id,
        max(levels.level) as level_established
    from {{ rule('established') }} as given
    inner join {{ law('level_facts') }} as levels using (fact, value)
    group by given.subject
)"""
_UNITS = """units as (
    select facts.* replace (coalesce(nullif(facts.level, 'unknown'), leveled.level_established) as level)
    from {{ rule('units') }} as facts
    left join leveled using (unit_id)
)"""
_GRADED = """-- The longest term of a grade, by law, where the charge names none.
graded as (
    select
        units.unit_id,
        max(grades.max_days) as max_days_of_grade
    from units
    inner join {{ law('grades') }} as grades using (level, grade)
    left join days using (unit_id)
    where units.max_days is null
        and coalesce(days.offense_first >= grades.offense_from, grades.offense_from is null)
        and coalesce(days.offense_last < grades.offense_to, grades.offense_to is null)
    group by units.unit_id
)"""
_IMPOSED = "case when not list_has_any(units.components, ['prison', 'jail']) then 0 end"
_SELECTED = (
    "units.unit_id",
    "units.unit",
    "units.person_id",
    "units.person_bucket",
    "run.as_of_date",
    "units.person_id || '|' || units.case_id as case_key",
    "units.person_id || '|' || units.case_id || '|' || units.tracking as tracking_key",
    "case units.jurisdiction when 'here' then true when 'elsewhere' then false end as is_here",
    "units.is_candidate",
    "units.disposition",
    "coalesce(units.dispositions_perhaps, []) as dispositions_perhaps",
    "units.level",
    "units.grade",
    "coalesce(units.max_days, graded.max_days_of_grade) as max_days",
    make_column(f"coalesce(units.imposed_min_days, {_IMPOSED})", "imposed_min_days"),
    make_column(f"coalesce(units.imposed_max_days, {_IMPOSED})", "imposed_max_days"),
    "units.components",
    "units.code_book",
    "units.section",
    "units.subdivision_path",
    make_column(
        "coalesce(units.is_text_in_doubt, false) or (units.unit = 'charge' and units.section is null)",
        "is_text_in_doubt",
    ),
    "coalesce(listed.lists, []) as lists",
    "coalesce(listed.lists_perhaps, []) as lists_perhaps",
    "days.disposition_day_source as disposition_source",
    "born.birth_date_earliest as born_first",
    "born.birth_date_latest as born_last",
)
_OWN: tuple[Column, ...] = (
    ("unit_id", "varchar", "Id of the charge or arrest."),
    ("unit", "varchar", "charge or arrest."),
    (
        "person_id",
        "varchar",
        "Pseudonym of the person: 16 hex digits of md5 of state and normalised id. Never leaves the restricted rooms.",
    ),
    ("person_bucket", "integer", "Number of the state id modulo 64: shards are ranges of it."),
    ("as_of_date", "date", "The day of the run."),
    ("case_key", "varchar", "The case of the person; null where no case number is on record."),
    ("tracking_key", "varchar", "The tracking number in the case; null where none is on record."),
    ("is_here", "boolean", "Whether it is of this state; null where that is not known."),
    ("is_candidate", "boolean", "A remedy can be about it; otherwise it is only looked at beside others."),
    ("disposition", "varchar", "Disposition in the words of packs; null where it is not understood."),
    ("dispositions_perhaps", "varchar[]", "What the disposition may be where it is not known; empty where it is."),
    ("level", "varchar", "Level on record, or as people established it; null where neither is."),
    ("grade", "varchar", "Grade within the level."),
    ("max_days", "integer", "Longest term, of the charge or by law of its grade; null where neither is known."),
    ("imposed_min_days", "integer", "Shortest term imposed, in days; 0 where the sentence names none."),
    ("imposed_max_days", "integer", "Longest term imposed, in days; 0 where the sentence names none."),
    ("components", "varchar[]", "Kinds of the parts of the sentence; null where no sentence is on record."),
    ("code_book", "varchar", "Code book of the charge."),
    ("section", "varchar", "Section of the charge."),
    ("subdivision_path", "varchar", "Subdivision of the charge."),
    ("is_text_in_doubt", "boolean", "The section is not known, or the text names another too."),
    ("lists", "varchar[]", "Offense lists that the charge is on."),
    ("lists_perhaps", "varchar[]", "Offense lists that the charge is perhaps on."),
    ("disposition_source", "varchar", "What the day of the disposition rests on."),
)

__all__ = ["WideFacts", "write_list"]
