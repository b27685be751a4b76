"""The facts of a state in one row per unit: what its packs read of a charge, and nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from orchestration.law.compiler.layout import lay_out_list, make_column, make_cte
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
        ctes = [self._write_days(), _LISTED, self._write_facts("unit", self.facts)]
        ctes += [self._write_facts("person", self.statuses)] if self.statuses else []
        ctes += [self._write_owed()] if self.owed else []
        ctes += [self._write_established()] if self.established else []
        ctes.append(_LEVELED)
        ctes.append(_UNITS)
        ctes.append(_GRADED)
        about = "-- The facts of each unit in one row, made of the facts that are one row each. It decides nothing."
        return "\n".join([header, _CONFIG, about, "with", ",\n\n".join(ctes) + "\n", self._write_select(), ""])

    def _write_days(self) -> str:
        loop = _make_loop(
            "event",
            self.events,
            """count(*) filter (where days.event = '{{ event }}') > 0 as has_{{ event }},
max(days.day_earliest) filter (where days.event = '{{ event }}')
    as {{ event }}_first,
max(days.day_latest) filter (where days.event = '{{ event }}')
    as {{ event }}_last,
min(days.valid_until) filter (where days.event = '{{ event }}')
    as {{ event }}_day_until,
max(days.source) filter (where days.event = '{{ event }}')
    as {{ event }}_day_source,""",
        )
        relieved = []
        if self.has_caps:
            of = "filter (where starts_with(days.event, 'relief_'))"
            known = f"case when count(*) {of} = count(days.day_latest) {of} then max(days.day_latest) {of} end"
            relieved = [make_column(known, "relieved_last")]
        return _make_grouped("days", "The days of each unit.", loop, [*relieved, "days.unit_id"], "unit_days")

    def _write_facts(self, of: str, facts: Sequence[str]) -> str:
        loop = _make_loop(
            "fact",
            facts,
            """max(cast(facts.answer as varchar)) filter (where facts.fact = '{{ fact }}')
    as {{ fact }}_answer,
bool_or(facts.is_presumed) filter (where facts.fact = '{{ fact }}')
    as {{ fact }}_answer_is_presumed,
max(facts.over_on) filter (where facts.fact = '{{ fact }}')
    as {{ fact }}_answer_over_on,
min(facts.valid_until) filter (where facts.fact = '{{ fact }}')
    as {{ fact }}_answer_until,
max(facts.source) filter (where facts.fact = '{{ fact }}')
    as {{ fact }}_answer_source,""",
        )
        comment = f"What is known of each {of}; what is not told is NULL."
        return _make_grouped(f"told_of_{of}", comment, loop, [f"facts.{of}_id"], f"{of}_facts", "facts")

    def _write_owed(self) -> str:
        loop = _make_loop(
            "kind",
            self.owed,
            """case
    when sum(owed.balance) filter (where owed.kind = '{{ kind }}') > 0 then true
    when not bool_or(owed.balance is null) filter (where owed.kind = '{{ kind }}')
        then false
end as owes_{{ kind }},
count(*) filter (where owed.kind = '{{ kind }}') > 0 as tells_{{ kind }},""",
        )
        columns = ["owed.person_id", "owed.case_id"]
        return _make_grouped("owed_in_cases", "What is owed in each case.", loop, columns, "owed", "owed")

    def _write_established(self) -> str:
        loop = _make_loop(
            "fact",
            self.established,
            """bool_or(given.value = 'yes') filter (where given.fact = '{{ fact }}')
    as {{ fact }}_established_yes,
bool_or(given.value = 'no') filter (where given.fact = '{{ fact }}')
    as {{ fact }}_established_no,""",
        )
        rest = "from answered as given\ngroup by given.subject"
        body = f"select\n{textwrap.indent(loop, '    ')}\n    given.subject\n{rest}"
        return f"{_ANSWERED},\n\n" + make_cte("established", "What people established, by what it is about.", body)

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
        lines = [f"    {line}," for column in _SELECTED for line in [column.replace("\n", "\n    ")]]
        lines.append("    days.* exclude (unit_id) replace (")
        lines += [f"        coalesce(days.has_{one}, false) as has_{one}," for one in self.events]
        lines[-1] = lines[-1].removesuffix(",")
        lines.append("    ),")
        loops = []
        if self.owed:
            loops.append(
                _make_loop(
                    "kind",
                    self.owed,
                    """case
    when owed_in_cases.tells_{{ kind }} then owed_in_cases.owes_{{ kind }} else false
end as owes_{{ kind }},
coalesce(owed_in_cases.tells_{{ kind }}, false) as tells_{{ kind }},""",
                )
            )
        if self.established:
            loops.append(
                _make_loop(
                    "said",
                    [f"{fact}_established_{value}" for fact in self.established for value in ("yes", "no")],
                    "of_unit.{{ said }} or of_arrest.{{ said }} or of_person.{{ said }} as {{ said }},",
                )
            )
        lines += [textwrap.indent(loop, "    ") for loop in loops]
        lines += ["    told_of_person.* exclude (person_id),"] if self.statuses else []
        lines.append("    told_of_unit.* exclude (unit_id)")
        joins = ["from units", f"cross join {_RUN} as run"]
        joins += [f"left join {table} using (unit_id)" for table in ("days", "listed", "told_of_unit", "graded")]
        joins += ["left join told_of_person using (person_id)"] if self.statuses else []
        joins += ["left join {{ rule('people') }} as born using (person_id)"]
        joins += ["left join owed_in_cases using (person_id, case_id)"] if self.owed else []
        if self.established:
            joins += [
                f"left join established as of_{of} on units.{of}_id = of_{of}.subject"
                for of in ("unit", "arrest", "person")
            ]
        return "\n".join(["select", *lines, *joins])


def _make_loop(variable: str, values: Sequence[str], columns: str) -> str:
    """Make columns of each of several values by a loop of Jinja."""
    head = lay_out_list(f"{{% for {variable} in [", values, "] -%}")
    return "\n".join([head, textwrap.indent(columns, "    "), "{% endfor -%}"])


def _make_grouped(
    name: str, comment: str, loop: str, columns: Sequence[str], table: str, alias: str = "days"
) -> str:
    keys = ", ".join(one for one in columns if one.startswith(f"{alias}.") and " " not in one)
    body = ",\n".join(columns)
    rest = f"from {{{{ rule('{table}') }}}} as {alias}\ngroup by {keys}"
    return make_cte(name, comment, f"select\n{textwrap.indent(loop, '    ')}\n{textwrap.indent(body, '    ')}\n{rest}")


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


_LISTED = """-- The offense lists that each charge is on, surely and perhaps.
listed as (
    select
        unit_id,
        list(offense_list) filter (where answer = 'yes') as lists,
        list(offense_list) filter (where answer = 'unknown') as lists_perhaps
    from {{ ref('engine_unit_lists') }}
    group by unit_id
)"""
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
    select
        facts.* replace (
            coalesce(nullif(facts.level, 'unknown'), leveled.level_established) as level
        )
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
