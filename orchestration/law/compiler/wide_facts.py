"""The facts of a state in one row per unit: what its packs read of a charge, and nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from orchestration.law.compiler.cap_steps import list_orders
from orchestration.law.compiler.fact_texts import (
    ANSWERED,
    AS_SUPPOSED,
    GRADED,
    LEVELED,
    LISTED,
    OWN,
    SELECTED,
    UNITS,
    Column,
)
from orchestration.law.compiler.layout import lay_out_list, make_column, make_cte
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.schema import Age, Operative, Owes, PersonStatus, UnitFact

_CONFIG = "{{ config(tags=['on_demand', 'compiled_law']) }}"
_SUPPOSED = ("lists_as_felony", "lists_perhaps_as_felony", "lists_as_other", "lists_perhaps_as_other")
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
        self.supposes = any(one.levels for one in remedies)
        self.has_caps = any(list_orders(one) for one in remedies)
        self.has_ages = any(one.list_of(Age) for one in remedies)

    def write_model(self, header: str) -> str:
        """Write the SQL of the model of wide facts."""
        ctes = [
            self._write_days(),
            LISTED.format(as_supposed=AS_SUPPOSED if self.supposes else ""),
            self._write_facts("unit", self.facts),
        ]
        ctes += [self._write_facts("person", self.statuses)] if self.statuses else []
        ctes += [self._write_owed()] if self.owed else []
        ctes += [self._write_established()] if self.established else []
        ctes.append(LEVELED)
        ctes.append(UNITS)
        ctes.append(GRADED)
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
        rest_on = f"told_{'facts' if of == 'unit' else 'statuses'}_rest_on"
        listed = "map_from_entries(list((facts.fact, facts.rests_on)) filter (where len(facts.rests_on) > 0))"
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
        return _make_grouped(
            f"told_of_{of}", comment, loop, [f"{listed} as {rest_on}", f"facts.{of}_id"], f"{of}_facts", "facts"
        )

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
        return f"{ANSWERED},\n\n" + make_cte("established", "What people established, by what it is about.", body)

    def list_columns(self) -> Iterator[Column]:
        """List the columns: name, type, description."""
        yield from OWN
        for name in _SUPPOSED if self.supposes else ():
            kind = "felony" if name.endswith("felony") else "another level"
            perhaps = "perhaps " if "perhaps" in name else ""
            yield name, "varchar[]", f"Offense lists that the charge {perhaps}is on, were it of {kind}."
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
        yield (
            "told_facts_rest_on",
            "map(varchar, varchar[])",
            "What facts of the unit rest on, by fact; null where nothing.",
        )
        if self.statuses:
            yield "told_statuses_rest_on", "map(varchar, varchar[])", "The same of what is known of the person."
        for kind in self.owed:
            yield f"owes_{kind}", "boolean", f"Whether {kind} is owed in the case; null where the sum is not known."
            yield f"tells_{kind}", "boolean", f"Whether anything is on record of {kind} in the case."
        for fact in self.established:
            for value in ("yes", "no"):
                yield f"{fact}_established_{value}", "boolean", f"Whether people established {fact}: {value}."

    def _write_select(self) -> str:
        lines = [f"    {line}," for column in SELECTED for line in [column.replace("\n", "\n    ")]]
        if self.supposes:
            lines += [f"    coalesce(listed.{name}, []) as {name}," for name in _SUPPOSED]
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


def _make_grouped(name: str, comment: str, loop: str, columns: Sequence[str], table: str, alias: str = "days") -> str:
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
